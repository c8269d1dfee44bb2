"""The codec's reader against everything that is no honest message."""

from __future__ import annotations

import contextlib
import datetime as dt
import tracemalloc
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.rooms.codec import Limits, Malformed, decode, encode

mpl.use("agg")
often = settings(max_examples=100, deadline=None, derandomize=True)
rarely = settings(max_examples=40, deadline=None, derandomize=True)

SAMPLES = [
    {"a": [1, 2.5, "x", None], "b": (dt.date(2026, 1, 1), Decimal("1.2"))},
    np.arange(12.0).reshape(3, 4),
    pd.DataFrame({"n": [1, 2], "s": ["a", None], "d": pd.date_range("2024", periods=2, tz="UTC")}),
    pd.Series(pd.Categorical(["a", "b"]), index=pd.MultiIndex.from_tuples([(1, "x"), (2, "y")])),
    [uuid.UUID(int=5), Fraction(1, 3), range(4), pd.Period("2024", "Y"), pd.interval_range(0, 2)],
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: type(s).__name__)
def test_cut_and_bent_messages_are_malformed_or_read(sample: object) -> None:
    """Every cut is refused; whatever byte is bent, it is read or refused, and nothing else."""
    message = encode(sample)
    for end in range(len(message)):
        with pytest.raises(Malformed):
            decode(message[:end])
    for place in range(len(message)):
        for bit in (1, 128):
            bent = bytearray(message)
            bent[place] ^= bit
            try:
                decode(bytes(bent))
            except Malformed:
                continue


@often
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_anything_else_is_malformed_or_read(header: bytes, bulk: bytes) -> None:
    """Arbitrary bytes behind a right beginning do no harm."""
    for message in (header, b"cpv1" + header):
        with pytest.raises(Malformed):
            decode(message)
    head = len(header).to_bytes(4) + (1).to_bytes(4) + len(bulk).to_bytes(8)
    with contextlib.suppress(Malformed):  # a header that is JSON by chance is a value
        decode(b"cpv1" + head + header + bulk)


nodes = st.recursive(
    st.one_of(
        st.integers(-3, 2**70),
        st.floats(),
        st.text(max_size=4),
        st.none(),
        st.sampled_from(["n", "no", "ns", "ps", "pc", "pz", "pm", "pp", "pi", "pT", "pD", "pP"]),
        st.sampled_from(["x", "xr", "xm", "V", "W", "d", "l", "S", "T", "h", "q", "m", "i", "r"]),
        st.sampled_from(["<i8", "<U3", "<M8[ns]", "us", "M", "UTC", "left", "Int64", "NA"]),
    ),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(nodes)
def test_any_description_is_malformed_or_read(node: Any) -> None:
    """A header of the right grammar with wrong meaning never raises anything but Malformed."""
    import json

    header, bulk = json.dumps(node).encode(), bytes(range(48))
    head = len(header).to_bytes(4) + (2).to_bytes(4) + (24).to_bytes(8) * 2
    try:
        decode(b"cpv1" + head + header + bulk, function=lambda t, n: n)
    except Malformed:
        return


def test_announced_lengths_cost_nothing() -> None:
    """A message that claims to be huge is refused before memory is taken for it."""
    shape = b'["n","<f8",[1000000000],0]'
    claims = [
        b"cpv1" + (2**31).to_bytes(4) + (1).to_bytes(4),
        b"cpv1" + (2).to_bytes(4) + (2**31).to_bytes(4) + b"[]",
        b"cpv1" + (2).to_bytes(4) + (1).to_bytes(4) + (2**60).to_bytes(8) + b"[]",
        b"cpv1" + len(shape).to_bytes(4) + (1).to_bytes(4) + (8).to_bytes(8) + shape + bytes(8),
    ]
    tracemalloc.start()
    for message in claims:
        with pytest.raises(Malformed):
            decode(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_reading_is_limited_in_depth_number_and_time() -> None:
    """What another writer would send is refused by the reader's own limits."""
    wide = encode(list(range(5000)))
    deep = encode([[[[1]]]])
    for message, limits in [
        (wide, Limits(max_nodes=1000)),
        (wide, Limits(max_seconds=0.0)),
        (deep, Limits(max_depth=2)),
        (wide, Limits(max_bytes=100)),
        (wide, Limits(max_header=100)),
    ]:
        with pytest.raises(Malformed):
            decode(message, limits=limits)
    pit = b"[" * 100_000
    head = len(pit).to_bytes(4) + (0).to_bytes(4)
    with pytest.raises(Malformed):
        decode(b"cpv1" + head + pit)
