"""The log of what was done and what befell the room, day by day."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from caopan.market.acting import acting
from caopan.market.cases import paid_plans
from caopan.market.columns import midnight_us, times
from caopan.market.deals import benefits_of, draws
from caopan.market.hours import on_air, opening
from caopan.market.plan import Plan, list_after
from caopan.market.record import HourSums, Record
from caopan.market.scenario import Benefit, Scenario
from caopan.market.session import DAY, MINUTE, fixed_luck, session_id
from caopan.market.small import speakers, stamped

WIDER, MORE = "audience widened to look-alikes", "daily budget raised"
BREACH = "the platform notes a breach of its rules"
ROUTINE = ("bid nudged", "budget evened over the week", "creative swapped", WIDER, MORE)
"""Routine changes read like the causes of faults: the log alone convicts nobody."""
OPEN_TO = {"all": "open to all", "fans": "gated by follow", "new": "for new buyers"}
NAMED = {
    "coupon": "coupon",
    "threshold": "threshold discount",
    "flash": "flash price",
    "fan_club": "fan club price",
    "presale": "presale price",
    "lottery": "lottery among viewers",
    "red_packet": "red packets",
}


class Entry(NamedTuple):
    """A row of the log, its time in microseconds."""

    ts: int
    session: str | None
    kind: str
    subject: str | None
    detail: str


def ops_log(record: Record, r: int, scenario: Scenario, plan: Plan) -> pd.DataFrame:
    """The table ``ops_log``, the causes of faults among the routine."""
    midnight = midnight_us(scenario.first_day)
    rows = list(_planned(scenario, plan, midnight + record.first * DAY))
    opener = None
    shows: dict[int, list[HourSums]] = {}
    for at in on_air(record, r):
        shows.setdefault(record.shows[at].show.day, []).append(record.shows[at])
    for day in range(record.first, record.first + len(record.days)):
        zero = midnight + day * DAY
        rows += _videos(record, r, day, zero)
        for sums in shows.get(day, []):
            rows += _of_show(record, r, scenario, plan, sums, zero, opener)
            opener = int(speakers(sums, r)[-1])
        rows += _violation(record, r, scenario, shows.get(day, []), day, zero)
        rows += _onset(scenario, plan, day, zero)
    rows.sort(key=lambda row: (row.ts, row.kind, row.subject or ""))
    us = np.array([row.ts for row in rows], dtype=np.int64)
    columns: dict[str, object] = {"ts": times(us)}
    for i, name in ((1, "session_id"), (2, "kind"), (3, "subject"), (4, "detail")):
        columns[name] = pd.Series([row[i] for row in rows], dtype="str")
    return stamped(columns, f"{scenario.merchant}-o", us)


def _luck(record: Record, r: int, name: str) -> float:
    return float(fixed_luck(record, r, name, 1)[0])


def _videos(record: Record, r: int, day: int, zero: int) -> Iterator[Entry]:
    sums = next((sums for sums in record.shows if sums.show.day == day), None)
    count = 0 if sums is None else round(float(sums.sheet.videos[int(sums.sheet.group[r])]))
    for n in range(count):
        minute = 540 + 180 * n + int(120 * _luck(record, r, f"video{n}/{day}"))
        detail = "short video posted, leads to the room"
        yield Entry(zero + minute * MINUTE, None, "video_post", f"video-{day:03d}-{n + 1}", detail)


def _of_show(
    record: Record,
    r: int,
    scenario: Scenario,
    plan: Plan,
    sums: HourSums,
    zero: int,
    before: int | None,
) -> Iterator[Entry]:
    show = sums.show
    session = session_id(scenario, show.day, show.slot)
    who = speakers(sums, r)
    start, length = zero + opening(sums, r) * MINUTE, len(who)
    changes = [0] if before != who[0] else []
    for minute in [*changes, *(np.flatnonzero(who[1:] != who[:-1]) + 1).tolist()]:
        name, detail = scenario.anchors[int(who[minute])].name, "takes over" if minute else "opens"
        yield Entry(start + minute * MINUTE, session, "anchor_change", name, detail)
    tier = show.tiers[sums.sheet.group[r]]
    if tier != "B":
        detail = f"tier {tier} session, extra gifts announced"
        yield Entry(start, session, "promotion", None, detail)
    given = benefits_of(acting(scenario, show.day), plan, tier)
    for one in given:
        yield from _given(one, session, start, length)
    if not any(not one.of_price for one in given) and _luck(record, r, f"draw{show.day}") < 0.3:
        detail = "lottery among viewers, gated by follow"
        yield Entry(start + 45 * MINUTE, session, "draw", None, detail)
    if _luck(record, r, f"routine{show.day}") < 0.10:
        text = ROUTINE[int(len(ROUTINE) * _luck(record, r, f"wording{show.day}"))]
        yield Entry(start - 60 * MINUTE, None, "plan_change", _subject(scenario, plan), text)


def _given(one: Benefit, session: str, start: int, length: int) -> Iterator[Entry]:
    """A price benefit is announced at the opening, a draw is logged each time."""
    worth = f"{one.amount_fen / 100:.2f} yuan"
    rest = f"{OPEN_TO[one.gate]}, paid by {one.funder}"
    if one.of_price:
        least = f" from {one.threshold_fen / 100:.2f} yuan on" if one.threshold_fen else ""
        detail = f"{NAMED[one.kind]}: {worth} off a line{least}, {one.quantity} of them, {rest}"
        for sku in one.sku_ids or (None,):
            yield Entry(start, session, "promotion", sku, detail)
        return
    detail = f"{NAMED[one.kind]}: {one.quantity} times {worth}, {rest}"
    for turn in range(1, draws(one, length) + 1):
        minute = min(turn * one.every_min, length - 1) if one.every_min else length // 2
        yield Entry(start + minute * MINUTE, session, "draw", None, detail)


def _violation(
    record: Record, r: int, scenario: Scenario, shows: list[HourSums], day: int, zero: int
) -> Iterator[Entry]:
    """A violation, some time in the day's session; it names what follows, and no culprit."""
    if not bool(record.days[day - record.first].violation[r]):
        return
    session, minute = None, 12 * 60
    if shows:
        show = shows[0].show
        session = session_id(scenario, day, show.slot)
        luck = _luck(record, r, f"violation{day}")
        length = len(speakers(shows[0], r))
        minute = opening(shows[0], r) + min(5 + int(luck * length), length - 1)
    yield Entry(zero + minute * MINUTE, session, "violation", None, BREACH)


