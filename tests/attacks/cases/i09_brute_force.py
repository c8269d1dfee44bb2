"""The secret is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import hashlib, hmac
for guess in range(200_000):
    hmac.new(str(guess).encode(), b"vault\0me", hashlib.sha256).digest()
"""


def attack(s: Submission) -> None:
    """The secret is guessed."""
    s.first(SOURCE)
