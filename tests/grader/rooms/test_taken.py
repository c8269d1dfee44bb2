"""Outputs of a student room, read by the process that holds the gradebook."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.rooms.taken import read_outputs, read_ran, taken
from grader.rooms.wire import Broken

anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters())),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["output_type", "name", "text", "data", "metadata", "ename", "evalue", "traceback"]
            ),
            st.one_of(inner, st.sampled_from(["stream", "stdout", "error", "display_data"])),
            max_size=6,
        ),
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(anything)
def test_whatever_is_sent_makes_outputs_that_a_notebook_may_hold(sent: Any) -> None:
    """What is kept is valid and can be written as UTF-8; the rest is left out, nothing raises."""
    kept = taken(sent, 1)
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.from_dict(o) for o in kept]
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    nbformat.v4.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_bytes_are_outputs_or_a_breach(body: bytes) -> None:
    """Nothing but ``Broken`` is ever raised."""
    for read in (read_ran, read_outputs):
        try:
            read(body, 1)  # type: ignore[operator]
        except Broken:
            continue


@pytest.mark.parametrize(
    "body",
    [
        b'{"count": 1, "outputs": [' + b"[]," * 1_000_000 + b"[]]}",
        b'{"count": 1, "outputs": [' + b"1," * 1_000_000 + b"1]}",
        b"[" * 150_000,
        b'{"count": 1, "outputs": ["' + b"x" * 20_000_000 + b'"]}',
        b'{"count": 1, "outputs": [' + b'"",' * 1_000_000 + b'""]}',
    ],
    ids=["lists", "numbers", "depth", "text", "empty texts"],
)
def test_a_message_costs_no_more_than_its_texts_are_long(body: bytes) -> None:
    """Three bytes could become a list of sixty: refused before anything is made from them."""
    tracemalloc.start()
    with pytest.raises(Broken):
        read_ran(body, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_long_honest_output_is_kept() -> None:
    """A megabyte of quotes, commas and line breaks is text like any other."""
    text = 'a,"b",[c]\n' * 80_000
    sent = {"count": 2, "outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}
    assert read_ran(json.dumps(sent).encode(), 1) == (sent["outputs"], 2)
