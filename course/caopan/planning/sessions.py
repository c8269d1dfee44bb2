"""The S-A-B calendar (S-A-B 排期): dated sessions of some weeks, proposed for a stage.

Tiers as an operators' handbook publishes them: B up to five hours, A eight to twelve, S from
twelve. What lies between five and eight hours is undefined there; the course decides: it is an A,
because it needs an A's second anchor and stock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.events.festivals import Around, around
from caopan.market.feasibility import LONGEST_TALK

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop
    from caopan.market.scenario import Tier

DAY: Final = 1440
LEAD_DAYS: Final = 3
"""Days from ordering stock to having it, where nobody says: SKUs take one to five (assumed)."""
TOLD: Final = 6
"""Lines about odd rows that are said; of the others only how many there are."""
TEASERS: Final = (3, 7)
"""Days before an S session at which its teaser videos are posted, latest and earliest (assumed)."""
S_EVERY: Final = 28
"""Days between two S sessions: one a month (assumed)."""


class Session(NamedTuple):
    """A dated session. Days count from 0, the first one of the calendar.

    start_min: minutes since midnight. anchors: who speak, sharing the time evenly. stock_day: on
    which its stock is ordered, None where it needs none of its own. teaser_days: on which its
    videos are posted.
    """

    day: int
    start_min: int
    minutes: int
    tier: Tier
    anchors: tuple[str, ...] = ()
    stock_day: int | None = None
    teaser_days: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """Minute at which it ends, counted from the calendar's first midnight."""
        return self.day * DAY + self.start_min + self.minutes


@dataclass(frozen=True)
class SessionCalendar:
    """Sessions over some days from ``first`` on, in order."""

    first: date
    days: int
    sessions: tuple[Session, ...]

    def date_of(self, day: int) -> date:
        """Date of a day."""
        return self.first + timedelta(days=day)

    def phase(self, day: int) -> Around:
        """Where a day stands among the festivals."""
        return around(self.date_of(day))

    @property
    def rest(self) -> tuple[int, ...]:
        """Days on which nothing is aired."""
        busy = {one.day for one in self.sessions}
        return tuple(day for day in range(self.days) if day not in busy)

    @property
    def weekly_h(self) -> tuple[float, ...]:
        """Hours on air of each whole week."""
        minutes = [0] * (self.days // 7)
        for one in self.sessions:
            if one.day // 7 < len(minutes):
                minutes[one.day // 7] += one.minutes
        return tuple(total / 60 for total in minutes)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a session: date, weekday, start, minutes, tier, anchors, stock, teasers."""
        import pandas as pd

        rows = [
            {
                "date": self.date_of(one.day),
                "weekday": f"{self.date_of(one.day):%a}",
                "start": f"{one.start_min // 60:02d}:{one.start_min % 60:02d}",
                "minutes": one.minutes,
                "tier": one.tier,
                "anchors": ", ".join(one.anchors),
                "stock ordered": None if one.stock_day is None else self.date_of(one.stock_day),
                "teasers": ", ".join(f"{self.date_of(day):%d %b}" for day in one.teaser_days),
                "phase": self.phase(one.day).phase,
            }
            for one in self.sessions
        ]
        return pd.DataFrame(rows)

    def rows(self) -> list[dict[str, Any]]:
        """The sessions as plain data, as ``calendar_of`` reads them."""
        return [{**one._asdict(), "anchors": list(one.anchors),
                 "teaser_days": list(one.teaser_days)} for one in self.sessions]  # fmt: skip


def calendar_of(rows: Sequence[Mapping[str, Any]], first: date, days: int) -> SessionCalendar:
    """Read a calendar from plain data: a dict a session, named as the fields of ``Session``.

    Raises CaopanError with what is wrong with the rows' shape: the first lines, and how many more.

    >>> rows = [{"day": 5, "start_min": 1140, "minutes": 240, "tier": "B"}]
    >>> calendar_of(rows, date(2021, 11, 1), 7).weekly_h
    (4.0,)
    """
    made, wrong = [], []
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise CaopanError("calendar: a list with a dict for each session is asked for.")
    for at, row in enumerate(rows, start=1):
        said = _wrong_row(row)
        wrong += [f"session {at}: {one}" for one in said]
        if not said:
            lists = {n: tuple(row.get(n) or ()) for n in ("anchors", "teaser_days")}
            made.append(Session(**{**row, **lists}))
    if wrong:
        more = f"; and {len(wrong) - TOLD} more such lines" if len(wrong) > TOLD else ""
        raise CaopanError("; ".join(wrong[:TOLD]) + more)
    return SessionCalendar(first, days, tuple(sorted(made)))


def _wrong_row(row: object) -> list[str]:
    """What is wrong with the shape of a session's dict."""
    if not isinstance(row, Mapping):
        return [f"a dict is asked for, not {type(row).__name__}"]
    said = [f"unknown field {name!r}" for name in row if name not in Session._fields]
    listed = [name for name in ("anchors", "teaser_days") if not _is_list(row.get(name))]
    if listed:
        return [*said, *(f"{name}: a list is asked for, not {row[name]!r}" for name in listed)]
    for name, low, high in (("day", 0, 365), ("start_min", 0, 1439), ("minutes", 1, 1440)):
        value = row.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            said.append(f"{name} is {value!r}; give a whole number from {low} to {high}")
    if row.get("tier") not in ("S", "A", "B"):
        said.append(f"tier is {row.get('tier')!r}; give 'S', 'A' or 'B'")
    anchors = row.get("anchors") or ()
    if isinstance(anchors, str) or not all(isinstance(one, str) for one in anchors):
        said.append("anchors: a list of names is asked for")
    dated = [*(row.get("teaser_days") or ()), *[d for d in [row.get("stock_day")] if d is not None]]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in dated):
        said.append("stock_day and teaser_days: whole days are asked for")
    return said


def _is_list(value: object) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str))


