"""Step 2 of a diagnosis, first part: which merchants are of the same structure (同结构对标)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.diagnosis.days import QUANTITIES, day_of_midnight, own_days, peer_days
from caopan.diagnosis.needs import need
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.days import Ints
    from caopan.diagnosis.shop import Shop, Stretch

STAGES: Final = (
    ("cold start", 0),
    ("growth", 30_000_000),
    ("breakthrough", 300_000_000),
    ("mature", 1_000_000_000),
)
"""Growth stages and the month's GMV in fen from which they hold; the course's own (assumed)."""
TIERS: Final = ("S", "A", "B")
NEAR_SIZE: Final = 2.5
"""A peer on the other side of a stage's border still fits within so many times the GMV: assumed."""
NEAR_PRICE: Final = 1.5
"""Most times by which GMV per piece may differ, either way (assumed)."""
NEAR_AIR: Final = 1.5
"""Most times by which minutes on air may differ, either way (assumed)."""
NEAR_TIERS: Final = 0.25
"""Most of the days on air that may be of another tier (assumed)."""
LEAST_TOLD: Final = 0.8
"""Least share of both stretches that a peer must tell of (assumed)."""


class Structure(NamedTuple):
    """What a shop and its peers are compared on, over the first stretch.

    month_gmv_fen: GMV of thirty such days. tiers: shares of the days on air by S, A and B.
    price_fen: GMV per piece, None where nothing was sold. air_min_week: minutes on air a week.
    """

    category: str | None
    stage: str
    month_gmv_fen: int
    tiers: tuple[float, float, float]
    price_fen: int | None
    air_min_week: int


@dataclass(frozen=True, eq=False)
class Match:
    """The peers of a shop, and how each fits.

    own: the shop's structure. table: one row per peer, with its structure, how far it is from the
    shop's, whether it is ``kept`` and ``why`` it was left out. reason: why none is kept, in words;
    empty where some are.
    """

    own: Structure
    table: pd.DataFrame
    reason: str

    @property
    def kept(self) -> list[str]:
        """Names of the peers that fit."""
        return [str(name) for name in self.table.loc[self.table["kept"], "peer_id"]]


def stage_of(month_gmv_fen: int) -> str:
    """Growth stage by the GMV of a month in fen.

    Renewal (二次跨越) is a course of months, not a size, and therefore never the answer here.

    >>> stage_of(29_999_999), stage_of(30_000_000), stage_of(1_200_000_000)
    ('cold start', 'growth', 'mature')
    """
    return next(name for name, least in reversed(STAGES) if month_gmv_fen >= least)


def match_peers(shop: Shop) -> Match:
    """Show how each listed peer fits the shop, over the first stretch, and keep those that do.

    Compared are category (where the table tells one: it lists merchants of the same), stage,
    shares of session tiers, GMV per piece and time on air. The first stretch alone, because what
    has befallen the shop since is what is to be found out.

    Raises CaopanError where there is no table of peers, or one that tells nonsense.

    >>> from caopan.diagnosis import Shop
    >>> found = match_peers(Shop.of("yunshi"))
    >>> found.own.stage, len(found.kept), found.reason
    ('growth', 6, '')
    """
    import pandas as pd

    stretch = shop.periods.before
    shows = need(shop, "live_session", ("session_id", "start_ts", "tier"))
    days = shop.day(shows["start_ts"])
    own = _structure(own_days(shop), _tiers(days, shows["tier"], stretch), stretch, shop.category)
    table, others = shop.table("peer_day"), peer_days(shop)
    rows = []
    for name, values, told in zip(others.names, others.values, others.told, strict=True):
        mine = table[table["peer_id"] == name]
        tiers = _tiers(day_of_midnight(shop, mine["day_ts"]), mine["tier"], stretch)
        category = str(mine["category"].iloc[0]) if "category" in mine else shop.category
        one = _structure(values, tiers, stretch, category)
        share = min(float(told[part.first : part.end].mean()) for part in shop.periods)
        why = _unlike(own, one, share)
        rows.append({"peer_id": name, **_row(own, one), "kept": not why, "why": "; ".join(why)})
    frame = pd.DataFrame(rows)
    if frame.empty:
        raise CaopanError(
            f"{shop.name}: peer_day lists nobody in these days; load a longer table, or go on "
            "without peers."
        )
    kinds = dict.fromkeys(("size_times", "price_times", "air_times"), "Float64")
    return Match(own, frame.astype({**kinds, "price_fen": "Int64"}), _none_left(frame))


