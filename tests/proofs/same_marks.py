"""Same marks: honest submissions through stock nbgrader and through the rooms, row by row.

``make same-marks``: a sample with ``SCALE=ci``, 210 submissions with ``SCALE=full``, whose JSON is
committed beside this.
Every Grade and Comment row must be equal, but for the documented rules: an answer that warns on
stderr keeps its points here and loses them in stock. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
LESSON, CONTEST = "01_operators_job", "contest_warmup"
SIZES = {"ci": {LESSON: 14, CONTEST: 10}, "full": {LESSON: 130, CONTEST: 80}}
STOCK = """
exec(open({config!r}).read())
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors." + n for n in (
    "ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")]
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors." + n for n in (
    "Execute", "LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")]
c.Execute.timeout = 120
c.Execute.shutdown_kernel = "immediate"
c.OverwriteCells.add_missing_cells = True
"""
# Honest ways to be wrong that no list of answers has.
TROUBLE = {
    "raises": "raise ValueError('I do not know')",
    "syntax": "this is not python",
    "slow": "import time\ntime.sleep(1)",
    "blank": None,
    "nothing": "pass",
}


def make_course(root: Path) -> None:
    """Copy the repository's assignments into a course of their own."""
    from grader.authoring import build
    from grader.marking import register

    for name in (LESSON, CONTEST):
        shutil.copytree(REPOSITORY / "solutions" / name, root / "solutions" / name)
    shutil.copytree(REPOSITORY / "datasets", root / "datasets")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    build(root)
    for name in (LESSON, CONTEST):
        register(root, name)


def hand_in(root: Path, assignment: str, count: int) -> list[str]:
    """Write so many submissions with one variant for all of them; give the students."""
    import nbformat
    import yaml

    from grader.marking import enrol
    from grader.marking.card import read_card
    from grader.marking.course import Course
    from grader.marking.variants import AUTHORS_SECRET, make_variants

    course = Course(root)
    answers = yaml.safe_load((course.source(assignment) / "answers.yaml").read_text("utf-8"))
    made = make_variants(read_card(course, assignment), ["author"], AUTHORS_SECRET)[0]
    students = [f"{assignment[:3].strip('_')}-{n:03d}" for n in range(count)]
    enrol(root, dict.fromkeys(students, ""))
    for number, student in enumerate(students):
        made.write(course.variants(assignment, student), course.truth(assignment, student))
        released = root / "exercises" / assignment / f"{assignment}.ipynb"
        notebook = nbformat.read(released, as_version=4)
        _fill(notebook, answers, random.Random(f"{assignment}{number}"))
        folder = course.submitted(student, assignment)
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{assignment}.ipynb")
        (folder / "timestamp.txt").write_text("2026-03-02 01:02:03 UTC")
    return students


def _fill(notebook: Any, answers: dict[str, Any], luck: random.Random) -> None:
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name not in answers:
            continue
        known = answers[name]
        wrong = [w["code"] for w in known.get("wrong") or []]
        choice = luck.random()
        if choice < 0.5:
            cell.source = luck.choice(known["right"])
        elif choice < 0.8 and wrong:
            cell.source = luck.choice(wrong)
        elif cell.cell_type == "code":
            trouble = TROUBLE[luck.choice(sorted(TROUBLE))]
            cell.source = cell.source if trouble is None else trouble


def stock(root: Path, assignment: str, students: list[str]) -> None:
    """Grade with stock nbgrader, the truth mounted as it was before there were rooms."""
    from nbgrader.apps import NbGraderAPI

    from grader.marking.course import Course, environment, nbgrader_config

    course = Course(root)
    mounted = {
        "CAOPAN_CASE": str(course.truth(assignment, students[0])),
        "CAOPAN_DATASETS": str(course.variants(assignment, students[0])),
    }
    api = NbGraderAPI(config=nbgrader_config(course), log_level=logging.CRITICAL)
    for student in students:
        with environment(mounted), contextlib.redirect_stderr(io.StringIO()):
            done = api.autograde(assignment, student, force=True, create=True)
        assert done["success"], done["log"][-3000:]


