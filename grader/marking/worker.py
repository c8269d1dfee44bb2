"""One process that writes variants: reads a request a line, does it, answers a line.

The market plays on one core; two of these make a class's tables side by side.
Run by :mod:`grader.marking.pool` as ``python -m grader.marking.worker COURSE_ROOT``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.marking.course import Course

if TYPE_CHECKING:
    from typing import TextIO


def main() -> None:
    """Serve requests from standard input until it ends."""
    answers = _private_stdout()
    course = Course(Path(sys.argv[1]))
    for line in sys.stdin:
        answer = make(course, json.loads(line))
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


def make(course: Course, request: dict[str, Any]) -> dict[str, Any]:
    """Write the variants of some trainees; an error's sentence is the reason."""
    from grader.marking.variants import write_variants

    started = time.perf_counter()
    reason = ""
    try:
        write_variants(course, request["assignment"], request["variants"], force=request["force"])
    except CaopanError as error:
        reason = str(error)
    return {"ok": not reason, "reason": reason, "seconds": time.perf_counter() - started}


def _private_stdout() -> TextIO:
    """Keep the answers' channel to ourselves: what the market prints goes to the log instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")  # not inherited by children
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
