"""What peers show minute by minute: quantiles of the 42 metrics, and a value's place in them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from caopan.board.reading import Reading
from caopan.board.registry import CODES
from caopan.board.stores import AnyArray
from caopan.compiled import in_place
from caopan.errors import CaopanError
from caopan.events.files import write_whole

FIRST = 10
"""Minute before which there is no percentile: the last ten minutes are not full (registry)."""
STEP = 5
"""Minutes between two stored points of a curve (assumed); between them it is a straight line."""
PERCENTS = np.arange(5, 100, 5)
FEWEST = 8
"""Peers below which a place among them says nothing (assumed)."""
LEVELS = 65_534
FINE = 1e6  # a stored value is right to about 1e-4 of itself, down to its metric's largest / FINE


@in_place
def _places(one: Any, two: Any, part: Any, values: Any, out: Any) -> Any:
    """Place of each value among the quantiles of two points of the curve, ``part`` between them.

    On a flat stretch (many peers with the same value) the middle of it counts.
    """
    codes, windows, count = one.shape
    for code in range(codes):
        for window in range(windows):
            value = values[code, window]
            low, high = -1.0, -1.0
            if np.isnan(value) or np.isnan(one[code, window, 0] + two[code, window, 0]):
                out[code, window] = np.nan
                continue
            before = 0.0
            for n in range(count):
                here = one[code, window, n] + part * (two[code, window, n] - one[code, window, n])
                if low < 0 and here >= value:
                    step = 0.0 if n == 0 or here == before else (here - value) / (here - before)
                    low = 5.0 * (n + 1 - step)
                if here > value:
                    step = 0.0 if n == 0 or here == before else (here - value) / (here - before)
                    high = 5.0 * (n + 1 - step)
                    if here > value and before == value and n > 0:
                        high = 5.0 * n
                    break
                before = here
            top = 5.0 * count
            low = top if low < 0 else low
            high = top if high < 0 else high
            out[code, window] = (low + high) / 2


@dataclass(frozen=True)
class PeerCurves:
    """Quantiles P5 to P95 of the 42 metrics by minute since the opening.

    quantiles: (K, 42, 2, 19) of float32 at the minutes 10, 15, 20, ...; of total and last 10. NaN
    where fewer than eight peers have a value. group: who the peers are, in words.

    >>> curves = PeerCurves(np.broadcast_to(np.float32(PERCENTS), (3, 42, 2, 19)), "tea, tier B")
    >>> curves.percentiles(12, np.full((42, 2), 31.0))[0].tolist()
    [31.0, 31.0]
    >>> bool(np.isnan(curves.percentiles(9, np.full((42, 2), 31.0))).all())
    True
    """

    quantiles: AnyArray
    group: str = ""

    @classmethod
    def of(cls, peers: Sequence[Mapping[int, Reading]], group: str = "") -> PeerCurves:
        """Make curves from sessions; each gives its readings by minute since the opening.

        Minutes of which fewer than eight peers have a reading end the curve.
        """
        values: dict[int, list[AnyArray]] = {}
        for peer in peers:
            for minute, reading in peer.items():
                if minute >= FIRST and not (minute - FIRST) % STEP:
                    values.setdefault(minute, []).append(reading.values_array()[:, :2])
        curves = []
        minute = FIRST
        while len(values.get(minute, ())) >= FEWEST:
            curves.append(_quantiles(np.stack(values[minute])))
            minute += STEP
        shape = (len(curves), len(CODES), 2, len(PERCENTS))
        return cls(np.array(curves, dtype=np.float32).reshape(shape), group)

    @property
    def minutes(self) -> int:
        """Last minute of the curves; below ten when there is none."""
        return FIRST + STEP * (len(self.quantiles) - 1)

    def percentiles(self, minute: int, values: AnyArray) -> AnyArray:
        """Place of values (42, 2) among the peers at a minute, 5 to 95; NaN for null.

        5 means the lowest twentieth or less, 95 the highest. There is no place before minute ten,
        after the curves' end, for a value that is null, and where too few peers have one.
        """
        out = np.full((len(CODES), 2), np.nan)
        if not FIRST <= minute <= self.minutes:
            return out
        at, part = divmod(minute - FIRST, STEP)
        after = min(at + 1, len(self.quantiles) - 1)
        _places(self.quantiles[at], self.quantiles[after], part / STEP, values, out)
        return out

    def save(self, path: Path) -> None:
        """Write to a file: sixteen bits a value on a scale like a logarithm's, compressed."""
        top = np.nanmax(np.abs(self.quantiles), axis=(0, 3), keepdims=True, initial=0)
        scale = np.where(top > 0, top, 1) / FINE
        grown = np.arcsinh(self.quantiles / scale) / np.arcsinh(FINE)  # -1 to 1
        levels = np.where(np.isnan(grown), 0, np.round((grown + 1) / 2 * (LEVELS - 1)) + 1)
        whole = levels.astype(np.uint16)
        steps = np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))
        out = io.BytesIO()
        np.savez_compressed(
            out,
            steps=np.moveaxis(steps, 0, -1),
            top=top.astype(np.float32),
            group=np.frombuffer(self.group.encode(), dtype=np.uint8),
        )
        write_whole({path: out.getvalue()})

    @classmethod
    def load(cls, path: Path) -> PeerCurves:
        """Read what ``save`` wrote.

        Raises CaopanError for a file that is not there, damaged, or something else.
        """
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
                steps, top = found["steps"], found["top"]
                group = found["group"].tobytes().decode()
            levels = np.cumsum(np.moveaxis(steps, -1, 0), axis=0, dtype=np.uint16)
            scale = np.where(top > 0, top, 1) / FINE
            grown = (levels.astype(np.float64) - 1) / (LEVELS - 1) * 2 - 1
            values = np.where(levels == 0, np.nan, np.sinh(grown * np.arcsinh(FINE)) * scale)
            if values.shape[1:] != (len(CODES), 2, len(PERCENTS)):
                raise ValueError("of other metrics")
        except (OSError, ValueError, KeyError, BadZipFile, EOFError) as problem:
            raise CaopanError(
                f"{path} holds no peer curves ({problem}): make them anew"
            ) from problem
        return cls(values.astype(np.float32), group)


def _quantiles(values: AnyArray) -> AnyArray:
    """Quantiles (42, 2, 19) of the values (N, 42, 2) of peers."""
    there = (~np.isnan(values)).sum(axis=0)
    filled = np.where(there < FEWEST, 0.0, values)
    found = np.nanquantile(filled, PERCENTS / 100, axis=0)
    return np.moveaxis(np.where(there < FEWEST, np.nan, found), 0, -1)
