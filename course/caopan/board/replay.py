"""A session played again: a board on its event tables, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.board.alerts import Alert, Alerts
from caopan.board.drilling import Drill
from caopan.board.engine import Board
from caopan.board.peering import curves_for
from caopan.board.registry import CODES
from caopan.board.replaying import live
from caopan.board.rows import TAKEN
from caopan.errors import CaopanError
from caopan.events import card, load
from caopan.events.catalogue import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.peers import PeerCurves
    from caopan.board.placing import By
    from caopan.board.reading import Reading
    from caopan.board.stores import AnyArray

AFTER: Final = 15
"""Minutes after the close that can still be watched: orders made last are paid by then."""
SLOWEST, FASTEST = 1, 60
ZONE: Final = "Asia/Shanghai"
_SECONDS: Final = 60
_AGED: Final = 600


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the operations log: when it happened, its kind, what it was about, what exactly."""

    ts: pd.Timestamp
    kind: str
    subject: str
    detail: str


class Replay:
    """A board that is taken through a session.

    tables: event tables by name, with ``live_session`` and, where there are any, ``product``,
    ``contract_tier`` and ``ops_log``. What does not fit is counted by the board, never raised.
    panel_one_in: the tables hold one in so many users. title: names merchant and session.

    The clock stands at ``second`` since the opening, between 0 and ``end``; it moves by
    ``advance`` (at ``speed``, 1 to 60 times real time, unless ``paused``), ``step`` and ``jump``.
    ``reading`` is the board at the clock; ``history`` holds a value for each whole minute reached.
    ``sku_names`` tells what the product list calls a SKU.

    Raises CaopanError for a session that is not in ``live_session``.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        session: str,
        *,
        curves: PeerCurves | None = None,
        panel_one_in: int = 1,
        title: str = "",
    ) -> None:
        self.session, self.title, self.panel_one_in = session, title or session, panel_one_in
        sessions = tables["live_session"]
        self._fed = Board(
            sessions, session, tables.get("product"), tables.get("contract_tier"), curves=curves
        )
        self._tables = {name: _as_live(name, tables[name]) for name in TAKEN if name in tables}
        for name, frame in self._tables.items():
            self._fed.add(name, frame)
        self._tables |= {n: tables[n] for n in ("live_session", "product") if n in tables}
        self.sku_names = _sku_names(tables.get("product"))
        self._drills: dict[By, tuple[Drill, int, int]] = {}  # with their first and last second
        self._deeds = _deeds(tables.get("ops_log"), session)
        row = sessions[sessions["session_id"] == session].iloc[0]
        self.opening = row["start_ts"].tz_convert(ZONE).floor("s")
        lasted = int((row["end_ts"] - self.opening).total_seconds())
        self.end = max(lasted, 0) + AFTER * _SECONDS
        self.speed, self.paused = 10, True
        self._part = 0.0
        self._begin()

    @classmethod
    def of(
        cls,
        merchant: str,
        session: str | None = None,
        *,
        instead: Mapping[str, pd.DataFrame] | None = None,
    ) -> Replay:
        """Load a session of a merchant; without a name, the last one that has event tables.

        instead: event tables that are taken for the merchant's own, by name: what another feed
        would have brought.

        Raises CaopanError for an unknown merchant, and for a session without event tables.

        >>> Replay.of("nobody")
        Traceback (most recent call last):
        ...
        caopan.errors.CaopanError: there is no merchant 'nobody'...
        """
        known = card(merchant)
        name = session or (known.event_sessions[-1] if known.event_sessions else "")
        if name not in known.event_sessions:
            there = ", ".join(known.event_sessions) or "none, for none was built"
            raise CaopanError(
                f"{merchant!r} has no session {name!r} with event tables"
                f"{did_you_mean(name, list(known.event_sessions))}: take one of {there}"
            )
        sessions = load("live_session", merchant=merchant)
        tables = {
            table: load(table, merchant=merchant)
            for table in ("product", "contract_tier", "ops_log")
        }
        others = set(sessions["session_id"].astype(str)) - {name}
        given = instead or {}
        raw = {
            table: given[table] if table in given else load(table, merchant=merchant, raw=True)
            for table in TAKEN
        }
        orders = raw["order_line"]
        away: set[str] = set()
        if {"session_id", "line_id"} <= set(orders.columns):
            away = set(orders.loc[_elsewhere(orders, "order_line", others), "line_id"])
        tables |= {table: _without(frame, table, others, away) for table, frame in raw.items()}
        tier = str(sessions.loc[sessions["session_id"] == name, "tier"].iloc[0])
        return cls(
            {"live_session": sessions, **tables},
            name,
            curves=curves_for(known, tier),
            panel_one_in=known.panel_one_in,
            title=f"{known.name_en} {known.name_zh}, {name}, tier {tier}",
        )

    def _begin(self) -> None:
        self._board, self._alerts = deepcopy(self._fed), Alerts()
        self._minutes: dict[int, AnyArray] = {}
        self.second = 0
        self.reading = self._tick(0)

    def _tick(self, second: int) -> Reading:
        import pandas as pd

        reading = self._board.tick(self.opening + pd.Timedelta(seconds=second))
        if second <= self.end - AFTER * _SECONDS:  # a room that has closed is no alarm
            self._alerts.see(reading)
        else:
            self._alerts = Alerts()
        if second % _SECONDS == 0:
            self._minutes[second // _SECONDS] = reading.values_array()[:, 0]
        return reading

    @property
    def over(self) -> bool:
        """Whether the clock is at the end."""
        return self.second >= self.end

    def advance(self, seconds: float) -> bool:
        """Let real time pass; returns whether the clock moved. At the end the replay pauses.

        seconds: of real time; the clock moves ``speed`` times as much, in whole seconds.
        """
        if self.paused or seconds <= 0:
            return False
        whole, self._part = divmod(self._part + seconds * self.speed, 1)
        if whole:
            self._go(self.second + int(whole))
        if self.over:
            self.paused = True
        return bool(whole)

    def step(self, minutes: int = 1) -> None:
        """Go to the next whole minutes; with a negative number, to earlier ones."""
        at = self.second // _SECONDS if minutes > 0 else -(-self.second // _SECONDS)
        self.jump((at + minutes) * _SECONDS)

    def jump(self, second: float) -> None:
        """Go to a second since the opening, forwards or back; beyond an end, to that end.

        Raises CaopanError for what is no number.
        """
        if not np.isfinite(second):
            raise CaopanError(f"the clock cannot go to {second}: give seconds since the opening")
        self._part = 0.0
        self._go(int(second))

    def _go(self, wanted: int) -> None:
        to = min(max(wanted, 0), self.end)
        if to < self.second:
            self._begin()
        at = self.second
        for minute in range(at // _SECONDS + 1, to // _SECONDS + 1):
            if minute * _SECONDS < to:  # each whole minute: sparklines and alerts are made of them
                self._tick(minute * _SECONDS)
        self.second = to
        if to > at:
            self.reading = self._tick(to)

    def set_speed(self, speed: float) -> None:
        """Set how many times faster than real time the clock runs.

        Raises CaopanError for less than 1 or more than 60.
        """
        if not SLOWEST <= speed <= FASTEST:
            raise CaopanError(f"a speed of {speed} cannot be played: take {SLOWEST} to {FASTEST}")
        self.speed = int(speed)

    def drill(self, by: By, *, anew: bool = False) -> Drill:
        """The boards of the parts of the session at the clock, by "source" or "sku".

        They are made when first asked for and then moved on with the clock; only after the clock
        went back they are made again. anew: choose the SKUs that get a part of their own by today's
        sales, if the last choice left some out and is ten minutes old.

        Raises CaopanError for a part that nothing is drilled by.
        """
        made, chosen, last = self._drills.get(by, (None, 0, 0))
        stale = anew and made and made.crowded and self.second - chosen >= _AGED
        if made is None or self.second < last or stale:
            made, chosen, last = self._drilled(by), self.second, -1
        if self.second != last:
            made.tick(self.reading.clock, self.reading)
        self._drills[by] = made, chosen, self.second
        return made

    def _drilled(self, by: By) -> Drill:
        """Leave out what arrives when the replay is over: room would be made for its dates."""
        over = self.opening + timedelta(seconds=self.end)
        dated = {
            name: frame[(frame["arrive_ts"] <= over).fillna(False)]
            for name, frame in self._tables.items()
            if name in TAKEN and _has_times(frame)
        }
        return Drill(
            {**self._tables, **dated}, self.session, by, at=self.reading.clock.to_pydatetime()
        )

    def history(self, minutes: int = 60) -> AnyArray:
        """Values since the opening at the last whole minutes up to the clock, (42, up to minutes).

        NaN where there is no value. Shares are 0 to 1, money is in fen.
        """
        last = self.second // _SECONDS
        there = [self._minutes[at] for at in range(max(0, last - minutes + 1), last + 1)]
        return np.stack(there, axis=1) if there else np.empty((len(CODES), 0))

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that stand at the clock, the oldest first; the way to it changes nothing."""
        return self._alerts.active

    def deeds(self) -> list[Deed]:
        """What the operations log holds of this session up to the clock, the newest first."""
        clock = self.reading.clock
        return [deed for known, deed in self._deeds if known <= clock]

    def peers(self) -> str:
        """Name the peers that values are placed among; empty where none are known."""
        return self._fed.curves.group if self._fed.curves is not None else ""

    def panel_note(self) -> str:
        """Say that the tables hold a part of the users, where they do."""
        if self.panel_one_in == 1:
            return ""
        return f"counts and money are those of 1 in {self.panel_one_in} users"


