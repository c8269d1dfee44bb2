"""Practice inside a notebook: check, hint, guess, explorers, the adopted merchant, one figure look.

What is graded is elsewhere; everything here is open to read and only helps while working.
"""

# these register their exercises on import
from caopan.practice import (
    assignment01,
    assignment01_tables,
    assignment02,
    assignment02_night,
    lesson01,
    lesson02,
    warmup,
)
from caopan.practice.adoption import adopt, my_merchant
from caopan.practice.exercise import check, exercises, hint
from caopan.practice.explorers import explore_levers, explore_tables
from caopan.practice.figures import label, style, times_axis
from caopan.practice.guess import Guess, guess
from caopan.practice.look_inside import look_inside
from caopan.practice.metrics import MetricsTable, metrics_table
from caopan.practice.outcome import Hint, Outcome
from caopan.practice.period import in_days
from caopan.practice.spoil import jammed, spoiled

__all__ = [
    "Guess",
    "Hint",
    "MetricsTable",
    "Outcome",
    "adopt",
    "assignment01",
    "assignment01_tables",
    "assignment02",
    "assignment02_night",
    "check",
    "exercises",
    "explore_levers",
    "explore_tables",
    "guess",
    "hint",
    "in_days",
    "jammed",
    "label",
    "lesson01",
    "lesson02",
    "look_inside",
    "metrics_table",
    "my_merchant",
    "spoiled",
    "style",
    "times_axis",
    "warmup",
]
