"""The hour tables of one replicate, and the pieces of each cell that come back."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, midnight_us, times
from caopan.market.inverse import Ints, systematic
from caopan.market.luck import mix, unit
from caopan.market.record import GOODS, TRAFFIC, Record
from caopan.market.scenario import SOURCES, Scenario

AGAIN = 0.07
"""Share of paid lines whose buyer has already bought in the session (assumed; where events are
made, the users decide)."""


@dataclass(frozen=True)
class Cells:
    """Goods cells of one replicate, one row for each (show, hour, source, SKU) with a count.

    ``counts`` (n, 5) as in GOODS; ``returns`` lists (cell, piece in the cell, age) of refunded
    pieces; ``off_returns`` (day, sku, piece, age) of those sold off session.
    """

    show: Ints
    day: Ints
    hour: Ints
    source: Ints
    sku: Ints
    counts: Ints
    returns: Ints
    off_returns: Ints


def session_id(scenario: Scenario, day: int, slot: int) -> str:
    """Name of a session.

    >>> from caopan.market import sample
    >>> session_id(sample("liuyi"), 3, 0)
    'liuyi-003-1'
    """
    return f"{scenario.merchant}-{day:03d}-{slot + 1}"


def on_air(record: Record, r: int) -> list[int]:
    """Numbers of the shows which this replicate really had."""
    return [at for at, sums in enumerate(record.shows) if sums.show.minutes[r] > 0]


def cells_of(record: Record, r: int) -> Cells:
    """Collect the goods cells of replicate ``r`` and deal the refunds to them."""
    parts, counts = [], []
    for at in on_air(record, r):
        sums = record.shows[at]
        goods = sums.goods[r, :, :, :-1]
        hour, source, sku = np.nonzero(goods.any(axis=-1))
        first = int(sums.show.start[r]) // 60
        parts.append(
            np.stack(
                [
                    np.full(len(hour), at),
                    np.full(len(hour), sums.show.day),
                    hour + first,
                    source,
                    sku,
                ]
            )
        )
        counts.append(goods[hour, source, sku])
    table = np.concatenate(parts, axis=1) if parts else np.zeros((5, 0), dtype=np.int64)
    count = np.concatenate(counts) if counts else np.zeros((0, len(GOODS)), dtype=np.int64)
    returns, off = _deal(record, r, table, count)
    show, day, hours, way, skus = table
    return Cells(show, day, hours, way, skus, count, returns, off)


def _deal(record: Record, r: int, table: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Find the cell of each refunded piece: a day's pieces of a SKU are numbered cell by cell."""
    _, day, _, _, sku = table
    units = count[:, 3] + count[:, 4]
    width = record.world.skus
    order = np.lexsort((np.arange(len(day)), day * width + sku))
    group = (day * width + sku)[order]
    ends = np.cumsum(units[order])
    first = np.searchsorted(group, np.arange((record.first + len(record.days)) * width))
    base = np.concatenate([[0], ends])[first]
    live, off = [], []
    for at, back in enumerate(record.returned):
        mine = back.replicate == r
        here = (record.first + at) * width + back.sku[mine]
        piece, age = back.piece[mine], back.age[mine]
        in_session = piece < record.days[at].sold[r][back.sku[mine]]
        place = base[here] + piece
        cell = np.searchsorted(ends, place[in_session], side="right")
        start = (ends - units[order])[cell]
        live.append(np.stack([order[cell], place[in_session] - start, age[in_session]]))
        rest = ~in_session
        sold = record.days[at].sold[r][back.sku[mine]][rest]
        off.append(
            np.stack(
                [
                    np.full(int(rest.sum()), record.first + at),
                    back.sku[mine][rest],
                    piece[rest] - sold,
                    age[rest],
                ]
            )
        )
    return np.concatenate(live, axis=1), np.concatenate(off, axis=1)


def traffic_hour(record: Record, r: int, scenario: Scenario) -> pd.DataFrame:
    """The table ``traffic_hour`` of replicate ``r``."""
    show, stamp, source, values = [], [], [], []
    names: list[str] = []
    for at in on_air(record, r):
        sums = record.shows[at]
        hour, way = np.nonzero(sums.traffic[r].any(axis=-1))
        midnight = midnight_us(scenario.first_day + timedelta(days=sums.show.day))
        stamp.append(midnight + (hour + int(sums.show.start[r]) // 60) * 3_600_000_000)
        show.append(np.full(len(hour), len(names)))
        names.append(session_id(scenario, sums.show.day, sums.show.slot))
        source.append(way)
        values.append(sums.traffic[r, hour, way])
    frame = {
        "session_id": chosen(names, np.concatenate(show)),
        "hour_ts": times(np.concatenate(stamp)),
        "source": chosen(SOURCES, np.concatenate(source)),
    }
    table = np.concatenate(values)
    return pd.DataFrame(frame | {name: table[:, i] for i, name in enumerate(TRAFFIC)})


def goods_hour(record: Record, r: int, scenario: Scenario, cells: Cells) -> pd.DataFrame:
    """The table ``goods_hour`` of replicate ``r``; refunds are those dated within the table."""
    air = on_air(record, r)
    names = [
        session_id(scenario, record.shows[at].show.day, record.shows[at].show.slot) for at in air
    ]
    index = np.zeros(len(record.shows), dtype=np.int64)
    index[air] = np.arange(len(air))
    prices = np.stack([record.shows[at].sheet.price[r] for at in range(len(record.shows))])
    price = prices[cells.show, cells.sku]
    midnights = midnight_us(scenario.first_day) + cells.day * 86_400_000_000
    exposures, clicks, creates, pays, extra = cells.counts.T
    cell, _, age = cells.returns
    last = record.first + len(record.days) - 1
    seen = cells.day[cell] + age <= last
    back = np.bincount(cell[seen], minlength=len(cells.day))
    return pd.DataFrame(
        {
            "session_id": chosen(names, index[cells.show]),
            "hour_ts": times(midnights + cells.hour * 3_600_000_000),
            "source": chosen(SOURCES, cells.source),
            "sku_id": chosen([sku.sku_id for sku in scenario.skus], cells.sku),
            "exposures": exposures,
            "clicks": clicks,
            "creates": creates,
            "pays": pays,
            "buyers": pays - _again(record, r, cells, pays),
            "units": pays + extra,
            "gmv_fen": (pays + extra) * price,
            "refund_fen": back * price,
        }
    )


def _again(record: Record, r: int, cells: Cells, pays: Ints) -> Ints:
    key = (cells.day * 32 + cells.hour) * 4096 + cells.source * 256 + cells.sku
    luck = unit(mix(record.world.luck.roots[r] ^ mix(key.astype(np.uint64))))
    return systematic(luck, pays, np.full(len(pays), AGAIN))
