"""What a minute of explaining a SKU is worth: the number that a rundown is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market.plan import Plan, sku_of
from caopan.market.scenario import Room, Scenario
from caopan.market.world import PHASES
from caopan.planning.pieces import Pieces

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

PEOPLE: Final = 1_000
"""People in the room for whom a minute is valued."""
FEW: Final = 200
"""Exposures below which a SKU's own rates are drawn half-way to those of the whole shelf or more
(assumed)."""


def talk_rates(scenario: Scenario, plan: Plan | None = None) -> pd.DataFrame:
    """Give what a minute of a plain explanation leaves, in yuan per 1,000 people in the room.

    It is what the explained card brings beyond what it would bring in the bag anyway, by the
    market's law at the reference price. Index ``sku_id``; columns ``role``, ``rate_yuan``.

    >>> from caopan.market import sample
    >>> table = talk_rates(sample("liuyi"))
    >>> table.columns.to_list(), bool((table["rate_yuan"] > 0).any())
    (['role', 'rate_yuan'], True)
    """
    import pandas as pd

    pieces, room = Pieces.of(scenario, plan), scenario.room
    skus = [sku_of(scenario, name) for name in pieces.sku_id]
    appeal = np.array([sku.appeal for sku in skus])
    anyway = np.minimum(appeal / appeal.sum() * room.browse * PHASES, 0.9) / PHASES
    pays = np.array([sku.click * sku.create * sku.pay * (1 + sku.two) for sku in skus])
    lift = room.explain_click * room.explain_create
    more = (anyway + room.see_explained) * lift - anyway
    rate = PEOPLE * more * pays * pieces.margin_yuan
    index = pd.Index(pieces.sku_id, name="sku_id")
    return pd.DataFrame({"role": list(pieces.role), "rate_yuan": rate}, index=index)


def shop_talk_rates(shop: Shop, pieces: Pieces) -> pd.DataFrame:
    """Estimate the same from a merchant's hour table: pieces an exposure, times what one leaves.

    Which exposures were explained ones stands in no hour table: a SKU that was explained much looks
    better than it is. Rates of SKUs that few saw are drawn towards the whole shelf's. Roles are
    those of ``pieces``, "profit" where it knows none.

    Raises CaopanError where nothing was exposed.

    >>> from caopan.diagnosis import Shop
    >>> shop = Shop.of("liuyi")
    >>> len(shop_talk_rates(shop, Pieces.from_shop(shop))) > 20
    True
    """
    import pandas as pd

    sums = shop.table("goods_hour").groupby("sku_id")[["exposures", "units"]].sum()
    sums = sums.reindex(list(pieces.sku_id), fill_value=0)
    seen, sold = (sums[c].to_numpy(np.float64) for c in ("exposures", "units"))
    if not seen.sum():
        raise CaopanError(f"{shop.name}: no SKU was ever exposed; there is nothing to estimate")
    pays = (sold + FEW * sold.sum() / seen.sum()) / (seen + FEW)
    rate = PEOPLE * Room().see_explained * pays * pieces.margin_yuan
    roles = list(pieces.role) or ["profit"] * len(pieces.sku_id)
    index = pd.Index(pieces.sku_id, name="sku_id")
    return pd.DataFrame({"role": roles, "rate_yuan": rate}, index=index)
