"""Order lines, refunds, deliveries and stock: each in the chain of its seconds, as visits are.

An order is judged by the line that opened it and the one that was paid first; when a row tells of
an earlier one, what was booked for the order is taken back and booked anew. A refund or a delivery
whose line is not known yet waits with the line's number.
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
    LESS,
    LINES,
    MARKED,
    MARKED_PAID,
    MORE,
    NO_SECOND,
    ON_TIME,
    ORDERS,
    PAY_MARK,
    PLAN_GMV,
    REFUNDS,
    SECOND,
    TEN_MINUTES,
    TOTAL,
)
from caopan.board.till import (
    CREATE,
    FAN_FLAG,
    FULFIL_ROWS,
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
    PLAN_FLAG,
    PROMISE,
    REFUND,
    REFUND_ROWS,
    STOCK,
    STOCK_ROWS,
    THEN,
    WAITING,
)
from caopan.compiled import in_place

PAID, CREATED = np.int64(0), np.int64(1)  # groups of people


@in_place
def _second(us: Any) -> Any:
    """The first whole second at which a moment has passed; what lies before the origin is old."""
    return NO_SECOND if us >= NO_SECOND * SECOND else max(-((-us) // SECOND), 0)


@in_place
def _first(heads: Any, chain: Any, s: Any) -> Any:
    """The first of a second's chain, -1 for none."""
    return heads[s, chain] if 0 <= s < len(heads) else -1


@in_place
def _window(s: Any, now: Any) -> Any:
    """The short window into which a second falls, 0 for none."""
    if s > now or s <= now - 2 * TEN_MINUTES:
        return 0
    return LAST if s > now - TEN_MINUTES else BEFORE


@in_place
def _group(w: Any, held: Any, at: Any, group: Any, channel: Any, window: Any, sign: Any) -> Any:
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
def _pay(t: Any, w: Any, i: Any, window: Any, sign: Any) -> Any:
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
    _group(w, t.held, t.lines[i].user, PAID, BUYERS, window, sign)
    _group(w, t.order_held, t.lines[i].order, PAID, ORDERS, window, sign)


@in_place
def _create(t: Any, w: Any, i: Any, window: Any, sign: Any) -> Any:
    """Count a created line into a window, or out of it."""
    _group(w, t.held, t.lines[i].user, CREATED, BUYERS + CREATED, window, sign)


@in_place
def _item(t: Any, i: Any, end: Any) -> Any:
    """Count a paid line for the product being explained."""
    if t.lines[i].product == t.state[ITEM[end]] and t.lines[i].pay >= t.state[ITEM_FROM[end]]:
        t.state[ITEM_GMV[end]] += t.lines[i].pay_fen


@in_place
def _keep(t: Any, i: Any, end: Any, sign: Any) -> Any:
    """Count a paid line without a refund at one of the ends."""
    sku = t.lines[i].sku
    t.skus[sku, KEPT_BASE + end] += sign * t.lines[i].base_fen
    t.skus[sku, KEPT_QTY + end] += sign * t.lines[i].qty
    t.skus[sku, KEPT + end] += sign


@in_place
def _mark(t: Any, w: Any, order: Any, now: Any, sign: Any) -> Any:
    """Book an order's mark into all windows that it belongs to, or take it back."""
    mark = _second(t.lines[t.orders[order].opener].create) + PAY_MARK
    payer = t.orders[order].payer
    paid = _second(t.lines[payer].pay) if payer >= 0 else NO_SECOND
    if mark > now:
        return
    w[MARKED, TOTAL] += sign
    if paid <= now:
        w[MARKED_PAID, TOTAL] += sign
    window = _window(mark, now)
    if window:
        w[MARKED, window] += sign
        if paid <= (now if window == LAST else now - TEN_MINUTES):
            w[MARKED_PAID, window] += sign


