"""Nights on which a metric that a trainee wrote is tried, with the board's engine as the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.events import card, conform, load
from caopan.events.catalogue import DECLARED
from caopan.events.places import folder_of

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board import Reading
    from caopan.board.stores import AnyArray

NAME: Final = "n-001-1"
ROOM: Final = 60
"""Minutes that a made night lasts."""
GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "visit": ("event_id", "arrive_ts", "user_id", "enter_ts", "leave_ts", "is_fan"),
    "interaction": ("event_id", "arrive_ts", "ts", "user_id", "kind"),
    "product_event": ("event_id", "arrive_ts", "ts", "user_id", "kind"),
    "order_line": (
        *("event_id", "arrive_ts", "line_id", "order_id", "user_id", "pay_fen"),
        *("create_ts", "pay_ts"),
    ),
    "refund": ("event_id", "arrive_ts", "ts", "line_id", "amount_fen"),
    "fulfil": ("event_id", "arrive_ts", "line_id", "promise_ts", "ship_ts", "sign_ts"),
}
"""The columns that a trainee's function gets: what a metric needs, not what the engine asks for."""
DATES: Final[dict[str, tuple[str, ...]]] = {
    "visit": ("enter_ts", "leave_ts"),
    "interaction": ("ts",),
    "product_event": ("ts",),
    "order_line": ("create_ts", "pay_ts"),
    "refund": ("ts",),
    "fulfil": ("promise_ts", "ship_ts", "sign_ts"),
}
"""The columns in which a row tells when something happened."""


@dataclass(frozen=True, eq=False)
class Night:
    """A session as its feed brought it: every table of ``GIVEN`` in full, in order of arrival."""

    session: str
    opening: pd.Timestamp
    tables: Mapping[str, pd.DataFrame]

    def clock(self, minutes: float) -> pd.Timestamp:
        """The moment some minutes after the opening."""
        import pandas as pd

        return self.opening + pd.Timedelta(minutes=minutes)

    def given(self, *tables: str) -> list[pd.DataFrame]:
        """Some tables as a trainee's function gets them."""
        return [self.tables[name].loc[:, list(GIVEN[name])].copy() for name in tables]

    def board(
        self, clock: pd.Timestamp, tables: Mapping[str, pd.DataFrame], *, watermark_s: int = 900
    ) -> Reading:
        """The board at a clock, fed with the given tables and no others.

        >>> night = made_night(1)
        >>> night.board(night.clock(30), {"visit": night.tables["visit"]})["T4"].total
        63
        """
        import pandas as pd

        from caopan.board import Board

        sessions = pd.DataFrame({"session_id": [self.session], "start_ts": [self.opening]})
        board = Board(sessions, self.session, watermark_s=watermark_s)
        for name, frame in tables.items():
            board.add(name, frame.sort_values("arrive_ts", kind="stable", ignore_index=True))
        return board.tick(clock)


def own_night(merchant: str = "mine") -> Night:
    """The last session of a merchant that has event tables, as a live feed.

    Raises CaopanError for an unknown merchant.
    """
    return _night_of(merchant, folder_of(merchant))


@lru_cache(maxsize=2)
def _night_of(merchant: str, _: Path) -> Night:
    """Load a night once for all metrics; another folder is another merchant."""
    from caopan.board import live

    session = card(merchant).event_sessions[-1]
    tables = {name: load(name, merchant=merchant, session=session) for name in GIVEN}
    sessions = load("live_session", merchant=merchant, session=session)
    return Night(session, sessions["start_ts"].iloc[0], live(tables))


@lru_cache(maxsize=8)
def made_night(seed: int, size: int = 160) -> Night:
    """A small night with every trap: drawn, not played.

    People come back, become fans and buy several things in an order; orders are paid minutes after
    they were made, or never; parcels have promises of half an hour; rows come late, beyond the
    watermark, or twice.

    seed: two nights of one seed are equal. size: about how many visits; orders are half as many.

    >>> made_night(3).tables["visit"].equals(made_night(3).tables["visit"])
    True
    """
    import pandas as pd

    opening = pd.Timestamp("2021-10-12 23:30", tz="Asia/Shanghai")
    draw = _Draw(np.random.default_rng([seed, 23]), opening, size)
    lines = draw.lines()
    tables = {
        "visit": draw.visits(),
        "interaction": draw.acts(("follow", "comment", "like"), size),
        "product_event": draw.acts(("expose", "click"), 2 * size),
        "order_line": lines,
        "refund": draw.refunds(lines),
        "fulfil": draw.parcels(lines),
    }
    return Night(NAME, opening, {name: draw.sent(name, rows) for name, rows in tables.items()})


