"""The board at the market's minute steps: what the counts of a minute tell, and nothing else.

A minute step tells sums over people, not who they were. So a metric which asks for distinct people
in a window, for orders, marks, stock or commission is null here, and ``why`` says for what reason;
nothing is guessed. A reading has the same 42 codes as that of the event tables.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.board.channels import SECOND
from caopan.board.peers import PeerCurves
from caopan.board.reading import PLACE, Reading, Status, values_of
from caopan.board.registry import CODES
from caopan.board.stores import AnyArray
from caopan.errors import CaopanError
from caopan.events.room import SOURCES

if TYPE_CHECKING:
    from caopan.market.fold import Facts
    from caopan.market.minute import MinuteFacts

WINDOW: Final = 10
"""Minutes of the short windows: the registry's."""
PAID, SHARE = SOURCES.index("paid"), SOURCES.index("share")
SUMS = ("shown", "visits", "first", "bought", "watch_us", "gmv", "spent", "online", "via")
"""What is summed of each minute; ``online`` by how many more people are there at its end."""
SHOWN, VISITS, FIRST, BOUGHT, WATCH_US, GMV, SPENT, ONLINE, VIA = range(len(SUMS))

TOLD: Final = {
    "T1": (SHOWN, None),
    "T2": (VIA, SHOWN),
    "T4": (VISITS, None),
    "C1": (GMV, None),
    "C10": (GMV, VISITS),
    "A1": (SPENT, None),
    "A2": (BOUGHT, VISITS),
    "A4": (SPENT, BOUGHT),
}
"""Metrics that are sums of minutes, or one divided by another: all three windows are told."""
ONCE: Final = {"T3": (FIRST, None), "T7": (WATCH_US, FIRST)}
"""Metrics over people on their first visit of the session: told in total, not in a window."""

_PEOPLE = "a minute step counts acts, not the distinct people behind them"
_DEEDS = "a minute step does not tell comments, likes, shares and complaints"
_ORDERS = "a minute step counts order lines, not orders or buyers"
_FEN = "a minute step tells its fen in one sum, not by fan, paid plan, SKU or payer"
_GOODS = "a minute step does not tell shelf and stock"
_LATER = "a minute step does not tell refunds, parcels and their promises"
_DUE = "a minute step does not tell coupons and refunds, on which the commission's base hangs"
REASONS: Final = {
    "T6": "a minute step tells how many are there at its end, not the highest within it",
    "T8": "a minute step does not tell how long each visit lasted",
    **dict.fromkeys(("I1", "I2", "I3"), _DEEDS),
    "F1": "a minute step tells new followers, not those who unfollow",
    **dict.fromkeys(("F2", "F3", "C4", "C5", "C6"), _PEOPLE),
    **dict.fromkeys(("C2", "C3", "C7", "C8", "C9"), _ORDERS),
    **dict.fromkeys(("F4", "G2", "G5", "A3", "A5"), _FEN),
    **dict.fromkeys(("G1", "G3", "G4"), _GOODS),
    **dict.fromkeys(("S1", "S2", "S3"), _LATER),
    **dict.fromkeys(("M1", "M2", "M3", "M4"), _DUE),
}
"""Why a metric is null in all windows."""


def why(code: str, window: str = "total") -> str | None:
    """The reason for which a metric's window (total, last, before) is always null, or None.

    Raises CaopanError for a code or a window that there is not.

    >>> why("C1"), why("C3")
    (None, 'a minute step counts order lines, not orders or buyers')
    >>> why("T3"), why("T3", "last")
    (None, 'a minute step counts acts, not the distinct people behind them')
    """
    if code not in PLACE or window not in {"total", "last", "before"}:
        raise CaopanError(f"no metric {code!r} with a window {window!r}: take one of the board's")
    if code in ONCE and window != "total":
        return _PEOPLE
    return REASONS.get(code)


