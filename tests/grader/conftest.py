"""A tiny course: two assignments of a few cells, built once, copied for each test."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def _cell(grade_id: str, source: str, points: float | None = None) -> str:
    """A code cell of a percent source: an answer, or a test worth some points."""
    about: dict[str, object] = {"grade": points is not None, "grade_id": grade_id}
    if points is not None:
        about["points"] = points
    about |= {"locked": points is not None, "schema_version": 3, "solution": points is None}
    return f"# %% nbgrader={json.dumps(about)}\n{source}\n"


def _hidden(test: str) -> str:
    return f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"


def _answer(lines: str, indent: str = "") -> str:
    return f"{indent}### BEGIN SOLUTION\n{indent}{lines}\n{indent}### END SOLUTION"


SUM = f"def total(values):\n{_answer('return sum(values)', '    ')}"
SUM_CHECK = f"assert total([1, 2, 3]) == 6\n{_hidden('assert total([]) == 0')}"
TINY = _cell("tiny-sum", SUM) + _cell("tiny-sum-check", SUM_CHECK, 4)
DUEL = (
    _cell("duel-guess", _answer("guess = 7"))
    + _cell("duel-seen", _hidden("float(guess)"), 10)
    + _cell("duel-unseen", _hidden("float(10 - guess)"), 10)
)

TINY_ANSWERS = """\
tiny-sum:
  right: ["def total(values):\\n    return sum(values)"]
  wrong:
  - {code: "def total(values):\\n    return sum(values) or None", why: nothing, level: 3}
  - {code: "def total(values):\\n    return 0", why: typed in, level: 0}
"""
DUEL_ANSWERS = """\
duel-guess:
  right: ["guess = 9"]
  wrong:
  - {code: "guess = 7", why: near, level: 3}
  - {code: "guess = 5", why: halfway, level: 2}
  - {code: "guess = 3", why: far, level: 1}
  - {code: "guess = 1", why: farther, level: 0}
"""
DUEL_CARD = """\
title: Duel
title_zh: 对决
parts:
- {id: seen, title: Seen, max: 10, public: true, cells: [duel-seen]}
- {id: unseen, title: Unseen, max: 10, public: false, cells: [duel-unseen]}
"""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny course, built, with both assignments in its gradebook."""
    from grader.authoring import build
    from grader.marking import register

    root = tmp_path_factory.mktemp("template") / "course"
    texts = {"tiny": (TINY, TINY_ANSWERS), "duel": (DUEL, DUEL_ANSWERS)}
    for name, (source, answers) in texts.items():
        (root / "solutions" / name).mkdir(parents=True)
        (root / "solutions" / name / f"{name}.py").write_text(source, encoding="utf-8")
        (root / "solutions" / name / "answers.yaml").write_text(answers, encoding="utf-8")
    (root / "solutions" / "duel" / "assignment.yaml").write_text(DUEL_CARD, encoding="utf-8")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    build(root)
    for name in ("tiny", "duel"):
        register(root, name)
    return root


@pytest.fixture
def course_root(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the tiny course."""
    root = tmp_path / "course"
    shutil.copytree(template, root)
    (root / "work" / "desk" / "nbgrader_config.py").unlink()  # it names the template's folder
    return root


@pytest.fixture
def now() -> dt.datetime:
    """One moment for a whole test."""
    return dt.datetime.now(dt.UTC)
