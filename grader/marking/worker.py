"""One grading process: reads a request a line, does it, answers a line.

nbgrader grades in process here, so its seconds of imports are paid once for many submissions.
It also writes variants, so that the demonstration class can have them made side by side.
Run by :mod:`grader.marking.pool` as ``python -m grader.marking.worker COURSE_ROOT``.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.marking.course import Course, environment, nbgrader_config, tools_on_path

if TYPE_CHECKING:
    from typing import TextIO

# The last words of a traceback, as an instructor should read them.
REASONS = {
    "NotJSONError": "the notebook is not readable: it is not JSON",
    "DeadKernelError": "its kernel died while it ran (memory, or the answer ended the process)",
    "SchemaTooNewError": "its cells carry metadata of a newer nbgrader",
    "SchemaTooOldError": "its cells carry metadata of an older nbgrader",
    "ValidationError": "its cells carry damaged nbgrader metadata (for example an id twice)",
    "KeyError: 'grade_id'": "its cells carry damaged nbgrader metadata (for example an id twice)",
    "No notebooks were matched": "it holds no notebook",
    "No notebooks found": "it holds no notebook of this assignment",
    "Inconsistent checksums": "its cells carry changed nbgrader metadata",
}


def main() -> None:
    """Serve requests from standard input until it ends."""
    answers = _private_stdout()
    warnings.simplefilter("ignore")  # nbgrader's own deprecations; the log holds what matters
    tools_on_path()
    course = Course(Path(sys.argv[1]))
    api = make_api(course)
    api.log.handlers, api.log.propagate = [logging.NullHandler()], False
    for line in sys.stdin:
        request = json.loads(line)
        answer = make(course, request) if "variants" in request else grade_one(api, request)
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


def make(course: Course, request: dict[str, Any]) -> dict[str, Any]:
    """Write the variants of some trainees; an error's sentence is the reason."""
    from grader.marking.variants import write_variants

    started = time.perf_counter()
    reason = ""
    try:
        write_variants(course, request["assignment"], request["variants"])
    except CaopanError as error:
        reason = str(error)
    return {"ok": not reason, "reason": reason, "seconds": time.perf_counter() - started}


def make_api(course: Course) -> Any:
    """Make nbgrader's high-level API for a course."""
    from nbgrader.apps.api import NbGraderAPI

    # the reasons of failures are read from its log
    return NbGraderAPI(config=nbgrader_config(course), log_level=logging.INFO)


def grade_one(api: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Autograde a collected submission, then write its feedback if asked.

    Args:
        api: nbgrader's API.
        request: student, assignment, run, feedback.

    Returns:
        ok, reason (empty where ok), seconds.
    """
    from grader.contest.recorder import RUN_VARIABLE

    started = time.perf_counter()
    student, assignment = request["student"], request["assignment"]
    with environment({RUN_VARIABLE: request["run"]}):
        result = api.autograde(assignment, student, force=True, create=True)
    if result["success"] and request["feedback"]:
        result = api.generate_feedback(assignment, student, force=True)
    seconds = time.perf_counter() - started
    reason = "" if result["success"] else reason_of(result)
    return {"ok": bool(result["success"]), "reason": reason, "seconds": round(seconds, 3)}


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


def _private_stdout() -> TextIO:
    """Keep the answers' channel to ourselves: what kernels print goes to the log instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")  # not inherited by kernels
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
