"""A submitted notebook becomes one that can be graded: what is the instructor's is put back.

Nothing of nbgrader's metadata is taken from a submission but the grade ids; so flags, points,
schema versions and cell types that were changed, by accident or not, change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from grader.marking.sheet import Sheet, SheetCell

# More cells are no answer (assumed); each costs a message to the room.
MAX_CELLS = 2000
ADDED = "This cell (id:{name}) was missing from the submission. It was put back.\n\n"


class Unreadable(CaopanError):
    """A submission that cannot be graded, with the reason for its instructor."""


def read_notebook(content: bytes) -> NotebookNode:
    """Read a submitted notebook.

    Raises:
        Unreadable: it is not JSON, not a notebook, too deep or too long.
    """
    import json

    import nbformat

    try:
        value = json.loads(content)
        if not isinstance(value, dict):
            raise Unreadable("the notebook is not readable: it holds no notebook")
        if "nbformat" not in value:
            raise Unreadable("the notebook is not readable: it does not say its format")
        notebook = nbformat.from_dict(value)
        if value["nbformat"] != nbformat.current_nbformat:
            notebook = nbformat.convert(notebook, nbformat.current_nbformat)
        cells = [_checked(cell) for cell in notebook.cells]
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("the notebook is not readable: it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise Unreadable("the notebook is not readable: it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise Unreadable("the notebook is not readable: it is not JSON") from error
    except Exception as error:  # nbformat has no one exception for what is no notebook
        raise Unreadable(f"the notebook is not readable ({type(error).__name__})") from error
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(cells):,} cells; {MAX_CELLS:,} are allowed")
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    made.metadata["language_info"] = {"name": "python"}
    return made


def _checked(cell: Any) -> NotebookNode:
    """Give a cell with what a cell needs, and nothing that nobody reads."""
    import nbformat

    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(map(str, source))
    text = str(source).encode("utf-8", "replace").decode()
    kind = cell.get("cell_type")
    made: NotebookNode
    if kind == "code":
        made = nbformat.v4.new_code_cell(text)
    elif kind == "raw":
        made = nbformat.v4.new_raw_cell(text)
    else:
        made = nbformat.v4.new_markdown_cell(text)
    about = dict(cell.get("metadata", {})).get("nbgrader")
    grade_id = about.get("grade_id") if isinstance(about, dict) else None
    if isinstance(grade_id, str):
        made.metadata["nbgrader"] = {"grade_id": grade_id}
    return made


def restore(notebook: NotebookNode, sheet: Sheet) -> list[str]:
    """Put the instructor's cells of a submission back as they were, missing ones too.

    Of copies of a cell the last one counts, as with nbgrader; the others become ordinary cells.

    Args:
        notebook: changed in place.
        sheet: the assignment's cells.

    Returns:
        What was mended, a sentence each.
    """
    said = _drop_copies(notebook, sheet)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name is not None:
            said += _as_written(cell, sheet.by_name[name])
    said += _put_back(notebook, sheet)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"{_stem(sheet.notebook)}-{number:02d}"
    if sheet.kernelspec:
        notebook.metadata["kernelspec"] = dict(sheet.kernelspec)
    return said


def _stem(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)[:58]


def _drop_copies(notebook: NotebookNode, sheet: Sheet) -> list[str]:
    seen: set[str] = set()
    said = []
    for cell in reversed(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name is None:
            continue
        if name in seen or name not in sheet.by_name:
            del cell.metadata["nbgrader"]
            said += [f"{name} stands there more than once; the last one counts"] * (name in seen)
        seen.add(name)
    return said[::-1]


def _as_written(cell: NotebookNode, wanted: SheetCell) -> list[str]:
    said = []
    if cell.cell_type != wanted.kind:
        _change_kind(cell, wanted.kind)
        said.append(f"{wanted.name} was no {wanted.kind} cell any more")
    instructors = wanted.is_test or wanted.is_set_up or (wanted.locked and not wanted.solution)
    if instructors and cell.source != _put_back_text(wanted):
        cell.source = wanted.source
    cell.metadata["nbgrader"] = wanted.header
    if not wanted.solution:
        cell.metadata["deletable"] = cell.metadata["editable"] = False
    return said


def _change_kind(cell: NotebookNode, kind: str) -> None:
    cell.cell_type = kind
    if kind == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _put_back(notebook: NotebookNode, sheet: Sheet) -> list[str]:
    """Put missing graded cells behind the instructor's cell before them; tasks at the end."""
    said: list[str] = []
    before = -1
    for wanted in sheet.cells:
        places = [
            place
            for place, cell in enumerate(notebook.cells)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == wanted.name
        ]
        if places:
            before = places[0]
            continue
        if not (wanted.grade or wanted.task):
            continue
        made = _blank(wanted)
        before = len(notebook.cells) - 1 if wanted.task else before
        notebook.cells.insert(before + 1, made)
        before += 1
        said.append(f"{wanted.name} was missing and was put back")
    return said


def _blank(wanted: SheetCell) -> NotebookNode:
    import nbformat

    v4: Any = nbformat.v4
    new = v4.new_code_cell if wanted.kind == "code" else v4.new_markdown_cell
    made: NotebookNode = new(_put_back_text(wanted))
    _as_written(made, wanted)
    return made


def _put_back_text(wanted: SheetCell) -> str:
    """Say in a cell that was missing that it was; an answer's stays untouched: "No response."."""
    if wanted.solution:
        return wanted.source
    return ("# " if wanted.kind == "code" else "") + ADDED.format(name=wanted.name) + wanted.source
