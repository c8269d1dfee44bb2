"""What the last yuan must bring: break-even ROI by refunds, commission and repurchase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from caopan.breakeven import break_even_roi

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.responding import BreakEven

REFUNDS: Final = (0.0, 0.2, 0.4, 0.55)
LINES: Final[Mapping[str, tuple[float, float]]] = {
    "own room": (0.10, 0.0),
    "own room, half buy again": (0.10, 0.5),
    "with 20 % commission": (0.30, 0.0),
}
"""Fees as a share of price, and further orders a buyer: platform 5 %, provider 5 %, a creator's
commission 20 % (ranges of the trade, assumed)."""


def due_table(
    refunds: Sequence[float] = REFUNDS,
    lines: Mapping[str, tuple[float, float]] = LINES,
    *,
    margin: float = 0.55,
    ship: float = 5.0,
    handling: float = 10.0,
    value: float = 180.0,
) -> pd.DataFrame:
    """Break-even ROI: a row for each refunded share, a column for each (rates, again).

    By default an order of 180 yuan with a gross margin of 55 %, a parcel of 5 yuan and a return of
    10 (derived from cost lines that the trade assumes). Where no ROI would pay: not a number.

    >>> due_table().round(1).iloc[:3].to_numpy().tolist()
    [[2.4, 1.6, 4.5], [3.1, 2.1, 6.2], [4.5, 3.0, 10.0]]
    """
    import pandas as pd

    columns = {
        name: [
            break_even_roi(refund, margin, rates, ship, handling, value, again)
            for refund in refunds
        ]
        for name, (rates, again) in lines.items()
    }
    index = pd.Index(list(refunds), name="refunded")
    return pd.DataFrame(columns, index=index, dtype="float64")


def with_repurchase(found: BreakEven, again: float) -> float | None:
    """The break-even ROI of a shop whose bought buyers place ``again`` further orders each.

    found: as ``caopan.diagnosis.break_even`` gives it. again: orders within the time one is willing
    to wait that would not have come otherwise; from a cohort, never from a wish.

    >>> from caopan.diagnosis import Shop, break_even
    >>> due = break_even(Shop.of("liuyi"))
    >>> round(due.roi / with_repurchase(due, 0.25), 2)
    1.25
    """
    return None if found.roi is None else found.roi / (1 + again)
