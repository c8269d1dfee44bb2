"""An identity: what must hold in a merchant's tables, and how to find the rows that break it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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

    def raw(self, table: str) -> pd.DataFrame:
        """A table as it came."""
        return self.shop.frames[table]

    def once(self, table: str) -> pd.DataFrame:
        """A table with each fact once: the first row of each key."""
        if table not in self._once:
            frame = self.raw(table)
            key = [name for name in DECLARED[table].key if name in frame]
            self._once[table] = frame.drop_duplicates(key) if key else frame
        return self._once[table]

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
