"""Stock movements: what was loaded between sessions, and each piece sold."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, numbered, times
from caopan.market.inverse import Ints
from caopan.market.roomlog import MINUTE, opening_us

if TYPE_CHECKING:
    from caopan.market.eventlog import Told


def stock_rows(one: "Told", before: Ints | None) -> pd.DataFrame:
    """The rows of ``stock_event``: stock is taken when a line is paid, by all users.

    The first row of a SKU brings it to its stock on hand; between two sessions with events one row
    sums what arrived and what was sold in the meantime.
    """
    scenario, r, lines = one.scenario, one.r, one.lines
    stock = one.log.stock[r][:-1]
    change = stock if before is None else stock - before[:-1]
    loaded = np.flatnonzero(change)
    start = opening_us(one)
    paid = np.flatnonzero(lines.paid)
    paid = paid[np.lexsort((paid, lines.pay[paid]))]
    ts = np.concatenate([np.full(len(loaded), start - 15 * MINUTE), start + lines.pay[paid] * 1000])
    sku = np.concatenate([loaded, lines.sku[paid]])
    inside = np.concatenate(
        [np.ones(len(loaded), dtype=np.int64), np.zeros(len(paid), dtype=np.int64)]
    )
    n = len(ts)
    return pd.DataFrame(
        {
            "event_id": numbered(
                f"{scenario.merchant[:2]}{one.day:03d}k{one.number}-", np.arange(n), 6
            ),
            "arrive_ts": times(ts + 400_000),
            "ts": times(ts),
            "session_id": chosen([one.session, None], inside),
            "sku_id": chosen([sku.sku_id for sku in scenario.skus], sku),
            "delta": np.concatenate([change[loaded], -lines.qty[paid]]).astype(np.int64),
        }
    )
