"""Identities within one table, made from its declaration: keys, forms, times, rules of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.diagnosis.identity import Found, Identity, Reader
from caopan.events.catalogue import DECLARED
from caopan.events.columns import TIME_ZONE, Column, Rule, Table

if TYPE_CHECKING:
    import pandas as pd

TRAVEL = ("impression", "visit", "interaction", "product_event")
"""Tables whose rows travel: a few of them come twice or not at all."""
TWICE = 0.01
"""Share of rows that may come twice in them (assumed; a sound collector has 0.2 %)."""


def declared_identities() -> list[Identity]:
    """Give the identities of all tables: what the data dictionary promises of each row.

    >>> [one.name for one in declared_identities()][:2]
    ['live_session: each once', 'live_session: one time zone']
    """
    return [one for table in DECLARED.values() for one in _of_table(table)]


def _of_table(table: Table) -> list[Identity]:
    name = table.name
    times = tuple(column for column in table.columns if column.kind == "time")
    return [
        Identity(
            f"{name}: each once",
            name,
            f"{' / '.join(table.key)} is there once",
            tuple(f"{name}.{column}" for column in table.key),
            lambda reader: _twice(reader, table),
            "take the first row of each; every step here does",
            allowed=TWICE if name in TRAVEL else 0.0,
        ),
        Identity(
            f"{name}: one time zone",
            name,
            f"times know their zone, which is {TIME_ZONE}",
            (),
            lambda reader: _zones(reader, table, times),
            f"say which zone it is (.dt.tz_localize), then .dt.tz_convert({TIME_ZONE!r})",
        ),
        Identity(
            f"{name}: values",
            name,
            "numbers, words and nulls are those that the data dictionary allows",
            (),
            lambda reader: _values(reader, table),
            "mend the values at their source, or leave the rows out",
        ),
        *(_rule(table, rule) for rule in table.rules),
    ]


def _rule(table: Table, rule: Rule) -> Identity:
    needs = tuple(f"{table.name}.{column}" for column in rule.columns)

    def find(reader: Reader) -> Found:
        frame = reader.raw(table.name)  # a fact's second row may be the broken one
        return Found(frame[~rule.holds(frame).fillna(True).astype(bool)], len(frame))

    return Identity(
        f"{table.name}: {rule.sentence}",
        table.name,
        rule.sentence,
        needs,
        find,
        "find out which of the columns is wrong, and rebuild it from the others",
        spoils=needs[:1],
    )


def _twice(reader: Reader, table: Table) -> Found:
    frame = reader.raw(table.name)
    return Found(frame[reader.again(table.name)], len(frame))


def _zones(reader: Reader, table: Table, times: tuple[Column, ...]) -> Found:
    import pandas as pd

    frame = reader.raw(table.name)
    wrong, said = [], []
    for column in times:
        if column.name not in frame or frame[column.name].isna().all():
            continue
        dtype = frame[column.name].dtype
        if not isinstance(dtype, pd.DatetimeTZDtype):
            wrong.append(column.name)
            said.append(f"{column.name} has {_mixed(frame[column.name])}")
        elif str(dtype.tz) != TIME_ZONE:
            said.append(f"{column.name} stands in {dtype.tz}")
    rows = frame if wrong or said else frame.iloc[:0]
    return Found(rows, len(frame), ", ".join(said), tuple(f"{table.name}.{name}" for name in wrong))


def _mixed(stamp: pd.Series) -> str:
    zones = {str(getattr(one, "tzinfo", None)) for one in stamp.dropna().head(1000)}
    return f"several time zones ({', '.join(sorted(zones))})" if len(zones) > 1 else "no time zone"


def _values(reader: Reader, table: Table) -> Found:
    import pandas as pd

    frame = reader.raw(table.name)
    broken = pd.Series(data=False, index=frame.index)
    said, spoiled = [], []
    for column in table.columns:
        if column.name not in frame:
            said.append(f"no column {column.name}")
            spoiled.append(column.name)
            continue
        wrong = _wrong(frame[column.name], column)
        if wrong.any():
            first = frame.loc[wrong, column.name].iloc[0]
            said.append(f"{column.name} is {first} in {int(wrong.sum())} rows")
            spoiled.append(column.name)
            broken |= wrong
    where = ", ".join(said)
    columns = tuple(f"{table.name}.{name}" for name in spoiled)
    return Found(frame[broken], len(frame), where, columns, True if said else None)


def _wrong(values: pd.Series, column: Column) -> pd.Series[bool]:
    """Rows of a column with a value that is not allowed."""
    import pandas as pd

    wrong = pd.Series(data=False, index=values.index) if column.null else values.isna()
    if column.kind == "integer":
        number = pd.to_numeric(values, errors="coerce")
        wrong |= number.isna() & values.notna()
        if column.low is not None:
            wrong |= (number < column.low).fillna(False)
        if column.high is not None:
            wrong |= (number > column.high).fillna(False)
    elif column.values:  # few words, many rows: the words are compared, not the rows
        strange = [one for one in values.dropna().unique() if one not in column.values]
        wrong |= values.isin(strange) if strange else False
    return wrong.astype(bool)