@in_place
def _order(t: Any, w: Any, i: Any, now: Any) -> Any:
    """A line joins its order."""
    order = t.lines[i].order
    opener, payer = t.orders[order].opener, t.orders[order].payer
    if opener >= 0:
        _mark(t, w, order, now, LESS)
    if opener < 0 or t.lines[i].create < t.lines[opener].create:
        t.orders[order].opener = i
    if payer < 0 or t.lines[i].pay < t.lines[payer].pay:
        t.orders[order].payer = i
    _mark(t, w, order, now, MORE)


@in_place
def _return(t: Any, w: Any, r: Any, window: Any, sign: Any) -> Any:
    """Count a refund into a window, or out of it."""
    w[REFUNDS, window] += sign * t.refunds[r].fen
    if t.refunds[r].early:
        line = t.refunds[r].line
        _group(w, t.line_held, line, PAID, BACK_LINES, window, sign)


@in_place
def _settle_refund(t: Any, w: Any, r: Any, now: Any) -> Any:
    """Chain a refund of a known line, and book it where its time has come."""
    s = _second(t.refunds[r].ts)
    t.refunds[r].next_refund = t.heads[s, REFUND]
    t.heads[s, REFUND] = r
    if s <= now:
        _return(t, w, r, TOTAL, MORE)
        window = _window(s, now)
        if window:
            _return(t, w, r, window, MORE)


@in_place
def _earliest(t: Any, r: Any) -> Any:
    """Remember a line's earliest refund; returns the second of the one before, or NO_SECOND."""
    line = t.refunds[r].line
    old = t.lines[line].first_back
    if old < 0 or t.refunds[r].ts < t.refunds[old].ts:
        t.lines[line].first_back = r
    return NO_SECOND if old < 0 else _second(t.refunds[old].ts)


@in_place
def _back_second(t: Any, i: Any) -> Any:
    """The second of a line's earliest refund."""
    return NO_SECOND if t.lines[i].first_back < 0 else _second(t.refunds[t.lines[i].first_back].ts)


@in_place
def _settle_delivery(t: Any, w: Any, f: Any, now: Any) -> Any:
    """Chain a delivery of a known line, and judge it where its promise has fallen due."""
    s = _second(t.sendings[f].promise)
    if s < len(t.heads):
        t.sendings[f].next_promise = t.heads[s, PROMISE]
        t.heads[s, PROMISE] = f
    if s <= now:
        _judge(t, w, f, TOTAL, MORE)
        window = _window(s, now)
        if window:
            _judge(t, w, f, window, MORE)


@in_place
def _judge(t: Any, w: Any, f: Any, window: Any, sign: Any) -> Any:
    """A promise falls due in a window."""
    w[DUE, window] += sign
    w[ON_TIME, window] += sign * t.sendings[f].on_time


@in_place
def _settle_line(t: Any, w: Any, i: Any, now: Any) -> Any:
    """Chain a line, and book what of it has happened."""
    s = _second(t.lines[i].create)
    t.lines[i].next_create = t.heads[s, CREATE]
    t.heads[s, CREATE] = i
    if s <= now:
        _create(t, w, i, TOTAL, MORE)
        window = _window(s, now)
        if window:
            _create(t, w, i, window, MORE)
    s = _second(t.lines[i].pay)
    if s < len(t.heads):
        t.lines[i].next_pay = t.heads[s, PAY]
        t.heads[s, PAY] = i
    if s <= now:
        _pay(t, w, i, TOTAL, MORE)
        window = _window(s, now)
        if window:
            _pay(t, w, i, window, MORE)
        _item(t, i, NOW)
        if s <= now - TEN_MINUTES:
            _item(t, i, THEN)
    _order(t, w, i, now)
    back = _back_second(t, i)
    if s <= now < back:
        _keep(t, i, NOW, MORE)
    if s <= now - TEN_MINUTES < back:
        _keep(t, i, THEN, MORE)


