"""Bounded memory for very large rooms: what can no longer change a figure is forgotten.

Every ten minutes the stores of visits and deeds are made anew from the rows that still matter:
those within the two windows, the retention mark and the watermark, and visits that have not ended.
People without such a row, or an order line, lose their number. So distinct people of the total are
no longer counted but estimated, by a HyperLogLog sketch of each group of people
(``datasketches.hll_sketch``): to ``ERROR`` as relative standard error, and to the unit up to some
thousands of people. Everything else stays exact, with two exceptions, each at most by what comes or
goes within one second: the peak of the total, when a visit longer than ``keep_s`` is told only as
it ends; and G5, when an explanation longer than that is told only as it ends. An event number that
is used once more for another row, after its own is too late, is taken for a new one.

Order lines, refunds, parcels and stock stay, and their buyers: they are far fewer than visitors.
Arrays along seconds stay, too; room for nine hours is made from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from datasketches import hll_sketch, tgt_hll_type

from caopan.board import channels as ch
from caopan.board import crowd, deeds
from caopan.board.compaction import (
    fresh,
    hashes_of,
    move_deeds,
    move_visits,
    moved,
    places,
    thinned,
    young_deeds,
)
from caopan.board.rows import OK, Batch
from caopan.board.stores import AnyArray

if TYPE_CHECKING:
    from caopan.board.engine import Board

LG_K: Final = 16
"""Two to this many registers in a sketch, a byte each (assumed: 0.3 % is finer than a tile)."""
ERROR: Final = abs(float(hll_sketch.get_rel_err(True, False, LG_K, 1)))
"""Relative standard error of the total's distinct people (published with the library): 0.33 %."""
EVERY_S: Final = 600
"""Seconds from one compaction to the next (assumed)."""
MANY = ("impression", "visit", "interaction", "product_event")
"""Tables with rows by the million: their event numbers are forgotten."""
DATES = ("ts", "enter", "leave")
GROUPS = (
    ("crowd", crowd.EVER, tuple(int(n) for n in (ch.VIEWERS, ch.STRANGERS, ch.FANS))),
    ("deeds", deeds.EVER, tuple(range(int(ch.COMMENTERS), int(ch.CLICKERS) + 1))),
)
"""Stores with people, their column of groups ever seen, and the channel of each group."""


def keep_s(watermark_s: int) -> int:
    """Seconds for which a visit is kept after its end: windows, retention mark and watermark.

    >>> keep_s(900)
    2161
    """
    return 2 * ch.TEN_MINUTES + ch.RETENTION + watermark_s + 1


