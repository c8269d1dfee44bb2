"""From text to notebooks, on the real course and on small made-up ones."""

import json
import subprocess
from pathlib import Path

import nbformat
import pytest

from caopan import CaopanError
from grader.authoring import build, differences, read_source, targets
from grader.authoring.notebooks import dump

ROOT = Path(__file__).parents[3]
HEADER = (
    'nbgrader={{"grade": {grade}, "grade_id": "{name}", "locked": {locked}, "points": 1, '
    '"schema_version": 3, "solution": {solution}, "task": false, "cell_type": "code"}}'
)
ANSWER = HEADER.format(grade="false", name="a-sum", locked="false", solution="true")
CHECK = HEADER.format(grade="true", name="a-sum-check", locked="true", solution="false")
SOURCE = f"""# %% [markdown]
# # Sums 求和

# %% {ANSWER.replace('"points": 1, ', "")}
### BEGIN SOLUTION
total = 41 + 1
### END SOLUTION

# %% {CHECK}
assert isinstance(total, int)
### BEGIN HIDDEN TESTS
assert total == 42
### END HIDDEN TESTS
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Lay out a course of one lesson and one assignment."""
    for name in ("course/src/01_sums.py", "solutions/sums/sums.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_second_build_writes_nothing(course: Path) -> None:
    """Building twice gives the same bytes, so the second build has nothing to write."""
    assert [p.as_posix() for p in build(course)] == [
        "course/lessons/01_sums.ipynb",
        "solutions/sums/sums.ipynb",
        "exercises/sums/sums.ipynb",
    ]
    assert build(course) == []
    assert differences(course) == []


def test_release_hides_the_answer_and_the_hidden_test(course: Path) -> None:
    """What trainees get has a blank, the visible test, and neither 42 nor a mark."""
    build(course)
    released = nbformat.read(course / "exercises/sums/sums.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in released.cells)
    assert "# Your code here" in text
    assert "isinstance(total, int)" in text
    assert "42" not in text
    assert "SOLUTION" not in text
    assert sorted(p.name for p in (course / "exercises").rglob("*") if p.is_file()) == [
        "sums.ipynb"
    ]


def test_edited_and_stray_notebooks_are_named(course: Path) -> None:
    """A built file that was edited, and one without a source, are each said in words."""
    build(course)
    built = course / "course/lessons/01_sums.ipynb"
    built.write_text(built.read_text(encoding="utf-8").replace("Sums", "Summs"), encoding="utf-8")
    (course / "exercises/old.ipynb").write_text("{}", encoding="utf-8")
    assert differences(course) == [
        "course/lessons/01_sums.ipynb: differs from its source; run make build and commit it",
        "exercises/old.ipynb: has no source; delete it",
    ]


def test_unclosed_mark_is_refused_and_nothing_is_written(course: Path) -> None:
    """A solution whose end mark is missing stops the build with the file's name."""
    source = course / "solutions/sums/sums.py"
    source.write_text(SOURCE.replace("### END HIDDEN TESTS", ""), encoding="utf-8")
    with pytest.raises(CaopanError, match=r"sums\.py"):
        build(course)
    assert not (course / "exercises").exists()


def test_short_header_is_refused_with_its_cell(course: Path) -> None:
    """A header that lacks one of nbgrader's keys is named with file and cell."""
    source = course / "solutions/sums/sums.py"
    source.write_text(SOURCE.replace('"schema_version": 3, ', "", 1), encoding="utf-8")
    with pytest.raises(CaopanError, match=r"sums\.py, cell 2: .*schema_version"):
        build(course)


def test_committed_notebooks_equal_a_fresh_build() -> None:
    """Lessons, pages and exercises in the repository are what their sources give today."""
    assert differences(ROOT) == []


def test_release_bytes_are_nbgraders_own() -> None:
    """Releasing from formgrader writes the committed bytes: both use nbformat's writer."""
    released = [t.released for t in targets(ROOT) if t.released]
    assert released
    for path in released:
        assert dump(nbformat.read(path, as_version=4)) == path.read_bytes()


def test_nothing_secret_is_committed_to_exercises() -> None:
    """In exercises/ lie notebooks only: no source, no solution, no hidden test, no output."""
    listed = subprocess.run(
        ["git", "ls-files", "exercises"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    files = [ROOT / name for name in listed]
    assert files
    assert {path.suffix for path in files} == {".ipynb"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        assert not [mark for mark in ("SOLUTION", "HIDDEN TESTS") if mark in text]
        assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_no_solution_line_reaches_the_release() -> None:
    """Not one line of code between solution or hidden-test marks is found in a release."""
    for target in targets(ROOT):
        if target.released is None:
            continue
        released = target.released.read_text(encoding="utf-8")
        source = read_source(target.source)
        secret = [line for cell in source.cells for line in _between_marks(cell.source)]
        assert secret
        assert not [
            line for line in secret if json.dumps(line, ensure_ascii=False)[1:-1] in released
        ]


def _between_marks(source: str) -> list[str]:
    """List the telling lines (20 characters or more) that stand between BEGIN and END marks."""
    inside, lines = False, []
    for line in source.splitlines():
        if "### BEGIN" in line or "### END" in line:
            inside = "### BEGIN" in line
        elif inside and len(line.strip()) >= 20:
            lines.append(line.strip())
    return lines
