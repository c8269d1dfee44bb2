"""A growth plan (增长规划) of twelve weeks: calendar and settings, played beside doing nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market.plan import Plan, Shift, Special, make_plan
from caopan.planning.sessions import SessionCalendar

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market import Outcome, Scenario

DAYS: Final = 84
"""Twelve weeks."""
SEEDS: Final = range(8)
"""Luck under which a growth plan is looked at."""


@dataclass(frozen=True)
class GrowthPlan:
    """A calendar and what goes with it.

    settings: fields of ``Plan`` beside the calendar's. relay_min: minutes after which the anchors
    change, None for one anchor a session. reasons: why, by field.
    """

    calendar: SessionCalendar
    settings: dict[str, Any] = field(default_factory=dict)
    relay_min: int | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    def plan(self, name: str = "growth") -> Plan:
        """Compile it into the market's actions.

        Raises CaopanError for a setting that the market does not know.
        """
        return make_plan(name=name, **{**calendar_fields(self.calendar), **self._roster(),
                                       **self.settings})  # fmt: skip

    def _roster(self) -> dict[str, Any]:
        names = dict.fromkeys(name for one in self.calendar.sessions for name in one.anchors)
        if self.relay_min is None or len(names) < 2:
            return {}
        return {"roster": tuple(Shift(anchor=name, minutes=self.relay_min) for name in names)}


def calendar_fields(calendar: SessionCalendar) -> dict[str, Any]:
    """Give a calendar as fields of a ``Plan``: dated sessions, and pause on all other days.

    >>> from datetime import date
    >>> from caopan.planning.sessions import propose_calendar
    >>> fields = calendar_fields(propose_calendar(1, date(2021, 11, 1), weeks=1))
    >>> len(fields["specials"]), fields["pause"]
    (6, (0,))
    """
    specials = tuple(
        Special(day=one.day, start_min=one.start_min, minutes=one.minutes, tier=one.tier)
        for one in calendar.sessions
    )
    return {"specials": specials, "pause": calendar.rest}


@dataclass(frozen=True, eq=False)
class Grown:
    """A growth plan played beside doing nothing.

    weeks: a row a week: week, gmv_yuan, low_yuan, high_yuan (tenth and ninetieth of a hundred
    seeds), idle_yuan, kept_yuan and idle_kept_yuan (net settled contribution), fans, idle_fans;
    means over the seeds. messages: what an operator would question.
    """

    weeks: pd.DataFrame
    messages: tuple[str, ...]

    @property
    def month_yuan(self) -> float:
        """GMV of thirty days like the last four weeks'."""
        return float(self.weeks["gmv_yuan"].tail(4).mean()) * 30 / 7

    @property
    def gain_yuan(self) -> float:
        """Contribution of the whole period beside doing nothing."""
        return float((self.weeks["kept_yuan"] - self.weeks["idle_kept_yuan"]).sum())


def play_growth(
    scenario: Scenario,
    plan: Plan | GrowthPlan,
    *,
    days: int = DAYS,
    seeds: Sequence[int] = SEEDS,
) -> Grown:
    """Play a growth plan beside doing nothing, by the same luck.

    Raises CaopanError as ``play`` does, and for days that are no whole weeks.

    >>> from caopan.market import Plan, sample
    >>> play_growth(sample("yunshi"), Plan(), days=7, seeds=[1]).gain_yuan
    0.0
    """
    from caopan.market import baseline, play_many

    if days % 7:
        raise CaopanError(f"days: {days} are no whole weeks; give 7, 14 and so on, such as {DAYS}")
    chosen = plan.plan() if isinstance(plan, GrowthPlan) else plan
    idle, played = play_many(
        [(scenario, baseline(scenario)), (scenario, chosen)], days=days, seeds=seeds
    )
    return Grown(_weeks(idle, played), played.messages)


def _weeks(idle: Outcome, played: Outcome) -> pd.DataFrame:
    import pandas as pd

    whole = played.gmv_fen.shape[1] // 7

    def weekly(daily: Any) -> Any:
        """Yuan by seed and week: (seeds, weeks)."""
        return daily[:, : whole * 7].reshape(len(daily), whole, 7).sum(axis=2) / 100

    gmv = weekly(played.gmv_fen)
    return pd.DataFrame(
        {
            "week": range(1, whole + 1),
            "gmv_yuan": gmv.mean(axis=0),
            "low_yuan": np.quantile(gmv, 0.1, axis=0),
            "high_yuan": np.quantile(gmv, 0.9, axis=0),
            "idle_yuan": weekly(idle.gmv_fen).mean(axis=0),
            "kept_yuan": weekly(played.contribution_fen).mean(axis=0),
            "idle_kept_yuan": weekly(idle.contribution_fen).mean(axis=0),
            "fans": played.fans.mean(axis=0)[6 : whole * 7 : 7],
            "idle_fans": idle.fans.mean(axis=0)[6 : whole * 7 : 7],
        }
    )
