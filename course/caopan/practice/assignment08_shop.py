"""Assignment 08, the trainee's own shop: its trial read, and the budget that is played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from caopan.events.places import OWN, folder_of
from caopan.practice.compare import Want, as_numbers, described, reasons
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market import Plan, Scenario
    from caopan.planning import Holdout, PaidResponse, PaidTrial, Score

KEYS: Final = ("visits_power", "gmv_power", "average", "last")
NEAR: Final[Mapping[str, float]] = {"visits_power": 0.06, "gmv_power": 0.12}
"""How far a power may lie from the reference's: other sound fits differ by as much (measured)."""
NEAR_TAKEN: Final = 0.06
"""How far the share of paid visits may lie from the reference's."""
MOST_FEN: Final = 100_000_000


@lru_cache(maxsize=4)
def _trial(_folder: Path) -> tuple[PaidTrial, PaidResponse, Holdout]:
    from caopan.planning import paid_response, paid_trial, read_holdout

    trial = paid_trial(OWN)
    held = read_holdout(trial.days, trial.days["without_fans"])
    return trial, paid_response(trial.days), held


def read_trial() -> tuple[PaidTrial, PaidResponse, Holdout]:
    """The own shop's trial, its curves and its holdout test, as the toolkit reads them."""
    return _trial(folder_of(OWN))


def as_response(value: object) -> dict[str, float]:
    """Give the four numbers of a response, or say what is wrong with their shape.

    Raises:
        AssertionError: a number is missing, or none.

    >>> as_response({"visits_power": 0.7})
    Traceback (most recent call last):
    ...
    AssertionError: response: the key 'gmv_power' is missing.
    """
    return as_numbers(value, KEYS, "response")


def said_of_response(given: Mapping[str, float]) -> dict[str, str]:
    """Say what is wrong with each number of a response; right ones are left out."""
    trial, curves, _ = read_trial()
    said = {}
    for name, curve in (("visits_power", curves.visits), ("gmv_power", curves.gmv)):
        if abs(given[name] - curve.power.value) > NEAR[name]:
            said[name] = f"response[{name!r}] is {given[name]:.4g}: {_why_power(name, given)}."
    full = trial.days[trial.days["budget"] == "full"]
    average = float(full["gmv_fen"].sum() / full["spend_fen"].sum())
    whole = float(trial.days["gmv_fen"].sum() / trial.days["spend_fen"].sum())
    traps = {
        "both budgets are in it; the full one alone is asked for": whole,
        "a mean of daily ROIs is no ROI: divide the sums": float(
            (full["gmv_fen"] / full["spend_fen"]).mean()
        ),
        "this is spend over GMV": 1 / average,
    }
    said |= reasons(
        {"average": given["average"]}, {"average": Want(average, 5e-3, traps)}, "response"
    )
    if abs(given["last"] / average - curves.gmv.power.value) > NEAR["gmv_power"]:
        said["last"] = f"response['last'] is {given['last']:.4g}: {_why_last(given, average)}."
    return said


def _why_power(name: str, given: Mapping[str, float]) -> str:
    _, curves, _ = read_trial()
    other = curves.gmv if name == "visits_power" else curves.visits
    if abs(given[name] - other.power.value) <= NEAR[name] / 2:
        return "this is the power of the other one: visits and GMV are two curves"
    if given[name] > 1:
        return "more than in proportion: something else is in it; take the trial's days only"
    return "this does not follow from the trial; compare logs at the two budgets, an hour on air"


def _why_last(given: Mapping[str, float], average: float) -> str:
    if abs(given["last"] - average) <= 0.02 * average:
        return "this is the average; the last yuan brought the power of GMV times that"
    if abs(given["last"] - given["visits_power"] * average) <= 0.03 * average:
        return "the power of visits is taken; who came last bought less"
    return "it is the power of GMV times the average at the full budget"


def as_fans(value: object) -> dict[str, float]:
    """Give the answer about fans, or say what is wrong with it.

    Raises:
        AssertionError: a number is missing, or the probability is none.

    >>> as_fans({"takes": 0.9, "taken": 0.15})
    {'takes': 0.9, 'taken': 0.15}
    """
    given = as_numbers(value, ("takes", "taken"), "fans")
    said = f"fans['takes'] is {given['takes']:.6g}: a probability is asked for, 0 to 1."
    assert 0 <= given["takes"] <= 1, said
    return given


def said_of_taken(taken: float) -> str:
    """Say what is wrong with the share of paid visits that were taken; empty where it is right."""
    _, _, held = read_trial()
    if abs(taken - held.taken.value) <= NEAR_TAKEN:
        return ""
    shown = f"fans['taken'] is {taken:.4g}"
    if abs(taken - held.fan_share) <= NEAR_TAKEN / 2:
        return f"{shown}: this is fans' share of paid visits; not all would have come anyway."
    if abs(taken - held.drawn_away.value) <= NEAR_TAKEN / 2:
        return f"{shown}: this is a share of visits by following, not of paid ones."
    return f"{shown}: compare visits by following, beside other sources, with fans in and out."


