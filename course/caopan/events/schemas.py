"""The pandera models, made from the declarations, and :func:`validate`.

pandera is imported only when a model is asked for: loading a table does without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED, declared
from caopan.events.columns import TIME_ZONE, Column, Rule, Table
from caopan.events.frames import conform

if TYPE_CHECKING:
    import pandas as pd
    from pandera.pandas import DataFrameModel

UNIQUE = "multiple_fields_uniqueness"  # pandera's name for a broken key


class Models(Mapping[str, "type[DataFrameModel]"]):
    """The pandera model of each table by its name, made when first asked for.

    >>> list(TABLES)[:2]
    ['live_session', 'impression']
    >>> TABLES["refund"].to_schema().columns["amount_fen"].metadata["unit"]
    'fen'
    """

    def __getitem__(self, table: str) -> type[DataFrameModel]:
        if table not in DECLARED:
            raise KeyError(table)
        return model(table)

    def __iter__(self) -> Iterator[str]:
        return iter(DECLARED)

    def __len__(self) -> int:
        return len(DECLARED)


TABLES: Mapping[str, type[DataFrameModel]] = Models()


@cache
def model(table: str) -> type[DataFrameModel]:
    """Return the pandera model of a table.

    Raises CaopanError for an unknown name.
    """
    import pandera.pandas as pa

    spec = declared(table)
    body: dict[str, Any] = {"__doc__": f"{spec.title}: {spec.grain}.", "__module__": __name__}
    body["__annotations__"] = {column.name: _annotation(column) for column in spec.columns}
    body |= {column.name: _field(column) for column in spec.columns}
    body |= {f"rule_{number}": _check(rule) for number, rule in enumerate(spec.rules)}
    body["Config"] = type("Config", (), _config(spec))
    return type(_class_name(table), (pa.DataFrameModel,), body)


def _class_name(table: str) -> str:
    return "".join(part.capitalize() for part in table.split("_"))


def _config(spec: Table) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "description": spec.grain,
        "strict": True,
        "ordered": True,
        "unique": list(spec.key),
    }


def _annotation(column: Column) -> Any:
    import pandas as pd

    if column.kind == "time":
        return Annotated[pd.DatetimeTZDtype, "us", TIME_ZONE]
    if column.kind == "integer":
        return pd.Int64Dtype if column.null else int
    return {"text": str, "flag": bool}[column.kind]


def _field(column: Column) -> Any:
    import pandera.pandas as pa

    return pa.Field(
        nullable=column.null,
        isin=list(column.values) or None,
        ge=column.low,
        le=column.high,
        title=column.title,
        description=column.meaning,
        metadata={"unit": column.unit, "range": column.range, "trap": column.trap},
    )


def _check(rule: Rule) -> Any:
    import pandera.pandas as pa

    def holds(_: type, frame: pd.DataFrame) -> pd.Series[bool]:
        return rule.holds(frame)

    return pa.dataframe_check(name=rule.sentence)(holds)


def validate(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame in the declared form, after checking each row against the schema.

    Dtypes are coerced where nothing is lost (see :func:`caopan.events.frames.conform`). This is
    the test of true facts; collected facts may be dirty, so :func:`caopan.events.load` skips it.

    Raises CaopanError that names table, column, row and rule.

    >>> import pandas as pd
    >>> when = pd.Timestamp("2021-12-01 20:00", tz="Asia/Shanghai")
    >>> refund = {"event_id": "R1", "arrive_ts": when, "ts": when, "line_id": "L1",
    ...           "amount_fen": 1990, "stage": "shipped", "reason": "quality"}
    >>> validate("refund", pd.DataFrame([refund]))
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: table 'refund', column 'stage', row 0: 'shipped' is not one of ...
    """
    from pandera.errors import SchemaErrors

    shaped = conform(table, frame)
    try:
        model(table).to_schema().validate(shaped, lazy=True)
    except SchemaErrors as found:
        raise CaopanError(_sentence(declared(table), shaped, found.failure_cases)) from None
    return shaped


def _sentence(spec: Table, frame: pd.DataFrame, failures: pd.DataFrame) -> str:
    """Say the first failure; a column's own before one between columns."""
    own = failures[failures["schema_context"] == "Column"]
    first = (failures if own.empty else own).iloc[0]
    same = failures[(failures["check"] == first["check"]) & (failures["column"] == first["column"])]
    more = {0: "", 1: " (and 1 more row)"}.get(len(same) - 1, f" (and {len(same) - 1} more rows)")
    rule = next((rule for rule in spec.rules if rule.sentence == first["check"]), None)
    if rule is not None:
        where, what = _between(rule.columns, frame, first["index"])
        broken = f"the rule '{rule.sentence}' is broken by {what}"
    elif first["check"] == UNIQUE:
        where, what = _between(spec.key, frame, first["index"])
        broken = f"{what} is there more than once; rows must differ in {' + '.join(spec.key)}"
    else:
        where = f"column {first['column']!r}"
        column = next(column for column in spec.columns if column.name == first["column"])
        broken = _own_rule(column, str(first["check"]), first["failure_case"])
    row = "" if first["index"] is None else f", row {first['index']}"
    return f"table {spec.name!r}, {where}{row}: {broken}{more}; mend or drop the row"


def _between(names: tuple[str, ...], frame: pd.DataFrame, row: object) -> tuple[str, str]:
    values = frame.loc[[row]].iloc[0]
    where = f"column {names[0]!r}" if len(names) == 1 else f"columns {', '.join(names)}"
    return where, ", ".join(f"{name}={values[name]}" for name in names)


def _own_rule(column: Column, check: str, value: object) -> str:
    if check == "not_nullable":
        return "is empty, and this column may not be"
    if column.values:
        return f"{value!r} is not one of {column.range}"
    if column.range and not check.startswith("dtype"):
        return f"{value} {column.unit} is outside of {column.range}"
    return f"{value} breaks {check}"
