"""Identities of the hour tables and of peers: the funnel narrows, and events tell the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.diagnosis.identity import Found, Identity, Reader, within

if TYPE_CHECKING:
    import pandas as pd

NARROWS: Final = {
    "traffic_hour": ("viewers visits", "fan_visits visits"),
    "goods_hour": (
        "clicks exposures",
        "creates clicks",
        "pays creates",
        "buyers pays",
        "pays units",
        "refund_fen gmv_fen",
    ),
    "peer_day": (
        "viewers visits",
        "fan_visits visits",
        "paid_visits visits",
        "clicks exposures",
        "pays clicks",
        "buyers pays",
        "paid_gmv_fen gmv_fen",
    ),
}
"""Pairs of columns of which the first is no more than the second, summed over a session or day."""
GROUP: Final = {
    "traffic_hour": ("session_id", "source"),
    "goods_hour": ("session_id", "source", "sku_id"),
    "peer_day": ("peer_id", "day_ts"),
}
GAP: Final = 0.01
"""Share by which sums of events may miss the hour tables: rows lost (assumed)."""
FEW: Final = 3
"""Rows by which they may miss at any size."""
ERRORS: Final = 4
"""Standard errors of a panel by which its scaled sums may miss."""


class Held(NamedTuple):
    """A quantity that both the hour tables and the events tell, by session and source."""

    hour: str
    column: str
    event: str
    needs: str


HELD: Final = (
    Held("traffic_hour", "impressions", "impression", "session_id user_id source"),
    Held("traffic_hour", "visits", "visit", "session_id user_id source"),
    Held("goods_hour", "exposures", "product_event", "session_id user_id kind"),
    Held("goods_hour", "clicks", "product_event", "session_id user_id kind"),
    Held("goods_hour", "creates", "order_line", "session_id user_id path"),
    Held("goods_hour", "pays", "order_line", "session_id user_id path pay_ts"),
    Held("goods_hour", "gmv_fen", "order_line", "session_id user_id path pay_ts pay_fen"),
)


def hour_identities() -> list[Identity]:
    """Give the identities of the hour tables and of the peers' days.

    >>> sum("events" in one.name for one in hour_identities())
    7
    """
    narrow = [_narrow(table, *pair.split()) for table, pairs in NARROWS.items() for pair in pairs]
    return [
        *narrow,
        Identity(
            "traffic_hour: visits within impressions",
            "traffic_hour",
            "a source that shows covers brings no more visits than it showed",
            within("traffic_hour", "session_id source impressions visits"),
            _unshown,
            "ask whether impressions were lost; leave enter rates alone until then",
            spoils=("traffic_hour.impressions",),
        ),
        Identity(
            "traffic_hour: spend is paid",
            "traffic_hour",
            "only the paid source spends",
            within("traffic_hour", "source ad_spend_fen"),
            _spent_elsewhere,
            "find the source to which the spend belongs",
            spoils=("traffic_hour.ad_spend_fen",),
        ),
        Identity(
            "sessions with traffic",
            "live_session",
            "each session has visits in the hour table",
            (*within("live_session", "session_id"), *within("traffic_hour", "session_id visits")),
            _empty,
            "load the missing hours, or leave these sessions out of means by session",
            spoils=("live_session.session_id",),
        ),
        Identity(
            "hours of sessions",
            "traffic_hour",
            "each hour belongs to a session that is listed",
            (*within("traffic_hour", "session_id"), *within("live_session", "session_id")),
            _unlisted,
            "load the missing sessions",
            spoils=("traffic_hour.session_id",),
        ),
        *(_held(one) for one in HELD),
    ]


def _narrow(table: str, less: str, more: str) -> Identity:
    return Identity(
        f"{table}: {less} within {more}",
        table,
        f"{less} are no more than {more}, summed over {' / '.join(GROUP[table])}",
        within(table, f"{' '.join(GROUP[table])} {less} {more}"),
        partial(_wider, table=table, less=less, more=more),
        "find which of the two counts is wrong; rates of them are not to be trusted until then",
        spoils=within(table, f"{less} {more}"),
    )


def _wider(reader: Reader, table: str, less: str, more: str) -> Found:
    sums = reader.sums(table, GROUP[table])
    return Found(sums[sums[less] > sums[more]].reset_index(), len(sums))


def _unshown(reader: Reader) -> Found:
    sums = reader.sums("traffic_hour", GROUP["traffic_hour"])
    some = sums[sums["impressions"].groupby(level="source").transform("sum") > 0]
    return Found(some[some["visits"] > some["impressions"]].reset_index(), len(some))


def _spent_elsewhere(reader: Reader) -> Found:
    table = reader.once("traffic_hour")
    return Found(table[(table["ad_spend_fen"] > 0) & (table["source"] != "paid")], len(table))


def _empty(reader: Reader) -> Found:
    sessions, hours = reader.once("live_session"), reader.once("traffic_hour")
    visits = hours.groupby("session_id")["visits"].sum()
    found = sessions["session_id"].map(visits).fillna(0)
    return Found(sessions[found == 0], len(sessions))


def _unlisted(reader: Reader) -> Found:
    hours, sessions = reader.once("traffic_hour"), reader.once("live_session")
    return Found(hours[~hours["session_id"].isin(sessions["session_id"])], len(hours))


def _held(one: Held) -> Identity:
    by = "session_id source" if one.hour == "traffic_hour" else "session_id"
    return Identity(
        f"events: {one.column}",
        one.event,
        f"{one.event} tells the same {one.column} as {one.hour}, by {by.replace(' ', ' / ')}",
        (*within(one.hour, f"{by} {one.column}"), *within(one.event, one.needs)),
        partial(_apart, one=one, by=by.split()),
        "find out which of the two was collected wrong; events lose and add, hours are booked",
        spoils=within(one.event, one.needs.rpartition(" ")[2]),
    )


def _apart(reader: Reader, one: Held, by: list[str]) -> Found:
    """Cells in which events and hours differ by more than rows lost and the panel explain."""
    k = reader.shop.panel_one_in
    events = _rows(reader, one)
    sessions = reader.once(one.event)["session_id"].dropna().unique()
    hours = reader.once(one.hour)
    hours = hours[hours["session_id"].isin(sessions)]
    if not len(hours):
        return Found(hours, 0)
    booked = hours.groupby(by)[one.column].sum()
    level = events.groupby(by)["value"].sum().reindex(booked.index, fill_value=0)
    unit = int(events["value"].max()) if len(events) else 1
    slack = GAP * booked + ERRORS * _panel_error(events, by, k, booked.index) + FEW * unit * k
    cells = booked.to_frame("hours").assign(events=k * level)
    wide = (cells["hours"] - cells["events"]).abs() > slack
    lost = cells["events"].sum() / max(int(cells["hours"].sum()), 1)
    where = f"events tell {lost:.1%} of the hours' {one.column}" if wide.any() else ""
    return Found(cells[wide].reset_index(), len(cells), where)


def _panel_error(events: pd.DataFrame, by: list[str], k: int, index: pd.Index) -> pd.Series:
    """Standard error of scaled sums: a panel draws users, with all that each of them does."""
    import pandas as pd

    if k == 1:
        return pd.Series(0.0, index)
    user = events.groupby([*by, "user_id"])["value"].sum().astype("float64")
    square = (user**2).groupby(level=by).sum().reindex(index, fill_value=0.0)
    return pd.Series(k * np.sqrt(square.to_numpy()), index)


def _rows(reader: Reader, one: Held) -> pd.DataFrame:
    """Rows of the events that make up the quantity, with what each adds."""
    rows = reader.once(one.event)
    if one.event == "product_event":
        rows = rows[rows["kind"] == ("expose" if one.column == "exposures" else "click")]
    if one.event == "order_line":
        rows = rows[(rows["path"] == "funnel") & rows["session_id"].notna()]
        if one.column != "creates":
            rows = rows[rows["pay_ts"].notna()]
    return rows.assign(value=rows["pay_fen"] if one.column == "gmv_fen" else 1)
