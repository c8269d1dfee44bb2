"""A class with every kind of submission, graded once; each test looks at one consequence."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from caopan.errors import CaopanError
from grader.contest import Status, new_round, read_entries, withdraw, write_standings
from grader.marking import enrol, fetch, grade, release, release_feedback, submit
from grader.marking.course import ZONE, Course, open_gradebook
from grader.marking.crew import Crew
from grader.marking.report import Progress, Report

NOW = dt.datetime.now(ZONE).replace(microsecond=0)
NOON = NOW.replace(hour=12, minute=0, second=0) - dt.timedelta(days=1)
RIGHT = "def total(values):\n    return sum(values)"
HALF = "def total(values):\n    return sum(values) or None"
DEADLY = "import os\nos._exit(1)"


@dataclass
class Graded:
    """A course after grading, with what the runs said."""

    root: Path
    tiny: Report
    duel: Report
    said: list[Progress]

    def outcome(self, report: Report, student: str) -> tuple[str, str]:
        """The status and reason of a student's last submission."""
        last = [o for o in report.outcomes if o.student == student][-1]
        return last.status, last.reason

    def score(self, student: str, assignment: str = "tiny") -> float:
        """A submission's score in the gradebook."""
        with open_gradebook(Course(self.root)) as book:
            return float(book.find_submission(assignment, student).score)


def hand_in(
    root: Path, student: str, assignment: str, code: str, at: dt.datetime, spoil: Any = None
) -> None:
    """Fetch, answer (or spoil) and submit, as a trainee does."""
    desk = root / "work" / "desks" / student
    file = fetch(root, assignment, student, desk) / f"{assignment}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = code
    if spoil:
        spoil(notebook)
    nbformat.write(notebook, file)
    if student == "cut":
        file.write_text(file.read_text()[:200])
    submit(root, assignment, student, desk, at)


def without_test(notebook: Any) -> None:
    """Delete the test cell."""
    notebook.cells = [c for c in notebook.cells if not c.metadata.nbgrader.grade]


def with_twin(notebook: Any) -> None:
    """Copy the test cell with its id."""
    notebook.cells.append(
        json.loads(json.dumps(notebook.cells[-1]), object_hook=nbformat.NotebookNode)
    )
    notebook.cells[-1].id = "twin"


@pytest.fixture(scope="module")
def graded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The class, through the real exchange and both rooms, both assignments."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(template, root)
    (root / "work" / "desk" / "nbgrader_config.py").unlink()
    students = ("amy", "bob", "cut", "dee", "eve", "gil")
    enrol(root, {s: s.capitalize() for s in students})
    new_round(root, "warmup", "duel", NOON - dt.timedelta(days=2), NOW + dt.timedelta(days=9))
    for assignment in ("tiny", "duel"):
        release(root, assignment)
    spoils = {"dee": without_test, "eve": with_twin}
    codes = {"bob": HALF, "gil": DEADLY}
    for student in students:
        code = codes.get(student, RIGHT)
        hand_in(root, student, "tiny", code, NOON, spoils.get(student))
    hand_in(root, "amy", "tiny", HALF, NOON - dt.timedelta(hours=1))  # older: not to be graded
    hand_in(root, "stranger", "tiny", RIGHT, NOON)
    for number, guess in enumerate((2, 9, 5, 10)):
        hand_in(root, "amy", "duel", f"guess = {guess}", NOON + dt.timedelta(minutes=number))
    hand_in(root, "bob", "duel", "guess = 6", NOON - dt.timedelta(days=30))  # before it opened
    hand_in(root, "bob", "duel", "guess = 6", NOON)
    hand_in(root, "cut", "duel", "guess = 6", NOON)
    said: list[Progress] = []
    with Crew(Course(root), 2) as crew:
        tiny = grade(root, "tiny", progress=said.append, crew=crew)
        return Graded(root, tiny, grade(root, "duel", crew=crew), said)


