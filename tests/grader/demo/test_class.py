"""The demonstration class, on the tiny course: really graded, resumable, alone in its records."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from caopan.errors import CaopanError
from grader.contest import read_entries
from grader.demo import CLASS, Candidate, is_complete
from grader.demo import seed as seed_class
from grader.demo.answers import choose
from grader.marking import enrol, known_students
from grader.marking.course import Course, open_gradebook
from grader.marking.intake import inbound

PEOPLE = (
    Candidate("sim-a", "A (simulated)", 1.0, first=4),
    Candidate("sim-b", "B (simulated)", 0.1, second=1),
    Candidate("sim-c", "C (simulated)", 0.5, broken=True),
    Candidate("sim-d", "D (simulated)", 0.5, lessons=0, first=0),
    Candidate("sim-e", "E (simulated)", 0.4, lessons=0, withdraws=True),
)


def seed(root: Path, **values: Any) -> list[dict[str, Any]]:
    """Seed the small class; returns the leaderboard's rows."""
    file = seed_class(root, lesson="tiny", contest="duel", people=PEOPLE, **values)
    rows: list[dict[str, Any]] = json.loads(file.read_text())["rounds"][0]["rows"]
    return rows


class Stopped(Exception):
    """Somebody stops the seeding."""


@pytest.fixture(scope="module")
def seeded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a real trainee whose class was stopped once, then completed."""
    root = tmp_path_factory.mktemp("seeded") / "course"
    shutil.copytree(template, root)
    (root / "work" / "desk" / "nbgrader_config.py").unlink()
    enrol(root, {"real": "A Real Trainee"})

    def stop(done: int, _total: int, _what: str) -> None:
        if done >= 2:
            raise Stopped

    with pytest.raises(Stopped):
        seed(root, progress=stop)
    assert not is_complete(root)
    steps: list[tuple[int, int]] = []
    seed(root, progress=lambda done, total, _: steps.append((done, total)))
    assert all(done <= total for done, total in steps)
    assert is_complete(root)
    return root


def rows_of(root: Path) -> dict[str, dict[str, Any]]:
    """The leaderboard's rows by candidate."""
    value = json.loads((root / "work" / "contest" / "standings.json").read_text())
    return {r["candidate"]: r for r in value["rounds"][0]["rows"]}


def test_the_class_is_on_the_leaderboard_by_skill(seeded: Path) -> None:
    """The strong candidate leads the weak one; everybody is shown, marked as simulated."""
    rows = rows_of(seeded)
    assert (rows["sim-a"]["rank"], rows["sim-b"]["rank"]) == (1, 2)
    assert rows["sim-a"]["score"] == 9.0 > rows["sim-b"]["score"]
    assert all("(simulated)" in rows[c.id]["name"] for c in PEOPLE)


def test_every_kind_of_candidate_is_there(seeded: Path) -> None:
    """Over the quota, broken, nothing submitted, withdrawn: each is shown as such."""
    rows = rows_of(seeded)
    assert {c: rows[c]["status"] for c in ("sim-a", "sim-b", "sim-c", "sim-d", "sim-e")} == {
        "sim-a": "over_quota",
        "sim-b": "graded",
        "sim-c": "failed",
        "sim-d": "ungraded",
        "sim-e": "withdrawn",
    }


def test_stopping_and_seeding_again_doubles_nothing(seeded: Path) -> None:
    """Each submission is in the exchange once and graded once; a third start changes nothing."""
    counts = {c: len(own) for c, own in inbound(Course(seeded), "duel").items()}
    assert counts == {"sim-a": 4, "sim-b": 2, "sim-c": 1, "sim-e": 1}
    before = read_entries(seeded)
    assert len({(e.candidate, e.submitted_at) for e in before if e.status == "graded"}) == 6
    seed(seeded)
    assert read_entries(seeded) == before


def test_nobody_else_is_touched(seeded: Path) -> None:
    """The real trainee keeps the name and has no submission."""
    assert known_students(seeded)["real"] == "A Real Trainee"
    with open_gradebook(Course(seeded)) as book:
        assert [s.student_id for s in book.assignment_submissions("tiny")].count("real") == 0


def test_an_id_that_belongs_to_somebody_is_refused(course_root: Path) -> None:
    """The class does not take over a real student's record."""
    enrol(course_root, {"sim-b": "Somebody Real"})
    with pytest.raises(CaopanError, match="'sim-b' is somebody real"):
        seed(course_root)
    assert known_students(course_root) == {"sim-b": "Somebody Real"}


def test_the_course_has_twelve_candidates_of_every_kind() -> None:
    """Twelve, different in skill, each marked; the kinds that a leaderboard must show are there."""
    assert len({c.id for c in CLASS}) == len({c.name for c in CLASS}) == 12
    assert all("(simulated)" in c.name and c.id.startswith("sim-") for c in CLASS)
    assert len({c.skill for c in CLASS}) == 12
    kinds = (
        any(c.broken for c in CLASS),
        any(c.withdraws for c in CLASS),
        any(c.first > 3 for c in CLASS),
        any(c.first == c.lessons == 0 for c in CLASS),
        any(c.second for c in CLASS),
    )
    assert all(kinds)


def test_more_skill_never_chooses_worse() -> None:
    """For one candidate's luck, the chosen level rises with skill and ends at a right answer."""
    wrong = [{"code": str(level), "level": level} for level in range(4)]
    answer = {"right": ["9"], "wrong": wrong}
    for cell in ("a", "b", "c"):
        chosen = [
            int(choose(answer, cell, Candidate("x", "x", skill / 50), 0))
            for skill in range(-20, 80)
        ]
        assert chosen == sorted(chosen)
        assert (chosen[0], chosen[-1]) == (0, 9)
