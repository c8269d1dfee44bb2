"""Random cases for the engine, and when two settlements are the same."""

import numpy as np
import pandas as pd
from histories import seeded_case
from hypothesis import strategies as st

from caopan.commission import Settlement

CASES = st.integers(0, 10**6).map(lambda number: seeded_case(5, number))
"""Random contracts and histories; by number, because drawing each of their choices is slow."""


def same(one: Settlement, two: Settlement) -> None:
    """Two settlements say the same of every line, rule and entry."""
    pd.testing.assert_frame_equal(one.lines, two.lines)
    assert [(d.term, d.party, d.version) for d in one.dues] == [
        (d.term, d.party, d.version) for d in two.dues
    ]
    for mine, other in zip(one.dues, two.dues, strict=True):
        assert np.array_equal(mine.due_fen, other.due_fen)
        assert np.array_equal(mine.held_fen, other.held_fen)
    assert (one.entries, one.outside, one.notices) == (two.entries, two.outside, two.notices)
