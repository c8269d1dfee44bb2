"""A change of GMV parted exactly among the steps of the funnel, by the logarithmic mean.

GMV is the product of the funnel's steps, so its growth is a sum of logarithms; the logarithmic mean
Divisia index (LMDI-I, published) turns the logarithms into money that adds up without a rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHAIN: Final = (
    "impressions",
    "visits",
    "viewers",
    "exposures",
    "clicks",
    "creates",
    "buyers",
    "gmv_fen",
)
"""The quantities of the chain, as the hour tables count them; each is divided by the one before."""
OFF_FUNNEL: Final = "off_funnel_fen"
"""GMV that was bought past the chain; it may be left out."""


class Factor(NamedTuple):
    """A step of the funnel: its name, the board's metrics it answers to, and what it is."""

    name: str
    codes: tuple[str, ...]
    sentence: str


FACTORS: Final = (
    Factor("impressions", ("T1",), "times the cover was shown"),
    Factor("enter rate", ("T2",), "visits ÷ impressions"),
    Factor("viewers per view", ("T3", "T4"), "viewers ÷ visits"),
    Factor("exposures per viewer", ("C4",), "product cards shown ÷ viewers; times, not people"),
    Factor("click rate", ("C5",), "clicks ÷ exposures; times, not people"),
    Factor("order rate", ("C6",), "lines created ÷ clicks"),
    Factor("pay rate", ("C7", "C3"), "buyers ÷ lines created"),
    Factor("GMV per buyer", ("C9",), "paid GMV ÷ buyers"),
    Factor("off-funnel", ("C1",), "GMV whose chain has a gap, or that was bought past the funnel"),
)
"""The terms in their order; hour tables count times where the board counts people (C4 to C6)."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What each factor added to GMV, in fen: ``fen`` has shape (..., 9) in the order of FACTORS."""

    fen: Ints

    @property
    def change(self) -> Ints:
        """The change of GMV, which the terms add up to: shape (...)."""
        total: Ints = self.fen.sum(axis=-1)
        return total

    def of(self, name: str) -> Ints:
        """Terms of one factor, by its name: shape (...).

        Raises CaopanError for an unknown name.
        """
        names = [factor.name for factor in FACTORS]
        if name not in names:
            raise CaopanError(f"there is no factor {name!r}: take one of {', '.join(names)}")
        one: Ints = self.fen[..., names.index(name)]
        return one


def decompose(
    before: Mapping[str, ArrayLike] | pd.DataFrame, after: Mapping[str, ArrayLike] | pd.DataFrame
) -> Terms:
    """Part the change of GMV exactly among the factors of the funnel.

    before, after: the quantities of ``CHAIN`` by name, as numbers, arrays or columns of a frame
    that broadcast to one shape (...); counts may be means of a day, GMV is whole fen.
    ``off_funnel_fen`` (GMV bought past the chain) may be left out.

    The term of a factor x is L(GMV after, GMV before) · ln(x after ÷ x before), L the logarithmic
    mean; terms are rounded to fen by largest remainder, so that they add up to the change.

    Zeros take the limits of these terms: where a side's chain breaks off (from some step on it is
    all zero), the step that vanished, or began, takes the whole change; a ratio 0 ÷ 0 counts as
    unchanged. Where a later step is above zero though an earlier one is zero, the chain does not
    telescope: that cell's change is off-funnel.

    Raises CaopanError for a missing quantity, negative or unknown numbers, or GMV in fractions.

    >>> shop = dict(impressions=1000, visits=100, viewers=90, exposures=180, clicks=18, creates=9,
    ...             buyers=8, gmv_fen=80_000)
    >>> terms = decompose(shop, shop | {"impressions": 500, "visits": 50, "viewers": 45,
    ...     "exposures": 90, "clicks": 9, "creates": 3, "buyers": 3, "gmv_fen": 30_000})
    >>> int(terms.change), int(terms.of("impressions")), int(terms.of("order rate"))
    (-50000, -35335, -20669)
    """
    q0, gmv0, off0 = _quantities(before, "before")
    q1, gmv1, off1 = _quantities(after, "after")
    try:
        q0, q1 = np.broadcast_arrays(q0, q1)
        gmv0, gmv1, off0, off1 = np.broadcast_arrays(gmv0, gmv1, off0, off1)
    except ValueError as problem:
        shapes = f"{q0.shape[:-1]} and {q1.shape[:-1]}"
        raise CaopanError(
            f"before and after have the shapes {shapes}: give one row of each for each shop"
        ) from problem
    exact, gap = terms_of(q0, q1)
    change = gmv1 - gmv0
    inside = by_largest_remainder(exact, np.where(gap, 0, change))
    outside = off1 - off0 + np.where(gap, change, 0)
    return Terms(np.concatenate([inside, outside[..., None]], axis=-1))


