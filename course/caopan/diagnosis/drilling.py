"""Drill-down (下钻): in which SKU, source and hour the change of GMV sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.facts import FEW, facts, null, ratio, within
from caopan.diagnosis.quantities import label
from caopan.diagnosis.sheets import money
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

MOST: Final = 0.8
"""The cells that make up so much of all movement are the ones to look at (assumed)."""
_SIDES: Final = (False, True)
COUNTED: Final = ("exposures", "clicks", "pays", "units", "gmv_fen")


@dataclass(frozen=True, eq=False)
class Drill:
    """The change of GMV in cells.

    by: the groupings. cube: a row per cell, the largest movement first; counts before and after
    with the stretch before scaled to the length of the one after, change_fen, share (of the whole
    change; null where that is zero), beyond_fen (beyond what it were, had all cells moved alike),
    few (fewer than 30 lines paid in both together). levels: for each choice of groupings, how many
    cells there are, how few make up 80 % of what moved beyond the common, and which is first.
    change_fen: of the whole. Changes of all cells together are the change of the whole, to the fen.
    """

    by: tuple[str, ...]
    cube: pd.DataFrame
    levels: pd.DataFrame
    change_fen: int

    def top(self, number: int = 10) -> pd.DataFrame:
        """The cells that moved most."""
        return self.cube.head(number)

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = [f"GMV moved by {money(self.change_fen, signed=True)} between the stretches."]
        if not self.levels["cells_for_most"].notna().any():
            return (*said, "All cells moved alike: there is nothing to drill into.")
        for name, row in self.levels.iterrows():
            if null(row["cells_for_most"]):
                continue
            said.append(
                f"By {name}: {row['cells_for_most']} of {row['cells']} cells make up "
                f"{MOST:.0%} of what did not move with the whole; first {row['first']} "
                f"({money(row['first_beyond_fen'], signed=True)} beyond the common)."
            )
        return tuple(said)


def drill(shop: Shop, by: Sequence[str] = ("sku", "source", "hour")) -> Drill:
    """Cut the change of GMV into cells of SKU x source x hour, or of other groupings.

    by: of sku, role, source, hour, on_air, weekday, anchor, tier.
    Raises CaopanError where the goods by the hour are missing, or nothing was sold.

    >>> from caopan.diagnosis import Shop
    >>> found = drill(Shop.of("liuyi"))
    >>> found.change_fen == found.cube["change_fen"].sum()
    np.True_
    """
    goods = within(shop, facts(shop, "goods_hour", "pays", "gmv_fen"))
    if not goods["gmv_fen"].sum():
        raise CaopanError(f"{shop.name} sold nothing in the two stretches: no cells to look into.")
    keys = list(by)
    counted = [name for name in COUNTED if name in goods]  # own exports know no exposures
    table = goods[["after", *counted]].assign(**{key: label(shop, goods, key) for key in keys})
    sides = [table[table["after"] == after].groupby(keys)[counted].sum() for after in _SIDES]
    cells = sides[0].index.union(sides[1].index)
    sides = [side.reindex(cells).fillna(0).astype("int64") for side in sides]
    before, after = (shop.periods.before, shop.periods.after)
    lengths = (before.end - before.first, after.end - after.first)
    cube = _cells(sides[0], sides[1], lengths)
    whole = int(cube["change_fen"].sum())
    cube["share"] = ratio(cube["change_fen"], np.full(len(cube), whole))
    cube["beyond_fen"] = _beyond(cube)
    levels = _levels(cube, keys)
    order = cube["change_fen"].abs().sort_values(ascending=False, kind="stable").index
    return Drill(tuple(keys), cube.loc[order].reset_index(), levels, whole)


def to_length(counts: npt.ArrayLike, of: int, to: int) -> npt.NDArray[np.int64]:
    """Scale whole numbers of one length of time to another, so that their sum is scaled exactly.

    Each is off by less than one; the rounded whole is kept.

    >>> to_length([10, 10, 10], of=4, to=3).tolist(), to_length([5, 5], of=1, to=1).tolist()
    ([8, 7, 8], [5, 5])
    """
    run = np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))])
    scaled: npt.NDArray[np.int64] = np.diff((2 * run * to + of) // (2 * of))
    return scaled


def _cells(before: pd.DataFrame, after: pd.DataFrame, lengths: tuple[int, int]) -> pd.DataFrame:
    import pandas as pd

    cube = pd.DataFrame(index=before.index)
    for name in before.columns:
        cube[f"{name}_before"] = to_length(before[name], *lengths)
        cube[f"{name}_after"] = after[name]
    cube["change_fen"] = cube["gmv_fen_after"] - cube["gmv_fen_before"]
    cube["few"] = before["pays"] + after["pays"] < FEW
    return cube


def _beyond(cells: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Change beyond what each cell had, had all moved by the same factor."""
    before, after = (cells[f"gmv_fen_{side}"].to_numpy() for side in ("before", "after"))
    if not before.sum():
        return np.zeros(len(cells), dtype=np.int64)
    return after - to_length(before, int(before.sum()), int(after.sum()))


def _levels(cube: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for some in (c for n in range(1, len(keys) + 1) for c in combinations(keys, n)):
        sums = cube.groupby(list(some), observed=True)[["gmv_fen_before", "gmv_fen_after"]].sum()
        beyond = pd.Series(_beyond(sums), index=sums.index)
        size = beyond.abs().sort_values(ascending=False, kind="stable")
        moved = int(size.sum())
        first = size.index[0]
        names = first if isinstance(first, tuple) else (first,)
        rows.append(
            {
                "by": " x ".join(some),
                "cells": len(size),
                "cells_for_most": int((size.cumsum() < MOST * moved).sum()) + 1 if moved else None,
                "first": " x ".join(map(str, names)) if moved else None,
                "first_beyond_fen": int(beyond.loc[first]) if moved else None,
            }
        )
    return pd.DataFrame(rows).set_index("by").convert_dtypes()
