"""The reference diagnosis: how likely each fault is, and which evidence moved it by how much.

A scorecard. Each piece of evidence gives each answer a weight, the weights are added to the base
rates on the scale of log odds, and the sums are turned into probabilities (multinomial logistic).
So every answer can be taken apart into its evidence. What is missing weighs nothing. The weights
stand in ``model.json``; how they were fitted, how good they are and where they fail stands in
``MODEL.md``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from caopan.diagnosis.remedies import ADVICE, Advice
from caopan.diagnosis.stakes import Stake, stake
from caopan.diagnosis.sums import Floats, Sums, Weighed
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.diagnosis.shop import Shop
    from caopan.market.planted import FaultId

FILE: Final = Path(__file__).with_name("model.json")
BEND: Final = 3.0
"""Standard errors at which evidence begins to count less than in proportion (assumed)."""
MOST: Final = 5
"""Pieces of evidence that a finding names."""


class Moved(NamedTuple):
    """A piece of evidence of a finding.

    key, metrics, value, z: as on its card and as read. log_odds: what it added to the log of this
    answer's probability, against the average answer.
    """

    key: str
    metrics: tuple[str, ...]
    value: float
    z: float
    log_odds: float


class Finding(NamedTuple):
    """One answer.

    moved: the evidence that moved its probability most, the weightiest first. advice: the test
    that would settle it, the remedy. stake: what its repair would regain; None where the tables do
    not tell, or were not asked.
    """

    fault: FaultId
    probability: float
    moved: tuple[Moved, ...]
    advice: Advice
    stake: Stake | None = None


@dataclass(frozen=True, eq=False)
class Model:
    """The fitted scorecard.

    faults: the answers, (C,), in the order of ``caopan.market.FAULTS``. keys: the evidence, (F,).
    scale: of each, the effect that counts as a large one, (F,). base: log of the base rates, (C,).
    weights: of each answer, piece of evidence and shape, (C, F, K), see ``shapes``.
    """

    faults: tuple[FaultId, ...]
    keys: tuple[str, ...]
    scale: Floats
    base: Floats
    weights: Floats

    def added(self, seen: Mapping[str, Weighed]) -> Floats:
        """What each piece of evidence adds to each answer's log odds: (C, F).

        Against the average answer, so that a column sums to zero.
        """
        one: Floats = np.einsum("cfk,fk->cf", self.weights, shapes(seen, self.keys, self.scale))
        return np.asarray(one - one.mean(axis=0), dtype=np.float64)

    def probabilities(self, seen: Mapping[str, Weighed]) -> Floats:
        """Probability of each answer: (C,), summing to one."""
        score = self.base + self.added(seen).sum(axis=1)
        odds = np.exp(score - score.max())
        found: Floats = odds / odds.sum()
        return found


def shapes(seen: Mapping[str, Weighed], keys: tuple[str, ...], scale: Floats) -> Floats:
    """Evidence as the model reads it: (F, K) numbers between -1 and 1, zero where it is missing.

    The first is how far it stands out (bent beyond ``BEND`` standard errors); the second and third
    how large it is, upwards and downwards apart; the last that it stays where it was. A large
    effect that does not stand out counts little.
    """
    rows = np.zeros((len(keys), 4))
    for at, key in enumerate(keys):
        one = seen.get(key)
        if one is None or one.value is None or one.z is None:
            continue
        sure = np.tanh(abs(one.z) / BEND)
        size = np.tanh(one.value / scale[at]) * sure
        rows[at] = (np.tanh(one.z / BEND), max(size, 0.0), max(-size, 0.0), 1 - sure)
    return rows


@cache
def model() -> Model:
    """The model of ``model.json``.

    >>> len(model().faults), model().faults[0]
    (29, 'none')
    """
    return read_model(json.loads(FILE.read_bytes()))


def read_model(kept: Mapping[str, Any]) -> Model:
    """A model from plain data, as ``model.json`` holds it."""
    return Model(
        faults=tuple(kept["faults"]),
        keys=tuple(kept["evidence"]),
        scale=np.array(kept["scale"]),
        base=np.array(kept["base"]),
        weights=np.array(kept["weights"]),
    )


def probabilities(shop: Shop) -> dict[FaultId, float]:
    """Probability of each of the 29 answers, in the order of ``caopan.market.FAULTS``.

    >>> from caopan.diagnosis import Shop
    >>> round(sum(probabilities(Shop.of("yunshi")).values()), 9)
    1.0
    """
    from caopan.diagnosis.evidence import read_all

    found = judge(read_all(shop), ranked=False, name=shop.name)
    return {one.fault: one.probability for one in found}


def findings(shop: Shop, *, ranked: bool = True) -> tuple[Finding, ...]:
    """All 29 answers, the likeliest first, each with the evidence that moved it most.

    Evidence that cannot be read moves nothing. ranked: False leaves them in the order of
    ``caopan.market.FAULTS``.
    Raises CaopanError where no piece of evidence can be read at all.

    >>> from caopan.diagnosis import Shop
    >>> first = findings(Shop.of("yunshi"))[0]
    >>> 0 < first.probability <= 1, len(first.moved)
    (True, 5)
    """
    from caopan.diagnosis.evidence import read_all

    sums = Sums(shop)
    seen = read_all(shop, sums)
    found = judge(seen, ranked=ranked, name=shop.name)
    return tuple(one._replace(stake=_stake(sums, one.fault, seen)) for one in found)


def _stake(sums: Sums, fault: FaultId, seen: Mapping[str, Weighed]) -> Stake | None:
    """What is at stake, or None where the tables do not tell."""
    try:
        return stake(sums.shop, fault, seen, sums)
    except (CaopanError, KeyError, TypeError, ValueError):  # own tables may garble a column
        return None


def judge(
    seen: Mapping[str, Weighed], *, ranked: bool = True, name: str = "this shop"
) -> tuple[Finding, ...]:
    """The findings for evidence that has been read, see ``findings``."""
    from caopan.diagnosis.evidence import evidence_cards

    if all(one.z is None for one in seen.values()):
        why = "; ".join(sorted({one.why for one in seen.values()})[:3])
        raise CaopanError(f"{name}: no evidence can be read, so nothing can be said: {why}")
    known, cards = model(), evidence_cards()
    chance, added = known.probabilities(seen), known.added(seen)
    found = []
    for c, fault in enumerate(known.faults):
        order = np.argsort(-np.abs(added[c]), kind="stable")[:MOST]
        moved = tuple(
            Moved(key, cards[key].metrics, value, z, float(added[c, f]))
            for f in order
            for key in (known.keys[f],)
            for value, z, _ in (seen.get(key, Weighed(None, None)),)
            if value is not None and z is not None
        )
        found.append(Finding(fault, float(chance[c]), moved, ADVICE[fault]))
    return tuple(sorted(found, key=lambda one: -one.probability)) if ranked else tuple(found)