class MinuteBoard:
    """The live board of one session of one replicate, fed with the facts of minute steps.

    opening: the session's start, with a time zone. replicate: row of the facts' arrays. curves:
    what peers show minute by minute.

    >>> from caopan.market import sample, baseline
    >>> from caopan.market.fold import start, step
    >>> from caopan.market.world import compile_world
    >>> import pandas as pd
    >>> world = compile_world([sample("yunshi")], [7])
    >>> state, ticks = start(world, [baseline(sample("yunshi"))], first=0, days=1, pace=1)
    >>> board = MinuteBoard(pd.Timestamp("2021-09-02 20:00", tz="Asia/Shanghai"))
    >>> state, facts = step(state, next(ticks), world.luck)
    >>> reading = board.add(facts)
    >>> reading.minute, reading["T4"].total == int(facts.people.visits.sum()), reading["C3"].total
    (1, True, None)
    """

    def __init__(
        self, opening: datetime, replicate: int = 0, *, curves: PeerCurves | None = None
    ) -> None:
        import pandas as pd

        if opening.tzinfo is None:
            raise CaopanError(f"the opening {opening} has no time zone: give Asia/Shanghai")
        self.opening_us = int(pd.Timestamp(opening).as_unit("us").asm8.astype(np.int64))
        self.replicate, self.curves = replicate, curves
        self.upto = np.zeros((1, len(SUMS)), dtype=np.int64)  # sums by the end of each minute

    def add(self, facts: Facts) -> Reading:
        """Take the facts of a run of live minutes; returns the board at the end of the last.

        Raises CaopanError for facts without the counts of each minute (a day's close, or a market
        played without detail), and when there is no such replicate.
        """
        from caopan.market.minute import MinuteFacts

        if not isinstance(facts, MinuteFacts) or not len(facts.spend_fen):
            raise CaopanError(
                "these facts hold no minutes: play with detail=True, and give the board the facts "
                "of live minutes, not those of a day's close"
            )
        if not 0 <= self.replicate < facts.spend_fen.shape[1]:
            raise CaopanError(
                f"no replicate {self.replicate}: the facts hold {facts.spend_fen.shape[1]}"
            )
        new = self.upto[-1] + np.cumsum(_sums(facts, self.replicate), axis=0)
        self.upto = np.concatenate([self.upto, new])
        return self.reading()

    def reading(self) -> Reading:
        """The board at the end of the last minute; what no step tells has the denominator 0."""
        minute = len(self.upto) - 1
        ends = [self.upto[max(minute - back, 0)] for back in (0, WINDOW, 2 * WINDOW)]
        windows = np.stack([ends[0], ends[0] - ends[1], ends[1] - ends[2]], axis=1)
        up = np.zeros((len(CODES), 3), dtype=np.int64)
        down = np.zeros((len(CODES), 3), dtype=np.int64)
        for code, (over, under) in TOLD.items():
            up[PLACE[code]] = windows[over]
            down[PLACE[code]] = 1 if under is None else windows[under]
        for code, (over, under) in ONCE.items():
            up[PLACE[code], 0] = windows[over, 0]
            down[PLACE[code], 0] = 1 if under is None else windows[under, 0]
        up[PLACE["T5"]] = [ends[0][ONLINE], ends[0][ONLINE], ends[1][ONLINE]]
        down[PLACE["T5"]] = 1
        places = np.full((len(CODES), 2), np.nan)
        if self.curves is not None:
            places = self.curves.percentiles(minute, values_of(up, down)[:, :2])
        for array in (up, down, places):
            array.flags.writeable = False
        clock = self.opening_us + minute * 60 * SECOND
        return Reading(clock, minute, up, down, places, Status(minute, minute, 0, 0, 0, {}, {}))


def _sums(facts: MinuteFacts, r: int) -> AnyArray:
    """What is summed, by minute: (B, len(SUMS))."""
    people = facts.people
    visits, back = people.visits[:, r], people.back[:, r]  # (B, S, 2)
    more = visits - people.bounces[:, r] - people.leaves[:, r]
    return np.stack(
        [
            people.impressions[:, r].sum(axis=1),
            visits.sum(axis=(1, 2)),
            (visits - back).sum(axis=(1, 2)),
            visits[:, PAID].sum(axis=1),
            facts.watch_s[:, r].sum(axis=1) * SECOND,
            facts.gmv_fen[:, r],
            facts.spend_fen[:, r],
            more.sum(axis=(1, 2)),
            visits.sum(axis=(1, 2)) - visits[:, SHARE].sum(axis=1),
        ],
        axis=1,
    )
