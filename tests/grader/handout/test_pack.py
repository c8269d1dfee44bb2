"""The trainee's archive: complete, and without anything that must stay at home."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import nbformat
import pytest

from caopan import CaopanError
from grader.authoring import targets
from grader.handout import pack

ROOT = Path(__file__).parents[3]
AT_HOME = ("solutions/", "tests/", "grader/", "work/", ".git/", ".ci/", "course/src/")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the real course."""
    return pack(ROOT, tmp_path_factory.mktemp("pack") / "caopan-course.zip")


@pytest.fixture(scope="module")
def course(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack it as a trainee does."""
    folder = tmp_path_factory.mktemp("trainee")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / "caopan-course"


def test_archive_holds_the_course_and_nothing_of_home(archive: Path) -> None:
    """Lessons, exercises, samples and the start script are in; solutions, tests, grader are not."""
    with zipfile.ZipFile(archive) as opened:
        names = [name.removeprefix("caopan-course/") for name in opened.namelist()]
    assert {"start.py", "requirements.lock", "README.md", "course/README.md"} <= set(names)
    assert {"course/apps/board.ipynb", "course/apps/planner.ipynb"} <= set(names)
    lessons = (
        "01_operators_job",
        "02_the_board",
        "03_what_fell",
        "04_why_it_fell",
        "05_growth_path",
        "06_goods_and_stock",
        "07_one_session",
        "08_paid_traffic",
        "09_commission_engine",
        "10_commission_incentives",
    )
    for name in lessons:
        assert {f"course/lessons/{name}.ipynb", f"exercises/{name}/{name}.ipynb"} <= set(names)
    assert "datasets/liuyi/events/order_line.parquet" in names
    assert [name for name in names if name.startswith(AT_HOME)] == []


def test_wheel_holds_caopan_alone(course: Path) -> None:
    """The wheel has the toolkit and its command, and not one file of the grading side."""
    (wheel,) = (course / "wheels").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        scripts = next(opened.read(n).decode() for n in names if n.endswith("entry_points.txt"))
    assert "caopan/__init__.py" in names
    assert [
        name for name in names if name.split("/")[0] not in ("caopan", names[-1].split("/")[0])
    ] == []
    assert "grader" not in scripts


def test_no_solution_or_hidden_test_in_any_file(archive: Path) -> None:
    """No telling line between solution or hidden-test marks is found in any packed file."""
    secret = [
        line.strip().encode()
        for target in targets(ROOT)
        if target.assignment
        for line in _between_marks(target.source.read_text(encoding="utf-8"))
    ]
    assert secret
    with zipfile.ZipFile(archive) as opened:
        text = b"\n".join(
            opened.read(n) for n in opened.namelist() if n.endswith((".ipynb", ".py", ".md"))
        )
    assert [line for line in secret if line in text] == []


def test_packing_twice_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    """The same course is the same archive, so that its hash can be published."""
    assert pack(ROOT, tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_unbuilt_checkout_is_refused(tmp_path: Path) -> None:
    """A checkout without built files gives one sentence, and no archive."""
    with pytest.raises(CaopanError, match="run make build"):
        pack(tmp_path, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.installs
def test_lesson_01_runs_in_a_bare_environment(course: Path) -> None:
    """With nothing but Python, the start script sets up and lesson 01 runs to its end."""
    kept = ("PIP_", "SSL_", "LANG", "LC_", "TMPDIR", "http", "HTTP", "no_proxy", "NO_PROXY")
    environment = {k: v for k, v in os.environ.items() if k.startswith(kept)}
    environment |= {"HOME": str(course.parent), "PATH": "/usr/bin:/bin"}
    python = getattr(sys, "_base_executable", sys.executable)

    def run(*command: str) -> None:
        done = subprocess.run(
            command, cwd=course, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    run(python, "start.py", "--setup-only")
    inside = course / ".venv" / "bin"
    run(
        str(inside / "python"), "-c", "import importlib.util as u; assert not u.find_spec('grader')"
    )
    lesson = course / "course" / "lessons" / "01_operators_job.ipynb"
    run(str(inside / "jupyter"), "execute", "--inplace", "--timeout=120", str(lesson))
    done = nbformat.read(lesson, as_version=4)
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    assert code
    assert all(cell.execution_count for cell in code)
    assert any("image/png" in o.get("data", {}) for cell in code for o in cell.outputs)
    assert_opens(course, python, environment)


def assert_opens(course: Path, python: str, environment: dict[str, str]) -> None:
    """Start the course as its readme says, open the contents, and stop it by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [python, "start.py", "--no-browser", "--port", str(port)]
    log = course.parent / "start.log"
    with log.open("w") as said:
        house = subprocess.Popen(
            command, cwd=course, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        address = None
        deadline = time.monotonic() + 90
        while address is None:
            assert house.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.5)
            found = re.search(r"http://127\.0\.0\.1:\d+/lab\S*\?token=\w+", log.read_text())
            address = found and found[0]
        assert "/lab/tree/course/README.md?" in address
        with urllib.request.urlopen(address, timeout=30) as page:
            text = page.read().decode()
        assert "@jupyter/nbgrader:create-assignment" in text
        assert not (course.parent / ".jupyter").exists(), "the home was written to"
    finally:
        os.killpg(house.pid, signal.SIGTERM)
        house.wait(30)


def _between_marks(source: str) -> list[str]:
    """List the telling lines (30 characters or more) that stand between BEGIN and END marks."""
    inside, lines = False, []
    for line in source.splitlines():
        if "### BEGIN" in line or "### END" in line:
            inside = "### BEGIN" in line
        elif inside and len(line.strip()) >= 30:
            lines.append(line.strip())
    return lines
