"""A shop's hour tables as sums by day: arrays on which every contrast is one line of arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.errors import CaopanError
from caopan.events.room import SOURCES

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
TRAFFIC: Final = ("impressions", "visits", "fan_visits", "watch_s", "follows", "ad_spend_fen")
GOODS: Final = ("exposures", "clicks", "creates", "pays", "units", "gmv_fen", "refund_fen")
PEERS: Final = ("impressions", "visits", "watch_s", "follows", "ad_spend_fen", "air_min",
                "exposures", "clicks", "pays", "gmv_fen", "refund_fen")  # fmt: skip
FEED: Final = ("recommend", "short_video", "plaza")
"""Sources that the platform's feed fills."""
ASKED: Final = ("search", "mall")
"""Sources that no feed fills: people who look for the merchant or its goods."""


class Weighed(NamedTuple):
    """A change and how far it stands out.

    value: the effect (a log ratio, a difference of shares, hours: the card's unit). z: the effect
    over its standard error. Both None where it cannot be computed, and then ``why`` says why.
    """

    value: float | None
    z: float | None
    why: str = ""


def weighed(value: float, error: float) -> Weighed:
    """An effect and its standard error as effect and z; None where either is no finite number.

    >>> weighed(0.2, 0.1)
    Weighed(value=0.2, z=2.0, why='')
    >>> weighed(0.2, float("nan")).why
    'too few days to tell its error'
    """
    if not np.isfinite(value):
        return Weighed(None, None, "a count that it is divided by is zero")
    if not np.isfinite(error) or error <= 0:
        return Weighed(None, None, "too few days to tell its error")
    return Weighed(float(value), float(value / error))


class Split(NamedTuple):
    """Which days are compared, and on which no money went into ads: boolean (days,)."""

    before: Flags
    after: Flags
    off: Flags


Term = tuple[float, Floats]
"""A coefficient and a sum by day, (days,)."""


def contrast(terms: Sequence[Term], split: Split) -> tuple[float, float]:
    """Change of a weighted sum of logs of totals, after less before, and its standard error.

    Each total is a sum over days, so its log moves with each day by the day's share of it: the
    error is that of a sum of independent days (delta method), without any resampling. A rate is
    two terms, +1 and -1; a double ratio four. NaN where a total is zero or days are too few.

    >>> days = np.arange(8)
    >>> split = Split(days < 4, days >= 4, days < 0)
    >>> clicks, looks = np.array([9., 11, 10, 10, 20, 21, 19, 20]), np.full(8, 100.0)
    >>> [round(one, 2) for one in contrast([(1, clicks), (-1, looks)], split)]
    [0.69, 0.05]
    """
    change, variance = 0.0, 0.0
    for sign, days in ((-1.0, split.before), (1.0, split.after)):
        rows = np.array([x[days] for _, x in terms], dtype=np.float64)
        totals, n = rows.sum(axis=1), int(days.sum())
        if n < 2 or not (totals > 0).all():
            return np.nan, np.nan
        signs = np.array([c for c, _ in terms])
        change += sign * float(signs @ np.log(totals))
        moved = signs @ (rows / totals[:, None])
        variance += n / (n - 1) * float(((moved - moved.mean()) ** 2).sum())
    return change, float(np.sqrt(variance))


