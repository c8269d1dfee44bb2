"""The funnel identity of a week, of a shop and of its peers, in numbers that both know.

GMV a week = hours on air x covers an hour x visits a cover x orders a visit x yuan an order. Each
quotient's lower part is the one before's upper part, so the product is the GMV, exactly.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.diagnosis.days import COME, QUANTITIES, SOLD, peer_days
from caopan.diagnosis.facts import facts
from caopan.diagnosis.peers import match_peers
from caopan.errors import CaopanError
from caopan.events.festivals import around

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop

Floats = NDArray[np.float64]
LATELY: Final = 14
"""Days that tell where a shop stands now: two of each weekday (assumed)."""
LEAST: Final = 7
"""Plain days without which nothing is told (assumed)."""


class Funnel(NamedTuple):
    """The five factors of a week.

    air_h: hours on air a week. covers_h: covers shown an hour. enter: visits a cover. buy: orders
    a visit. worth: yuan an order (paid, before refunds).
    """

    air_h: float
    covers_h: float
    enter: float
    buy: float
    worth: float

    @property
    def gmv_yuan(self) -> float:
        """GMV of a week, the product.

        >>> round(Funnel(30, 20_000, 0.1, 0.02, 150).gmv_yuan)
        180000
        """
        return self.air_h * self.covers_h * self.enter * self.buy * self.worth

    @property
    def month_yuan(self) -> float:
        """GMV of thirty such days."""
        return self.gmv_yuan * 30 / 7


WORDS: Final = Funnel(
    "hours on air a week",  # type: ignore[arg-type]
    "covers an hour",  # type: ignore[arg-type]
    "visits a cover",  # type: ignore[arg-type]
    "orders a visit",  # type: ignore[arg-type]
    "yuan an order",  # type: ignore[arg-type]
)
"""What the factors are called."""
FACTORS: Final = Funnel._fields
CHAIN: Final = ("air_min", "impressions", "visits", "pays", "gmv_fen")
"""What the factors are quotients of."""


def shown(value: float) -> str:
    """Write a factor as one reads it.

    >>> shown(64679.08), shown(0.055106)
    ('64,679', '0.0551')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def funnel_of(shop: Shop, days: int = LATELY) -> Funnel:
    """Give the factors of a shop's last plain days, as a week.

    days: how many, counted back from the end; days of a festival, of the waiting before it and of
    the dip after it are left out. Raises CaopanError where hour tables are missing, less than a
    week is told, or nothing was sold.

    >>> from caopan.diagnosis import Shop
    >>> round(funnel_of(Shop.of("liuyi")).air_h, 2)
    30.25
    """
    plain = plain_days(shop)[-days:]
    sums = {name: int(days[plain].sum()) for name, days in told_days(shop).items()}
    return funnel_from(sums, len(plain), shop.name)


def funnel_from(sums: dict[str, int], days: int, name: str = "the shop") -> Funnel:
    """Give the factors of some days' sums, named as in the table of peers, as a week.

    Raises CaopanError where a lower part is zero, or less than a week is told.

    >>> funnel_from({"air_min": 600, "impressions": 1000, "visits": 100, "pays": 4,
    ...              "gmv_fen": 80000}, 7)
    Funnel(air_h=10.0, covers_h=100.0, enter=0.1, buy=0.04, worth=200.0)
    """
    if days < LEAST:
        raise CaopanError(
            f"{name}: {days} plain days tell nothing about a week; a history of {LEAST} days "
            "outside of festivals is needed."
        )
    if missing := [name for name in CHAIN if name not in sums]:
        raise CaopanError(
            f"{name}: its tables do not tell {', '.join(missing)}; there is no funnel without them."
        )
    hours, gmv = sums["air_min"] / 60, sums["gmv_fen"] / 100
    parts = [hours, *(float(sums[part]) for part in ("impressions", "visits", "pays")), gmv]
    if not all(parts):
        raise CaopanError(
            f"{name}: nothing was {'sold' if parts[0] else 'aired'} in the last {days} plain days: "
            "there is no funnel to plan from."
        )
    return Funnel(hours * 7 / days, *(up / low for low, up in pairwise(parts)))


