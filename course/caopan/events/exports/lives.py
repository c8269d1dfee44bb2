"""Live reports as sessions, and as traffic by the hour where they give that much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from caopan.events.catalogue import declared
from caopan.events.exports.records import Record
from caopan.events.exports.report import Report
from caopan.events.exports.tables import Filling, event_id

WHY = "the live reports do not tell it everywhere"
HOURLY = ("hour_ts", "source", "impressions", "visits", "viewers")
"""What a row must tell to be a row of traffic_hour."""


def read_lives(records: Iterable[Record], report: Report) -> list[Record]:
    """Return the rows that contradict neither themselves nor each other."""
    found: dict[tuple[Any, ...], Record] = {}
    times: dict[tuple[str, str], tuple[Any, Record]] = {}
    for record in records:
        key = tuple(record.get(name) for name in ("session_id", "hour_ts", "source"))
        start, end = record.get("start_ts"), record.get("end_ts")
        viewers, visits = record.get("viewers"), record.get("visits")
        if start is not None and end is not None and end < start:
            reason = f"is before the start ({start:%Y-%m-%d %H:%M:%S}): correct the row"
            record.refuse(report, "end_ts", reason)
        elif viewers is not None and visits is not None and viewers > visits:
            reason = f"are {viewers} people in {visits} visits: correct the row"
            record.refuse(report, "viewers", reason)
        elif key in found:
            reason = f"{key[0]} has such a row in {found[key].place} already: keep one of them"
            record.refuse(report, "session_id", reason)
        elif _same_times(record, times, report):
            found[key] = record
    return list(found.values())


def _same_times(
    record: Record, times: dict[tuple[str, str], tuple[Any, Record]], report: Report
) -> bool:
    """Refuse a row that gives its session another start or end than an earlier one."""
    for name in ("start_ts", "end_ts"):
        if (time := record.get(name)) is None:
            continue
        known, first = times.setdefault((record.values["session_id"], name), (time, record))
        if known != time:
            reason = f"is another one than in {first.place}: correct the wrong one"
            record.refuse(report, name, reason)
            return False
    return True


def add_lives(records: list[Record], merchant: str, filling: Filling) -> None:
    """Add the sessions whose start and end are known, and the traffic by hour and source."""
    told: dict[str, dict[str, Any]] = {}
    for record in records:
        session = told.setdefault(record.values["session_id"], {})
        for name in ("start_ts", "end_ts", "anchor_id", "tier"):
            if session.get(name) is None:
                session[name] = record.get(name)
        if all(record.get(name) is not None for name in HOURLY):
            filling.add("traffic_hour", _hour(record, filling))
    for number, row in sorted(told.items()):
        if row["start_ts"] is not None and row["end_ts"] is not None:
            _add_session(number, row, merchant, filling)


def _add_session(number: str, row: dict[str, Any], merchant: str, filling: Filling) -> None:
    row |= {
        "event_id": event_id("live", number),
        "arrive_ts": row["end_ts"],
        "session_id": number,
        "merchant_id": merchant,
    }
    for name, instead in (("anchor_id", merchant), ("tier", "B")):
        row[name] = filling.given("live_session", name, row[name], instead, WHY)
    filling.add("live_session", row)


def _hour(record: Record, filling: Filling) -> dict[str, Any]:
    row = {name: record.get(name) for name in declared("traffic_hour").names}
    for name in ("fan_visits", "watch_s", "follows", "ad_spend_fen"):
        row[name] = filling.given("traffic_hour", name, row[name], 0, WHY)
    return row
