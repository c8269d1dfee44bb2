"""Rows of the show itself: explanations and the shelf."""

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, same, times
from caopan.market.session import MINUTE, Session


def segment_rows(session: Session) -> pd.DataFrame:
    """One row for each stretch of the rundown; a change of the anchor ends one."""
    talk, speaker, length = session.talk, session.speaker, session.minutes
    other = (talk[1:] != talk[:-1]) | (speaker[1:] != speaker[:-1])
    starts = np.flatnonzero(np.r_[True, other])
    ends = np.r_[starts[1:], length]
    zero, scenario, n = session.opening, session.scenario, len(starts)
    return pd.DataFrame(
        {
            "event_id": session.ids("t", n),
            "arrive_ts": times(zero + ends * MINUTE + 500_000),
            "session_id": same(session.name, n),
            "product_id": chosen([sku.product_id for sku in scenario.skus], talk[starts]),
            "start_ts": times(zero + starts * MINUTE),
            "end_ts": times(zero + ends * MINUTE),
            "anchor_id": chosen([one.name for one in scenario.anchors], speaker[starts]),
        }
    )


def shelf_rows(session: Session) -> pd.DataFrame:
    """SKUs that are listed, for the whole session."""
    skus = [sku for sku, on in zip(session.scenario.skus, session.rates.shelf, strict=True) if on]
    n, zero = len(skus), session.opening
    end = zero + session.minutes * MINUTE
    return pd.DataFrame(
        {
            "event_id": session.ids("h", n),
            "arrive_ts": times(np.full(n, end + 300_000)),
            "session_id": same(session.name, n),
            "sku_id": pd.Series([sku.sku_id for sku in skus], dtype="str"),
            "product_id": pd.Series([sku.product_id for sku in skus], dtype="str"),
            "listed_ts": times(np.full(n, zero - 5 * MINUTE)),
            "delisted_ts": times(np.full(n, end)),
            "role": pd.Series([sku.role for sku in skus], dtype="str"),
        }
    )