class Sums:
    """A shop's sums by day, made when first asked for.

    >>> from caopan.diagnosis import Shop
    >>> Sums(Shop.of("yunshi")).visits.shape
    (90,)
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.days = shop.days
        self._events: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}

    @cached_property
    def _cells(self) -> Floats:
        """Traffic by day, source (the last: any other) and column: (days, 9, 6)."""
        table = self.shop.traffic
        shape = (self.days, len(SOURCES) + 1)
        key = table["day"].to_numpy() * shape[1] + codes(table["source"], SOURCES) % shape[1]
        return _added(table, key, shape, TRAFFIC)

    @cached_property
    def skus(self) -> tuple[str, ...]:
        """SKUs of the goods table, sorted."""
        return tuple(sorted(self.shop.goods["sku_id"].unique()))

    @cached_property
    def goods_keys(self) -> tuple[Ints, Ints, Ints]:
        """Of each row of the goods table: day, number of its source, number of its SKU."""
        table = self.shop.goods
        return (
            table["day"].to_numpy(),
            codes(table["source"], SOURCES) % (len(SOURCES) + 1),
            codes(table["sku_id"], self.skus),
        )

    @cached_property
    def _goods(self) -> Floats:
        """Goods by day, source (the last: any other), SKU and column: (days, 9, skus, 7)."""
        shape = (self.days, len(SOURCES) + 1, len(self.skus))
        key = np.ravel_multi_index(self.goods_keys, shape)
        return _added(self.shop.goods, key, shape, GOODS)

    @cached_property
    def peer(self) -> dict[str, Floats]:
        """Sums of the peers by column: (peers, days).

        Raises CaopanError where the shop has no peers.
        """
        table = self.shop.peers
        names = sorted(table["peer_id"].unique())
        if not names:
            raise CaopanError(f"{self.shop.name} has no peers in these weeks; import their days.")
        key = codes(table["peer_id"], names) * self.days + table["day"].to_numpy()
        found = _added(table, key, (len(names), self.days), PEERS)
        return {name: found[..., i] for i, name in enumerate(PEERS)}

    def came(self, column: str, *sources: str) -> Floats:
        """A column of the traffic by day, of some sources or of all: (days,)."""
        self._has("traffic_hour", column)
        cells = self._cells[..., TRAFFIC.index(column)]
        return np.asarray(cells[:, _places(sources)].sum(axis=1))

    def sold(self, column: str, *sources: str, skus: Flags | None = None) -> Floats:
        """A column of the goods by day, of some sources and SKUs (flags) or of all: (days,)."""
        self._has("goods_hour", column)
        cells = self._goods[..., GOODS.index(column)][:, _places(sources)]
        return np.asarray((cells if skus is None else cells[..., skus]).sum(axis=(1, 2)))

    def by_sku(self, column: str) -> Floats:
        """A column of the goods by day and SKU: (days, skus)."""
        self._has("goods_hour", column)
        return np.asarray(self._goods[..., GOODS.index(column)].sum(axis=1))

    def _has(self, table: str, column: str) -> None:
        """Raise CaopanError where a table has no such column."""
        if column not in self.shop.table(table):
            raise CaopanError(f"{self.shop.name}: {table} has no column {column!r}; import it.")

    @cached_property
    def visits(self) -> Floats:
        """Visits by day: (days,)."""
        return self.came("visits")

    @cached_property
    def split(self) -> Split:
        """Days on air of the two stretches, less days without budget; those are kept apart.

        Raises CaopanError where one of the two has fewer than two.
        """
        days = np.arange(self.days)
        live, spent = self.visits > 0, self.came("ad_spend_fen")
        before, after = ((days >= s.first) & (days < s.end) & live for s in self.shop.periods)
        usual = float(np.median(spent[before])) if before.any() else 0.0
        off = live & (spent == 0) & (usual > 0)
        found = Split(before & ~off, after & ~off, off)
        if min(int(found.before.sum()), int(found.after.sum())) < 2:
            raise CaopanError(
                f"{self.shop.name} was on air on fewer than two days of a stretch: compare longer "
                "stretches, or import more days."
            )
        return found

    @cached_property
    def air(self) -> Floats:
        """Minutes on air by day: (days,)."""
        shows = self.shop.table("live_session")
        day = self.shop.day(shows["start_ts"]).to_numpy()
        length = (shows["end_ts"] - shows["start_ts"]).dt.total_seconds().to_numpy() / 60
        inside = (day >= 0) & (day < self.days)
        return np.asarray(np.bincount(day[inside], length[inside], self.days), dtype=np.float64)

    @cached_property
    def sides(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names of the sessions of each stretch."""
        shows = self.shop.table("live_session")
        day = self.shop.day(shows["start_ts"])
        before, after = (
            frozenset(shows.loc[day.between(one.first, one.end - 1), "session_id"])
            for one in self.shop.periods
        )
        return before, after

    def event(self, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of an event table in sessions of each stretch; one collected twice counts once.

        Raises CaopanError where the shop has no such table, or no rows of a stretch.
        """
        if name not in self._events:
            rows = self.shop.table(name)
            if not len(rows):
                raise CaopanError(f"{self.shop.name}: the table {name!r} has no rows; import it.")
            if "session_id" in rows:
                session = rows["session_id"]
            else:
                session = rows["line_id"].map(self.lines["session_id"])
            at, names = numbered(session)
            parts = []
            for side in self.sides:
                inside = np.array([*(one in side for one in names), False])[at]
                parts.append(rows[inside].drop_duplicates("event_id"))
            if not (len(parts[0]) and len(parts[1])):
                raise CaopanError(
                    f"{self.shop.name}: {name!r} has rows of no session in one of the stretches: "
                    "compare others, or import more sessions."
                )
            self._events[name] = (parts[0], parts[1])
        return self._events[name]

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Order lines by their name, each once."""
        return self.shop.table("order_line").drop_duplicates("line_id").set_index("line_id")

    @cached_property
    def best(self) -> Flags:
        """The three SKUs that sold most before: (skus,)."""
        gmv = self.by_sku("gmv_fen")[self.split.before].sum(axis=0)
        best: Flags = np.isin(np.arange(len(gmv)), np.argsort(-gmv, kind="stable")[:3])
        return best

    def prices(self, column: str) -> Floats:
        """A column of the product list, in the order of ``skus``; NaN where a SKU is not on it."""
        known = self.shop.table("product").drop_duplicates("sku_id").set_index("sku_id")[column]
        return known.reindex(self.skus).to_numpy(dtype=np.float64, na_value=np.nan)


def codes(column: pd.Series, words: Sequence[str]) -> Ints:
    """Number of each value among ``words``; -1 for another one."""
    number, names = numbered(column)
    place = {word: at for at, word in enumerate(words)}
    return np.array([*(place.get(name, -1) for name in names), -1], dtype=np.int64)[number]


def numbered(column: pd.Series) -> tuple[Ints, list[str]]:
    """Number of each value (-1 where there is none), and the values by number."""
    import pandas as pd

    number, names = pd.factorize(column)
    return np.asarray(number, dtype=np.int64), [str(name) for name in names]


def seconds(column: pd.Series) -> Ints:
    """Times as seconds of the epoch, whole numbers that NumPy can add."""
    import pandas as pd

    return np.asarray(pd.DatetimeIndex(column).as_unit("s").asi8, dtype=np.int64)


def _places(sources: Sequence[str]) -> slice | list[int]:
    """Where some sources lie; without any, all."""
    return [SOURCES.index(one) for one in sources] if sources else slice(None)


def _added(table: pd.DataFrame, key: Ints, shape: tuple[int, ...], names: Sequence[str]) -> Floats:
    """Sums of columns by key; a column that is not there is zero, and is asked for before use."""
    size = int(np.prod(shape))
    sums = [
        np.bincount(key, table[name].to_numpy(np.float64), size)
        if name in table
        else np.zeros(size)
        for name in names
    ]
    return np.asarray(np.stack(sums, axis=-1).reshape(*shape, len(names)), dtype=np.float64)
