"""Lines at a clock, in compiled loops: rows that count, versions, refunds, what is kept."""

from typing import Any

import numpy as np

from caopan.commission.intake import CODE, KINDS, NEVER
from caopan.commission.moments import DAY_US
from caopan.commission.periods import cycle_at
from caopan.compiled import compiled

GOODS, FREIGHT, PRICE, VOID = (
    KINDS.index(kind) for kind in ("goods", "freight", "price_protection", "void")
)
UNKNOWN, UNPAID, EARLY, ABOVE = (
    CODE[code] for code in ("unknown_line", "unpaid_line", "before_payment", "above_paid")
)
OUTSIDE, CLAIMED_TWICE, UNBOUND = -1, -2, -3
"""Versions of a line that none takes, that two contracts take, or that is not paid."""
MEASURED, ON_TIME = 1, 2
"""Flags of a delivery: its promise is due; it was kept."""
SMALL = 2**31
"""Two factors below this have a product within int64."""


@compiled
def latest(at: Any, arrive: Any, stands: Any, has: Any, clock: int, best: Any) -> None:
    """Which row counts: the latest known one that stands, of equal ones that with has, or the last.

    at: the line of each row in the order of the table, has: whether its pay_ts is given. best is
    filled by line with the place of its row, -1 if none is known.
    """
    for n in range(len(at)):
        line = at[n]
        if line < 0 or not stands[n] or arrive[n] > clock:
            continue
        old = best[line]
        if old < 0 or arrive[n] > arrive[old] or (arrive[n] == arrive[old] and has[n] >= has[old]):
            best[line] = n


@compiled
def bind(
    paid: Any,
    moment: Any,
    session: Any,
    sku: Any,
    starts: Any,
    ends: Any,
    contract: Any,
    sessions: Any,
    skus: Any,
) -> Any:
    """The version that binds each line, by RULES 2; OUTSIDE or CLAIMED_TWICE if not one does.

    sessions, skus: (versions, ids + 1), whether the scope takes an id; the last place is that of
    no id.
    """
    found = np.full(len(paid), OUTSIDE, np.int16)
    for n in range(len(paid)):
        if not paid[n]:
            continue
        for v in range(len(starts)):
            if starts[v] <= moment[n] < ends[v] and sessions[v, session[n]] and skus[v, sku[n]]:
                if found[n] >= 0 and contract[found[n]] != contract[v]:
                    found[n] = CLAIMED_TWICE
                    break
                found[n] = v
    return found


@compiled
def delivered(best: Any, promise: Any, ship: Any, sign: Any, clock: int) -> Any:
    """Flags of each line's delivery, and when it was signed for; NEVER if that is not known.

    best: the row of each line's delivery, -1 if there is none.
    """
    flags, signed = np.zeros(len(best), np.int8), np.full(len(best), NEVER, np.int64)
    for n in range(len(best)):
        row = best[n]
        if row < 0:
            continue
        if promise[row] <= clock:
            flags[n] = MEASURED + ON_TIME if ship[row] <= promise[row] else MEASURED
        if sign[row] <= clock:
            signed[n] = sign[row]
    return flags, signed


@compiled
def signed_moments(version: Any, sign: Any, days: Any, every: Any, on: Any) -> Any:
    """When each line is confirmed and when settled; NEVER if it is not signed or not bound."""
    confirmed = np.full(len(sign), NEVER, np.int64)
    settled = np.full(len(sign), NEVER, np.int64)
    for n in range(len(sign)):
        v = version[n]
        if v >= 0 and sign[n] != NEVER:
            confirmed[n] = sign[n] + days[v] * DAY_US
            settled[n] = cycle_at(confirmed[n], every[v], on[v])
    return confirmed, settled


@compiled
def half_up(one: int, two: int, of: int) -> int:
    """one × two ÷ of for whole numbers from 0 up to 2^34, a half going up, exactly.

    A product of large ones does not fit into int64, so that the first goes in two parts.

    >>> half_up(10**10, 9 * 10**9, 10**10), half_up(1, 1, 2)
    (9000000000, 1)
    """
    if one < SMALL and two < SMALL:
        whole = one * two
        found = whole // of
        rest = whole - found * of
    else:
        high, low = one >> 17, one & 131_071
        upper = high * two
        found = upper // of
        lower = ((upper - found * of) << 17) + low * two
        found = (found << 17) + lower // of
        rest = lower % of
    return found + (1 if 2 * rest >= of else 0)


@compiled
def fold_refunds(  # noqa: PLR0912 - one compiled loop: its parts would cost a call each
    at: Any,
    ts: Any,
    kind: Any,
    amount: Any,
    pieces: Any,
    known: Any,
    paid: Any,
    pay_ts: Any,
    pay: Any,
    qty: Any,
    reduces: Any,
    cut: Any,
    back: Any,
    back_cut: Any,
    borne: Any,
) -> Any:
    """Take refunds in the order (line, ts, event_id); gives back why each is refused, 0 if not.

    at: line of each. back, back_cut, borne are filled by line: what goes back of the buyer's part,
    the same without what comes after cut, what the merchant paid alone. A void gives all back and
    -1, so that it is told from goods given back whole, whose free lines keep their coupons.
    """
    why = np.zeros(len(at), np.int8)
    line = -1
    fen, price, alone, count = 0, 0, 0, 0
    for n in range(len(at)):
        if at[n] != line:
            line = at[n]
            fen, price, alone, count = 0, 0, 0, 0
        if not known[line]:
            why[n] = UNKNOWN
        elif not paid[line]:
            why[n] = UNPAID
        elif ts[n] < pay_ts[line]:
            why[n] = EARLY
        elif kind[n] == VOID:
            back[line] = -1
            if ts[n] <= cut[line]:
                back_cut[line] = -1
        elif kind[n] != FREIGHT:
            one, two, three, four = fen, price, alone, count
            if kind[n] == PRICE:
                two += amount[n]
            elif kind[n] != GOODS:
                three += amount[n]
            elif amount[n] >= 0:
                one += amount[n]
            else:
                four += pieces[n]
            goods = one
            if four <= qty[line]:
                goods += half_up(pay[line], four, qty[line])
            if four > qty[line] or goods + two + three > pay[line]:
                why[n] = ABOVE
                continue
            fen, price, alone, count = one, two, three, four
            lowered = goods + (price if reduces[line] else 0)
            borne[line] = alone + (0 if reduces[line] else price)
            if back[line] >= 0:
                back[line] = lowered
            if back_cut[line] >= 0 and ts[n] <= cut[line]:
                back_cut[line] = lowered
    return why


@compiled
def keep(back: Any, pay: Any, fund: Any) -> Any:
    """What is kept of each line: (1 + coupons, lines), the buyer's part first.

    back: what goes back of pay, -1 for a void; fund: (coupons, lines) given by each funder.
    """
    coupons, lines = fund.shape
    kept = np.zeros((coupons + 1, lines), np.int64)
    for n in range(lines):
        if back[n] < 0:
            continue
        mine = pay[n] - back[n]
        kept[0, n] = mine
        for k in range(coupons):
            given = fund[k, n]
            kept[k + 1, n] = given if back[n] == 0 or not given else half_up(given, mine, pay[n])
    return kept