def told_days(shop: Shop) -> dict[str, NDArray[np.int64]]:
    """Each quantity that a shop's tables tell, by the day: (days,), zero where it was off air.

    Own exports may tell orders and nothing of traffic: what is not told is not there. Raises
    CaopanError where not even GMV is.

    >>> from caopan.diagnosis import Shop
    >>> sorted(set(QUANTITIES) - set(told_days(Shop.of("yunshi"))))
    []
    """
    out: dict[str, NDArray[np.int64]] = {}
    for table, names in (("traffic_hour", (*COME, "ad_spend_fen")), ("goods_hour", SOLD)):
        if table in shop.frames:
            frame = facts(shop, table)
            out |= {one: _by_day(shop, frame, one) for one in names if one in frame}
            paid = frame[frame["source"] == "paid"]
            for column, name in (("visits", "paid_visits"), ("gmv_fen", "paid_gmv_fen")):
                if column in frame:
                    out[name] = _by_day(shop, paid, column)
    if "live_session" in shop.frames:
        shows = facts(shop, "live_session", "start_ts", "end_ts")
        air = (shows["end_ts"] - shows["start_ts"]).dt.total_seconds() // 60
        shows = shows.assign(sessions=1, air_min=air.astype("int64"))
        out |= {name: _by_day(shop, shows, name) for name in ("sessions", "air_min")}
    if "gmv_fen" not in out:
        raise CaopanError(
            f"{shop.name}: no table tells what was sold; load goods_hour, or import the orders."
        )
    return out


def _by_day(shop: Shop, frame: pd.DataFrame, name: str) -> NDArray[np.int64]:
    here = frame[frame["day"].between(0, shop.days - 1)]
    out = np.zeros(shop.days, dtype=np.int64)
    np.add.at(out, here["day"].to_numpy(dtype=np.int64), here[name].to_numpy(dtype=np.int64))
    return out


def plain_days(shop: Shop) -> NDArray[np.int64]:
    """Days of the history on which no festival, no hold-back and no dip is felt.

    >>> from caopan.diagnosis import Shop
    >>> plain_days(Shop.of("liuyi"))[-2:]
    array([87, 88])
    """
    return np.array(
        [day for day in range(shop.days) if around(shop.date_of(day)).phase == "plain"],
        dtype=np.int64,
    )


class Peers(NamedTuple):
    """Peers' factors: a row a peer, columns as ``FACTORS``; ``said``: who they are."""

    table: pd.DataFrame
    said: str

    def at(self, share: float) -> Funnel:
        """Each factor that this share of the peers do not exceed, alone (0.5: the middle one)."""
        values = self.table[list(FACTORS)].to_numpy(np.float64)
        return Funnel(*np.quantile(values, share, axis=0).tolist())


def peer_funnels(shop: Shop, days: int = LATELY) -> Peers:
    """Give the factors of a shop's peers over its last plain days.

    Peers of the same structure, as the diagnosis matches them; where none is left, all listed.
    Raises CaopanError where there is no table of peers.

    >>> from caopan.diagnosis import Shop
    >>> peer_funnels(Shop.of("liuyi")).said
    '6 merchants of the same structure'
    """
    import pandas as pd

    plain = plain_days(shop)[-days:]
    found, others = match_peers(shop), peer_days(shop)
    kept = found.kept or others.names
    rows = {}
    for name, values, told in zip(others.names, others.values, others.told, strict=True):
        days_told = plain[told[plain]]
        if name in kept and len(days_told) >= LEAST:
            sums = _named(values[days_told].sum(axis=0))
            rows[name] = funnel_from(sums, len(days_told), name)
    if not rows:
        raise CaopanError(f"{shop.name}: no peer tells of its last {len(plain)} plain days.")
    table = pd.DataFrame(rows.values(), index=list(rows))
    kind = "of the same structure" if found.kept else "listed, none of the same structure"
    return Peers(table, f"{len(table)} merchants {kind}")


def _named(sums: NDArray[np.int64]) -> dict[str, int]:
    return dict(zip(QUANTITIES, sums.tolist(), strict=True))
