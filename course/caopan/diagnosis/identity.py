"""An identity: what must hold in a merchant's tables, and how to find the rows that break it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.events.catalogue import DECLARED

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop


class Found(NamedTuple):
    """Rows (or cells) that break an identity, out of how many, where, and is it beyond collection.

    spoiled: columns, as ``table.column``, that are not to be trusted; None for the usual ones.
    beyond: whether collection (rows late, lost or twice) can't explain it; None: go by the share.
    """

    rows: pd.DataFrame
    of: int
    where: str = ""
    spoiled: tuple[str, ...] | None = None
    beyond: bool | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What must hold, in words and as a search for what breaks it.

    table: whose rows are named. needs: the columns read, as ``table.column``. spoils: those that
    are not to be trusted when it is broken. allowed: the share of broken rows that a sound
    collection leaves behind (assumed). cure: what to do.
    """

    name: str
    table: str
    sentence: str
    needs: tuple[str, ...]
    find: Callable[[Reader], Found]
    cure: str
    spoils: tuple[str, ...] = ()
    allowed: float = 0.0


class Reader:
    """A shop's tables for the search, each fact once."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._once: dict[str, pd.DataFrame] = {}
        self._again: dict[str, pd.Series[bool]] = {}
        self._who: dict[str, NDArray[np.uint64]] = {}
        self._sums: dict[str, pd.DataFrame] = {}

    def raw(self, table: str) -> pd.DataFrame:
        """A table as it came."""
        return self.shop.frames[table]

    def again(self, table: str) -> pd.Series[bool]:
        """Rows of a table whose key was there before."""
        import pandas as pd

        if table not in self._again:
            frame = self.raw(table)
            key = [name for name in DECLARED[table].key if name in frame]
            none = pd.Series(data=False, index=frame.index)
            self._again[table] = frame.duplicated(key) if key else none
        return self._again[table]

    def once(self, table: str) -> pd.DataFrame:
        """A table with each fact once: the first row of each key."""
        if table not in self._once:
            self._once[table] = self.raw(table)[~self.again(table)]
        return self._once[table]

    def who(self, table: str) -> NDArray[np.uint64]:
        """A number for session and user of each row of ``once``: a hash, quick to compare."""
        from pandas.util import hash_pandas_object

        if table not in self._who:
            keys = self.once(table)[["session_id", "user_id"]]
            self._who[table] = np.asarray(hash_pandas_object(keys, index=False), np.uint64)
        return self._who[table]

    def met(self, table: str, other: str) -> NDArray[np.bool_]:
        """Whether the user of each row of a table is in another one, in the same session."""
        import pandas as pd

        return np.asarray(pd.Series(self.who(table)).isin(self.who(other)))

    def sums(self, table: str, by: tuple[str, ...]) -> pd.DataFrame:
        """The whole-number columns of a table, summed over these; asked with one ``by`` each."""
        if table not in self._sums:
            frame = self.once(table)
            numbers = frame.select_dtypes("integer").columns.difference(list(by)).tolist()
            self._sums[table] = frame.groupby(list(by))[numbers].sum()
        return self._sums[table]

    def lacks(self, needs: tuple[str, ...]) -> str:
        """What is missing of these columns, or without a time zone; empty if nothing is."""
        import pandas as pd

        for name in needs:
            table, _, column = name.partition(".")
            if table not in self.shop.frames:
                return f"no table {table}"
            if column and column not in self.raw(table):
                return f"no column {name}"
            kind = {one.name: one.kind for one in DECLARED[table].columns}.get(column)
            if kind == "time" and not isinstance(self.raw(table)[column].dtype, pd.DatetimeTZDtype):
                return f"{name} has no one time zone"
            if kind == "integer" and not pd.api.types.is_integer_dtype(self.raw(table)[column]):
                return f"{name} holds no whole numbers"
        return ""


def within(table: str, columns: str) -> tuple[str, ...]:
    """Spell out columns of a table.

    >>> within("visit", "enter_ts leave_ts")
    ('visit.enter_ts', 'visit.leave_ts')
    """
    return tuple(f"{table}.{name}" for name in columns.split())
