"""A test cell stands there twice, once emptied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A test cell stands there twice, once emptied."""
    copy = json.loads(json.dumps(s.cell("vault-revenue-check")))
    copy["source"] = "pass"
    copy["id"] = "twin"
    s.notebook.cells.append(copy)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    copy = json.loads(json.dumps(s.cell("vault-revenue-check")))
    copy["id"] = "twin"
    s.notebook.cells.append(copy)
