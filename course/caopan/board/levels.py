"""Read the 42 off the sums: one compiled call a tick, whose work does not grow with the session."""

from typing import Any

import numpy as np

from caopan.board import channels as ch
from caopan.board.channels import (
    BEFORE,
    LAST,
    SECOND,
    TEN_MINUTES,
    TOTAL,
)
from caopan.board.crowd import (
    CAME,
    CAME_BEFORE,
    ONLINE,
    ONLINE_BEFORE,
)
from caopan.board.peak import highest, upto
from caopan.board.reading import PLACE
from caopan.board.seconds import whole_second
from caopan.board.till import (
    ITEM,
    ITEM_FROM,
    ITEM_GMV,
    KEPT,
    KEPT_BASE,
    KEPT_QTY,
    MOVES,
    NOW,
    ON_HAND,
    PAY,
    PIECES,
    THEN,
)
from caopan.compiled import in_place

COUNTS = {
    "T1": ch.SHOWN,
    "T3": ch.VIEWERS,
    "T4": ch.VIEWS,
    "F1": ch.NET_FANS,
    "C1": ch.GMV,
    "C2": ch.ORDERS,
    "C3": ch.BUYERS,
    "A1": ch.SPENT,
}
RATIOS = {
    "T2": (ch.VIA, ch.SHOWN),
    "T8": (ch.STAYED, ch.OLD),
    "I1": (ch.COMMENTERS, ch.VIEWERS),
    "I2": (ch.ENGAGED, ch.VIEWERS),
    "I3": (ch.NEGATIVE, ch.VIEWERS),
    "F2": (ch.FOLLOWERS, ch.STRANGERS),
    "F3": (ch.FANS, ch.VIEWERS),
    "F4": (ch.FAN_GMV, ch.GMV),
    "C4": (ch.EXPOSED, ch.VIEWERS),
    "C5": (ch.CLICKERS, ch.EXPOSED),
    "C6": (ch.CREATORS, ch.CLICKERS),
    "C7": (ch.MARKED_PAID, ch.MARKED),
    "C8": (ch.BUYERS, ch.VIEWERS),
    "C9": (ch.GMV, ch.BUYERS),
    "C10": (ch.GMV, ch.VIEWS),
    "A2": (ch.BOUGHT, ch.VIEWS),
    "A3": (ch.PLAN_GMV, ch.SPENT),
    "A4": (ch.SPENT, ch.BOUGHT),
    "S1": (ch.BACK_LINES, ch.LINES),
    "S3": (ch.ON_TIME, ch.DUE),
}
PLAIN = np.array(
    [(PLACE[code], up, -1) for code, up in COUNTS.items()]
    + [(PLACE[code], up, down) for code, (up, down) in RATIOS.items()]
)
T5, T6, T7 = (PLACE[f"T{n}"] for n in (5, 6, 7))
G1, G2, G3, G4, G5 = (PLACE[f"G{n}"] for n in range(1, 6))
A5, S2 = PLACE["A5"], PLACE["S2"]
GMV, REFUNDS, SPENT, COUPONS, VIEWERS = (
    int(n) for n in (ch.GMV, ch.REFUNDS, ch.SPENT, ch.COUPONS, ch.VIEWERS)
)
OPEN, OPEN_US, CLOSED_US = (int(n) for n in (ch.OPEN, ch.OPEN_US, ch.CLOSED_US))
# what ``read_sales`` finds
OUT, BEST, BEST_STOCK, RISK, STAY, STAY_REST, UNLISTED = range(7)


@in_place
def read_visits(c: Any, now: Any, peak: Any) -> Any:
    """Write the peaks of the three windows ending at ``now`` into ``peak``."""
    before = now - TEN_MINUTES
    peak[TOTAL] = highest(c.tree, -1, now)
    peak[LAST] = highest(c.tree, before, now)
    peak[BEFORE] = highest(c.tree, before - TEN_MINUTES, before) if before >= 0 else 0


@in_place
def present_since(c: Any, start: Any, came: Any) -> Any:
    """Visits open at some time since moment ``start``, of the ``came`` that had begun."""
    s = whole_second(start)
    gone = upto(c.tree, s - 1)[2]
    if 0 <= s < len(c.seconds):
        v = c.seconds[s].first_leave
        while v >= 0:
            if c.visits[v].leave <= start and c.visits[v].leave > c.visits[v].enter:
                gone += 1
            v = c.visits[v].next_leave
    return came - gone


@in_place
def _explain(t: Any, end: Any, hi: Any, product: Any, start: Any) -> Any:
    """From now on the product explained at an end is this one: sum what it sold since ``start``."""
    fen = 0
    for s in range(whole_second(start), hi + 1):
        i = t.heads[s, PAY] if 0 <= s < len(t.heads) else -1
        while i >= 0:
            line = t.lines[i]
            if line.product == product and line.pay >= start:
                fen += line.pay_fen
            i = line.next_pay
    t.state[ITEM[end]], t.state[ITEM_FROM[end]], t.state[ITEM_GMV[end]] = product, start, fen