class Habit(NamedTuple):
    """How a stage goes on air: B minutes, weekdays of rest (0 Monday), of A, and whether S."""

    minutes: int
    rest: tuple[int, ...]
    big: tuple[int, ...]
    s: bool


HABITS: Final = (
    Habit(180, (0, 3), (), s=False),
    Habit(240, (0,), (5,), s=False),
    Habit(240, (0,), (5,), s=True),
    Habit(270, (0,), (3, 6), s=True),
    Habit(210, (0, 3), (5,), s=False),
)
"""By stage 0 to 4 (assumed): an S costs as much as weeks of B, so only from breakthrough on."""
A_MINUTES, S_MINUTES = 330, 720


def propose_calendar(
    stage: int,
    first: date,
    *,
    weeks: int = 12,
    start_min: int = 1140,
    minutes: int | None = None,
    rest: Sequence[int] = (),
    anchors: Sequence[str] = ("A1", "A2"),
    lead_days: int = LEAD_DAYS,
) -> SessionCalendar:
    """Propose a calendar for a stage (0 to 4) from ``first`` on.

    start_min: when a B session opens, which fans know. minutes: of a B, and rest: weekdays without
    a session (0 Monday), by default the stage's.
    Festivals get a larger session on their first day; hold-back and dip get B sessions alone; the
    day after an S is free. The anchors take turns, and share what is longer than four hours.
    Raises CaopanError for an unknown stage, no weeks, no anchor, or a session of no minutes.

    >>> plan = propose_calendar(2, date(2021, 11, 1))
    >>> [f"{plan.date_of(one.day):%d %b}" for one in plan.sessions if one.tier == "S"]
    ['11 Nov', '12 Dec', '15 Jan']
    """
    if not 0 <= stage < len(HABITS):
        raise CaopanError(f"stage: there is no stage {stage}; give 0 to {len(HABITS) - 1}")
    if weeks < 1 or not anchors:
        raise CaopanError("a calendar needs a week or more, and an anchor or more")
    habit, days = HABITS[stage], 7 * weeks
    habit = habit._replace(rest=tuple(rest) or habit.rest)
    length = habit.minutes if minutes is None else minutes
    if length < 1:
        raise CaopanError(f"minutes: {length} are no session; give one or more")
    tiers = _tiers(habit, SessionCalendar(first, days, ()), lead_days)
    made = []
    for at, (day, tier) in enumerate(sorted(tiers.items())):
        long = {"S": S_MINUTES, "A": max(A_MINUTES, length + 30), "B": min(length, 300)}[tier]
        # a longer session ends when the usual one does, and does not begin before nine for that
        start = max(min(start_min + length - long, start_min), min(start_min, 540))
        count = min(-(-long // LONGEST_TALK), len(anchors))
        who = tuple(anchors[(at + turn) % len(anchors)] for turn in range(count))
        teasers = () if tier != "S" else tuple(day - back for back in TEASERS[::-1])
        stock = day - lead_days - 1 if tier != "B" and day > lead_days else None
        made.append(Session(day, start, long, tier, who, stock, teasers))
    return SessionCalendar(first, days, tuple(made))


def _tiers(habit: Habit, empty: SessionCalendar, lead_days: int) -> dict[int, Tier]:
    """Tier of each day on air."""
    tiers: dict[int, Tier] = {}
    for day in range(empty.days):
        weekday, phase = empty.date_of(day).weekday(), empty.phase(day).phase
        opens = phase == "festival" and empty.phase(day - 1).phase != "festival"
        if weekday in habit.rest:
            continue
        quiet = phase in ("hold-back", "dip") or day <= lead_days
        big = habit.big and not quiet and (weekday in habit.big or opens)
        tiers[day] = "A" if big else "B"
    if habit.s:
        _place_s(tiers, empty, lead_days)
    return tiers


def _place_s(tiers: dict[int, Tier], empty: SessionCalendar, lead_days: int) -> None:
    """An S each month: late in a festival, else on a day of an A; then a day of rest."""
    soonest = max(lead_days + 1, TEASERS[1])
    free = [d for d in range(soonest, empty.days) if _fits_s(tiers, empty, d)]
    held: list[int] = []
    festive = [day for day in reversed(free) if empty.phase(day).phase == "festival"]
    for day in [*festive, *free]:
        if all(abs(day - other) >= S_EVERY for other in held):
            held.append(day)
    for day in held:
        tiers[day] = "S"
        tiers.pop(day + 1, None)


def _fits_s(tiers: dict[int, Tier], empty: SessionCalendar, day: int) -> bool:
    phase = empty.phase(day).phase
    return day in tiers and (phase == "festival" or (phase == "plain" and tiers[day] == "A"))


class Custom(NamedTuple):
    """How a shop goes on air: when its B sessions open (minute of the day), how long they are
    (minutes), and the weekdays on which it never airs (0 Monday)."""

    start_min: int
    minutes: int
    rest: tuple[int, ...]


def habit_of(shop: Shop) -> Custom:
    """Give the habit that a shop's fans know, from its last four weeks.

    Raises CaopanError where it had no session then.

    >>> from caopan.diagnosis import Shop
    >>> habit_of(Shop.of("yunshi"))
    Custom(start_min=1170, minutes=180, rest=(2,))
    """
    shows = shop.table("live_session")
    day = shop.day(shows["start_ts"])
    shows = shows[day >= shop.days - 28]
    if shows.empty:
        raise CaopanError(f"{shop.name} was not on air lately: there is no hour that fans know.")
    weekdays = {(shop.date_of(int(one))).weekday() for one in day[shows.index]}
    rest = tuple(one for one in range(7) if one not in weekdays)
    shows = shows[shows["tier"] == "B"] if (shows["tier"] == "B").any() else shows
    clock = shows["start_ts"].dt.tz_convert("Asia/Shanghai")
    start = (clock.dt.hour * 60 + clock.dt.minute).median()
    length = ((shows["end_ts"] - shows["start_ts"]).dt.total_seconds() / 60).median()
    return Custom(round(float(start)), round(float(length)), rest)
