"""Assignment 10, does a side sign: what a risky payment is worth to it, on made cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any, Final, NamedTuple

import numpy as np

from caopan.practice.assignment10 import PUBLIC
from caopan.practice.compare import as_numbers
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

ENOUGH: Final = 0.9
"""Share of the periods in which a side must be no worse off (domain rule of the course)."""
NEAR_YUAN, NEAR_SHARE = 0.5, 1e-6
KEYS: Final = ("gain", "share")


class Offer(NamedTuple):
    """What a side has in each period with the deal and without it, in yuan, and its aversion.

    aversion: a of the utility −exp(−a × yuan); 0 for a side that risk does not trouble.
    """

    with_deal: list[float]
    without: list[float]
    aversion: float


def worth_of(yuan: Sequence[float], aversion: float) -> float:
    """Certainty equivalent of risky yuan: the sure amount that is worth as much to the side.

    >>> round(worth_of([0, 100], 0.01), 1), worth_of([0, 100], 0)
    (38.0, 50.0)
    """
    got = np.asarray(yuan, dtype=float)
    if aversion == 0:
        return float(got.mean())
    low = got.min()  # taken out, so that no exponent overflows
    return float(low - np.log(np.mean(np.exp(-aversion * (got - low)))) / aversion)


def signs_of(
    with_deal: Sequence[float], without: Sequence[float], aversion: float
) -> dict[str, Any]:
    """Gain in certainty equivalents, share of the periods no worse off, whether the side signs."""
    gain = worth_of(with_deal, aversion) - worth_of(without, aversion)
    share = float(np.mean(np.asarray(with_deal) >= np.asarray(without)))
    return {"gain": gain, "share": share, "signs": gain >= 0 and share >= ENOUGH}


def offers(seed: int) -> list[Offer]:
    """Made offers: better ones, risky ones, with ties, one that ruins a tenth, a sure wage.

    >>> [signs_of(*offer)["signs"] for offer in offers(PUBLIC)]
    [True, False, False, True, False, False]
    """
    rng = np.random.default_rng([seed, 103])
    alone = np.round(rng.normal(30_000, 4_000, 40))
    up = float(rng.integers(10, 20)) * 100
    tie, few, ruin = alone + up, alone + 2 * up, alone + 3 * up
    tie[:6] = alone[:6]
    tie[6:10] -= up + 100  # nine periods in ten are left: just enough
    few[:5] -= 3 * up
    ruin[:4] -= 60_000
    luck = np.round(rng.permutation(np.linspace(-12_000, 20_000, 40)))
    made = (
        (alone + up, alone, 1e-4),
        (alone + luck, alone, 1e-4),
        (ruin, alone, 2e-4),
        (tie, alone, 0.0),
        (few, alone, 5e-5),
        (np.full(40, 28_000.0), alone, 6e-4),
    )
    return [Offer([float(x) for x in w], [float(x) for x in o], a) for w, o, a in made]


def said_of_signs(function: object, offer: Offer) -> str:
    """Say what is wrong with the answer to one offer; empty where it is right.

    >>> said_of_signs(signs_of, offers(PUBLIC)[1])
    ''
    """
    true = signs_of(*offer)
    given: Any = call(function, list(offer.with_deal), list(offer.without), offer.aversion)
    try:
        numbers = as_numbers(given, KEYS, "decide")
    except AssertionError as problem:
        raise AnswerError(str(problem)) from problem
    if abs(numbers["gain"] - true["gain"]) > NEAR_YUAN:
        return f"decide: 'gain': {_why_gain(numbers['gain'], offer)}."
    if abs(numbers["share"] - true["share"]) > NEAR_SHARE:
        return f"decide: 'share': {_why_share(numbers['share'], offer)}."
    signed = given.get("signs") if isinstance(given, Mapping) else None
    if signed is None or bool(signed) != true["signs"]:
        return "decide: 'signs': a gain of 0 or more and a share of 0.9 or more, both."
    return ""


def _why_gain(gain: float, offer: Offer) -> str:
    deal, without, aversion = offer
    apart = [one - other for one, other in zip(deal, without, strict=True)]
    slips = (
        ("this is the gain on average; risk has no price in it",
         worth_of(deal, 0) - worth_of(without, 0)),
        ("this is the worth of the deal; what the side has without it is taken off",
         worth_of(deal, aversion)),
        ("each side of the choice has its own worth; this is the worth of the differences",
         worth_of(apart, aversion)),
        ("the sign is turned: with the deal less without it",
         worth_of(without, aversion) - worth_of(deal, aversion)),
    )  # fmt: skip
    for why, wrong in slips:
        if isclose(gain, wrong, rel_tol=1e-6, abs_tol=NEAR_YUAN):
            return why
    return "worth is −ln(mean of exp(−aversion × yuan)) ÷ aversion, and the mean at aversion 0"


def _why_share(share: float, offer: Offer) -> str:
    got, without = np.asarray(offer.with_deal), np.asarray(offer.without)
    if isclose(share, float(np.mean(got > without)), abs_tol=NEAR_SHARE):
        return "as well off counts, too"
    if isclose(share, float(np.mean(got >= without.mean())), abs_tol=NEAR_SHARE):
        return "each period is compared with the same period without the deal, not with the mean"
    return "the share of the periods in which it is at least as well off as without, 0 to 1"


def points_of_signs(function: object, seed: int, most: float) -> tuple[float, list[str]]:
    """Points over the hidden offers, all alike; and reasons, each once."""
    cases, why = offers(seed), []
    for offer in cases:
        try:
            said = said_of_signs(function, offer)
        except (AnswerError, NotAttemptedError) as problem:
            said = str(problem).partition(" when called with")[0] or "decide gives nothing back."
        why += [said] if said else []
    return round(most * (1 - len(why) / len(cases)), 2), list(dict.fromkeys(why))


@exercise(
    "10-decide",
    "Work out the worth of each side of the choice by itself, then take one off the other.",
    "worth = −ln(mean of exp(−aversion × yuan)) ÷ aversion; take the lowest out of the exponent.",
    "share compares period with period; as well off counts.",
    praise="Worth, share and decision hold, with risk and without.",
)
def _decide(value: object) -> str | None:
    said = (said_of_signs(value, offer) for offer in offers(PUBLIC))
    return next((one for one in said if one), None)
