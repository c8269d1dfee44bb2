"""The two questions inside lesson 02, on sample merchants."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from caopan.events import load
from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board import Reading


@lru_cache(maxsize=4)
def _board(merchant: str, session: str, minute: int) -> tuple[Reading, pd.DataFrame]:
    """A session's board at a minute, and the visits that had arrived by then."""
    from caopan.board import live
    from caopan.board.replay import Replay

    replay = Replay.of(merchant, session)
    replay.jump(minute * 60)
    visits = live({"visit": load("visit", merchant=merchant, session=session)})["visit"]
    return replay.reading, visits[visits["arrive_ts"] <= replay.reading.clock]


@exercise(
    "02-stayed",
    "Who began a minute ago or earlier? Above the line stand those of them who stayed a minute.",
    "`old = entered <= now - minute` marks rows; the mean of a column of yes and no is a share.",
    praise="Right: who is too young stands neither above nor below the line.",
)
def _stayed(value: object) -> str | None:
    reading, visits = _board("liuyi", "liuyi-070-1", 96)
    figure, views, viewers = reading["T8"], reading["T4"].total, reading["T3"].total
    up, down = figure.numerator[0], figure.denominator[0]
    seconds = (visits["leave_ts"] - visits["enter_ts"]).dt.total_seconds()
    traps = {
        "visits younger than a minute stand under the line": up / int(views or 1),
        "people stand under the line; visits are judged here": up / int(viewers or 1),
        "this is the share of those who did not stay": 1 - up / down,
        "only the last ten minutes are in it": float(figure.last or 0),
        "the whole stay is judged, as it was known after 20:36 only": float((seconds >= 60).mean()),
    }
    return one_number(value, "stayed", Want(up / down, rel=2e-3, traps=traps))


@exercise(
    "02-jade",
    'board.reading["C1"].total is the paid GMV in fen; ["T3"] counts people, ["T4"] views.',
    "GMV in yuan × 1,000 ÷ viewers, all three as the board knows them at minute 180.",
    praise="Right. The board's own GPM is lower: some came twice, and views count both times.",
)
def _jade(value: object) -> str | None:
    reading, _ = _board("yunshi", "yunshi-087-1", 180)
    yuan, viewers, views = (int(reading[code].total or 0) for code in ("C1", "T3", "T4"))
    gpm = yuan * 10 / viewers  # fen ÷ 100 × 1,000
    lines = load("order_line", merchant="yunshi", session="yunshi-087-1")
    all_paid = int(lines.loc[lines["pay_ts"].notna(), "pay_fen"].sum())
    traps = {
        "views stand under the line; viewers are asked for": yuan * 10 / views,
        "per one viewer, not per 1,000": gpm / 1000,
        "buyers stand under the line": yuan * 10 / int(reading["C3"].total or 1),
        "lines that nobody paid are in it": int(lines["pay_fen"].sum()) * 10 / viewers,
        "lines paid after minute 180 are in it": all_paid * 10 / viewers,
    }
    return one_number(value, "jade_gpm", Want(gpm, traps=traps))
