"""Change points (拐点): on which day a level shifted, and what the operations log has beside it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.diagnosis.facts import facts
from caopan.diagnosis.segments import steps
from caopan.diagnosis.series import FOLLOWED, follow, relative
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

NEAR: Final = 3
"""Days around a change within which the log is read (assumed)."""
DAILY: Final = 1 / 3
"""A kind of line that stands in the log on more of the days is routine (assumed)."""
TWICE: Final = 2.0
"""Routine that becomes so many times rarer or denser is worth a word (assumed)."""
SMALL: Final = 0.03
"""A shift by less is no matter, however sure it is (assumed)."""


@dataclass(frozen=True, eq=False)
class ChangePoint:
    """A shift of a level.

    series, codes: which one, and the board's metrics. day, date: first of the new level. low,
    high: 95 % interval of that day. factor: new level over old. p: chance of as much without any
    shift. slope: a straight line tells it better than a shift on one day. peers: whether it is
    relative to the peers'. log: lines of the operations log within
    three days (day, kind, subject, detail), routine left out. routine: kinds of routine lines whose
    number a day changed at least twofold, with the week before and the week after; None in place
    of both where there is no log.
    """

    series: str
    codes: tuple[str, ...]
    day: int
    date: date
    low: int
    high: int
    factor: float
    p: float
    slope: bool
    peers: bool
    log: pd.DataFrame | None
    routine: dict[str, tuple[float, float]] | None

    @property
    def words(self) -> str:
        """What there is to say."""
        return f"{self.moved}. {self.beside}"

    @property
    def moved(self) -> str:
        """What moved, by how much and when."""
        beside = " beside the peers'" if self.peers else ""
        verb = ("rose" if self.factor > 1 else "fell") + (" bit by bit" if self.slope else "")
        return (
            f"{self.series}{beside} {verb} by {abs(self.factor - 1):.0%} on day {self.day} "
            f"({self.date:%d %b}; 95 %: day {self.low} to {self.high})"
        )

    @property
    def beside(self) -> str:
        """What the operations log has beside it."""
        if self.log is None or self.routine is None:
            return "There is no operations log."
        lines = [
            f"{kind} on day {', '.join(map(str, dict.fromkeys(rows['day'])))}"
            for kind, rows in self.log.groupby("kind", sort=False)
        ]
        lines += [f"{kind} {a:.1f} a day, then {b:.1f}" for kind, (a, b) in self.routine.items()]
        if not lines:
            return f"The log has nothing within {NEAR} days of it."
        return f"The log has near it: {'; '.join(lines)}. After it is not because of it."


@dataclass(frozen=True, eq=False)
class Changes:
    """What shifted, and what did not.

    points: by day. series: what was followed, a column each, by day: logs less calendar (and
    peers), null on days without a session. left_out: series that could not be followed, and why.
    alpha: chance to find any shift at all in a merchant whose levels never shift.
    """

    points: tuple[ChangePoint, ...]
    series: pd.DataFrame
    left_out: dict[str, str]
    alpha: float

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say: changes of the same days together, and the log beside them."""
        if not self.points:
            return (f"No level of the {self.series.shape[1]} series that were followed shifted.",)
        said = []
        for some in _together(self.points):
            surest = min(some, key=lambda point: point.high - point.low)
            moves = "; ".join(point.moved for point in some)
            said.append(f"{moves}. {surest.beside}")
        return tuple(said)


def _together(points: Sequence[ChangePoint]) -> list[list[ChangePoint]]:
    """Changes, by day, in groups that begin within some days of each other."""
    groups: list[list[ChangePoint]] = []
    for point in points:
        if groups and point.day - groups[-1][0].day <= NEAR:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def change_points(
    shop: Shop, names: Sequence[str] | None = None, alpha: float = 0.05, seed: int = 7
) -> Changes:
    """Find the days on which levels shifted, over the whole history, and read the log beside them.

    names: of ``FOLLOWED``, by default all. alpha: is shared among the series.
    Raises CaopanError for an unknown series, or where none can be followed.

    >>> from caopan.diagnosis import Shop
    >>> found = change_points(Shop.of("liuyi"), ["enter rate", "visits by follow per hour on air"])
    >>> found.series.shape
    (90, 2)
    """
    import pandas as pd

    wanted = list(FOLLOWED) if names is None else list(names)
    kept: dict[str, pd.Series] = {}
    left_out: dict[str, str] = {}
    for name in wanted:
        try:
            kept[name] = follow(shop, name)
        except CaopanError as problem:
            left_out[name] = str(problem)
    if not kept:
        raise CaopanError(
            f"{shop.name}: no series can be followed by the day; the first: "
            f"{next(iter(left_out.values()), 'none was asked for')}"
        )
    log = _log(shop)
    points = [
        point
        for name, values in kept.items()
        for point in _points(shop, name, values, alpha / len(kept), seed, log)
    ]
    points.sort(key=lambda point: (point.day, point.p, point.series))
    return Changes(tuple(points), pd.concat(kept, axis=1).sort_index(), left_out, alpha)


def _points(
    shop: Shop, name: str, values: pd.Series, alpha: float, seed: int, log: pd.DataFrame | None
) -> list[ChangePoint]:
    days = values.index.to_numpy(np.int64)
    found = steps(values.to_numpy(np.float64), alpha, seed)
    edges = [0, *(step.at for step in found), len(days)]
    means = [float(values.iloc[a:b].mean()) for a, b in itertools.pairwise(edges)]
    points = []
    for n, step in enumerate(found):
        if abs(means[n + 1] - means[n]) < SMALL:
            continue
        day = int(days[step.at])
        points.append(
            ChangePoint(
                series=name,
                codes=FOLLOWED[name].codes,
                day=day,
                date=shop.date_of(day),
                low=int(days[step.low]),
                high=int(days[step.high]),
                factor=float(np.exp(means[n + 1] - means[n])),
                p=step.p,
                slope=step.slope,
                peers=relative(shop, name),
                log=None if log is None else _near(log, day),
                routine=None if log is None else _routine(log, day, shop.days),
            )
        )
    return points


def _log(shop: Shop) -> pd.DataFrame | None:
    """The operations log by day, with a mark on routine lines; None without one."""
    try:
        log = facts(shop, "ops_log", "ts", "kind", "subject", "detail")
    except CaopanError:
        return None
    log = log.assign(day=shop.day(log["ts"]))
    often = log.groupby("kind")["day"].nunique() > DAILY * shop.days
    return log.assign(routine=log["kind"].map(often).astype(bool))


def _near(log: pd.DataFrame, day: int) -> pd.DataFrame:
    some = log[~log["routine"] & log["day"].between(day - NEAR, day + NEAR)]
    return some[["day", "kind", "subject", "detail"]].reset_index(drop=True)


def _routine(log: pd.DataFrame, day: int, days: int) -> dict[str, tuple[float, float]]:
    """Lines a day of each routine kind, in the week before and the week from the change on."""
    found = {}
    first, last = max(day - 7, 0), min(day + 7, days)
    for kind, rows in log[log["routine"]].groupby("kind"):
        before = int(rows["day"].between(first, day - 1).sum()) / max(day - first, 1)
        after = int(rows["day"].between(day, last - 1).sum()) / max(last - day, 1)
        if max(before, after) >= TWICE * min(before, after):
            found[str(kind)] = (before, after)
    return found
