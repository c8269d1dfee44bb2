"""Stock movements: what was loaded between sessions, and each piece sold."""

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, times
from caopan.market.inverse import Ints
from caopan.market.lines import Lines
from caopan.market.session import MINUTE, Session


def stock_rows(session: Session, lines: Lines, before: Ints | None) -> pd.DataFrame:
    """The rows of ``stock_event``: stock is taken when a line is paid, by all users.

    before: stock after the last session that was told. The first row of a SKU brings it to its
    stock on hand; between two sessions with events one row sums what arrived and was sold.
    """
    stock = session.log.stock[session.r][:-1]
    change = stock if before is None else stock - before[:-1]
    loaded = np.flatnonzero(change)
    paid = np.flatnonzero(lines.paid)
    paid = paid[np.lexsort((paid, lines.pay[paid]))]
    ts = np.concatenate([np.full(len(loaded), session.opening - 15 * MINUTE), lines.pay_us[paid]])
    sold = np.arange(len(ts)) >= len(loaded)
    return pd.DataFrame(
        {
            "event_id": session.ids("k", len(ts), 6),
            "arrive_ts": times(ts + 400_000),
            "ts": times(ts),
            "session_id": chosen([session.name], np.where(sold, 0, -1)),
            "sku_id": chosen(
                [sku.sku_id for sku in session.scenario.skus],
                np.concatenate([loaded, lines.sku[paid]]),
            ),
            "delta": np.concatenate([change[loaded], -lines.qty[paid]]),
        }
    )


def stock_after(session: Session, lines: Lines) -> Ints:
    """Stock when all of the session's lines are paid: (K+1,)."""
    stock: Ints = session.log.stock[session.r]
    sold = np.bincount(lines.sku[lines.paid], lines.qty[lines.paid], len(stock))
    return stock - sold.astype(np.int64)
