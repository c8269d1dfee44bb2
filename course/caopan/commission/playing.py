"""The market under each conduct: played once for a merchant, whatever is agreed with whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.conduct import OWN, STANDARD, WEEK, Conduct, Grid, shop_under
from caopan.market import as_found, compile_world, play_many
from caopan.market.world import EARLY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.market import Scenario

    Ints = NDArray[np.int64]

MONTH_WEEKS: Final = (0, 1, 3, 7)
"""Weeks that make a month, counted from its number: any two months share one week at most."""
AT_ONCE: Final = 1_800
"""Plays of one batch, so that memory stays flat."""
AGES: Final = (1, 3, 6, 9, 12, 15, 20, 30)
"""Days after the sale at which a day's refunds are booked."""
BRUSH_AGE: Final = 10
"""Days after which brushers send back (as the market has it: after nobody asks)."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """A merchant's weeks under each conduct and the same luck.

    gross_fen, refund_fen, spend_fen, contribution_fen: (played conducts, weeks, 7 days); refunds
    belong to the day of the sale, whenever they come; contribution is net and settled, before
    anything is paid to a provider. pieces: sold a day by the merchant itself; price_fen: of one of
    them, on average. handling_fen: a brushed parcel there and back. fee_bp, comm_bp: of the shop's
    lines. refund_bp: by each of ``AGES``, the share of a day's refunds that has come, in bp.
    opens: (7,), whether the room opens on a day.
    """

    merchant: str
    grid: Grid
    gross_fen: Ints
    refund_fen: Ints
    spend_fen: Ints
    contribution_fen: Ints
    pieces: float
    price_fen: int
    handling_fen: int
    fee_bp: int
    comm_bp: int
    refund_bp: tuple[int, ...]
    opens: tuple[bool, ...]

    @cached_property
    def conducts(self) -> tuple[Conduct, ...]:
        """All conducts, in the order of every array of results."""
        return tuple(self.grid.conducts())

    @property
    def own(self) -> int:
        """Number of the merchant's own conduct."""
        return self.conducts.index(OWN)

    @cached_property
    def brushed(self) -> Ints:
        """Pieces that brushers order a day, for each level: (levels,)."""
        levels = np.array(self.grid.brush_bp)
        return np.round(levels * self.pieces / 10_000).astype(np.int64)

    @property
    def brushed_fen(self) -> Ints:
        """What they pay a day, for each level: (levels,)."""
        return self.brushed * self.price_fen

    def months(self, weekly: Any) -> Any:
        """Sums of months made of weekly figures (conducts, weeks): (conducts, months)."""
        return sum(np.roll(weekly, -at, axis=-1) for at in MONTH_WEEKS)

    @cached_property
    def contribution_month_fen(self) -> Ints:
        """What the merchant has left before paying a provider: (all conducts, months).

        Brushed parcels cost their way there and back, nothing else.
        """
        months = self.months(self.contribution_fen.sum(axis=2))
        days = WEEK * len(MONTH_WEEKS)
        parcels: Ints = self.brushed * self.handling_fen * days
        whole: Ints = (months[:, None, :] - parcels[None, :, None]).reshape(self.grid.size, -1)
        return whole

    @cached_property
    def sales_fen(self) -> int:
        """What the merchant sells in a month by itself, on average: the measure of its size."""
        own = self.grid.played().index(OWN)
        return round(float(self.gross_fen[own].sum(axis=1).mean()) * len(MONTH_WEEKS))

    @cached_property
    def net_fen(self) -> int:
        """What is left of that after returns, on average."""
        own = self.grid.played().index(OWN)
        kept = self.gross_fen[own] - self.refund_fen[own]
        return round(float(kept.sum(axis=1).mean()) * len(MONTH_WEEKS))

    def some(self, weeks: int) -> Outcomes:
        """The same with its first weeks only, for a search that has to be quick."""
        if weeks >= self.grid.weeks:
            return self
        cut: Any = {
            name: np.ascontiguousarray(getattr(self, name)[:, :weeks])
            for name in ("gross_fen", "refund_fen", "spend_fen", "contribution_fen")
        }
        return replace(self, grid=replace(self.grid, weeks=weeks), **cut)


_KNOWN: dict[tuple[str, Grid, int], Outcomes] = {}


def outcomes(merchant: str | Scenario, grid: Grid = STANDARD, seed: int = 0) -> Outcomes:
    """Play a merchant under each conduct of the grid, once; what was played is kept in memory.

    merchant: a sample merchant's name (as it is found), or a scenario. seed: of the first week's
    luck. Up to half a minute for ``STANDARD``, a few seconds for ``QUICK``.
    Raises CaopanError for an unknown merchant.

    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> outcomes("tuantuan", small).gross_fen.shape
    (2, 15, 7)
    """
    scenario = as_found(merchant) if isinstance(merchant, str) else merchant
    key = (scenario.to_json(), grid, seed)
    if key not in _KNOWN:
        _KNOWN[key] = _played(scenario, grid, seed)
    return _KNOWN[key]


def _played(scenario: Scenario, grid: Grid, seed: int) -> Outcomes:
    pairs = [shop_under(scenario, one) for one in grid.played()]
    step, last = max(AT_ONCE // len(pairs), 1), seed + grid.weeks
    parts = [
        play_many(pairs, days=WEEK, seeds=range(at, min(at + step, last)))
        for at in range(seed, last, step)
    ]

    def whole(name: str) -> Ints:
        weeks = [np.stack([getattr(one, name) for one in some]) for some in parts]
        return np.concatenate(weeks, axis=1)

    own = grid.played().index(OWN)
    gross, units = whole("gmv_fen"), whole("units")[own]
    world = compile_world([scenario], [0])
    early = scenario.refunds.pre_ship
    come = early * EARLY + (1 - early) * world.age[0]
    slots = {slot.weekday for slot in scenario.slots}
    first = scenario.first_day.weekday() + scenario.days
    spend = whole("spend_fen")
    return Outcomes(
        merchant=scenario.base,
        grid=grid,
        gross_fen=gross,
        refund_fen=np.minimum(whole("refund_fen"), gross),
        spend_fen=spend,
        contribution_fen=whole("contribution_fen"),
        pieces=float(units.sum(axis=1).mean()) / WEEK,
        price_fen=max(round(float(gross[own].sum()) / max(int(units.sum()), 1)), 1),
        handling_fen=scenario.fees.ship_fen + scenario.fees.return_fen,
        fee_bp=scenario.fees.fee_bp,
        comm_bp=scenario.fees.comm_bp,
        refund_bp=tuple(round(10_000 * float(come[age])) for age in AGES),
        opens=tuple(
            (first + day) % WEEK in slots or bool(spend[..., day].any()) for day in range(WEEK)
        ),
    )
