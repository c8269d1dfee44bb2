"""Values between the rooms: no pickle, and nothing that the other side says is trusted.

A message is a mark, a header in JSON that says what the value is made of, and raw buffers for
bytes, arrays and long text. The reader checks every length against what is there before it makes
anything, knows a fixed set of types, and runs nothing.
"""

from grader.rooms.codec.figures import AxesSummary, FigureSummary, SeriesSummary
from grader.rooms.codec.limits import CannotCarry, Limits, Malformed
from grader.rooms.codec.reader import decode
from grader.rooms.codec.writer import encode

__all__ = [
    "AxesSummary",
    "CannotCarry",
    "FigureSummary",
    "Limits",
    "Malformed",
    "SeriesSummary",
    "decode",
    "encode",
]
