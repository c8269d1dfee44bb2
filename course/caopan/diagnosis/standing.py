"""The numbers of a diagnosis: before, after, and where they stand among peers (同结构对标)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from caopan.diagnosis.adjustment import RATES, adjust
from caopan.diagnosis.days import QUANTITIES, own_days, peer_days
from caopan.diagnosis.sheets import records

if TYPE_CHECKING:
    from caopan.diagnosis.adjustment import Adjusted
    from caopan.diagnosis.shop import Shop

Part = Literal["goods", "traffic", "room"]

NUMBERS: Final[dict[Part, tuple[str, ...]]] = {
    "goods": (
        "gmv_fen",
        "buyers",
        "GMV per buyer",
        "exposures per viewer",
        "click rate",
        "lines paid per click",
        "buyers per viewer",
        "refunded share of GMV",
    ),
    "traffic": (
        "impressions",
        "views per impression",
        "visits",
        "GMV per view",
        "paid share of visits",
        "ad_spend_fen",
        "return on spend",
        "cost per paid visit",
    ),
    "room": (
        "air_min",
        "watch time per viewer",
        "viewers per view",
        "viewers",
        "fan share of visits",
        "follows",
        "follows per viewer",
    ),
}
"""What each part of a diagnosis shows, by the names of ``adjust``."""
WORDS: Final = {
    "gmv_fen": "GMV a day",
    "buyers": "buyers a day",
    "impressions": "impressions a day",
    "visits": "views a day",
    "viewers": "viewers a day",
    "ad_spend_fen": "ad spend a day",
    "follows": "follows a day",
    "air_min": "minutes on air a day",
}


Unit = Literal["n", "fen", "share", "times", "s"]
UNITS: Final[dict[str, Unit]] = {
    "gmv_fen": "fen",
    "ad_spend_fen": "fen",
    "GMV per buyer": "fen",
    "GMV per view": "fen",
    "cost per paid visit": "fen",
    "exposures per viewer": "times",
    "return on spend": "times",
    "watch time per viewer": "s",
    **dict.fromkeys(("buyers", "impressions", "visits", "viewers", "follows", "air_min"), "n"),
}
"""Units of the numbers; all others are shares."""


class Number(NamedTuple):
    """One number of a shop.

    words, code: what it is, and the board's metric that it answers to (None: none). unit: of the
    levels. before, after: of an average day, null where nothing stands under the line. change,
    peers, own: logarithms: the shop's change, its peers', and what is beyond them. chance: how
    often a peer would be so far beyond. above: kept peers with a lower level in the second
    stretch, of how many (``of``).
    """

    words: str
    code: str | None
    unit: Unit
    before: float | None
    after: float | None
    change: float | None
    peers: float | None
    own: float | None
    chance: float | None
    above: int | None
    of: int


class Standing(NamedTuple):
    """The numbers by part, and what could not be told of them, in words."""

    numbers: dict[Part, tuple[Number, ...]]
    notes: tuple[str, ...]


def standing(shop: Shop, adjusted: Adjusted | None = None) -> Standing:
    """Give the numbers of each part of a diagnosis, with their place among the peers.

    adjusted: as ``adjust`` gives it; by default it is asked. Without peers the numbers stand alone
    and the notes say why.

    Raises CaopanError where the shop's own tables are missing or tell nonsense.

    >>> from caopan.diagnosis import Shop
    >>> number = standing(Shop.of("yunshi")).numbers["goods"][0]
    >>> number.words, number.code, number.of
    ('GMV a day', 'C1', 6)
    """
    found = adjust(shop) if adjusted is None else adjusted
    rows = {row["quantity"]: row for row in records(found.table)}
    above, many = _above(shop, found)
    numbers = {
        part: tuple(_number(name, rows[name], above.get(name), many) for name in names)
        for part, names in NUMBERS.items()
    }
    return Standing(numbers, found.notes)


def _number(name: str, row: dict[str, Any], above: int | None, many: int) -> Number:
    return Number(
        words=WORDS.get(name, name),
        code=row["code"],
        unit=UNITS.get(name, "share"),
        before=row["before"],
        after=row["after"],
        change=row["change"],
        peers=row["peers"],
        own=row["own"],
        chance=row["chance"],
        above=above if row["after"] is not None else None,
        of=many,
    )


def _above(shop: Shop, found: Adjusted) -> tuple[dict[str, int], int]:
    """By name, how many kept peers stand lower in the second stretch; and how many there are."""
    kept = found.match.kept if found.match else []
    if not kept:
        return {}, 0
    others, after = peer_days(shop), shop.periods.after
    at = [others.names.index(name) for name in kept]
    sums = others.values[at, after.first : after.end].sum(axis=1).astype(np.float64)
    own = own_days(shop)[after.first : after.end].sum(axis=0).astype(np.float64)
    levels = _levels(np.vstack([own, sums]))
    return {
        name: int((values[1:] < values[0]).sum())
        for name, values in levels.items()
        if np.isfinite(values).all()
    }, len(kept)


def _levels(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Quantities and rates of the shop and its peers: by name, (1 + peers,)."""
    of = {name: sums[:, n] for n, name in enumerate(QUANTITIES)}
    rates = {
        rate.name: np.divide(
            of[rate.top], of[rate.under], out=np.full(len(sums), np.nan), where=of[rate.under] > 0
        )
        for rate in RATES
    }
    return of | rates