def _as_live(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """In the order of a live feed; as it is where its columns do not allow that."""
    try:
        return live({name: frame})[name]
    except (KeyError, TypeError, ValueError, AttributeError):
        return frame  # the board counts it as a changed schema


def _sku_names(product: pd.DataFrame | None) -> dict[str, str]:
    if product is None or not {"sku_id", "name"} <= set(product.columns):
        return {}
    return dict(zip(product["sku_id"].astype(str), product["name"].astype(str), strict=True))


def _has_times(frame: pd.DataFrame) -> bool:
    """Whether rows can be put in order; the board counts a frame without as a changed schema."""
    return "arrive_ts" in frame and str(frame["arrive_ts"].dtype).startswith("datetime64[")


def _elsewhere(frame: pd.DataFrame, table: str, others: set[str]) -> pd.Series:
    """Which rows belong to other sessions of the merchant, or to none, as orders of the mall do."""
    away = frame["session_id"].isin(others)
    return away | frame["session_id"].isna() if table == "order_line" else away


def _without(frame: pd.DataFrame, table: str, others: set[str], lines: set[str]) -> pd.DataFrame:
    """Leave out what is told of elsewhere; stock runs on over all sessions.

    Rows of a session that nobody knows stay: the board counts them.
    """
    if table == "stock_event":
        return frame
    if "session_id" in frame:
        return frame[~_elsewhere(frame, table, others)].reset_index(drop=True)
    if "line_id" in frame:
        return frame[~frame["line_id"].isin(lines)].reset_index(drop=True)
    return frame


def _deeds(log: pd.DataFrame | None, session: str) -> list[tuple[pd.Timestamp, Deed]]:
    """The deeds of a session with the moment at which each is known, the newest first."""
    if log is None:
        return []
    rows = log[(log["session_id"] == session).fillna(False)].sort_values("ts", ascending=False)
    rows = rows.assign(subject=rows["subject"].fillna(""))
    return [
        (
            max(row["arrive_ts"], row["ts"]),
            Deed(
                row["ts"],
                str(row["kind"]).replace("_", " "),
                str(row["subject"] or ""),
                str(row["detail"]),
            ),
        )
        for row in rows.to_dict("records")
    ]
