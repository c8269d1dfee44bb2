"""The live board (盯盘): 42 metrics, exact at every second, while the merchant is live.

>>> from caopan.board import METRICS
>>> len(METRICS), METRICS["C10"].en, METRICS["C10"].denominator
(42, 'GMV per 1,000 views', 'views')
"""

from caopan.board.available import Available, available
from caopan.board.metric import CONVENTIONS, WINDOWS, Metric
from caopan.board.reading import REASONS, Figures, Percentiles, Reading, Status
from caopan.board.registry import CODES, METRICS

__all__ = [
    "CODES",
    "CONVENTIONS",
    "METRICS",
    "REASONS",
    "WINDOWS",
    "Available",
    "Figures",
    "Metric",
    "Percentiles",
    "Reading",
    "Status",
    "available",
]
