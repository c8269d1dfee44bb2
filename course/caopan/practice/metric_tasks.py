"""Judging a metric that a trainee wrote: against the board's engine, slip by slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from math import isclose, isnan
from numbers import Integral, Real
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call
from caopan.practice.nights import DATES, Night, as_table

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board import Reading

Value = float | int | None
Tables = Mapping[str, "pd.DataFrame"]
Read = Callable[["Reading"], dict[str, Value]]
REL: Final = 1e-9
"""Relative tolerance of a ratio; fen are exact."""
WATERMARK_S: Final = 900
EXPLAINED: Final = 2
"""Wrong cases of a function that are explained."""
NOTHING: Final = "gives nothing back where there is a value"
UNPROVEN: Final = "a clock before anything happened counts beside another one only."
MENDED_AFTER: Final = 12
"""Minutes between clock and ``as_of`` in the cases of a metric that is asked for later."""


@dataclass(frozen=True, eq=False)
class Case:
    """One call of a function: a night, the clock, and for some metrics until when rows are known.

    >>> from caopan.practice.nights import made_night
    >>> Case(made_night(1), 20).times[0].strftime("%H:%M")
    '23:50'
    """

    night: Night
    minute: float
    mended: bool = False

    @property
    def times(self) -> list[pd.Timestamp]:
        """The clock, and ``as_of`` where there is one."""
        minutes = (0, MENDED_AFTER) if self.mended else (0,)
        return [self.night.clock(self.minute + more) for more in minutes]


@dataclass(frozen=True)
class Slip:
    """A usual slip: what is said of it, and the figures that it leads to.

    Attributes:
        why: the rule that it breaks.
        read: other figures of the same board; None for the same ones.
        change: what it makes of the tables; None for nothing.
        watermark_s: how late a row may come.
        after_s: by how many seconds the young are judged too early.
    """

    why: str
    read: Read | None = None
    change: Callable[[Tables, Case], Tables] | None = None
    watermark_s: int = WATERMARK_S
    after_s: int = 0


@dataclass(frozen=True)
class Task:
    """A metric to be written.

    Attributes:
        name: of the function.
        tables: what it gets, in this order, before the clock.
        read: what is true, from the board's reading; one value has the name "".
        slips: the usual ones.
        fen: whether it gives whole fen.
        mended: whether it gets ``as_of`` after the clock.
    """

    name: str
    tables: tuple[str, ...]
    read: Read
    slips: tuple[Slip, ...]
    fen: bool = False
    mended: bool = False

    def values(self, case: Case, slip: Slip | None = None) -> dict[str, Value]:
        """What the board's engine gives, or what it would give with a slip in it."""
        return dict(_values(self, case.night, case.minute, case.mended, slip or Slip("")))


@lru_cache(maxsize=512)
def _values(
    task: Task, night: Night, minute: float, mended: bool, slip: Slip
) -> Mapping[str, Value]:
    """Run the engine once for a case, however many answers are tried on it."""
    case = Case(night, minute, mended)
    tables: Tables = {name: night.tables[name] for name in task.tables}
    if slip.change is not None:
        tables = slip.change(tables, case)
    clock, tick = case.times[0], case.times[-1]
    if "order_line" in tables and (mended or slip.after_s):
        tables = {**tables, "order_line": paid_by(tables["order_line"], clock)}
    if "product_event" in tables:
        # the engine counts impressions one by one; card exposures are counted as those
        tables = {**tables, "impression": _exposures(tables["product_event"])}
    if slip.after_s:  # what is known by now, judged when the young are old
        tables = {name: rows[rows["arrive_ts"] <= tick] for name, rows in tables.items()}
    at = tick + timedelta(seconds=slip.after_s)
    reading = night.board(at, tables, watermark_s=slip.watermark_s)
    return (slip.read or task.read)(reading)


def paid_by(lines: pd.DataFrame, clock: pd.Timestamp) -> pd.DataFrame:
    """Order lines without the payments that were made after a clock."""
    return lines.assign(pay_ts=lines["pay_ts"].where(lines["pay_ts"] <= clock))


def _exposures(cards: pd.DataFrame) -> pd.DataFrame:
    shown = cards.loc[cards["kind"] == "expose", ["event_id", "arrive_ts", "ts", "session_id"]]
    return as_table("impression", shown, str(cards["session_id"].iloc[0]) if len(cards) else "")


def _known_at_once(tables: Tables, _: Case) -> Tables:
    return {name: rows.assign(arrive_ts=rows[DATES[name][0]]) for name, rows in tables.items()}


