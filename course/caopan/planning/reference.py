"""The reference plan: a search over plans within a mandate, by playing them under common luck.

It begins where a diagnosis points: remedies of what is suspected come first, then an operator's
levers. Single changes race each other on few seeds, the best are joined to pairs and threes, and
the finalists are played on more seeds. What it may play hangs on the budget in seconds, at a fixed
rate, never on a clock: the same budget gives the same plan on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from caopan.errors import CaopanError
from caopan.market import Plan, Scenario, as_found, check_plan, play_many
from caopan.market.planted import FaultId
from caopan.planning.candidates import Candidate, candidates, merged, without
from caopan.planning.mandate import FORTNIGHT, Mandate, changes_of
from caopan.planning.scoring import gains_of, value_of

PACE: Final = 150_000
"""Live minutes that are played in a second of the budget; a core was measured at twice as many."""
OVERHEAD: Final = 2
"""Plays that checking and preparing a plan costs (measured)."""
FIRST_SEED: Final = 10_000
"""The search has seeds of its own, so that a score is not read off the luck that chose the plan."""
FEW, SOME, MANY = 4, 12, 40
"""Seeds of the three rounds of a race at full budget."""
FULL: Final = 2_500
"""Plays that the search takes at these numbers."""
STARTS, PARTNERS, FINALISTS = 6, 16, 3
"""Plans that go on to be joined, single changes that they are joined with, plans in the final."""
MOST_AT_ONCE: Final = 320
"""Plays of one batch, so that memory stays flat."""


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
    believed = _believed(merchant) if beliefs is None else dict(beliefs)
    search = _Search(scenario, days)
    seeds = _seeds(scenario, seconds, days)
    single = [
        _Found((one,), one.plan)
        for one in candidates(scenario, believed, mandate=mandate, days=days)
    ]
    single = _race(search, single, seeds)
    best = list(single)
    for _ in range(mandate.changes - 1):
        best = _merge(best, _race(search, _joined(search, best, single, mandate), seeds))
    final = best[:FINALISTS]
    values = search.values([one.plan for one in final], seeds[2])
    value, winner = max(zip(values, final, strict=True), key=lambda pair: pair[0])
    if value <= 0:
        return Reference(Plan(name="reference"), (), 0, (), search.tried, believed)
    plan = winner.plan.model_copy(update={"name": "reference"})
    parts = _parts(search, winner, value, seeds[2])
    return Reference(
        plan, tuple(one.name for one in winner.parts), value, parts, search.tried, believed
    )


def _seeds(scenario: Scenario, seconds: float, days: int) -> tuple[int, int, int]:
    """Seeds of the three rounds within the budget."""
    play = max(sum(slot.minutes for slot in scenario.slots) * days / 7, 1.0)
    share = seconds * PACE / play / FULL
    few, some, many = (max(round(n * min(share, 1.0)), 2) for n in (FEW, SOME, MANY))
    return few, some, many


def _race(search: _Search, entries: Sequence[_Found], seeds: tuple[int, int, int]) -> list[_Found]:
    """All entries on few seeds, the better ones on more; best first, one of a kind."""
    first = _ranked(search, entries, seeds[0])
    return _ranked(search, _one_of_a_kind(first)[:PARTNERS], seeds[1])


def _ranked(search: _Search, entries: Sequence[_Found], seeds: int) -> list[_Found]:
    values = search.values([one.plan for one in entries], seeds)
    done = [_Found(one.parts, one.plan, value) for one, value in zip(entries, values, strict=True)]
    return sorted(done, key=lambda one: -one.value)


def _one_of_a_kind(ranked: Sequence[_Found]) -> list[_Found]:
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
    for one in best[:STARTS]:
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


def _merge(one: Sequence[_Found], other: Sequence[_Found]) -> list[_Found]:
    return sorted([*one, *other], key=lambda found: -found.value)


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
