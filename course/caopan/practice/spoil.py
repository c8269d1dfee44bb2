"""A table with one bug planted on purpose, to learn how to look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events import load

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("order_line", "refund", "visit", "impression", "interaction")


def spoiled(kind: str, *, merchant: str, session: str) -> pd.DataFrame:
    """Load the table that a kind of bug strikes, with that bug planted; the same on every call.

    Args:
        kind: one of the market's catalogue, such as ``"pay_in_yuan"``.
        merchant: whose table.
        session: which night.

    Raises:
        CaopanError: there is no such kind, or the night has no event tables.
    """
    import numpy as np

    from caopan.market.measurement import BUGS

    if kind not in BUGS:
        raise CaopanError(f"no bug {kind!r}; there are {', '.join(BUGS)}.")
    frames = {table: load(table, merchant=merchant, session=session) for table in NEEDED}
    struck, bug = BUGS[kind](frames, np.random.default_rng(1))
    return struck[bug.table]