@in_place
def _item(
    c: Any, t: Any, segments: Any, names: Any, end: Any, hi: Any, up: Any, down: Any, window: Any
) -> Any:
    """GMV of the product being explained at an end, and the visits since its segment began."""
    us, best = hi * SECOND, -1
    for n in range(len(segments)):
        start, stop, product = segments[n]
        if start <= us < stop and (
            best < 0
            or start > segments[best, 0]
            or (start == segments[best, 0] and names[product] < names[segments[best, 2]])
        ):
            best = n
    if best < 0:
        t.state[ITEM[end]] = -1
        return
    start, product = segments[best, 0], segments[best, 2]
    if t.state[ITEM[end]] != product or t.state[ITEM_FROM[end]] != start:
        _explain(t, end, hi, product, start)
    came = c.state[CAME] if end == NOW else c.state[CAME_BEFORE]
    up[G5, window] = t.state[ITEM_GMV[end]]
    down[G5, window] = present_since(c, start, came)


@in_place
def read_sales(t: Any, skus: Any, end: Any, terms: Any, rank: Any, out: Any) -> Any:
    """Read what hangs on SKUs at an end into ``out``.

    terms (K, 5): listed second, expected refund, fee and commission in basis points, unit cost in
    fen; -1 where the SKU is not in the product list. rank (K,): place of its name among the names.
    out: SKUs out of stock, the best seller's pieces and stock (-1: no movement), base at risk in
    fen times basis points, whole and rest (of 10**8) of the expected contribution in fen, lines
    whose SKU is not in the product list.
    """
    best, window = -1, LAST if end == NOW else BEFORE
    for n in range(7):
        out[n] = 0
    for k in range(skus):
        if t.skus[k, MOVES + end] and t.skus[k, ON_HAND + end] <= 0:
            out[0] += 1
        pieces = t.skus[k, PIECES + window]
        if pieces and (
            best < 0
            or pieces > t.skus[best, PIECES + window]
            or (pieces == t.skus[best, PIECES + window] and rank[k] < rank[best])
        ):
            best = k
        if t.skus[k, KEPT + end]:
            bp = terms[k, 1]
            if bp < 0:
                out[6] += t.skus[k, KEPT + end]
                continue
            base, cost = t.skus[k, KEPT_BASE + end], terms[k, 4] * t.skus[k, KEPT_QTY + end]
            out[3] += base * bp
            share = 10_000 - terms[k, 2] - terms[k, 3]
            value = base * share - 10_000 * cost  # of 10**4
            whole = value // 10_000
            rest = (value - whole * 10_000) * (10_000 - bp)
            scaled = whole * (10_000 - bp)  # of 10**4
            out[4] += scaled // 10_000
            out[5] += scaled % 10_000 * 10_000 + rest
    if best >= 0:
        out[1] = t.skus[best, PIECES + window]
        out[2] = max(t.skus[best, ON_HAND + end], 0) if t.skus[best, MOVES + end] else -1


@in_place
def read_windows(t: Any, skus: Any, products: Any, sold: Any, top: Any) -> Any:
    """Distinct SKUs paid in each window into ``sold``, its three best products' GMV in ``top``."""
    for window in range(3):
        sold[window] = 0
        for k in range(skus):
            sold[window] += t.skus[k, PIECES + window] > 0
        one, two, three = 0, 0, 0
        for p in range(products):
            fen = t.product_gmv[p, window]
            if fen > one:
                one, two, three = fen, one, two
            elif fen > two:
                two, three = fen, two
            elif fen > three:
                three = fen
        top[window] = one + two + three


@in_place
def read_all(
    c: Any,
    t: Any,
    w: Any,
    now: Any,
    skus: Any,
    products: Any,
    terms: Any,
    rank: Any,
    names: Any,
    segments: Any,
    plain: Any,
    up: Any,
    down: Any,
    found: Any,
) -> Any:
    """Write numerators and denominators (42, 3) of all but the commission metrics.

    found (2, 7): what hangs on SKUs at both ends, see ``read_sales``. names: places of the
    products' names. segments (N, 3): start and end in microseconds, product.
    """
    for n in range(len(plain)):
        row, over, under = plain[n]
        for window in range(3):
            up[row, window] = w[over, window]
            down[row, window] = 1 if under < 0 else w[under, window]
    read_visits(c, now, up[T6])
    sold, top = up[G1], up[G2]
    read_windows(t, skus, products, sold, top)
    for at in range(2):
        read_sales(t, skus, at, terms, rank, found[at])
    for window in range(3):
        end = THEN if window == BEFORE else NOW
        hi = now - TEN_MINUTES if window == BEFORE else now
        down[T6, window] = down[T5, window] = down[G3, window] = down[S2, window] = 1
        up[T5, window] = c.state[ONLINE_BEFORE] if window == BEFORE else c.state[ONLINE]
        up[T7, window] = w[CLOSED_US, window] + w[OPEN, window] * hi * SECOND - w[OPEN_US, window]
        down[T7, window] = w[VIEWERS, window]
        for k in range(skus):
            down[G1, window] += terms[k, 0] <= hi
        down[G2, window] = down[A5, window] = w[GMV, window]
        up[G3, window] = found[end, OUT]
        if found[end, BEST_STOCK] >= 0:
            up[G4, window], down[G4, window] = found[end, BEST_STOCK], found[end, BEST]
        up[A5, window] = w[SPENT, window] + w[COUPONS, window]
        up[S2, window] = w[GMV, window] - w[REFUNDS, window]
        if window == LAST:
            up[G5, LAST], down[G5, LAST] = up[G5, TOTAL], down[G5, TOTAL]
        else:
            _item(c, t, segments, names, end, hi, up, down, window)