@in_place
def feed_lines(t: Any, w: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take order lines."""
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        i = told.line
        line = t.lines[i]
        line.known = 1
        line.user, line.order, line.flag = told.user, told.order, told.flag
        line.product, line.sku, line.qty = told.product, told.sku, told.qty
        line.pay_fen, line.base_fen = told.pay_fen, told.base_fen
        line.m_coupon_fen = told.m_coupon_fen
        line.create, line.pay = told.create, told.pay
        r = t.lines[i].back
        while r >= 0:
            _settle_refund(t, w, r, now)
            _earliest(t, r)
            t.state[WAITING] -= 1
            r = t.refunds[r].next_back
        if t.lines[i].sent >= 0:
            t.state[WAITING] -= 1
            _settle_delivery(t, w, t.lines[i].sent, now)
        _settle_line(t, w, i, now)


@in_place
def feed_refunds(t: Any, w: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take refunds."""
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        r, i = t.state[REFUND_ROWS], told.line
        t.state[REFUND_ROWS] += 1
        t.refunds[r].line, t.refunds[r].fen, t.refunds[r].ts = i, told.fen, told.ts
        t.refunds[r].early = told.early
        if not t.lines[i].known:
            t.refunds[r].next_back = t.lines[i].back
            t.lines[i].back = r
            t.state[WAITING] += 1
            continue
        _settle_refund(t, w, r, now)
        old = _earliest(t, r)
        new, paid = _back_second(t, i), _second(t.lines[i].pay)
        if paid <= now < old and new <= now:
            _keep(t, i, NOW, LESS)
        then = now - TEN_MINUTES
        if paid <= then < old and new <= then:
            _keep(t, i, THEN, LESS)


@in_place
def feed_deliveries(t: Any, w: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take deliveries; at most one a line."""
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        f, i = t.state[FULFIL_ROWS], told.line
        t.state[FULFIL_ROWS] += 1
        t.sendings[f].promise, t.sendings[f].on_time = told.promise, told.on_time
        t.lines[i].sent = f
        if t.lines[i].known:
            _settle_delivery(t, w, f, now)
        else:
            t.state[WAITING] += 1


@in_place
def feed_stock(t: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take movements of stock."""
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        at = t.state[STOCK_ROWS]
        t.state[STOCK_ROWS] += 1
        t.movements[at].sku, t.movements[at].delta = told.sku, told.delta
        s = _second(told.ts)
        if s < len(t.heads):
            t.movements[at].next_stock = t.heads[s, STOCK]
            t.heads[s, STOCK] = at
        if s <= now:
            _move(t, at, NOW)
        if s <= now - TEN_MINUTES:
            _move(t, at, THEN)


@in_place
def _move(t: Any, at: Any, end: Any) -> Any:
    """A movement of stock has happened by one of the ends."""
    t.skus[t.movements[at].sku, ON_HAND + end] += t.movements[at].delta
    t.skus[t.movements[at].sku, MOVES + end] += 1


@in_place
def _pass_now(t: Any, w: Any, s: Any) -> Any:
    """The clock reaches second ``s``."""
    i = _first(t.heads, CREATE, s)
    while i >= 0:
        _create(t, w, i, TOTAL, MORE)
        _create(t, w, i, LAST, MORE)
        i = t.lines[i].next_create
    i = _first(t.heads, PAY, s)
    while i >= 0:
        _pay(t, w, i, TOTAL, MORE)
        _pay(t, w, i, LAST, MORE)
        _item(t, i, NOW)
        if _back_second(t, i) > s:
            _keep(t, i, NOW, MORE)
        if t.orders[t.lines[i].order].payer == i:
            mark = _second(t.lines[t.orders[t.lines[i].order].opener].create) + PAY_MARK
            if mark < s:
                w[MARKED_PAID, TOTAL] += 1
                w[MARKED_PAID, LAST] += mark >= s - TEN_MINUTES
        i = t.lines[i].next_pay
    i = _first(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            paid = _second(t.lines[t.orders[t.lines[i].order].payer].pay) <= s
            w[MARKED, TOTAL] += 1
            w[MARKED, LAST] += 1
            w[MARKED_PAID, TOTAL] += paid
            w[MARKED_PAID, LAST] += paid
        i = t.lines[i].next_create
    r = _first(t.heads, REFUND, s)
    while r >= 0:
        _return(t, w, r, TOTAL, MORE)
        _return(t, w, r, LAST, MORE)
        i = t.refunds[r].line
        if t.lines[i].first_back == r and _second(t.lines[i].pay) < s:
            _keep(t, i, NOW, LESS)
        r = t.refunds[r].next_refund
    f = _first(t.heads, PROMISE, s)
    while f >= 0:
        _judge(t, w, f, TOTAL, MORE)
        _judge(t, w, f, LAST, MORE)
        f = t.sendings[f].next_promise
    at = _first(t.heads, STOCK, s)
    while at >= 0:
        _move(t, at, NOW)
        at = t.movements[at].next_stock


@in_place
def _pass_before(t: Any, w: Any, s: Any) -> Any:
    """The end of the ten minutes before reaches second ``s``."""
    i = _first(t.heads, CREATE, s)
    while i >= 0:
        _create(t, w, i, LAST, LESS)
        _create(t, w, i, BEFORE, MORE)
        i = t.lines[i].next_create
    i = _first(t.heads, PAY, s)
    while i >= 0:
        _pay(t, w, i, LAST, LESS)
        _pay(t, w, i, BEFORE, MORE)
        _item(t, i, THEN)
        if _back_second(t, i) > s:
            _keep(t, i, THEN, MORE)
        if t.orders[t.lines[i].order].payer == i:
            mark = _second(t.lines[t.orders[t.lines[i].order].opener].create) + PAY_MARK
            w[MARKED_PAID, BEFORE] += s - TEN_MINUTES <= mark < s
        i = t.lines[i].next_pay
    i = _first(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            paid = _second(t.lines[t.orders[t.lines[i].order].payer].pay)
            w[MARKED, LAST] -= 1
            w[MARKED, BEFORE] += 1
            w[MARKED_PAID, LAST] -= paid <= s + TEN_MINUTES
            w[MARKED_PAID, BEFORE] += paid <= s
        i = t.lines[i].next_create
    r = _first(t.heads, REFUND, s)
    while r >= 0:
        _return(t, w, r, LAST, LESS)
        _return(t, w, r, BEFORE, MORE)
        i = t.refunds[r].line
        if t.lines[i].first_back == r and _second(t.lines[i].pay) < s:
            _keep(t, i, THEN, LESS)
        r = t.refunds[r].next_refund
    f = _first(t.heads, PROMISE, s)
    while f >= 0:
        _judge(t, w, f, LAST, LESS)
        _judge(t, w, f, BEFORE, MORE)
        f = t.sendings[f].next_promise
    at = _first(t.heads, STOCK, s)
    while at >= 0:
        _move(t, at, THEN)
        at = t.movements[at].next_stock


@in_place
def _pass_out(t: Any, w: Any, s: Any) -> Any:
    """Second ``s`` leaves the windows."""
    i = _first(t.heads, CREATE, s)
    while i >= 0:
        _create(t, w, i, BEFORE, LESS)
        i = t.lines[i].next_create
    i = _first(t.heads, PAY, s)
    while i >= 0:
        _pay(t, w, i, BEFORE, LESS)
        i = t.lines[i].next_pay
    i = _first(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            w[MARKED, BEFORE] -= 1
            w[MARKED_PAID, BEFORE] -= (
                _second(t.lines[t.orders[t.lines[i].order].payer].pay) <= s + TEN_MINUTES
            )
        i = t.lines[i].next_create
    r = _first(t.heads, REFUND, s)
    while r >= 0:
        _return(t, w, r, BEFORE, LESS)
        r = t.refunds[r].next_refund
    f = _first(t.heads, PROMISE, s)
    while f >= 0:
        _judge(t, w, f, BEFORE, LESS)
        f = t.sendings[f].next_promise


@in_place
def advance_sales(t: Any, w: Any, now: Any, to: Any) -> Any:
    """Move the clock from second ``now`` to ``to``."""
    last = min(to, len(t.heads) + 2 * TEN_MINUTES + PAY_MARK)  # after it, nothing happens
    for s in range(now + 1, last + 1):
        _pass_now(t, w, s)
        _pass_before(t, w, s - TEN_MINUTES)
        _pass_out(t, w, s - 2 * TEN_MINUTES)
