"""The hour tables of one replicate, and the pieces of each cell that come back."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from caopan.market.brushing import SHARE, brushed
from caopan.market.columns import chosen, midnight_us, times
from caopan.market.inverse import Ints, systematic
from caopan.market.luck import mix, unit
from caopan.market.record import GOODS, TRAFFIC, HourSums, Record
from caopan.market.scenario import SOURCES, Scenario
from caopan.market.session import DAY, HOUR, rates_of, session_id

AGAIN = 0.07
"""Share of paid lines whose buyer has already bought in the session (assumed; where events are
made, the users decide)."""


@dataclass(frozen=True)
class Cells:
    """Goods cells of one replicate, one row for each (show, hour, source, SKU) with a count.

    ``hour`` counts from the midnight before the opening. ``counts`` (n, 6) as in GOODS. ``returns``
    lists (cell, piece in the cell, age) of refunded pieces, ``off_returns`` (day, sku, piece, age)
    of those sold off session. The first pieces of a cell are one of each line that used the
    session's price benefit: the buyer paid less for them.
    """

    show: Ints
    day: Ints
    hour: Ints
    source: Ints
    sku: Ints
    counts: Ints
    returns: Ints
    off_returns: Ints


def on_air(record: Record, r: int) -> list[int]:
    """Numbers of the shows which this replicate really had."""
    return [
        at for at, sums in enumerate(record.shows) if sums.show.minutes[sums.sheet.group[r]] > 0
    ]


def opening(sums: HourSums, r: int) -> int:
    """When a show opened for replicate ``r``, minute of the day."""
    return int(sums.show.start[sums.sheet.group[r]])


def cells_of(record: Record, r: int) -> Cells:
    """Collect the goods cells of replicate ``r`` and deal the refunds to them."""
    parts, counts = [], []
    for at in on_air(record, r):
        sums = record.shows[at]
        goods = sums.goods[r, :, :, :-1]
        hour, source, sku = np.nonzero(goods.any(axis=-1))
        first = opening(sums, r) // 60
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
        table = _with_brushed(record, r, at)
        hour, way = np.nonzero(table.any(axis=-1))
        midnight = midnight_us(scenario.first_day + timedelta(days=sums.show.day))
        stamp.append(midnight + (hour + opening(sums, r) // 60) * HOUR)
        show.append(np.full(len(hour), len(names)))
        names.append(session_id(scenario, sums.show.day, sums.show.slot))
        source.append(way)
        values.append(table[hour, way])
    none = [np.zeros(0, dtype=np.int64)]
    frame = {
        "session_id": chosen(names, np.concatenate(show or none)),
        "hour_ts": times(np.concatenate(stamp or none)),
        "source": chosen(SOURCES, np.concatenate(source or none)),
    }
    table = np.concatenate(values or [np.zeros((0, len(TRAFFIC)), dtype=np.int64)])
    return pd.DataFrame(frame | {name: table[:, i] for i, name in enumerate(TRAFFIC)})


def _with_brushed(record: Record, r: int, at: int) -> Ints:
    """Traffic of a show (H, S, 7) with the visits of those who order for show."""
    sums = record.shows[at]
    some = brushed(record, r, sums.show, int(sums.show.minutes[sums.sheet.group[r]]))
    table: Ints = sums.traffic[r].copy()
    if not len(some.sku):
        return table
    start = opening(sums, r)
    hour = (start + some.enter // 60_000) // 60 - start // 60
    spent = np.bincount(hour, some.leave - some.enter, len(table)).astype(np.int64)
    for name, count in (
        ("visits", np.bincount(hour, minlength=len(table))),
        ("viewers", np.bincount(hour, some.first, len(table)).astype(np.int64)),
        ("watch_s", spent // 1000),
    ):
        table[:, SHARE, TRAFFIC.index(name)] += count
    return table


def goods_hour(record: Record, r: int, scenario: Scenario, cells: Cells) -> pd.DataFrame:
    """The table ``goods_hour`` of replicate ``r``; refunds are those dated within the table."""
    names = [session_id(scenario, sums.show.day, sums.show.slot) for sums in record.shows]
    rates = [rates_of(sums.sheet, r) for sums in record.shows]
    exposures, clicks, creates, pays, extra, redeemed = cells.counts.T
    price = np.array([one.price for one in rates])[cells.show, cells.sku] if rates else pays
    deal = np.array([one.deal for one in rates])[cells.show, cells.sku] if rates else pays
    midnights = midnight_us(scenario.first_day) + cells.day * DAY
    cell, piece, age = cells.returns
    seen = cells.day[cell] + age <= record.first + len(record.days) - 1
    back = np.bincount(cell[seen], minlength=len(price))
    cheap = np.bincount(cell[seen & (piece < redeemed[cell])], minlength=len(price))
    return pd.DataFrame(
        {
            "session_id": chosen(names, cells.show),
            "hour_ts": times(midnights + cells.hour * HOUR),
            "source": chosen(SOURCES, cells.source),
            "sku_id": chosen([sku.sku_id for sku in scenario.skus], cells.sku),
            "exposures": exposures,
            "clicks": clicks,
            "creates": creates,
            "pays": pays,
            "buyers": pays - _again(record, r, cells, pays),
            "units": pays + extra,
            "gmv_fen": (pays + extra) * price - redeemed * deal,
            "refund_fen": back * price - cheap * deal,
        }
    )


def _again(record: Record, r: int, cells: Cells, pays: Ints) -> Ints:
    key = (cells.day * 64 + cells.hour) * 4096 + cells.source * 256 + cells.sku
    luck = unit(mix(record.world.luck.roots[r] ^ mix(key.astype(np.uint64))))
    return systematic(luck, pays, np.full(len(pays), AGAIN))
