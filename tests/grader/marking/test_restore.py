"""A submission before it runs: what is the instructor's is put back, whatever came in."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.utils import compute_checksum

from grader.marking.restore import Unreadable, read_notebook, restore
from grader.marking.sheet import Sheet, SheetCell


def _cell(name: str, source: str, **flags: Any) -> SheetCell:
    base = {"kind": "code", "locked": False, "grade": False, "solution": False, "task": False}
    return SheetCell(name=name, source=source, **{**base, "points": None, "checksum": "", **flags})


SHEET = Sheet(
    "ps",
    "ps",
    (
        _cell("set", "a = 1", locked=True),
        _cell("ans", "...", solution=True),
        _cell("test", "assert ans", grade=True, locked=True, points=2.0),
        _cell("text", "Say.", kind="markdown", grade=True, solution=True, points=1.0),
        _cell("last", "assert 1", grade=True, locked=True, points=3.0),
    ),
)


def whole() -> Any:
    """A notebook as it was released, with an answer and a cell of the trainee's own."""
    made = nbformat.v4.new_notebook()
    for wanted in SHEET.cells:
        new = nbformat.v4.new_code_cell if wanted.kind == "code" else nbformat.v4.new_markdown_cell
        cell = new("ans = 1" if wanted.name == "ans" else wanted.source)
        cell.metadata["nbgrader"] = wanted.header
        made.cells.append(cell)
    made.cells.insert(1, nbformat.v4.new_code_cell("mine = 1"))
    return made


def names(notebook: Any) -> list[str]:
    """The grade ids in order."""
    found = (c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells)
    return [n for n in found if n]


def test_an_untouched_notebook_stays_what_it_is() -> None:
    """Nothing is mended where nothing is broken."""
    notebook = read_notebook(nbformat.writes(whole()).encode())
    assert restore(notebook, SHEET) == []
    assert names(notebook) == [c.name for c in SHEET.cells]
    assert notebook.cells[1].source == "mine = 1"


FLAGS = st.fixed_dictionaries(
    {},
    optional={
        "grade": st.booleans(),
        "solution": st.booleans(),
        "locked": st.booleans(),
        "task": st.booleans(),
        "points": st.one_of(st.integers(-5, 1000), st.text(max_size=3), st.none()),
        "schema_version": st.integers(-1, 99),
        "checksum": st.text(max_size=4),
        "cell_type": st.sampled_from(["code", "markdown", "raw", "x"]),
    },
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(FLAGS, min_size=5, max_size=5), st.integers(0, 10**6))
def test_however_it_was_bent_tests_and_flags_are_the_instructors(
    bent: list[dict[str, Any]], seed: int
) -> None:
    """Metadata, order, copies, deletions, types and texts of tests: graded cells come out right."""
    luck, notebook = random.Random(seed), whole()
    for cell, flags in zip([c for c in notebook.cells if c.metadata], bent, strict=True):
        cell.metadata["nbgrader"] |= flags
        if cell.metadata["nbgrader"]["grade_id"] != "ans" and luck.random() < 0.5:
            cell.source = "3.0"
        if luck.random() < 0.3:
            cell["cell_type"] = luck.choice(["code", "markdown", "raw"])
        if luck.random() < 0.3:
            notebook.cells.append(copy.deepcopy(cell))
    luck.shuffle(notebook.cells)
    notebook.cells = [c for c in notebook.cells if luck.random() < 0.8]
    made = read_notebook(json.dumps(notebook).encode())
    restore(made, SHEET)
    found = names(made)
    assert len(found) == len(set(found))
    assert {"test", "text", "last"} <= set(found)
    for cell in made.cells:
        wanted = SHEET.by_name.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if wanted is not None:
            assert cell.cell_type == wanted.kind
            assert dict(cell.metadata["nbgrader"]) == wanted.header
            assert not wanted.is_test or cell.source.endswith(wanted.source)
    nbformat.validate(made)
    again = copy.deepcopy(made)
    assert restore(again, SHEET) == []
    assert again == made


def test_a_missing_written_answer_is_no_answer() -> None:
    """What is put back for it equals the released text, so that nbgrader says "No response."."""
    notebook = whole()
    notebook.cells = [c for c in notebook.cells if "text" not in str(c.metadata)]
    made = read_notebook(json.dumps(notebook).encode())
    assert restore(made, SHEET) == ["text was missing and was put back"]
    back = next(c for c in made.cells if c.cell_type == "markdown")
    untouched = next(c for c in whole().cells if c.cell_type == "markdown")
    assert compute_checksum(back) == compute_checksum(untouched)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not"),
        (b"[1, 2]", "holds no notebook"),
        (b'{"cells": []}', "does not say its format"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"nbformat": 4, "cells": 7}', "not readable"),
        (b'{"nbformat": "x", "cells": []}', "not readable"),
        (b'{"nbformat": 4, "cells": [7]}', "not readable"),
        (json.dumps({"nbformat": 4, "cells": [{}] * 3000}).encode(), "3,000 cells"),
    ],
)
def test_what_is_no_notebook_has_a_reason(content: bytes, said: str) -> None:
    """One sentence for the instructor, whatever came in."""
    with pytest.raises(Unreadable, match=said):
        read_notebook(content)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5), st.sampled_from(["code", "raw"])),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(
                st.sampled_from(["cells", "nbformat", "metadata", "source", "cell_type", "x"]),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_notebook_or_unreadable(value: Any) -> None:
    """Nothing else is ever raised: a poisoned file costs itself only."""
    try:
        restore(read_notebook(json.dumps(value).encode()), SHEET)
    except Unreadable:
        return
