"""Drill-down: the same board over parts of a session, by traffic source or by SKU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from caopan.board.engine import Board
from caopan.board.placing import BYS, UNKNOWN, By, Placed, place_rows
from caopan.board.reading import IS_RATIO, PLACE, SCALE, Reading
from caopan.board.registry import CODES, METRICS
from caopan.errors import CaopanError
from caopan.events import SOURCES
from caopan.events.catalogue import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.stores import AnyArray

MOST: Final = 30
"""SKUs that get a part of their own; the others are one part together."""
REST: Final = "rest"
SHARED: Final[Mapping[By, frozenset[str]]] = {
    "source": frozenset({"G1"}),
    "sku": frozenset({"C4", "C8", "C10", "G5"}),
}
"""Ratios whose denominator is that of the whole session in every part: what is on the shelf for all
sources, who came to the room for all SKUs."""
ADDS_UP: Final[Mapping[By, frozenset[str]]] = {
    "source": frozenset({"T1", "T2", "T4", "T8", "F1", "F4", "C1", "C10", "A2", "S1", "S2", "S3"}),
    "sku": frozenset({"F4", "C1", "C10", "G1", "G3", "G5", "S1", "S2", "S3"}),
}
"""Metrics of which the parts add up to the whole; in others a person or an order may be in
several parts."""
_ALONE: Final = frozenset({"G4"})  # the whole's value is that of one SKU: no part has a share in it
_SPEND: Final = frozenset({"A1", "A3", "A4", "A5"})


class Drill:
    """Boards of the parts of a session, each fed with the rows of its part.

    tables: event tables by name in order of arrival (as :func:`caopan.board.live` gives them), with
    ``live_session`` and, for the SKUs of products, ``product``. by: "source" or "sku". at: the
    clock by whose sales the ``most`` SKUs are chosen that get a part of their own (by default, all
    that the tables tell); the others are the part "rest". Rows that tell no part are of the part
    "unknown", so that none is lost. See ``placing.WAYS`` for how a row finds its part.

    ``parts`` names the parts: sources in their usual order, SKUs by their sales.

    Raises CaopanError for a part that nothing is drilled by, and an unknown session.

    >>> import pandas as pd
    >>> when = pd.Timestamp("2021-09-02 20:00", tz="Asia/Shanghai")
    >>> room = pd.DataFrame({"session_id": ["s1"], "start_ts": [when]})
    >>> shown = pd.DataFrame({
    ...     "event_id": ["i1", "i2", "i3"], "arrive_ts": [when] * 3, "ts": [when] * 3,
    ...     "session_id": ["s1"] * 3, "user_id": ["u1", "u2", "u1"],
    ...     "source": ["paid", "paid", "follow"],
    ...     "plan_id": None, "creative_id": None, "audience": None})
    >>> drill = Drill({"live_session": room, "impression": shown}, "s1", "source")
    >>> {part: one["T1"].total for part, one in drill.tick(when).items()}
    {'follow': 1, 'paid': 2}
    >>> drill.frame("T1")["share"].round(2).to_dict()
    {'follow': 0.33, 'paid': 0.67}
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        session: str,
        by: By,
        *,
        at: datetime | None = None,
        most: int = MOST,
    ) -> None:
        if by not in BYS:
            raise CaopanError(
                f"nothing is drilled by {by!r}{did_you_mean(str(by), BYS)}: take source or sku"
            )
        self.by, self.session = by, session
        self._tables = tables
        self._whole: Board | None = None
        placed, shared = place_rows(tables, session, by)
        self.parts = _parts(placed, by, most, at)
        self._boards = {part: _PartBoard(tables["live_session"], session) for part in self.parts}
        for table, frame in shared.items():
            for board in self._boards.values():
                board.add(table, frame)
        for table, one in placed.items():
            for part, frame in _split(one, self.parts).items():
                self._boards[part].add(table, frame)
        untold = [PLACE[code] for code in CODES if why_untold(code, by)]
        self._untold = np.array(untold, dtype=np.int64)
        self._shared = np.array([PLACE[code] for code in sorted(SHARED[by])], dtype=np.int64)
        self.readings: dict[str, Reading] = {}
        self.whole: Reading | None = None

    @property
    def crowded(self) -> bool:
        """Whether some SKUs have no part of their own."""
        return REST in self.parts

    def tick(self, clock: datetime, whole: Reading | None = None) -> dict[str, Reading]:
        """The boards of all parts at a clock, by part; metrics that parts cannot tell are null.

        clock: as for :meth:`caopan.board.Board.tick`; it moves forward. whole: the board of the
        whole session at that clock, where one is at hand; else a board is kept for it.
        """
        self.whole = whole if whole is not None else self._whole_board().tick(clock)
        self.readings = {
            part: self._told(board.tick(clock), self.whole) for part, board in self._boards.items()
        }
        return self.readings

    def _whole_board(self) -> Board:
        if self._whole is None:
            self._whole = Board(self._tables["live_session"], self.session)
            for table, frame in self._tables.items():
                if table != "live_session":
                    self._whole.add(table, frame)
        return self._whole

    def _told(self, reading: Reading, whole: Reading) -> Reading:
        """The reading of a part, without what it cannot tell, with the denominators of all."""
        up, down = reading.numerator.copy(), reading.denominator.copy()
        down[self._shared] = whole.denominator[self._shared]
        up[self._untold] = down[self._untold] = 0
        return replace(reading, numerator=up, denominator=down)

    def frame(self, code: str) -> pd.DataFrame:
        """A metric by part at the last tick, with the part that each has in the whole's change.

        Columns: total, last and before are the part's figures (fen, counts, shares of 0 to 1).
        share: of the whole since the opening; of a ratio with a denominator of its own, the share
        in the denominator, which is its weight. moved: by how much the part moved the whole from
        the ten minutes before to the last ten: its own change, of a ratio by
        (n1 - R0 d1) / D1 - (n0 - R0 d0) / D0, where R0 is the whole's ratio before; this counts a
        better rate and more weight alike, and adds up to the whole's change. share_of_change:
        moved, divided by the whole's change. Null where nothing can be said; see ``ADDS_UP``.

        Raises CaopanError for an unknown metric, one that parts cannot tell, and before a tick.
        """
        import pandas as pd

        if code not in METRICS:
            raise CaopanError(f"there is no metric {code!r}{did_you_mean(code, CODES)}")
        if reason := why_untold(code, self.by):
            raise CaopanError(f"{code} is not told by {self.by}: {reason}")
        if self.whole is None:
            raise CaopanError("the drill-down has no clock yet: tick it first")
        figures = [self.readings[part][code] for part in self.parts]
        rows = [(one.total, one.last, one.before) for one in figures]
        kind: Literal["float64", "Int64"] = "float64" if METRICS[code].ratio else "Int64"
        names = pd.Index(self.parts, name=self.by, dtype="object")
        table = pd.DataFrame(rows, index=names, columns=["total", "last", "before"]).astype(kind)
        share, moved, of_change = self._moved(code)
        table["share"] = share
        table["moved"] = pd.array(moved, dtype=kind)
        table["share_of_change"] = of_change
        return table

    def _moved(self, code: str) -> tuple[AnyArray, AnyArray, AnyArray]:
        """Share, moved and share of the change of each part; NaN where nothing can be said."""
        assert self.whole is not None
        at, nothing = PLACE[code], np.full(len(self.parts), np.nan)
        if code in _ALONE or not self.parts:
            return nothing, nothing, nothing
        up = np.stack([self.readings[part].numerator[at] for part in self.parts])
        down = np.stack([self.readings[part].denominator[at] for part in self.parts])
        all_up, all_down = self.whole.numerator[at], self.whole.denominator[at]
        own = IS_RATIO[at] and code not in SHARED[self.by]
        weight, heaviest = (down, all_down) if own else (up, all_up)
        share = weight[:, 0] / heaviest[0] if heaviest[0] else nothing
        if not (all_down[1] and all_down[2]):
            return share, nothing, nothing
        if not IS_RATIO[at]:
            moved, change = up[:, 1] - up[:, 2], all_up[1] - all_up[2]
        else:
            over = up - all_up[2] / all_down[2] * down if own else up
            moved = (over[:, 1] / all_down[1] - over[:, 2] / all_down[2]) * SCALE[at]
            change = (all_up[1] / all_down[1] - all_up[2] / all_down[2]) * SCALE[at]
        return share, moved, moved / change if change else nothing


