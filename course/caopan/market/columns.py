"""Fast columns: identifiers and times for many rows at once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from caopan.market.inverse import Ints

ZONE = "Asia/Shanghai"
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_PAIRS = np.stack([np.repeat(_HEX, 16), np.tile(_HEX, 16)], axis=1)
_MASK = (1 << 40) - 1


def _text(matrix: np.ndarray[Any, np.dtype[np.uint8]]) -> "pd.Series[str]":
    """Rows of bytes (n, width) as text, without a Python string in between."""
    n, width = matrix.shape
    offsets = np.arange(0, (n + 1) * width, max(width, 1), dtype=np.int64)[: n + 1]
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix))]
    array = pa.Array.from_buffers(pa.large_string(), n, buffers)
    return pd.Series(pd.array(array, dtype=pd.StringDtype("pyarrow", na_value=np.nan)))


def numbered(prefix: str, numbers: Ints, width: int = 7) -> "pd.Series[str]":
    """Identifiers such as ``v0000012``.

    >>> numbered("v", np.array([12]), 5).tolist()
    ['v00012']
    """
    rest = np.asarray(numbers).astype(np.uint32)
    head = np.frombuffer(prefix.encode(), dtype=np.uint8)
    out = np.empty((len(rest), len(head) + width), dtype=np.uint8)
    out[:, : len(head)] = head
    for place in range(len(head) + width - 1, len(head) - 1, -1):
        rest, digit = rest // 10, rest % 10
        out[:, place] = digit + 48
    return _text(out)


def hidden(prefix: str, numbers: Ints) -> "pd.Series[str]":
    """Identifiers whose order tells nothing: a bijection of forty bits, in hexadecimal.

    >>> hidden("u", np.array([1, 2])).is_unique
    True
    """
    z = np.asarray(numbers).astype(np.uint64) & np.uint64(_MASK)
    for factor in (0x9E3779B97F4A7C15 & _MASK | 1, 0xBF58476D1CE4E5B9 & _MASK | 1):
        z = (z * np.uint64(factor)) & np.uint64(_MASK)
        z ^= z >> np.uint64(19)
    head = np.frombuffer(prefix.encode(), dtype=np.uint8)
    out = np.empty((len(z), len(head) + 10), dtype=np.uint8)
    out[:, : len(head)] = head
    octets = (z << np.uint64(24)).astype(">u8").view(np.uint8).reshape(-1, 8)[:, :5]
    out[:, len(head) :] = _PAIRS[octets].reshape(-1, 10)
    return _text(out)


def chosen(names: Sequence[str | None], codes: Ints) -> "pd.Series[str]":
    """Text by code; a name of ``None`` is null.

    >>> chosen(["a", None], np.array([1, 0])).isna().tolist()
    [True, False]
    """
    table = pa.array(names, pa.large_string())
    array = table.take(pa.array(codes))
    return pd.Series(pd.array(array, dtype=pd.StringDtype("pyarrow", na_value=np.nan)))


def same(name: str | None, n: int) -> "pd.Series[str]":
    """One text in all rows."""
    return chosen([name], np.zeros(n, dtype=np.int64))


def midnight_us(day: date) -> int:
    """Microseconds since 1970 (UTC) of a local midnight; Shanghai has been UTC+8 all along."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(start.timestamp() - 8 * 3600) * 1_000_000


def times(
    us: Ints, known: np.ndarray[Any, np.dtype[np.bool_]] | None = None
) -> "pd.Series[pd.Timestamp]":
    """Microseconds since 1970 (UTC) as local times; null where not ``known``.

    >>> str(times(np.array([midnight_us(date(2021, 9, 2))]))[0])
    '2021-09-02 00:00:00+08:00'
    """
    stamps = np.asarray(us, dtype=np.int64).astype("M8[us]")
    if known is not None:
        stamps = np.where(known, stamps, np.datetime64("NaT", "us"))
    return pd.Series(stamps).dt.tz_localize("UTC").dt.tz_convert(ZONE)
