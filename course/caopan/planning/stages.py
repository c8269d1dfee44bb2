"""Stages of growth (成长阶段): where a merchant stands, what binds it, and when it may move on.

The five stages are a proposal of this course, their thresholds too; the published handbook's were
not found. A stage is a size and a course of months: renewal is where GMV falls for two months,
whatever the size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.diagnosis.peers import STAGES as SIZES
from caopan.diagnosis.peers import stage_of
from caopan.errors import CaopanError
from caopan.planning.readings import Reading, readings

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop

NEAR: Final = 0.2
"""A level within so much of a border may belong to either side (assumed)."""
FALL: Final = 0.05
"""A month counts as falling if it lost more than this, less what the peers lost (assumed)."""


class Way(NamedTuple):
    """What the course says of a stage.

    binds: what may bind there, by name of ``readings``, the usual one first. job: the operator's.
    exits: the exit test, by name of ``readings``.
    """

    name: str
    zh: str
    size: str
    binds: tuple[str, ...]
    job: str
    exits: tuple[str, ...]


WAYS: Final = (
    Way("cold start", "冷启动期", "below ¥0.3m a month", ("stay", "orders_session"),
        "persona, 20-40 SKUs, one hook SKU, five sessions a week or more",
        ("stay", "orders_session")),
    Way("growth", "成长期", "¥0.3m to 3m", ("fan_gmv", "paid_roi"),
        "precise acquisition, A sessions", ("fan_gmv", "paid_roi")),
    Way("breakthrough", "突破期", "¥3m to 10m", ("top3", "paid_roi"),
        "a hero SKU, one S session a month, supply", ("two_months_up",)),
    Way("mature", "成熟期", "¥10m and more", ("margin", "refund", "fan_come"),
        "mix of margins, repurchase, a team and a matrix of rooms", ("margin", "repurchase")),
    Way("renewal", "二次跨越期", "any, falling for two months", ("fan_come", "enter"),
        "a second category or anchor, former buyers won back", ("trend",)),
)  # fmt: skip
"""The five stages: assumed, as the course proposes them."""


@dataclass(frozen=True, eq=False)
class Stage:
    """Where a merchant stands on the growth path.

    number: 0 to 4. month_fen: GMV of thirty plain days like the last four weeks'. could_be: the
    other stage, if the level is near its border. readings: what was read, by name. binds: the
    reading that binds. notes: what this history cannot tell.
    """

    merchant: str
    number: int
    month_fen: int
    could_be: str | None
    readings: dict[str, Reading]
    binds: Reading
    notes: tuple[str, ...]

    @property
    def way(self) -> Way:
        """What the course says of this stage."""
        return WAYS[self.number]

    @property
    def name(self) -> str:
        """Name of the stage."""
        return self.way.name

    @property
    def exits(self) -> tuple[Reading, ...]:
        """The exit test, part by part, as it reads now."""
        return tuple(self.readings[name] for name in self.way.exits)

    @property
    def may_leave(self) -> bool | None:
        """Whether all parts of the exit test are met; None where one cannot be read."""
        met = [one.met for one in self.exits]
        return False if False in met else None if None in met else True

    @property
    def evidence(self) -> pd.DataFrame:
        """One row per reading: what, value, unit, need, met, says."""
        import pandas as pd

        rows = [one._asdict() for one in self.readings.values()]
        return pd.DataFrame(rows).astype({"value": "Float64", "need": "Float64", "met": "boolean"})

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        near = f", near the border to {self.could_be}" if self.could_be else ""
        unsure = "" if self.binds.gap is not None else f", as a rule, is {self.binds.what}"
        level = f"¥{self.month_fen / 1e8:.2f}m a month{near}"
        said = [
            f"{self.merchant} is in {self.name} ({self.way.zh}): {level}.",
            f"What binds{unsure}: {self.binds.says}",
        ]
        for one in self.exits:
            state = {True: "met", False: "not met", None: "not measurable"}[one.met]
            said.append(f"Exit test, {one.what}: {state}. {one.says}")
        return (*said, *self.notes)


def stage(shop: Shop) -> Stage:
    """Place a merchant on the growth path, with the evidence.

    Raises CaopanError where hour tables are missing or tell less than four weeks.

    >>> from caopan.diagnosis import Shop
    >>> found = stage(Shop.of("qingzhou"))
    >>> found.number, found.name, found.binds.what
    (4, 'renewal', 'visits by fans a session')
    """
    read, months, notes = readings(shop)
    level = months[-1]
    falling = _falling(months, read["trend"])
    size = [name for name, _ in SIZES].index(stage_of(level))
    number = 4 if falling else size
    way = WAYS[number]
    told = [read[name] for name in way.binds if read[name].gap is not None]
    # the one that is furthest from what it should be; the usual one where all are well
    worst = max(told, key=lambda one: one.gap or 0.0, default=read[way.binds[0]])
    binds = worst if (worst.gap or 0.0) > 0 else read[way.binds[0]]
    return Stage(shop.name, number, level, _border(level, size, falling), read, binds, notes)


def _falling(months: list[int], trend: Reading) -> bool:
    """Two months that each lost, and the last one more than the peers did."""
    if len(months) < 3 or min(months[-3:]) <= 0:
        return False
    own = [now / before - 1 for before, now in zip(months[-3:], months[-2:], strict=False)]
    return all(change < -FALL for change in own) and trend.met is False


def _border(level: int, size: int, falling: bool) -> str | None:
    if falling:
        return None
    if size + 1 < len(SIZES) and level >= SIZES[size + 1][1] * (1 - NEAR):
        return SIZES[size + 1][0]
    if size and level <= SIZES[size][1] * (1 + NEAR):
        return SIZES[size - 1][0]
    return None


class Crossing(NamedTuple):
    """What changes from one stage to the next (all assumed)."""

    step: str
    sessions: str
    tiers: str
    goods: str
    paid: str
    fans: str
    team: str


CROSSINGS: Final = (
    Crossing("cold start → growth", "5 to 6 a week, one hour that stays", "one A a week",
             "20-40 SKUs; a hero takes shape", "spend follows the break-even ROI",
             "a fan club with a reason to join", "a second anchor stands in"),
    Crossing("growth → breakthrough", "6 a week, a day of rest", "one A a week, an S a month",
             "hero in depth, 60-100 SKUs", "marginal, not average, ROI decides",
             "groups and messages every week", "stock and campaign get a person each"),
    Crossing("breakthrough → mature", "6 a week, planned by quarter", "two A a week, S on dates",
             "profit SKUs carry the margin", "budget by hour; fans left out",
             "repurchase is a target", "two teams, reviewed every week"),
    Crossing("mature → renewal", "fewer hours, better ones", "S only with something new",
             "a second category", "new audiences in small tests", "former buyers won back",
             "a second anchor is built up"),
    Crossing("renewal → growth again", "a second weekly calendar", "A for the new line",
             "old line for cash, new line for growth", "only where the new line pays",
             "two kinds of fans, two groups", "each line has its own operator"),
)  # fmt: skip


def crossings() -> pd.DataFrame:
    """What changes at each crossing: a row a step, columns sessions, tiers, goods, and so on.

    >>> crossings().columns.to_list()
    ['sessions', 'tiers', 'goods', 'paid', 'fans', 'team']
    """
    import pandas as pd

    return pd.DataFrame(CROSSINGS).set_index("step")


def stage_number(name: str) -> int:
    """Number of a stage by its name.

    >>> stage_number("growth")
    1
    """
    names = [way.name for way in WAYS]
    if name not in names:
        raise CaopanError(f"there is no stage {name!r}: take one of {', '.join(names)}")
    return names.index(name)
