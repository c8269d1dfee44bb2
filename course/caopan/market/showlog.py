"""Rows of the show itself: explanations, the shelf, ad spend."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, same, times
from caopan.market.lines import PLANS
from caopan.market.roomlog import MINUTE, opening_us, row_ids
from caopan.market.small import anchor_of

if TYPE_CHECKING:
    from caopan.market.eventlog import Told


def segment_rows(one: "Told") -> pd.DataFrame:
    """One row for each stretch of the rundown."""
    length = int(one.log.show.minutes[one.r])
    talk = one.log.show.talk[:length, one.r]
    starts = np.flatnonzero(np.r_[True, talk[1:] != talk[:-1]])
    ends = np.r_[starts[1:], length]
    zero = opening_us(one)
    n = len(starts)
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "t", n),
            "arrive_ts": times(zero + ends * MINUTE + 500_000),
            "session_id": same(one.session, n),
            "product_id": chosen([sku.product_id for sku in one.scenario.skus], talk[starts]),
            "start_ts": times(zero + starts * MINUTE),
            "end_ts": times(zero + ends * MINUTE),
            "anchor_id": same(anchor_of(one.scenario, one.day), n),
        }
    )


def shelf_rows(one: "Told") -> pd.DataFrame:
    """All SKUs are listed for the whole session."""
    skus = one.scenario.skus
    n, zero = len(skus), opening_us(one)
    end = zero + int(one.log.show.minutes[one.r]) * MINUTE
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "h", n),
            "arrive_ts": times(np.full(n, end + 300_000)),
            "session_id": same(one.session, n),
            "sku_id": pd.Series([sku.sku_id for sku in skus], dtype="str"),
            "product_id": pd.Series([sku.product_id for sku in skus], dtype="str"),
            "listed_ts": times(np.full(n, zero - 5 * MINUTE)),
            "delisted_ts": times(np.full(n, end)),
            "role": pd.Series([sku.role for sku in skus], dtype="str"),
        }
    )


def ad_rows(one: "Told") -> pd.DataFrame:
    """Spend by plan and minute: three quarters by the first plan, the fen that is left too."""
    spend = one.log.spend(one.r)
    second = spend // 4
    cost = np.stack([spend - second, second], axis=1).ravel()
    us = np.repeat(opening_us(one) + np.arange(len(spend)) * MINUTE, 2)
    plan = np.tile(np.arange(2), len(spend))
    keep = cost > 0
    n = int(keep.sum())
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "m", n),
            "arrive_ts": times(us[keep] + MINUTE + 900_000),
            "ts": times(us[keep]),
            "session_id": same(one.session, n),
            "plan_id": chosen(PLANS, plan[keep]),
            "cost_fen": cost[keep],
        }
    )
