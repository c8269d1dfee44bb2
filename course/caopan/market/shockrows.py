"""Rows that a shock leaves in the tables, or keeps from them, beside what the fold counts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from caopan.market.bugs import Frames
from caopan.market.inverse import Ints
from caopan.market.shocks import Kind, Shock

COMPLAIN = 0.125
"""Share of the visits that a wave of complaints meets, of which a sign follows (assumed)."""
ASK_BACK, WITHIN_MIN = 0.35, 15
"""Share of the paid lines that a wave of refunds takes back, and minutes it takes (assumed)."""
UNSENT = 0.9
"""Share of the rows that a lost tracking does not send (assumed)."""
_SENT = ("impression", "interaction", "product_event")


def leave_rows(tables: Frames, shock: Shock, raised: Ints, rng: np.random.Generator) -> Frames:
    """The tables of a day with the rows of a shock in its first session; others are not changed.

    raised: fen by which a piece of each SKU is dearer (K+1,).
    """
    teller = _TELLERS.get(shock.kind)
    if teller is None:
        return tables
    opening = tables["live_session"]["start_ts"].min()
    session = tables["live_session"].sort_values("start_ts").iloc[0]
    since = opening + pd.Timedelta(minutes=shock.minute)
    return tables | teller(tables, str(session["session_id"]), since, shock.strength, rng, raised)


def _told_dearer(
    tables: Frames, session: str, since: Any, strength: float, rng: Any, raised: Ints
) -> Frames:
    """Who orders from the shock on pays the new price, and gets that back."""
    lines = tables["order_line"]
    more = pd.Series(raised[:-1], index=tables["product"]["sku_id"])
    hit = (lines["session_id"] == session) & (lines["create_ts"] >= since)
    extra = np.where(hit, more.reindex(lines["sku_id"]).to_numpy() * lines["qty"], 0)
    paid = lines["pay_fen"] + extra
    back = tables["refund"]
    row = pd.Index(lines["line_id"]).get_indexer(back["line_id"])
    amount = back["amount_fen"] * paid.to_numpy()[row] // lines["pay_fen"].to_numpy()[row]
    told = lines.assign(list_fen=lines["list_fen"] + extra, pay_fen=paid)
    return {"order_line": told, "refund": back.assign(amount_fen=amount)}


def _told_off_script(
    tables: Frames, session: str, since: Any, strength: float, rng: Any, raised: Ints
) -> Frames:
    """No segment begins after the shock, and the running one ends with it."""
    segments = tables["explain_seg"]
    here = segments["session_id"] == session
    told = segments[~here | (segments["start_ts"] < since)]
    end = told["end_ts"].where(~here | (told["end_ts"] <= since), since)
    return {"explain_seg": told.assign(end_ts=end).reset_index(drop=True)}


def _told_complaints(
    tables: Frames, session: str, since: Any, strength: float, rng: Any, raised: Ints
) -> Frames:
    """Some of those who are there, or come later, give a negative sign while they are there."""
    visits = tables["visit"]
    long = visits["leave_ts"] > visits["enter_ts"].clip(lower=since) + pd.Timedelta(seconds=8)
    there = visits[(visits["session_id"] == session) & long]
    some = there[rng.random(len(there)) < COMPLAIN * strength]
    begin = some["enter_ts"].clip(lower=since)
    ts = (begin + (some["leave_ts"] - begin) * rng.uniform(0.05, 0.95, len(some))).dt.floor("us")
    acts = tables["interaction"]
    rows = pd.DataFrame(
        {
            "event_id": [f"{session}n{n:06d}" for n in range(len(some))],
            "arrive_ts": ts + pd.Timedelta(milliseconds=680),
            "ts": ts,
            "session_id": session,
            "user_id": some["user_id"],
            "kind": "negative",
            "topic": None,
        }
    ).astype(acts.dtypes)
    return {"interaction": pd.concat([acts, rows], ignore_index=True)}


def _told_refund_wave(
    tables: Frames, session: str, since: Any, strength: float, rng: Any, raised: Ints
) -> Frames:
    """Some who had paid, or pay later, ask for all of it back."""
    lines, back = tables["order_line"], tables["refund"]
    paid = lines[(lines["session_id"] == session) & lines["pay_ts"].notna()]
    paid = paid[~paid["line_id"].isin(back["line_id"])]
    some = paid[rng.random(len(paid)) < ASK_BACK * strength]
    wait = pd.to_timedelta(np.round(rng.uniform(1, WITHIN_MIN * 60e6, len(some))), unit="us")
    ts = some["pay_ts"].clip(lower=since) + wait
    rows = pd.DataFrame(
        {
            "event_id": [f"{session}q{n:06d}" for n in range(len(some))],
            "arrive_ts": ts + pd.Timedelta(milliseconds=1200),
            "ts": ts,
            "line_id": some["line_id"],
            "amount_fen": some["pay_fen"],
            "stage": "pre_ship",
            "reason": "not_as_described",
        }
    ).astype(back.dtypes)
    return {"refund": pd.concat([back, rows], ignore_index=True)}


def _told_tracking_lost(
    tables: Frames, session: str, since: Any, strength: float, rng: Any, raised: Ints
) -> Frames:
    """Most of what the players send is lost; visits and money are booked elsewhere."""
    out = {}
    for name in _SENT:
        frame = tables[name]
        hit = (frame["session_id"] == session) & (frame["ts"] >= since)
        lost = hit & (rng.random(len(frame)) < UNSENT * strength)
        out[name] = frame[~lost].reset_index(drop=True)
    return out


_TELLERS: dict[Kind, Callable[..., Frames]] = {
    "dearer": _told_dearer,
    "off_script": _told_off_script,
    "complaints": _told_complaints,
    "refund_wave": _told_refund_wave,
    "tracking_lost": _told_tracking_lost,
}
