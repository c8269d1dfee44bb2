"""Pacing (节奏): which goods take the minutes, and what those minutes bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.facts import FEW, facts, null, ratio, tuples, within
from caopan.diagnosis.quantities import roles
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

TAKES, BRINGS = 0.05, 0.5
"""A product idles that takes at least this share of the minutes, and whose share of GMV is below
this part of it (assumed)."""
CODE: Final = "G5"


@dataclass(frozen=True, eq=False)
class Pacing:
    """Minutes against GMV by product.

    products: a row per stretch and product: after, product_id, name, role, minutes, segments,
    gmv_fen (of the product in these sessions), told_fen (created while it was explained), present
    (visits in the room then), gpm (yuan of told_fen per 1,000 present, null where nobody was),
    minutes_share, gmv_share, idle, few. segments: mean minutes of an explanation, and GMV created
    in the first and the second half of explanations, by stretch. panel_one_in: amounts and visits
    are of 1 in k users.
    """

    products: pd.DataFrame
    segments: pd.DataFrame
    panel_one_in: int

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = [
            f"{_when(after)}: an explanation takes {row['mean_min']:.1f} min; of what it sells "
            f"while it runs, {row['late_share']:.0%} comes in its second half."
            for after, row in self.segments.iterrows()
            if not null(row["late_share"])
        ]
        idle = self.products[self.products["idle"]]
        said += [
            f"{_when(row.after)}: {row.name} ({row.role}) takes {row.minutes_share:.1%} of the "
            f"minutes and brings {row.gmv_share:.1%} of GMV{_excuse(row.role)}."
            for row in tuples(idle)
        ]
        return tuple(said) if said else ("No product takes minutes without bringing its share.",)


def pacing(shop: Shop) -> Pacing:
    """Hold minutes of explanation against GMV per 1,000 views present, by product.

    Raises CaopanError where neither stretch has an event session with explanations.

    >>> from caopan.diagnosis import Shop
    >>> found = pacing(Shop.of("liuyi"))
    >>> bool(found.products.groupby("after")["minutes_share"].sum().round(9).eq(1).all())
    True
    """
    told = within(shop, facts(shop, "explain_seg", "product_id", "start_ts", "end_ts"))
    if told.empty:
        raise CaopanError(
            f"{shop.name} has no explanations in the two stretches: pacing is left out; compare "
            "around a day near its event sessions."
        )
    told = told.reset_index(drop=True).assign(
        minutes=(told["end_ts"] - told["start_ts"]).dt.total_seconds().to_numpy() / 60
    )
    told["present"] = _present(shop, told)
    lines = _lines(shop)
    told[["first_fen", "second_fen"]] = _while_told(told, lines)
    told["told_fen"] = told["first_fen"] + told["second_fen"]
    products = _products(shop, told, lines)
    return Pacing(products, _segments(told), shop.panel_one_in)


def _lines(shop: Shop) -> pd.DataFrame:
    """Lines that were paid, in sessions of the stretches."""
    columns = ("session_id", "product_id", "create_ts", "pay_ts", "pay_fen")
    lines = within(shop, facts(shop, "order_line", *columns).dropna(subset="day"))
    return lines[lines["pay_ts"].notna()]


def _present(shop: Shop, told: pd.DataFrame) -> pd.Series:
    """Visits open at some time of each explanation."""
    import pandas as pd

    def instants(stamp: pd.Series) -> npt.NDArray[np.int64]:
        return np.asarray(pd.DatetimeIndex(stamp).as_unit("us").asi8, dtype=np.int64)

    visits = facts(shop, "visit", "session_id", "enter_ts", "leave_ts")
    found = np.zeros(len(told), dtype=np.int64)
    for session, rows in told.groupby("session_id"):
        here = visits[visits["session_id"] == session]
        enter = np.sort(instants(here["enter_ts"]))
        leave = np.sort(instants(here["leave_ts"].dropna()))
        came = np.searchsorted(enter, instants(rows["end_ts"]), side="left")
        gone = np.searchsorted(leave, instants(rows["start_ts"]), side="right")
        found[rows.index] = came - gone
    return pd.Series(found, index=told.index)


def _while_told(told: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """GMV of the product created in the first and in the second half of each explanation."""
    keys = ["session_id", "product_id"]
    spans = told.reset_index(names="segment")[["segment", *keys, "start_ts", "end_ts"]]
    pairs = spans.merge(lines[[*keys, "create_ts", "pay_fen"]], on=keys)
    inside = (pairs["create_ts"] >= pairs["start_ts"]) & (pairs["create_ts"] < pairs["end_ts"])
    pairs = pairs[inside]
    late = pairs["create_ts"] - pairs["start_ts"] >= (pairs["end_ts"] - pairs["start_ts"]) / 2
    wide = pairs.groupby(["segment", late.rename("late")])["pay_fen"].sum().unstack("late")
    return wide.reindex(index=told.index, columns=[False, True]).fillna(0).astype("int64")


def _products(shop: Shop, told: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    keys = ["after", "product_id"]
    found = told.groupby(keys).agg(
        minutes=("minutes", "sum"),
        segments=("minutes", "size"),
        told_fen=("told_fen", "sum"),
        present=("present", "sum"),
    )
    sold = lines.groupby(keys)["pay_fen"].sum()
    found["gmv_fen"] = sold.reindex(found.index).fillna(0).astype("int64")
    found["gpm"] = ratio(found["told_fen"] * 10, found["present"])
    all_min = found.groupby("after")["minutes"].transform("sum")
    all_fen = lines.groupby("after")["pay_fen"].sum().reindex(found.index, level="after").fillna(0)
    found["minutes_share"] = ratio(found["minutes"], all_min)
    found["gmv_share"] = ratio(found["gmv_fen"], all_fen)
    share = found["minutes_share"]
    found["idle"] = ((share >= TAKES) & (found["gmv_share"] < BRINGS * share)).fillna(False)
    found["few"] = found["present"] < FEW
    names = facts(shop, "product", "product_id", "name").drop_duplicates("product_id")
    found = found.reset_index()
    found["name"] = found["product_id"].map(names.set_index("product_id")["name"])
    found["name"] = found["name"].fillna(found["product_id"])
    found["role"] = _role(shop, found["product_id"])
    order = ["after", "minutes"]
    return found.sort_values(order, ascending=[True, False], ignore_index=True)


def _segments(told: pd.DataFrame) -> pd.DataFrame:
    by = told.groupby("after")
    found = by.agg(
        segments=("minutes", "size"),
        mean_min=("minutes", "mean"),
        first_fen=("first_fen", "sum"),
        second_fen=("second_fen", "sum"),
    )
    found["late_share"] = ratio(found["second_fen"], found["first_fen"] + found["second_fen"])
    return found


def _role(shop: Shop, products: pd.Series) -> pd.Series:
    """Role of each product as its first SKU has it; "unknown" where there is no shelf."""
    try:
        role = roles(shop)
    except CaopanError:
        return products.map({}).astype(object).fillna("unknown")
    skus = facts(shop, "product", "product_id", "sku_id").drop_duplicates("product_id")
    of = skus.set_index("product_id")["sku_id"].map(role)
    return products.map(of).fillna("unknown")


def _excuse(role: str) -> str:
    return ": it may earn by holding people" if role in {"hook", "gift"} else ""


def _when(after: object) -> str:
    return "After" if after else "Before"
