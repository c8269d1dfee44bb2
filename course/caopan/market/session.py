"""One session of one replicate, as the tables need it: the fold's facts in plain arrays."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np

from caopan.market.acting import acting
from caopan.market.air import Show
from caopan.market.cases import cases_of, paid_plans
from caopan.market.close import DayFacts
from caopan.market.columns import Column, midnight_us, numbered
from caopan.market.couplings import Hype, hype
from caopan.market.inverse import Floats, Ints
from caopan.market.knobs import knobs, mended
from caopan.market.luck import mix, unit, word
from caopan.market.people import Flags
from caopan.market.plan import Plan
from caopan.market.record import MinuteLog, Record
from caopan.market.scenario import PaidPlan, Scenario
from caopan.market.sheet import Sheet
from caopan.market.world import compile_world

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Rates:
    """What the day's sheet says of one replicate; SKU arrays (K+1,), money in fen a piece."""

    price: Ints
    listed: Ints
    own: Ints  # merchant's coupon
    deal: Ints  # the session's price benefit, off a line
    funder: Ints  # of it: 0 merchant, 1 platform, 2 anchor, -1 none
    gate: Ints  # 0 all, 1 fans, 2 new
    shelf: Flags  # (K,)


def rates_of(sheet: Sheet, r: int) -> Rates:
    """The rates of replicate ``r``."""
    g = int(sheet.group[r])
    return Rates(
        sheet.price[g],
        sheet.listed[g],
        sheet.listed[g] - sheet.revenue[g],
        sheet.deal_fen[g],
        sheet.deal_funder[g],
        sheet.deal_gate[g],
        sheet.see[g, :-1] > 0,
    )


def session_id(scenario: Scenario, day: int, slot: int) -> str:
    """Name of a session.

    >>> from caopan.market import sample
    >>> session_id(sample("liuyi"), 3, 0)
    'liuyi-003-1'
    """
    return f"{scenario.merchant}-{day:03d}-{slot + 1}"


@dataclass(frozen=True)
class Session:
    """A session on air; ``number`` counts those with event tables."""

    record: Record
    r: int
    scenario: Scenario
    plan: Plan
    log: MinuteLog
    number: int

    @property
    def day(self) -> int:
        """Day of the history on which it opens."""
        return self.log.show.day

    @property
    def name(self) -> str:
        """Its session_id."""
        return session_id(self.scenario, self.day, self.log.show.slot)

    @property
    def head(self) -> str:
        """Begins the identifiers of its rows."""
        return f"{self.scenario.merchant[:2]}{self.day:03d}"

    @property
    def case(self) -> int:
        """Row of its scenario and plan in show and sheet."""
        return int(self.log.sheet.group[self.r])

    @property
    def start(self) -> int:
        """Opening, minute of the day."""
        return int(self.log.show.start[self.case])

    @property
    def minutes(self) -> int:
        """Length."""
        return int(self.log.show.minutes[self.case])

    @cached_property
    def midnight(self) -> int:
        """Begin of its day in microseconds since 1970 (UTC)."""
        return midnight_us(self.scenario.first_day + timedelta(days=self.day))

    @property
    def opening(self) -> int:
        """When it opened, likewise."""
        return self.midnight + self.start * MINUTE

    @cached_property
    def rates(self) -> Rates:
        """Prices and benefits of its day."""
        return rates_of(self.log.sheet, self.r)

    @cached_property
    def plans(self) -> tuple[PaidPlan, ...]:
        """The paid plans in force."""
        return paid_plans(self.acting, self.plan)

    @cached_property
    def acting(self) -> Scenario:
        """The merchant as it acts on this day."""
        return acting(self.scenario, self.day)

    @property
    def facts(self) -> DayFacts:
        """What the close of its day said."""
        return self.record.days[self.day - self.record.first]

    @cached_property
    def first_of_day(self) -> bool:
        """Whether no earlier session of the day was on air."""
        return first_of_day(self.record, self.r, self.log.show)

    @property
    def followed(self) -> int:
        """Users who had ever followed at the opening: the numbers 0 to this."""
        return int(self.log.followed[self.r])

    @property
    def talk(self) -> Ints:
        """The explained SKU of each minute: (M,)."""
        return self.log.show.talk[: self.minutes, self.case]

    @property
    def speaker(self) -> Ints:
        """Who speaks in each minute, number among the scenario's anchors: (M,)."""
        return self.log.show.speaker[: self.minutes, self.case]

    @property
    def active(self) -> Ints:
        """Cards of each minute, the explained one first: (M, A)."""
        return self.log.show.active[: self.minutes, self.case]

    def counts(self, part: str, name: str) -> Ints:
        """A fact of the people or orders, minute by minute: (M, ...)."""
        return self.log.counts(part, name, self.r)

    def ids(self, letter: str, n: int, width: int = 7) -> Column:
        """Event numbers of one of its tables."""
        return numbered(f"{self.head}{letter}{self.number}-", np.arange(n), width)

    def panel(self, user: Ints) -> Ints:
        """Row numbers of the users who are in the panel."""
        every = self.scenario.panel_one_in
        return np.arange(len(user)) if every == 1 else np.flatnonzero(user % every == 0)

    @cached_property
    def knobs(self) -> dict[str, float]:
        """What faults and circumstances turn on this day, as far as the plan has not mended it."""
        cases = cases_of(compile_world([self.scenario], [0]), [self.plan], self.record.first)
        now = mended(cases, knobs(cases.world, self.day), self.day)
        return {name: float(level[0]) for name, level in vars(now).items()}

    @cached_property
    def faulty(self) -> Floats:
        """Share of a SKU's refunds that its faults cause: (K+1,)."""
        sheet = self.log.sheet
        added = np.broadcast_to(sheet.faulty[self.case], sheet.refund[self.case].shape)
        share: Floats = added / np.maximum(added + sheet.refund[self.case], 1e-9)
        return share

    @cached_property
    def press(self) -> Hype:
        """What the script does to buyers, against the merchant's usual way."""
        room = self.scenario.room
        level = float(self.log.sheet.hype[self.case])
        return hype(level, room.hype, room.hype_create, room.hype_refund)

    def rng(self, purpose: str) -> np.random.Generator:
        """Random numbers of one purpose, apart from those of all others."""
        root = int(self.record.world.luck.roots[self.r])
        key = (root, self.day, self.log.show.slot, word(purpose))
        return np.random.default_rng([part & 0xFFFFFFFF for part in (*key, root >> 32)])


def first_of_day(record: Record, r: int, show: Show) -> bool:
    """Whether a show is on air for replicate ``r``, and none before it on the same day."""
    day = [one for one in record.shows if one.show.day == show.day]
    air = [one.show.slot for one in day if one.show.minutes[one.sheet.group[r]]]
    return bool(air) and min(air) == show.slot


def fixed_luck(record: Record, r: int, name: str, n: int) -> Floats:
    """``n`` uniforms of a replicate that hang on a name alone."""
    key = record.world.luck.roots[r] ^ np.uint64(word(name))
    return unit(mix(key ^ mix(np.arange(n, dtype=np.uint64))))
