"""A tick of the kernels in one compiled call: what has arrived, then the time that passed.

A call of compiled code costs as much as booking some dozens of rows, and a tick has few.
"""

from typing import Any, NamedTuple

import numpy as np

from caopan.board.channels import SHOWN, SPENT
from caopan.board.crowd import advance_visits, feed_visits
from caopan.board.deeds import advance_deeds, feed_deeds
from caopan.board.flows import advance_flows, feed_flow
from caopan.board.rows import FORMS
from caopan.board.sales import (
    advance_sales,
    feed_deliveries,
    feed_lines,
    feed_refunds,
    feed_stock,
)
from caopan.board.stores import AnyArray
from caopan.compiled import in_place


class Inbox(NamedTuple):
    """A batch of rows of each table that has kernels."""

    visit: AnyArray
    interaction: AnyArray
    product_event: AnyArray
    order_line: AnyArray
    refund: AnyArray
    fulfil: AnyArray
    stock_event: AnyArray
    impression: AnyArray
    ad_spend: AnyArray


NOTHING = {table: np.empty(0, dtype=FORMS[table]) for table in Inbox._fields}


@in_place
def _due(rows: Any, at: Any, clock: Any, counts: Any) -> Any:
    """Where the rows end that have arrived by a moment; counts them by why they are refused."""
    while at < len(rows) and rows[at].arrive <= clock:
        counts[rows[at].status] += 1
        at += 1
    return at


@in_place
def _take(c: Any, d: Any, f: Any, t: Any, w: Any, now: Any, inbox: Any, at: Any, ends: Any) -> Any:
    """Give the rows from ``at`` to ``ends`` to the kernels."""
    feed_visits(c, w, now, inbox.visit, at[0], ends[0])
    feed_deeds(d, w, now, inbox.interaction, at[1], ends[1])
    feed_deeds(d, w, now, inbox.product_event, at[2], ends[2])
    feed_lines(t, w, now, inbox.order_line, at[3], ends[3])
    feed_refunds(t, w, now, inbox.refund, at[4], ends[4])
    feed_deliveries(t, w, now, inbox.fulfil, at[5], ends[5])
    feed_stock(t, now, inbox.stock_event, at[6], ends[6])
    feed_flow(f.shown, w, SHOWN, now, inbox.impression, at[7], ends[7])
    feed_flow(f.spent, w, SPENT, now, inbox.ad_spend, at[8], ends[8])


@in_place
def move(
    c: Any,
    d: Any,
    f: Any,
    t: Any,
    w: Any,
    now: Any,
    to: Any,
    clock: Any,
    inbox: Any,
    at: Any,
    ends: Any,
    counts: Any,
) -> Any:
    """Take the rows that have arrived by a clock; move the board from second ``now`` to ``to``.

    at: the first row of each table that is not used; ends (written): the one after the last used.
    counts (added to): rows by why they are refused. ``clean_seconds`` has to follow.
    """
    ends[0] = _due(inbox.visit, at[0], clock, counts)
    ends[1] = _due(inbox.interaction, at[1], clock, counts)
    ends[2] = _due(inbox.product_event, at[2], clock, counts)
    ends[3] = _due(inbox.order_line, at[3], clock, counts)
    ends[4] = _due(inbox.refund, at[4], clock, counts)
    ends[5] = _due(inbox.fulfil, at[5], clock, counts)
    ends[6] = _due(inbox.stock_event, at[6], clock, counts)
    ends[7] = _due(inbox.impression, at[7], clock, counts)
    ends[8] = _due(inbox.ad_spend, at[8], clock, counts)
    _take(c, d, f, t, w, now, inbox, at, ends)
    advance_visits(c, w, now, to)
    advance_deeds(d, w, now, to)
    advance_flows(f, w, now, to)
    advance_sales(t, w, now, to)
