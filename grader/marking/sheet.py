"""An assignment's notebook as the gradebook keeps it: every cell of the instructor's, in order."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.rooms.names import Cell as NamedCell
from grader.rooms.names import fetched, names_of, problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from grader.rooms.names import Names, Role


@dataclass(frozen=True)
class SheetCell:
    """One cell of the source.

    Attributes:
        name: its grade id.
        kind: "code" or "markdown".
        source: its text, hidden tests included; an answer cell's is the blank.
        locked, grade, solution, task: nbgrader's flags.
        points: what it is worth; None where it is not graded.
        checksum: nbgrader's, of the released cell.
    """

    name: str
    kind: str
    source: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None
    checksum: str | None

    @property
    def is_test(self) -> bool:
        """Whether it is run in the clean room for points."""
        return self.kind == "code" and self.grade and not self.solution

    @property
    def is_set_up(self) -> bool:
        """Whether it is run in the clean room to prepare tests."""
        return self.kind == "code" and self.locked and not (self.grade or self.solution)

    @property
    def role(self) -> Role:
        """Say where it runs and what for."""
        if self.is_test:
            return "test"
        if self.is_set_up:
            return "setup"
        return "solution" if self.solution else "other"

    @property
    def header(self) -> dict[str, Any]:
        """Give nbgrader's metadata as it must be."""
        made: dict[str, Any] = {
            "grade": self.grade,
            "grade_id": self.name,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": self.task,
            "cell_type": self.kind,
            "checksum": self.checksum,
        }
        return made if self.points is None else {**made, "points": self.points}


@dataclass(frozen=True)
class Sheet:
    """All of the instructor's cells of one notebook of one assignment."""

    assignment: str
    notebook: str
    cells: tuple[SheetCell, ...]
    kernelspec: Mapping[str, Any] | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, SheetCell]:
        """Give the cells by grade id."""
        return {c.name: c for c in self.cells}

    @cached_property
    def _read(self) -> dict[str, Names]:
        return {c.name: names_of(c.source) for c in self.cells if c.is_test or c.is_set_up}

    def set_up_before(self, test: str) -> list[str]:
        """Give the sources of the set-up cells before a test, in order."""
        before = self.cells[: [c.name for c in self.cells].index(test)]
        return [c.source for c in before if c.is_set_up]

    def names_for(self, test: str) -> tuple[str, ...]:
        """Give the names that a test reads from the answer."""
        place = [c.name for c in self.cells].index(test)
        own = frozenset[str]().union(
            *(self._read[c.name].binds for c in self.cells[: place + 1] if c.name in self._read)
        )
        return fetched(self._read[test], own)


def read_sheets(book: Any, assignment: str, source: Path) -> list[Sheet]:
    """Read an assignment's notebooks from the gradebook.

    Args:
        book: nbgrader's ``Gradebook``.
        assignment: its name.
        source: the folder of its sources, which says in which order cells stand.

    Raises:
        CaopanError: the assignment is not in the gradebook, or is not clean-room safe.
    """
    from nbgrader.api import MissingEntry

    try:
        found = book.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(a.name for a in book.assignments)) or "none"
        raise CaopanError(
            f"{assignment}: not in the gradebook (there: {known}); generate the assignment first "
            f"(`nbgrader generate_assignment {assignment}`)."
        ) from None
    sheets = [_sheet(assignment, notebook, source) for notebook in found.notebooks]
    if not sheets:
        raise CaopanError(f"{assignment}: its gradebook entry has no notebook; generate it again.")
    return sheets


def _sheet(assignment: str, notebook: Any, source: Path) -> Sheet:
    graded = {c.name: c.max_score for c in (*notebook.grade_cells, *notebook.task_cells)}
    grade, solution, task = (
        {c.name for c in cells}
        for cells in (notebook.grade_cells, notebook.solution_cells, notebook.task_cells)
    )
    cells = [
        SheetCell(
            name=c.name,
            kind=c.cell_type,
            source=c.source or "",
            locked=bool(c.locked),
            grade=c.name in grade,
            solution=c.name in solution,
            task=c.name in task,
            points=float(graded[c.name]) if c.name in graded else None,
            checksum=c.checksum,
        )
        for c in notebook.source_cells
    ]
    written = _written(source / f"{notebook.name}.ipynb")
    order = {name: place for place, (name, _) in enumerate(written)}
    cells.sort(key=lambda c: order.get(c.name, len(order)))
    _refuse_unsafe(source / f"{notebook.name}.ipynb", cells, dict(written))
    kernelspec = json.loads(notebook.kernelspec) if notebook.kernelspec else None
    return Sheet(assignment, notebook.name, tuple(cells), kernelspec)


def _written(file: Path) -> list[tuple[str, str]]:
    """Give (grade id, source) of an author's notebook in order; nothing where it is not there."""
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return [
        (about["grade_id"], "".join(c["source"]))
        for c in cells
        if (about := c["metadata"].get("nbgrader")) and "grade_id" in about
    ]


def _refuse_unsafe(file: Path, cells: Sequence[SheetCell], written: Mapping[str, str]) -> None:
    """Refuse tests that cannot be kept apart from answers; the author's answers tell which."""
    named = [
        NamedCell(
            c.name,
            written.get(c.name, c.source) if c.solution else c.source,
            c.role,
        )
        for c in cells
        if c.kind == "code"
    ]
    if said := problems(named):
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        raise CaopanError(f"{file}: its tests are not safe in the clean room: {said[0]}{more}")