def terms_of(before: Floats, after: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Unrounded terms of the eight steps, and where a chain has a gap.

    before, after: quantities of the chain, of one shape (..., 8), all finite and not negative.
    Returns terms (..., 8), zero where there is a gap, and gaps (...).
    """
    dead0, dead1 = before <= 0, after <= 0
    gap = np.zeros(before.shape[:-1], dtype=np.bool_)
    for dead in (dead0, dead1):
        gap |= (dead[..., :-1] & ~dead[..., 1:]).any(axis=-1)
    reach0, reach1 = (8 - dead.sum(axis=-1) for dead in (dead0, dead1))
    whole = (reach0 == 8) & (reach1 == 8) & ~gap
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(whole[..., None], np.log(after / before), 0.0)
    mean = log_mean(after[..., -1], before[..., -1])
    terms = mean[..., None] * np.diff(logs, axis=-1, prepend=0.0)
    # one side breaks off: the step that vanished (or began) takes all
    broken = ~gap & (reach0 != reach1)
    first = np.minimum(np.minimum(reach0, reach1), 7)[..., None]
    change = np.where(broken, after[..., -1] - before[..., -1], 0.0)[..., None]
    return terms + np.where(np.arange(8) == first, change, 0.0), gap


def log_mean(a: ArrayLike, b: ArrayLike) -> Floats:
    """The logarithmic mean (a - b) ÷ ln(a ÷ b), its limits a for a = b and 0 where one is zero.

    Numbers or arrays, not negative; they broadcast.

    >>> log_mean([8.0, 2.0, 0.0], [8.0, 1.0, 5.0]).round(4).tolist()
    [8.0, 1.4427, 0.0]
    """
    x, y = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(b, np.float64))
    some = (x > 0) & (y > 0)
    low, high = (np.where(some, one, 1.0) for one in (np.minimum(x, y), np.maximum(x, y)))
    growth = np.log1p((high - low) / low)  # exact where the two are close
    ratio = np.divide(np.expm1(growth), growth, out=np.ones_like(growth), where=growth > 0)
    return np.where(some, low * ratio, 0.0)


def by_largest_remainder(parts: Floats, total: Ints) -> Ints:
    """Round parts (..., n) to whole numbers that add up to ``total`` (...) exactly.

    Each is rounded down; what is missing goes, one each, to those that lost most; among equals the
    first. Where the parts do not quite add up to the total, all bear the rest alike.

    >>> by_largest_remainder(np.array([0.5, 1.25, 2.25]), np.array(4)).tolist()
    [1, 1, 2]
    """
    floor = np.floor(parts)
    out: Ints = floor.astype(np.int64)
    each, some = np.divmod(total - out.sum(axis=-1), parts.shape[-1])
    order = np.argsort(floor - parts, axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1, kind="stable")
    out += each[..., None] + (rank < some[..., None])
    return out


def _quantities(given: Mapping[str, Any] | pd.DataFrame, side: str) -> tuple[Floats, Ints, Ints]:
    """Quantities (..., 8), GMV and off-funnel GMV (...) of one side, checked."""
    missing = [name for name in CHAIN if name not in given]
    if missing:
        raise CaopanError(f"{side}: {missing[0]!r} is missing; the chain needs {', '.join(CHAIN)}")
    gmv = _fen(given["gmv_fen"], f"{side}: gmv_fen")
    off = _fen(given.get(OFF_FUNNEL, 0), f"{side}: {OFF_FUNNEL}")
    arrays = [_counts(given[name], f"{side}: {name}") for name in CHAIN[:-1]]
    return np.stack(np.broadcast_arrays(*arrays, gmv.astype(np.float64)), axis=-1), gmv, off


def _counts(given: Any, where: str) -> Floats:
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise CaopanError(f"{where} is not a number: {problem}") from problem
    if not np.isfinite(numbers).all():
        raise CaopanError(f"{where} holds unknown or infinite numbers: fill in or leave out")
    if (numbers < 0).any():
        raise CaopanError(f"{where} is negative ({numbers.min():g}): a count is zero or more")
    return numbers


def _fen(given: Any, where: str) -> Ints:
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "iu":
        raise CaopanError(f"{where} is {numbers.dtype}, and money is whole fen: give integers")
    if (numbers < 0).any():
        raise CaopanError(f"{where} is negative ({numbers.min()} fen): GMV is zero or more")
    return numbers.astype(np.int64)
