"""The notebook is of format 3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook is of format 3."""
    cells = [
        {"cell_type": "code", "language": "python", "input": "3.0", "outputs": [], "metadata": {}}
    ]
    s.raw(
        json.dumps(
            {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
        ).encode()
    )


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook["nbformat_minor"] = 4
    for cell in s.notebook.cells:
        cell.pop("id", None)
