"""Assignment 10, the trainee's own shop: which terms are gamed there, and the contract for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.errors import CaopanError
from caopan.events.places import OWN, folder_of
from caopan.practice.compare import described
from caopan.practice.drafting import drafted, read_terms
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.commission import ContractScore, Outcomes
    from caopan.commission.best_response import Response
    from caopan.market import Scenario

LIKE: Final = "xingtu"
"""The sample from which the trainee's shop derives: sound, it is a shop of the same kind."""
WORDS: Final = ("ads", "effort", "hype", "brushing")
"""What a provider may do otherwise than is best for both sides."""
SOUND: Final = 0.9
"""Skill in a shop of the same kind from which on the check has nothing to say."""
Terms = dict[str, Any]


def _beside(terms: Terms, **changed: object) -> tuple[Terms, Terms]:
    """A pair of offers that differ in one term."""
    return terms, {**terms, **changed}


_NIGHT: Final[Terms] = {"rate_bp": 500, "counts": "night"}
_RUNG: Final[Terms] = {"rung_bp": 11_000, "rung_rate_bp": 600}
_ABOVE: Final[Terms] = {"rate_bp": 2_000, "baseline_bp": 8_000}
POOL: Final[tuple[tuple[tuple[Terms, Terms], ...], ...]] = (
    (
        _beside(_NIGHT, less_ads=True),
        _beside({"rate_bp": 800}, less_ads=True),
        _beside({"rate_bp": 500}, less_ads=True),
    ),
    (
        _beside({**_NIGHT, "rate_bp": 300, **_RUNG, "mode": "whole"}, mode="marginal"),
        _beside({"rate_bp": 3_000, "counts": "night", "less_ads": True}, counts="kept"),
    ),
    (
        _beside({"rate_bp": 1_000}, rate_bp=2_500),
        _beside({"rate_bp": 0, "retainer_bp": 200}, rate_bp=2_500),
        _beside({"rate_bp": 500, "baseline_bp": 8_000, "less_ads": True}, rate_bp=2_500),
    ),
    (
        _beside({"rate_bp": 2_000}, less_ads=True),
        _beside(_ABOVE, less_ads=True),
        _beside(_ABOVE, bears_bp=5_000),
    ),
)
"""One pair of each row is offered to a trainee. What is gamed differs within every pair, so that no
answer that is the same everywhere gets a pair right."""
PAIRS: Final = "ABCD"
OFFERS: Final = tuple(f"{pair}{number}" for pair in PAIRS for number in (1, 2))
"""The names of the offers: A1 and A2 differ in one term, and so on."""


def my_offers() -> dict[str, Terms]:
    """Four pairs of offers to the own shop, as plain data by name; which ones differs by shop.

    Raises CaopanError where the shop's tables are missing.
    """
    return _offers(folder_of(OWN))


@lru_cache(maxsize=4)
def _offers(_folder: Path) -> dict[str, Terms]:
    from caopan.events import load

    sold = load("goods_hour", merchant=OWN)
    return offers_by(int(sold["gmv_fen"].sum()))


def offers_by(number: int) -> dict[str, Terms]:
    """Draw one pair of each row of the pool, in an order of its own; so are the offers of a pair.

    >>> list(offers_by(7))
    ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'D1', 'D2']
    """
    rng = np.random.default_rng([number, 104])
    chosen = [row[int(rng.integers(len(row)))] for row in POOL]
    mixed = [
        chosen[int(at)][int(n)] for at in rng.permutation(len(POOL)) for n in rng.permutation(2)
    ]
    return {name: dict(terms) for name, terms in zip(OFFERS, mixed, strict=True)}


def gamed_in(found: Response) -> set[str]:
    """What a provider does otherwise than is best for both.

    ads: it spends more. effort: it works less. hype: it presses more. brushing: orders are faked.
    """
    does, best = found.conduct, found.optimum
    said = {
        "ads": does.spend_bp > best.spend_bp,
        "effort": does.effort < best.effort,
        "hype": (does.hype or 0) > (best.hype or 0),
        "brushing": does.brush_bp > best.brush_bp,
    }
    return {word for word, true in said.items() if true}


def months_of(scenario: Scenario, seed: int = 0) -> Outcomes:
    """The shop's months under each conduct, as its contract is judged; seed: of their luck."""
    from caopan.commission import QUICK, outcomes

    return outcomes(scenario, QUICK, seed)


def as_gamed(value: object) -> dict[str, set[str]]:
    """Give the answer by offer, or say what is wrong with its shape.

    Raises:
        AssertionError: an offer is missing, or a word is none of those that are asked for.

    >>> as_gamed(dict.fromkeys(OFFERS, ["ads"]))["A1"]
    {'ads'}
    """
    assert isinstance(value, Mapping), (
        f"gamed: a dict by offer is asked for, not {described(value)}."
    )
    missing = [offer for offer in OFFERS if offer not in value]
    assert not missing, f"gamed: offer {missing[0]} is missing."
    return {offer: _words(offer, value[offer]) for offer in OFFERS}


def _words(offer: str, value: Any) -> set[str]:
    several = isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes)
    said = f"gamed[{offer!r}] is {described(value)}: a list of words is asked for, or an empty one."
    assert several, said
    strange = [word for word in value if word not in WORDS]
    said = f"gamed[{offer!r}]: {described(strange and strange[0])} is none of {', '.join(WORDS)}."
    assert not strange, said
    return set(value)


