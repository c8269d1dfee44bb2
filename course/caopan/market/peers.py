"""Peers: merchants of the same structure with numbers of their own, and their days summed up.

A peer shares category, stage, weekly calendar, number of SKUs and price band with its merchant, and
the season with everybody. Size, sources, goods and luck are its own, and only what befalls the
whole trade befalls it, too; so what a merchant's peers do at the same time is what would have
happened anyway.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from caopan.market.columns import midnight_us, same, times
from caopan.market.history import OWN
from caopan.market.hours import cells_of, goods_hour, traffic_hour
from caopan.market.luck import word
from caopan.market.record import Record, keep
from caopan.market.scenario import Scenario, Sku, Source
from caopan.market.session import DAY
from caopan.market.small import live_session
from caopan.market.world import compile_world

PEERS: Final = 6
COMMON: Final = frozenset({"FG8", "FX1"})
"""Faults that the whole trade has."""
SHARED: Final = frozenset({"market", "feed_season", "dear_auction"})
"""Circumstances that befall the whole trade."""
SIZE, RATE, PRICE = 0.25, 0.10, 0.05
"""Log spread of a peer's size, rates and prices about the merchant's (assumed)."""


def peers_of(scenario: Scenario, count: int = PEERS) -> tuple[Scenario, ...]:
    """The merchant's peers; the same ones on every call, with or without a fault of its own.

    count: how many; the first six are those of ``peer_day``.

    >>> from caopan.market import sample
    >>> [one.merchant for one in peers_of(sample("yunshi"))][:2]
    ['yunshi-peer-1', 'yunshi-peer-2']
    """
    return tuple(_peer(scenario, number) for number in range(1, count + 1))


def _peer(scenario: Scenario, number: int) -> Scenario:
    name = f"{scenario.merchant}-peer-{number}"
    key = scenario.luck_key ^ word(name)
    rng = np.random.default_rng(key)
    size = _spread(rng, SIZE)
    paid, fans = scenario.paid, scenario.fans
    return scenario.model_copy(
        update={
            "merchant": name,
            "luck_key": key,
            "seed": 0,
            "faults": tuple(one for one in scenario.faults if one.fault in COMMON),
            "circumstances": tuple(one for one in scenario.circumstances if one.kind in SHARED),
            "event_days": (),
            "sources": tuple(_source(one, size, rng) for one in scenario.sources),
            "skus": tuple(_sku(one, rng) for one in scenario.skus),
            "paid": paid.model_copy(
                update={
                    "fen_per_h": round(paid.fen_per_h * size * _spread(rng, RATE)),
                    # a visit costs a shop of another size about the same
                    "k": paid.k * size ** (1 - paid.beta) * _spread(rng, RATE / 2),
                }
            ),
            "fans": fans.model_copy(
                update={"opening": round(fans.opening * size), "now": round(fans.now * size)}
            ),
        }
    )


def _spread(rng: np.random.Generator, spread: float) -> float:
    return float(np.exp(spread * np.clip(rng.standard_normal(), -2, 2)))


def _source(source: Source, size: float, rng: np.random.Generator) -> Source:
    covers, enter, quality, stay = (_spread(rng, RATE * part) for part in (1, 0.6, 0.6, 0.6))
    return source.model_copy(
        update={
            "impressions_per_h": source.impressions_per_h * size * covers,
            # who follows a link comes in: that is no rate
            "enter": source.enter if source.enter == 1 else min(source.enter * enter, 0.9),
            "quality": source.quality * quality,
            "stay_s": max(source.stay_s * stay, 6.0),
        }
    )


def _sku(sku: Sku, rng: np.random.Generator) -> Sku:
    price = _spread(rng, PRICE)
    appeal, click, create, refund = (_spread(rng, RATE) for _ in range(4))
    return sku.model_copy(
        update={
            "list_fen": max(round(sku.list_fen * price / 10) * 10, 10),
            "cost_fen": round(sku.cost_fen * price),
            "appeal": sku.appeal * appeal,
            "click": min(sku.click * click, 0.5),
            "create": min(sku.create * create, 0.5),
            "refund": min(sku.refund * refund, 0.9),
        }
    )


def peer_day(scenario: Scenario) -> pd.DataFrame:
    """The table ``peer_day``: the peers of a merchant, day by day over its history.

    >>> from caopan.market import sample
    >>> short = sample("yunshi").model_copy(update={"days": 7})
    >>> peer_day(short).groupby("peer_id")["sessions"].sum().tolist()
    [6, 6, 6, 6, 6, 6]
    """
    return peer_days([scenario])[0]


def peer_days(scenarios: Sequence[Scenario]) -> list[pd.DataFrame]:
    """The table ``peer_day`` of each of some merchants of one structure, played as one batch.

    Raises CaopanError for merchants of several structures.
    """
    others = [peer for one in scenarios for peer in peers_of(one)]
    world = compile_world(others, [one.seed for one in others])
    record = keep(world, [OWN] * len(others), 0, max(one.days for one in scenarios), set())
    days = [_days(record, r, one) for r, one in enumerate(others)]
    return [pd.concat(days[n : n + PEERS], ignore_index=True) for n in range(0, len(others), PEERS)]


def _days(record: Record, r: int, one: Scenario) -> pd.DataFrame:
    shows = live_session(record, r, one)
    start = midnight_us(one.first_day)
    opened = times(start + np.arange(one.days) * DAY)
    # a session belongs to the day on which it opened, whatever the hour of a row
    day = dict(zip(shows["session_id"], shows["start_ts"].dt.normalize(), strict=True))

    def total(frame: pd.DataFrame) -> pd.DataFrame:
        sums = frame.groupby(frame["session_id"].map(day)).sum(numeric_only=True)
        return sums.reindex(opened, fill_value=0).astype(np.int64).reset_index(drop=True)

    come = traffic_hour(record, r, one)
    sold = goods_hour(record, r, one, cells_of(record, r))
    came, sales = total(come), total(sold)
    paid, paid_sales = (total(rows[rows["source"] == "paid"]) for rows in (come, sold))
    air = shows.assign(
        day=shows["start_ts"].dt.normalize(),
        air_min=(shows["end_ts"] - shows["start_ts"]).dt.total_seconds() // 60,
        rank=shows["tier"].map("SAB".index),
    ).groupby("day")
    rank, aired = air["rank"].min().reindex(opened), air["air_min"].sum()
    return pd.DataFrame(
        {
            "peer_id": same(one.merchant, one.days),
            "day_ts": opened,
            "sessions": air.size().reindex(opened, fill_value=0).to_numpy(dtype=np.int64),
            "tier": pd.Series(
                [None if np.isnan(at) else "SAB"[int(at)] for at in rank], dtype="str"
            ),
            "air_min": aired.reindex(opened, fill_value=0).to_numpy(dtype=np.int64),
            **{name: came[name] for name in ("impressions", "visits", "viewers", "fan_visits")},
            "paid_visits": paid["visits"],
            **{name: came[name] for name in ("watch_s", "follows")},
            "fans": np.array([round(float(facts.fans[r])) for facts in record.days]),
            **{name: sales[name] for name in ("exposures", "clicks", "pays", "buyers", "units")},
            "gmv_fen": sales["gmv_fen"],
            "paid_gmv_fen": paid_sales["gmv_fen"],
            "refund_fen": sales["refund_fen"],
            "ad_spend_fen": came["ad_spend_fen"],
        }
    )
