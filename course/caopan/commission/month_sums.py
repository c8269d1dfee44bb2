"""Sums of a term over played months: the rules of settlement on one line a day, compiled.

A month's lines are its days' sales and, behind each, the day's brushed orders. What is done with
them is ``RULES.md`` 3 and 4, line by line and in whole fen, as the engine does it; a test holds the
two together.
"""

import numpy as np
from numpy.typing import NDArray

from caopan.compiled import compiled

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
TOTAL, MINE, PAYABLE = range(3)
"""What all of a chain get; what the provider nets of it; what of that would be paid now."""


@compiled
def half_up(number: int, by: int) -> int:
    """The whole number next to number / by, a half going up."""
    return (2 * number + by) // (2 * by)


@compiled
def netted(received: int, hops: Ints, place: int) -> int:
    """What the one at a place of a chain (-1: not in it) keeps of what its first one receives."""
    if place < 0:
        return 0
    for at in range(place):
        received = half_up(received * hops[at], 10_000)
    if place < hops.size:
        return received - half_up(received * hops[place], 10_000)
    return received


@compiled
def ladder_part(low: int, high: int, offset: int, steps: Ints, rates: Ints) -> int:
    """What the stretch from low to high of a marginal ladder earns, in fen x bp."""
    earned = 0
    for k in range(steps.size):
        start = max(low, offset + steps[k])
        end = high if k + 1 == steps.size else min(high, offset + steps[k + 1])
        earned += max(end - start, 0) * rates[k]
    return earned


@compiled
def whole_rate(sales: int, steps: Ints, rates: Ints) -> int:
    """The rate of a whole-amount ladder that sales have reached."""
    rate = 0
    if sales > 0:
        for k in range(steps.size):
            if steps[k] <= sales:
                rate = rates[k]
    return rate


@compiled
def gate_pays(sold: int, kept: int, gates: Ints) -> int:
    """The least that a failed gate leaves of a term, in bp."""
    pays = 10_000
    for at in range(gates.shape[0]):
        if (sold - kept) * 10_000 > gates[at, 0] * sold:
            pays = min(pays, gates[at, 1])
    return pays


