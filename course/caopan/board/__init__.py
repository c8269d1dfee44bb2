"""The live board (盯盘): the 42 metrics that are watched while a merchant is live, defined.

>>> from caopan.board import METRICS
>>> len(METRICS), METRICS["C10"].en, METRICS["C10"].denominator
(42, 'GMV per 1,000 views', 'views')
"""

from caopan.board.available import Available, available
from caopan.board.metric import CONVENTIONS, WINDOWS, Metric
from caopan.board.registry import CODES, METRICS

__all__ = [
    "CODES",
    "CONVENTIONS",
    "METRICS",
    "WINDOWS",
    "Available",
    "Metric",
    "available",
]