def test_right_and_partly_right_answers_get_their_points(graded: Graded) -> None:
    """The newest submission is graded by hidden tests; a failing one gives no points."""
    assert graded.outcome(graded.tiny, "amy") == ("graded", "")
    assert (graded.score("amy"), graded.score("bob")) == (4.0, 0.0)


def test_a_deleted_test_cell_is_put_back_and_run(graded: Graded) -> None:
    """Deleting a test wins nothing and costs nothing."""
    assert graded.outcome(graded.tiny, "dee")[0] == "graded"
    assert graded.score("dee") == 4.0


@pytest.mark.parametrize(
    ("student", "reason"),
    [("cut", "not JSON"), ("stranger", "unknown student")],
)
def test_a_broken_submission_costs_itself_only(graded: Graded, student: str, reason: str) -> None:
    """Its reason is told in words, and everybody else is graded in the same run."""
    status, said = graded.outcome(graded.tiny, student)
    assert status == "failed"
    assert reason in said
    assert graded.tiny.count("graded") == 5


def test_a_copied_cell_and_a_dead_room_cost_what_they_must(graded: Graded) -> None:
    """The last copy counts; a room that its answer ended gives no more points, and says why."""
    assert graded.outcome(graded.tiny, "eve") == ("graded", "")
    assert graded.score("eve") == 4.0
    status, reason = graded.outcome(graded.tiny, "gil")
    assert (status, graded.score("gil")) == ("graded", 0.0)
    assert "room closed" in reason


def test_an_unreadable_submission_is_told_in_formgrader(graded: Graded) -> None:
    """The instructor opens it like any other and reads why; a person must decide."""
    file = graded.root / "work" / "autograded" / "cut" / "tiny" / "tiny.ipynb"
    assert "could not be graded" in nbformat.read(file, as_version=4).cells[0].source
    with open_gradebook(Course(graded.root)) as book:
        grades = book.find_submission("tiny", "cut").notebooks[0].grades
        assert [(g.auto_score, g.needs_manual_grade) for g in grades] == [(0.0, True)]


def test_progress_ends_at_the_total(graded: Graded) -> None:
    """A progress bar reaches its end, and failures are counted on the way."""
    assert [p.done for p in graded.said] == list(range(1, 7))
    assert {p.total for p in graded.said} == {6}
    assert graded.said[-1].failed == 1


def test_the_report_is_kept(graded: Graded) -> None:
    """What a run said can be read later."""
    files = list((graded.root / "work" / "reports").glob("*-tiny.json"))
    assert len(files) == 1
    assert len(json.loads(files[0].read_text())["outcomes"]) == len(graded.tiny.outcomes)


def test_tables_and_case_are_gone_after_grading(graded: Graded) -> None:
    """No scratch is left in the grading folders."""
    left = {p.name for p in (graded.root / "work" / "autograded" / "amy" / "tiny").iterdir()}
    assert left == {"tiny.ipynb", "timestamp.txt", "submission_secret.txt"}


def test_every_contest_submission_is_an_entry_under_the_quota(graded: Graded) -> None:
    """Four on a day with a quota of three: three graded in time order, the fourth kept."""
    entries = [e for e in read_entries(graded.root, "warmup") if e.candidate == "amy"]
    graded_ones = [e for e in entries if e.status is Status.GRADED]
    assert [e.public_points for e in sorted(graded_ones, key=lambda e: e.submitted_at)] == [
        {"seen": 2.0},
        {"seen": 9.0},
        {"seen": 5.0},
    ]
    assert {e.private_points["unseen"] for e in graded_ones} == {8.0, 1.0, 5.0}
    assert [e.status for e in entries][-1] is Status.OVER_QUOTA
    assert all(e.engine.startswith("caopan rooms ") for e in graded_ones)


