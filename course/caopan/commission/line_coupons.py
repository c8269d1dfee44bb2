"""Coupons of settled lines, by who pays for them, as sold and as kept: all lines at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.known_lines import COUPON_OF
from caopan.commission.settlement import Ints

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.settlement import Settlement

_SAFE = 2**31
"""Two factors below it have a product that fits an int64, twice."""


def known_rows(
    frame: pd.DataFrame, table: str, settlement: Settlement, line_ids: pd.Series[Any]
) -> pd.DataFrame:
    """Of each line its latest good row that is known at the settlement's clock, as ordered.

    Lines without one have a row of nulls. Of two rows at once the paid one counts, else the later
    in the table (``RULES.md`` 1).
    """
    refused = [one.row for one in settlement.refused if one.table == table]
    good = ~np.isin(np.arange(len(frame)), refused)
    good &= (frame["arrive_ts"] <= settlement.as_of).to_numpy()
    some = frame[good]
    if len(line_ids) < len(some) // 2:
        some = some[some["line_id"].isin(line_ids)]
    paid = some["pay_ts"].notna() if "pay_ts" in some else False
    ordered = some.assign(_paid=paid).sort_values(["arrive_ts", "_paid"], kind="stable")
    latest = ordered.drop_duplicates("line_id", keep="last").set_index("line_id")
    return latest.reindex(line_ids)


def sold_coupons(rows: pd.DataFrame) -> dict[str, Ints]:
    """Coupons as sold, in fen: (lines,) for merchant, platform, channel, anchor.

    rows: of the table of lines, as ``known_rows`` gives them.
    """
    columns = {"merchant": "m_coupon_fen", **COUPON_OF}
    return {who: _whole(rows, name) for who, name in columns.items()}


def _whole(rows: pd.DataFrame, name: str) -> Ints:
    if name not in rows:
        return np.zeros(len(rows), np.int64)
    return np.asarray(rows[name].fillna(0).astype("int64"), np.int64)


def kept_coupons(lines: pd.DataFrame, sold: dict[str, Ints]) -> dict[str, Ints]:
    """What is kept of the coupons that come in: (lines,) for platform, channel, anchor.

    lines: a settlement's.
    """
    pay, left = lines["pay_fen"].to_numpy(), lines["kept_fen"].to_numpy()
    whole = lines["worth_fen"].to_numpy() == lines["gross_fen"].to_numpy()
    return {who: _part(sold[who], left, pay, whole) for who in COUPON_OF}


def _part(fen: Ints, left: Ints, pay: Ints, whole: np.ndarray) -> Ints:
    """half_up(fen × left ÷ pay); where nothing was paid all of it or, if void, nothing."""
    kind = np.int64 if max(_most(fen), _most(pay)) < _SAFE else object
    of, by = fen.astype(kind), np.where(pay > 0, pay, 1).astype(kind)
    kept = (2 * of * left.astype(kind) + by) // (2 * by)
    return np.where(pay > 0, kept, np.where(whole, fen, 0)).astype(np.int64)


def _most(fen: Ints) -> int:
    return int(fen.max(initial=0))
