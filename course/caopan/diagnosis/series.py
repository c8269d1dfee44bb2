"""What is followed from day to day: logs of levels and rates, beside the peers' if there are any.

The calendar is taken out first: what peers of the same structure did on the same day, then what is
usual of a session's tier and of a weekday.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.facts import facts
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

Floats = npt.NDArray[np.float64]


class Follow(NamedTuple):
    """A series to follow.

    words: what it is. codes: metrics of the board that it comes near to. over, under: columns of
    the hour tables, or ``air`` (hours). source: of one source only. peers: columns of ``peer_day``
    that tell what was usual, empty where no peer tells. events: column that counts the events
    above the line, where those are amounts. needs_peers: without them it tells nothing.
    """

    words: str
    codes: tuple[str, ...]
    over: str
    under: str = "air"
    source: str = ""
    peers: tuple[str, ...] = ()
    events: str = ""
    needs_peers: bool = False


def _rate(words: str, code: str, over: str, under: str, events: str = "") -> Follow:
    return Follow(words, (code,), over, under, peers=(over, under), events=events)


def _level(words: str, code: str, over: str, events: str = "") -> Follow:
    return Follow(words, (code,), over, peers=(over, "air_min"), events=events)


SOURCES: Final = ("recommend", "follow", "short_video", "search", "plaza", "mall", "share")
FOLLOWED: Final = {
    one.words: one
    for one in (
        _level("GMV per hour on air", "C1", "gmv_fen", "pays"),
        _level("covers shown per hour on air", "T1", "impressions"),
        _level("visits per hour on air", "T4", "visits"),
        _level("ad spend per hour on air", "A1", "ad_spend_fen", "ad_spend_fen"),
        _rate("enter rate", "T2", "visits", "impressions"),
        _rate("watch time per viewer", "T7", "watch_s", "viewers"),
        _rate("fan share of visits", "F3", "fan_visits", "visits"),
        _rate("follows per visit", "F2", "follows", "visits"),
        _rate("clicks for an exposure", "C5", "clicks", "exposures"),
        Follow("lines paid for a click", ("C6", "C7"), "pays", "clicks", "", ("pays", "clicks")),
        _rate("view-to-buy rate", "C8", "buyers", "viewers"),
        _rate("GMV per buyer", "C9", "gmv_fen", "buyers", "pays"),
        _rate("GMV per visit", "C10", "gmv_fen", "visits", "pays"),
        _rate("refunded share of GMV", "S2", "refund_fen", "gmv_fen", "pays")._replace(
            needs_peers=True
        ),
        Follow("enter rate of paid covers", ("T2", "A4"), "visits", "impressions", "paid"),
        Follow(
            "visits by paid per hour on air", ("T4", "A2"), "visits", "air", "paid",
            ("paid_visits", "air_min"),
        ),
        *(
            Follow(
                f"visits by {source} per hour on air", ("T4",), "visits", "air", source,
                ("fan_visits" if source == "follow" else "visits", "air_min"),
            )
            for source in SOURCES
        ),
    )
}  # fmt: skip
"""What is followed, by name. Peers are not known by source: visits of a source stand beside all
visits of the peers, those of followers beside their fans'."""

SCARCE: Final = 5
"""A series with fewer events on a usual day says nothing by the day (assumed)."""
SHORT: Final = 12
"""Days without which no shift can be seen: five on each side, and two for noise (assumed)."""
OFTEN: Final = 3
"""Days of a tier or weekday that there must be to know what is usual of it (assumed)."""
FAR: Final = 4.0
"""A day so many deviations from its neighbours is a spell of its own, and is drawn in (assumed)."""


def follow(shop: Shop, name: str) -> pd.Series:
    """One of ``FOLLOWED`` by the day: its log, less calendar and peers, by day of the history.

    Days without a session, or without anything under the line, are left out.
    Raises CaopanError where tables or columns are missing, or there is too little on a usual day.

    >>> from caopan.diagnosis import Shop
    >>> follow(Shop.of("liuyi"), "enter rate").index[[0, -1]].to_list()
    [0, 89]
    """
    import pandas as pd

    if name not in FOLLOWED:
        raise CaopanError(f"no series {name!r} is followed: take one of {', '.join(FOLLOWED)}.")
    what = FOLLOWED[name]
    over, under, events = (_by_day(shop, c, what.source) for c in _columns(what))
    table = pd.concat([over, under, events], axis=1, keys=["over", "under", "events"]).fillna(0)
    table = table[(table["under"] > 0) & ((table["over"] > 0) | (what.over != "ad_spend_fen"))]
    if not table["over"].any() or table["events"].median() < SCARCE:
        raise CaopanError(
            f"{name}: fewer than {SCARCE} a day are too few to follow by the day; look at whole "
            "stretches instead."
        )
    half = 0.5 * table["over"].sum() / table["events"].sum()
    own = np.log(table["over"] + half) - np.log(table["under"])
    usual = _peers(shop, what)
    if what.needs_peers and usual is None:
        raise CaopanError(
            f"{name}: without peers nobody knows how much of it is still to come on the last days."
        )
    own = own if usual is None else (own - usual.reindex(own.index)).dropna()
    calm = _calm(shop, own)
    if len(calm) < SHORT:
        raise CaopanError(
            f"{name}: {len(calm)} days that can be compared are too few to see a shift: "
            f"{SHORT} are needed."
        )
    return _near(calm).rename(name)


