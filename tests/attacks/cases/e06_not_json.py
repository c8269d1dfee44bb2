"""The notebook is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook is cut off."""
    s.raw(b'{"cells": [')


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.insert(0, "# whole")
