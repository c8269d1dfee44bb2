"""What a check says: passed, wrong with the reason, not attempted, or an error of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final, Literal

Status = Literal["passed", "wrong", "not attempted", "error"]

# A sign and a word beside the colour: nobody has to see colours to read an outcome.
_SIGNS: Final[dict[Status, str]] = {
    "passed": "✓",
    "wrong": "✗",
    "not attempted": "…",
    "error": "!",
}
_EDGES: Final[dict[Status, str]] = {
    "passed": "#1b7f4b",
    "wrong": "#b3261e",
    "not attempted": "#6b7280",
    "error": "#9a6700",
}


@dataclass(frozen=True)
class Outcome:
    """The result of one check; shows itself in a notebook and prints itself in a terminal.

    Attributes:
        exercise: the exercise's id, such as ``"01-funnel"``.
        status: one of the four outcomes.
        message: one or two sentences; never the answer.

    >>> Outcome("01-funnel", "wrong", "viewers: each visit is counted, not each person.")
    ✗ wrong, 01-funnel: viewers: each visit is counted, not each person.
    """

    exercise: str
    status: Status
    message: str

    @property
    def passed(self) -> bool:
        """Whether the answer holds.

        >>> Outcome("01-funnel", "passed", "Well done.").passed
        True
        """
        return self.status == "passed"

    def __repr__(self) -> str:
        return f"{_SIGNS[self.status]} {self.status}, {self.exercise}: {self.message}"

    def _repr_html_(self) -> str:
        head = f"{_SIGNS[self.status]} {self.status.capitalize()}"
        return box(head, f"{self.exercise}: {self.message}", _EDGES[self.status])


@dataclass(frozen=True)
class Hint:
    """One hint out of several.

    >>> Hint("01-funnel", 1, 2, "Add up first, divide afterwards.")
    hint 1 of 2, 01-funnel: Add up first, divide afterwards.
    """

    exercise: str
    number: int
    total: int
    text: str

    def __repr__(self) -> str:
        return f"hint {self.number} of {self.total}, {self.exercise}: {self.text}"

    def _repr_html_(self) -> str:
        return box(
            f"Hint {self.number} of {self.total}", f"{self.exercise}: {self.text}", "#1f5fa8"
        )


def box(head: str, text: str, edge: str) -> str:
    """Give a small status box as HTML; both texts are escaped.

    >>> "<b>" in box("Note", "a <b> c", "#000000")
    False
    """
    return (
        f'<div role="status" style="border-left:4px solid {edge};padding:4px 12px;margin:4px 0">'
        f"<strong>{escape(head)}</strong><br>{escape(text)}</div>"
    )
