"""Demand: pieces that would be bought if stock never ran out, by seed, day and SKU.

What a shop sold is what was asked for, cut off where the shelf was empty. Where the merchant is
known, demand is played with a shelf that never empties; an operator has only tables, and corrects
the hours in which people clicked and nothing could be sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from caopan.errors import CaopanError
from caopan.market.checks import check_days, check_plan, check_seeds
from caopan.market.close import DayFacts
from caopan.market.couplings import season as calendar_season
from caopan.market.fold import start, step
from caopan.market.plan import Plan
from caopan.market.scenario import Room
from caopan.market.world import compile_world

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop
    from caopan.market.inverse import Floats, Ints
    from caopan.market.scenario import Scenario

PLENTY: Final = 10**9
"""Pieces on a shelf that never empties."""
RECENT: Final = 28
"""Days of a history from which the days to come are drawn: four weeks (assumed)."""
SURE: Final = 3.0
"""Pieces that clicks should have brought in vain before a SKU is held to have run out (derived:
under Poisson luck none are sold once in twenty times, by chance)."""
OFF_AIR: Final = Room().spill
"""Pieces bought off air because of a session, of those on air (10-30 %, assumed)."""
DOUBT: Final = 0.10
"""Log spread of a fortnight's level beyond what single days tell (assumed)."""
ROUNDS: Final = 6
"""Times that rate and stock-outs are found from each other; they settle after three or four."""
COUNTED: Final = ("clicks", "units")


@dataclass(frozen=True, eq=False)
class Demand:
    """Pieces asked for. sku_id: (SKUs,). pieces: (draws, days, SKUs), by seed or draw.

    whence: "played", or "tables".

    >>> from caopan.market import sample
    >>> demand = played_demand(sample("yunshi"), days=2, seeds=range(3))
    >>> demand.pieces.shape[:2], demand.total.shape == (3, len(demand.sku_id))
    ((3, 2), True)
    """

    sku_id: tuple[str, ...]
    pieces: Ints | Floats
    whence: str

    @property
    def total(self) -> Floats:
        """Pieces of the whole period: (draws, SKUs)."""
        whole: Floats = self.pieces.sum(axis=1, dtype=np.float64)
        return whole

    def only(self, chosen: Sequence[str]) -> Demand:
        """The same for some SKUs, in the order given; CaopanError for one that is not there."""
        missing = [name for name in chosen if name not in self.sku_id]
        if missing:
            raise CaopanError(f"{missing[0]!r} is none of the SKUs whose demand is known")
        at = [self.sku_id.index(name) for name in chosen]
        return Demand(tuple(chosen), self.pieces[:, :, at], self.whence)

    def covered(self, pieces: Mapping[str, int]) -> dict[str, float]:
        """In which share of the draws so many pieces of each SKU would do for the whole period.

        The trade's check of a session's heroes is eight draws of ten (assumed).
        Raises CaopanError for a SKU whose demand is not known.

        >>> Demand(("a",), np.array([[[1]], [[3]]]), "played").covered({"a": 2})
        {'a': 0.5}
        """
        whole = self.only(list(pieces)).total
        enough = whole <= np.array([int(n) for n in pieces.values()])
        return dict(zip(pieces, enough.mean(axis=0).tolist(), strict=True))

    def quantiles(self, shares: Sequence[float] = (0.1, 0.5, 0.8, 0.95)) -> pd.DataFrame:
        """Pieces of the whole period by SKU: mean, spread (sd ÷ mean), and quantiles.

        >>> from caopan.market import sample
        >>> played_demand(sample("yunshi"), days=2, seeds=range(3)).quantiles([0.5]).columns[0]
        'mean'
        """
        import pandas as pd

        whole = self.total
        mean = whole.mean(axis=0)
        parts = {"mean": mean, "spread": whole.std(axis=0) / np.maximum(mean, 1e-9)}
        parts |= {f"P{100 * share:g}": np.quantile(whole, share, axis=0) for share in shares}
        return pd.DataFrame(parts, index=pd.Index(self.sku_id, name="sku_id"))


def played_days(
    scenario: Scenario, plan: Plan, days: int, seeds: Sequence[int], *, plenty: bool = False
) -> tuple[Ints, list[DayFacts]]:
    """Play the days after a merchant's history and keep what each close of day says.

    plenty: whether the shelf never empties.
    Returns pieces on the shelf when a day begins (seeds, days, SKUs), and the facts by day.

    >>> from caopan.market import sample
    >>> opening, facts = played_days(sample("yunshi"), Plan(), 2, [1, 2, 3])
    >>> opening.shape[:2], len(facts)
    ((3, 2), 2)
    """
    world = compile_world([scenario] * len(seeds), list(seeds))
    state, ticks = start(world, [plan] * len(seeds), scenario.days, days, detail=False)
    if plenty:
        full = state.stock.copy()
        full[:, : world.skus] = PLENTY
        state = replace(state, stock=full)
    opening, facts = [state.stock], []
    for actions in ticks:
        state, fact = step(state, actions, world.luck)
        if isinstance(fact, DayFacts):
            facts.append(fact)
            opening.append(state.stock)
    return np.stack(opening[:-1], axis=1)[..., : world.skus], facts


def played_demand(
    scenario: Scenario,
    plan: Plan | None = None,
    *,
    days: int = 14,
    seeds: Sequence[int] = range(80),
) -> Demand:
    """Play the days after a merchant's history with a shelf that never empties.

    What is bought later because of a session (off air) is in it. Luck is that of ``play``.
    Raises CaopanError as ``play`` does.
    """
    chosen = Plan() if plan is None else plan
    some, days = check_seeds(seeds), check_days(days)
    check_plan(scenario, chosen, days)
    _, facts = played_days(scenario, chosen, days, some, plenty=True)
    sold = [(one.sold + one.off)[:, :-1] for one in facts]
    return Demand(tuple(sku.sku_id for sku in scenario.skus), np.stack(sold, axis=1), "played")


