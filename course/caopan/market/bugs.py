"""Planted data-quality bugs: each can be found exactly, from the tables alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.errors import CaopanError

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Bug:
    """A planted data-quality bug: what it is, in which table, and exactly which rows it touched."""

    kind: str
    table: str
    event_ids: tuple[str, ...]
    note: str


Planter = Callable[[Frames, np.random.Generator], tuple[Frames, Bug]]


def _some(rng: np.random.Generator, rows: pd.Index, share: float, least: int = 6) -> pd.Index:
    """A few of the rows, at least ``least`` where there are so many."""
    size = min(len(rows), max(least, round(share * len(rows))))
    return rows[np.sort(rng.choice(len(rows), size=size, replace=False))]


def _ids(frame: pd.DataFrame, rows: pd.Index) -> tuple[str, ...]:
    return tuple(sorted(str(one) for one in frame.loc[rows, "event_id"]))


def _block(frame: pd.DataFrame, column: str, rng: np.random.Generator, share: float) -> pd.Index:
    """Rows of one stretch of time, as a broken batch leaves them."""
    order = frame[column].sort_values(kind="stable").index
    size = max(8, round(share * len(order)))
    start = int(rng.integers(0, max(len(order) - size, 1)))
    return order[start : start + size]


def duplicate_orders(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """Order lines delivered twice: same event_id, arriving later."""
    lines = frames["order_line"]
    rows = _some(rng, lines.index[lines["pay_ts"].notna()], 0.02)
    again = lines.loc[rows].copy()
    again["arrive_ts"] = again["arrive_ts"] + pd.to_timedelta(
        30 + rng.integers(0, 300, len(rows)), unit="s"
    )
    out = pd.concat([lines, again], ignore_index=True)
    bug = Bug("duplicate_orders", "order_line", _ids(lines, rows), "event_id is there twice")
    return frames | {"order_line": out}, bug


def lost_impressions(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """One client version sends no impressions: its visits via an impression have none."""
    visits, shown = frames["visit"], frames["impression"]
    via = visits[visits["via_impression"]]
    counts = via["client_version"].value_counts().sort_index()
    names = counts.index[counts >= max(6, 0.05 * len(via))]
    version = names[int(rng.integers(len(names)))]
    key = ["session_id", "user_id"]
    hit = via.index[via["client_version"] == version]
    pairs = pd.MultiIndex.from_frame(visits.loc[hit, key])
    gone = pd.MultiIndex.from_frame(shown[key]).isin(pairs)
    left = pd.MultiIndex.from_frame(shown.loc[~gone, key])
    bare = via.index[~pd.MultiIndex.from_frame(via[key]).isin(left)]
    bug = Bug("lost_impressions", "visit", _ids(visits, bare), f"client_version {version}")
    return frames | {"impression": shown[~gone].reset_index(drop=True)}, bug


def paid_before_created(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """A block of payments with the clock in UTC, eight hours early."""
    lines = frames["order_line"].copy()
    rows = _block(lines[lines["pay_ts"].notna()], "pay_ts", rng, 0.04)
    lines.loc[rows, "pay_ts"] = lines.loc[rows, "pay_ts"] - pd.Timedelta(hours=8)
    bug = Bug("paid_before_created", "order_line", _ids(lines, rows), "pay_ts < create_ts")
    return frames | {"order_line": lines}, bug


def pay_in_yuan(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """A block of payments in yuan where fen belong."""
    lines = frames["order_line"].copy()
    refunded = lines["line_id"].isin(frames["refund"]["line_id"])  # keep refund rules readable
    rows = _block(lines[(lines["pay_fen"] >= 200) & ~refunded], "create_ts", rng, 0.04)
    lines.loc[rows, "pay_fen"] = lines.loc[rows, "pay_fen"] // 100
    bug = Bug("pay_in_yuan", "order_line", _ids(lines, rows), "pay_fen is not list less coupons")
    return frames | {"order_line": lines}, bug


def refund_above_payment(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """Refunds larger than what was paid for their line."""
    refunds = frames["refund"].copy()
    lines = frames["order_line"]
    known = refunds.index[refunds["line_id"].isin(lines["line_id"])]
    paid = lines["list_fen"] - lines["m_coupon_fen"] - lines["p_coupon_fen"] - lines["a_coupon_fen"]
    paid_of = pd.Series(paid.to_numpy(), index=lines["line_id"]).groupby(level=0).first()
    single = ~refunds["line_id"].duplicated(keep=False)
    rows = _some(rng, known[single.loc[known].to_numpy()], 0.02)
    most = paid_of.loc[refunds.loc[rows, "line_id"]].to_numpy()
    refunds.loc[rows, "amount_fen"] = most + 100 * rng.integers(5, 60, len(rows))
    bug = Bug("refund_above_payment", "refund", _ids(refunds, rows), "amount_fen > pay_fen")
    return frames | {"refund": refunds}, bug


def ends_before_begin(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """Visits that leave before they enter."""
    visits = frames["visit"].copy()
    long = visits.index[(visits["leave_ts"] - visits["enter_ts"]) > pd.Timedelta(seconds=2)]
    rows = _some(rng, long, 0.01)
    swap = visits.loc[rows, ["leave_ts", "enter_ts"]].copy()
    visits.loc[rows, "enter_ts"] = swap["leave_ts"]
    visits.loc[rows, "leave_ts"] = swap["enter_ts"]
    bug = Bug("ends_before_begin", "visit", _ids(visits, rows), "leave_ts < enter_ts")
    return frames | {"visit": visits}, bug


def orphan_refunds(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """Refunds of lines that nobody ordered."""
    refunds = frames["refund"].copy()
    rows = _some(rng, refunds.index, 0.015)
    refunds.loc[rows, "line_id"] = [f"x{n:09d}" for n in rng.integers(10**6, 10**9, len(rows))]
    bug = Bug("orphan_refunds", "refund", _ids(refunds, rows), "line_id is in no order line")
    return frames | {"refund": refunds}, bug


def early_arrival(frames: Frames, rng: np.random.Generator) -> tuple[Frames, Bug]:
    """Interactions that reach the collector before they happen: a phone's clock runs ahead."""
    acts = frames["interaction"].copy()
    rows = _some(rng, acts.index, 0.02)
    ahead = pd.to_timedelta(rng.integers(600, 5400, len(rows)), unit="s")
    acts.loc[rows, "ts"] = acts.loc[rows, "ts"] + ahead
    bug = Bug("early_arrival", "interaction", _ids(acts, rows), "arrive_ts < ts")
    return frames | {"interaction": acts}, bug


