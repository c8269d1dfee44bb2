"""From text to notebooks: lessons, exercises and pages are written as percent ``.py``.

Built files are opened by trainees and committed, but never edited: :func:`build` writes them,
:func:`differences` says whether what is committed equals a fresh build.
"""

from grader.authoring.budgets import over_budget
from grader.authoring.build import Target, build, differences, targets
from grader.authoring.datasets import build_datasets, up_to_date
from grader.authoring.notebooks import read_source

__all__ = [
    "Target",
    "build",
    "build_datasets",
    "differences",
    "over_budget",
    "read_source",
    "targets",
    "up_to_date",
]