@compiled
def read_lines(
    base: Ints,  # filled: the base of each line of the month
    gross: Ints,  # (weeks, 7) of a conduct
    refund: Ints,
    spend: Ints,
    fake: int,
    month: int,
    weeks: Ints,
    stretch: tuple[int, int],
    reads: Ints,
) -> tuple[int, int, int, int]:
    """Base, sales, sales less all refunds, and ads of the days of a group."""
    total = sold = kept = ads = 0
    for d in range(stretch[0], stretch[1]):
        week, day = (month + weeks[d // 7]) % gross.shape[0], d % 7
        real, back = gross[week, day], refund[week, day]
        base[2 * d] = real - back * reads[0, d] // 10_000
        base[2 * d + 1] = fake - fake * reads[1, d] // 10_000
        total += base[2 * d] + base[2 * d + 1]
        sold += real + fake
        kept += real - back * reads[2, d] // 10_000
        kept += fake - fake * reads[3, d] // 10_000
        ads += spend[week, day]
    return total, sold, kept, ads


@compiled
def group_sums(
    sums: Ints,  # (3,), added to
    base: Ints,
    stretch: tuple[int, int],
    offset: int,
    pays: int,
    rate: int,
    flags: Flags,
    steps: Ints,
    rates: Ints,
    knobs: Ints,
    hops: Ints,
) -> None:
    """Add what one group earns, line by line: rounded, capped, held back, passed on."""
    whole, cap, floor, held_bp, place = knobs[1], knobs[4], knobs[5], knobs[6], knobs[7]
    reached = uncapped = due = 0
    for at in range(2 * stretch[0], 2 * stretch[1]):
        low, reached = reached, reached + base[at]
        if whole:
            earned = max(reached - max(low, offset), 0) * rate
        else:
            earned = ladder_part(low, reached, offset, steps, rates)
        uncapped += half_up(earned * pays, 100_000_000)
        upto = uncapped if cap < 0 else min(uncapped, cap)
        one, due = upto - due, upto
        mine = netted(one, hops, place)
        sums[0] += one
        sums[1] += mine
        if flags[0, at // 2]:
            sums[2] += mine
            if flags[1, at // 2]:
                sums[2] -= netted(half_up(one * held_bp, 10_000), hops, place)
    if floor > due:
        mine = netted(floor - due, hops, place)
        sums[0] += floor - due
        sums[1] += mine
        if flags[2, stretch[0]]:
            sums[2] += mine


@compiled
def share_sums(
    gross: Ints,  # (conducts, weeks, 7)
    refund: Ints,
    spend: Ints,
    brushed: Ints,  # (levels,) fen a day
    weeks: Ints,  # (4,) weeks of a month, counted from its number
    days: int,
    reads: Ints,  # (4, 28) bp: real and fake as the term reads them, and as a gate does
    flags: Flags,  # (3, 28): confirmed, held, floor confirmed
    steps: Ints,
    rates: Ints,
    knobs: Ints,  # by group of a day, whole ladder, baseline, less ads, cap, floor, held bp, place
    gates: Ints,  # (gates, 2) limit and what it then pays
    hops: Ints,
) -> Ints:
    """Sums of a share for each conduct, level of brushing and month: (conducts, levels, months, 3).

    knobs: cap and floor are -1 where there is none.
    """
    conducts, months, _ = gross.shape
    out = np.zeros((conducts, brushed.size, months, 3), dtype=np.int64)
    base = np.zeros(2 * days, dtype=np.int64)
    by_day, whole, baseline, less_ads = knobs[:4]
    length = 1 if by_day else days
    for c in range(conducts):
        for b in range(brushed.size):
            for m in range(months):
                for first in range(0, days, length):
                    stretch = (first, first + length)
                    total, sold, kept, ads = read_lines(
                        base, gross[c], refund[c], spend[c], brushed[b], m, weeks, stretch, reads
                    )
                    offset = baseline + (ads if less_ads else 0)
                    pays = gate_pays(sold, kept, gates)
                    rate = whole_rate(total - offset, steps, rates) if whole else 0
                    group_sums(
                        out[c, b, m], base, stretch, offset, pays, rate, flags, steps, rates,
                        knobs, hops,
                    )  # fmt: skip
    return out


@compiled
def session_sums(
    gross: Ints,
    refund: Ints,
    spend: Ints,
    brushed: Ints,
    weeks: Ints,
    days: int,
    opens: Flags,  # (7,)
    reads: Ints,  # (2, 28) bp
    due: Flags,  # (28,)
    knobs: Ints,  # fee, guaranteed sales (-1: none), fronts bp, markup bp, bears bp, place
    hops: Ints,
) -> Ints:
    """Sums of what is due by the session, beside lines: (conducts, levels, months, 3).

    A fee less what a guarantee takes back of it, ads that are fronted, ads that are borne.
    """
    conducts, months, _ = gross.shape
    out = np.zeros((conducts, brushed.size, months, 3), dtype=np.int64)
    fee, sales, fronts, markup, bears, place = knobs
    for c in range(conducts):
        for b in range(brushed.size):
            for m in range(months):
                for d in range(days):
                    if not opens[d % 7] or not due[d]:
                        continue
                    week = (m + weeks[d // 7]) % months
                    fake, ads = brushed[b], spend[c, week, d % 7]
                    base = gross[c, week, d % 7] - refund[c, week, d % 7] * reads[0, d] // 10_000
                    base += fake - fake * reads[1, d] // 10_000
                    if sales >= 0:
                        one = -half_up(fee * (sales - base), sales) if base < sales else 0
                    elif fronts:
                        back = half_up(ads * fronts * (10_000 + markup), 100_000_000)
                        one = min(back, base)
                    else:
                        one = fee - half_up(ads * bears, 10_000)
                    mine = netted(one, hops, place)
                    out[c, b, m, 0] += one
                    out[c, b, m, 1] += mine
                    out[c, b, m, 2] += mine
    return out
