"""The two questions inside lesson 03, on sample merchants."""

from __future__ import annotations

from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

WEEKS: Final = ("2021-09-04", "2021-10-01"), ("2021-10-02", "2021-10-29")
"""The four weeks before the last call at Qingzhou, and the four of it."""


@lru_cache(maxsize=2)
def _adjusted(merchant: str, weeks: tuple[tuple[str, str], tuple[str, str]] | None) -> pd.DataFrame:
    """A merchant's changes less its peers', by quantity."""
    from caopan.diagnosis import Shop, adjust

    shop = Shop.of(merchant)
    return adjust(shop.between(*weeks) if weeks else shop).table.set_index("quantity")


@exercise(
    "03-fans",
    'The row is rows.loc["fan_visits"]; `own` is the change beyond the peers, as a logarithm.',
    "exp turns a logarithm into a factor; a factor of 0.9 is a change of -10 per cent.",
    praise="Right: more than a fifth of the fans' visits is missing beyond what the season takes.",
)
def _fans(value: object) -> str | None:
    row = _adjusted("qingzhou", WEEKS).loc[["fan_visits"], ["change", "peers", "own"]]
    change, peers, own = row.astype(float).to_numpy()[0].tolist()
    right = _per_cent(own)
    traps = {
        "this is the logarithm; turn it back with exp": 100 * own,
        "this is the whole change: the peers' is still in it": _per_cent(change),
        "this is the peers' change": _per_cent(peers),
        "per cents do not subtract; logarithms do": _per_cent(change) - _per_cent(peers),
        "this is the factor; by how many per cent did it change?": exp(own),
        "it fell: a minus is missing": -right,
    }
    return one_number(value, "fans_beyond", Want(right, rel=3e-3, traps=traps))


@exercise(
    "03-pearls",
    'adjust(Shop.of("zhenyun")).table has a column `unusual`; a fall is negative.',
    "sort_values puts the lowest first; its `code` is asked for.",
    praise="Right. The shop grew less than its peers: of those who come, fewer buy than elsewhere.",
)
def _pearls(value: object) -> str | None:
    if not isinstance(value, str):
        return f"pearls: a metric's code is asked for, as text, not {type(value).__name__}."
    rows = _adjusted("zhenyun", None)
    code, told = value.strip().upper(), set(rows["code"].dropna())
    if code not in told:
        return f"pearls is {value!r}: the table knows {', '.join(sorted(told))}."
    if code == rows["code"].iloc[int(rows["unusual"].argmin())]:
        return None
    one = rows[rows["code"] == code].iloc[0]
    if code == rows["code"].iloc[int(rows["change"].argmin())]:
        return f"pearls is {value!r}: it fell most before the peers were taken off."
    if float(one["unusual"] or 0) >= 0:
        return f"pearls is {value!r}: beyond the peers it did not fall at all."
    return f"pearls is {value!r}: it fell beyond the peers, but something else did more unusually."


def _per_cent(logarithm: float) -> float:
    return 100 * (exp(logarithm) - 1)
