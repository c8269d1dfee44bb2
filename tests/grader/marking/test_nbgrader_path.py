"""nbgrader's own programs on our course: its commands in order, then formgrader in a server."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

# One process for all commands: each one's imports alone take seconds.
COMMANDS = """
import contextlib
import sys
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
for line in sys.stdin.read().splitlines():
    app = NbGraderApp.instance()
    app.initialize(line.split())
    with contextlib.suppress(NoStart):  # raised when a subcommand has done its work
        app.start()
    app.reset()
"""


def nbgrader(root: Path, *commands: str) -> str:
    """Run nbgrader commands in a course's folder; all must succeed. Returns what they say."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COMMANDS],
        cwd=root,
        input="\n".join(commands),
        capture_output=True,
        text=True,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "CAOPAN_COURSE_ROOT"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def walked(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that went the whole way with nbgrader's own commands only."""
    root = tmp_path_factory.mktemp("walked") / "course"
    shutil.copytree(template, root)
    shutil.rmtree(root / "work")
    shutil.rmtree(root / "exercises")
    nbgrader(
        root,
        "generate_assignment tiny --create",
        "release_assignment tiny",
        "fetch_assignment tiny --student=amy",
    )
    notebook = root / "work" / "desk" / "tiny" / "tiny.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("...  # Your code here", "return sum(values)"))
    nbgrader(
        root,
        "submit tiny --student=amy",
        "collect tiny",
        "autograde tiny",
        "generate_feedback tiny",
        "release_feedback tiny",
        "fetch_feedback tiny --student=amy",
    )
    return root


def test_stock_commands_work_and_stay_under_work(walked: Path) -> None:
    """Every step leaves its result where the course keeps it, and nothing beside it."""
    for place in ("submitted/amy/tiny", "autograded/amy/tiny", "feedback/amy/tiny", "desk/tiny"):
        assert (walked / "work" / place).is_dir(), place
    html = list((walked / "work" / "desk" / "tiny" / "feedback").rglob("tiny.html"))
    assert len(html) == 1
    assert "Score: 4.0 / 4.0" in html[0].read_text(encoding="utf-8")
    assert {p.name for p in walked.iterdir()} - {"__pycache__"} == {
        "exercises",
        "nbgrader_config.py",
        "solutions",
        "work",
    }


def test_no_source_reaches_the_release_or_the_exchange(walked: Path) -> None:
    """The assignment's folder holds sources and cards; only the notebook travels."""
    for folder in ("exercises", "work/exchange/caopan/outbound", "work/desk/tiny"):
        files = [p.name for p in (walked / folder).rglob("*") if p.is_file()]
        assert {name for name in files if not name.endswith(".html")} == {"tiny.ipynb"}, folder


@pytest.fixture(scope="module")
def server(walked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A Jupyter server with nbgrader's pages on that course: address and token."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-W", "ignore", "-m", "jupyter", "server", "--no-browser"),
                *("--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
                f"--IdentityProvider.token={token}",
            ],
            cwd=walked,
            stdout=out,
            stderr=out,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, f"{address}/api/status?token={token}", log)
        yield address, token
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


def _get(server: tuple[str, str], path: str) -> str:
    address, token = server
    asked = urllib.request.Request(f"{address}{path}", headers={"Authorization": f"token {token}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def test_formgrader_shows_the_course(server: tuple[str, str]) -> None:
    """Its page opens, and its data name our assignments, with the submission and its score."""
    assert "Add new assignment" in _get(server, "/formgrader/manage_assignments")
    found = {a["name"]: a for a in json.loads(_get(server, "/formgrader/api/assignments"))}
    assert set(found) >= {"tiny"}
    assert (found["tiny"]["num_submissions"], found["tiny"]["status"]) == (1, "released")
    submissions = json.loads(_get(server, "/formgrader/api/submissions/tiny"))
    amy = next(s for s in submissions if s["student"] == "amy")
    assert (amy["score"], amy["max_score"]) == (4.0, 4.0)


def test_formgrader_opens_the_graded_notebook(server: tuple[str, str]) -> None:
    """An instructor can read the executed submission with the hidden tests in it."""
    notebooks = json.loads(_get(server, "/formgrader/api/submitted_notebooks/tiny/tiny"))
    page = _get(server, f"/formgrader/submissions/{notebooks[0]['id']}/")
    assert "assert total([]) == 0" in re.sub(r"<[^>]+>", "", page)


def test_the_assignment_list_offers_and_remembers(server: tuple[str, str]) -> None:
    """What is fetched is found on the desk, and the submission with its feedback is listed."""
    assert json.loads(_get(server, "/courses"))["value"] == ["caopan"]
    listed = json.loads(_get(server, "/assignments?course_id=caopan"))["value"]
    fetched = [a for a in listed if a["status"] == "fetched"]
    assert [a["path"] for a in fetched] == ["work/desk/tiny"]
    submitted = [a for a in listed if a["status"] == "submitted"]
    assert submitted[0]["submissions"][0]["has_local_feedback"]