def relative(shop: Shop, name: str) -> bool:
    """Whether a series stands beside the peers'."""
    return _peers(shop, FOLLOWED[name]) is not None


def _columns(what: Follow) -> tuple[str, str, str]:
    return what.over, what.under, what.events or what.over


def _by_day(shop: Shop, column: str, source: str) -> pd.Series:
    if column == "air":
        sessions = facts(shop, "live_session", "start_ts", "end_ts")
        hours = (sessions["end_ts"] - sessions["start_ts"]).dt.total_seconds() / 3600
        return hours.groupby(sessions["day"]).sum()
    name = "goods_hour" if column in _GOODS else "traffic_hour"
    facts(shop, name, column, "source")  # says which one is missing
    sums = _sums(shop, name)[column]
    if source:
        sums = sums[sums.index.get_level_values("source") == source]
    return sums.groupby(level="day").sum()


def _sums(shop: Shop, name: str) -> pd.DataFrame:
    """An hour table by source and day, summed once for all series."""
    known = _kept.setdefault(shop, {})
    if name not in known:
        table = facts(shop, name, "source")
        numbers = [column for column in (*_GOODS, *_TRAFFIC) if column in table]
        known[name] = table.groupby(["source", "day"])[numbers].sum()
    return known[name]


_kept: WeakKeyDictionary[Shop, dict[str, pd.DataFrame]] = WeakKeyDictionary()
_GOODS: Final = ("exposures", "clicks", "pays", "buyers", "gmv_fen", "refund_fen")
_TRAFFIC: Final = (
    "impressions", "visits", "viewers", "fan_visits", "watch_s", "follows", "ad_spend_fen"
)  # fmt: skip


def _peers(shop: Shop, what: Follow) -> pd.Series | None:
    """Mean log of the peers on each day, None where none tells."""
    if not what.peers:
        return None
    try:
        table = facts(shop, "peer_day", *what.peers)
    except CaopanError:
        return None
    over, under = what.peers
    some = table[(table[over] > 0) & (table[under] > 0)]
    if some.empty:
        return None
    usual: pd.Series = (np.log(some[over]) - np.log(some[under])).groupby(some["day"]).mean()
    return usual


def _calm(shop: Shop, own: pd.Series) -> pd.Series:
    """Take out what is usual of a tier and of a weekday; days of a rare tier are left out.

    What is usual is told by how these days stand in the week around them, so that a shift, before
    and after which there are not the same weekdays, is none of it.
    """
    sessions = facts(shop, "live_session", "day")
    if "tier" in sessions:
        tier = sessions.groupby("day")["tier"].min().reindex(own.index)
        often = tier.map(tier.value_counts()) >= OFTEN
        own = own[often] - _usual(own[often], tier[often])
    return own - _usual(own, (own.index.to_series() + shop.first_day.weekday()) % 7)


def _usual(own: pd.Series, kind: pd.Series) -> pd.Series:
    """How days of a kind usually stand in the week around them; nothing of kinds that are rare."""
    beside = own - _week(own)
    often = kind.map(kind.value_counts()) >= OFTEN
    return beside.groupby(kind).transform("median").where(often, 0.0)


def _week(own: pd.Series) -> pd.Series:
    return own.rolling(7, center=True, min_periods=4).median().fillna(own)


def _near(own: pd.Series) -> pd.Series:
    """Draw in days that lie far both from the days up to them and from those that follow.

    The last day of a level is near the days up to it, the first one near those that follow, so no
    shift is moved.
    """
    past = own.rolling(5, min_periods=3).median()
    coming = own[::-1].rolling(5, min_periods=3).median()[::-1]
    past, coming = past.fillna(coming), coming.fillna(past)
    room = FAR * 1.4826 * float((own - _week(own)).abs().median())
    low, high = np.minimum(past, coming) - room, np.maximum(past, coming) + room
    return own.clip(low, high)
