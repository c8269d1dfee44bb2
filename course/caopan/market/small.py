"""The small tables of all days: sessions, products, contract, the log of what was done."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caopan.market.columns import midnight_us, numbered, same, times
from caopan.market.hours import on_air, session_id
from caopan.market.luck import mix, unit, word
from caopan.market.record import Record
from caopan.market.scenario import Scenario

WIDER, MORE = "audience widened to look-alikes", "daily budget raised"
ROUTINE = ("bid nudged", "budget evened over the week", "creative swapped", WIDER, MORE)
"""Routine changes read like the causes of faults: the log alone convicts nobody."""
MINUTE = 60_000_000
DAY = 86_400_000_000
TIERS = ((0, 300), (30_000_000, 400), (100_000_000, 500))  # from fen, basis points (assumed)


def anchor_of(scenario: Scenario, day: int) -> str:
    """The anchor who opens on a day: they take turns by the week."""
    return scenario.anchors[day // 7 % len(scenario.anchors)]


def _stamped(frame: Mapping[str, object], prefix: str, us: np.ndarray) -> pd.DataFrame:
    n = len(us)
    return pd.DataFrame(
        {"event_id": numbered(prefix, np.arange(1, n + 1), 6), "arrive_ts": times(us + 900_000)}
        | dict(frame)
    )


def live_session(record: Record, r: int, scenario: Scenario) -> pd.DataFrame:
    """The table ``live_session``."""
    shows = [record.shows[at].show for at in on_air(record, r)]
    start = np.array(
        [midnight_us(scenario.first_day) + s.day * DAY + int(s.start[r]) * MINUTE for s in shows]
    )
    end = start + np.array([int(s.minutes[r]) * MINUTE for s in shows])
    return _stamped(
        {
            "session_id": pd.Series(
                [session_id(scenario, s.day, s.slot) for s in shows], dtype="str"
            ),
            "merchant_id": same(scenario.merchant, len(shows)),
            "anchor_id": pd.Series([anchor_of(scenario, s.day) for s in shows], dtype="str"),
            "tier": pd.Series([s.tiers[r] for s in shows], dtype="str"),
            "start_ts": times(start),
            "end_ts": times(end),
        },
        f"{scenario.merchant}-s",
        end,
    )


def product(record: Record, r: int, scenario: Scenario) -> pd.DataFrame:
    """The table ``product``; the refund rate is that of the last 30 days, else the category's."""
    recent = record.days[-30:]
    sold = sum((facts.sold + facts.off)[r] for facts in recent)
    back = sum(facts.refunds[r] for facts in recent)
    usual = np.array([sku.refund for sku in scenario.skus])
    rate = np.where(sold[:-1] >= 30, back[:-1] / np.maximum(sold[:-1], 1), usual)
    fees = scenario.fees
    us = np.full(len(scenario.skus), midnight_us(scenario.first_day))
    return _stamped(
        {
            "product_id": pd.Series([sku.product_id for sku in scenario.skus], dtype="str"),
            "sku_id": pd.Series([sku.sku_id for sku in scenario.skus], dtype="str"),
            "name": pd.Series([sku.name for sku in scenario.skus], dtype="str"),
            "category": same(scenario.category, len(us)),
            "unit_list_fen": [sku.list_fen for sku in scenario.skus],
            "unit_cost_fen": [sku.cost_fen for sku in scenario.skus],
            "fee_bp": fees.fee_bp,
            "comm_bp": fees.comm_bp,
            "exp_refund_bp": np.round(rate * 10_000).astype(np.int64),
        },
        f"{scenario.merchant}-g",
        us,
    )


