"""What the kernels of order lines, refunds, deliveries and stock keep."""

from typing import NamedTuple

import numpy as np

from caopan.board.stores import AnyArray, Field

FAN_FLAG, PLAN_FLAG = 1, 2
NOW, THEN = (
    np.int64(0),
    np.int64(1),
)  # the two ends for levels: the clock, and ten minutes before it
# cells of ``state``
REFUND_ROWS, FULFIL_ROWS, STOCK_ROWS = range(3)
WAITING = 9  # refunds and deliveries whose line is not known
ITEM, ITEM_FROM, ITEM_GMV = (3, 4), (5, 6), (7, 8)  # the product being explained at both ends


class Till(NamedTuple):
    """Everything that is sold; rows are numbered by line, refund, delivery, stock movement."""

    known: AnyArray  # by line; a line may be named by its refund before its own row comes
    user: AnyArray
    order: AnyArray
    product: AnyArray
    sku: AnyArray
    qty: AnyArray
    pay_fen: AnyArray
    base_fen: AnyArray
    m_coupon_fen: AnyArray
    flag: AnyArray
    create: AnyArray
    pay: AnyArray
    first_back: AnyArray  # the line's earliest refund
    next_create: AnyArray
    next_pay: AnyArray
    back: AnyArray  # the line's refunds, chained
    sent: AnyArray  # its delivery
    back_held: AnyArray  # refunds before shipping in the last ten minutes and before
    back_ever: AnyArray
    refund_line: AnyArray
    refund_fen: AnyArray
    refund_ts: AnyArray
    refund_early: AnyArray
    next_refund: AnyArray
    next_back: AnyArray
    promise: AnyArray
    on_time: AnyArray
    next_promise: AnyArray
    stock_sku: AnyArray
    stock_delta: AnyArray
    next_stock: AnyArray
    opener: AnyArray  # by order: the line that was created first, and the one that was paid first
    payer: AnyArray
    order_held: AnyArray
    order_ever: AnyArray
    first_create: AnyArray  # by second
    first_pay: AnyArray
    first_refund: AnyArray
    first_promise: AnyArray
    first_stock: AnyArray
    held: AnyArray  # by person: paid lines, then created ones
    ever: AnyArray
    pieces: AnyArray  # by SKU: in the three windows
    stock: AnyArray  # at both ends
    moves: AnyArray
    kept_base: AnyArray  # of paid lines without a refund, at both ends
    kept_qty: AnyArray
    kept: AnyArray
    product_gmv: AnyArray
    state: AnyArray


FIELDS = {
    "known": Field("line", "u1"),
    "user": Field("line", "i4"),
    "order": Field("line", "i4"),
    "product": Field("line", "i4"),
    "sku": Field("line", "i4"),
    "qty": Field("line", "i8"),
    "pay_fen": Field("line", "i8"),
    "base_fen": Field("line", "i8"),
    "m_coupon_fen": Field("line", "i8"),
    "flag": Field("line", "u1"),
    "create": Field("line", "i8"),
    "pay": Field("line", "i8"),
    "first_back": Field("line", "i4", -1),
    "next_create": Field("line", "i4"),
    "next_pay": Field("line", "i4"),
    "back": Field("line", "i4", -1),
    "sent": Field("line", "i4", -1),
    "back_held": Field("line", "i4", 0, 2),
    "back_ever": Field("line", "u1"),
    "refund_line": Field("refund", "i4"),
    "refund_fen": Field("refund", "i8"),
    "refund_ts": Field("refund", "i8"),
    "refund_early": Field("refund", "u1"),
    "next_refund": Field("refund", "i4"),
    "next_back": Field("refund", "i4"),
    "promise": Field("fulfil", "i8"),
    "on_time": Field("fulfil", "u1"),
    "next_promise": Field("fulfil", "i4"),
    "stock_sku": Field("stock", "i4"),
    "stock_delta": Field("stock", "i8"),
    "next_stock": Field("stock", "i4"),
    "opener": Field("order", "i4", -1),
    "payer": Field("order", "i4", -1),
    "order_held": Field("order", "i4", 0, 2),
    "order_ever": Field("order", "u1"),
    "first_create": Field("second", "i4", -1),
    "first_pay": Field("second", "i4", -1),
    "first_refund": Field("second", "i4", -1),
    "first_promise": Field("second", "i4", -1),
    "first_stock": Field("second", "i4", -1),
    "held": Field("user", "i4", 0, 4),
    "ever": Field("user", "u1"),
    "pieces": Field("sku", "i8", 0, 3),
    "stock": Field("sku", "i8", 0, 2),
    "moves": Field("sku", "i8", 0, 2),
    "kept_base": Field("sku", "i8", 0, 2),
    "kept_qty": Field("sku", "i8", 0, 2),
    "kept": Field("sku", "i8", 0, 2),
    "product_gmv": Field("product", "i8", 0, 3),
    "state": Field("one", "i8"),
}
