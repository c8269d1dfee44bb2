"""nbgrader's own API, and in words why it refused something."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from grader.marking.course import nbgrader_config

if TYPE_CHECKING:
    from grader.marking.course import Course

# The last words of a traceback, as an instructor should read them.
REASONS = {
    "NotJSONError": "the notebook is not readable: it is not JSON",
    "SchemaTooNewError": "its cells carry metadata of a newer nbgrader",
    "SchemaTooOldError": "its cells carry metadata of an older nbgrader",
    "ValidationError": "its cells carry damaged nbgrader metadata (for example an id twice)",
    "No notebooks were matched": "it holds no notebook",
}


def make_api(course: Course) -> Any:
    """Make nbgrader's high-level API for a course."""
    from nbgrader.apps.api import NbGraderAPI

    # the reasons of failures are read from its log
    return NbGraderAPI(config=nbgrader_config(course), log_level=logging.INFO)


def reason_of(result: dict[str, Any]) -> str:
    """Say in one sentence why nbgrader failed, from its log and traceback.

    >>> reason_of({"log": "nbformat.reader.NotJSONError: Notebook does not ..."})
    'the notebook is not readable: it is not JSON'
    """
    said = f"{result.get('log', '')}\n{result.get('error', '')}"
    for mark, reason in REASONS.items():
        if mark in said:
            return reason
    errors = [line.strip() for line in said.splitlines() if _is_error(line.strip())]
    return errors[0][:300] if errors else "nbgrader failed without saying why; see its log"


def _is_error(line: str) -> bool:
    name = line.split(":", 1)[0]
    return name.endswith(("Error", "Exception", "Timeout")) and " " not in name
