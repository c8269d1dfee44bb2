"""Which of the 42 metrics can be computed from the tables at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from caopan.board.registry import METRICS
from caopan.events.exports.told import columns_in


@dataclass(frozen=True, slots=True)
class Available:
    """What can be computed: codes of metrics; and for the others, by code, what is missing."""

    can: tuple[str, ...]
    hourly: tuple[str, ...]
    off: dict[str, str]

    def sentence(self) -> str:
        """Say it in one line.

        >>> available({"impression": ["ts"]}).sentence().partition(";")[0]
        '1 of 42 metrics can be computed'
        """
        said = f"{len(self.can)} of {len(METRICS)} metrics can be computed"
        if self.hourly:
            said += f"; by the hour only: {', '.join(self.hourly)}"
        reasons: dict[str, list[str]] = {}
        for code, why in self.off.items():
            reasons.setdefault(why, []).append(code)
        off = ", ".join(f"{', '.join(codes)} ({why})" for why, codes in reasons.items())
        return f"{said}; off: {off}" if off else said


def available(where: Path | Mapping[str, Collection[str]]) -> Available:
    """Tell which of the board's metrics can be computed.

    where: a merchant's folder, or the columns (a frame will do) of each table by its name. In the
    folder of an imported merchant, columns with stand-ins count as missing.

    Raises CaopanError if the folder's tables cannot be read.

    >>> found = available({"order_line": ["order_id", "pay_ts"]})
    >>> found.can, found.off["C1"], found.off["T1"]
    (('C2',), 'no column order_line.pay_fen', 'no table impression')
    """
    there = columns_in(where) if isinstance(where, Path) else where
    columns = {f"{table}.{name}" for table, names in there.items() for name in names}
    can, hourly, off = [], [], {}
    for metric in METRICS.values():
        missing = [name for name in metric.needs if name not in columns]
        if not missing:
            can.append(metric.code)
        elif metric.hourly and columns.issuperset(metric.hourly):
            hourly.append(metric.code)
        else:
            off[metric.code] = _words(missing, there)
    return Available(tuple(can), tuple(hourly), off)


def _words(missing: list[str], there: Mapping[str, Collection[str]]) -> str:
    tables = dict.fromkeys(name.partition(".")[0] for name in missing)
    absent = [table for table in tables if table not in there]
    return f"no table {', '.join(absent)}" if absent else f"no column {', '.join(missing)}"
