"""Order lines, refunds, deliveries and stock: each in the chain of its seconds, as visits are.

An order is judged by the line that opened it and the one that was paid first; when a row tells of
an earlier one, what was booked for the order is taken back and booked anew. A refund or a delivery
whose line is not known yet waits with the line's number.
"""

from typing import Any

from caopan.board.booking import (
    back_second,
    count_create,
    count_due,
    count_item,
    count_kept,
    count_mark,
    count_pay,
    count_refund,
    first_of,
    second_of,
    window_of,
)
from caopan.board.channels import (
    BEFORE,
    LAST,
    LESS,
    MARKED,
    MARKED_PAID,
    MORE,
    NO_SECOND,
    PAY_MARK,
    TEN_MINUTES,
    TOTAL,
)
from caopan.board.till import (
    CREATE,
    FULFIL_ROWS,
    MOVES,
    NOW,
    ON_HAND,
    PAY,
    PROMISE,
    REFUND,
    REFUND_ROWS,
    STOCK,
    STOCK_ROWS,
    THEN,
    WAITING,
)
from caopan.compiled import in_place


@in_place
def _order(t: Any, w: Any, i: Any, now: Any) -> Any:
    """A line joins its order."""
    order = t.lines[i].order
    opener, payer = t.orders[order].opener, t.orders[order].payer
    if opener >= 0:
        count_mark(t, w, order, now, LESS)
    if opener < 0 or t.lines[i].create < t.lines[opener].create:
        t.orders[order].opener = i
    if payer < 0 or t.lines[i].pay < t.lines[payer].pay:
        t.orders[order].payer = i
    count_mark(t, w, order, now, MORE)


@in_place
def _settle_refund(t: Any, w: Any, r: Any, now: Any) -> Any:
    """Chain a refund of a known line, and book it where its time has come."""
    s = second_of(t.refunds[r].ts)
    t.refunds[r].next_refund = t.heads[s, REFUND]
    t.heads[s, REFUND] = r
    if s <= now:
        count_refund(t, w, r, TOTAL, MORE)
        window = window_of(s, now)
        if window:
            count_refund(t, w, r, window, MORE)


@in_place
def _earliest(t: Any, r: Any) -> Any:
    """Remember a line's earliest refund; returns the second of the one before, or NO_SECOND."""
    line = t.refunds[r].line
    old = t.lines[line].first_back
    if old < 0 or t.refunds[r].ts < t.refunds[old].ts:
        t.lines[line].first_back = r
    return NO_SECOND if old < 0 else second_of(t.refunds[old].ts)


@in_place
def _settle_delivery(t: Any, w: Any, f: Any, now: Any) -> Any:
    """Chain a delivery of a known line, and judge it where its promise has fallen due."""
    s = second_of(t.sendings[f].promise)
    if s < len(t.heads):
        t.sendings[f].next_promise = t.heads[s, PROMISE]
        t.heads[s, PROMISE] = f
    if s <= now:
        count_due(t, w, f, TOTAL, MORE)
        window = window_of(s, now)
        if window:
            count_due(t, w, f, window, MORE)


