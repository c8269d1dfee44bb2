"""The event tables of some sessions, and what their users decide about the hour tables."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.market.actlog import interaction_rows, product_rows
from caopan.market.aftersales import Back, deliver, fulfil_rows, refund_rows, review_rows
from caopan.market.brushing import Brushed, brushed, brushed_lines, return_age, with_brushed
from caopan.market.choice import deal_orders
from caopan.market.crowd import deal_people
from caopan.market.hours import Cells
from caopan.market.inverse import Ints
from caopan.market.lines import Lines, off_lines, session_lines
from caopan.market.paid import ad_rows
from caopan.market.people import Seen, Visits
from caopan.market.plan import Plan
from caopan.market.record import Record
from caopan.market.roomlog import impression_rows, visit_rows
from caopan.market.scenario import SOURCES, Scenario
from caopan.market.session import HOUR, Session
from caopan.market.showlog import segment_rows, shelf_rows
from caopan.market.stocklog import stock_after, stock_rows

EVENTS = (
    "impression",
    "visit",
    "interaction",
    "product_event",
    "explain_seg",
    "shelf",
    "stock_event",
    "order_line",
    "refund",
    "fulfil",
    "ad_spend",
    "review",
)
Frames = dict[str, pd.DataFrame]


@dataclass
class Told:
    """One session told in people: what the row makers need."""

    session: Session
    visits: Visits
    seen: Seen
    lines: Lines
    show_orders: Brushed


def event_tables(
    record: Record,
    r: int,
    scenario: Scenario,
    plan: Plan,
    cells: Cells,
    days: tuple[int, ...],
    traffic: pd.DataFrame,
    goods: pd.DataFrame,
) -> Frames:
    """Event tables of the sessions on ``days``; sets buyers and watch time of these sessions.

    In the hour tables of other sessions these two follow the law in the mean; here the users
    decide, and ``traffic`` and ``goods`` are changed in place to what they did.
    """
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in EVENTS}
    before: Ints | None = None
    keys = sorted(key for key in record.minutes if key[0] in days)
    logs = [record.minutes[key] for key in keys]
    logs = [log for log in logs if log.show.minutes[log.sheet.group[r]]]
    for number, log in enumerate(logs):
        one = _tell(Session(record, r, scenario, plan, log, number))
        _settle_traffic(one, traffic)
        _settle_buyers(one, goods, cells)
        for name, frames in _rows(one, cells, before).items():
            parts[name] += frames
        before = stock_after(one.session, one.lines)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items() if frames}


def _tell(session: Session) -> Told:
    visits, cards = deal_people(session)
    seen = deal_orders(session, visits, cards)
    lines = session_lines(session, visits, seen)
    for_show = brushed(session.record, session.r, session.log.show, session.minutes)
    return Told(session, with_brushed(visits, for_show), seen, lines, for_show)


def _hour_of(session: Session, frame: pd.DataFrame) -> Ints:
    """Clock hours of a session's rows, counted from the midnight before its opening."""
    stamp = frame["hour_ts"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("M8[us]")
    hours: Ints = (stamp.astype(np.int64) - session.midnight) // HOUR
    return hours


def _settle_traffic(one: Told, traffic: pd.DataFrame) -> None:
    """Put the watch time of this session's users into the hour table."""
    session, v = one.session, one.visits
    begin, end = session.start // 60, (session.start + session.minutes - 1) // 60
    watch = np.zeros((end - begin + 1, len(SOURCES)), dtype=np.int64)
    for hour in range(begin, end + 1):
        low, high = (hour * 60 - session.start) * 60_000, ((hour + 1) * 60 - session.start) * 60_000
        spent = np.clip(np.minimum(v.leave, high) - np.maximum(v.enter, low), 0, None)
        watch[hour - begin] = np.bincount(v.source, spent, len(SOURCES)) // 1000
    rows = traffic.index[traffic["session_id"] == session.name]
    here = traffic.loc[rows]
    way = np.array([SOURCES.index(name) for name in here["source"]], dtype=np.int64)
    traffic.loc[rows, "watch_s"] = watch[_hour_of(session, here) - begin, way]


def _settle_buyers(one: Told, goods: pd.DataFrame, cells: Cells) -> None:
    """Put the buyers among this session's users into the hour table, whose rows are the cells."""
    lines, new = one.lines, np.flatnonzero(one.lines.new)
    here = _cells_of(one, cells)
    mine = _cell_key(cells.hour[here], cells.source[here], cells.sku[here])
    key = _cell_key(lines.hour[new], lines.source[new], lines.sku[new])
    count = np.bincount(key, minlength=int(mine.max(initial=0)) + 1)
    goods.loc[here, "buyers"] = count[mine]


def _cells_of(one: Told, cells: Cells) -> Ints:
    """Numbers of the cells of this session."""
    shows = one.session.record.shows
    at = next(at for at, sums in enumerate(shows) if sums.show is one.session.log.show)
    return np.flatnonzero(cells.show == at)


def _cell_key(hour: Ints, source: Ints, sku: Ints) -> Ints:
    return (hour * 16 + source) * 1000 + sku


def _returned(one: Told, cells: Cells) -> Back:
    """The session's refunded pieces: cell by cell, first pieces of lines with a benefit first."""
    lines, session = one.lines, one.session
    paid = np.flatnonzero(lines.paid)
    unit = np.repeat(paid, lines.qty[paid])
    full = ~lines.redeemed[unit]
    full[1:] |= unit[1:] == unit[:-1]  # a benefit lowers the price of a line's first piece
    key = _cell_key(lines.hour[unit], lines.source[unit], lines.sku[unit])
    order = np.lexsort((unit, full, key))
    key, unit, full = key[order], unit[order], full[order]
    cell, piece, age = cells.returns
    here = np.isin(cell, _cells_of(one, cells))
    cell, piece, age = cell[here], piece[here], age[here]
    want = _cell_key(cells.hour[cell], cells.source[cell], cells.sku[cell])
    place = np.searchsorted(key, want) + piece
    line, rates = unit[place], session.rates
    fen = rates.price[lines.sku[line]] - np.where(full[place], 0, rates.deal[lines.sku[line]])
    return Back(line, age, fen)


def _off_returned(off: Lines, cells: Cells) -> Back:
    day, sku, piece, age = cells.off_returns
    here = (day == off.session.day) & (len(off) > 0)
    line = np.searchsorted(off.sku, sku[here]) + piece[here]
    return Back(line, age[here], off.session.rates.price[off.sku[line]])


def _rows(one: Told, cells: Cells, before: Ints | None) -> dict[str, list[pd.DataFrame]]:
    session, lines = one.session, one.lines
    off = off_lines(session, one.visits, int(lines.order.max(initial=-1)) + 1)
    after = int(off.order.max(initial=int(lines.order.max(initial=-1)))) + 1
    shown = brushed_lines(session, one.show_orders, after)
    all_back = Back(np.arange(len(shown)), return_age(one.show_orders), shown.worth())
    out = {
        "impression": [impression_rows(one)],
        "visit": [visit_rows(one)],
        "interaction": [interaction_rows(one)],
        "product_event": [product_rows(one)],
        "explain_seg": [segment_rows(session)],
        "shelf": [shelf_rows(session)],
        "stock_event": [stock_rows(session, lines, before)],
        "ad_spend": [ad_rows(session)],
    } | {name: [] for name in ("order_line", "refund", "fulfil", "review")}
    for some, back in (
        (lines, _returned(one, cells)),
        (off, _off_returned(off, cells)),
        (shown, all_back),
    ):
        for name, frame in _sold(session, some, back).items():
            out[name].append(frame)
    return out


def _sold(session: Session, lines: Lines, back: Back) -> Frames:
    """Order lines of the panel, and what becomes of them."""
    sent = deliver(session, lines, back)
    mine = np.zeros(len(lines), dtype=bool)
    mine[session.panel(lines.user)] = True
    return {
        "order_line": lines.frame(np.flatnonzero(mine)),
        "refund": refund_rows(session, lines, back, sent, mine),
        "fulfil": fulfil_rows(session, lines, sent, mine),
        "review": review_rows(session, lines, sent, mine),
    }
