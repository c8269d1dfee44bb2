"""What a grading run says at its end, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.marking.verdicts import Outcome

if TYPE_CHECKING:
    from grader.marking.report import Report

# Of a large class only what a person must look at is listed.
LISTED = 40
# A cell without points that did not simply fail.
_TOLD = {Outcome.UNCARRIED.value, Outcome.CALL_TIMEOUT.value, Outcome.TEST_CLOSED.value}


def show(report: Report, console: Console | None = None) -> None:
    """Print a run's table: every submission, or those with something to say where there are many.

    Args:
        report: the run.
        console: where to; the terminal by default.
    """
    out = console or Console()
    rows = [o for o in report.outcomes if o.status != "skipped"]
    told = [o for o in rows if o.reason or o.author_errors or _TOLD & {*o.cells.values()}]
    listed = rows if len(rows) <= LISTED else told[:LISTED]
    if listed:
        table = Table(title=f"{report.assignment}, run {report.run}", title_justify="left")
        table.add_column("student", overflow="fold")
        table.add_column("outcome")
        for name in ("seconds", "MB"):
            table.add_column(name, justify="right")
        table.add_column("what to know", overflow="fold")
        for one in listed:
            odd = [f"{cell}: {what}" for cell, what in one.cells.items() if what in _TOLD]
            reason = [one.reason] if one.reason else []
            known = "; ".join([*reason, *one.author_errors, *odd])
            # what a submission says is text, never markup
            cells = (one.student, one.status, f"{one.seconds:.2f}", f"{one.peak_mb}", known)
            table.add_row(*(Text(_plain(cell)) for cell in cells))
        out.print(table)
    statuses = sorted({o.status for o in report.outcomes})
    counts = ", ".join(f"{report.count(status)} {status}" for status in statuses)
    out.print(f"{counts or 'nothing came in'} in {report.seconds:.0f} s", highlight=False)
    if len(rows) > len(listed):
        out.print(f"{len(rows) - len(listed)} more are in the report", highlight=False)


def _plain(text: str) -> str:
    """Leave out what would move the cursor or turn the text around.

    >>> _plain("a\\x1b[31mb")
    'a[31mb'
    """
    return "".join(c for c in text if c.isprintable())
