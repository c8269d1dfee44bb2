"""Load a table by name, and scale up what a panel of users shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from caopan.errors import CaopanError
from caopan.events.catalogue import (
    PANEL_TABLES,
    SMALL_TABLES,
    declared,
    did_you_mean,
    relative_path,
)
from caopan.events.frames import conform
from caopan.events.places import CARD, folder_of

if TYPE_CHECKING:
    import pandas as pd

Number = TypeVar("Number", int, float, "pd.Series", "pd.DataFrame")

_noted: set[tuple[str, str]] = set()  # panels that were mentioned already


@dataclass(frozen=True, slots=True)
class _Place:
    """What loading needs of a merchant: where it lies, its panel, its sessions with events."""

    merchant: str
    folder: Path
    panel_one_in: int
    sessions: list[str]

    def file(self, table: str) -> Path:
        return self.folder / relative_path(table)


def load(
    table: str, *, merchant: str, session: str | None = None, raw: bool = False
) -> pd.DataFrame:
    """Load one table of a merchant as it was collected.

    Money is in integer fen, rates are in basis points, times are in Asia/Shanghai; a frame of
    ``order_line`` looks like this (some of its columns)::

          line_id sku_id  qty  list_fen  m_coupon_fen  pay_fen                        pay_ts
        0      L1    K01    1     12900          1000    11900 2021-10-30 20:14:07.250+08:00
        1      L2    K07    2     39800             0    39800 2021-10-30 20:14:07.250+08:00
        2      L3    K01    1     12900          1000    11900                           NaT

    What each column means, and how it misleads, stands in ``datasets/README.md``.

    table: one of ``TABLES``. merchant: one of ``merchants()``, or ``"mine"`` inside of a fetched
    assignment. session: keep only this session's rows (refunds, deliveries and reviews through
    their order lines). raw: give the file as it lies there, without the check of columns and
    dtypes, and without a word about its panel.

    The folder is looked for in $CAOPAN_DATASETS, then in ``datasets`` from the working directory
    upward, then beside the package. Facts are not cleaned: duplicates and gaps are there to be
    found. ``frame.attrs`` holds merchant, table and panel_one_in (1 where all users are there).

    Raises CaopanError if the table, the merchant or the session is unknown, or not built.

    >>> load("order_lines", merchant="liuyi")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: there is no table 'order_lines' (did you mean 'order_line'?): ...
    """
    declared(table)  # a mistyped table is said before a missing merchant
    place = _place(merchant)
    frame = _read(table, place)
    if session is not None:
        frame = _of_session(frame, table, place, session)
    if not raw:
        frame = conform(table, frame)
    share = place.panel_one_in if table in PANEL_TABLES else 1
    frame.attrs = {"merchant": merchant, "table": table, "panel_one_in": share}
    if not raw:
        _note_panel(merchant, table, share)
    return frame


def _place(merchant: str) -> _Place:
    """Read a merchant's card without pydantic, whose import takes longer than the table."""
    folder = folder_of(merchant)
    try:
        told = json.loads((folder / CARD).read_bytes())
        share, sessions = int(told["panel_one_in"]), [str(name) for name in told["event_sessions"]]
    except (OSError, ValueError, KeyError, TypeError):
        from caopan.events.cards import read_card  # it says what is wrong with the card

        card = read_card(folder)
        share, sessions = card.panel_one_in, list(card.event_sessions)
    return _Place(merchant, folder, share, sessions)


def _read(table: str, place: _Place) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = place.file(table)
    if not path.is_file():
        raise CaopanError(_not_there(table, place))
    try:
        with pq.ParquetFile(path) as file:  # no threads: a sandbox may allow none
            frame: pd.DataFrame = file.read(use_threads=False).to_pandas(use_threads=False)
    except (pa.ArrowException, OSError) as problem:
        msg = f"cannot read {path}: {problem}; build or fetch the file again"
        raise CaopanError(msg) from problem
    return frame


def _not_there(table: str, place: _Place) -> str:
    there = sorted(file.stem for file in place.folder.rglob("*.parquet"))
    sort = "table" if table in SMALL_TABLES else "event table"
    return (
        f"the {sort} {table!r} of {place.merchant!r} is not built in {place.folder}: "
        f"run `make build` (there are: {', '.join(there) or 'no tables'})"
    )


def _of_session(frame: pd.DataFrame, table: str, place: _Place, session: str) -> pd.DataFrame:
    _check_session(table, place, session)
    names = declared(table).names
    if "session_id" in names:
        keep = frame["session_id"] == session
    elif "line_id" in names:
        lines = _read("order_line", place)
        keep = frame["line_id"].isin(lines.loc[lines["session_id"] == session, "line_id"])
    else:
        msg = f"table {table!r} belongs to no session: load it without session="
        raise CaopanError(msg)
    return frame[keep.fillna(False)].reset_index(drop=True)


def _check_session(table: str, place: _Place, session: str) -> None:
    known = place.sessions
    if table in SMALL_TABLES:
        known = list(_read("live_session", place)["session_id"])
    if session in known:
        return
    kind = "" if table in SMALL_TABLES else " with event tables"
    some = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
    msg = (
        f"{place.merchant!r} has no session {session!r}{kind}{did_you_mean(session, known)}: "
        f"take one of {some or 'none, for none was built'}"
    )
    raise CaopanError(msg)


def _note_panel(merchant: str, table: str, share: int) -> None:
    if share > 1 and (merchant, table) not in _noted:
        _noted.add((merchant, table))
        print(
            f"{merchant}.{table} holds 1 in {share} users: "
            f"scaled_up(value, frame) turns its sums and counts into the merchant's."
        )


def scaled_up(value: Number, frame: pd.DataFrame) -> Number:
    """Multiply a sum or count of a panel table by k, where the table holds 1 in k users.

    A rate needs no scaling: both of its parts are from the panel.

    frame: what :func:`load` gave, or a frame derived from it which kept its ``attrs``.

    Raises CaopanError if the frame does not know its panel.

    >>> import pandas as pd
    >>> visits = pd.DataFrame({"user_id": ["u1", "u2"]})
    >>> visits.attrs["panel_one_in"] = 8
    >>> scaled_up(visits["user_id"].nunique(), visits)
    16
    """
    if "panel_one_in" not in frame.attrs:
        msg = "this frame does not know its panel: pass the frame that load() gave to scaled_up"
        raise CaopanError(msg)
    return value * int(frame.attrs["panel_one_in"])
