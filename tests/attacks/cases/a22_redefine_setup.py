"""The data that tests compute from are replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
shop = pd.DataFrame({"sku": [], "price": [], "sold": []})
revenue = 0.0
by_sku = shop.groupby("sku", as_index=False)["sold"].sum()
"""


def attack(s: Submission) -> None:
    """The data that tests compute from are replaced."""
    s.late(SOURCE)
