"""Scenarios as arrays: one row for each replicate (scenario, seed), R in all.

All scenarios of one world have the same structure (sources, number of SKUs); their numbers may
differ.  SKU arrays have one column more, an empty dummy, so that padded indices need no branch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from caopan.errors import CaopanError
from caopan.market.luck import Luck, mix, word, words
from caopan.market.scenario import SOURCES, Scenario

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Row = TypeVar("Row")
Whole = TypeVar("Whole")

RECOMMEND, FOLLOW, VIDEO, PAID, SHARE, PLAZA = (
    SOURCES.index(name) for name in ("recommend", "follow", "short_video", "paid", "share", "plaza")
)
PHASES = 8
"""The bag shows every eighth card in a minute, in turn; over eight minutes all of them."""

HOURS = np.array(
    [
        0.55,
        0.35,
        0.2,
        0.15,
        0.15,
        0.3,
        0.6,
        0.8,
        0.9,
        0.95,
        1.0,
        1.0,
        1.05,
        0.95,
        0.9,
        0.95,
        1.0,
        1.1,
        1.3,
        1.7,
        2.0,
        2.1,
        1.8,
        1.2,
    ]
)  # traffic index of the hours 0-23; assumed
HORIZON = 31
"""Days after which no refund comes any more."""


def hour_curve() -> Floats:
    """Traffic of each minute of the day, mean one, drawn smoothly between the hours."""
    curve = np.interp(
        np.arange(1440) / 60 - 0.5, np.arange(-1, 25), np.r_[HOURS[-1], HOURS, HOURS[0]]
    )
    normal: Floats = curve / curve.mean()
    return normal


def paid_curve() -> Floats:
    """Paid visits a yuan of each minute of the day, mean one.

    The price of attention follows the crowd an hour late, less than in proportion, so that the
    hours before the peak are the better bargain (weakly sourced; power 0.8 assumed).
    """
    crowd = hour_curve()
    worth = crowd / np.roll(crowd, 60) ** 0.8
    normal: Floats = worth / worth.mean()
    return normal


@dataclass(frozen=True)
class World:
    """Arrays of ``scenarios`` (one for each replicate) under ``seeds`` (R,)."""

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    _memo: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.scenarios)

    def by_source(self, field: str) -> Floats:
        """A field of the sources: (R, S)."""
        return cast(
            "Floats",
            self._kept(
                ("source", field),
                np.float64,
                lambda one: [getattr(source, field) for source in one.sources],
            ),
        )

    def by_sku(self, field: str) -> Floats:
        """A field of the SKUs: (R, K+1), the dummy last."""
        return cast("Floats", self._kept(("sku", field), np.float64, _of_skus(field)))

    def fen(self, field: str) -> Ints:
        """A whole field of the SKUs, money or pieces: (R, K+1)."""
        return cast("Ints", self._kept(("fen", field), np.int64, _of_skus(field)))

    def one(self, part: str, field: str) -> Floats:
        """A scalar of a part such as ``room``: (R,)."""
        return cast("Floats", self._kept((part, field), np.float64, _of_part(part, field)))

    def whole(self, part: str, field: str) -> Ints:
        """A whole scalar of a part, money in fen: (R,)."""
        return cast("Ints", self._kept((part, field, "fen"), np.int64, _of_part(part, field)))

    def _kept(self, key: tuple[str, ...], kind: Any, read: Callable[[Scenario], Any]) -> Any:
        """An array over replicates, made once and read-only ever after."""
        if key not in self._memo:
            array = np.array([read(one) for one in self._distinct], dtype=kind)[self._row]
            array.setflags(write=False)
            self._memo[key] = array
        return self._memo[key]

    def kept(
        self, name: str, make: Callable[[Scenario], Row], join: Callable[[list[Row]], Whole]
    ) -> Whole:
        """What ``make`` gives for each replicate's scenario, joined; made once under this name."""
        key = ("whole", name)
        if key not in self._memo:
            made = [make(one) for one in self._distinct]
            self._memo[key] = join([made[row] for row in self._row])
        return cast("Whole", self._memo[key])

    @cached_property
    def _index(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in self.scenarios:
            found.setdefault(id(one), len(found))
        return found

    @cached_property
    def _distinct(self) -> list[Scenario]:
        seen = {id(one): one for one in self.scenarios}
        return [seen[key] for key in self._index]

    @cached_property
    def _row(self) -> Ints:
        return np.array([self._index[id(one)] for one in self.scenarios])

    @property
    def skus(self) -> int:
        """Number of SKUs, the dummy not counted (its index)."""
        return len(self.scenarios[0].skus)

    @cached_property
    def rows(self) -> Ints:
        """Replicate numbers as a column: (R, 1)."""
        return np.arange(len(self.scenarios))[:, None]

    @cached_property
    def phases(self) -> Ints:
        """Cards in the bag's window in each phase: (PHASES, A-1), padded with the dummy."""
        width = -(-self.skus // PHASES)
        table = np.full((PHASES, width), self.skus)
        for k in range(self.skus):
            table[k % PHASES, k // PHASES] = k
        return table

    @cached_property
    def hero(self) -> NDArray[np.bool_]:
        """Which SKUs are heroes: (R, K+1)."""
        rows = [[*(sku.role == "hero" for sku in one.skus), False] for one in self._distinct]
        return np.array(rows)[self._row]

    @cached_property
    def luck(self) -> Luck:
        """The luck of these replicates: by merchant key and seed, nothing else."""
        pairs = [(one.luck_key, seed) for one, seed in zip(self.scenarios, self.seeds, strict=True)]
        roots = mix(np.array([key ^ word(f"seed{seed}") for key, seed in pairs], dtype=np.uint64))
        skus = np.stack([words([sku.sku_id for sku in one.skus] + [""]) for one in self._distinct])
        return Luck(roots, words(SOURCES), skus[self._row])

    @cached_property
    def age(self) -> Floats:
        """Share of the refunds after shipping that came by each age in days: (R, HORIZON)."""
        return np.stack([_ages(one) for one in self._distinct])[self._row]

    def trend(self, day: int) -> Floats:
        """Growth of the account on a day: (R,), one from the end of the history on."""
        return np.array([_trend(one, day) for one in self._distinct])[self._row]


def _of_skus(field: str) -> Callable[[Scenario], list[Any]]:
    return lambda one: [*(getattr(sku, field) for sku in one.skus), 0]


def _of_part(part: str, field: str) -> Callable[[Scenario], Any]:
    return lambda one: getattr(getattr(one, part), field)


EARLY = np.where(np.arange(HORIZON) == 0, 0.55, 1.0)
"""Share of the refunds before shipping that came by each age: (HORIZON,), assumed."""


def _ages(one: Scenario) -> Floats:
    days = np.arange(HORIZON, dtype=np.float64)
    spread = 2.2 / one.refunds.middle_day
    body = 1 / (1 + np.exp(-spread * (days + 0.5 - one.refunds.middle_day)))
    last = 1 / (1 + np.exp(-spread * (15.5 - one.refunds.middle_day)))
    body = np.where(days < 2, 0.0, np.minimum(body / last, 1.0))
    body = (1 - one.refunds.tail) * body + one.refunds.tail * np.clip((days - 15) / 15, 0, 1)
    body[-1] = 1.0
    return body


def _trend(one: Scenario, day: int) -> float:
    if day >= one.days - 1 or one.calendar.start == 1.0:
        return 1.0
    curve = 1 / (
        1 + np.exp(-(np.array([0, day, one.days - 1]) - one.calendar.middle) / one.calendar.width)
    )
    grown = (curve[1] - curve[0]) / (curve[2] - curve[0])
    return float(one.calendar.start + (1 - one.calendar.start) * grown)


def compile_world(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> World:
    """Make one world of (scenario, seed) pairs, given side by side.

    Raises CaopanError if the scenarios differ in structure.

    >>> from caopan.market import sample
    >>> len(compile_world([sample("liuyi")] * 3, [1, 2, 3]))
    3
    """
    if not scenarios or len(scenarios) != len(seeds):
        raise CaopanError(
            f"{len(scenarios)} scenarios and {len(seeds)} seeds: give one seed for each"
        )
    first = scenarios[0]
    for at, one in enumerate(scenarios):
        if tuple(source.name for source in one.sources) != SOURCES:
            raise CaopanError(
                f"scenarios.{at}.sources: name exactly {', '.join(SOURCES)}, in order"
            )
        if (one.first_day, one.days) != (first.first_day, first.days):
            raise CaopanError(
                f"scenarios.{at}.first_day: {one.merchant}'s history is {one.days} days from "
                f"{one.first_day}, the first one's {first.days} from {first.first_day}; "
                "play merchants of one calendar together"
            )
        if len(one.skus) != len(first.skus):
            raise CaopanError(
                f"scenarios.{at}.skus: {len(one.skus)} SKUs where the first has "
                f"{len(first.skus)}; play merchants of one structure together"
            )
    return World(tuple(scenarios), tuple(seeds))
