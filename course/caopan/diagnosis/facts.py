"""The rows that a step of the diagnosis reads: each fact once, on its day, with its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.needs import check_zone
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

FEW: Final = 30
"""With fewer events under the line of a rate nothing is said (assumed, as the board's alerts)."""

_STAMP: Final = {"traffic_hour": "hour_ts", "goods_hour": "hour_ts", "peer_day": "day_ts"}
"""What tells the day of a row; without it the table tells nothing."""

_kept: WeakKeyDictionary[Shop, dict[str, pd.DataFrame]] = WeakKeyDictionary()


def facts(shop: Shop, name: str, *columns: str) -> pd.DataFrame:
    """Rows of a table, each fact once, with ``day``: of the hour, or of the row's session.

    columns: what the step reads. Rows of a table that knows neither hour nor session have no day.
    Raises CaopanError where the table or a column is missing, or a time has no time zone.

    >>> from caopan.diagnosis import Shop
    >>> facts(Shop.of("liuyi"), "traffic_hour", "visits")["day"].max()
    np.int64(89)
    """
    known = _kept.setdefault(shop, {})
    if name not in known:
        known[name] = _once(shop, name)
    table = known[name]
    asked = [*columns, *([_STAMP[name]] if name in _STAMP else [])]
    if missing := [column for column in asked if column not in table]:
        raise CaopanError(
            f"{name} of {shop.name} has no column {missing[0]!r}: what reads it is left out; "
            "export or import the table with it."
        )
    return table


def within(shop: Shop, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the two stretches that are compared, with the boolean ``after``.

    table: rows with their ``day``.
    """
    before, after = (table["day"].between(one.first, one.end - 1) for one in shop.periods)
    return table.assign(after=after)[before | after]


def nullable(
    values: npt.ArrayLike, null: npt.ArrayLike | None = None
) -> pd.api.extensions.ExtensionArray:
    """Numbers of which some are null: those marked, and what is no finite number.

    >>> nullable([1.5, float("nan")])
    <FloatingArray>
    [1.5, <NA>]
    Length: 2, dtype: Float64
    """
    import pandas as pd

    given = np.asarray(values, dtype=np.float64)
    mask = ~np.isfinite(given) if null is None else ~np.isfinite(given) | np.asarray(null)
    return pd.arrays.FloatingArray(np.where(mask, 0.0, given), mask)


def ratio(over: npt.ArrayLike, under: npt.ArrayLike) -> pd.api.extensions.ExtensionArray:
    """Divide, null where nothing stands under the line.

    >>> ratio([1, 2], [4, 0])
    <FloatingArray>
    [0.25, <NA>]
    Length: 2, dtype: Float64
    """
    top, bottom = np.asarray(over, dtype=np.float64), np.asarray(under, dtype=np.float64)
    return nullable(top / np.where(bottom == 0, 1.0, bottom), bottom == 0)


def tuples(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a frame as named tuples, without the index.

    >>> import pandas as pd
    >>> [row.share for row in tuples(pd.DataFrame({"share": [0.5]}))]
    [0.5]
    """
    yield from frame.itertuples(index=False)


def null(value: object) -> bool:
    """Tell whether a single value is null.

    >>> null(None), null(0)
    (True, False)
    """
    import pandas as pd

    return value is None or value is pd.NA


def _once(shop: Shop, name: str) -> pd.DataFrame:
    import pandas as pd

    from caopan.events.catalogue import declared

    table, card = shop.table(name), declared(name)
    for column in card.columns:
        if column.kind == "time" and column.name in table:
            check_zone(table[column.name], f"{shop.name}: {name}.{column.name}")
    if all(part in table for part in card.key):
        table = table[~table.duplicated(list(card.key))]
    if "hour_ts" in table:
        return table.assign(day=shop.day(table["hour_ts"]))
    if "day_ts" in table:
        midnight = pd.Timestamp(shop.first_day, tz="Asia/Shanghai")
        return table.assign(day=(table["day_ts"] - midnight).dt.days)
    if name == "live_session":
        return table.assign(day=shop.day(table["start_ts"])) if "start_ts" in table else table
    if "session_id" in table and name != "ops_log":
        return table.assign(day=table["session_id"].map(_days(shop)).astype("Float64"))
    if "create_ts" in table:  # own exports may know no sessions
        return table.assign(day=shop.day(table["create_ts"]).astype("Float64"))
    return table


def _days(shop: Shop) -> pd.Series:
    sessions = facts(shop, "live_session", "session_id", "start_ts")
    return sessions.drop_duplicates("session_id").set_index("session_id")["day"]
