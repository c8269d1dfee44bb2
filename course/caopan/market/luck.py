"""Luck that exists before any plan: uniforms by hashing, not by drawing in turn.

``Luck`` is a pure function of (merchant key, seed, day, minute of the clock, purpose, source or
SKU).  Nothing is consumed, so a plan that adds a SKU or an hour leaves every other draw alone, and
two plans face the same luck.  The mixer is the 64-bit finaliser of SplitMix64 (Steele, Lea, Flood
2014, variant 13 of Stafford).
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Keys: TypeAlias = NDArray[np.uint64]

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xBF58476D1CE4E5B9)
_THREE = np.uint64(0x94D049BB133111EB)
_LOW16 = np.uint64(0xFFFF)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)

PEOPLE = ("enter", "room", "follow")
"""Purposes drawn for each source in each live minute; "room" holds four short ones."""
CARDS = ("create", "pay", "two", "extra", "redeem", "instead")
"""Purposes drawn for each card that a source's people see in a live minute."""


def mix(z: Keys) -> Keys:
    """Finaliser: every input bit moves about half of the output bits (bijective on 64 bits)."""
    z = z + _ONE
    z = (z ^ (z >> _S30)) * _TWO
    z = (z ^ (z >> _S27)) * _THREE
    return z ^ (z >> _S31)


def unit(z: Keys) -> Floats:
    """Hash values to doubles strictly between 0 and 1 (52 bits, in the middle of their step)."""
    return (z >> _S12) * 2.0**-52 + 2.0**-53  # type: ignore[return-value]


def short(z: Keys, part: int) -> Floats:
    """One of four short uniforms in a hash (16 bits each): enough to round a share of people.

    >>> short(np.array([2**63 + 2**15], dtype=np.uint64), 0)[0] > 0.5
    np.True_
    """
    return ((z >> np.uint64(16 * part)) & _LOW16) * 2.0**-16 + 2.0**-17  # type: ignore[return-value]


def word(text: str) -> int:
    """A 64-bit key of a name; the same on every machine.

    >>> word("sku-1") == word("sku-1") != word("sku-2")
    True
    """
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def words(names: list[str] | tuple[str, ...]) -> Keys:
    """Keys of many names.

    >>> words(["a", "b"]).shape
    (2,)
    """
    return np.array([word(name) for name in names], dtype=np.uint64)


@dataclass(frozen=True)
class Luck:
    """Uniforms of R replicates: ``roots`` (R,), ``source`` (S,), ``sku`` (R, K+1) keys.

    >>> luck = Luck(np.array([1], np.uint64), words(["paid"]), words(["a", "b"])[None, :])
    >>> u = luck.daily(3, "refund")
    >>> u.shape, bool((u == luck.daily(3, "refund")).all())
    ((1, 2), True)
    """

    roots: Keys
    source: Keys
    sku: Keys

    def tick(self, day: int, minute: NDArray[np.int64]) -> Keys:
        """Key of a minute of the clock: ``minute`` (..., R) to (..., R)."""
        clock = np.asarray(day * 4096 + minute, dtype=np.uint64)
        return mix(self.roots ^ mix(clock))

    def daily(self, day: int, purpose: str) -> Floats:
        """One uniform for each replicate and SKU and day: (R, K+1)."""
        tick = self.tick(day, np.full(self.roots.shape, 4000))
        return unit(mix(tick[:, None] ^ self.sku ^ np.uint64(word(purpose))))

    def day(self, day: int, purpose: str) -> Floats:
        """One uniform for each replicate and day: (R,)."""
        tick = self.tick(day, np.full(self.roots.shape, 4001))
        return unit(mix(tick ^ np.uint64(word(purpose))))
