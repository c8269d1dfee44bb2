"""The measurements' bench: what is played once and read by many measures, with fixed seeds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pandas as pd

from caopan.market.calibration.claims import OTHERS
from caopan.market.history import histories
from caopan.market.hours import cells_of, goods_hour, traffic_hour
from caopan.market.outcome import Outcome, play
from caopan.market.plan import Plan
from caopan.market.record import keep
from caopan.market.samples import sample
from caopan.market.scenario import Scenario
from caopan.market.world import compile_world

Frames = dict[str, pd.DataFrame]
Thing = TypeVar("Thing")

MONTH = 30
"""The room's figures are those of the last thirty days of a history."""
QUIET = timedelta(days=-42)
"""Plays are moved six weeks back (same weekdays), where no festival disturbs the comparison."""
FESTIVAL = timedelta(days=0)
"""Unmoved, play starts on 1 November: four days of waiting, the festival, the dip after it."""
NIGHTS: dict[str, tuple[int, ...]] = {
    "liuyi": (38, 41, 42, 43, 56, 58),
    "fanhe": (58,),
    "yunshi": (49, 51, 54, 56, 58),
    "beichen": (58,),
    "qijia": (58,),
    "qingzhou": (58,),
    "zhenyun": (34, 36, 37, 40, 41, 43),
    "tuantuan": (34, 35, 38, 39, 41, 42),
}
"""Days with event tables; refunds of all of them come before the tables end."""

SMALL = {"yunshi": 2}
"""Times the seeds of a shop with few orders."""


@dataclass
class Lab:
    """Plays the sample merchants and keeps what was played.

    histories, nights, plays: how many seeds each kind of run gets; they are 0, 1, 2, ...

    >>> Lab(plays=2).play("yunshi", Plan(), days=1).gmv_fen.shape
    (2, 1)
    """

    histories: int = 4
    nights: int = 3
    plays: int = 16
    _kept: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False)

    def once(self, key: tuple[str, ...], make: Callable[[], Thing]) -> Thing:
        """What ``make`` gives, made at the first asking for this key."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Thing = self._kept[key]
        return found

    def history(self, shop: str) -> list[Frames]:
        """Small tables of the whole history, one set for each seed."""
        return self.once(
            ("history", shop),
            lambda: histories(_seeded(sample(shop), self.histories * SMALL.get(shop, 1), ())),
        )

    def night(self, shop: str) -> list[Frames]:
        """Event tables of the sessions on the shop's ``NIGHTS``, a set for each seed.

        Of all users; of a panel where a shop is large.
        """
        one = sample(shop)
        other = shop in OTHERS  # their law is the first three's: only the outcome is looked at
        share = max(one.panel_one_in // 3, 1) if other else 1
        whole = one.model_copy(update={"panel_one_in": share})
        return self.once(
            ("night", shop),
            lambda: histories(_seeded(whole, self._nights(shop), NIGHTS[shop])),
        )

    def _nights(self, shop: str) -> int:
        return self.nights * SMALL.get(shop, 1) - (shop in OTHERS)

    def play(
        self,
        shop: str | Scenario,
        plan: Plan,
        *,
        days: int = 14,
        moved: timedelta = QUIET,
        share: int = 1,
    ) -> Outcome:
        """Outcome of a plan after the history, every plan under the same luck.

        share: take one in so many of the seeds, for long plays.
        """
        one, seeds = _moved(shop, moved), range(-(-self.plays // share))
        key = ("play", one.to_json(), plan.to_json(), f"{days} {len(seeds)}")
        return self.once(key, lambda: play(one, plan, days=days, seeds=seeds))

    def hours(
        self, shop: str | Scenario, plan: Plan, *, days: int = 14, moved: timedelta = QUIET
    ) -> list[Frames]:
        """Hour tables of a played plan, one set for each seed."""
        one = _moved(shop, moved)
        key = ("hours", one.to_json(), plan.to_json(), str(days))
        return self.once(
            key, lambda: _hours(one, plan, days, self.histories * SMALL.get(one.merchant, 1))
        )


def _seeded(scenario: Scenario, count: int, event_days: tuple[int, ...]) -> list[Scenario]:
    return [
        scenario.model_copy(update={"seed": seed, "event_days": event_days})
        for seed in range(count)
    ]


def _moved(shop: str | Scenario, moved: timedelta) -> Scenario:
    one = sample(shop) if isinstance(shop, str) else shop
    return one.model_copy(update={"first_day": one.first_day + moved})


def _hours(scenario: Scenario, plan: Plan, days: int, count: int) -> list[Frames]:
    world = compile_world([scenario] * count, range(count))
    record = keep(world, [plan] * count, scenario.days, days, set())
    return [
        {
            "traffic_hour": traffic_hour(record, r, scenario),
            "goods_hour": goods_hour(record, r, scenario, cells_of(record, r)),
        }
        for r in range(count)
    ]


def last_month(frame: pd.DataFrame, shop: str) -> pd.DataFrame:
    """Rows of an hour table in the last thirty days of the history."""
    one = sample(shop)
    cut = pd.Timestamp(one.first_day, tz="Asia/Shanghai") + pd.Timedelta(days=one.days - MONTH)
    return frame[frame["hour_ts"] >= cut]