def contract_tier(scenario: Scenario) -> pd.DataFrame:
    """The table ``contract_tier``: one marginal ladder of the service provider (assumed)."""
    us = np.full(len(TIERS), midnight_us(scenario.first_day))
    return _stamped(
        {
            "contract_id": same(f"{scenario.merchant}-c1", len(TIERS)),
            "version": 1,
            "from_fen": [low for low, _ in TIERS],
            "rate_bp": [bp for _, bp in TIERS],
            "mode": same("marginal", len(TIERS)),
        },
        f"{scenario.merchant}-t",
        us,
    )


def _luck(record: Record, r: int, name: str, day: int) -> float:
    key = record.world.luck.roots[r : r + 1] ^ np.uint64(word(f"{name}{day}"))
    return float(unit(mix(key))[0])


def ops_log(record: Record, r: int, scenario: Scenario) -> pd.DataFrame:
    """The table ``ops_log``: what was done, day by day, the causes of faults among the routine."""
    rows: list[tuple[int, str | None, str, str | None, str]] = []
    midnight = midnight_us(scenario.first_day)
    shows = {record.shows[at].show.day: record.shows[at].show for at in on_air(record, r)}
    for at in range(len(record.days)):
        day = record.first + at
        sheet = next((sums.sheet for sums in record.shows if sums.show.day == day), None)
        show = shows.get(day)
        if sheet is not None:
            for n in range(round(float(sheet.videos[r]))):
                minute = 540 + 180 * n + int(120 * _luck(record, r, f"video{n}", day))
                rows.append(
                    (
                        midnight + day * DAY + minute * MINUTE,
                        None,
                        "video_post",
                        f"video-{day:03d}-{n + 1}",
                        "short video posted, leads to the room",
                    )
                )
        if show is not None:
            rows += _of_show(
                record,
                r,
                scenario,
                day,
                session_id(scenario, day, show.slot),
                midnight + day * DAY + int(show.start[r]) * MINUTE,
                show.tiers[r],
            )
        rows += _onset(record, scenario, day, midnight + day * DAY, r)
    rows.sort(key=lambda row: (row[0], row[2], row[3] or ""))
    us = np.array([row[0] for row in rows], dtype=np.int64)
    text = {
        name: pd.Series([row[i] for row in rows], dtype="str")
        for i, name in ((1, "session_id"), (2, "kind"), (3, "subject"), (4, "detail"))
    }
    return _stamped({"ts": times(us)} | text, f"{scenario.merchant}-o", us)


def _of_show(
    record: Record, r: int, scenario: Scenario, day: int, session: str, start: int, tier: str
) -> list[tuple[int, str | None, str, str | None, str]]:
    rows: list[tuple[int, str | None, str, str | None, str]] = []
    if day % 7 == 0:
        rows.append(
            (start, session, "anchor_change", anchor_of(scenario, day), "takes over for the week")
        )
    if tier != "B":
        rows.append(
            (start, session, "promotion", None, f"tier {tier} session, extra gifts announced")
        )
    if _luck(record, r, "draw", day) < 0.3:
        rows.append(
            (start + 45 * MINUTE, session, "draw", None, "lottery among viewers, gated by follow")
        )
    if _luck(record, r, "routine", day) < 0.10:
        text = ROUTINE[int(len(ROUTINE) * _luck(record, r, "wording", day))]
        rows.append((start - 60 * MINUTE, None, "plan_change", "plan-1", text))
    return rows


def _onset(
    record: Record, scenario: Scenario, day: int, midnight: int, r: int
) -> list[tuple[int, str | None, str, str | None, str]]:
    """What a fault leaves in the log on its first day (most leave nothing)."""
    rows: list[tuple[int, str | None, str, str | None, str]] = []
    for fault in scenario.faults:
        if fault.from_day == day and fault.fault == "FT1":
            rows.append(
                (
                    midnight + 600 * MINUTE,
                    None,
                    "plan_change",
                    "plan-1",
                    WIDER,
                )
            )
        if fault.from_day == day and fault.fault == "FT3":
            rows.append((midnight + 600 * MINUTE, None, "plan_change", "plan-1", MORE))
    return rows
