"""Bring a frame into the declared form: the declared columns, in order, in their dtypes.

Only the form is looked at. Whether the rows make sense is :func:`caopan.events.validate`'s
question, because collected facts may be dirty and must still be loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events.catalogue import declared, did_you_mean
from caopan.events.columns import TIME_DTYPE, TIME_ZONE, Column, Table

if TYPE_CHECKING:
    import pandas as pd


def conform(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the declared columns in order and in their dtypes.

    Nothing is guessed: text stays text, and a float becomes an integer only when it is whole.
    An integer or flag column with unexpected nulls gets the nullable dtype, so that dirt survives.

    Raises CaopanError for a missing or unknown column, or values of another type.

    >>> import pandas as pd
    >>> conform("refund", pd.DataFrame({"line_id": ["L1"]}))
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: table 'refund' lacks the column 'event_id': add it (...)
    """
    import pandas as pd

    columns = declared(table).columns
    _check_names(declared(table), [str(name) for name in frame.columns])
    return pd.DataFrame(
        {column.name: _cast(table, column, frame[column.name]) for column in columns},
        index=frame.index,
    )


def _check_names(table: Table, names: list[str]) -> None:
    missing = [name for name in table.names if name not in names]
    unknown = [name for name in names if name not in table.names]
    if unknown:
        hint = did_you_mean(unknown[0], missing or table.names)
        msg = (
            f"table {table.name!r} has no column {unknown[0]!r}{hint}: "
            f"drop or rename it (the columns are {', '.join(table.names)})"
        )
        raise CaopanError(msg)
    if missing:
        msg = (
            f"table {table.name!r} lacks the column {missing[0]!r}: add it "
            f"(the columns are {', '.join(table.names)})"
        )
        raise CaopanError(msg)
    if len(names) > len(table.names):
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"table {table.name!r} has the column {twice!r} twice: drop one of them"
        raise CaopanError(msg)


def _cast(table: str, column: Column, values: pd.Series) -> pd.Series:
    import pandas as pd
    from pandas.api.types import pandas_dtype

    if str(values.dtype) == column.dtype:
        return values
    if bool(values.isna().all()):
        # an empty column comes in any dtype: pandas cannot know what is missing
        dtype = column.dtype if values.empty else _null_dtype(column)
        return pd.Series(pd.NA, index=values.index, dtype="object").astype(pandas_dtype(dtype))
    caster = {"text": _text, "integer": _integer, "flag": _flag, "time": _time}[column.kind]
    try:
        return caster(column, values)
    except (TypeError, ValueError, OverflowError) as problem:
        msg = f"table {table!r}, column {column.name!r}: {problem}"
        raise CaopanError(msg) from problem


def _null_dtype(column: Column) -> str:
    return {"text": "str", "integer": "Int64", "flag": "boolean", "time": TIME_DTYPE}[column.kind]


def _text(_: Column, values: pd.Series) -> pd.Series:
    import pandas as pd

    plain = values.astype("object") if isinstance(values.dtype, pd.CategoricalDtype) else values
    kind = pd.api.types.infer_dtype(plain, skipna=True)
    if kind != "string":
        msg = f"holds {kind} where text is due: convert it with .astype('str')"
        raise TypeError(msg)
    return plain.astype("str")


def _integer(column: Column, values: pd.Series) -> pd.Series:
    import pandas as pd

    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind not in {"integer", "floating", "mixed-integer-float"}:
        msg = f"holds {kind} where whole numbers ({column.unit}) are due: use .astype('Int64')"
        raise TypeError(msg)
    values = pd.to_numeric(values) if kind == "mixed-integer-float" else values
    whole = _whole(column, values).astype("Int64")
    return whole if column.null or whole.isna().any() else whole.astype("int64")


def _whole(column: Column, values: pd.Series) -> pd.Series:
    """Refuse fractions, infinities and floats too large to be exact (beyond 2 ** 53)."""
    import pandas as pd

    if not pd.api.types.is_float_dtype(values.dtype):
        return values
    wrong = values.notna() & ~((values % 1 == 0) & (values.abs() <= 2**53)).fillna(False)
    if wrong.any():
        msg = (
            f"row {wrong.idxmax()} is {values[wrong].iloc[0]}, not a whole number ({column.unit}): "
            "round it by a rule you can name, then store integers"
        )
        raise ValueError(msg)
    return values


def _flag(_: Column, values: pd.Series) -> pd.Series:
    import pandas as pd

    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind != "boolean":
        msg = f"holds {kind} where True or False is due: make it by a comparison"
        raise TypeError(msg)
    return values.astype("boolean" if values.isna().any() else "bool")


def _time(_: Column, values: pd.Series) -> pd.Series:
    import pandas as pd

    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in {"datetime", "datetime64"}:
        moments = pd.to_datetime(values)
        if moments.dt.tz is not None:
            return moments.dt.tz_convert(TIME_ZONE).dt.as_unit("us")
        msg = f"times are without a zone: say which with .dt.tz_localize({TIME_ZONE!r})"
        raise ValueError(msg)
    msg = f"holds {kind} where times are due: convert it with pandas.to_datetime"
    raise TypeError(msg)