@in_place
def _settle_line(t: Any, w: Any, i: Any, now: Any) -> Any:
    """Chain a line, and book what of it has happened."""
    s = second_of(t.lines[i].create)
    t.lines[i].next_create = t.heads[s, CREATE]
    t.heads[s, CREATE] = i
    if s <= now:
        count_create(t, w, i, TOTAL, MORE)
        window = window_of(s, now)
        if window:
            count_create(t, w, i, window, MORE)
    s = second_of(t.lines[i].pay)
    if s < len(t.heads):
        t.lines[i].next_pay = t.heads[s, PAY]
        t.heads[s, PAY] = i
    if s <= now:
        count_pay(t, w, i, TOTAL, MORE)
        window = window_of(s, now)
        if window:
            count_pay(t, w, i, window, MORE)
        count_item(t, i, NOW)
        if s <= now - TEN_MINUTES:
            count_item(t, i, THEN)
    _order(t, w, i, now)
    back = back_second(t, i)
    if s <= now < back:
        count_kept(t, i, NOW, MORE)
    if s <= now - TEN_MINUTES < back:
        count_kept(t, i, THEN, MORE)


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
        new, paid = back_second(t, i), second_of(t.lines[i].pay)
        if paid <= now < old and new <= now:
            count_kept(t, i, NOW, LESS)
        then = now - TEN_MINUTES
        if paid <= then < old and new <= then:
            count_kept(t, i, THEN, LESS)


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
        s = second_of(told.ts)
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
    i = first_of(t.heads, CREATE, s)
    while i >= 0:
        count_create(t, w, i, TOTAL, MORE)
        count_create(t, w, i, LAST, MORE)
        i = t.lines[i].next_create
    i = first_of(t.heads, PAY, s)
    while i >= 0:
        count_pay(t, w, i, TOTAL, MORE)
        count_pay(t, w, i, LAST, MORE)
        count_item(t, i, NOW)
        if back_second(t, i) > s:
            count_kept(t, i, NOW, MORE)
        if t.orders[t.lines[i].order].payer == i:
            mark = second_of(t.lines[t.orders[t.lines[i].order].opener].create) + PAY_MARK
            if mark < s:
                w[MARKED_PAID, TOTAL] += 1
                w[MARKED_PAID, LAST] += mark >= s - TEN_MINUTES
        i = t.lines[i].next_pay
    i = first_of(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            paid = second_of(t.lines[t.orders[t.lines[i].order].payer].pay) <= s
            w[MARKED, TOTAL] += 1
            w[MARKED, LAST] += 1
            w[MARKED_PAID, TOTAL] += paid
            w[MARKED_PAID, LAST] += paid
        i = t.lines[i].next_create
    r = first_of(t.heads, REFUND, s)
    while r >= 0:
        count_refund(t, w, r, TOTAL, MORE)
        count_refund(t, w, r, LAST, MORE)
        i = t.refunds[r].line
        if t.lines[i].first_back == r and second_of(t.lines[i].pay) < s:
            count_kept(t, i, NOW, LESS)
        r = t.refunds[r].next_refund
    f = first_of(t.heads, PROMISE, s)
    while f >= 0:
        count_due(t, w, f, TOTAL, MORE)
        count_due(t, w, f, LAST, MORE)
        f = t.sendings[f].next_promise
    at = first_of(t.heads, STOCK, s)
    while at >= 0:
        _move(t, at, NOW)
        at = t.movements[at].next_stock


@in_place
def _pass_before(t: Any, w: Any, s: Any) -> Any:
    """The end of the ten minutes before reaches second ``s``."""
    i = first_of(t.heads, CREATE, s)
    while i >= 0:
        count_create(t, w, i, LAST, LESS)
        count_create(t, w, i, BEFORE, MORE)
        i = t.lines[i].next_create
    i = first_of(t.heads, PAY, s)
    while i >= 0:
        count_pay(t, w, i, LAST, LESS)
        count_pay(t, w, i, BEFORE, MORE)
        count_item(t, i, THEN)
        if back_second(t, i) > s:
            count_kept(t, i, THEN, MORE)
        if t.orders[t.lines[i].order].payer == i:
            mark = second_of(t.lines[t.orders[t.lines[i].order].opener].create) + PAY_MARK
            w[MARKED_PAID, BEFORE] += s - TEN_MINUTES <= mark < s
        i = t.lines[i].next_pay
    i = first_of(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            paid = second_of(t.lines[t.orders[t.lines[i].order].payer].pay)
            w[MARKED, LAST] -= 1
            w[MARKED, BEFORE] += 1
            w[MARKED_PAID, LAST] -= paid <= s + TEN_MINUTES
            w[MARKED_PAID, BEFORE] += paid <= s
        i = t.lines[i].next_create
    r = first_of(t.heads, REFUND, s)
    while r >= 0:
        count_refund(t, w, r, LAST, LESS)
        count_refund(t, w, r, BEFORE, MORE)
        i = t.refunds[r].line
        if t.lines[i].first_back == r and second_of(t.lines[i].pay) < s:
            count_kept(t, i, THEN, LESS)
        r = t.refunds[r].next_refund
    f = first_of(t.heads, PROMISE, s)
    while f >= 0:
        count_due(t, w, f, LAST, LESS)
        count_due(t, w, f, BEFORE, MORE)
        f = t.sendings[f].next_promise
    at = first_of(t.heads, STOCK, s)
    while at >= 0:
        _move(t, at, THEN)
        at = t.movements[at].next_stock


@in_place
def _pass_out(t: Any, w: Any, s: Any) -> Any:
    """Second ``s`` leaves the windows."""
    i = first_of(t.heads, CREATE, s)
    while i >= 0:
        count_create(t, w, i, BEFORE, LESS)
        i = t.lines[i].next_create
    i = first_of(t.heads, PAY, s)
    while i >= 0:
        count_pay(t, w, i, BEFORE, LESS)
        i = t.lines[i].next_pay
    i = first_of(t.heads, CREATE, s - PAY_MARK)
    while i >= 0:
        if t.orders[t.lines[i].order].opener == i:
            w[MARKED, BEFORE] -= 1
            w[MARKED_PAID, BEFORE] -= (
                second_of(t.lines[t.orders[t.lines[i].order].payer].pay) <= s + TEN_MINUTES
            )
        i = t.lines[i].next_create
    r = first_of(t.heads, REFUND, s)
    while r >= 0:
        count_refund(t, w, r, BEFORE, LESS)
        r = t.refunds[r].next_refund
    f = first_of(t.heads, PROMISE, s)
    while f >= 0:
        count_due(t, w, f, BEFORE, LESS)
        f = t.sendings[f].next_promise


@in_place
def advance_sales(t: Any, w: Any, now: Any, to: Any) -> Any:
    """Move the clock from second ``now`` to ``to``."""
    last = min(to, len(t.heads) + 2 * TEN_MINUTES + PAY_MARK)  # after it, nothing happens
    for s in range(now + 1, last + 1):
        _pass_now(t, w, s)
        _pass_before(t, w, s - TEN_MINUTES)
        _pass_out(t, w, s - 2 * TEN_MINUTES)
