"""Judging which rows a trainee's function takes for known: by the engine's own count of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caopan.practice.compare import described
from caopan.practice.exercise import call
from caopan.practice.nights import DATES, GIVEN, Night

if TYPE_CHECKING:
    import pandas as pd

KEYS: Final = ["event_id", "arrive_ts"]


def said_of_known(function: object, night: Night, table: str, minute: float) -> str:
    """Say which rule of known rows a function breaks on one table; empty where it keeps all.

    Its rows must be sound for the engine, each once, and as many as the engine counts.

    Raises:
        AnswerError: it raised.
        NotAttemptedError: it gives nothing back.

    >>> from caopan.practice.nights import made_night
    >>> said_of_known(lambda rows, as_of, dates: rows.head(0), made_night(1), "refund", 31)
    'known leaves out 3 rows of refund that count.'
    """
    import pandas as pd

    as_of = night.clock(minute)
    given = call(function, night.given(table)[0], as_of, list(DATES[table]))
    if not isinstance(given, pd.DataFrame) or set(given.columns) != set(GIVEN[table]):
        return f"known gives {described(given)}; rows are asked for, with all columns of {table}."
    return _wrong_rows(given, night, table, as_of)


def _wrong_rows(given: pd.DataFrame, night: Night, table: str, as_of: pd.Timestamp) -> str:
    rows = night.tables[table]
    if not set(map(tuple, given[KEYS].to_numpy())) <= set(map(tuple, rows[KEYS].to_numpy())):
        return f"known gives rows of {table} that it was not given, or in which a time was changed."
    if (given["arrive_ts"] > as_of).any():
        return f"known gives rows of {table} that had not arrived."
    if given["event_id"].duplicated().any():
        return f"known gives rows of {table} twice."
    kept = night.board(as_of, {table: rows.merge(given[KEYS], on=KEYS)}).status
    if kept.late:
        return f"known gives {kept.late} rows of {table} that came later than the watermark allows."
    missing = night.board(as_of, {table: rows}).status.used - len(given)
    return f"known leaves out {missing} rows of {table} that count." if missing else ""