class _PartBoard(Board):
    """A board among many: it makes room as it needs it."""

    usual = 1 << 12


def why_untold(code: str, by: By) -> str:
    """Say why a metric is not told by part; empty where it is.

    >>> why_untold("T1", "sku"), why_untold("T1", "source")
    ('impressions, visits and interactions name no SKU', '')
    """
    if by in METRICS[code].grain:
        return ""
    if METRICS[code].family == "Commission":
        return "a tier is reached by the whole session, so that a part alone has no commission"
    if code in _SPEND:
        return f"spend is booked by plan, which names no {'SKU' if by == 'sku' else by}"
    if code == "G2":
        return "a SKU is of one product, which is always all of its sales"
    if by == "sku":
        return "impressions, visits and interactions name no SKU"
    return "stock is one for all sources"


def _parts(placed: Mapping[str, Placed], by: By, most: int, at: datetime | None) -> tuple[str, ...]:
    """Name the parts that have rows: a part of its own, the rest, unknown."""
    found = {str(part) for one in placed.values() for part in one.parts.unique()}
    unknown = [UNKNOWN] if UNKNOWN in found else []
    if by == "source":
        return (*(one for one in SOURCES if one in found), *unknown)
    worth = _worth(placed.get("order_line"), at)
    names = sorted(found - {UNKNOWN}, key=lambda sku: (-worth.get(sku, 0), sku))
    rest = [REST] if len(names) > most else []
    return (*names[:most], *rest, *unknown)


def _worth(lines: Placed | None, at: datetime | None) -> dict[str, int]:
    """Fen paid by SKU, of what was known at a clock."""
    if lines is None:
        return {}
    paid = lines.frame["pay_ts"].notna() & (lines.frame["pay_fen"] > 0)
    if at is not None:
        paid &= (lines.frame["arrive_ts"] <= at) & (lines.frame["pay_ts"] <= at)
    fen = lines.frame["pay_fen"].where(paid, 0)
    return {str(sku): int(sum_) for sku, sum_ in fen.groupby(lines.parts).sum().items()}


def _split(placed: Placed, parts: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Cut a table into frames of each part, in order of arrival; none has a row twice."""
    number = {part: at for at, part in enumerate(parts)}
    other = number.get(REST, -1)
    codes = placed.parts.map(lambda part: number.get(part, other)).to_numpy(dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(parts) + 1))
    out = {}
    for at, part in enumerate(parts):
        rows = placed.rows[order[ends[at] : ends[at + 1]]]
        if len(rows):
            out[part] = placed.frame.iloc[np.unique(rows)].reset_index(drop=True)
    return out