def as_budget(value: object) -> tuple[dict[int, int], bool]:
    """Give a budget by hour and whether fans are left out, or say what is wrong with it.

    Raises:
        AssertionError: a key is missing, an hour is none, or money is not in whole fen.

    >>> as_budget({"hours": {20: 50_000}, "leave_fans_out": False})
    ({20: 50000}, False)
    """
    assert isinstance(value, Mapping), "budget: a dict with hours and leave_fans_out is asked for."
    missing = [name for name in ("hours", "leave_fans_out") if name not in value]
    assert not missing, f"budget: the key {missing[0]!r} is missing."
    hours, out = value["hours"], value["leave_fans_out"]
    assert isinstance(out, bool), f"budget['leave_fans_out'] is {described(out)}: True or False."
    assert isinstance(hours, Mapping), "budget['hours']: a dict by clock hour is asked for."
    return {_hour(hour): _fen(fen, hour) for hour, fen in hours.items()}, out


def _hour(hour: Any) -> int:
    known = isinstance(hour, Integral) and not isinstance(hour, bool) and int(hour) in range(24)
    assert known, f"budget['hours']: {described(hour)} is no hour of the clock, 0 to 23."
    return int(hour)


def _fen(fen: Any, hour: Any) -> int:
    number = isinstance(fen, Real) and not isinstance(fen, bool)
    said = (
        f"budget['hours'][{hour}] is {described(fen)}: whole fen an hour, from 0 to a million yuan."
    )
    assert number, said
    assert fen == int(fen), said
    assert 0 <= fen <= MOST_FEN, said
    return int(fen)


def plan_of(value: object, scenario: Scenario) -> Plan:
    """Compile a budget into a plan: the shop's own plans share each hour's money as they do now.

    Raises:
        AssertionError: as ``as_budget``.

    >>> from caopan.market import sample
    >>> plan = plan_of({"hours": {20: 1000}, "leave_fans_out": True}, sample("liuyi"))
    >>> sum(one.fen_at(20) for one in plan.paid), plan.paid[0].exclude_fans
    (1000, True)
    """
    from caopan.market import Plan
    from caopan.planning import paced_plans, running_plans, without_fans

    hours, out = as_budget(value)
    own = running_plans(scenario)
    return Plan(name="own", paid=paced_plans(without_fans(own) if out else own, hours))


@lru_cache(maxsize=4)
def _worth(scenario: str, seeds: tuple[int, ...]) -> int:
    from caopan.market import Scenario
    from caopan.planning import reference_paid

    return reference_paid(Scenario.from_json(scenario), seeds=seeds)[1]


def played(value: object, scenario: Scenario, seeds: Sequence[int]) -> Score:
    """Play a budget for a fortnight beside doing nothing and beside the best that was found.

    Raises:
        AssertionError: as ``as_budget``, or where the account would be overdrawn.
    """
    from caopan.planning import score_plan

    plan = plan_of(value, scenario)
    worth = _worth(scenario.to_json(), tuple(seeds))
    try:
        return score_plan(scenario, plan, reference=worth, seeds=seeds)
    except CaopanError as problem:
        raise AssertionError(f"budget: {problem}") from problem


@exercise(
    "08-response",
    'paid_trial("mine").days has the days of your trial: budget says which one a day had.',
    "Log of outcome an hour over log of spend an hour; paid_response does it with the calendar.",
    "last is gmv_power × average; average is all GMV over all spend at the full budget.",
    praise="Both powers, the average and the last yuan follow from your trial.",
)
def _response(value: object) -> str | None:
    try:
        given = as_response(value)
    except AssertionError as problem:
        return str(problem)
    return next(iter(said_of_response(given).values()), None)


@exercise(
    "08-fans",
    "read_holdout takes the days of the trial, and which of them had no fans in the plans.",
    "A few fans are in any audience. Many, and visits by following that come back without ads?",
    praise="A probability and a share; how good the first is, the grade will tell.",
)
def _fans(value: object) -> str | None:
    try:
        given = as_fans(value)
    except AssertionError as problem:
        return str(problem)
    return said_of_taken(given["taken"]) or None


@exercise(
    "08-budget",
    "Where does the last yuan pay? best_spend(due) of the GMV curve says it, in fen an hour.",
    "hour_values and pace spread it; plan_paid does all of it.",
    praise="A budget that can be played; what it earns, the grade will tell.",
)
def _budget(value: object) -> str | None:
    try:
        hours, _ = as_budget(value)
    except AssertionError as problem:
        return str(problem)
    air = set(read_trial()[0].hours["hour"])
    if hours and not air & set(hours):
        return "budget['hours']: your shop is on air in none of these hours; nothing is spent."
    return None
