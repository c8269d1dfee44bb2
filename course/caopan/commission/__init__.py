"""Commission (分佣): contracts, settlement to the fen, earnings, incentives."""