def _structure(
    values: Ints, tiers: tuple[float, float, float], stretch: Stretch, category: str | None
) -> Structure:
    part = values[stretch.first : stretch.end]
    days = len(part)
    sums = dict(zip(QUANTITIES, part.sum(axis=0).tolist(), strict=True))
    month = sums["gmv_fen"] * 30 // days
    price = sums["gmv_fen"] // sums["units"] if sums["units"] else None
    return Structure(category, stage_of(month), month, tiers, price, sums["air_min"] * 7 // days)


def _tiers(day: pd.Series, tier: pd.Series, stretch: Stretch) -> tuple[float, float, float]:
    """Shares of the days on air by their weightiest tier."""
    inside = day.between(stretch.first, stretch.end - 1) & tier.isin(TIERS)
    rank = tier[inside].map(TIERS.index).groupby(day[inside]).min()
    share = [float((rank == at).mean()) if len(rank) else 0.0 for at in range(len(TIERS))]
    return share[0], share[1], share[2]


def _apart(a: Structure, b: Structure) -> float:
    """Share of days on air that would have to be of another tier."""
    return sum(abs(x - y) for x, y in zip(a.tiers, b.tiers, strict=True)) / 2


def _times(one: int | None, other: int | None) -> float | None:
    return one / other if one and other else None


def _row(own: Structure, one: Structure) -> dict[str, object]:
    return {
        "category": one.category,
        "stage": one.stage,
        "month_gmv_fen": one.month_gmv_fen,
        "size_times": _times(one.month_gmv_fen, own.month_gmv_fen),
        "tiers_apart": _apart(own, one),
        "price_fen": one.price_fen,
        "price_times": _times(one.price_fen, own.price_fen),
        "air_min_week": one.air_min_week,
        "air_times": _times(one.air_min_week, own.air_min_week),
    }


def _unlike(own: Structure, one: Structure, told: float) -> list[str]:
    """Why a peer does not fit, one reason each."""
    why = []
    if told < LEAST_TOLD:
        why.append(f"tells of {told:.0%} of the days only")
    if own.category and one.category and own.category != one.category:
        why.append(f"sells {one.category}, not {own.category}")
    if one.stage != own.stage and not _near(one.month_gmv_fen, own.month_gmv_fen, NEAR_SIZE):
        why.append(f"stage {one.stage}, not {own.stage}")
    if (apart := _apart(own, one)) > NEAR_TIERS:
        why.append(f"{apart:.0%} of its days on air are of another tier")
    if not _near(one.price_fen, own.price_fen, NEAR_PRICE):
        why.append("no common price band: " + _said(_times(one.price_fen, own.price_fen), "price"))
    if not _near(one.air_min_week, own.air_min_week, NEAR_AIR):
        times = _times(one.air_min_week, own.air_min_week)
        why.append("another time on air: " + _said(times, "minutes"))
    return why


def _near(one: int | None, other: int | None, most: float) -> bool:
    times = _times(one, other)
    return times is not None and 1 / most <= times <= most


def _said(times: float | None, what: str) -> str:
    return f"{times:.2f} times the {what}" if times else f"one of the two has no {what}"


def _none_left(frame: pd.DataFrame) -> str:
    """Say why no peer is kept."""
    if frame["kept"].any():
        return ""
    told = [f"{name} {why}" for name, why in frame[["peer_id", "why"]].itertuples(index=False)]
    return (
        f"none of {len(frame)} listed merchants is of the same structure ({told[0]}): changes "
        "cannot be held against peers; ask for others, or compare with the shop's own year ago."
    )
