"""The reference plan: a search over plans within a mandate, by playing them under common luck.

It begins where a diagnosis points: remedies of what is suspected come first, then an operator's
levers. Single changes race each other on few seeds, the best are joined to pairs and threes, and
the finalists are played on more seeds. What it may play hangs on the budget in seconds, at a fixed
rate, never on a clock: the same budget gives the same plan on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from caopan.errors import CaopanError
from caopan.market import Plan, Scenario, as_found, check_plan, play_many
from caopan.market.planted import FaultId
from caopan.planning.changes import Candidate, candidates, merged, without
from caopan.planning.mandate import FORTNIGHT, Mandate, changes_of
from caopan.planning.scoring import gains_of, value_of

PACE: Final = 200_000
"""Live minutes that are played in a second of the budget; a core was measured at twice as many."""
OVERHEAD: Final = 2
"""Plays that checking and preparing a plan costs (measured)."""
FIRST_SEED: Final = 10_000
"""The search has seeds of its own, so that a score is not read off the luck that chose the plan."""
FINALISTS: Final = 3
"""Plans in the final."""
MOST_AT_ONCE: Final = 320
"""Plays of one batch, so that memory stays flat."""


class Effort(NamedTuple):
    """How wide and how deep a search goes.

    points: values of a lever that are tried. starts: plans that go on to be joined; partners:
    single changes that they are joined with. few, some, many: seeds of the three rounds.
    """

    points: int
    starts: int
    partners: int
    few: int
    some: int
    many: int


EFFORTS: Final = (
    Effort(2, 2, 6, 2, 4, 12),
    Effort(3, 3, 10, 2, 6, 20),
    Effort(4, 4, 12, 3, 8, 30),
    Effort(4, 6, 16, 4, 12, 40),
    Effort(6, 8, 20, 6, 16, 80),
)
"""From a glance to a thorough search; the budget allows one of them."""


@dataclass(frozen=True)
class Part:
    """What one change of a plan earns: the plan's value less that without it, in fen."""

    change: str
    name: str
    worth_fen: int


@dataclass(frozen=True)
class Reference:
    """A plan found by search.

    names: the changes it is made of. value_fen: what it gains on doing nothing, weighed as a score
    weighs it, on the final's seeds. parts: what each change earns, by leaving it out. tried: plans
    that were played. beliefs: the diagnosis it began from.
    """

    plan: Plan
    names: tuple[str, ...]
    value_fen: int
    parts: tuple[Part, ...]
    tried: int
    beliefs: Mapping[FaultId, float]

    def sentences(self) -> tuple[str, ...]:
        """Say in words what each change earns, the dearest first."""
        if not self.parts:
            return ("Nothing that was tried gains on doing nothing: go on as before.",)
        return tuple(
            f"{part.name} ({part.change}) earns {part.worth_fen / 100:,.0f} yuan of it."
            for part in sorted(self.parts, key=lambda part: -part.worth_fen)
        )


