"""Servers started as a person starts them: in a process of their own, with a home of their own."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from caopan.errors import CaopanError
from grader.server import start
try:
    start(Path(sys.argv[1]), browser=False, role=sys.argv[2], seed_demo=sys.argv[3:])
except CaopanError as error:
    sys.exit(f"caopan: {error}")
"""


@dataclass
class Started:
    """A started house: its process, what it printed, and the folders that it may touch."""

    process: subprocess.Popen[str]
    root: Path
    home: Path
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read along from the beginning."""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        """Collect what is printed, until the process ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Wait until a line with these words was printed."""
        deadline = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.05)

    @property
    def addresses(self) -> dict[str, str]:
        """The printed addresses by name."""
        shown = (line.split() for line in self.lines if "http://127.0.0.1:" in line)
        return {words[0]: words[1] for words in shown}

    def left(self) -> list[str]:
        """Processes of this machine that still belong to the house."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                said = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.root).encode() in said and int(entry.name) != os.getpid():
                found.append(entry.name)
        return found


Start = Callable[..., Started]


@pytest.fixture(scope="module")
def start_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start houses, and make sure that none is left."""
    started: list[Started] = []

    def start(role: str = "instructor", *seed: str) -> Started:
        base = tmp_path_factory.mktemp(role)
        root, home = base / "course of 操盘", base / "home"  # a blank and no ASCII in the path
        home.mkdir()
        for folder in (root, root / "work" / "trainee"):
            (folder / "course").mkdir(parents=True)
            (folder / "course" / "README.md").write_text("# Contents\n", encoding="utf-8")
        shutil.copy(REPOSITORY / "nbgrader_config.py", root)
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root), role, *seed],
            cwd=root,
            env={**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        house = Started(process, root, home)
        started.append(house)
        house.wait_for("Stop with Ctrl-C")
        return house

    yield start
    for house in started:
        if house.process.poll() is None:
            house.process.send_signal(signal.SIGTERM)
            house.process.wait(20)
        house.reader.join(5)
        assert house.process.stdout is not None
        house.process.stdout.close()
