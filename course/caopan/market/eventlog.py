"""The event tables of some sessions, and what their users decide about the hour tables."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.market.aftersales import fulfil_and_reviews, refund_rows
from caopan.market.choice import Seen, deal_orders
from caopan.market.crowd import Crowd, Visits
from caopan.market.hours import Cells, session_id
from caopan.market.inverse import Ints
from caopan.market.lines import Lines, off_lines, session_lines
from caopan.market.record import MinuteLog, Record
from caopan.market.roomlog import impression_rows, interaction_rows, product_rows, visit_rows
from caopan.market.scenario import Scenario
from caopan.market.showlog import ad_rows, segment_rows, shelf_rows
from caopan.market.stocklog import stock_rows
from caopan.market.world import World

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

    scenario: Scenario
    r: int
    day: int
    slot: int
    session: str
    log: MinuteLog
    rng: np.random.Generator
    visits: Visits
    seen: Seen
    lines: Lines
    number: int  # of the session among those with events
    log_world: World


def event_tables(
    record: Record,
    r: int,
    scenario: Scenario,
    cells: Cells,
    days: tuple[int, ...],
    traffic: pd.DataFrame,
    goods: pd.DataFrame,
) -> Frames:
    """Event tables of the sessions on ``days``; sets buyers and watch time of these sessions.

    In the hour tables of other sessions these two follow the law in the mean; here the users
    decide, and ``traffic`` and ``goods`` are changed in place to what they did.
    """
    told = []
    for at, (day, slot) in enumerate(sorted(key for key in record.minutes if key[0] in days)):
        log = record.minutes[day, slot]
        if log.show.minutes[r]:
            told.append(_tell(record, r, scenario, day, slot, log, at))
    for one in told:
        _settle_hours(one, traffic, goods, scenario)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in EVENTS}
    before: Ints | None = None
    for one in told:
        for name, frame in _rows(record, one, cells, before).items():
            parts[name].append(frame)
        before = one.log.stock[r] - np.bincount(
            one.lines.sku[one.lines.paid],
            weights=one.lines.qty[one.lines.paid],
            minlength=record.world.skus + 1,
        ).astype(np.int64)
    return {name: _joined(frames) for name, frames in parts.items() if frames}


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)


def _tell(
    record: Record, r: int, scenario: Scenario, day: int, slot: int, log: MinuteLog, number: int
) -> Told:
    root = int(record.world.luck.roots[r])
    rng = np.random.default_rng([root & 0xFFFFFFFF, root >> 32, day, slot])
    views = int(log.counts("people", "visits", r).sum())
    crowd = Crowd(log, r, rng, pool=12 * views + 1000)
    visits, cards = crowd.run()
    seen = deal_orders(crowd, visits, cards, scenario.room.fan_buy**2)
    lines = session_lines(r, log, visits, seen, rng)
    return Told(
        scenario,
        r,
        day,
        slot,
        session_id(scenario, day, slot),
        log,
        rng,
        visits,
        seen,
        lines,
        number,
        record.world,
    )


def _settle_hours(
    one: Told, traffic: pd.DataFrame, goods: pd.DataFrame, scenario: Scenario
) -> None:
    """Put watch time and buyers of this session's users into the hour tables."""
    sources = [source.name for source in scenario.sources]
    start = int(one.log.show.start[one.r])
    hours = int(one.log.show.clock[one.log.show.minutes[one.r] - 1, one.r]) // 60 - start // 60 + 1
    watch = np.zeros((hours, len(sources)), dtype=np.int64)
    for hour in range(hours):
        floor = max((start // 60 + hour) * 60 - start, 0) * 60_000
        roof = ((start // 60 + hour + 1) * 60 - start) * 60_000
        spent = np.clip(
            np.minimum(one.visits.leave, roof) - np.maximum(one.visits.enter, floor), 0, None
        )
        watch[hour] = np.bincount(one.visits.source, weights=spent, minlength=len(sources)) // 1000
    rows = traffic.index[traffic["session_id"] == one.session]
    hour = traffic.loc[rows, "hour_ts"].dt.hour.to_numpy() - start // 60
    way = np.array([sources.index(name) for name in traffic.loc[rows, "source"]])
    traffic.loc[rows, "watch_s"] = watch[hour, way]
    lines = one.lines
    key = (
        lines.source[lines.new] * 10_000
        + lines.sku[lines.new]
        + 10_000_000 * ((lines.create[lines.new] // 60_000 + start) // 60)
    )
    found, count = np.unique(key, return_counts=True)
    rows = goods.index[goods["session_id"] == one.session]
    skus = {sku.sku_id: k for k, sku in enumerate(scenario.skus)}
    here = (
        10_000_000 * goods.loc[rows, "hour_ts"].dt.hour.to_numpy()
        + 10_000 * np.array([sources.index(name) for name in goods.loc[rows, "source"]])
        + np.array([skus[name] for name in goods.loc[rows, "sku_id"]])
    )
    place = np.minimum(np.searchsorted(found, here), max(len(found) - 1, 0))
    buyers = (
        np.where(found[place] == here, count[place], 0) if len(found) else np.zeros(len(here), int)
    )
    goods.loc[rows, "buyers"] = buyers


def _rows(record: Record, one: Told, cells: Cells, before: Ints | None) -> Frames:
    off = off_lines(
        record,
        one.scenario,
        one.r,
        one.day,
        one.log,
        one.rng,
        len(one.lines.sku),
        one.visits.user.max(initial=0) + 1,
    )
    refunds, left = refund_rows(
        record, one.scenario, one.r, one.day, cells, one.lines, off, one.log, one.rng, one.number
    )
    lines = one.lines.frame(one.scenario, one.session, one.day, one.number)
    extra = off.frame(one.scenario, one.session, one.day, one.number)
    k = one.scenario.panel_one_in
    keep, keep_off = one.lines.user % k == 0, off.user % k == 0
    orders = pd.concat([lines[keep], extra[keep_off]], ignore_index=True)
    fulfil, review = fulfil_and_reviews(
        record, one.scenario, one.day, one.lines, off, left, one.rng, one.number
    )
    known = set(orders["line_id"])
    return {
        "impression": impression_rows(one),
        "visit": visit_rows(one),
        "interaction": interaction_rows(one),
        "product_event": product_rows(one),
        "explain_seg": segment_rows(one),
        "shelf": shelf_rows(one),
        "stock_event": stock_rows(one, before),
        "order_line": orders,
        "refund": refunds[refunds["line_id"].isin(known)],
        "fulfil": fulfil[fulfil["line_id"].isin(known)],
        "ad_spend": ad_rows(one),
        "review": review[review["line_id"].isin(known)],
    }
