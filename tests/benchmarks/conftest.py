"""Programs run by ``make bench-market`` and ``make bench-board``; no tests are in them."""

collect_ignore = ["bench_market.py", "bench_board.py", "board_peers.py", "board_session.py"]
