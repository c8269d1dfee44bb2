"""One percent ``.py`` becomes one notebook, the same bytes on every run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from nbformat import NotebookNode

# A learner's JupyterLab shows this name; every environment of the course has this kernel.
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GRADE_KEYS = ("grade", "grade_id", "locked", "schema_version", "solution")


def read_source(source: Path) -> NotebookNode:
    """Read a percent ``.py`` as a notebook with stable cell ids ``stem-NN`` and no outputs.

    Args:
        source: a percent-format Python file.

    Raises:
        CaopanError: the file is missing, is not percent format, or an nbgrader header lacks a key.
    """
    import jupytext

    if not source.is_file():
        raise CaopanError(f"{source}: there is no such source; write it as percent .py first.")
    try:
        notebook: NotebookNode = jupytext.read(source, fmt="py:percent")
    except (ValueError, SyntaxError) as error:
        raise CaopanError(f"{source}: not a percent .py that can be read: {error}") from error
    notebook.metadata = type(notebook.metadata)(
        kernelspec=KERNELSPEC, language_info={"name": "python"}
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"{cell_stem(source)}-{number:02d}"
        cell.metadata.pop("lines_to_next_cell", None)
        _check_grade_keys(source, number, cell.metadata.get("nbgrader"))
    return notebook


def cell_stem(source: Path) -> str:
    """Give the part of a cell id that names its notebook: letters, digits, ``-`` and ``_``.

    >>> cell_stem(Path("course/src/01_operators_job.py"))
    '01_operators_job'
    """
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in source.stem)[:58]


def dump(notebook: NotebookNode) -> bytes:
    """Give the bytes of a notebook, as nbformat and nbgrader write it: sorted keys, one indent."""
    import nbformat

    text: str = nbformat.writes(notebook, version=4)
    return f"{text}\n".encode()


def _check_grade_keys(source: Path, number: int, header: dict[str, Any] | None) -> None:
    missing = [key for key in GRADE_KEYS if header is not None and key not in header]
    if missing:
        raise CaopanError(
            f"{source}, cell {number}: the nbgrader header lacks {', '.join(missing)}; "
            f"all of {', '.join(GRADE_KEYS)} are needed."
        )
