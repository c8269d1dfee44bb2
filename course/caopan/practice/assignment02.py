"""Checks for assignment 02: known rows and eight metrics, each tried on a made night.

The graded tests take other nights, hidden ones; these only help while working.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from caopan.board import METRICS
from caopan.practice.exercise import AnswerError, NotAttemptedError, exercise
from caopan.practice.known import said_of_known
from caopan.practice.metric_tasks import (
    NOTHING,
    UNPROVEN,
    Case,
    Slip,
    Tables,
    Task,
    Value,
    verdicts,
)
from caopan.practice.nights import GIVEN, Night, made_night

if TYPE_CHECKING:
    from caopan.board import Reading

PUBLIC: Final = 1
"""Seed of the night that the checks take."""
MINUTES: Final = (58, 31, -5)
"""Minutes at which a metric is tried: near the end, in the middle, before anything happened."""
OLD_S: Final = 3 * 86_400
"""Seconds after which each parcel's promise has passed."""
YUAN: Final = "fen are in it; yuan are asked for"


def _total(code: str) -> Callable[[Reading], dict[str, Value]]:
    return lambda reading: {"": reading[code].total}


def _parts(up: str, down: str, *, last: bool = False) -> Callable[[Reading], dict[str, Value]]:
    """Another ratio: above stands one metric's numerator, below another's denominator or count."""

    def read(reading: Reading) -> dict[str, Value]:
        above, other = reading[up], reading[down]
        below = other.denominator if METRICS[down].ratio else other.numerator
        return {"": above.numerator[last] / below[last] if below[last] else None}

    return read


def _with(table: str, **columns: str) -> Callable[[Tables, Case], Tables]:
    """A table with columns that hold what another column of it holds."""

    def change(tables: Tables, _: Case) -> Tables:
        rows = tables[table]
        return {**tables, table: rows.assign(**{to: rows[of] for to, of in columns.items()})}

    return change


def _paid_later(tables: Tables, case: Case) -> Tables:
    lines, clock = tables["order_line"], case.times[0]
    early = lines["pay_ts"].mask(lines["pay_ts"] > clock, clock)
    return {**tables, "order_line": lines.assign(pay_ts=early)}


def _known_at_clock(tables: Tables, case: Case) -> Tables:
    return {name: rows[rows["arrive_ts"] <= case.times[0]] for name, rows in tables.items()}


def _refunded_later(tables: Tables, case: Case) -> Tables:
    back, clock = tables["refund"], case.times[-1]
    early = {name: back[name].mask(back[name] > clock, clock) for name in ("ts", "arrive_ts")}
    return {**tables, "refund": back.assign(**early)}


def _only_shipped(tables: Tables, _: Case) -> Tables:
    parcels = tables["fulfil"]
    return {**tables, "fulfil": parcels[parcels["ship_ts"].notna()]}


def _gpm(reading: Reading, *, times: float = 10, order: str = "T4 T3 T1") -> dict[str, Value]:
    """GMV per thousand of three things; ``times`` 10 is fen ÷ 100 × 1,000."""
    gmv = int(reading["C1"].total or 0)
    below = [int(reading[code].total or 0) for code in order.split()]
    names = ("views", "viewers", "exposures")
    return {
        name: gmv * times / count if count else None
        for name, count in zip(names, below, strict=True)
    }


