"""The two questions inside lesson 04, on sample merchants."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.diagnosis.mixrate import MixRate


@lru_cache(maxsize=4)
def _split(merchant: str, over: str, under: str) -> MixRate:
    from caopan.diagnosis import Shop, mix_and_rate

    return mix_and_rate(Shop.of(merchant), over, under, by="source", draws=0)


def _parts(found: MixRate) -> dict[str, float]:
    return {str(name): float(value) for name, value in found.terms["value"].items()}


@exercise(
    "04-orders",
    'mix_and_rate(shop, "creates", "clicks", by="source") splits it; its terms are a table.',
    '.terms.loc["mix", "value"] is the mix part of all sources together, in points.',
    praise="Right: here, too, most of the fall is other people, not dearer goods.",
)
def _orders(value: object) -> str | None:
    parts = _parts(_split("xingtu", "creates", "clicks"))
    traps = {
        "this is the rate part": parts["rate"],
        "this is the whole change": parts["change"],
        "this is the mix part of the view-to-buy rate": _parts(
            _split("xingtu", "buyers", "viewers")
        )["mix"],
        "the sign is turned: it fell": -parts["mix"],
    }
    return one_number(value, "orders_mix", Want(parts["mix"], rel=5e-3, traps=traps))


@exercise(
    "04-pearls",
    'As above, for Shop.of("zhenyun"): buyers over viewers, by source.',
    "The rate part is in the same table of terms, a row below mix.",
    praise="Right: here people of every kind buy less. Look at the price before anything else.",
)
def _pearls(value: object) -> str | None:
    parts = _parts(_split("zhenyun", "buyers", "viewers"))
    traps = {
        "this is the mix part": parts["mix"],
        "this is the whole change": parts["change"],
        "the sign is turned: it fell": -parts["rate"],
    }
    return one_number(value, "pearls_rate", Want(parts["rate"], rel=5e-3, traps=traps))
