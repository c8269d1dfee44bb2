"""What a line, a refund and a delivery count for, in the total and the short windows.

Each is booked into a window, or taken out of it again, by its sign.
"""

from typing import Any

import numpy as np

from caopan.board.channels import (
    BACK_LINES,
    BASE,
    BEFORE,
    BUYERS,
    COUPONS,
    DUE,
    FAN_GMV,
    GMV,
    LAST,
    LINES,
    MARKED,
    MARKED_PAID,
    NO_SECOND,
    ON_TIME,
    ORDERS,
    PAY_MARK,
    PLAN_GMV,
    REFUNDS,
    TEN_MINUTES,
    TOTAL,
)
from caopan.board.seconds import whole_second
from caopan.board.till import (
    FAN_FLAG,
    ITEM,
    ITEM_FROM,
    ITEM_GMV,
    KEPT,
    KEPT_BASE,
    KEPT_QTY,
    PIECES,
    PLAN_FLAG,
)
from caopan.compiled import in_place

PAID, CREATED = np.int64(0), np.int64(1)  # groups of people


@in_place
def second_of(us: Any) -> Any:
    """The first whole second at which a moment has passed; what lies before the origin is old."""
    return max(whole_second(us), 0)


@in_place
def first_of(heads: Any, chain: Any, s: Any) -> Any:
    """The first of a second's chain, -1 for none."""
    return heads[s, chain] if 0 <= s < len(heads) else -1


@in_place
def window_of(s: Any, now: Any) -> Any:
    """The short window into which a second falls, 0 for none."""
    if s > now or s <= now - 2 * TEN_MINUTES:
        return 0
    return LAST if s > now - TEN_MINUTES else BEFORE


@in_place
def count_one(w: Any, held: Any, at: Any, group: Any, channel: Any, window: Any, sign: Any) -> Any:
    """Count one of something into a window's distinct ones, or out of them."""
    if window == TOTAL:
        last = held.shape[1] - 1
        if not held[at, last] & (1 << group):
            held[at, last] |= 1 << group
            w[channel, TOTAL] += 1
        return
    place = 2 * group + window - 1
    was = held[at, place]
    held[at, place] = was + sign
    if was == 0 or was + sign == 0:
        w[channel, window] += sign


@in_place
def count_pay(t: Any, w: Any, i: Any, window: Any, sign: Any) -> Any:
    """Count a paid line into a window, or out of it."""
    fen = sign * t.lines[i].pay_fen
    w[GMV, window] += fen
    if t.lines[i].flag & FAN_FLAG:
        w[FAN_GMV, window] += fen
    if t.lines[i].flag & PLAN_FLAG:
        w[PLAN_GMV, window] += fen
    w[COUPONS, window] += sign * t.lines[i].m_coupon_fen
    w[LINES, window] += sign
    w[BASE, window] += sign * t.lines[i].base_fen
    t.skus[t.lines[i].sku, PIECES + window] += sign * t.lines[i].qty
    t.product_gmv[t.lines[i].product, window] += fen
    count_one(w, t.held, t.lines[i].user, PAID, BUYERS, window, sign)
    count_one(w, t.order_held, t.lines[i].order, PAID, ORDERS, window, sign)


@in_place
def count_create(t: Any, w: Any, i: Any, window: Any, sign: Any) -> Any:
    """Count a created line into a window, or out of it."""
    count_one(w, t.held, t.lines[i].user, CREATED, BUYERS + CREATED, window, sign)


@in_place
def count_item(t: Any, i: Any, end: Any) -> Any:
    """Count a paid line for the product being explained."""
    if t.lines[i].product == t.state[ITEM[end]] and t.lines[i].pay >= t.state[ITEM_FROM[end]]:
        t.state[ITEM_GMV[end]] += t.lines[i].pay_fen


@in_place
def count_kept(t: Any, i: Any, end: Any, sign: Any) -> Any:
    """Count a paid line without a refund at one of the ends."""
    sku = t.lines[i].sku
    t.skus[sku, KEPT_BASE + end] += sign * t.lines[i].base_fen
    t.skus[sku, KEPT_QTY + end] += sign * t.lines[i].qty
    t.skus[sku, KEPT + end] += sign


@in_place
def count_mark(t: Any, w: Any, order: Any, now: Any, sign: Any) -> Any:
    """Book an order's mark into all windows that it belongs to, or take it back."""
    mark = second_of(t.lines[t.orders[order].opener].create) + PAY_MARK
    payer = t.orders[order].payer
    paid = second_of(t.lines[payer].pay) if payer >= 0 else NO_SECOND
    if mark > now:
        return
    w[MARKED, TOTAL] += sign
    if paid <= now:
        w[MARKED_PAID, TOTAL] += sign
    window = window_of(mark, now)
    if window:
        w[MARKED, window] += sign
        if paid <= (now if window == LAST else now - TEN_MINUTES):
            w[MARKED_PAID, window] += sign


@in_place
def count_refund(t: Any, w: Any, r: Any, window: Any, sign: Any) -> Any:
    """Count a refund into a window, or out of it."""
    w[REFUNDS, window] += sign * t.refunds[r].fen
    if t.refunds[r].early:
        line = t.refunds[r].line
        count_one(w, t.line_held, line, PAID, BACK_LINES, window, sign)


@in_place
def back_second(t: Any, i: Any) -> Any:
    """The second of a line's earliest refund."""
    return (
        NO_SECOND if t.lines[i].first_back < 0 else second_of(t.refunds[t.lines[i].first_back].ts)
    )


@in_place
def count_due(t: Any, w: Any, f: Any, window: Any, sign: Any) -> Any:
    """A promise falls due in a window."""
    w[DUE, window] += sign
    w[ON_TIME, window] += sign * t.sendings[f].on_time
