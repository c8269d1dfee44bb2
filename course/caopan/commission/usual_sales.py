"""What a merchant usually sells, from its tables: what a contract's amounts are held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

LAST_DAYS: Final = 30
"""Days before the end of the tables that count as usual (assumed)."""


@dataclass(frozen=True)
class Usual:
    """Usual sales of a merchant, as paid and before returns, in fen.

    session_fen: of the session in the middle; high_session_fen: nine in ten sessions bring less.
    month_fen: of 30 days. refund_bp: of it goes back. fee_bp, comm_bp: the highest rates of its
    goods. margin_bp: what is left of the price after the cost of the goods. order_fen: of a buyer
    and session.
    """

    session_fen: int
    high_session_fen: int
    month_fen: int
    refund_bp: int
    fee_bp: int
    comm_bp: int
    margin_bp: int
    order_fen: int

    def period_fen(self, per: str) -> int:
        """Usual sales of a period; of a day and a whole contract as of a month's part or times.

        A contract is taken for a year (assumed).
        """
        shares = {"day": (1, 30), "month": (1, 1), "contract": (12, 1)}
        if per == "session":
            return self.session_fen
        times, parts = shares[per]
        return self.month_fen * times // parts


def usual_of(merchant: str) -> Usual:
    """Usual sales of a merchant, from its tables ``goods_hour`` and ``product``, last 30 days.

    merchant: a sample's name, or ``mine``. Raises CaopanError as ``caopan.events.load`` does, and
    where nothing was sold.

    >>> usual_of("liuyi").refund_bp > 3_000
    True
    """
    from caopan.events import load

    sold = load("goods_hour", merchant=merchant)
    days = sold["hour_ts"].dt.normalize()
    sold = sold[days > days.max() - _days(LAST_DAYS)]
    if not int(sold["gmv_fen"].sum()):
        raise CaopanError(f"{merchant} sold nothing in its last {LAST_DAYS} days")
    goods = load("product", merchant=merchant)
    sessions = sold.groupby("session_id")["gmv_fen"].sum()
    month = int(sold["gmv_fen"].sum())
    units = sold.groupby("sku_id")["units"].sum()
    costs = goods.set_index("sku_id")["unit_cost_fen"].reindex(units.index).fillna(0)
    cost = sum(int(n) * int(fen) for n, fen in zip(units, costs, strict=True))
    return Usual(
        session_fen=int(sessions.quantile(0.5, interpolation="higher")),
        high_session_fen=int(sessions.quantile(0.9, interpolation="higher")),
        month_fen=month,
        refund_bp=int(sold["refund_fen"].sum()) * 10_000 // month,
        fee_bp=int(goods["fee_bp"].max()),
        comm_bp=int(goods["comm_bp"].max()),
        margin_bp=max(0, month - cost) * 10_000 // month,
        order_fen=month // max(1, int(sold["buyers"].sum())),
    )


def _days(days: int) -> pd.Timedelta:
    import pandas as pd

    return pd.Timedelta(days=days)
