"""A STAGE sheet played beside doing nothing: bands, the funnel, and whether highlights hit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from caopan.documents.findings import refuse
from caopan.errors import CaopanError
from caopan.market import SAMPLES, Look, Outcome, compare
from caopan.market.bands import band
from caopan.market.inverse import Floats
from caopan.planning.sheet_checks import Checked
from caopan.planning.sheet_parts import Highlight

FUNNEL_HEAD: Final = ("", "without", "with", "difference", "80 % of seeds")


class Hit(NamedTuple):
    """A highlight with a target: in how many plays it was reached.

    reached: values on its date, (seeds,), in the target's unit in Python (people, pieces, fen).
    """

    highlight: Highlight
    reached: Floats
    met: int

    @property
    def said(self) -> tuple[str, ...]:
        """Date, what, target, median reached, and how often the target was met."""
        target = self.highlight.target
        assert target is not None
        middle = target.unit.write(round(float(np.median(self.reached))))
        aim = f"{target.measure} {target.unit.write(target.at_least)}"
        met = f"{self.met} of {len(self.reached)}"
        return (f"{self.highlight.date:%d %b}", self.highlight.what, aim, middle, met)


@dataclass(frozen=True)
class Played:
    """A played sheet. look: with the plan and without, under the same luck."""

    checked: Checked
    look: Look
    hits: tuple[Hit, ...]

    def funnel(self) -> list[tuple[str, ...]]:
        """Rows under ``FUNNEL_HEAD``: from visits to contribution, over the whole period."""
        return list(_funnel(self.look.without, self.look.pulled))


def play_sheet(checked: Checked, *, days: int | None = None, seeds: int = 40) -> Played:
    """Play a checked sheet beside doing nothing, under the same luck.

    days: by default the sheet's. Raises CaopanError for a sheet with errors, all of them told, and
    for days or seeds out of range: a plan is never half-played.

    >>> from caopan.market import sample
    >>> from caopan.planning.sheet_checks import check_sheet
    >>> from caopan.planning.sheet_new import own_conduct
    >>> checked = check_sheet(own_conduct(sample("yunshi"), days=2), sample("yunshi"))
    >>> play_sheet(checked, seeds=2).look.better
    0
    """
    refuse(checked.findings, "the sheet")
    assert checked.sheet is not None
    assert checked.plan is not None
    if checked.scenario is None:
        raise CaopanError(
            f"merchant {checked.sheet.head.merchant!r} is known by its tables only and cannot be "
            f"played here; play a sample: {', '.join(SAMPLES)}"
        )
    head = checked.sheet.head
    look = compare(
        checked.scenario,
        checked.plan,
        said=head.title,
        days=head.days if days is None else days,
        seeds=seeds,
    )
    hits = []
    for event in checked.sheet.events:
        day = (event.date - head.first_date).days
        if event.target is not None and day < look.days:
            reached = _reached(look.pulled, event.target.measure)[:, day]
            hits.append(Hit(event, reached, int((reached >= event.target.at_least).sum())))
    return Played(checked, look, tuple(hits))


def _reached(outcome: Outcome, measure: str) -> Floats:
    name = f"{measure}_fen" if measure in {"gmv", "contribution"} else measure
    return np.asarray(getattr(outcome, name), dtype=np.float64)


def _funnel(without: Outcome, pulled: Outcome) -> Iterator[tuple[str, ...]]:
    sides = [_sums(one) for one in (without, pulled)]
    for title, part, whole, times, digits in _STEPS:
        first, second = (
            _share(times * one[part], one[whole]) if whole else times * one[part] for one in sides
        )
        low, middle, high = (float(end) for end in band(second - first))
        yield (
            title,
            *(_said(float(band(one).median), digits) for one in (first, second)),
            _said(middle, digits, sign=True),
            f"{_said(low, digits, sign=True)} to {_said(high, digits, sign=True)}",
        )


_STEPS: Final = (
    ("visits", "visits", "", 1.0, 0),
    ("new follows / 100 visits", "follows", "visits", 100.0, 1),
    ("pieces / 100 visits", "units", "visits", 100.0, 1),
    ("GMV / piece, yuan", "gmv", "units", 0.01, 1),
    ("pieces back, %", "returned", "units", 100.0, 1),
    ("paid spend / GMV, %", "spend", "gmv", 100.0, 1),
    ("contribution / visit, yuan", "contribution", "visits", 0.01, 2),
)
"""Title, part and whole of each step, what it is multiplied with, decimals."""


def _sums(outcome: Outcome) -> dict[str, Floats]:
    names = ("visits", "follows", "units", "returned", "gmv", "spend", "contribution")
    return {name: _reached_sum(outcome, name) for name in names}


def _reached_sum(outcome: Outcome, name: str) -> Floats:
    field = f"{name}_fen" if name in {"gmv", "spend", "contribution"} else name
    return np.asarray(getattr(outcome, field).sum(axis=1), dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to divide by."""
    share = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _said(value: float, digits: int, *, sign: bool = False) -> str:
    if np.isnan(value):
        return "–"
    return f"{round(value, digits) + 0.0:{'+' if sign else ''},.{digits}f}"
