"""Pacing (投放节奏): a budget over the hours of the clock, so that each last yuan earns alike.

An hour is worth what paid traffic finds there: how many come for a yuan (the auction is dearest
behind the crowd), and what a visit brings. With equal powers the budget follows value^(1 / (1 -
power)); bounds of an hour are kept, and the rest is levelled again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from caopan.errors import CaopanError
from caopan.planning.splitting import split_whole

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market import PaidPlan
    from caopan.planning.paid_curves import PaidResponse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SHRINK: Final = 2_000
"""Paid visits at the shop's mean that an hour's own GMV a visit is mixed with: hours differ less
than their luck does (assumed)."""
LEAST_POWER: Final = 0.02
"""A smaller power is taken for this one: sales that no budget moves leave nothing to level."""


@dataclass(frozen=True, eq=False)
class HourBudget:
    """A budget by clock hour.

    hours: fen an hour by clock hour, as ``PaidPlan.hours`` takes it. table: hour, minutes on air,
    value, fen_per_h, flat_fen_per_h (one budget for all hours), marginal and flat_marginal: GMV of
    the last fen. spent_fen: in all, never above the budget. gain: GMV beside flat, a share.
    """

    hours: dict[int, int]
    table: pd.DataFrame
    spent_fen: int
    gain: float


def hour_values(hours: pd.DataFrame, response: PaidResponse) -> dict[int, float]:
    """Estimate what an hour of the clock is worth: GMV of paid visitors, in fen, at usual spend.

    hours: as ``paid_hours`` gives them. Visits are put on the usual spend by the curve; GMV a visit
    is the hour's own, drawn towards the shop's mean by ``SHRINK`` visits.
    Raises CaopanError where no hour has spend.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning.paid_rows import paid_hours
    >>> from caopan.planning.paid_curves import PaidResponse
    >>> from caopan.planning.response_curve import example
    >>> curve = example()
    >>> worth = hour_values(paid_hours(Shop.of("liuyi")), PaidResponse(curve, curve, 10_000))
    >>> list(worth)
    [18, 19, 20, 21, 22, 23]
    """
    some = hours[(hours["spend_fen"] > 0) & (hours["hours"] > 0)]
    if some.empty:
        raise CaopanError("hours: none has spend; what an hour is worth cannot be told.")
    curve = response.visits
    rate = (some["spend_fen"] / some["hours"] / curve.usual) ** curve.power.value
    sums = (
        some.assign(effort=some["hours"] * rate)
        .groupby("hour")[["effort", "visits", "gmv_fen"]]
        .sum()
    )
    mean = sums["gmv_fen"].sum() / max(sums["visits"].sum(), 1)
    worth = (sums["gmv_fen"] + SHRINK * mean) / (sums["visits"] + SHRINK)
    values = sums["visits"] / sums["effort"] * worth
    return dict(zip(values.index.tolist(), values.tolist(), strict=True))


def pace(
    values: Mapping[int, float],
    minutes: Mapping[int, int],
    budget_fen: int,
    power: float,
    *,
    usual_fen: float = 10_000.0,
    least_fen: int = 0,
    most_fen: int | None = None,
) -> HourBudget:
    """Level the marginal ROI of all hours under a budget.

    values: GMV an hour of each clock hour at a spend of ``usual_fen`` an hour; only their
    proportions move the result. minutes: on air in each, over the stretch that the budget is for.
    power: of GMV in spend, see ``Curve``. least_fen, most_fen: bounds of every hour, fen an hour.
    Raises CaopanError where hours do not match, or no budget fits between the bounds.

    >>> found = pace({20: 100.0, 21: 200.0}, {20: 60, 21: 60}, 30_000, 0.5)
    >>> found.hours, found.spent_fen
    ({20: 6000, 21: 24000}, 30000)
    >>> pace({20: 1.0, 21: 4.0}, {20: 60, 21: 60}, 30_000, 0.5, most_fen=20_000).hours
    {20: 10000, 21: 20000}
    """
    clock, worth, length = _inputs(values, minutes)
    held = min(max(power, LEAST_POWER), 0.99)
    top = float(budget_fen) * 60 if most_fen is None else float(most_fen)
    need = int(least_fen * length.sum() // 60)
    if least_fen < 0 or top < least_fen or budget_fen < need:
        raise CaopanError(
            f"budget: {budget_fen:,} fen do not reach for at least {least_fen:,} fen an hour, "
            f"which are {need:,}; raise the budget or lower the bound."
        )
    spend = _levelled(worth, length, budget_fen, held, usual_fen, (float(least_fen), top))
    whole = _whole(spend, worth, length, budget_fen, held, most_fen)
    return _told(clock, worth, length, whole, held, usual_fen)


def _inputs(values: Mapping[int, float], minutes: Mapping[int, int]) -> tuple[Ints, Floats, Ints]:
    clock = sorted(hour for hour in minutes if minutes[hour] > 0)
    missing = [hour for hour in clock if values.get(hour, 0.0) <= 0]
    if missing or not clock:
        what = f"hour {missing[0]}" if missing else "any hour"
        raise CaopanError(f"values: {what} has none above zero; give one for each hour on air.")
    return (
        np.array(clock, dtype=np.int64),
        np.array([values[hour] for hour in clock], dtype=np.float64),
        np.array([minutes[hour] for hour in clock], dtype=np.int64),
    )


def _levelled(
    worth: Floats,
    length: Ints,
    budget: int,
    power: float,
    usual: float,
    bounds: tuple[float, float],
) -> Floats:
    """Spend an hour at the price of a yuan at which all of it is spent: bisection of its log."""

    def at(log_price: float) -> Floats:
        ratio = np.log(power * worth / usual) - log_price
        return np.clip(usual * np.exp(np.minimum(ratio / (1 - power), 60.0)), *bounds)

    low, high = -80.0, 80.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (at(middle) * length).sum() > 60 * budget else (low, middle)
    return at(high)


def _whole(
    spend: Floats, worth: Floats, length: Ints, budget: int, power: float, most: int | None
) -> Ints:
    """Whole fen: cut, and what is left goes to the hours whose next fen earns most."""
    whole = np.floor(spend + 1e-6).astype(np.int64)
    left = 60 * budget - int((whole * length).sum())
    for at in np.argsort(-worth * np.maximum(spend, 1e-9) ** (power - 1), kind="stable"):
        free = most is None or whole[at] < most
        if free and 0 < int(length[at]) <= left:
            whole[at] += 1
            left -= int(length[at])
    return whole


def _told(
    clock: Ints, worth: Floats, length: Ints, whole: Ints, power: float, usual: float
) -> HourBudget:
    import pandas as pd

    flat = float((whole * length).sum() / length.sum())

    def gmv(spend: Floats) -> Floats:
        got: Floats = worth * (spend / usual) ** power
        return got

    def marginal(spend: Floats) -> Floats:
        last: Floats = power * gmv(spend) / np.maximum(spend, 1e-9)
        return last

    paced, even = whole.astype(np.float64), np.full(len(whole), flat)
    table = pd.DataFrame(
        {
            "hour": clock,
            "minutes": length,
            "value": worth,
            "fen_per_h": whole,
            "flat_fen_per_h": even,
            "marginal": marginal(paced),
            "flat_marginal": marginal(even),
        }
    )
    both = [float((gmv(spend) * length).sum()) for spend in (paced, even)]
    gain = both[0] / both[1] - 1 if both[1] > 0 else 0.0
    hours = {int(hour): int(fen) for hour, fen in zip(clock, whole, strict=True)}
    return HourBudget(hours, table, int((whole * length).sum() // 60), gain)


def paced_plans(plans: Sequence[PaidPlan], hours: Mapping[int, int]) -> tuple[PaidPlan, ...]:
    """The plans with their shares of each hour's budget, to the fen; other hours get nothing.

    >>> from caopan.market import PaidPlan
    >>> two = [PaidPlan(plan_id="a", fen_per_h=750), PaidPlan(plan_id="b", fen_per_h=250)]
    >>> [plan.hours for plan in paced_plans(two, {20: 1001})]
    [{20: 751}, {20: 250}]
    """
    shares = [plan.fen_per_h for plan in plans]
    split = {hour: split_whole(fen, shares) for hour, fen in hours.items()}
    return tuple(
        plan.model_copy(
            update={"fen_per_h": 0, "hours": {hour: parts[at] for hour, parts in split.items()}}
        )
        for at, plan in enumerate(plans)
    )
