"""Days drawn again: how far a sum over days could be off by luck alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 7
"""Days drawn together: a week, so that weekdays keep their shares and near days their likeness."""
DRAWS: Final = 200


def day_weights(days: int, draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How often each day counts in each draw: (draws, days), each row adds up to ``days``.

    A circular block bootstrap: runs of a week (of half the days, where there are fewer than two
    weeks), begun anywhere; the last one is cut.

    >>> day_weights(28, 200, np.random.default_rng(0)).sum(axis=1).tolist() == [28.0] * 200
    True
    """
    block = max(1, min(BLOCK, days // 2))
    count = -(-days // block)
    start = rng.integers(0, days, (draws, count))
    drawn = (start[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :days] % days
    flat = (np.arange(draws)[:, None] * days + drawn).reshape(-1)
    return np.bincount(flat, minlength=draws * days).reshape(draws, days).astype(np.float64)