@dataclass
class _Draw:
    """Draws the rows of one made night."""

    rng: np.random.Generator
    opening: pd.Timestamp
    size: int

    def seconds(self, low: float, high: float, n: int) -> AnyArray:
        return self.rng.integers(int(low), int(high), n)

    def minutes(self, low: float, high: float, n: int) -> pd.TimedeltaIndex:
        import pandas as pd

        return pd.to_timedelta(self.seconds(low * 60, high * 60, n), unit="s")

    def times(self, n: int) -> pd.DatetimeIndex:
        return self.opening + self.minutes(0, ROOM, n)

    def people(self, n: int) -> list[str]:
        return [f"u{one:03d}" for one in self.rng.integers(0, max(self.size // 3, 2), n)]

    def visits(self) -> pd.DataFrame:
        import pandas as pd

        n = self.size
        enter = self.times(n)
        stay = pd.to_timedelta(np.round(self.rng.lognormal(3.9, 1.1, n)).astype(int), unit="s")
        leave = pd.Series(enter + stay)
        return pd.DataFrame(
            {
                "visit_id": [f"v{at}" for at in range(n)],
                "user_id": self.people(n),
                "enter_ts": enter,
                "leave_ts": leave.where(self.rng.random(n) > 0.05),
                "is_fan": self.rng.random(n) < 0.3,
            }
        )

    def acts(self, kinds: tuple[str, ...], n: int) -> pd.DataFrame:
        import pandas as pd

        kind = self.rng.choice(kinds, n)
        return pd.DataFrame({"ts": self.times(n), "user_id": self.people(n), "kind": kind})

    def lines(self) -> pd.DataFrame:
        import pandas as pd

        orders = pd.DataFrame(
            {
                "order_id": [f"o{at}" for at in range(self.size // 2)],
                "user_id": self.people(self.size // 2),
                "create_ts": self.times(self.size // 2),
            }
        )
        paid = pd.Series(orders["create_ts"] + self.minutes(0.2, 12, len(orders)))
        orders["pay_ts"] = paid.where(self.rng.random(len(orders)) < 0.75)
        lines = orders.loc[orders.index.repeat(self.rng.integers(1, 4, len(orders)))]
        lines = lines.reset_index(drop=True)
        fen = self.rng.integers(990, 39_900, len(lines))
        ids = [f"l{at}" for at in range(len(lines))]
        return lines.assign(line_id=ids, list_fen=fen, pay_fen=fen, qty=1)

    def refunds(self, lines: pd.DataFrame) -> pd.DataFrame:
        back = lines[lines["pay_ts"].notna() & (self.rng.random(len(lines)) < 0.4)]
        ts = (back["pay_ts"] + self.minutes(1, 40, len(back))).to_numpy()
        back = back[["line_id", "pay_fen"]].assign(amount_fen=back["pay_fen"] // 2)
        return back.drop(columns="pay_fen").assign(ts=ts).astype({"ts": lines["pay_ts"].dtype})

    def parcels(self, lines: pd.DataFrame) -> pd.DataFrame:
        paid = lines[lines["pay_ts"].notna()]
        promise = paid["pay_ts"] + self.minutes(30, 31, len(paid))
        ship = paid["pay_ts"] + self.minutes(5, 45, len(paid))
        ship = ship.where(self.rng.random(len(paid)) < 0.9)
        return paid[["line_id"]].assign(promise_ts=promise, ship_ts=ship, sent_ts=paid["pay_ts"])

    def sent(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Name the rows, let them travel, repeat some; the other columns are filled."""
        import pandas as pd

        n = len(rows)
        luck = self.rng.random(n)
        lag = np.where(luck > 0.35, self.seconds(1, 6, n), self.seconds(60, 780, n))
        lag = np.where(luck > 0.15, lag, self.seconds(1800, 1860, n))
        begins = rows["sent_ts"] if "sent_ts" in rows else rows[DATES[table][0]]
        ids = [f"{table[:2]}{at}" for at in self.rng.permutation(n)]
        rows = rows.assign(event_id=ids, arrive_ts=begins + pd.to_timedelta(lag, unit="s"))
        twice = rows[self.rng.random(n) < 0.12]
        again = twice.assign(arrive_ts=twice["arrive_ts"] + pd.Timedelta(seconds=40))
        both = pd.concat([rows, again]).sort_values("arrive_ts", kind="stable", ignore_index=True)
        return as_table(table, both, NAME)


def as_table(table: str, rows: pd.DataFrame, session: str) -> pd.DataFrame:
    """Give rows of a session all columns that are declared, with the least that is allowed.

    >>> import pandas as pd
    >>> when = pd.to_datetime(["2021-10-12 20:00"]).tz_localize("Asia/Shanghai")
    >>> rows = pd.DataFrame({"event_id": ["a"], "arrive_ts": when, "ts": when})
    >>> as_table("impression", rows, "n-001-1")["session_id"].tolist()
    ['n-001-1']
    """
    plain: dict[str, Any] = {"text": "x", "integer": 0, "flag": False, "time": rows["arrive_ts"]}
    for column in DECLARED[table].columns:
        if column.name not in rows:
            fill = column.values[0] if column.values else plain[column.kind]
            rows = rows.assign(**{column.name: None if column.null else fill})
    if "session_id" in rows:
        rows = rows.assign(session_id=session)
    return conform(table, rows[list(DECLARED[table].names)])
