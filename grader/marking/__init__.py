"""Marking: variants and cases, intake, grading through nbgrader, feedback.

nbgrader is imported only where it is used: its import takes seconds, and a hidden test that asks
for its case must not pay for it.
"""

from typing import TYPE_CHECKING, Any

from grader.marking.cases import Case, case, mounted

if TYPE_CHECKING:
    from grader.marking.desk import fetch, submit
    from grader.marking.engine import grade
    from grader.marking.handout import register, release, release_feedback
    from grader.marking.roster import enrol, graded_students, known_students, refuse_unknown
    from grader.marking.variants import write_variants

__all__ = [
    "Case",
    "case",
    "enrol",
    "fetch",
    "grade",
    "graded_students",
    "known_students",
    "mounted",
    "refuse_unknown",
    "register",
    "release",
    "release_feedback",
    "submit",
    "write_variants",
]

_LATE = {
    "enrol": "roster",
    "fetch": "desk",
    "grade": "engine",
    "graded_students": "roster",
    "known_students": "roster",
    "refuse_unknown": "roster",
    "register": "handout",
    "release": "handout",
    "release_feedback": "handout",
    "submit": "desk",
    "write_variants": "variants",
}


def __getattr__(name: str) -> Any:
    """Import the rest of the public names when they are first used."""
    from importlib import import_module

    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