TASKS: Final[dict[str, Task]] = {
    task.name: task
    for task in (
        Task(
            "retention",
            ("visit",),
            _total("T8"),
            (
                Slip("visits younger than a minute stand below the line", _parts("T8", "T4")),
                Slip("people stand below the line; visits are judged", _parts("T8", "T3")),
            ),
        ),
        Task(
            "follow_conversion",
            ("interaction", "visit"),
            _total("F2"),
            (
                Slip("fans stand below the line, who cannot follow again", _parts("F2", "T3")),
                Slip(
                    "follows are counted, not people who followed",
                    change=_with("interaction", user_id="event_id"),
                ),
                Slip(
                    "visits stand below the line, not people",
                    change=_with("visit", user_id="event_id"),
                ),
            ),
        ),
        Task(
            "gmv",
            ("order_line",),
            _total("C1"),
            (
                Slip(
                    "lines count as paid when they were created",
                    change=_with("order_line", pay_ts="create_ts"),
                ),
                Slip("payments made after the clock are in it", change=_paid_later),
                Slip("rows that arrived after the clock are missing", change=_known_at_clock),
            ),
            fen=True,
            mended=True,
        ),
        Task(
            "net_gmv",
            ("order_line", "refund"),
            _total("S2"),
            (
                Slip("refunds are not taken off", _total("C1")),
                Slip("refunds made after the clock are taken off", change=_refunded_later),
            ),
            fen=True,
        ),
        Task(
            "pay_success",
            ("order_line",),
            _total("C7"),
            (
                Slip("orders younger than 15 minutes are judged", after_s=900),
                Slip(
                    "lines are counted, not orders",
                    change=_with("order_line", order_id="line_id"),
                ),
                Slip("orders too young to be judged stand above the line", _parts("C2", "C7")),
            ),
        ),
        Task(
            "view_to_buy",
            ("order_line", "visit"),
            lambda reading: {"": reading["C8"].last},
            (
                Slip("it is that of the session; the last ten minutes are asked", _total("C8")),
                Slip("views stand below the line, not people", _parts("C3", "T4", last=True)),
                Slip("orders stand above the line, not people", _parts("C2", "T3", last=True)),
            ),
        ),
        Task(
            "gpm",
            ("order_line", "visit", "product_event"),
            _gpm,
            (
                Slip(YUAN, lambda reading: _gpm(reading, times=1000)),
                Slip("it is per one, not per thousand", lambda reading: _gpm(reading, times=0.01)),
                Slip(
                    "views and viewers are mixed up",
                    lambda reading: _gpm(reading, order="T3 T4 T1"),
                ),
                Slip(
                    "lines count as paid when they were created",
                    change=_with("order_line", pay_ts="create_ts"),
                ),
            ),
        ),
        Task(
            "on_time",
            ("order_line", "fulfil"),
            _total("S3"),
            (
                Slip("parcels whose promise is still to come are judged", after_s=OLD_S),
                Slip("parcels that never left are missing", change=_only_shipped),
            ),
        ),
    )
}
"""The eight metrics by the names of their functions."""
LATER: Final = {"on_time": 60 * 50}
"""Minutes after the opening at which a metric has a value on a real night, if not that night."""


def cases_of(name: str, nights: list[Night], own: Night | None = None) -> list[Case]:
    """The cases of a metric: each made night at three minutes, the own one when all is known.

    >>> len(cases_of("gmv", [made_night(1)]))
    3
    """
    cases = [Case(night, minute) for night in nights for minute in MINUTES]
    return cases + ([Case(own, LATER.get(name, 137))] if own else [])


@exercise(
    "02-known",
    "Three rules, one after the other: arrived by as_of; not too late; each event_id once.",
    "A row's travel: arrive_ts less the latest of its dates that had passed when it arrived. "
    "rows[dates].where(rows[dates].le(rows['arrive_ts'], axis=0)).max(axis=1) is that date.",
    "Where no date had passed, the travel is not known, and the row counts.",
)
def _known(value: object) -> str | None:
    night = made_night(PUBLIC)
    said = (said_of_known(value, night, table, m) for table in GIVEN for m in (31, 90))
    return next((one for one in said if one), None)


def _register(name: str, *hints: str) -> None:
    @exercise(f"02-{name.replace('_', '-')}", *hints, praise="Right on a night of few rows.")
    def judge(value: object) -> str | None:
        if not callable(value):
            raise AnswerError(f"A function is asked for; this is of type {type(value).__name__}.")
        said = verdicts(TASKS[name], value, cases_of(name, [made_night(PUBLIC)]))
        if all(one.endswith((f"{NOTHING}.", UNPROVEN)) for one in said):
            raise NotAttemptedError
        return next((one for one in said if one), None)


_register(
    "retention",
    "Which visits began at least 60 seconds before the clock? Forget all others.",
    "Who has not left, or leaves after the clock, has watched up to the clock.",
)
_register(
    "follow_conversion",
    "Above the line: different people with a row whose kind is 'follow'.",
    "Below: different people with a visit in which is_fan is False.",
)
_register(
    "gmv",
    "known(order_line, as_of, ...) says what is known; pay_ts says what was paid by the clock.",
    "A sum of an int64 column is whole: int(...) makes it an int, and no division is needed.",
)
_register(
    "net_gmv",
    "GMV, less the amounts of refunds dated up to the clock.",
    "Only refunds of lines that are known count: isin asks whether a line_id is among them.",
)
_register(
    "pay_success",
    "One row an order first: groupby('order_id') with the smallest create_ts and pay_ts.",
    "Below the line: orders created 15 minutes before the clock or earlier. Above: those of them "
    "that are paid by the clock.",
)
_register(
    "view_to_buy",
    "The last ten minutes: after clock less 10 minutes, up to the clock, the clock itself too.",
    "Different people who paid in them, over different people who entered in them.",
)
_register(
    "gpm",
    "One numerator, three denominators: rows of visit, people of visit, rows of kind 'expose'.",
    "GMV in yuan × 1,000 ÷ each; where a denominator is zero, its value is None.",
)
_register(
    "on_time",
    "Below the line: parcels of known lines whose promise_ts is not after the clock.",
    "Above: those of them with ship_ts up to promise_ts. A parcel that never left has no ship_ts.",
)
