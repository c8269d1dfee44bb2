"""Boards fed from frames, and readings held against the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np
import pandas as pd
import reference
import sessions

from caopan.board import Board, Reading

WATERMARK_S = 900
Frames = dict[str, pd.DataFrame]


def board_of(frames: Mapping[str, pd.DataFrame], **more: object) -> Board:
    """A board of the random session, not fed yet."""
    live = pd.DataFrame({"session_id": [sessions.NAME, "other"], "start_ts": [sessions.START] * 2})
    return Board(
        live, sessions.NAME, frames["product"], frames["contract_tier"],
        watermark_s=WATERMARK_S, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def feed(board: Board, frames: Mapping[str, pd.DataFrame]) -> Board:
    """Give a board all rows at once."""
    for name, frame in frames.items():
        board.add(name, frame)
    return board


def pieces(frames: Mapping[str, pd.DataFrame], cuts: Iterable[pd.Timestamp]) -> list[Frames]:
    """Cut the tables by arrival: what came by each cut, then the rest."""
    out, lows = [], [None, *cuts]
    for low, high in zip(lows, [*lows[1:], None], strict=True):
        part = {}
        for name, frame in frames.items():
            keep = pd.Series(data=True, index=frame.index)
            if low is not None:
                keep &= frame["arrive_ts"] > low
            if high is not None:
                keep &= frame["arrive_ts"] <= high
            part[name] = frame[keep].reset_index(drop=True)
        out.append(part)
    return out


def clocks(seed: int, count: int) -> list[pd.Timestamp]:
    """Whole seconds, in order: before the opening, in the session, past it, and days after."""
    rng = np.random.default_rng(seed)
    seconds = sorted({*rng.integers(-60, 75 * 60, count - 1).tolist(), 2 * 86_400 + 7_000})
    return [sessions.START + pd.Timedelta(seconds=int(one)) for one in seconds]


def differences(
    reading: Reading, truth: Mapping[str, tuple[reference.Value, ...]]
) -> list[tuple[str, int, object, object]]:
    """Where a reading is not the truth: counts and fen exactly, ratios to 1e-9."""
    wrong = []
    for code, due in truth.items():
        figure = reading[code]
        got = (figure.total, figure.last, figure.before)
        for window, (one, want) in enumerate(zip(got, due, strict=True)):
            if not same(one, want):
                wrong.append((code, window, one, want if want is None else float(want)))
    return wrong


def same(got: float | None, want: reference.Value) -> bool:
    """Whether a figure is right."""
    if got is None or want is None:
        return got is want
    if isinstance(want, Fraction):
        return abs(got - float(want)) <= 1e-9 * max(1.0, abs(float(want)))
    return isinstance(got, int) and got == want