def ours(root: Path, assignment: str, students: list[str]) -> None:
    """Grade through the second door: nbgrader's own API with the rooms in its configuration."""
    from nbgrader.apps import NbGraderAPI

    from grader.marking.course import Course, nbgrader_config

    api = NbGraderAPI(config=nbgrader_config(Course(root)), log_level=logging.CRITICAL)
    for student in students:
        with contextlib.redirect_stderr(io.StringIO()):
            done = api.autograde(assignment, student, force=True, create=True)
        assert done["success"], done["log"][-3000:]


def rows(root: Path, assignment: str) -> dict[str, Any]:
    """Give every Grade and Comment row of an assignment, by student and cell."""
    from grader.marking.course import Course, open_gradebook

    with open_gradebook(Course(root)) as book:
        found: dict[str, Any] = {}
        for submission in book.assignment_submissions(assignment):
            for notebook in submission.notebooks:
                key = f"{submission.student.id}/"
                for g in notebook.grades:
                    mark = (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade)
                    found[key + g.name] = (*mark, float(g.score), notebook.late_submission_penalty)
                for c in notebook.comments:
                    found[f"{key}{c.name} said"] = (c.auto_comment, c.manual_comment)
        return found


def warned(root: Path, student: str, assignment: str, cell: str) -> bool:
    """Say whether a test wrote to stderr in stock: the documented difference."""
    file = root / "work" / "autograded" / student / assignment / f"{assignment}.ipynb"
    for one in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") == cell:
            return any(o.get("name") == "stderr" for o in one.get("outputs", []))
    return False


def compare(here: Path, there: Path, assignment: str) -> tuple[int, list[str], list[str]]:
    """Count equal rows; name those that differ, and those that differ as documented."""
    mine, theirs = rows(here, assignment), rows(there, assignment)
    assert mine.keys() == theirs.keys()
    wrong, known = [], []
    for key in sorted(mine):
        if mine[key] != theirs[key]:
            student, cell = key.split("/")
            rule = warned(there, student, assignment, cell)
            (known if rule else wrong).append(f"{key}: {mine[key]} here, {theirs[key]} in stock")
    return len(mine) - len(wrong) - len(known), wrong, known


def part(name: str, root: Path, assignment: str, students: list[str]) -> Any:
    """Run one half in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "--part", name, "--root", str(root)]
    command += ["--assignment", assignment, "--students", ",".join(students)]
    environment = {**os.environ, "CAOPAN_COURSE_ROOT": str(root)}
    return subprocess.Popen(command, env=environment)


def main() -> int:
    """Grade both ways and compare."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name in ("part", "root", "assignment", "students"):
        asked.add_argument(f"--{name}", default="")
    asked.add_argument("--scale", default="ci", choices=sorted(SIZES))
    given = asked.parse_args()
    warnings.simplefilter("ignore")
    if given.part:
        half = {"stock": stock, "ours": ours}[given.part]
        half(Path(given.root), given.assignment, given.students.split(","))
        return 0
    started = time.monotonic()
    told: dict[str, Any] = {"submissions": 0, "rows_equal": 0, "rows_by_rule": 0, "rows_wrong": 0}
    with tempfile.TemporaryDirectory(prefix="caopan-same-") as scratch:
        here, there = Path(scratch) / "ours", Path(scratch) / "stock"
        make_course(here)
        handed = {name: hand_in(here, name, count) for name, count in SIZES[given.scale].items()}
        shutil.copytree(here, there)
        config = there / "nbgrader_config.py"
        shutil.copy(config, there / "rooms_config.py")
        config.write_text(STOCK.format(config=str(there / "rooms_config.py")), encoding="utf-8")
        for name, students in handed.items():
            halves = [part("ours", here, name, students), part("stock", there, name, students)]
            assert [p.wait() for p in halves] == [0, 0]
            equal, wrong, known = compare(here, there, name)
            print(f"{name}: {equal} rows equal, {len(known)} by rule, {len(wrong)} wrong")
            print("\n".join([*wrong, *known]))
            told["submissions"] += len(students)
            told["rows_equal"] += equal
            told["rows_by_rule"] += len(known)
            told["rows_wrong"] += len(wrong)
    told["seconds"] = round(time.monotonic() - started)
    print(json.dumps(told))
    return int(told["rows_wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
