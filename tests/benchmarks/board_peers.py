"""What the board is measured against: all metrics made anew at a clock, by DuckDB and by pandas."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "board"))
import reference

Frames = dict[str, pd.DataFrame]
OPEN = (("enter_ts", 1), ("leave_ts", -1))
TEN = pd.Timedelta(minutes=10)


class BigTruth(reference.Truth):
    """The reference, with the peak as a running sum: its plain form is quadratic in visits."""

    def peak(self, w: reference.Window) -> int:
        """Most visits open at one moment of the window."""
        steps = " union all ".join(
            f"select {column} as moment, {by} as step from visit where {column} <= {w.hi}"
            for column, by in OPEN
        )
        inside = self.one(
            f"select max(n) from (select moment, sum(step) over (order by moment, step rows "
            f"unbounded preceding) as n from ({steps})) where moment > {w.lo}"
        )
        carried = self.one(
            f"select count(*) from visit where enter_ts <= {w.lo} "
            f"and (leave_ts is null or leave_ts > {w.lo})"
        )
        return max(inside, carried)


def by_pandas(frames: Frames, clock: pd.Timestamp, watermark_s: int) -> dict[str, list[float]]:
    """Most of the metrics by pandas from all rows that had arrived; those that need more are left.

    Left out are late rows' own rules of dates, T6, C7, G4, G5 and the commission: what is here is
    less work than the board does, so the ratio is a low one.
    """
    known = {}
    for name, frame in frames.items():
        here = frame[frame["arrive_ts"] <= clock]
        known[name] = here.drop_duplicates("event_id")
    visit, line, acts = known["visit"], known["order_line"], known["interaction"]
    out: dict[str, list[float]] = {}
    for lo, hi in ((None, clock), (clock - TEN, clock), (clock - 2 * TEN, clock - TEN)):
        figures = _window(known, visit, line, acts, lo, hi)
        for code, value in figures.items():
            out.setdefault(code, []).append(float(value))
    return out


def _inside(frame: pd.DataFrame, column: str, lo: pd.Timestamp | None, hi: pd.Timestamp):  # type: ignore[no-untyped-def]
    keep = frame[column] <= hi
    return frame[keep if lo is None else keep & (frame[column] > lo)]


def _window(  # type: ignore[no-untyped-def]
    known: Frames, visit, line, acts, lo, hi
) -> dict[str, float]:
    came = _inside(visit, "enter_ts", lo, hi)
    shown = len(_inside(known["impression"], "ts", lo, hi))
    done = _inside(acts, "ts", lo, hi)
    cards = _inside(known["product_event"], "ts", lo, hi)
    paid = _inside(line, "pay_ts", lo, hi)
    back = _inside(known["refund"], "ts", lo, hi)
    spent = _inside(known["ad_spend"], "ts", lo, hi)["cost_fen"].sum()
    due = _inside(known["fulfil"], "promise_ts", lo, hi)
    viewers, views, gmv = came["user_id"].nunique(), len(came), paid["pay_fen"].sum()
    buyers = paid["user_id"].nunique()
    stay = came["leave_ts"].fillna(hi).clip(upper=hi) - came["enter_ts"]
    old = came[came["enter_ts"] <= hi - pd.Timedelta(seconds=60)]
    lasted = (old["leave_ts"].fillna(hi) - old["enter_ts"]) >= pd.Timedelta(seconds=60)
    open_now = visit[(visit["enter_ts"] <= hi) & ~(visit["leave_ts"] <= hi)]
    kinds = done.groupby("kind")["user_id"].nunique()
    faces = cards.groupby("kind")["user_id"].nunique()
    creators = _inside(line, "create_ts", lo, hi)["user_id"].nunique()
    stock = _inside(known["stock_event"], "ts", None, hi).groupby("sku_id")["delta"].sum()
    top = paid.groupby("product_id")["pay_fen"].sum().nlargest(3).sum()
    bought = came["plan_id"].notna().sum()
    deeds = done["kind"].value_counts()
    engaged = done[~done["kind"].isin(["unfollow", "negative"])]["user_id"].nunique()
    with np.errstate(all="ignore"):
        ratio = np.float64
        return {
            "T1": shown,
            "T2": ratio(came["via_impression"].sum()) / shown,
            "T3": viewers,
            "T4": views,
            "T5": open_now["user_id"].nunique(),
            "T7": ratio(stay.sum() / pd.Timedelta(seconds=1)) / viewers,
            "T8": ratio(lasted.mean()),
            "I1": ratio(kinds.get("comment", 0)) / viewers,
            "I2": ratio(engaged) / viewers,
            "I3": ratio(kinds.get("negative", 0)) / viewers,
            "F1": deeds.get("follow", 0) - deeds.get("unfollow", 0),
            "F2": ratio(kinds.get("follow", 0)) / came[~came["is_fan"]]["user_id"].nunique(),
            "F3": ratio(came[came["is_fan"]]["user_id"].nunique()) / viewers,
            "F4": ratio(paid[paid["is_fan"]]["pay_fen"].sum()) / gmv,
            "C1": gmv,
            "C2": paid["order_id"].nunique(),
            "C3": buyers,
            "C4": ratio(faces.get("expose", 0)) / viewers,
            "C5": ratio(faces.get("click", 0)) / faces.get("expose", 0),
            "C6": ratio(creators) / faces.get("click", 0),
            "C8": ratio(buyers) / viewers,
            "C9": ratio(gmv) / buyers,
            "C10": ratio(gmv) * 1000 / views,
            "G1": ratio(paid["sku_id"].nunique()) / known["shelf"]["sku_id"].nunique(),
            "G2": ratio(top) / gmv,
            "G3": (stock <= 0).sum(),
            "A1": spent,
            "A2": ratio(bought) / views,
            "A3": ratio(paid[paid["plan_id"].notna()]["pay_fen"].sum()) / spent,
            "A4": ratio(spent) / bought,
            "A5": ratio(spent + paid["m_coupon_fen"].sum()) / gmv,
            "S1": ratio(back[back["stage"] == "pre_ship"]["line_id"].nunique()) / len(paid),
            "S2": gmv - back["amount_fen"].sum(),
            "S3": ratio((due["ship_ts"] <= due["promise_ts"]).sum()) / len(due),
        }
