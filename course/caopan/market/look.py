"""A look inside: a merchant's next days with a lever pulled and without, under the same luck.

>>> seen = look("yunshi", "paid", 150, days=2, seeds=3)
>>> seen.of_days("contribution").difference.median.shape
(2,)
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.errors import CaopanError
from caopan.events.places import is_own
from caopan.market.bands import MEASURES, Sides, band, daily, summed
from caopan.market.feasibility import feasibility
from caopan.market.inverse import Floats
from caopan.market.levers import lever
from caopan.market.outcome import Outcome, play
from caopan.market.plan import Plan, baseline
from caopan.market.samples import SAMPLES, sample
from caopan.market.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

HEAD: Final = ("", "without", "with", "difference", "80 % of seeds")
MOST_DAYS: Final = 90
MOST_SEEDS: Final = 1_000


class Stretch(NamedTuple):
    """Some days of the plan, ``first`` up to and without ``end``, and what they are called."""

    name: str
    first: int
    end: int


@dataclass(frozen=True)
class Look:
    """Two plays of one merchant under the same luck: as it goes on, and with a lever pulled.

    said: the lever and its value. messages: what an operator would question about the plan, and
    not about going on as before.
    """

    scenario: Scenario
    said: str
    without: Outcome
    pulled: Outcome
    messages: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Number of days that were played."""
        days: int = self.without.gmv_fen.shape[1]
        return days

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return len(self.without.seeds)

    @property
    def better(self) -> int:
        """Seeds in which the contribution of the whole period is larger with the lever."""
        return int(np.count_nonzero(self.pulled.total_fen > self.without.total_fen))

    def date(self, day: int) -> date:
        """Date of a day of the plan, 0 is the first one."""
        return self.scenario.first_day + timedelta(days=self.scenario.days + day)

    def of_days(self, measure: str) -> Sides:
        """Bands of each day: arrays (days,)."""
        return self._sides(*(daily(one, measure) for one in (self.without, self.pulled)))

    def running(self, measure: str = "contribution") -> Sides:
        """Bands of what has come together from the first day to each day: arrays (days,)."""
        sums = (daily(one, measure).cumsum(axis=1) for one in (self.without, self.pulled))
        return self._sides(*sums)

    def of(self, measure: str, stretch: Stretch) -> Sides:
        """Bands of a stretch of days as one number each: arrays ()."""
        days = slice(stretch.first, stretch.end)
        return self._sides(*(summed(each, measure, days) for each in (self.without, self.pulled)))

    def _sides(self, without: Floats, pulled: Floats) -> Sides:
        return Sides(band(without), band(pulled), band(pulled - without))

    def stretches(self) -> list[Stretch]:
        """The weeks of the plan, and all of it.

        A week is seven days of the plan, on whatever weekday it begins.
        """
        weeks = [
            Stretch(f"week {at // 7 + 1}", at, min(at + 7, self.days))
            for at in range(0, self.days, 7)
        ]
        return [*(weeks if len(weeks) > 1 else []), Stretch("total", 0, self.days)]

    def rows(self, stretch: Stretch) -> list[tuple[str, ...]]:
        """Say a stretch of days, a row for each measure, under ``HEAD``."""
        rows = []
        for one in MEASURES:
            without, pulled, difference = self.of(one.name, stretch)
            low, median, high = (one.said(float(end), sign=True) for end in difference)
            sides = (one.said(float(side.median)) for side in (without, pulled))
            ends = low if low == "–" else f"{low} to {high}"
            rows.append((f"{one.title}, {one.unit}", *sides, median, ends))
        return rows

    def sentence(self) -> str:
        """Say in one sentence whether the lever pays."""
        total = (self.pulled.total_fen - self.without.total_fen) / 100
        if not total.any():
            return f"Contribution is the same with it and without in all {self.seeds} seeds."
        low, median, high = (f"{float(end):+,.0f}" for end in band(total))
        verb = "is" if self.better == 1 else "are"
        return (
            f"{self.better} of {self.seeds} seeds {verb} better with it: contribution over "
            f"{self.days} days changes by {median} yuan (80 % of seeds: {low} to {high})."
        )

    def frame(self) -> "pd.DataFrame":
        """All numbers in one table: a row for each measure and day, week, and the total."""
        import pandas as pd

        days = [Stretch(f"day {at + 1}", at, at + 1) for at in range(self.days)]
        return pd.DataFrame(
            {"measure": one.name, "unit": one.unit, "span": span.name}
            | {"first_day": self.date(span.first), "last_day": self.date(span.end - 1)}
            | {
                f"{side}_{end}": round(float(value), 4)
                for side, ends in self.of(one.name, span)._asdict().items()
                for end, value in ends._asdict().items()
            }
            for one in MEASURES
            for span in [*days, *self.stretches()]
        )


def look(
    merchant: str,
    name: str,
    value: float | None = None,
    *,
    quantity: float | None = None,
    days: int = 14,
    seeds: int = 40,
) -> Look:
    """Play a sample merchant's next days with a lever and without, under the same luck.

    name: a lever of ``levers(sample(merchant))``. value, quantity: its default if not given.
    seeds: how many; the first ones are always the same. Plays are remembered.
    Raises CaopanError for an unknown merchant or lever, and for numbers out of range.
    """
    scenario = shown(merchant)
    chosen = lever(scenario, name)
    plan = chosen.plan(value, quantity)
    return compare(scenario, plan, said=chosen.said(value, quantity), days=days, seeds=seeds)


def compare(
    scenario: Scenario, plan: Plan, *, said: str = "", days: int = 14, seeds: int = 40
) -> Look:
    """Play any plan against going on as before; raises CaopanError as ``look`` does."""
    for what, asked, most in (("days", days, MOST_DAYS), ("seeds", seeds, MOST_SEEDS)):
        if not 1 <= asked <= most:
            raise CaopanError(f"{what}: {asked} cannot be played here; give 1 to {most}")
    known = scenario.to_json()
    idle, done = (
        _played(known, each.model_copy(update={"name": ""}).to_json(), days, seeds)
        for each in (baseline(scenario), plan)
    )
    # a calendar is given whole: what would be said of the merchant's own one is no news
    own = Plan(sessions=scenario.slots) if plan.sessions is not None else Plan()
    usual = feasibility(scenario, own, days)
    fresh = tuple(message for message in done.messages if message not in usual)
    return Look(scenario, said or plan.name, idle, done, fresh)


def shown(merchant: str) -> Scenario:
    """Give the scenario of a merchant that may be looked into.

    Raises CaopanError for an unknown merchant, and for a graded one, whose scenario is not here.

    >>> shown(" Liuyi ").merchant
    'liuyi'
    """
    name = merchant.strip().casefold()
    if is_own(name):
        raise CaopanError(
            f"merchant {name!r}: the truth of a graded merchant is not in this house; look at its "
            f"tables, or look inside a sample: {', '.join(SAMPLES)}"
        )
    return sample(name)


@lru_cache(maxsize=128)
def _played(scenario: str, plan: str, days: int, seeds: int) -> Outcome:
    """Play once; scenario and plan come as JSON, which can be remembered."""
    return play(Scenario.from_json(scenario), Plan.from_json(plan), days=days, seeds=range(seeds))
