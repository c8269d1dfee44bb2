"""The table of the board's metrics, made from their registry."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from caopan.board import METRICS
from caopan.board.metric import Metric

HEAD: Final = ("", "metric", "unit", "what it is", "how it misleads")


@dataclass(frozen=True)
class MetricsTable:
    """The metrics by family; shows itself in a notebook and prints itself in a terminal.

    >>> len(metrics_table().metrics)
    42
    """

    metrics: tuple[Metric, ...]

    def __repr__(self) -> str:
        return "\n".join(f"{m.code:3} {m.en} {m.zh}, {m.unit}: {m.formula}" for m in self.metrics)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="{_cell()}">{name}</th>' for name in HEAD)
        body = "".join(
            f'<tr><th scope="rowgroup" colspan="{len(HEAD)}" style="{_cell()}">{family}</th></tr>'
            + "".join(_row(metric) for metric in members)
            for family, members in groupby(self.metrics, key=lambda metric: metric.family)
        )
        return (
            '<div tabindex="0" role="region" aria-label="The metrics of the board" '
            'style="max-height:420px;overflow:auto;border:1px solid #bbbbbb">'
            f'<table style="margin:0;line-height:1.35"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _row(metric: Metric) -> str:
    name = f"{escape(metric.en)}<br>{escape(metric.zh)}"
    cells = (name, escape(metric.unit), escape(metric.formula), escape(metric.trap))
    return (
        f'<tr><th scope="row" style="{_cell()}font-weight:normal">{metric.code}</th>'
        + "".join(f'<td style="{_cell()}">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _cell() -> str:
    return "text-align:left;vertical-align:top;white-space:normal;min-width:2em;"


def metrics_table() -> MetricsTable:
    """Give the table of the 42 metrics of the board, as their registry declares them.

    >>> print(repr(metrics_table()).splitlines()[0])
    T1  room impressions 直播间曝光次数, n: times the room's cover was shown
    """
    return MetricsTable(tuple(METRICS.values()))
