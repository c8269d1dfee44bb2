"""Shell commands leave marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
!touch /tmp/caopan-escape-x; touch ~/x; id
%sx ls /
get_ipython().system("cat /etc/shadow")
"""


def attack(s: Submission) -> None:
    """Shell commands leave marks."""
    s.first(SOURCE)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.first("!echo hello")
