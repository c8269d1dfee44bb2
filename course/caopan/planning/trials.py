"""Trials of paid traffic: budgets and fans that took turns, as rows to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caopan.diagnosis import Shop, periods
from caopan.errors import CaopanError
from caopan.planning.paid_rows import paid_days, paid_hours

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market import Plan, Scenario

LESS: Final = 0.7
"""The lower budget is below this share of the full one, or no trial was run (assumed)."""


@dataclass(frozen=True, eq=False)
class PaidTrial:
    """Four weeks in which two budgets, with and without fans in the plans, took turns by lot.

    shop: the tables. days, hours: rows of the trial as ``paid_days`` and ``paid_hours`` give them,
    with ``turn`` (number among ``caopan.market.trial.ARMS``), ``budget`` ("full" or "less") and
    ``without_fans``.
    """

    shop: Shop
    days: pd.DataFrame
    hours: pd.DataFrame


def paid_trial(merchant: str, seed: int = 0) -> PaidTrial:
    """Give a merchant's trial: of a sample one that is played now, of an own one its last weeks.

    seed: luck of a trial that is played; that of the own one has happened.
    Raises CaopanError where an own merchant has run no trial.

    >>> trial = paid_trial("yunshi")
    >>> len(trial.days) > 20, sorted(set(trial.days["budget"]))
    (True, ['full', 'less'])
    """
    from caopan.events.places import is_own
    from caopan.market import as_found
    from caopan.market.trial import PAID_TURNS, paid_arms

    if is_own(merchant):
        shop = Shop.of(merchant)
        trial = _read(shop, shop.days - len(PAID_TURNS), PAID_TURNS)
        spend = trial.days.groupby("budget")[["spend_fen", "hours"]].sum()
        hourly = spend["spend_fen"] / spend["hours"]
        if not hourly["less"] < LESS * hourly["full"]:
            raise CaopanError(f"{merchant}: its last four weeks hold no trial of paid traffic.")
        return trial
    one = as_found(merchant)
    (shop,) = trial_shops(one, paid_arms(one, one.days), PAID_TURNS, [seed])
    return _read(shop, 0, PAID_TURNS)


def _read(shop: Shop, first: int, turns: Sequence[int]) -> PaidTrial:
    days, hours = (_named(in_trial(rows(shop), first, turns)) for rows in (paid_days, paid_hours))
    return PaidTrial(shop, days, hours)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    less, out = rows["turn"] >= 2, rows["turn"] % 2 == 1
    return rows.assign(budget=less.map({True: "less", False: "full"}), without_fans=out)


def trial_shops(
    scenario: Scenario,
    plans: Sequence[Plan],
    turns: Sequence[int],
    seeds: Sequence[int] = (0,),
) -> list[Shop]:
    """Let plans take turns by the day after a merchant's history: a shop of its tables per seed.

    turns: for each day the number of its plan; at least six days.
    Raises CaopanError for a plan that cannot be carried out, or too short a trial.

    >>> from caopan.market import Plan, sample
    >>> plans = [Plan(), Plan(paid_bp=4_000)]
    >>> shop, = trial_shops(sample("yunshi"), plans, (0, 1, 1, 0, 1, 0))
    >>> shop.days, shop.table("traffic_hour")["ad_spend_fen"].sum() > 0
    (6, np.True_)
    """
    from datetime import timedelta

    from caopan.market.trial import trial

    if len(turns) < 6:
        raise CaopanError(f"turns: {len(turns)} days are no trial; give at least six.")
    first_day = scenario.first_day + timedelta(days=scenario.days)
    return [
        Shop(
            name=scenario.merchant,
            frames=frames,
            first_day=first_day,
            days=len(turns),
            periods=periods(len(turns), len(turns) // 2),
            category=scenario.category,
        )
        for frames in trial(scenario, plans, turns, seeds=seeds)
    ]


def in_trial(days: pd.DataFrame, first: int, turns: Sequence[int]) -> pd.DataFrame:
    """Rows of a trial that began on day ``first``, with ``turn``: the number of the day's plan.

    days: as ``paid_days`` or ``paid_hours`` gives them.

    >>> import pandas as pd
    >>> in_trial(pd.DataFrame({"day": [4, 5, 6]}), 5, (1, 0))["turn"].tolist()
    [1, 0]
    """
    some = days[days["day"].between(first, first + len(turns) - 1)]
    return some.assign(turn=[turns[day - first] for day in some["day"]])
