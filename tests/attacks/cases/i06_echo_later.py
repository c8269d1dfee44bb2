"""A hidden input is kept and handed over as a later answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

KEEP = "kept = []\ndef margin(price, cost):\n    kept.append(price)\n    return 0"

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A hidden input is kept and handed over as a later answer."""
    s.answer("vault-margin", KEEP)
    s.answer("vault-by-sku", "by_sku = str(kept)")
    s.answer("vault-share", "share = kept")
