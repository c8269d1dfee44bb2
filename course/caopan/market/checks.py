"""What cannot be carried out: refused before anything is played, with the field and the reason.

Checks are functions that yield problems as (path, reason and what to do). ``plan_problems`` gives
all of them, ``check_plan`` and ``check_scenario`` raise the first one.
What can be done but should be questioned is said in ``feasibility``.
"""

from collections.abc import Iterable
from itertools import chain, islice
from numbers import Integral
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from caopan.errors import CaopanError
from caopan.market.dated import special_problems
from caopan.market.offers import Problems, benefit_problems, price_problems
from caopan.market.part import Part, misfits
from caopan.market.plan import Plan, on_shelf
from caopan.market.problems import (
    calendar_problems,
    name_problems,
    order_problems,
    paid_problems,
    shelf_problems,
    talk_problems,
    twice,
    week_problems,
)
from caopan.market.scenario import Scenario

MOST_DAYS = 120
MOST_SEEDS = 100_000

_NO_PLAN = "the plan cannot be carried out"
_NO_MERCHANT = "the merchant cannot be played"
Model = TypeVar("Model", bound=Part)


def check_plan(scenario: Scenario, plan: Plan, days: int = 14) -> Plan:
    """Return the plan if this merchant can carry it out over ``days`` days after its history.

    Raises CaopanError with the field's path and the reason, for the merchant or the number of
    days as well (see ``check_scenario``, ``check_days``).

    >>> from caopan.market.samples import sample
    >>> check_plan(sample("yunshi"), Plan(pause=(14,)))
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: the plan cannot be carried out: pause.0: day 14 is outside of ...
    """
    _positive(days, "give whole days from 1 on")
    check_scenario(scenario)
    _raise_first(_problems(scenario, plan, days), _NO_PLAN)
    return plan


def plan_problems(scenario: Scenario, plan: Plan, days: int = 14) -> tuple[tuple[str, str], ...]:
    """Everything that keeps this merchant from carrying out the plan, in the order of looking.

    Each problem is (path of the field, reason and what to do); none for a plan that ``check_plan``
    returns, which raises the first one. Of a plan that does not fit its type only those fields
    are told. Raises CaopanError for the merchant or the number of days, as ``check_plan`` does.

    >>> from caopan.market.samples import sample
    >>> found = plan_problems(sample("yunshi"), Plan(pause=(14,), price_bp={"yunshi-k1": 5}))
    >>> [path for path, _ in found]
    ['price_bp.yunshi-k1', 'pause.0']
    """
    _positive(days, "give whole days from 1 on")
    check_scenario(scenario)
    return tuple(dict.fromkeys(_problems(scenario, plan, days)))


def _problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """Every problem of a plan; a check takes no notice of what an earlier one has found."""
    wrong = list(_misfits(Plan, plan))
    if wrong:  # such a plan cannot be asked anything
        yield from wrong
        return
    yield from name_problems(scenario, plan)
    yield from shelf_problems(scenario, plan, days)
    yield from order_problems(scenario, plan, days)
    yield from week_problems(scenario, plan, days)
    yield from special_problems(scenario, plan, days)
    yield from talk_problems(scenario, plan, days)
    if plan.benefits is not None:
        yield from benefit_problems(plan.benefits, scenario, plan, days)
    yield from price_problems(scenario, plan)
    yield from paid_problems(scenario, plan, days)


def check_scenario(scenario: Scenario) -> Scenario:
    """Return the merchant if it can be played; a merchant without followers can.

    Raises CaopanError with the field's path: NaN, no SKU, none listed, a name given twice, two
    sessions at once, prices that coupons eat up, benefits that contradict themselves.
    """
    _raise_first(_misfits(Scenario, scenario), _NO_MERCHANT)
    skus = tuple(sku.sku_id for sku in scenario.skus)
    shelf = Plan(assortment=skus)  # everything: a plan may list what is in the cellar today
    _raise_first(
        chain(
            twice("skus", "sku_id", skus),
            twice("anchors", "name", [anchor.name for anchor in scenario.anchors]),
            () if on_shelf(scenario, Plan()) else [("skus", "none is listed; list at least one")],
            calendar_problems("slots", scenario.slots),
            benefit_problems(scenario.benefits, scenario, shelf, 7),
            price_problems(scenario, shelf),
        ),
        _NO_MERCHANT,
    )
    return scenario


def check_seeds(seeds: Iterable[int]) -> tuple[int, ...]:
    """Return the seeds as a tuple of whole numbers; the same one may stand there twice.

    Raises CaopanError for none at all, for more than 100,000, and for a seed that is no whole
    number from 0 on (a NumPy integer is one; True, 1.0 and NaN are not).

    >>> check_seeds(range(3))
    (0, 1, 2)
    >>> check_seeds([4, -1])
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: seeds.1: -1 is negative; give whole numbers from 0 on
    """
    if not isinstance(seeds, Iterable):
        raise CaopanError(f"seeds: {seeds!r} is no list of seeds; give one, such as range(40)")
    taken = tuple(
        _whole(seed, f"seeds.{at}", "give whole numbers from 0 on")
        for at, seed in enumerate(islice(seeds, MOST_SEEDS + 1))
    )
    if not taken:
        raise CaopanError("seeds: there is none; give at least one, such as range(40)")
    if len(taken) > MOST_SEEDS:
        raise CaopanError(f"seeds: more than {MOST_SEEDS:,}; play them in several parts")
    return taken


def check_days(days: int) -> int:
    """Return the number of days to be played, 1 to 120; CaopanError for anything else.

    >>> check_days(14)
    14
    """
    todo = f"give whole days from 1 to {MOST_DAYS}"
    whole = _positive(days, todo)
    if whole > MOST_DAYS:
        raise CaopanError(f"days: {whole} is too many; {todo}")
    return whole


def _positive(days: object, todo: str) -> int:
    whole = _whole(days, "days", todo)
    if not whole:
        raise CaopanError(f"days: 0 is none; {todo}")
    return whole


def _whole(value: object, path: str, todo: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise CaopanError(f"{path}: {value!r} is no whole number; {todo}")
    if value < 0:
        raise CaopanError(f"{path}: {value} is negative; {todo}")
    return int(value)


def _misfits(model: type[Model], value: Model) -> Problems:
    """Validate once more: a copy with changed fields has never seen the model's rules."""
    if not isinstance(value, BaseModel):
        kind = type(value).__name__
        yield "the whole value", f"is a {kind}; give a {model.__name__}"
        return
    try:
        model.model_validate(value.model_dump(warnings=False))
    except ValidationError as problem:
        yield from misfits(problem)


def _raise_first(problems: Iterable[tuple[str, str]], what: str) -> None:
    for path, why in problems:
        raise CaopanError(f"{what}: {path}: {why}")
