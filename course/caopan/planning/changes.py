"""Single changes of which a plan is made: remedies of what is suspected, an operator's levers.

>>> from caopan.market import sample
>>> [one.name for one in candidates(sample("yunshi"), {"FR4": 0.6, "none": 0.4})][:2]
['remedy FR4', 'price -24']
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from caopan.errors import CaopanError
from caopan.market import CARDS, Plan, Scenario, levers, make_plan, remedy
from caopan.market.checks import check_plan
from caopan.market.levers import Span
from caopan.market.planted import FaultId
from caopan.planning.mandate import CHANGES, FORTNIGHT, Mandate, changes_of, mandate_problems

SUSPECTED: Final = 0.05
"""Probability from which a fault is suspected, so that its remedy is tried (assumed)."""
POINTS: Final = 4
"""Values of a lever that are tried, evenly over what the mandate leaves of its range."""
FINE: Final = 31
"""Values of a lever that are held against the mandate."""


@dataclass(frozen=True)
class Candidate:
    """One change. name: the lever and its value, or the remedy. family: the lever or the fault."""

    name: str
    family: str
    plan: Plan


def candidates(
    scenario: Scenario,
    beliefs: Mapping[FaultId, float],
    *,
    mandate: Mandate = FORTNIGHT,
    days: int = 14,
    points: int = POINTS,
) -> tuple[Candidate, ...]:
    """Changes within the mandate that this merchant can carry out, suspected faults first.

    beliefs: probability of each fault, from a diagnosis; nobody treats what is not suspected.
    """
    found = (
        *_remedies(scenario, beliefs),
        *(one for some in _levers(scenario, mandate, days) for one in _thinned(some, points)),
    )
    return tuple(
        one
        for one in found
        if changes_of(one.plan)
        and not mandate_problems(scenario, one.plan, mandate, days=days)
        and _playable(scenario, one.plan, days)
    )


def _remedies(scenario: Scenario, beliefs: Mapping[FaultId, float]) -> Iterator[Candidate]:
    likely = [fault for fault in CARDS if beliefs.get(fault, 0.0) >= SUSPECTED]
    for fault in sorted(likely, key=lambda fault: -beliefs[fault]):
        yield Candidate(f"remedy {fault}", fault, remedy(scenario, fault))


def _levers(scenario: Scenario, mandate: Mandate, days: int) -> Iterator[list[Candidate]]:
    """The values of each lever that the mandate allows."""
    for name, one in levers(scenario).items():
        allowed = []
        for value in _values(one.span):
            try:  # whether it can be carried out is asked of the few that are left
                many = int(one.quantity.default) if one.quantity else 0
                plan = make_plan(name=name, **one.move(scenario, value, many))
            except CaopanError:
                continue  # the calendar has no room for so much
            if changes_of(plan) and not mandate_problems(scenario, plan, mandate, days=days):
                allowed.append(Candidate(f"{name} {value:g}", name, plan))
        yield allowed


def _values(span: Span) -> list[float]:
    """Values over a lever's range, its default among them."""
    if span.kind in {"none", "switch"}:
        return [span.default]
    steps = round((span.high - span.low) / span.step)
    over = {span.low + span.step * round(at * steps / (FINE - 1)) for at in range(FINE)}
    return sorted(over | {span.default})


def _thinned(some: list[Candidate], points: int) -> list[Candidate]:
    """So many of them, the ends included."""
    if len(some) <= points:
        return some
    return [some[round(at * (len(some) - 1) / (points - 1))] for at in range(points)]


def _playable(scenario: Scenario, plan: Plan, days: int) -> bool:
    try:
        check_plan(scenario, plan, days)
    except CaopanError:
        return False
    return True


def merged(one: Plan, other: Plan) -> Plan | None:
    """Both plans in one; None where they change the same thing.

    >>> both = merged(Plan(hype=0.2), Plan(paid_bp=9_000))
    >>> both is not None and (both.hype, both.paid_bp) == (0.2, 9_000)
    True
    >>> merged(Plan(hype=0.2), Plan(hype=0.3)) is None
    True
    """
    if set(changes_of(one)) & set(changes_of(other)):
        return None
    fields = [field for name in changes_of(other) for field in CHANGES[name]]
    return one.model_copy(update={field: getattr(other, field) for field in fields})


def only(plan: Plan, change: str) -> Plan:
    """One change of a plan alone.

    >>> only(Plan(hype=0.2, paid_bp=9_000), "script").paid_bp
    10000
    """
    return make_plan(**{f: getattr(plan, f) for f in CHANGES[change]})


def without(plan: Plan, change: str) -> Plan:
    """The plan without one of its changes.

    >>> without(Plan(hype=0.2, paid_bp=9_000), "script").hype is None
    True
    """
    usual = {field: getattr(Plan(), field) for field in CHANGES[change]}
    return make_plan(**{**dict(plan), **usual})
