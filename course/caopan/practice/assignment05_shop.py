"""Assignment 05, the trainee's own shop: its stage, calendar, targets, and the plan that is played.

What the shop is said to be comes from its tables alone, by the toolkit; only the plan is played on
the truth, by who has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import isclose, prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from caopan.events import card
from caopan.events.places import folder_of
from caopan.practice.assignment05 import FACTORS, NAMES
from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market import Plan, Scenario
    from caopan.planning import Funnel, SessionCalendar, Stage
    from caopan.planning.funnel import Peers

DAYS: Final = 84
WEEKS: Final = 12
LIKE: Final = "yunshi"
"""The sample that the variants derive from: same goods, same anchors."""
LEAST_A_WEEK: Final = 5
"""Sessions that the owner wants each week; in the week of the S and the one after it, one less."""
SEEDS: Final = 4
"""Seeds of luck under which a growth plan is played: its gain is the same sign in each."""
NEAR: Final = 0.01


def first_day(merchant: str = "mine") -> date:
    """Day 0 of the plan: the first one after the shop's history.

    >>> first_day("yunshi")
    datetime.date(2021, 11, 1)
    """
    about = card(merchant)
    return about.first_day + timedelta(days=about.days)


@lru_cache(maxsize=4)
def _read(merchant: str, _folder: Path) -> tuple[Stage, Funnel, Peers]:
    from caopan.diagnosis import Shop
    from caopan.planning import funnel_of, peer_funnels, stage

    shop = Shop.of(merchant)
    return stage(shop), funnel_of(shop), peer_funnels(shop)


def _mine(merchant: str) -> tuple[Stage, Funnel, Peers]:
    return _read(merchant, folder_of(merchant))


def said_of_shop(value: object, merchant: str = "mine") -> list[str]:
    """Say what is wrong with a shop's place: up to four reasons, for its four parts.

    Raises AssertionError where a part is missing or of another kind.

    >>> said_of_shop({"stage": "mature", "month_yuan": 650_000, "binds": "paid_roi",
    ...               "exits": {"fan_gmv": True, "paid_roi": False}}, "yunshi")[0]
    "shop['stage'] is 'mature': its size is that of the last four weeks, as thirty days."
    """
    found, _, _ = _mine(merchant)
    assert isinstance(value, Mapping), f"shop: a dict is asked for, not {type(value).__name__}."
    month = as_numbers(value, ("month_yuan",), "shop")["month_yuan"]
    named = value.get("stage"), value.get("binds")
    assert named[0] in NAMES, (
        f"shop['stage']: one of {', '.join(NAMES)}, not {described(named[0])}."
    )
    exits = value.get("exits")
    assert isinstance(exits, Mapping), (
        "shop['exits']: a dict by reading, True or False, is asked for."
    )
    said = []
    if named[0] != found.name:
        size = "its size is that of the last four weeks, as thirty days"
        said.append(f"shop['stage'] is {named[0]!r}: {size}.")
    if not isclose(month, found.month_fen / 100, rel_tol=NEAR):
        said.append(f"shop['month_yuan'] is {month:.6g}: {_why_month(month, found.month_fen)}.")
    binds = next(name for name, one in found.readings.items() if one is found.binds)
    if named[1] != binds:
        said.append(f"shop['binds'] is {described(named[1])}: {_why_binds(named[1], found)}.")
    wanted = {name: found.readings[name].met for name in found.way.exits}
    if {name: exits.get(name, "") for name in wanted} != wanted:
        said.append("shop['exits']: each part of this stage's exit test, and whether it is met.")
    return said


def _why_binds(named: object, found: Stage) -> str:
    if not isinstance(named, str) or named not in found.readings:
        return f"a reading's name is asked for, one of {', '.join(found.readings)}"
    return f"in this stage one of {', '.join(found.way.binds)} binds, the one furthest off"


def _why_month(month: float, fen: int) -> str:
    if isclose(month, fen, rel_tol=NEAR):
        return "yuan are asked for, not fen"
    if isclose(month, fen / 100 * 28 / 30, rel_tol=NEAR):
        return "a month is thirty days"
    return "GMV of the last four weeks' plain days, as thirty"


def said_of_calendar(value: object, merchant: str = "mine") -> list[str]:
    """Say all that is wrong with a calendar of twelve weeks: conflicts, and what the owner wants.

    Raises AssertionError where its rows cannot be read.

    >>> from caopan.planning import propose_calendar
    >>> said_of_calendar(propose_calendar(1, first_day("yunshi")).rows(), "yunshi")
    ['The owner wants one S session; there are 0.']
    """
    from caopan.planning import check_calendar

    calendar = as_calendar(value, merchant)
    said = [one.words for one in check_calendar(calendar)]
    big = [one.day // 7 for one in calendar.sessions if one.tier == "S"]
    if len(big) != 1:
        said.append(f"The owner wants one S session; there are {len(big)}.")
    counts = [sum(one.day // 7 == week for one in calendar.sessions) for week in range(WEEKS)]
    few = [
        week + 1
        for week, count in enumerate(counts)
        if count < LEAST_A_WEEK - any(week - one in (0, 1) for one in big)
    ]
    said += [f"Week {week}: fewer than {LEAST_A_WEEK} sessions." for week in few]
    for name, days in _festivals(calendar).items():
        if not any(one.tier != "B" and one.day in days for one in calendar.sessions):
            said.append(f"The festival of {name} has no A and no S.")
    return said


def as_calendar(value: object, merchant: str = "mine") -> SessionCalendar:
    """Read a calendar of twelve weeks from plain data.

    Raises AssertionError where its rows cannot be read.
    """
    from caopan.planning import calendar_of

    try:
        return calendar_of(value, first_day(merchant), DAYS)  # type: ignore[arg-type]
    except CaopanError as problem:
        said = str(problem)
        raise AssertionError(
            said if said.startswith("calendar") else f"calendar: {said}"
        ) from problem


def _festivals(calendar: SessionCalendar) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for day in range(calendar.days):
        if calendar.phase(day).phase == "festival":
            found.setdefault(f"{calendar.date_of(day):%B}", []).append(day)
    return found


def said_of_targets(value: object, merchant: str = "mine") -> list[str]:
    """Say what is wrong with twelve weeks' factors: product, bounds, ambition; up to three reasons.

    Raises AssertionError where a row or a number is missing.

    >>> said_of_targets([dict.fromkeys((*FACTORS, "gmv_yuan"), 1.0)] * 12, "yunshi")[0]
    'Week 1: covers_h is 1, below what is there already.'
    """
    from caopan.planning import bounds

    rows = as_weeks(value)
    _, now, peers = _mine(merchant)
    said = []
    off = [w for w, row in enumerate(rows, 1) if not _product(row)]
    if off:
        said.append(f"Week {off[0]}: gmv_yuan is not the product of the five factors.")
    beyond = []
    for week, row in enumerate(rows, 1):
        hours = min(max(row["air_h"], 1.0), 112.0)
        low, most = bounds(now, hours, peers, {})[0], bounds(now, hours, peers)[1]
        beyond += [
            f"Week {week}: {name} is {row[name]:.4g}, "
            + ("below what is there already." if row[name] < least else "beyond its bound.")
            for name, least, limit in zip(FACTORS[1:], low[1:], most[1:], strict=True)
            if not least * (1 - NEAR) <= row[name] <= limit * (1 + NEAR)
        ]
    said += beyond[:1]
    last = rows[-1]
    target = bounds(now, min(max(last["air_h"], 1.0), 112.0), peers)[0].gmv_yuan
    if prod(last[name] for name in FACTORS) < target * (1 - 2 * NEAR):
        said.append(
            "Week 12: the target, where each factor has come to the middle peer, is missed."
        )
    return said


def _product(row: Mapping[str, float]) -> bool:
    return isclose(row["gmv_yuan"], prod(row[name] for name in FACTORS), rel_tol=1e-3)


def as_weeks(value: object) -> list[dict[str, float]]:
    """Read twelve weeks' targets: a dict a week, the five factors and gmv_yuan.

    Raises AssertionError where a row or a number is missing.
    """
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    assert listed, f"targets: a list is asked for, not {type(value).__name__}."
    rows = list(value)  # type: ignore[call-overload]
    assert len(rows) == WEEKS, f"targets: {WEEKS} weeks are asked for, not {len(rows)}."
    names = (*FACTORS, "gmv_yuan")
    return [as_numbers(row, names, f"targets[{at}]") for at, row in enumerate(rows)]


def wrong_hours(value: object, calendar: object, merchant: str = "mine") -> list[str]:
    """Say in which weeks the targets' hours are not those of the calendar; empty where they are."""
    planned = as_calendar(calendar, merchant).weekly_h
    return [
        f"Week {week}: targets have {row['air_h']:g} hours on air, the calendar {hours:g}."
        for week, (row, hours) in enumerate(zip(as_weeks(value), planned, strict=True), 1)
        if not isclose(row["air_h"], hours, abs_tol=0.05)
    ]