@dataclass
class _Search:
    """One merchant, its days, and what was played so far."""

    scenario: Scenario
    days: int
    tried: int = 0

    def values(self, plans: Sequence[Plan], seeds: int) -> list[int]:
        """The value of each plan on so many seeds."""
        some = range(FIRST_SEED, FIRST_SEED + seeds)
        size = max(MOST_AT_ONCE // seeds, 2)
        out: list[int] = []
        for at in range(0, len(plans), size - 1):
            batch = [(self.scenario, plan) for plan in (Plan(), *plans[at : at + size - 1])]
            idle, *played = play_many(batch, days=self.days, seeds=some)
            out += [value_of(gains_of(one, idle)) for one in played]
        self.tried += len(plans)
        return out


@dataclass(frozen=True)
class _Found:
    parts: tuple[Candidate, ...]
    plan: Plan
    value: int = 0


def reference_plan(
    merchant: str | Scenario,
    seconds: float = 60,
    *,
    days: int = 14,
    mandate: Mandate = FORTNIGHT,
    beliefs: Mapping[FaultId, float] | None = None,
) -> Reference:
    """Search for the best plan of a merchant within a mandate.

    merchant: a sample merchant's name (as it is found), or a scenario. seconds: the budget, which
    is turned into plays at a fixed rate. beliefs: probabilities of the faults; by default the
    reference diagnosis of the merchant's own tables.
    Raises CaopanError for an unknown merchant or a budget that allows nothing.

    >>> found = reference_plan("yunshi", 0.1, days=2, beliefs={"FR2": 1.0})
    >>> found == reference_plan("yunshi", 0.1, days=2, beliefs={"FR2": 1.0})
    True
    """
    if not seconds > 0:
        raise CaopanError(f"seconds: {seconds} allow nothing to be tried; give more than zero")
    scenario = as_found(merchant) if isinstance(merchant, str) else merchant
    effort = effort_for(scenario, seconds, days=days, changes=mandate.changes)
    believed = _believed(merchant) if beliefs is None else dict(beliefs)
    search = _Search(scenario, days)
    single = [
        _Found((one,), one.plan)
        for one in candidates(scenario, believed, mandate=mandate, days=days, points=effort.points)
    ]
    best = single = _race(search, single, effort)
    for _ in range(mandate.changes - 1):
        joined = _joined(search, best[: effort.starts], single[: effort.partners], mandate)
        best = sorted([*best, *_race(search, joined, effort)], key=lambda one: -one.value)
    final = best[:FINALISTS]
    values = search.values([one.plan for one in final], effort.many)
    value, winner = max(zip(values, final, strict=True), key=lambda pair: pair[0])
    if value <= 0:
        return Reference(Plan(name="reference"), (), 0, (), search.tried, believed)
    plan = winner.plan.model_copy(update={"name": "reference"})
    parts = _parts(search, winner, value, effort.many)
    return Reference(
        plan, tuple(one.name for one in winner.parts), value, parts, search.tried, believed
    )


def effort_for(scenario: Scenario, seconds: float, *, days: int = 14, changes: int = 3) -> Effort:
    """The most thorough search that a budget allows a merchant; at least a glance.

    >>> from caopan.market import sample
    >>> effort_for(sample("liuyi"), 1).points, effort_for(sample("liuyi"), 300).points
    (2, 6)
    """
    minutes = max(sum(slot.minutes for slot in scenario.slots) * days / 7, 1.0)
    plays = seconds * PACE / minutes
    return [one for one in EFFORTS if one is EFFORTS[0] or _plays(one, changes) <= plays][-1]


def _plays(effort: Effort, changes: int) -> int:
    """About how many plays a search takes."""
    single = 10 + 20 * effort.points
    joined = (changes - 1) * effort.starts * effort.partners
    raced = changes * effort.partners * (effort.some + OVERHEAD)
    last = (FINALISTS + changes) * (effort.many + OVERHEAD)
    return (single + joined) * (effort.few + OVERHEAD) + raced + last


def _race(search: _Search, entries: Sequence[_Found], effort: Effort) -> list[_Found]:
    """All entries on few seeds, the better ones on more; best first, two of a kind."""
    first = _ranked(search, entries, effort.few)
    return _ranked(search, _two_of_a_kind(first)[: effort.partners], effort.some)


def _ranked(search: _Search, entries: Sequence[_Found], seeds: int) -> list[_Found]:
    values = search.values([one.plan for one in entries], seeds)
    done = [_Found(one.parts, one.plan, value) for one, value in zip(entries, values, strict=True)]
    return sorted(done, key=lambda one: -one.value)


def _two_of_a_kind(ranked: Sequence[_Found]) -> list[_Found]:
    """Of plans that differ in a lever's value alone, the two best."""
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for one in ranked:
        kind = tuple(sorted(part.family for part in one.parts))
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 2:
            kept.append(one)
    return kept


def _joined(
    search: _Search, best: Sequence[_Found], single: Sequence[_Found], mandate: Mandate
) -> list[_Found]:
    """The best plans, each with one change more."""
    out: list[_Found] = []
    seen: set[frozenset[str]] = set()
    for one in best:
        for other in single:
            plan = merged(one.plan, other.plan)
            names = frozenset(part.name for part in (*one.parts, *other.parts))
            if plan is None or names in seen or len(changes_of(plan)) > mandate.changes:
                continue
            try:
                check_plan(search.scenario, plan, search.days)
            except CaopanError:
                continue  # each can be carried out, both together cannot
            seen.add(names)
            out.append(_Found((*one.parts, *other.parts), plan))
    return out


def _parts(search: _Search, winner: _Found, value: int, seeds: int) -> tuple[Part, ...]:
    made = changes_of(winner.plan)
    left = search.values([without(winner.plan, change) for change in made], seeds)
    return tuple(
        Part(change, _named(winner, change), value - rest)
        for change, rest in zip(made, left, strict=True)
    )


def _named(winner: _Found, change: str) -> str:
    return next(part.name for part in winner.parts if change in changes_of(part.plan))


def _believed(merchant: str | Scenario) -> dict[FaultId, float]:
    from caopan.diagnosis.model import probabilities
    from caopan.diagnosis.shop import Shop
    from caopan.diagnosis.simulated import shop_of

    return probabilities(Shop.of(merchant) if isinstance(merchant, str) else shop_of(merchant))
