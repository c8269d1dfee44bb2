"""Import this to have commission's compiled loops loaded: the first use of each waits for them."""

from caopan.commission import ready_settling
from caopan.commission.conduct import Grid
from caopan.commission.contract_score import score_contract
from caopan.commission.offers import Offer, customary, offered
from caopan.commission.playing import outcomes

__all__ = ["ready_settling"]

_shop = outcomes("tuantuan", Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15))
# each kind of term once: they have loops of their own in the settlement
_offer = Offer(1_000, 8_000, less_ads=True, bears_bp=1_000, retainer_fen=100)
for _contract in (customary(), offered(_offer, _shop)):
    score_contract(_contract, _shop)
