"""Markdown holds scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Markdown holds scripts."""
    s.insert(0, "<script>alert(1)</script>", kind="markdown")
    s.answer("vault-words", "<img src=x onerror=alert(1)>")


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.insert(0, "<b>bold</b>", kind="markdown")
