"""Assignment 07, one sheet for a room that went wrong: read, checked, played on the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from caopan.market.plan import Plan, Shift
from caopan.market.scenario import Benefit
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market.scenario import Scenario
    from caopan.planning.sheet import Sheet

DAYS: Final = 14
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "timeline": frozenset({"rundown", "roster", "pressure"}),
    "gifts": frozenset({"tools"}),
}
"""What the sheet may decide besides its head and its highlights; told to trainees."""
LETTERS: Final = ("T", "G", "E")
"""Parts whose acceptance checks count; told to trainees."""
CHECKED: Final = 0.25
"""Share of the points for the checks; the rest is for playing; told to trainees."""
FIRST_SEED: Final = 20_000
"""The reference is chosen by other luck than it is scored by."""
CHOOSING: Final = 6
"""Seeds by which it is chosen."""


def as_sheet(value: object) -> Sheet:
    """Give the sheet of a text, or say what is wrong with it: all at once.

    Raises:
        AssertionError: it is no text, does not fit, or decides what is not asked for.

    >>> as_sheet("head: {merchant: mine, first_date: 2021-11-01}").head.merchant
    'mine'
    """
    from caopan.planning import read_sheet

    assert isinstance(value, str), "sheet: a text is asked for, as sheet_text(...) gives it."
    draft = read_sheet(value)
    told = "\n".join(map(str, draft.misfits[:8]))
    assert draft.value is not None, f"sheet: it cannot be read:\n{told}"
    assert not draft.misfits, f"sheet: not all of it fits:\n{told}"
    head = draft.value.head
    assert head.days == DAYS, f"sheet: head.days is {head.days}; the fortnight has {DAYS} days."
    more = beyond(draft.value)
    assert not more, f"sheet: {', '.join(more)} is not yours to decide here; leave it out."
    return draft.value


def beyond(sheet: Sheet) -> list[str]:
    """What a sheet decides beyond the room, as places.

    >>> beyond(as_sheet("head: {merchant: mine, first_date: 2021-11-01}"))
    []
    """
    plain = sheet.model_dump(mode="json", exclude_defaults=True)
    out = []
    for part, fields in plain.items():
        if part in {"head", "events"}:
            continue
        out += [f"{part}.{name}" for name in fields if name not in ALLOWED.get(part, ())]
    return out


def points_of_sheet(
    sheet: Sheet, scenario: Scenario, seeds: Sequence[int], maximum: float
) -> tuple[float, list[str]]:
    """Points for a sheet that is checked and played beside the method's own, and reasons."""
    from caopan.planning import score_plan
    from caopan.planning.sheet_checks import check_sheet

    checked = check_sheet(sheet, scenario)
    if checked.plan is None:
        said = [f"{one.path}: {one.says}" for one in checked.errors[:8]]
        return 0.0, ["The sheet is refused; nothing was played.", *said]
    score = score_plan(
        scenario,
        checked.plan,
        reference=reference_room(scenario),
        days=DAYS,
        seeds=seeds,
    )
    counted = [one for one in checked.accepted if one.part in LETTERS]
    unmet = [one for one in counted if not one.met]
    points = score.points(maximum * (1 - CHECKED))
    points += maximum * CHECKED * (1 - len(unmet) / len(counted))
    gain = score.gain_fen / 100
    said = [f"Skill {score.skill:.2f}; {gain:+,.0f} yuan beside going on as before."]
    return points, [*said, *(f"Not met: {one.title}, {one.reading}." for one in unmet)]


def reference_room(scenario: Scenario) -> Plan:
    """The method's own sheet on the truth: of each decision the best, joined while they gain."""
    return _reference(scenario.to_json())


@lru_cache(maxsize=8)
def _reference(known: str) -> Plan:
    from caopan.market import Scenario

    scenario = Scenario.from_json(known)
    worth = _player(scenario)
    choices = _choices(scenario)
    flat = [(name, change) for name, some in choices.items() for change in some]
    alone = worth([Plan().model_copy(update=change) for _, change in flat])
    firsts: dict[str, tuple[float, dict[str, Any]]] = {}
    for (name, change), value in zip(flat, alone, strict=True):
        if value > firsts.get(name, (0.0, {}))[0]:
            firsts[name] = (value, change)
    best, gained = Plan(), 0.0
    for value, change in sorted(firsts.values(), key=lambda one: -one[0]):
        joined = best.model_copy(update=change)
        now = worth([joined])[0] if gained else value
        if now > gained:
            best, gained = joined, now
    return best


def _player(scenario: Scenario) -> Callable[[Sequence[Plan]], list[float]]:
    """What plans gain on going on as before, which is played once."""
    from caopan.market import baseline, play_many
    from caopan.planning.scoring import gains_of, value_of

    seeds = range(FIRST_SEED, FIRST_SEED + CHOOSING)
    [idle] = play_many([(scenario, baseline(scenario))], days=DAYS, seeds=seeds)

    def worth(plans: Sequence[Plan]) -> list[float]:
        played = play_many([(scenario, one) for one in plans], days=DAYS, seeds=seeds)
        return [value_of(gains_of(one, idle)) for one in played]

    return worth


def _choices(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """What the method looks at, by decision."""
    from caopan.planning.room_plan import room_rundown

    first, second = (one.name for one in scenario.anchors[:2])
    turns = [(first, 120, second, 120), (second, 120, first, 60)]
    draw = Benefit(kind="lottery", amount_fen=1_000, quantity=2, every_min=30, gate="fans")
    return {
        "rundown": [{"rundown": room_rundown(scenario)}],
        "roster": [
            {"roster": (Shift(anchor=a, minutes=n), Shift(anchor=b, minutes=m))}
            for a, n, b, m in turns
        ],
        "pressure": [{"hype": level} for level in (0.1, 0.2)],
        "gifts": [{"benefits": ()}, {"benefits": (draw,)}],
    }


@exercise(
    "07-sheet",
    "Build it as data: Sheet.model_validate({'head': {...}, 'timeline': {...}}), then sheet_text.",
    "A rundown's rows follow each other without a gap: at, length, sku. No session is shorter.",
    "Three things happen in a room: what is explained, who speaks, what is given away. Which of "
    "them changed in your tables?",
    praise="The sheet can be carried out; what it earns, the grade will tell.",
)
def _sheet(value: object) -> str | None:
    from caopan.planning.sheet_checks import check_sheet

    try:
        sheet = as_sheet(value)
    except AssertionError as problem:
        return str(problem)
    found = check_sheet(sheet).errors
    return "\n".join(f"{one.path}: {one.says}" for one in found[:8]) or None
