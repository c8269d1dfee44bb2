"""The small tables of all days: sessions, products, the contract."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caopan.market.columns import midnight_us, numbered, same, times
from caopan.market.hours import on_air, opening
from caopan.market.inverse import Ints
from caopan.market.record import HourSums, Record
from caopan.market.scenario import Scenario
from caopan.market.session import DAY, MINUTE, session_id

TIERS = ((0, 300), (30_000_000, 400), (100_000_000, 500))  # from fen, basis points (assumed)


def speakers(sums: HourSums, r: int) -> Ints:
    """Who speaks in each minute of a show, number among the scenario's anchors: (M,)."""
    g = sums.sheet.group[r]
    return sums.show.speaker[: int(sums.show.minutes[g]), g]


def stamped(frame: Mapping[str, object], prefix: str, us: Ints) -> pd.DataFrame:
    """A small table whose rows arrived at ``us``, with their event numbers."""
    n = len(us)
    return pd.DataFrame(
        {"event_id": numbered(prefix, np.arange(1, n + 1), 6), "arrive_ts": times(us + 900_000)}
        | dict(frame)
    )


def live_session(record: Record, r: int, scenario: Scenario) -> pd.DataFrame:
    """The table ``live_session``."""
    air = [record.shows[at] for at in on_air(record, r)]
    shows = [sums.show for sums in air]
    who = [speakers(sums, r) for sums in air]
    midnight = midnight_us(scenario.first_day) + np.array([s.day for s in shows]) * DAY
    start = midnight + np.array([opening(sums, r) for sums in air]) * MINUTE
    end = start + np.array([len(one) for one in who]) * MINUTE
    opener = [scenario.anchors[int(one[0])].name for one in who]
    return stamped(
        {
            "session_id": pd.Series(
                [session_id(scenario, s.day, s.slot) for s in shows], dtype="str"
            ),
            "merchant_id": same(scenario.merchant, len(shows)),
            "anchor_id": pd.Series(opener, dtype="str"),
            "tier": pd.Series([sums.show.tiers[sums.sheet.group[r]] for sums in air], dtype="str"),
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
    return stamped(
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
    return stamped(
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
