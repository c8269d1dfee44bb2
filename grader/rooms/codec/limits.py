"""What a value may cost, and what is said when it can't be carried or read."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

MARK: Final = b"cpv1"
_LOOK_EVERY: Final = 1024


class CannotCarry(Exception):
    """A value can't be handed over; the text says where it is and what to give instead."""


class Malformed(Exception):
    """A message is not as agreed, or costs more than it may."""


@dataclass(frozen=True)
class Limits:
    """Limits of one value (assumed: an honest one needs a hundredth).

    Attributes:
        max_bytes: the whole message.
        max_header: its header, which is parsed as text.
        max_depth: containers within containers.
        max_nodes: things within things, elements of object arrays among them.
        max_digits: digits of a whole number or a Decimal.
        max_seconds: time to write or to read it.
    """

    max_bytes: int = 64_000_000
    max_header: int = 16_000_000
    max_depth: int = 64
    max_nodes: int = 1_000_000
    max_digits: int = 4000
    max_seconds: float = 10.0


class Meter:
    """Counts what a value costs while it is written or read.

    Args:
        limits: what it may cost.
        problem: what is raised where it costs more.
    """

    def __init__(self, limits: Limits, problem: type[Exception]) -> None:
        self.limits = limits
        self._problem = problem
        self._nodes = 0
        self._until = time.monotonic() + limits.max_seconds

    def count(self, depth: int, more: int = 1) -> None:
        """Count some things at a depth.

        Raises:
            CannotCarry, Malformed: that is too many, too deep, or takes too long.
        """
        before, self._nodes = self._nodes, self._nodes + more
        if self._nodes > self.limits.max_nodes:
            raise self._problem(f"it holds more than {self.limits.max_nodes:,} things")
        if depth > self.limits.max_depth:
            raise self._problem(
                f"it is nested more than {self.limits.max_depth} deep, or holds itself"
            )
        if before // _LOOK_EVERY != self._nodes // _LOOK_EVERY and time.monotonic() > self._until:
            raise self._problem(f"it takes longer than {self.limits.max_seconds:g} s")
