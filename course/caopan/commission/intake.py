"""Frames of facts as plain columns: what each row says, and what is wrong with it by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.facts import NEEDED
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

NEVER: Final = np.iinfo(np.int64).max
"""A moment that is not given."""
NONE: Final = -1
"""An amount, a number of pieces or a rate that is not given."""
MOST_FEN, MOST_PIECES, MOST_BP = 10**10, 10**6, 10**4
"""Bounds of a line (RULES 1, assumed): products of two amounts, and of an amount with a rate twice,
then stay within what the sums are made with."""
CODES: Final = (
    "",
    "not_whole",
    "negative",
    "coupons",
    "too_large",
    "unknown_session",
    "unknown_kind",
    "changed_event",
    "unknown_line",
    "unpaid_line",
    "before_payment",
    "above_paid",
    "two_contracts",
)
"""Reasons of a refusal by number; 0 is none."""
CODE: Final = {name: number for number, name in enumerate(CODES)}
KINDS: Final = ("goods", "freight", "price_protection", "compensation", "void")
COUPONS: Final = ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen", "c_coupon_fen")
RATES: Final = ("fee_bp", "comm_bp", "exp_refund_bp")


def check_frame(name: str, frame: Any) -> None:
    """Raise CaopanError if a table of facts is no frame, or has a column twice."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise CaopanError(f"{name}: {type(frame).__name__} is no frame; give a pandas DataFrame")
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise CaopanError(f"{name}: the column {twice} stands twice; keep one of them")


class Table:
    """One frame of facts as it is read: its columns, and per row the first thing that is wrong."""

    def __init__(self, name: str, frame: pd.DataFrame) -> None:
        check_frame(name, frame)
        for column in NEEDED[name]:
            if len(frame) and column not in frame:
                raise CaopanError(f"{name}: the column {column} is missing; add it")
        self.name, self.frame, self.rows = name, frame, len(frame)
        self.why = np.zeros(self.rows, np.int8)
        self.field = np.zeros(self.rows, np.int8)

    def has(self, column: str) -> bool:
        """Whether the frame has the column."""
        return column in self.frame

    def refuse(self, wrong: NDArray[np.bool_] | None, code: str, column: str) -> None:
        """Note what is wrong with rows; the first in the order of CODES stands, then of columns."""
        if wrong is not None and wrong.any():
            number = CODE[code]
            new = wrong & ((self.why == 0) | (self.why > number))
            self.why[new] = number
            self.field[new] = FIELDS.index(column)

    def text(self, column: str) -> pa.Array:
        """A column of ids; null where there is none."""
        import pyarrow as pa

        if not self.has(column):
            return pa.nulls(self.rows, pa.large_string())
        try:
            read = pa.array(self.frame[column].array, from_pandas=True)
            if isinstance(read, pa.ChunkedArray):
                read = read.combine_chunks()
            return read.cast(pa.large_string())
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as problem:
            raise CaopanError(f"{self.name}.{column}: ids are text; write them so") from problem

    def moment(self, column: str) -> NDArray[np.int64]:
        """A column of moments in microseconds since 1970; NEVER where there is none."""
        import pandas as pd

        if not self.has(column):
            return np.full(self.rows, NEVER, np.int64)
        given = self.frame[column]
        if pd.api.types.is_object_dtype(given.dtype) or not self.rows or given.isna().all():
            # text and numbers would be read as of UTC in silence, eight hours off
            if any(getattr(at, "tzinfo", None) is None for at in given.dropna()):
                raise self._offset(column)
            try:
                given = pd.to_datetime(given, utc=True)
            except (ValueError, TypeError, OverflowError) as problem:
                raise CaopanError(
                    f"{self.name}.{column}: not all of it are moments; mend them"
                ) from problem
        elif isinstance(given.dtype, pd.ArrowDtype) and getattr(
            given.dtype.pyarrow_dtype, "tz", None
        ):
            given = given.astype("datetime64[us, UTC]")
        if not isinstance(given.dtype, pd.DatetimeTZDtype):
            raise self._offset(column)
        us = np.asarray(given.array.astype("datetime64[us, UTC]").astype("int64"), np.int64)
        gone = us == np.iinfo(np.int64).min
        return np.where(gone, NEVER, us) if gone.any() else us

    def _offset(self, column: str) -> CaopanError:
        return CaopanError(
            f"{self.name}.{column}: its times have no offset; give them in Asia/Shanghai"
        )

    def whole(self, column: str, *, least: int = 0, most: int = MOST_FEN) -> NDArray[np.int64]:
        """A column of whole numbers; NONE where there is none. What is wrong is noted."""
        values, null, bad = _whole(self.frame[column]) if self.has(column) else _absent(self.rows)
        self.refuse(bad, "not_whole", column)
        low = values < least
        if null is not None:
            low &= ~null
        if bad is not None:
            low &= ~bad
        self.refuse(low, "negative", column)
        self.refuse(values > most, "too_large", column)
        if low.any():
            values = np.where(low, 0, values)
        return values if null is None else np.where(null, NONE, values)

    def code(self, row: int) -> str:
        """The code of what is wrong with a row, empty if nothing is."""
        return CODES[self.why[row]]

    def needed(self, column: str, values: NDArray[Any], where: Any = True) -> None:
        """Refuse rows in which a value is needed and none is given."""
        self.refuse((values == NONE) & where, "not_whole", column)


FIELDS: Final = (
    "line_id",
    "event_id",
    "session_id",
    "qty",
    "list_fen",
    *COUPONS,
    "pay_fen",
    *RATES,
    "amount_fen",
    "kind",
    "ts",
    "cost_fen",
    "start_ts",
    "index_bp",
)
"""Columns that a refusal may name."""


def _absent(rows: int) -> tuple[NDArray[np.int64], NDArray[np.bool_], None]:
    return np.zeros(rows, np.int64), np.ones(rows, np.bool_), None


def _whole(
    given: pd.Series,
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
    """Values, where nothing is given, and where it is no whole number."""
    import pandas as pd

    kind = given.dtype
    if isinstance(kind, np.dtype) and kind.kind == "i":
        return given.to_numpy(np.int64, copy=False), None, None
    null = given.isna().to_numpy(np.bool_)
    if pd.api.types.is_integer_dtype(kind) and pd.api.types.is_signed_integer_dtype(kind):
        return given.fillna(0).to_numpy(np.int64), null, None
    values = np.zeros(len(given), np.int64)
    bad = ~null
    limit = np.iinfo(np.int64).max
    if pd.api.types.is_object_dtype(kind) or pd.api.types.is_unsigned_integer_dtype(kind):
        for at, one in enumerate(given.tolist()):
            if isinstance(one, int | np.integer) and not isinstance(one, bool) and bad[at]:
                values[at] = min(max(int(one), -limit), limit)
                bad[at] = False
    return values, null, bad
