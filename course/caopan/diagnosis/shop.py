"""A merchant as a diagnosis reads it: its tables, and the two stretches that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS: Final = 28
"""The longest stretch that is compared: four weeks, so that each weekday counts alike (assumed)."""
NIGHT_H: Final = 5
"""A session that runs past midnight belongs to the day on which it opened (assumed: by five)."""


class Stretch(NamedTuple):
    """Days of a history, the first one and the one after the last; day 0 is the first of all."""

    first: int
    end: int


class Periods(NamedTuple):
    """The two stretches that are compared; between them nobody knows."""

    before: Stretch
    after: Stretch


def periods(days: int, since: int | None = None) -> Periods:
    """Give the stretches that a diagnosis compares by default.

    days: length of the history. since: the day on which something changed, where it is known
    (a change point, a line of the operations log); without it the first half is compared with
    the last third, and what lies between belongs to neither.

    Raises CaopanError where one of the two would be shorter than three days.

    >>> periods(30)
    Periods(before=Stretch(first=0, end=15), after=Stretch(first=20, end=30))
    >>> periods(90, since=60)
    Periods(before=Stretch(first=32, end=60), after=Stretch(first=60, end=88))
    """
    middle, later = (days // 2, days * 2 // 3) if since is None else (since, since)
    after = Stretch(later if since is not None else max(later, days - MOST_DAYS), days)
    after = after._replace(end=min(after.end, after.first + MOST_DAYS))
    found = Periods(Stretch(max(middle - MOST_DAYS, 0), middle), after)
    for name, one in zip(found._fields, found, strict=True):
        if one.end - one.first < 3:
            raise CaopanError(
                f"the stretch {name} holds {max(one.end - one.first, 0)} of {days} days: three "
                "are needed on each side; take another day, or a longer history."
            )
    return found


@dataclass(frozen=True, eq=False)
class Shop:
    """A merchant's tables, by name, and the stretches to compare.

    name: what it is called. frames: tables as ``caopan.events.load`` gives them; one that is
    missing switches off what needs it. first_day: day 0. days: length of the history. periods:
    what is compared. category, stage: as on the merchant's card, where there is one. panel_one_in:
    event tables hold 1 in k users.

    >>> shop = Shop.of("liuyi")
    >>> shop.days, shop.periods.after
    (90, Stretch(first=62, end=90))
    """

    name: str
    frames: Mapping[str, pd.DataFrame]
    first_day: date
    days: int
    periods: Periods
    category: str | None = None
    stage: str | None = None
    panel_one_in: int = 1
    _kept: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, merchant: str, since: int | None = None) -> Shop:
        """Load a merchant's tables, as far as they are there.

        since: the day on which something changed, where it is known.
        Raises CaopanError for an unknown merchant, or a history too short to compare.
        """
        from caopan.diagnosis.own import completed
        from caopan.events import TABLES, card, load
        from caopan.events.catalogue import relative_path
        from caopan.events.exports.told import told_of
        from caopan.events.frames import conform
        from caopan.events.places import folder_of

        who, folder = card(merchant), folder_of(merchant)
        there = [name for name in TABLES if (folder / relative_path(name)).exists()]
        return cls(
            name=merchant,
            # raw: what is the panel's is known from panel_one_in, nobody has to be told
            frames=completed(
                {name: conform(name, load(name, merchant=merchant, raw=True)) for name in there},
                told_of(folder).get("made_up", ()),
            ),
            first_day=who.first_day,
            days=who.days,
            periods=periods(who.days, since),
            category=who.category,
            stage=who.stage,
            panel_one_in=who.panel_one_in,
        )

    def compared(self, since: int) -> Shop:
        """The same tables, compared around another day."""
        return replace(self, periods=periods(self.days, since))

    def between(self, before: tuple[str, str], after: tuple[str, str]) -> Shop:
        """The same tables, compared between stretches of one's own choice.

        before, after: first and last day of each, as ``"2021-09-01"``; both days are in it.
        Raises CaopanError for what is no date, a day outside of the history, stretches that
        overlap or stand in the wrong order, or one of less than three days.

        >>> weeks = ("2021-09-01", "2021-09-14"), ("2021-09-15", "2021-09-28")
        >>> Shop.of("liuyi").between(*weeks).periods.after
        Stretch(first=43, end=57)
        """
        found = Periods(self._stretch("before", before), self._stretch("after", after))
        if found.after.first < found.before.end:
            raise CaopanError(
                f"before ends on {before[1]}, and after begins on {after[0]}: the second stretch "
                "must begin when the first one is over."
            )
        return replace(self, periods=found)

    def _stretch(self, name: str, ends: tuple[str, str]) -> Stretch:
        try:
            first, last = (date.fromisoformat(end) for end in ends)
        except (TypeError, ValueError) as error:
            raise CaopanError(
                f"{name}: two dates are asked for, such as ('2021-09-01', '2021-09-14'), "
                f"not {ends!r}."
            ) from error
        found = Stretch((first - self.first_day).days, (last - self.first_day).days + 1)
        if not 0 <= found.first <= found.end <= self.days:
            until = self.first_day + timedelta(days=self.days - 1)
            raise CaopanError(
                f"{name}: {ends[0]} to {ends[1]} is not inside of the history of {self.name}, "
                f"{self.first_day} to {until}."
            )
        if found.end - found.first < 3:
            raise CaopanError(f"{name}: holds {found.end - found.first} days; take three or more.")
        return found

    def table(self, name: str) -> pd.DataFrame:
        """Give a table.

        Raises CaopanError where the merchant has none.

        >>> Shop.of("liuyi").table("traffic_hour").columns[0]
        'session_id'
        """
        if name not in self.frames:
            raise CaopanError(
                f"{self.name} has no table {name!r}: what needs it is left out; load or import it."
            )
        return self.frames[name]

    def date_of(self, day: int) -> date:
        """Date of a day of the history.

        >>> Shop.of("liuyi").date_of(60)
        datetime.date(2021, 10, 2)
        """
        return self.first_day + timedelta(days=day)

    def day(self, stamp: pd.Series) -> pd.Series:
        """Day of the history of each time; a session that runs past midnight keeps its day."""
        import pandas as pd

        midnight = pd.Timestamp(self.first_day, tz="Asia/Shanghai")
        return (stamp - pd.Timedelta(hours=NIGHT_H) - midnight).dt.days

    def by_day(self, name: str) -> pd.DataFrame:
        """An hour table, with ``day`` and the boolean ``after``; rows of neither stretch are out.

        Raises CaopanError where the merchant has no such table.
        """
        if name not in self._kept:
            table = self.table(name)
            day = self.day(table["hour_ts"])
            before, after = (day.between(one.first, one.end - 1) for one in self.periods)
            keep = before | after
            self._kept[name] = table.assign(day=day, after=after)[keep]
        return self._kept[name]

    @property
    def traffic(self) -> pd.DataFrame:
        """Traffic by hour and source within the stretches, see ``by_day``."""
        return self.by_day("traffic_hour")

    @property
    def goods(self) -> pd.DataFrame:
        """Goods by hour, source and SKU within the stretches, see ``by_day``."""
        return self.by_day("goods_hour")

    @cached_property
    def peers(self) -> pd.DataFrame:
        """Peers by the day within the stretches, with ``day`` and ``after``.

        Raises CaopanError where the merchant has no peers.
        """
        import pandas as pd

        table = self.table("peer_day")
        midnight = pd.Timestamp(self.first_day, tz="Asia/Shanghai")
        day = (table["day_ts"] - midnight).dt.days
        before, after = (day.between(one.first, one.end - 1) for one in self.periods)
        return table.assign(day=day, after=after)[before | after]

    def event(self, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of an event table in sessions of the first stretch, and of the second.

        Rows without a session of their own (refunds, deliveries) go by ``line_id``.
        Raises CaopanError where the merchant has no such table.
        """
        rows, sessions = self.table(name), self.table("live_session")
        start = sessions.set_index("session_id")["start_ts"]
        if "session_id" in rows:
            session = rows["session_id"]
        else:
            lines = self.table("order_line").drop_duplicates("line_id").set_index("line_id")
            session = rows["line_id"].map(lines["session_id"])
        day = self.day(session.map(start))
        before, after = (rows[day.between(one.first, one.end - 1)] for one in self.periods)
        return before, after
