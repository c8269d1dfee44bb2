"""The two questions inside lesson 10, on played months of sample merchants."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import Want, one_number
from caopan.practice.drafting import drafted
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.commission import Outcomes

RETAINER_FEN: Final = 2_000_000
"""What the rival asks on top, a month."""
FEE: Final = 0.05


@lru_cache(maxsize=2)
def _months(merchant: str) -> Outcomes:
    from caopan.commission import QUICK, outcomes

    return outcomes(merchant, QUICK)


@exercise(
    "10-needed",
    "What does the rival get at today's sales? That is what the added sales must earn.",
    "(fee × sales + retainer) ÷ (left − fee × sales), where left is what Ruolan has now.",
    praise="Right: more than half as much again, before the owner has gained a fen.",
)
def _needed(value: object) -> str | None:
    shop = _months("ruolan")
    sales, left = shop.sales_fen, float(shop.contribution_month_fen[shop.own].mean())
    fee = FEE * sales
    needed = (fee + RETAINER_FEN) / (left - fee)
    traps = {
        "the retainer is left out": fee / (left - fee),
        "the retainer is left out, and the added sales pay the fee, too": fee / left,
        "the added sales pay the fee, too: divide by margin less fee": (fee + RETAINER_FEN) / left,
        "the retainer does not grow with sales; it is no part of the fee below the line": (
            (fee + RETAINER_FEN) / (left - fee - RETAINER_FEN)
        ),
        "20,000 yuan are 2,000,000 fen": (fee + RETAINER_FEN / 100) / (left - fee),
    }
    otherwise = "what must be paid on today's sales, and what does a yuan more leave after the fee?"
    want = Want(needed, rel=2e-3, traps=traps, otherwise=otherwise)
    return one_number(value, "needed", want)


@exercise(
    "10-bags",
    'shop = outcomes("qingzhou", QUICK), then drafted(shop, rate_bp=…, less_ads=True).',
    "respond(contract, shop) has .conduct.effort, 2 for all of the package, and .taken.",
    praise="Right: below it nobody works, and just below the merchant pays for nothing.",
)
def _bags(value: object) -> str | None:
    from caopan.commission import respond

    shop = _months("qingzhou")

    def least(effort: int) -> float:
        for rate in range(100, 10_000, 100):
            found = respond(drafted(shop, rate_bp=rate, less_ads=True), shop)
            if found.conduct.effort >= effort and found.taken:
                return float(rate)
        return float("nan")

    want = Want(
        least(2),
        rel=1e-6,
        traps={"both sign there, but nobody works": least(0)},
        otherwise="not all is carried out, or one side does not sign, or a lower rate would do",
    )
    return one_number(value, "bags_rate_bp", want)