def _planned(scenario: Scenario, plan: Plan, zero: int) -> Iterator[Entry]:
    """What a plan changes before its first session: prices and paid plans."""
    morning = zero + 9 * 60 * MINUTE
    for sku in plan.price_bp:
        fen = list_after(plan, scenario, sku)
        yield Entry(morning, None, "price_change", sku, f"list price set to {fen / 100:.2f} yuan")
    for one in plan.paid or ():
        detail = f"budget {one.fen_per_h / 100:.2f} yuan an hour, for {one.goal}, to {one.audience}"
        if one.bid_fen is not None:
            detail += f", at most {one.bid_fen / 100:.2f} yuan a visit"
        yield Entry(morning, None, "plan_change", one.plan_id, detail)


def _subject(scenario: Scenario, plan: Plan) -> str | None:
    plans = paid_plans(scenario, plan)
    return plans[0].plan_id if plans else None


def _onset(scenario: Scenario, plan: Plan, day: int, zero: int) -> Iterator[Entry]:
    """What faults and circumstances leave in the log on their first day (most leave nothing).

    A notice of a breach follows nothing but bad luck, too: whoever is in a season of a weak feed
    has got one as well.
    """
    begun: list[tuple[str, int]] = [(fault.fault, fault.from_day) for fault in scenario.faults]
    begun += [(one.kind, one.from_day) for one in scenario.circumstances]
    for name, first in begun:
        if day == first and name in _LOGGED:
            subject = _subject(scenario, plan)
            yield Entry(zero + 600 * MINUTE, None, "plan_change", subject, _LOGGED[name])
        if name in _NOTICED and day >= first and (day - first) % 6 == 0 and day - first < 7:
            yield Entry(zero + 690 * MINUTE, None, "violation", None, BREACH)
    if day in scenario.unfunded_days:
        detail = "no budget: the account was topped up a day late"
        yield Entry(zero + 540 * MINUTE, None, "plan_change", _subject(scenario, plan), detail)


_LOGGED = {"FT1": WIDER, "FT3": MORE, "FT4": MORE, "FT8": MORE, "FU3": MORE, "growth_push": MORE}
_NOTICED = ("FT7", "feed_season")