def test_the_entry_says_what_the_gradebook_says(graded: Graded) -> None:
    """An entry is a copy: the last graded one equals the gradebook's submission."""
    assert graded.score("amy", "duel") == 10.0
    assert graded.score("bob", "duel") == 10.0


def test_early_and_broken_entries_are_marked(graded: Graded) -> None:
    """A submission before the opening is kept and not graded; a broken one has failed."""
    entries = read_entries(graded.root, "warmup")
    latest = {(e.candidate, e.submitted_at): e for e in entries}
    early = latest["bob", NOON - dt.timedelta(days=30)]
    assert (early.status, early.note) == (Status.UNGRADED, "submitted before the round opened")
    assert "not JSON" in latest["cut", NOON].note
    assert latest["cut", NOON].status is Status.FAILED


def test_standings_are_written_when_grading_ends(graded: Graded) -> None:
    """The page's file holds public facts of everybody who takes part."""
    value = json.loads((graded.root / "work/contest/standings.json").read_text())
    rows = {r["candidate"]: r for r in value["rounds"][0]["rows"]}
    assert [(rows[c]["rank"], rows[c]["score"]) for c in ("amy", "bob")] == [(1, 9.0), (2, 6.0)]
    assert (rows["amy"]["status"], rows["amy"]["entries"]) == ("over_quota", 4)
    assert (rows["cut"]["status"], rows["gil"]["status"]) == ("failed", "ungraded")
    assert "unseen" not in json.dumps(value)


def test_grading_again_grades_nothing_twice(graded: Graded) -> None:
    """A second run skips what is settled; no entry is appended."""
    before = read_entries(graded.root)
    again = grade(graded.root, "duel")
    assert {o.status for o in again.outcomes} == {"skipped"}
    assert read_entries(graded.root) == before


@pytest.mark.filterwarnings(  # nbgrader's release_feedback leaves its file to the collector
    r"ignore:Exception ignored in. <_io\.FileIO name='.*timestamp\.txt'"
    ":pytest.PytestUnraisableExceptionWarning"
)
def test_feedback_of_an_open_round_is_not_released(graded: Graded) -> None:
    """It would show private points; an ordinary assignment's goes out."""
    with pytest.raises(CaopanError, match="would show private points"):
        release_feedback(graded.root, "duel", ["amy"])
    release_feedback(graded.root, "tiny", ["amy"])
    feedback = graded.root / "work" / "exchange" / "caopan" / "feedback"
    assert len(list(feedback.glob("*.html"))) == 1
    with pytest.raises(CaopanError, match="nothing of 'hal' is graded"):
        release_feedback(graded.root, "tiny", ["hal"])


def test_withdrawing_is_a_later_row(graded: Graded) -> None:
    """The candidate is last and marked, the earlier entries stay; twice is refused."""
    root = graded.root
    before = read_entries(root)
    withdraw(root, "warmup", "bob")
    assert read_entries(root)[: len(before)] == before
    value = json.loads(write_standings(root).read_text())
    row = next(r for r in value["rounds"][0]["rows"] if r["candidate"] == "bob")
    assert (row["rank"], row["status"]) == (None, "withdrawn")
    for name, who, said in [
        ("warmup", "bob", "withdrawn already"),
        ("final", "bob", "no round 'final'"),
        ("warmup", "nobody", "not in the gradebook"),
    ]:
        with pytest.raises(CaopanError, match=said):
            withdraw(root, name, who)


def test_an_unknown_student_or_assignment_stops_before_grading(graded: Graded) -> None:
    """Asking for somebody who isn't there is a sentence, and leaves no report."""
    reports = len(list((graded.root / "work" / "reports").iterdir()))
    with pytest.raises(CaopanError, match="not in the gradebook"):
        grade(graded.root, "tiny", ["amy", "ammy"])
    with pytest.raises(CaopanError, match=r"no assignment .tinny."):
        grade(graded.root, "tinny")
    assert len(list((graded.root / "work" / "reports").iterdir())) == reports
