"""The market's sessions as a live feed, and a board that watches one minute by minute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from caopan.board.engine import Board
from caopan.board.reading import Reading
from caopan.board.rows import TAKEN

if TYPE_CHECKING:
    import pandas as pd

BEGINS = {
    "visit": ("enter_ts", "leave_ts"),
    "explain_seg": ("start_ts", "end_ts"),
    "shelf": ("listed_ts", "delisted_ts"),
}
"""Tables whose rows a collector sends when the thing is over, though a live one tells its start."""


def live(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The event tables as a live collector would send them: in order, each row when it begins.

    The market's rows of visits, explanations and the shelf arrive after their end, as a daily
    export does; here they arrive after their start, by the same travel time. What a row tells of
    later (leaving, the end) counts from its own time on, as everywhere on the board. Duplicates
    arrive later still. Other tables are only put in order; the frames given are not changed.

    >>> import pandas as pd
    >>> when = pd.to_datetime(["2021-09-02 20:00:00", "2021-09-02 20:30:00"])
    >>> visit = pd.DataFrame({"enter_ts": when[:1], "leave_ts": when[1:],
    ...                       "arrive_ts": when[1:] + pd.Timedelta(seconds=2)})
    >>> str(live({"visit": visit})["visit"]["arrive_ts"][0])
    '2021-09-02 20:00:02'
    """
    out = {}
    for name in TAKEN:
        if name not in tables:
            continue
        frame = tables[name]
        if name in BEGINS:
            begin, end = (frame[column] for column in BEGINS[name])
            over = end.notna() & (end <= frame["arrive_ts"])
            early = frame["arrive_ts"] - (end - begin)
            frame = frame.assign(arrive_ts=early.where(over, frame["arrive_ts"]))
        out[name] = frame.sort_values("arrive_ts", kind="stable", ignore_index=True)
    return out


def minutes_of(
    board: Board, tables: Mapping[str, pd.DataFrame], minutes: int
) -> dict[int, Reading]:
    """Feed a board with a session's event tables and read it each minute from the opening on.

    tables: by name, as ``caopan.market.history`` gives them (see :func:`live`). Minute counts alone
    could not tell distinct people nor watch times, so the market's minutes come as the event tables
    that its people leave. Returns readings by minute, 1 to ``minutes``: with the last one asked
    for, the board has seen all that had arrived by then.
    """
    import pandas as pd

    for name, frame in tables.items():
        if name in TAKEN:
            board.add(name, frame)
    opening = pd.Timestamp(board.opening_us, unit="us", tz="Asia/Shanghai")
    return {
        minute: board.tick(opening + pd.Timedelta(minutes=minute))
        for minute in range(1, minutes + 1)
    }