def as_plan(value: object) -> Plan:
    """Read a growth plan from plain data: the fields of a market's plan.

    Raises AssertionError with the field and the reason.

    >>> as_plan({"videos": 5}).videos
    5.0
    """
    from caopan.market.plan import make_plan

    assert isinstance(value, Mapping), f"plan: a dict is asked for, not {type(value).__name__}."
    assert all(isinstance(name, str) for name in value), "plan: its keys are names of fields."
    try:
        return make_plan(**dict(value))
    except CaopanError as problem:
        raise AssertionError(f"plan: {problem}") from problem


def said_of_mandate(scenario: Scenario, plan: Plan) -> list[str]:
    """Say where a plan goes beyond the mandate of a season.

    >>> from caopan.market import Plan, sample
    >>> said_of_mandate(sample("yunshi"), Plan(videos=12))
    ['videos: 12 after 3; the mandate holds up to 6.']
    """
    from caopan.planning import SEASON, mandate_problems

    return [
        f"{field}: {why}." for field, why in mandate_problems(scenario, plan, SEASON, days=DAYS)
    ]


def points_of_plan(
    value: object, truth: Scenario, seeds: Sequence[int], maximum: float, merchant: str = "mine"
) -> tuple[float, str]:
    """Play a plan beside doing nothing and the toolkit's proposal; points, and a sentence.

    truth: the merchant as it is. Raises AssertionError for a plan that cannot be carried out, or
    that goes beyond the mandate of a season.
    """
    from caopan.diagnosis import Shop
    from caopan.planning import propose_growth, score_plan

    plan = as_plan(value)
    beyond = said_of_mandate(truth, plan)
    assert not beyond, "plan, beyond your mandate: " + "; ".join(beyond[:3])
    reference = propose_growth(Shop.of(merchant), _mine(merchant)[0].number).plan()
    try:
        score = score_plan(truth, plan, reference=reference, days=DAYS, seeds=seeds[:SEEDS])
    except CaopanError as problem:
        raise AssertionError(f"plan: {problem}") from problem
    said = f"Skill {score.skill:.2f}: 0 is doing nothing, 1 the toolkit's proposal, 1.2 the most."
    questioned = "".join(f"\nAn operator would ask: {one}." for one in score.messages[:3])
    return score.points(maximum), said + questioned


