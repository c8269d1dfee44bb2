"""What a run says at its end in a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from grader.marking.report import Outcome, Report
from grader.marking.summary import LISTED, show


def shown(*outcomes: Outcome) -> str:
    """The text of a run's end, 100 columns wide."""
    stream = io.StringIO()
    show(Report("r1", "tiny", outcomes, 3.0), Console(file=stream, width=100))
    return stream.getvalue()


def test_every_submission_of_a_small_class_is_listed() -> None:
    """With what a person must know: reasons, authors' errors, cells that could not be tested."""
    text = shown(
        Outcome("amy", "t", "graded", "", 0.25, peak_mb=80, cells={"a": "passed"}),
        Outcome("bob", "t", "graded", "", 0.25, cells={"a-check": "uncarried"}),
        Outcome("eve", "t", "failed", "the notebook is not readable: it is not JSON"),
        Outcome("kim", "t", "graded", author_errors=("b-check: the test ended with nan",)),
        Outcome("old", "t", "skipped"),
    )
    for part in ("amy", "a-check: uncarried", "not JSON", "b-check: the test ended with nan"):
        assert part in text
    assert "1 failed, 3 graded, 1 skipped in 3 s" in text
    assert "old" not in text


def test_of_a_large_class_only_what_needs_a_look_is_listed() -> None:
    """A thousand rows help nobody; the rest is in the report."""
    many = [Outcome(f"s{n}", "t", "graded") for n in range(1000)]
    text = shown(*many, Outcome("eve", "t", "failed", "cut off"))
    assert "eve" in text
    assert "s999" not in text
    assert "1000 more are in the report" in text
    assert len(text.splitlines()) < LISTED


def test_what_a_submission_says_is_text() -> None:
    """Neither markup nor escape codes nor turned text reach the terminal."""
    text = shown(Outcome("eve", "t", "failed", "[red]x[/red] \x1b[31m \u202e"))
    assert "[red]x[/red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_nothing_new_is_said() -> None:
    """An empty run has a sentence, too."""
    assert "nothing came in in 3 s" in shown()
