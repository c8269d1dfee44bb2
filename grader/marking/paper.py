"""One submission through the two rooms: its cells run, its tests judged, its notebook filled in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.marking.restore import Unreadable, restore
from grader.marking.verdicts import Outcome, Verdict, judge, judge_written
from grader.rooms.limits import Limits
from grader.rooms.sitting import Sitting
from grader.rooms.wire import Broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from grader.marking.sheet import Sheet
    from grader.rooms.workshop import Zygote


@dataclass(frozen=True)
class Material:
    """What lies in both rooms' working folders, and what only the clean room gets.

    Attributes:
        files: contents by relative path: the assignment's files, the trainee's tables.
        case: the truth, as text; "" where there is none.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    case: str = ""


@dataclass(frozen=True)
class Marked:
    """A notebook after grading.

    Attributes:
        notebook: with all outputs, ready to be written.
        verdicts: by grade id.
        mended: what was put right before it ran.
        notes: what the student room said while tests ran; for the instructor only.
        closed: why the student room was closed before its end; "" where it was not.
        peak_mb, seconds, cpu_seconds: what it used; CPU of both rooms.
    """

    notebook: NotebookNode
    verdicts: Mapping[str, Verdict]
    mended: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    closed: str = ""
    peak_mb: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0


def mark(
    notebook: NotebookNode, sheet: Sheet, zygote: Zygote, limits: Limits, material: Material
) -> Marked:
    """Run a submitted notebook and judge its tests.

    Args:
        notebook: as submitted (see :func:`grader.marking.restore.read_notebook`); changed in place.
        sheet: the assignment's cells.
        zygote: forks the rooms.
        limits: of the rooms.
        material: what lies in them.

    Raises:
        CaopanError: the zygote has ended.
        Unreadable: its rooms do not open.
    """
    started = time.perf_counter()
    mended = restore(notebook, sheet)
    sitting = Sitting(zygote, limits, material.files, material.case)
    try:
        sitting.begin()
        verdicts = _sit(notebook, sheet, sitting)
    except Broken as problem:
        raise Unreadable(str(problem)) from problem
    finally:
        sitting.end()
    used = [a for a in sitting.accounts.values() if a]
    return Marked(
        notebook,
        verdicts,
        tuple(mended),
        tuple(sitting.notes),
        sitting.closed,
        max((a.get("peak_mb", 0) for a in used), default=0),
        round(time.perf_counter() - started, 3),
        round(sum(a.get("cpu_seconds", 0.0) for a in used), 4),
    )


def _sit(notebook: NotebookNode, sheet: Sheet, sitting: Sitting) -> dict[str, Verdict]:
    """Run the cells in the order of the submission; tests get the set-up of the source before."""
    verdicts: dict[str, Verdict] = {}
    prepared = 0
    for cell in notebook.cells:
        wanted = sheet.by_name.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if wanted is not None and wanted.is_test:
            before = sheet.set_up_before(wanted.name)
            for source in before[prepared:]:
                sitting.set_up(source)
            prepared = max(prepared, len(before))
            tested = sitting.test(wanted.source, sheet.names_for(wanted.name))
            verdicts[wanted.name] = judge(tested, float(wanted.points or 0))
            _fill(cell, tested.outputs, tested.count)
        elif cell.cell_type == "code":
            ran = sitting.run(cell.source)
            _fill(cell, ran.outputs, ran.count)
        if wanted is not None and wanted.grade and not wanted.is_test:
            verdicts[wanted.name] = judge_written(cell, wanted)
    return verdicts


def _fill(cell: NotebookNode, outputs: list[dict[str, Any]], count: int | None) -> None:
    import nbformat

    cell.outputs = [nbformat.from_dict(o) for o in outputs]
    cell.execution_count = count


def unmarked(sheet: Sheet, reason: str) -> Marked:
    """Stand in for a submission that could not be read: the blank sheet under a notice.

    An instructor who opens it in formgrader reads the reason; a person decides what it deserves.
    """
    import nbformat

    notebook = nbformat.v4.new_notebook()
    restore(notebook, sheet)
    notice = nbformat.v4.new_markdown_cell(f"**This submission could not be graded:** {reason}.")
    notebook.cells.insert(0, notice)
    verdicts = {
        c.name: Verdict(0.0, person=True, outcome=Outcome.ROOM_CLOSED)
        for c in sheet.cells
        if c.grade
    }
    return Marked(notebook, verdicts, closed=reason)
