"""Step 2 of a diagnosis, second part: what of a change is the calendar's and the trade's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.diagnosis.days import QUANTITIES, own_days, peer_days
from caopan.diagnosis.needs import need
from caopan.diagnosis.peers import Match, match_peers
from caopan.errors import CaopanError
from caopan.events.festivals import around

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

YEAR: Final = 364
"""Days back to the same day of the week a year ago."""
LEAST_DAYS: Final = 3
"""Days that must be left on each side for festival days to be left out."""
LEAST_PEERS: Final = 3
"""Peers from which on a spread is told (assumed)."""
LEAST_SPREAD: Final = 0.01
"""Spread below which peers do not differ by luck but by plan, as in what they spend (assumed)."""


class Rate(NamedTuple):
    """A rate of two quantities of a day, and the board's metric it answers to."""

    name: str
    top: str
    under: str
    code: str


RATES: Final = (
    Rate("views per impression", "visits", "impressions", "T2"),
    Rate("viewers per view", "viewers", "visits", "T3"),
    Rate("watch time per viewer", "watch_s", "viewers", "T7"),
    Rate("fan share of visits", "fan_visits", "visits", "F3"),
    Rate("follows per viewer", "follows", "viewers", "F2"),
    Rate("paid share of visits", "paid_visits", "visits", "A2"),
    Rate("exposures per viewer", "exposures", "viewers", "C4"),
    Rate("click rate", "clicks", "exposures", "C5"),
    Rate("lines paid per click", "pays", "clicks", "C6"),
    Rate("buyers per viewer", "buyers", "viewers", "C8"),
    Rate("GMV per buyer", "gmv_fen", "buyers", "C9"),
    Rate("GMV per view", "gmv_fen", "visits", "C10"),
    Rate("return on spend", "paid_gmv_fen", "ad_spend_fen", "A3"),
    Rate("cost per paid visit", "ad_spend_fen", "paid_visits", "A4"),
    Rate("refunded share of GMV", "refund_fen", "gmv_fen", "S2"),
)
"""Rates of a day; hour tables count times and lines where the board counts people and orders."""
CODE_OF: Final = {
    "impressions": "T1",
    "visits": "T4",
    "viewers": "T3",
    "gmv_fen": "C1",
    "buyers": "C3",
    "follows": "F1",
    "ad_spend_fen": "A1",
}
"""The board's metric of a quantity, where it has one."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Adjusted:
    """Changes of a shop from the first to the second stretch, less what befell everybody.

    table: one row per quantity and rate. All changes are logarithms (0.10 is about +10 %), so that
    they add up; null where a side is zero, or where there is nobody to compare with.

    - before, after: of an average day, each weekday counted alike, festival days left out.
    - change: the shop's. weekday: what the mix of weekdays had added to it, already taken off.
    - peers: mean change of the kept peers (their index is the geometric mean). spread: standard
      deviation among them. own: change less peers.
    - unusual: own in standard errors of a further peer (its spread taken as 1 % at least). chance:
      how often a peer would be so far off, either way (Student's t). below: share of the peers
      that changed less.
    - year_ago: the shop's change between the same days a year earlier.

    days: each compared day with its phase of the calendar and the shop's own promotions. match: the
    peers, None without any. notes: what could not be done, and why.
    """

    table: pd.DataFrame
    days: pd.DataFrame
    match: Match | None
    notes: tuple[str, ...]


def adjust(shop: Shop, match: Match | None = None) -> Adjusted:
    """Tell a shop's change of each quantity apart from the calendar's and the trade's.

    match: the peers as ``match_peers`` gives them; by default it is asked. Without peers, or
    without a history of a year, the notes say so, and the rest is done all the same.

    Raises CaopanError where a table of the shop's own is missing or tells nonsense.

    >>> from caopan.diagnosis import Shop
    >>> found = adjust(Shop.of("yunshi")).table.set_index("quantity")
    >>> bool(abs(found.loc["click rate", "own"]) < 0.2)
    True
    """
    notes: list[str] = []
    match = _matched(shop, match, notes)
    days = _calendar(shop, notes)
    used = days["used"].to_numpy(dtype=bool)
    sides = [
        days.loc[used & (days["after"] == late), "day"].to_numpy(dtype=np.int64)
        for late in (False, True)
    ]
    own = own_days(shop)
    weekday = (np.arange(shop.days) + shop.first_day.weekday()) % 7
    common = np.intersect1d(weekday[sides[0]], weekday[sides[1]])
    if len(common) < 7:
        missing = 7 - len(common)
        notes.append(f"{missing} of 7 weekdays stand on one side only and are left out of both")
    means = [_by_weekday(own, at, weekday, common) for at in sides]
    plain = [own[at].mean(axis=0) for at in sides]
    change = _log_ratio(_with_rates(means[1]), _with_rates(means[0]))
    raw = _log_ratio(_with_rates(plain[1]), _with_rates(plain[0]))
    columns = {
        "before": _with_rates(means[0]),
        "after": _with_rates(means[1]),
        "change": change,
        "weekday": raw - change,
        **_against(shop, match, sides, weekday, common, change),
        "year_ago": _year_ago(shop, own, sides, weekday, common, notes),
    }
    return Adjusted(_table(columns), days, match, tuple(notes))


def _matched(shop: Shop, match: Match | None, notes: list[str]) -> Match | None:
    try:
        match = match_peers(shop) if match is None else match
    except CaopanError as missing:
        notes.append(f"no peers: {missing}")
        return None
    if match.reason:
        notes.append(match.reason)
    elif len(match.kept) < LEAST_PEERS:
        notes.append(
            f"{len(match.kept)} peers are kept: fewer than {LEAST_PEERS} tell no spread, so how "
            "unusual a change is stays open"
        )
    return match


def _calendar(shop: Shop, notes: list[str]) -> pd.DataFrame:
    """Each compared day: its phase, the shop's own promotion, whether it is used."""
    import pandas as pd

    day = np.concatenate([np.arange(one.first, one.end) for one in shop.periods])
    dates = [shop.first_day + timedelta(days=int(at)) for at in day]
    phase = np.array([around(one).phase for one in dates])
    after = day >= shop.periods.after.first
    plain = phase != "festival"
    left = min(int((plain & (after == late)).sum()) for late in (False, True))
    used = plain if left >= LEAST_DAYS else np.ones_like(plain)
    for late, side in ((False, "before"), (True, "after")):
        for name in ("festival", "hold-back", "dip"):
            if count := int(((phase == name) & (after == late)).sum()):
                tail = ", left out" if name == "festival" and used is plain else ""
                notes.append(f"calendar: {count} of the days {side} of {name}{tail}")
    frame = pd.DataFrame({"day": day, "date": dates, "after": after, "phase": phase, "used": used})
    return frame.assign(promotion=frame["day"].isin(_promotions(shop, notes)))


def _promotions(shop: Shop, notes: list[str]) -> set[int]:
    """Days of the shop's own promotions, by its log."""
    try:
        log = need(shop, "ops_log", ("event_id", "ts", "kind"))
    except CaopanError as missing:
        notes.append(f"own promotions are not known: {missing}")
        return set()
    return {int(day) for day in shop.day(log.loc[log["kind"] == "promotion", "ts"])}


def _by_weekday(
    values: NDArray[np.int64], at: NDArray[np.int64], weekday: NDArray[np.int64], common: Floats
) -> Floats:
    """Mean of the days ``at`` (..., days, quantities), each weekday counted alike."""
    parts = [values[..., at[weekday[at] == one], :].mean(axis=-2) for one in common]
    mean: Floats = np.mean(parts, axis=0) if parts else values[..., at, :].mean(axis=-2)
    return mean


def _with_rates(means: Floats) -> Floats:
    """Quantities with the rates beside them, NaN where a denominator is zero."""
    at = {name: n for n, name in enumerate(QUANTITIES)}
    top = means[..., [at[rate.top] for rate in RATES]]
    under = means[..., [at[rate.under] for rate in RATES]]
    rates = np.divide(top, under, out=np.full_like(top, np.nan), where=under > 0)
    return np.concatenate([means, rates], axis=-1)


def _log_ratio(after: Floats, before: Floats) -> Floats:
    """Log of after to before, NaN where one of them is zero or not known."""
    both = (after > 0) & (before > 0)
    ratio = np.divide(after, before, out=np.ones_like(after), where=both)
    return np.where(both, np.log(ratio), np.nan)


def _against(
    shop: Shop,
    match: Match | None,
    sides: list[NDArray[np.int64]],
    weekday: NDArray[np.int64],
    common: Floats,
    change: Floats,
) -> dict[str, Floats]:
    """The shop's change beside those of its peers."""
    moved = np.zeros((0, len(change)))
    if match is not None and match.kept:
        others = peer_days(shop)
        values = others.values[[others.names.index(name) for name in match.kept]]
        means = [_with_rates(_by_weekday(values, at, weekday, common)) for at in sides]
        moved = _log_ratio(means[1], means[0])
    known = ~np.isnan(moved)
    count = known.sum(axis=0)
    filled = np.where(known, moved, 0.0)
    some = np.maximum(count, 1)
    index = np.where(count > 0, filled.sum(axis=0) / some, np.nan)
    square = (np.where(known, moved - index, 0.0) ** 2).sum(axis=0)
    spread = np.where(count >= LEAST_PEERS, np.sqrt(square / np.maximum(count - 1, 1)), np.nan)
    own = change - index
    error = np.maximum(spread, LEAST_SPREAD) * np.sqrt(1 + 1 / some)
    unusual = own / error
    below = np.where(count > 0, (known & (filled < change)).sum(axis=0) / some, np.nan)
    return {
        "peers": index,
        "spread": spread,
        "own": own,
        "unusual": unusual,
        "chance": _chance(unusual, np.maximum(count - 1, 1)),
        "below": np.where(np.isnan(change), np.nan, below),
    }


def _chance(unusual: Floats, freedom: NDArray[np.int64]) -> Floats:
    from scipy.special import stdtr

    twice: Floats = 2 * stdtr(freedom, -np.abs(unusual))
    return twice


def _year_ago(
    shop: Shop,
    own: NDArray[np.int64],
    sides: list[NDArray[np.int64]],
    weekday: NDArray[np.int64],
    common: Floats,
    notes: list[str],
) -> Floats:
    """The change between the same days a year ago; unknown where the history does not reach."""
    if not len(sides[0]) or sides[0].min() < YEAR:
        notes.append(
            f"no year-ago shape: the history of {shop.days} days does not reach a year before "
            "the days compared"
        )
        return np.full(len(QUANTITIES) + len(RATES), np.nan)
    means = [_with_rates(_by_weekday(own, at - YEAR, weekday, common)) for at in sides]
    return _log_ratio(means[1], means[0])


def _table(columns: dict[str, Floats]) -> pd.DataFrame:
    import pandas as pd

    names = [*QUANTITIES, *(rate.name for rate in RATES)]
    codes = [*(CODE_OF.get(name) for name in QUANTITIES), *(rate.code for rate in RATES)]
    frame = pd.DataFrame({"quantity": names, "code": codes})
    for name, values in columns.items():
        known = pd.Series(values)
        frame[name] = known.where(np.isfinite(values)).astype("Float64")
    return frame
