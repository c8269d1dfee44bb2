"""What the kernels of order lines, refunds, deliveries and stock keep."""

from typing import NamedTuple

import numpy as np

from caopan.board.stores import AnyArray, Field, record

FAN_FLAG, PLAN_FLAG = 1, 2
NOW, THEN = (
    np.int64(0),
    np.int64(1),
)  # the ends of levels: the clock, ten minutes before
# cells of ``state``
REFUND_ROWS, FULFIL_ROWS, STOCK_ROWS = range(3)
WAITING = 9  # refunds and deliveries whose line is not known
ITEM, ITEM_FROM, ITEM_GMV = (3, 4), (5, 6), (7, 8)  # the product being explained at both ends


# columns of ``heads``
CREATE, PAY, REFUND, PROMISE, STOCK = (np.int64(n) for n in range(5))
# columns of ``skus``: three windows, then two ends each
PIECES, ON_HAND, MOVES, KEPT_BASE, KEPT_QTY, KEPT = (np.int64(n) for n in (0, 3, 5, 7, 9, 11))


class Till(NamedTuple):
    """Everything that is sold. Few arrays: each one more is compiled into every call.

    lines: by number of the line, which its refund may have named before its own row came. held
    and its like: how often a window holds a person (paid, created), an order, or a line with an
    early refund, and in the last column whether the total does.
    """

    lines: AnyArray
    refunds: AnyArray
    sendings: AnyArray
    movements: AnyArray
    orders: AnyArray  # the line that was created first, and the one that was paid first
    heads: AnyArray  # the first of each second's chains
    held: AnyArray
    order_held: AnyArray
    line_held: AnyArray
    skus: AnyArray
    product_gmv: AnyArray
    state: AnyArray


FIELDS = {
    "lines": record(
        "line",
        "qty:i8 pay_fen:i8 base_fen:i8 m_coupon_fen:i8 create:i8 pay:i8 user:i4 order:i4 "
        "product:i4 sku:i4 first_back:i4 next_create:i4 next_pay:i4 back:i4 sent:i4 "
        "known:u1 flag:u1",
        first_back=-1,
        back=-1,
        sent=-1,
    ),
    "refunds": record("refund", "fen:i8 ts:i8 line:i4 next_refund:i4 next_back:i4 early:u1"),
    "sendings": record("fulfil", "promise:i8 next_promise:i4 on_time:u1"),
    "movements": record("stock", "delta:i8 sku:i4 next_stock:i4"),
    "orders": record("order", "opener:i4 payer:i4", opener=-1, payer=-1),
    "heads": Field("second", "i4", -1, 5),
    "held": Field("user", "i4", 0, 5),
    "order_held": Field("order", "i4", 0, 3),
    "line_held": Field("line", "i4", 0, 3),
    "skus": Field("sku", "i8", 0, 13),
    "product_gmv": Field("product", "i8", 0, 3),
    "state": Field("one", "i8"),
}
