"""Ids as whole numbers: an index of text that grows."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.commission import ids as index
from caopan.commission.ids import BLOCK, FEWEST, LOW, Codes, _place

ID = st.none() | st.text(max_size=12) | st.sampled_from(["a", "b", "\0", "编号", "x" * 40])


@given(st.lists(st.lists(ID, max_size=30), max_size=6))
def test_codes_are_those_of_a_dict(parts: list[list[str | None]]) -> None:
    """Ids of any text, repeated, missing, in several arrays: codes as a dict would number them."""
    codes, known = Codes(), dict[str, int]()
    for ids in parts:
        told = [-1 if one is None else known.setdefault(one, len(known)) for one in ids]
        assert codes.encode(pa.array(ids, pa.string())).tolist() == told
    assert len(codes) == len(known)
    assert [codes.text(code) for code in range(len(codes))] == list(known)
    assert all(codes.code(name) == code for name, code in known.items())
    assert codes.code("not there") == -1
    assert codes.text(-1) == ""
    back = np.array([-1, *range(len(codes)), -1], np.int32)
    assert codes.take(back).to_pylist() == [None, *known, None]


@pytest.mark.parametrize("step", [1, 7])
def test_codes_stay_while_the_index_grows(step: int) -> None:
    """Far more ids than the first index has room for, in and out of order, old ones among them."""
    numbers = np.arange(20 * FEWEST) * step % (20 * FEWEST)
    ids = pa.array([f"line-{number:06d}" for number in numbers])
    codes = Codes()
    half = len(ids) // 2
    assert codes.encode(ids[:half]).tolist() == list(range(half))
    assert codes.encode(ids[half - BLOCK - 1 :])[: BLOCK + 2].tolist() == [
        *range(half - BLOCK - 1, half + 1)
    ]
    order = np.random.default_rng(0).permutation(len(ids))
    assert codes.encode(ids.take(pa.array(order))).tolist() == order.tolist()
    assert codes.take(order).equals(ids.take(pa.array(order)).cast(pa.large_string()))


def test_an_array_that_was_cut_is_read_where_it_begins() -> None:
    """A slice of an array of text, large or small, is its own rows and no others."""
    for kind in (pa.string(), pa.large_string()):
        codes = Codes()
        assert codes.encode(pa.array(["a", "b", None, "c"], kind)[1:]).tolist() == [0, -1, 1]
        assert codes.text(1) == "c"


def test_two_ids_with_one_mark_are_told_apart() -> None:
    """Of two ids with equal marks the second finds a free place: the text decides."""
    letters = np.frombuffer(b"ab", np.uint8)
    starts, places = np.array([0, 1]), np.zeros(8, np.int64)
    mark = 77 << 32 | 5
    places[5] = (mark & ~LOW) | 1  # "a" has code 0
    assert _place(mark, letters, 0, 1, starts, letters, places) == 5
    assert _place(mark, letters, 1, 2, starts, letters, places) == 6


@pytest.mark.parametrize("parts", [[[""]], [["a", ""], [""]], [["a"], ["b", ""], ["", "c"]]])
def test_an_id_without_letters_is_read_within_the_text(
    monkeypatch: pytest.MonkeyPatch, parts: list[list[str]]
) -> None:
    """Empty ids at the end of all text: nothing behind it is looked at, or NumPy would refuse."""
    monkeypatch.setattr(index, "_encode", index._encode.py_func)
    codes, known = Codes(), dict[str, int]()
    for ids in parts:
        told = [known.setdefault(one, len(known)) for one in ids]
        assert codes.encode(pa.array(ids)).tolist() == told


def test_ids_in_any_kind_of_array_have_the_same_codes() -> None:
    """Text large, small, viewed, by words, not to be written: told alike, by one compiled loop."""
    ids = ["a", None, "", "编号", "x" * 1_000_000, "a"]
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3, 4, 0]), pa.array(ids[:5]))
    kinds = (pa.string(), pa.large_string(), pa.string_view())
    for array in (*(pa.array(ids, kind) for kind in kinds), words):
        assert Codes().encode(array).tolist() == [0, -1, 1, 2, 3, 0]
        assert Codes().encode(array[2:5]).tolist() == [0, 1, 2]
    starts = pa.py_buffer(np.array([0, 1, 2], np.int64).tobytes())
    sealed = pa.LargeStringArray.from_buffers(2, starts, pa.py_buffer(b"ab"))
    assert Codes().encode(sealed).tolist() == [0, 1]
    assert len(index._encode.signatures) == 1