def _each_row_counts(tables: Tables, _: Case) -> Tables:
    return {name: _told_apart(rows) for name, rows in tables.items()}


def _told_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a name of its own for each that came twice; lines become other lines."""
    often = "~" + rows.groupby("event_id").cumcount().astype(str)
    again = ~often.eq("~0")
    names = [name for name in ("event_id", "line_id") if name in rows and "promise_ts" not in rows]
    changed = {name: rows[name].where(~again, rows[name] + often) for name in names}
    if "amount_fen" in rows:  # a refund told twice is taken off the one line twice
        changed.pop("line_id", None)
    return rows.assign(**(changed or {"event_id": rows["event_id"] + often}))


OF_THE_FEED: Final = (
    Slip(
        "the tables are taken as they lie; known rows come first",
        change=lambda tables, case: _known_at_once(_each_row_counts(tables, case), case),
        watermark_s=10**7,
    ),
    Slip("rows are in it that had not arrived", change=_known_at_once, watermark_s=10**7),
    Slip("rows that came twice count twice", change=_each_row_counts),
    Slip("rows are in it that came later than the watermark allows", watermark_s=10**7),
)
"""What comes out when one of the three rules about known rows is left out."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of one case: what was true, and what is wrong; an empty text where nothing is."""

    true: Mapping[str, Value]
    said: str

    @property
    def trivial(self) -> bool:
        """Whether nothing had happened: a function that does nothing may be right."""
        return not any(self.true.values())


def verdicts(task: Task, function: object, cases: Sequence[Case]) -> list[str]:
    """Say for each case what is wrong, an empty text where it is right.

    A case in which nothing had happened counts only beside another one that is right. Only the
    first wrong cases are explained: to find a slip the engine runs once for each.
    """
    found: list[Verdict] = []
    for case in cases:
        wrong = sum(bool(one.said) for one in found)
        found.append(_tried(task, function, replace(case, mended=task.mended), wrong < EXPLAINED))
    if all(one.said or one.trivial for one in found):
        return [one.said or UNPROVEN for one in found]
    return [one.said for one in found]


def _tried(task: Task, function: object, case: Case, explain: bool) -> Verdict:
    true = task.values(case)
    try:
        given = call(function, *case.night.given(*task.tables), *case.times)
    except NotAttemptedError:
        given = None
    except AnswerError as error:
        return Verdict(true, str(error).partition(" when called with")[0] + ".")
    if given is None and any(value is not None for value in true.values()):
        return Verdict(true, f"{task.name} {NOTHING}.")
    if "" in true:
        return Verdict(true, _said(task, case, "", given, true[""], explain))
    if not isinstance(given, Mapping) or set(given) != set(true):
        said = f"{task.name} gives {described(given)}; a dict with {', '.join(true)} is asked for."
        return Verdict(true, said)
    parts = (_said(task, case, key, given[key], value, explain) for key, value in true.items())
    return Verdict(true, next((one for one in parts if one), ""))


def _said(task: Task, case: Case, key: str, given: object, true: Value, explain: bool) -> str:
    what = f"{task.name}[{key!r}]" if key else task.name
    if said := _shape(task, given, true):
        return f"{what} gives {said}."
    if given is None or true is None or _same(task, float(str(given)), true):
        return ""
    if not explain:
        return f"{what} is wrong at other clocks or on other nights, too."
    number = float(str(given))
    return f"{what} gives {number:.6g}: {_why(task, case, key, number)}."


def _shape(task: Task, given: object, true: Value) -> str:
    """Say what is wrong with the kind of a value; empty where it can be compared."""
    if given is None:
        return "" if true is None else "None where there is a value"
    shown = described(given)
    if true is None:
        return f"{shown}; None is asked for where the denominator is zero: there is no value"
    if isinstance(given, bool) or not isinstance(given, Real) or isnan(float(given)):
        return f"{shown}; a number is asked for"
    if task.fen and not isinstance(given, Integral):
        return f"{shown}; fen are whole numbers, no float on the way"
    return ""


def _same(task: Task, given: float, true: float) -> bool:
    return isclose(given, float(true), rel_tol=0 if task.fen else REL)


def _why(task: Task, case: Case, key: str, given: float) -> str:
    """Name the first slip that leads to the number that was given."""
    for slip in (*task.slips, *OF_THE_FEED):
        found = task.values(case, slip).get(key)
        if found is not None and isclose(given, float(found), rel_tol=REL):
            return slip.why
    return "this does not follow from the definition; try it on five rows by hand"
