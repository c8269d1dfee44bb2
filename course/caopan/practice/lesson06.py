"""The two questions inside lesson 06, on sample merchants."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.planning.stocking import Stocking

LARDER: Final = ("gutian", ("gutian-k01", "gutian-k02"))
PEARLS: Final = ("zhenyun", ("zhenyun-k01", "zhenyun-k02"))


@lru_cache(maxsize=8)
def _ordered(merchant: str, heroes: tuple[str, ...], lost_bp: tuple[int, ...]) -> Stocking:
    from caopan.diagnosis import Shop
    from caopan.planning import Pieces, estimated_demand, newsvendor

    shop = Shop.of(merchant)
    pieces, demand = Pieces.from_shop(shop).only(heroes), estimated_demand(shop).only(heroes)
    return newsvendor(pieces, demand, lost_bp=np.array(lost_bp))


def _profit(lost_bp: tuple[int, int]) -> float:
    return float(_ordered(*LARDER, lost_bp).table["profit_yuan"].sum())


def _quantities(lost_bp: tuple[int, int]) -> tuple[float, float]:
    first, second = _ordered(*PEARLS, lost_bp).table["quantity"].to_list()
    return float(first), float(second)


@exercise(
    "06-cold-store",
    "Order once more with lost_bp=np.array([2000, 0]): with another loss another order is best.",
    "Worth is profit_yuan with the store, summed over both SKUs, less the same without it.",
    praise="Right. Below that price the cold store is a bargain; the order grows with it.",
)
def _cold_store(value: object) -> str | None:
    with_, without = _profit((2000, 0)), _profit((6000, 0))
    usual = _ordered(*LARDER, (6000, 0)).table["quantity"].to_numpy()
    unchanged = float(_ordered(*LARDER, (2000, 0)).profit_at(usual).sum())
    traps = {
        "the order stayed as it was; with the store a larger one is best": unchanged - without,
        "this is all profit with the store, not what it adds": with_,
        "the sign is turned": without - with_,
        "what is lost is none at all here; 20 % of the cost still is": _profit((0, 0)) - without,
    }
    want = Want(with_ - without, rel=5e-3, traps=traps)
    return one_number(value, "cold_store", want)


@exercise(
    "06-pearls",
    "Pieces.from_shop(shop).only([...]) and estimated_demand(shop).only([...]), as above.",
    'newsvendor(pieces, demand).table.loc["zhenyun-k01", "quantity"]; nothing is lost.',
    praise="Right: well above the mean. A necklace in the drawer costs little, a lost sale much.",
)
def _pearls(value: object) -> str | None:
    from caopan.diagnosis import Shop
    from caopan.planning import estimated_demand

    best, other = _quantities((0, 0))
    mean = float(estimated_demand(Shop.of("zhenyun")).only(["zhenyun-k01"]).total.mean())
    traps = {
        "this is the mean demand; which mistake is dearer here?": round(mean),
        "apples spoil, pearls do not": _quantities((6000, 0))[0],
        "this is the other hero": other,
    }
    return one_number(value, "pearls_order", Want(best, rel=5e-3, traps=traps))
