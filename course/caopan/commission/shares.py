"""A share's dues on lines: ladder, gates, rounding, cap, and what goes down the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.folding import MEASURED, ON_TIME
from caopan.commission.moments import DAY_US
from caopan.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caopan.commission.terms import Gate, Hop, Share

WHOLE_BP: Final = 10_000
NO_CAP: Final = -1


def by_itself(share: Share) -> bool:
    """Whether a line's due does not hang on the other lines of its group."""
    group = share.baseline or share.less_ads or share.gates or share.cap_fen is not None
    ladder = share.ladder
    flat = share.rate_of is not None or (len(ladder) == 1 and ladder[0].from_fen == 0)
    return flat and not group


@dataclass(frozen=True)
class Lines:
    """Lines of one version in order, as a share reads them: all by line.

    group: each one's group, count: how many there are. base: what the share is of; whole: the same
    with all refunds; gross: before any refund; rate: its own rate, if the share goes by that.
    """

    group: NDArray[Any]
    count: int
    base: NDArray[np.int64]
    whole: NDArray[np.int64]
    gross: NDArray[np.int64]
    delivery: NDArray[np.int8]
    rate: NDArray[np.int32] | None


def dues_of(share: Share, lines: Lines, offset: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a share is due on each line, before it goes down the chain, by RULES 4.

    offset: by group, what earns nothing.
    """
    steps = share.ladder
    starts = np.array([step.from_fen for step in steps], np.int64)
    rates = np.array([step.rate_bp for step in steps], np.int64)
    per_line = np.zeros(0, np.int32) if lines.rate is None else lines.rate
    total = offset
    if share.mode == "whole" and steps:
        total = sums(lines.group, lines.base, lines.count) - offset
    factor = _factors(share.gates, lines)
    cap = NO_CAP if share.cap_fen is None else share.cap_fen
    whole = share.mode == "whole"
    due: NDArray[np.int64] = earned(
        lines.group, lines.base, per_line, starts, rates, whole, offset, total, factor, cap
    )
    return due


def _factors(gates: Sequence[Gate], lines: Lines) -> NDArray[np.int64]:
    """What part of the share each group gets after its gates, in basis points."""
    factor = np.full(lines.count, WHOLE_BP, np.int64)
    for gate in gates:
        if gate.measure == "refund_rate":
            gross = sums(lines.group, lines.gross, lines.count)
            back = gross - sums(lines.group, lines.whole, lines.count)
            # in Python's numbers, for a sum of fen times basis points may leave int64
            pairs = zip(back.tolist(), gross.tolist(), strict=True)
            fails = np.array([b * WHOLE_BP > g * gate.limit_bp for b, g in pairs], np.bool_)
        else:
            flags = lines.delivery
            asked = sums(lines.group, ((flags & MEASURED) > 0).astype(np.int64), lines.count)
            kept = sums(lines.group, ((flags & ON_TIME) > 0).astype(np.int64), lines.count)
            fails = (asked > 0) & (kept * WHOLE_BP < asked * gate.limit_bp)
        factor[fails] = np.minimum(factor[fails], gate.pays_bp)
    return factor


@compiled
def sums(group: Any, values: Any, count: int) -> Any:
    """Sum of values by group."""
    found = np.zeros(count, np.int64)
    for n in range(len(group)):
        found[group[n]] += values[n]
    return found


@compiled
def earned(
    group: Any,
    base: Any,
    per_line: Any,
    starts: Any,
    rates: Any,
    whole: bool,
    offset: Any,
    total: Any,
    factor: Any,
    cap: int,
) -> Any:
    """Dues of lines in order, by RULES 4.2 to 4.6.

    A base is at most 10^10 fen and the rates of a stretch at most 10^4, so x is at most 10^14, and
    times the gate's factor 10^18; a group's sum is at most 10^10 times its lines: all within int64.
    """
    due = np.empty(len(group), np.int64)
    reached = np.zeros(len(offset), np.int64)
    given = np.zeros(len(offset), np.int64)
    for n in range(len(group)):
        g = group[n]
        begin = reached[g] - offset[g]
        end = begin + base[n]
        reached[g] += base[n]
        x = 0
        if len(per_line):
            x = base[n] * per_line[n]
        elif whole:
            rate = 0
            for k in range(len(starts)):
                if total[g] > 0 and starts[k] <= total[g]:
                    rate = rates[k]
            x = max(end - max(begin, 0), 0) * rate
        else:
            for k in range(len(starts)):
                low = max(begin, starts[k])
                high = min(end, starts[k + 1]) if k + 1 < len(starts) else end
                if high > low:
                    x += (high - low) * rates[k]
        raw = x * factor[g]
        raw = raw // 100_000_000 + (1 if raw % 100_000_000 >= 50_000_000 else 0)
        if cap >= 0:
            left = max(cap - given[g], 0)
            given[g] += raw
            raw = min(raw, left)
        due[n] = raw
    return due


@compiled
def part(values: Any, share_bp: int) -> Any:
    """A part of each amount, a half going up; amounts may be below zero."""
    found = np.empty(len(values), np.int64)
    for n in range(len(values)):
        found[n] = (values[n] * share_bp + 5_000) // 10_000
    return found


def passed(received: NDArray[np.int64], hops: Sequence[Hop]) -> list[NDArray[np.int64]]:
    """What each one of a chain keeps of what the first receives.

    >>> from caopan.commission.terms import Hop
    >>> [one.tolist() for one in passed(np.array([1_001]), (Hop(to="a", share_bp=5_000),))]
    [[500], [501]]
    """
    keeps = []
    for hop in hops:
        on = part(received, hop.share_bp)
        keeps.append(received - on)
        received = on
    return [*keeps, received]


def held_of(
    share: Share, due: NDArray[np.int64], moment: NDArray[np.int64], clock: int
) -> list[NDArray[np.int64]]:
    """What is held in reserve of each one in the chain; zeros without a reserve."""
    if share.reserve is None:
        return [np.zeros(len(due), np.int64) for _ in range(len(share.passes_on) + 1)]
    still = clock < moment + share.reserve.days * DAY_US
    return passed(np.where(still, part(due, share.reserve.share_bp), 0), share.passes_on)
