"""Split an amount that belongs to a whole order over its lines, to the fen."""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Return parts in proportion to the weights that add up to the total, by largest remainder.

    Equal remainders are served in the order of the weights. No part exceeds its weight where the
    total does not exceed their sum.

    total: fen, not negative. weights: not negative; all zero only where the total is.

    >>> split(2000, [990, 990, 990]), split(5, [0, 0]), split(0, [])
    ([667, 667, 666], [0, 0], [])
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    short = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda one: -(total * weights[one] % whole))
    for one in by_remainder[:short]:
        parts[one] += 1
    return parts
