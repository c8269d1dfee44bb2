"""A right answer warns on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 8.0


def attack(s: Submission) -> None:
    """A right answer warns on stderr."""
    s.fill("right")
    s.first("import sys, warnings\nwarnings.warn('odd')\nprint('odd', file=sys.stderr)")
    s.answer(
        "vault-margin",
        "import warnings\ndef margin(price, cost):\n    warnings.warn('odd')\n    return (price - cost) / price",
    )
