"""The house's budgets for lessons: reported, never a reason to fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.authoring.notebooks import read_source

if TYPE_CHECKING:
    from nbformat import NotebookNode

# CONTRIBUTING.md, "Lessons and exercises"; a lesson that needs more takes it, knowingly.
CELLS, WORDS, CODE_LINES, TEXT_WORDS = (20, 35), (700, 1200), 15, 120


def over_budget(source: Path) -> list[str]:
    """Say where a lesson is longer or shorter than the house style asks.

    Args:
        source: a lesson's percent ``.py``.

    Returns:
        One sentence for each budget that is not kept.
    """
    cells = read_source(source).cells
    words = sum(_words(cell) for cell in cells if cell.cell_type == "markdown")
    said = [
        f"{source.name}: {number} {what}; {low} to {high} is the budget"
        for what, number, (low, high) in (("cells", len(cells), CELLS), ("words", words, WORDS))
        if not low <= number <= high
    ]
    for number, cell in enumerate(cells, start=1):
        lines = len([line for line in cell.source.splitlines() if line.strip()])
        if cell.cell_type == "code" and lines > CODE_LINES:
            said.append(f"{source.name}, cell {number}: {lines} lines; {CODE_LINES} is the limit")
        if cell.cell_type == "markdown" and _words(cell) > TEXT_WORDS:
            said.append(
                f"{source.name}, cell {number}: {_words(cell)} words; {TEXT_WORDS} is the limit"
            )
    return said


def _words(cell: NotebookNode) -> int:
    return len([word for word in cell.source.split() if any(map(str.isalnum, word))])
