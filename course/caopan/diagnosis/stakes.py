"""What a fault costs: contribution at stake over two weeks, with an interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.diagnosis.sums import Sums, Weighed
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.diagnosis.shop import Shop
    from caopan.market.planted import FaultId

DAYS: Final = 14
USUAL, SPREAD = 0.048, 0.016
"""What the repair of a fault regains, of the GMV that hour tables show in two weeks: median and
spread of sixty-nine of the fitted merchants, played. Hour tables show less than is sold: nothing
that is bought past the funnel or between sessions."""
WIDE: Final = 1.645
"""Standard errors of an interval that holds nine in ten."""
NOTHING: Final = frozenset({"none", "FX1", "FX2", "FX3"})
"""Nothing can be regained: no fault, a demand that comes back by itself, wrong figures."""
FALLS: Final[dict[FaultId, str]] = {
    "FG3": "fan_orders", "FG8": "peers_click",
    "FT1": "strangers", "FT2": "enter_paid", "FT7": "fed", "FR4": "enter",
    "FR5": "crowd", "FU1": "fans_come", "FU2": "fans_buy", "FU3": "paid_buys",
}  # fmt: skip
"""The term of the funnel that a fault lowers, as evidence whose log ratio multiplies GMV."""
PART: Final[dict[FaultId, tuple[str, ...]]] = {
    "FG3": ("follow",), "FT1": ("recommend", "paid"), "FT2": ("paid",),
    "FT7": ("recommend", "short_video", "plaza"), "FU1": ("follow",), "FU2": ("follow",),
    "FU3": ("paid",),
}  # fmt: skip
"""Sources whose GMV the term multiplies, where not all of it."""


class Stake(NamedTuple):
    """Contribution of two weeks that the repair would regain, in fen, and its 90 % interval."""

    fen: int
    low_fen: int
    high_fen: int


def stake(
    shop: Shop,
    fault: FaultId,
    seen: Mapping[str, Weighed] | None = None,
    sums: Sums | None = None,
) -> Stake:
    """What is at stake if this is the fault: GMV of two weeks times the share that it costs.

    The share is the usual one (``USUAL``, simulated), moved towards what the funnel's matching
    term lost times the contribution margin, as far as that term is known. Zero where nothing can
    be regained. seen, sums: evidence and sums of the shop, if they have been read.
    Raises CaopanError where the shop has no goods table or sold nothing after.

    >>> from caopan.diagnosis import Shop
    >>> shop = Shop.of("yunshi")
    >>> one = stake(shop, "FG3")
    >>> one.low_fen < one.fen < one.high_fen, stake(shop, "none").fen
    (True, 0)
    """
    from caopan.diagnosis.evidence import read_all

    if fault in NOTHING:
        return Stake(0, 0, 0)
    sums = sums or Sums(shop)
    after = sums.split.after
    gmv = float(sums.sold("gmv_fen")[after].sum())
    if gmv <= 0:
        raise CaopanError(f"{shop.name} sold nothing in the later weeks: nothing can be at stake.")
    share, error = USUAL, SPREAD
    one = (seen or read_all(shop)).get(FALLS.get(fault, ""))
    if one is not None and one.value is not None and one.z:
        part = float(sums.sold("gmv_fen", *PART.get(fault, ()))[after].sum()) / gmv
        times = part * margin(sums)
        lost = max(1 - float(np.exp(one.value)), 0.0) * times
        noise = max(abs(one.value / one.z) * times, 1e-4)
        # what is usual and what was seen, each by its certainty
        weight = noise**2 / (noise**2 + (2 * SPREAD) ** 2)
        share = weight * USUAL + (1 - weight) * np.clip(lost, USUAL - SPREAD, USUAL + SPREAD)
    worth = gmv / max(int(after.sum()), 1) * DAYS * _live(sums)
    low, high = max(share - WIDE * error, 0.0), share + WIDE * error
    return Stake(*(round(float(worth * one)) for one in (share, low, high)))


def margin(sums: Sums) -> float:
    """Contribution for a yuan of GMV after goods, fee, commission and refunds, before ads.

    Clipped to 0.05 to 0.9: a mistaken cost would move every stake.
    """
    gmv, units = sums.sold("gmv_fen"), sums.by_sku("units")
    kept = 1 - sums.sold("refund_fen").sum() / max(gmv.sum(), 1)
    cost = float((units @ np.nan_to_num(sums.prices("unit_cost_fen"))).sum()) / max(gmv.sum(), 1)
    taken = float(np.nanmean(sums.prices("fee_bp") + sums.prices("comm_bp"))) / 10_000
    return float(np.clip(kept * (1 - taken - cost), 0.05, 0.9))


def _live(sums: Sums) -> float:
    """Share of the later days on which the merchant is live."""
    stretch = sums.shop.periods.after
    days = stretch.end - stretch.first
    return float((sums.visits[stretch.first : stretch.end] > 0).sum()) / days
