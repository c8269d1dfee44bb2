"""Plain sums by the second: covers shown and ad spend."""

from typing import Any, NamedTuple

from caopan.board.channels import BEFORE, LAST, SECOND, SHOWN, SPENT, TEN_MINUTES, TOTAL
from caopan.board.stores import AnyArray, Field
from caopan.compiled import in_place


class Flows(NamedTuple):
    """What falls into each second: covers, fen."""

    shown: AnyArray
    spent: AnyArray


FIELDS = {"shown": Field("second", "i8"), "spent": Field("second", "i8")}


@in_place
def feed_flow(sums: Any, w: Any, channel: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Add the rows begin to end of a batch, with the clock at second ``now``."""
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        s = -((-told.ts) // SECOND)
        sums[s] += told.amount
        if s <= now:
            w[channel, TOTAL] += told.amount
            if s > now - TEN_MINUTES:
                w[channel, LAST] += told.amount
            elif s > now - 2 * TEN_MINUTES:
                w[channel, BEFORE] += told.amount


@in_place
def _at(sums: Any, s: Any) -> Any:
    """What falls into a second."""
    return sums[s] if 0 <= s < len(sums) else 0


@in_place
def advance_flows(f: Any, w: Any, now: Any, to: Any) -> Any:
    """Move the clock from second ``now`` to ``to``."""
    last = min(to, len(f.shown) + 2 * TEN_MINUTES)  # after it, nothing happens
    for s in range(now + 1, last + 1):
        for sums, channel in ((f.shown, SHOWN), (f.spent, SPENT)):
            new, mid, old = (
                _at(sums, s),
                _at(sums, s - TEN_MINUTES),
                _at(sums, s - 2 * TEN_MINUTES),
            )
            w[channel, TOTAL] += new
            w[channel, LAST] += new - mid
            w[channel, BEFORE] += mid - old