BUGS: dict[str, Planter] = {
    planter.__name__: planter
    for planter in (
        paid_before_created,
        pay_in_yuan,
        orphan_refunds,
        refund_above_payment,
        ends_before_begin,
        lost_impressions,
        early_arrival,
        duplicate_orders,
    )
}
"""The catalogue, in the order of planting (duplicates last, so that they copy what is there)."""


def plant_bugs(
    frames: Mapping[str, pd.DataFrame], seed: int, count: int = 5
) -> tuple[Frames, tuple[Bug, ...]]:
    """Plant ``count`` different bugs; each can be found from the tables alone.

    Returns new frames and the bugs with the exact event_ids they touched; bugs of one table do not
    hide one another. Raises CaopanError if the frames lack a table or ``count`` is too large.
    """
    if not 1 <= count <= len(BUGS):
        raise CaopanError(f"count: {count} bugs are not there; take 1 to {len(BUGS)}")
    needed = ("order_line", "refund", "visit", "impression", "interaction")
    if missing := [name for name in needed if name not in frames]:
        raise CaopanError(
            f"frames: the table {missing[0]!r} is missing; make a history with events"
        )
    rng = np.random.default_rng([seed, 11])
    names = list(BUGS)
    picked = sorted(rng.choice(len(names), size=count, replace=False))
    out, bugs = dict(frames), []
    for at in picked:
        out, bug = BUGS[names[at]](out, np.random.default_rng([seed, 13, int(at)]))
        bugs.append(bug)
    return out, tuple(bugs)
