"""The merchants on whom a round of planning is scored: public ones while it is open, others after.

Public cases are the sample merchants as they are found, with seeds that everybody may play. Private
cases hang on the round's secret alone: merchants of their own, with one serious fault each that a
plan can mend, at another time of the year, under luck that nobody has seen. What only looks like a
fault is the matter of a round of diagnosis.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market import CARDS, SAMPLES, Plan, Scenario, as_found, variant
from caopan.market.norms import possible
from caopan.market.planted import FaultId
from caopan.planning.mandate import FORTNIGHT, Mandate
from caopan.planning.scoring import PAIRS, Score, score_plan

SEVERITY: Final = 2.0
"""Times the usual strength of a fault: a round's merchants are in trouble (assumed)."""
HISTORY: Final = 42
"""Days of tables from which a private merchant is diagnosed."""
WEEKS: Final = 26
"""Most weeks by which a private merchant's calendar is moved, either way."""


@dataclass(frozen=True)
class Case:
    """A merchant of a round and the luck its plan is played under."""

    name: str
    scenario: Scenario
    seeds: tuple[int, ...]


def public_cases(*, pairs: int = PAIRS) -> tuple[Case, ...]:
    """The sample merchants as found, under seeds 0 to ``pairs`` - 1.

    >>> [one.name for one in public_cases()][:2], len(public_cases()[0].seeds)
    (['liuyi', 'fanhe'], 80)
    """
    return tuple(Case(name, as_found(name), tuple(range(pairs))) for name in SAMPLES)


def private_cases(
    secret: bytes, round_name: str, count: int, *, pairs: int = PAIRS, severity: float = SEVERITY
) -> tuple[Case, ...]:
    """Merchants that follow from a round's secret: structure of the samples in turn, all else new.

    Raises CaopanError for an empty secret.

    >>> one, other = private_cases(b"doctest", "open", 2, pairs=4)
    >>> one.scenario.base, other.scenario.base, len(one.seeds)
    ('liuyi', 'fanhe', 4)
    """
    if not secret:
        raise CaopanError("secret: is empty; give the round's secret, it has no default")
    return tuple(_private(secret, round_name, n, pairs, severity) for n in range(count))


def _private(secret: bytes, round_name: str, number: int, pairs: int, severity: float) -> Case:
    base, name = SAMPLES[number % len(SAMPLES)], f"{round_name}-{number + 1:02d}"
    one = variant(
        base, "planning", name, secret, days=HISTORY, faults=mendable(base), severity=severity
    )
    digest = hmac.new(secret, f"cases\0{name}".encode(), hashlib.sha256).digest()
    rng = np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))
    # whole weeks, so that weekdays stay; the festivals do not move along
    moved = one.first_day + timedelta(weeks=int(rng.integers(-WEEKS, WEEKS + 1)))
    seeds = rng.choice(2**31, size=pairs, replace=False)
    # an early session and a late one tell a diagnosis what it asks of events
    events = (one.event_days[0], one.event_days[-1])
    return Case(
        name,
        one.model_copy(update={"first_day": moved, "event_days": events}),
        tuple(int(seed) for seed in seeds),
    )


def mendable(base: str) -> tuple[FaultId, ...]:
    """Faults of a merchant of this structure that a plan can mend: no bad luck, no mere figures.

    >>> "FX1" in mendable("liuyi"), "FX3" in mendable("liuyi"), "FR4" in mendable("liuyi")
    (False, False, True)
    """
    return tuple(
        fault
        for fault, card in CARDS.items()
        if possible(base, fault) and not card.apparent and fault != "FX1"
    )


def score_cases(
    cases: Sequence[Case],
    plans: Mapping[str, Plan],
    references: Mapping[str, Plan | int],
    *,
    days: int = 14,
    mandate: Mandate | None = FORTNIGHT,
) -> dict[str, Score]:
    """Score one plan for each case; a case without a plan counts as doing nothing.

    Raises CaopanError that begins with the case's name, as ``score_plan`` does, and for a plan of
    a case that is none.

    >>> case = Case("short", public_cases(pairs=2)[2].scenario, (0, 1))
    >>> score_cases([case], {}, {"short": 1_000_000}, days=1)["short"].skill
    0.0
    """
    known = {one.name for one in cases}
    if strange := [name for name in plans if name not in known]:
        raise CaopanError(f"{strange[0]}: is no case here; take {', '.join(sorted(known))}")
    return dict(_scored(cases, plans, references, days, mandate))


def _scored(
    cases: Sequence[Case],
    plans: Mapping[str, Plan],
    references: Mapping[str, Plan | int],
    days: int,
    mandate: Mandate | None,
) -> Iterator[tuple[str, Score]]:
    for one in cases:
        try:
            yield (
                one.name,
                score_plan(
                    one.scenario,
                    plans.get(one.name, Plan()),
                    reference=references[one.name],
                    days=days,
                    seeds=one.seeds,
                    mandate=mandate,
                ),
            )
        except CaopanError as problem:
            raise CaopanError(f"{one.name}: {problem}") from problem
