"""The two questions inside lesson 08, on trials of sample merchants."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.planning import PaidTrial

BAGS_FEN = 180_000
"""Spend an hour at which the bags are asked about: the full budget of that shop."""


@lru_cache(maxsize=2)
def _trial(merchant: str) -> PaidTrial:
    from caopan.planning import paid_trial

    return paid_trial(merchant)


@exercise(
    "08-added",
    "Marginal is a difference over a difference: of GMV, and of spend.",
    'hourly.loc["full"] - hourly.loc["less"] gives both differences, in fen an hour.',
    praise="Right: less than a yuan for a yuan. The average of all was above two.",
)
def _added(value: object) -> str | None:
    sums = _trial("muyi").days.groupby("budget")[["hours", "spend_fen", "gmv_fen"]].sum()
    hourly = sums.div(sums["hours"], axis=0)
    full, less = hourly.loc["full"].to_dict(), hourly.loc["less"].to_dict()
    gmv, spend = full["gmv_fen"] - less["gmv_fen"], full["spend_fen"] - less["spend_fen"]
    traps = {
        "this is the average of the full budget": full["gmv_fen"] / full["spend_fen"],
        "this is the average of the lower budget": less["gmv_fen"] / less["spend_fen"],
        "this is spend over GMV; turn it round": spend / gmv,
        "averages are no sums: their difference is no ROI of the difference": (
            full["gmv_fen"] / full["spend_fen"] - less["gmv_fen"] / less["spend_fen"]
        ),
    }
    return one_number(value, "added_roi", Want(gmv / spend, rel=5e-3, traps=traps))


@exercise(
    "08-bags",
    'paid_trial("qingzhou"), then paid_response of its days, as for Muyi.',
    "curves.gmv.marginal_roi(spend) takes fen: ¥1,800 are 180,000 of them; .value is the number.",
    praise="Right: below a yuan, and returns make 4.4 due. Cut, whatever the average says.",
)
def _bags(value: object) -> str | None:
    from caopan.planning import paid_response

    curves = paid_response(_trial("qingzhou").days)
    curve, visits = curves.gmv, curves.visits
    average = curve.average_roi(BAGS_FEN).value
    traps = {
        "this is the average ROI": average,
        "this is the power of GMV; times the average it is the last yuan": curve.power.value,
        "the power of visits is not that of GMV: who came last bought less": (
            visits.power.value * average
        ),
        "spend is in fen here: ¥1,800 are 180,000": curve.marginal_roi(1_800).value,
    }
    last = curve.marginal_roi(BAGS_FEN).value
    return one_number(value, "bags_last", Want(last, rel=0.03, traps=traps))
