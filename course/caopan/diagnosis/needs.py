"""What a step needs of a merchant's tables, said in words where it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop


def need(shop: Shop, table: str, columns: Iterable[str]) -> pd.DataFrame:
    """Give a table that has these columns, whose times know their zone and whose keys are unique.

    Rows that are there twice are taken once.

    Raises CaopanError where the table or a column is missing, times have no zone or several, a
    number is unknown or negative, or two rows with one key tell different things.

    >>> from caopan.diagnosis import Shop
    >>> len(need(Shop.of("liuyi"), "live_session", ["session_id", "start_ts"]))
    90
    """
    frame, names = shop.table(table), list(columns)
    missing = [name for name in names if name not in frame]
    if missing:
        raise CaopanError(
            f"{shop.name}: {table} has no column {', '.join(missing)}; load the whole table, or "
            "import it anew."
        )
    known = {column.name: column for column in DECLARED[table].columns}
    for name in names:
        where = f"{shop.name}: {table}.{name}"
        if known[name].kind == "time":
            check_zone(frame[name], where)
        if not known[name].null and frame[name].isna().any():
            raise CaopanError(
                f"{where} is unknown in {int(frame[name].isna().sum())} rows: fill in."
            )
        if known[name].kind == "integer":
            _check_number(frame[name], known[name].low, where)
    return _once(frame, table, shop)


def check_zone(stamp: pd.Series, where: str) -> None:
    """Raise CaopanError where times do not all stand in one known time zone."""
    import pandas as pd

    if not isinstance(stamp.dtype, pd.DatetimeTZDtype):
        zones = {str(getattr(one, "tzinfo", None)) for one in stamp.dropna().head(1000)}
        said = "several time zones" if len(zones) > 1 else "no time zone"
        raise CaopanError(
            f"{where} has {said}: say which with .dt.tz_localize('Asia/Shanghai'), or convert."
        )


def _check_number(values: pd.Series, low: int | None, where: str) -> None:
    import pandas as pd

    if not pd.api.types.is_integer_dtype(values):
        raise CaopanError(f"{where} holds {values.dtype}, and whole numbers are due: convert it.")
    if low is not None and (values < low).any():
        raise CaopanError(
            f"{where} is below {low} in {int((values < low).sum())} rows "
            f"(first {values[values < low].iloc[0]}): mend them, or leave these rows out."
        )


def _once(frame: pd.DataFrame, table: str, shop: Shop) -> pd.DataFrame:
    key = [name for name in DECLARED[table].key if name in frame]
    if not key or not frame.duplicated(key).any():
        return frame
    once = frame if "arrive_ts" in frame else frame.drop_duplicates()
    if "arrive_ts" in frame:  # a fact that came twice: the first one counts
        once = frame.sort_values("arrive_ts", kind="stable").drop_duplicates(key)
    if once.duplicated(key).any():
        first = once.loc[once.duplicated(key), key].iloc[0].map(str).tolist()
        raise CaopanError(
            f"{shop.name}: {table} tells two things of {' / '.join(first)}: keep one of them."
        )
    return once
