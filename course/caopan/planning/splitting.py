"""Splitting whole fen (or pieces) by weight without losing one: largest remainders."""

from __future__ import annotations

from collections.abc import Sequence

from caopan.errors import CaopanError


def split_whole(total: int, weights: Sequence[int]) -> list[int]:
    """Split a whole number by whole weights; what is left goes to the largest remainders.

    A tie goes to whoever stands first. All weights zero: split alike.
    Raises CaopanError for a negative number, or nobody to give to.

    >>> split_whole(2000, [990, 990, 990]), split_whole(7, [0, 3, 1])
    ([667, 667, 666], [0, 5, 2])
    """
    if total < 0 or not weights or min(weights) < 0:
        raise CaopanError(f"{total} over {list(weights)}: give zero or more, and at least one part")
    whole = sum(weights)
    shares = list(weights) if whole else [1] * len(weights)
    whole = whole or len(weights)
    parts = [total * share // whole for share in shares]
    rest = [total * share % whole for share in shares]
    for at in sorted(range(len(shares)), key=lambda n: (-rest[n], n))[: total - sum(parts)]:
        parts[at] += 1
    return parts
