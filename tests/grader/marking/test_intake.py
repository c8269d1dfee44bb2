"""Intake: what is taken from the exchange, and what is left where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from caopan.errors import CaopanError
from grader.marking.course import Course
from grader.marking.intake import MAX_FILE_BYTES, collect, content_hash, inbound

TIME = "2026-03-02 01:02:03.000004 UTC"
LATER = "2026-03-02 01:02:03.000005 UTC"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with three submissions of two students, and things that are none."""
    made = Course(tmp_path)
    for name in (f"amy+tiny+{LATER}+r2", f"amy+tiny+{TIME}+r1", f"bob+tiny+{TIME}+r3"):
        (made.inbound / name).mkdir(parents=True)
        (made.inbound / name / "tiny.ipynb").write_text(name, encoding="utf-8")
    (made.inbound / f"amy+other+{TIME}+r4").mkdir()
    (made.inbound / "amy+tiny+yesterday+r5").mkdir()
    (made.inbound / "notes.txt").write_text("x")
    return made


def test_submissions_are_listed_in_time_order(course: Course) -> None:
    """By student, each one's own from old to new; other assignments and strays are not among."""
    found = inbound(course, "tiny")
    assert {s: [x.timestamp for x in own] for s, own in found.items()} == {
        "amy": [TIME, LATER],
        "bob": [TIME],
    }
    assert inbound(course, "none") == {}


def test_only_regular_notebooks_are_taken(course: Course, tmp_path: Path) -> None:
    """Links, modules, tables and folders of a submission never reach the grading folder."""
    submission = inbound(course, "tiny")["amy"][0]
    secret = tmp_path / "secret.ipynb"
    secret.write_text("the answers")
    (submission.folder / "stolen.ipynb").symlink_to(secret)
    (submission.folder / "pandas.py").write_text("raise SystemExit")
    (submission.folder / "datasets").mkdir()
    (submission.folder / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    taken = collect(course, submission)
    assert sorted(p.name for p in taken.iterdir()) == ["timestamp.txt", "tiny.ipynb"]
    assert (taken / "timestamp.txt").read_text() == TIME  # the exchange's, not the one inside


def test_a_newer_submission_replaces_the_earlier(course: Course) -> None:
    """Nothing of the earlier one stays, and no scratch folder is left."""
    first, second = inbound(course, "tiny")["amy"]
    (first.folder / "extra.ipynb").write_text("x")
    collect(course, first)
    taken = collect(course, second)
    assert sorted(p.name for p in taken.iterdir()) == ["timestamp.txt", "tiny.ipynb"]
    assert [p.name for p in taken.parent.iterdir()] == ["tiny"]
    assert content_hash(taken) == content_hash(second.folder) != content_hash(first.folder)


def test_a_disk_that_takes_nothing_is_one_sentence(course: Course) -> None:
    """Source and place are named; the submission stays where it lies."""
    first = inbound(course, "tiny")["amy"][0]
    before = content_hash(first.folder)
    with pytest.raises(CaopanError, match="cannot be collected into /sys/kernel/work"):
        collect(Course(Path("/sys/kernel")), first)
    assert content_hash(first.folder) == before


def test_files_too_large_for_an_answer_are_left(course: Course) -> None:
    """Nobody's notebook has 20 MB; reading it whole would fill the grader's memory."""
    first = inbound(course, "tiny")["amy"][0]
    with (first.folder / "big.ipynb").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert sorted(p.name for p in collect(course, first).iterdir()) == [
        "timestamp.txt",
        "tiny.ipynb",
    ]