def said_of_gamed(given: Mapping[str, set[str]], shop: Outcomes) -> dict[str, list[str]]:
    """Say what is wrong about each pair, as a shop plays it; pairs that are right are left out."""
    from caopan.commission import respond

    true = {
        offer: gamed_in(respond(drafted(shop, **terms), shop))
        for offer, terms in my_offers().items()
    }
    said = {pair: _why_pair(pair, given, true) for pair in PAIRS}
    return {pair: why for pair, why in said.items() if why}


def points_of_gamed(
    given: Mapping[str, set[str]], shop: Outcomes, most: float
) -> tuple[float, list[str]]:
    """Points, the same for each pair of which both offers are right; and reasons."""
    said = said_of_gamed(given, shop)
    points = most * (1 - len(said) / len(PAIRS))
    return points, [one for why in said.values() for one in why]


def _why_pair(pair: str, given: Mapping[str, set[str]], true: Mapping[str, set[str]]) -> list[str]:
    one, other = f"{pair}1", f"{pair}2"
    if given[one] == given[other]:
        asked = "what does it make dear or cheap for the provider?"
        return [f"gamed: {one} and {other} differ in one term, and it matters: {asked}"]
    return [
        f"gamed[{offer!r}]: {_why(given[offer], true[offer])}"
        for offer in (one, other)
        if given[offer] != true[offer]
    ]


def _why(given: set[str], true: set[str]) -> str:
    if not given:
        return "something is gamed here; what does the provider pay for itself, what is it paid on?"
    if given - true:
        return "a word too many: would the provider gain by it, and both sides lose?"
    return "a word is missing: go through ads, effort, hype and brushing one by one."


def as_contract(value: object) -> Terms:
    """Give the terms of a contract, or say what is wrong with them.

    Raises:
        AssertionError: no dict, or a term that does not fit.

    >>> as_contract({"rate_bp": 500})
    {'rate_bp': 500}
    """
    assert isinstance(value, Mapping), (
        f"contract: a dict of terms is asked for, not {described(value)}."
    )
    assert value, "contract: it has no term; what does the provider get?"
    try:
        read_terms({str(name): one for name, one in value.items()})
    except CaopanError as problem:
        raise AssertionError(f"contract: {problem}") from problem
    return {str(name): one for name, one in value.items()}


def scored(terms: Mapping[str, object], scenario: Scenario, seed: int) -> ContractScore:
    """Score a contract, given as terms, in a shop's months."""
    from caopan.commission import score_contract

    shop = months_of(scenario, seed)
    return score_contract(drafted(shop, **terms), shop)


def reasons_for(score: ContractScore) -> list[str]:
    """Say what cost skill, the dearest first; nothing where nothing did. No number of the shop."""
    usual, adverse = score.worth.usual, score.worth.adverse
    said = []
    if score.refusal:
        return [f"contract: it does not settle: {score.refusal}"]
    if score.merchant_in < 0.9:
        said.append(
            "contract: the merchant is better off alone in too many months, and won't sign."
        )
    if score.provider_in < 0.9:
        said.append("contract: the provider earns its wage in too few months, and won't sign.")
    for word in sorted(gamed_in(usual)):
        said.append(f"contract: {_GAMES[word]}")
    if gamed_in(adverse) - gamed_in(usual):
        said.append("contract: a provider to whom gaming costs little would still game it.")
    return said


_GAMES: Final = {
    "ads": "the provider spends more on ads than is best for both; who pays for them?",
    "brushing": "the provider has orders brushed; what is it paid on, and when is that final?",
    "effort": "the provider works less than is best for both; what does its work bring it?",
    "hype": "the provider presses too hard; who pays for what comes back?",
}


@exercise(
    "10-gamed",
    "Play each offer in a shop of the same kind: respond(drafted(shop, **terms), shop).",
    "Compare .conduct, what the provider does, with .optimum, what is best for both.",
    "ads: spends more. effort: works less. hype: presses more. brushing: has orders brushed.",
    praise="In a shop of the same kind it is so; the grade asks your own.",
)
def _gamed(value: object) -> str | None:
    try:
        given = as_gamed(value)
    except AssertionError as problem:
        return str(problem)
    _, said = points_of_gamed(given, _like(), 1.0)
    return next(iter(said), None)


@exercise(
    "10-contract",
    "Begin with what is gamed: who pays for ads, what comes back, when is it final?",
    "Then the size: high enough that work pays the provider, low enough that the merchant signs.",
    "A baseline lets the rate rise on what the provider adds; 'worth' says who would sign.",
    praise="It holds in a shop of the same kind; what it is worth in yours, the grade will tell.",
)
def _contract(value: object) -> str | None:
    from caopan.commission import score_contract

    try:
        terms = as_contract(value)
    except AssertionError as problem:
        return str(problem)
    shop = _like()
    score = score_contract(drafted(shop, **terms), shop)
    return None if score.skill >= SOUND else next(iter(reasons_for(score)), None)


def _like() -> Outcomes:
    from caopan.market import sample

    return months_of(sample(LIKE))
