"""Where a random case's choices come from: a seeded generator, or hypothesis, which shrinks."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from hypothesis import strategies as st

Choice = TypeVar("Choice")


class Chances(Protocol):
    """A source of choices."""

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of some options; the first is the plainest."""

    def often(self, percent: int) -> bool:
        """Yes, so often in a hundred."""


class Seeded:
    """Choices of a seeded generator: many cases, fast."""

    def __init__(self, *seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._left: list[int] = []

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        if not self._left:
            self._left = self._rng.integers(0, 2**62, size=256).tolist()
        return low + self._left.pop() % (high - low + 1)

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of some options."""
        return options[self.number(0, len(options) - 1)]

    def often(self, percent: int) -> bool:
        """Yes, so often in a hundred."""
        return self.number(1, 100) <= percent


class Drawn:
    """Choices that hypothesis draws, and makes plainer where a case fails."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        drawn: int = self._draw(st.integers(low, high))
        return drawn

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of some options."""
        return options[self.number(0, len(options) - 1)]

    def often(self, percent: int) -> bool:
        """Yes, so often in a hundred."""
        return self.number(1, 100) > 100 - percent
