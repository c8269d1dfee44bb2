"""Identities between event tables: people, orders, refunds, stock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.diagnosis.identity import Found, Identity, Reader, within

if TYPE_CHECKING:
    import pandas as pd

LOST: Final = 0.01
"""Share of rows that collection may lose (assumed; a sound collector loses 0.1 %)."""
SHORT_S: Final = 6
"""Seconds in the room below which nobody chooses and orders (assumed)."""
SHORT: Final = 0.002
"""Share of a session's lines that may be of such people (assumed; sound variants have 0.1 %)."""


def crossed_identities() -> list[Identity]:
    """Give the identities that hold between event tables.

    >>> len({one.name for one in crossed_identities()})
    9
    """
    lines = within("order_line", "session_id user_id")
    visits = within("visit", "session_id user_id")
    money = within("order_line", "line_id list_fen m_coupon_fen p_coupon_fen a_coupon_fen")
    return [
        *(_of_a_line(table) for table in ("refund", "fulfil", "review")),
        Identity(
            "refunds within worth",
            "refund",
            "a line's refunds together are no more than list price less coupons",
            (*money, *within("refund", "event_id line_id amount_fen")),
            _over_refunded,
            "ask the platform's settlement for these lines; cap them at the line's worth till then",
            spoils=("refund.amount_fen",),
        ),
        Identity(
            "covers of visits",
            "visit",
            "who came through an impression was shown one, in every client version",
            (
                *visits,
                *within("visit", "via_impression client_version"),
                *within("impression", "session_id user_id"),
            ),
            _bare,
            "mend the client's tracking; leave rates per impression alone until then",
            spoils=("impression.ts",),
        ),
        Identity(
            "orders of visitors",
            "order_line",
            "who ordered through the funnel was in the room",
            (*lines, "order_line.path", *visits),
            _strangers,
            "find the lost visits, or the orders that belong to another session",
            spoils=("visit.user_id",),
            allowed=LOST,
        ),
        Identity(
            "orders take time",
            "order_line",
            f"who ordered was in the room for {SHORT_S} s or more",
            (*lines, *visits, *within("visit", "enter_ts leave_ts")),
            _hasty,
            "look at addresses, devices and late refunds of these buyers before counting them",
            spoils=within("order_line", "create_ts pay_ts"),
        ),
        Identity(
            "visits within sessions",
            "visit",
            "people enter between the opening and the end of the session",
            (
                *within("visit", "session_id enter_ts"),
                *within("live_session", "session_id start_ts end_ts"),
            ),
            _outside,
            "compare the clocks: a shift of whole hours is a time zone",
            spoils=("visit.enter_ts",),
        ),
        Identity(
            "stock on hand",
            "stock_event",
            "stock is never below zero",
            within("stock_event", "ts sku_id delta"),
            _below_zero,
            "find the load that is not booked; leave stock cover and stock-outs alone until then",
            spoils=("stock_event.delta",),
        ),
    ]


def _of_a_line(table: str) -> Identity:
    return Identity(
        f"{table} of a line",
        table,
        "line_id is known to order_line",
        (f"{table}.line_id", "order_line.line_id"),
        partial(_orphans, table=table),
        "find the lines' orders; leave these rows out of sums by session or SKU until then",
        spoils=(f"{table}.line_id",),
    )


def _orphans(reader: Reader, table: str) -> Found:
    frame = reader.once(table)
    known = reader.once("order_line")["line_id"]
    return Found(frame[~frame["line_id"].isin(known)], len(frame))


def _over_refunded(reader: Reader) -> Found:
    refunds, lines = reader.once("refund"), reader.once("order_line")
    coupons = lines[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)
    worth = (lines["list_fen"] - coupons).groupby(lines["line_id"]).first()
    back = refunds.groupby("line_id")["amount_fen"].transform("sum")
    most = refunds["line_id"].map(worth)
    return Found(refunds[(back > most).fillna(False)], len(refunds))


def _beyond(broken: pd.Series, count: pd.Series, share: float) -> list[str]:
    """Groups with two broken rows or more, beyond a share and three standard errors of it."""
    few = broken.reindex(count.index, fill_value=0)
    most = np.maximum(share * count + 3 * np.sqrt(share * count), 1)
    return [str(name) for name in count.index[few > most]]


def _bare(reader: Reader) -> Found:
    """Visits through an impression without one; a client version beyond chance is broken."""
    visits = reader.once("visit")
    came = visits["via_impression"].fillna(False).to_numpy(dtype=bool)
    seen = reader.met("visit", "impression")
    via, bare = visits[came], visits[came & ~seen]
    count = via.groupby("client_version").size()
    lost = bare.groupby("client_version").size().reindex(count.index, fill_value=0)
    beyond = _beyond(lost, count, LOST)
    if not beyond:
        return Found(bare, len(via), beyond=False)
    said = [f"{lost[one] / count[one]:.0%} of {one}" for one in beyond]
    rest = lost.drop(beyond).sum() / max(count.drop(beyond).sum(), 1)
    where = f"client_version: {', '.join(said)}; {rest:.1%} of the others"
    return Found(bare, len(via), where, beyond=True)


def _strangers(reader: Reader) -> Found:
    lines = reader.once("order_line")
    funnel = ((lines["path"] == "funnel") & lines["session_id"].notna()).to_numpy(dtype=bool)
    seen = reader.met("order_line", "visit")
    return Found(lines[funnel & ~seen], int(funnel.sum()))


def _hasty(reader: Reader) -> Found:
    """Lines of people whose longest visit was too short, by session; open visits are long."""
    import pandas as pd

    visits, lines = reader.once("visit"), reader.once("order_line")
    stay = (visits["leave_ts"] - visits["enter_ts"]).dt.total_seconds()
    stay = stay.abs().fillna(SHORT_S)  # a swapped pair is another identity's matter
    longest = stay.groupby(reader.who("visit")).max()
    known = pd.Series(reader.who("order_line"), lines.index).map(longest)
    hasty = lines[known < SHORT_S]
    beyond = _beyond(
        hasty.groupby("session_id").size(),
        lines[known.notna()].groupby("session_id").size(),
        SHORT,
    )
    where = f"session_id: {', '.join(beyond)}" if beyond else ""
    return Found(hasty, int(known.notna().sum()), where, beyond=bool(beyond))


def _outside(reader: Reader) -> Found:
    visits = reader.once("visit")
    sessions = reader.once("live_session").drop_duplicates("session_id").set_index("session_id")
    start, end = (visits["session_id"].map(sessions[name]) for name in ("start_ts", "end_ts"))
    out = (visits["enter_ts"] < start) | (visits["enter_ts"] > end) | start.isna()
    return Found(visits[out], len(visits))


def _below_zero(reader: Reader) -> Found:
    moves = reader.once("stock_event").sort_values("ts", kind="stable")
    on_hand = moves.groupby("sku_id")["delta"].cumsum()
    return Found(moves[on_hand < 0], len(moves))