@exercise(
    "05-shop",
    'stage(Shop.of("mine")) reads all of it from your tables; .words says it.',
    ".binds is a reading; .readings has them by name. .way.exits names the exit test's parts.",
    praise="Each part as the tables tell it.",
)
def _shop(value: object) -> str | None:
    return _first(said_of_shop, value)


@exercise(
    "05-calendar",
    "propose_calendar(1, first_day()) has no conflict; .rows() is plain data. Then change it.",
    "An S: on a day when fans expect a festival; order stock four days before, post teasers four "
    "and seven days before, name two anchors, and rest on the day after.",
    "check_calendar(calendar_of(rows, first_day(), 84)) of caopan.planning says each conflict.",
    praise="No conflicts, and what the owner wants is in it.",
)
def _calendar(value: object) -> str | None:
    return _first(said_of_calendar, value)


@exercise(
    "05-targets",
    "bounds(now, hours, peers) gives target and ceiling of each factor at so many hours a week.",
    "Walk evenly from now to the target; gmv_yuan is the product of that week's five numbers.",
    praise="The funnel carries these.",
)
def _targets(value: object) -> str | None:
    return _first(said_of_targets, value)


@exercise(
    "05-plan",
    "Play on the sample first: play_growth(sample('yunshi'), make_plan(**plan), seeds=range(2)).",
    "propose_growth(Shop.of('mine'), number).reasons says what pays at this size, and why.",
    praise="A plan that can be carried out; what it earns, the grade will tell.",
)
def _plan(value: object) -> str | None:
    from caopan.market import sample
    from caopan.market.checks import check_plan

    try:
        plan = check_plan(sample(LIKE), as_plan(value), DAYS)
        return next(iter(said_of_mandate(sample(LIKE), plan)), None)
    except (AssertionError, CaopanError) as problem:
        return str(problem)


def _first(read: Any, value: object) -> str | None:
    try:
        said = read(value)
    except AssertionError as problem:
        return str(problem)
    return said[0] if said else None