class Bounded:
    """What a board in bounded memory keeps beside its stores: sketches, and how long ids matter.

    until: by table and code of an event number, the second after which its duplicate is too late.
    seen: by store, the groups of each person that the sketches have. last: second of the last
    compaction. error: relative standard error of the estimates.
    """

    error = ERROR

    def __init__(self) -> None:
        self.sketches = {
            channel: hll_sketch(LG_K, tgt_hll_type.HLL_8)
            for _, _, group in GROUPS
            for channel in group
        }
        self.until: dict[str, AnyArray] = {table: np.zeros(0, dtype=np.int64) for table in MANY}
        self.seen: dict[str, AnyArray] = {
            name: np.zeros(0, dtype=np.int32) for name, _, _ in GROUPS
        }
        self.hashes: AnyArray = np.zeros(0, dtype=np.int64)  # of people, by their number
        self.last = 0

    def note(self, batch: Batch, watermark_s: int) -> None:
        """Remember how long the event numbers of a new batch matter."""
        if batch.table not in MANY:
            return
        # just these brought a new number, in their order
        sound = batch.rows[batch.rows["status"] == OK]
        latest = np.zeros(len(sound), dtype=np.int64)
        for name in DATES:
            if batch.tells(name):
                dates = sound[name]
                latest = np.maximum(latest, np.where(dates < ch.NEVER, dates, 0))
        until = latest // ch.SECOND + 1 + watermark_s
        self.until[batch.table] = np.concatenate([self.until[batch.table], until])

    def estimate(self, board: Board) -> None:
        """Write the estimates of distinct people into the board's sums of the total."""
        users = len(board.coder.users)
        for name, column, group in GROUPS:
            board.stores[name].fit(user=users)
            held = getattr(board.stores[name].arrays, _PEOPLE[name])[:users, column]
            seen = _longer(self.seen[name], users)
            new = np.flatnonzero(held != seen)
            if len(new):
                self._sketch(board, new, held[new] & ~seen[new], group)
                seen[new] = held[new]
            self.seen[name] = seen
            for channel in group:
                board.sums[channel, ch.TOTAL] = round(self.sketches[channel].get_estimate())

    def _sketch(
        self, board: Board, people: AnyArray, bits: AnyArray, group: tuple[int, ...]
    ) -> None:
        if len(self.hashes) < len(board.coder.users):
            new = hashes_of(board.coder.users, len(self.hashes))[:, 0]
            self.hashes = np.concatenate([self.hashes, new.astype(np.int64)])
        for at, channel in enumerate(group):
            update = self.sketches[channel].update
            for one in self.hashes[people[bits >> at & 1 == 1]].tolist():
                update(one)

    def forget(self, board: Board) -> None:
        """Make the stores anew, when it is time, from the rows that still matter."""
        if board.now < self.last + EVERY_S:
            return
        self.last = board.now
        for table in MANY:
            # a row may reach the board up to a watermark after it was due
            keep = self.until[table] >= board.now - board.watermark_s
            board.coder.events[table] = thinned(board.coder.events[table], keep)
            self.until[table] = self.until[table][keep]
        for store in (board.crowd, board.deeds, board.till):
            store.fit(user=len(board.coder.users))
        visits, acts = self._visits(board), self._deeds(board)
        keep = self._people(board, visits, acts)
        place = places(keep)
        users = int(keep.sum())
        waits = _waiting(board)
        old = fresh(board.crowd, waits["crowd"], int(visits.sum()), users)
        move_visits(_apart(old, "seconds"), board.crowd.arrays, places(visits), place)
        board.crowd.arrays.state[crowd.ROWS] = visits.sum()
        sealed = board.now - keep_s(board.watermark_s) + 1
        board.crowd.arrays.state[crowd.SEALED] = max(sealed, 0)
        old = fresh(board.deeds, waits["deeds"], int(acts.sum()), users)
        move_deeds(_apart(old, "first"), board.deeds.arrays, places(acts), place)
        board.deeds.arrays.state[0] = acts.sum()
        held = fresh(board.till, 0, 0, users).held
        board.till.arrays.held[:users] = held[: len(keep)][keep]
        lines = board.till.arrays.lines
        lines["user"] = np.where(lines["known"] == 1, moved(lines["user"], place), 0)
        for batch in board.waiting:
            if batch.tells("user"):
                batch.rows["user"] = moved(batch.rows["user"], place)
        board.coder.users = thinned(board.coder.users, keep)
        self.hashes = self.hashes[:0]
        self.seen = {name: _longer(seen, len(keep))[keep] for name, seen in self.seen.items()}

    @staticmethod
    def _visits(board: Board) -> AnyArray:
        """Visits that can still change a figure, or whose end a running explanation asks for."""
        store = board.crowd.arrays
        visits = store.visits[: store.state[crowd.ROWS]]
        after = board.now - keep_s(board.watermark_s)
        late = after * ch.SECOND
        keep = (visits["enter"] > late) | (visits["leave"] > late) | (visits["high"] > after)
        starts = -(-board.figures.segments[:, 0] // ch.SECOND)
        asked: AnyArray = keep | np.isin(-(-visits["leave"] // ch.SECOND), starts)
        return asked

    @staticmethod
    def _deeds(board: Board) -> AnyArray:
        """Deeds within the windows, or to come."""
        store = board.deeds.arrays
        keep = np.zeros(int(store.state[0]), dtype=bool)
        young_deeds(store, board.now - 2 * ch.TEN_MINUTES - 1, keep)
        return keep

    @staticmethod
    def _people(board: Board, visits: AnyArray, acts: AnyArray) -> AnyArray:
        """People who are named by a row that is kept, or that waits for its time."""
        keep = np.zeros(len(board.coder.users), dtype=bool)
        keep[board.crowd.arrays.visits["user"][: len(visits)][visits]] = True
        keep[board.deeds.arrays.deeds["user"][: len(acts)][acts]] = True
        lines = board.till.arrays.lines
        keep[lines["user"][lines["known"] == 1]] = True
        for batch in board.waiting:
            if batch.tells("user"):
                users = batch.rows["user"][batch.at :]
                keep[users[users >= 0]] = True
        return keep

    def bytes(self) -> int:
        """Memory of what is kept beside the stores."""
        arrays: list[AnyArray] = [*self.until.values(), *self.seen.values(), self.hashes]
        sketches = [len(one.serialize_compact()) for one in self.sketches.values()]
        return sum(one.nbytes for one in arrays) + sum(sketches)

    def saved(self) -> dict[str, AnyArray]:
        """Arrays by name, for a file."""
        out: dict[str, AnyArray] = {f"until.{table}": until for table, until in self.until.items()}
        out |= {f"seen.{name}": seen for name, seen in self.seen.items()}
        for channel, sketch in self.sketches.items():
            out[f"sketch.{channel}"] = np.frombuffer(sketch.serialize_compact(), dtype=np.uint8)
        return out | {"forgot": np.array([self.last])}

    @classmethod
    def restored(cls, found: dict[str, AnyArray]) -> Bounded:
        """Take from a file what ``saved`` gave; KeyError or ValueError if it is not there."""
        out = cls()
        out.until = {table: found[f"until.{table}"] for table in out.until}
        out.seen = {name: found[f"seen.{name}"] for name in out.seen}
        for channel in out.sketches:
            out.sketches[channel] = hll_sketch.deserialize(found[f"sketch.{channel}"].tobytes())
        out.last = int(found["forgot"][0])
        return out


_PEOPLE: Final = {"crowd": "people", "deeds": "held"}


def _apart(old: Any, name: str) -> Any:
    """The arrays with their own copy of the one that both share."""
    return old._replace(**{name: getattr(old, name).copy()})


def _longer(array: AnyArray, n: int) -> AnyArray:
    """The array with zeros to a length."""
    return np.concatenate([array, np.zeros(max(n - len(array), 0), dtype=array.dtype)])


def _waiting(board: Board) -> dict[str, int]:
    """Rows that wait for their time, by store."""
    out = {"crowd": 0, "deeds": 0}
    for batch in board.waiting:
        name = {"visit": "crowd", "interaction": "deeds", "product_event": "deeds"}
        if batch.table in name:
            out[name[batch.table]] += batch.waits
    return out