def estimated_demand(
    shop: Shop,
    *,
    days: int = 14,
    recent: int = RECENT,
    off_air: float = OFF_AIR,
    doubt: float = DOUBT,
    draws: int = 400,
    seed: int = 0,
) -> Demand:
    """Estimate the demand of the days to come from a merchant's hour tables.

    Days are drawn from the ``recent`` last ones, by weekday and in pairs, so that a good day is
    followed by what followed it; all SKUs are drawn together. Stock-outs are corrected (see
    ``corrected_days``), and festivals are taken out of the past and put into the days to come (see
    ``season``). off_air: pieces bought off air, of those bought on air: no hour table tells them.
    doubt: log spread of the level of the whole period, for what the past cannot tell of it.

    Raises CaopanError where a table is missing, or less than two weeks are known, and for no days
    or no draws.

    >>> from caopan.diagnosis import Shop
    >>> estimated_demand(Shop.of("liuyi"), days=7, draws=10).pieces.shape[:2]
    (10, 7)
    """
    days = check_days(days)
    if draws < 1 or recent < 1:
        raise CaopanError(f"draws, recent: {draws} and {recent}; give one or more of each")
    names, known = corrected_days(shop)
    known = known[-recent:]
    if len(known) < 14:
        raise CaopanError(
            f"{shop.name}: {len(known)} days are known; two weeks are the least from which the "
            "days to come can be drawn."
        )
    past = [season(shop.date_of(day)) for day in range(shop.days - len(known), shop.days)]
    usual = known * (1 + off_air) / np.array(past)[:, None]
    rng = np.random.default_rng(seed)
    weekday = np.arange(shop.days - len(known), shop.days) % 7
    out = np.empty((draws, days, len(names)))
    for day in range(0, days, 2):
        same = np.flatnonzero(weekday == (shop.days + day) % 7)
        first = rng.choice(same, size=draws)
        # after the last day nobody knows what followed: the same weekday before stands in
        second = np.where(first + 1 < len(known), first + 1, first - 6)
        out[:, day] = usual[first]
        if day + 1 < days:
            out[:, day + 1] = usual[second]
    ahead = [season(shop.date_of(shop.days + day)) for day in range(days)]
    level = np.exp(doubt * rng.standard_normal(draws) - doubt**2 / 2)
    return Demand(tuple(names), out * np.array(ahead)[:, None] * level[:, None, None], "tables")


def season(day: date) -> float:
    """Pieces of a day against those of an ordinary one: what every shop of the trade can expect.

    Traffic times orders a visit, by the market's own calendar (``couplings.season``, assumed).

    >>> from datetime import date
    >>> season(date(2021, 9, 15)), round(season(date(2021, 11, 6)), 2)
    (1.0, 1.95)
    """
    known = calendar_season(day)
    return known.traffic * known.create


def corrected_days(shop: Shop) -> tuple[list[str], Floats]:
    """Pieces asked for on air, by day and SKU over a merchant's history: names, (days, SKUs).

    A SKU ran out where the clicks after its last sale of the day should have brought ``SURE``
    pieces or more: from then on, what its clicks should have brought is put in. What a click
    brings is the SKU's mean over all hours in which it could be bought.

    Raises CaopanError where a table is missing or tells nonsense.

    >>> from caopan.diagnosis import Shop
    >>> names, pieces = corrected_days(Shop.of("liuyi"))
    >>> pieces.shape == (90, len(names))
    True
    """
    from caopan.diagnosis.needs import need

    table = need(shop, "goods_hour", ("session_id", "hour_ts", "source", "sku_id", *COUNTED))
    names = sorted(str(name) for name in table["sku_id"].unique())
    hours = table.groupby(["hour_ts", "sku_id"], as_index=False)[list(COUNTED)].sum()
    day = shop.day(hours["hour_ts"]).to_numpy(np.int64)
    inside = (day >= 0) & (day < shop.days)
    sku = np.searchsorted(names, hours["sku_id"].to_numpy(dtype=str))[inside]
    clicks, units = (hours[c].to_numpy(np.float64)[inside] for c in COUNTED)
    cell = day[inside] * len(names) + sku  # rows of a cell stand in the order of the clock
    due, gone = clicks, np.zeros(len(cell), dtype=np.bool_)
    for _ in range(ROUNDS):
        rate = np.bincount(sku, units * ~gone, len(names)) / np.maximum(
            np.bincount(sku, clicks * ~gone, len(names)), 1.0
        )
        due = clicks * rate[sku]
        gone = _ran_out(cell, due, units)
    asked = np.where(gone, np.maximum(due, units), units)
    out: Floats = np.zeros(shop.days * len(names))
    np.add.at(out, cell, asked)
    return names, out.reshape(shop.days, len(names))


def _ran_out(cell: Ints, due: Floats, units: Floats) -> NDArray[np.bool_]:
    """Rows from a cell's last sale on, where what came after it should have brought ``SURE``."""
    count = int(cell.max(initial=-1)) + 1
    row = np.arange(len(cell))
    last = np.full(count, -1)
    sold = units > 0
    np.maximum.at(last, cell[sold], row[sold])
    after = np.bincount(cell, due * (row > last[cell]), count)
    gone: NDArray[np.bool_] = (row >= last[cell]) & (after >= SURE)[cell]
    return gone
