"""A zygote for each protection that works here, and rooms that are ended whatever a test does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.rooms import probe
from grader.rooms.limits import Limits
from grader.rooms.protection import Protection
from grader.rooms.sitting import Sitting
from grader.rooms.workshop import MODULES, Zygote

# Small enough that an attack on them ends in seconds.
SMALL = Limits(
    cell_seconds=3,
    grace_seconds=2,
    notebook_seconds=30,
    cpu_seconds=20,
    call_seconds=2,
    memory_mb=400,
    processes=24,
    file_mb=8,
    output_mb=1,
    message_mb=4,
)


def _zygote(protection: Protection) -> Iterator[Zygote]:
    found = probe.tried(protection)
    assert found.works, f"{protection} does not work on this machine: {found.why}"
    with Zygote(protection, modules=MODULES) as made:
        yield made


@pytest.fixture(scope="package")
def strong() -> Iterator[Zygote]:
    """A zygote whose rooms have namespaces of their own."""
    yield from _zygote(Protection.NAMESPACES)


@pytest.fixture(scope="package")
def weak() -> Iterator[Zygote]:
    """A zygote whose rooms are kept apart by Landlock and the filter of system calls."""
    yield from _zygote(Protection.LANDLOCK)


@pytest.fixture(params=["strong", "weak"])
def zygote(request: pytest.FixtureRequest) -> Zygote:
    """Either of them."""
    made: Zygote = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def sit(zygote: Zygote) -> Iterator[Callable[..., Sitting]]:
    """Open sittings; all end with the test."""
    made: list[Sitting] = []

    def begin(limits: Limits = SMALL, **files: bytes) -> Sitting:
        sitting = Sitting(zygote, limits, {k.replace("__", "."): v for k, v in files.items()})
        made.append(sitting)
        sitting.begin()
        return sitting

    yield begin
    for sitting in made:
        sitting.end()


def said(outputs: list[dict[str, Any]]) -> str:
    """What a cell printed, showed and raised, as one text."""
    parts = []
    for output in outputs:
        data = output.get("data", {}).get("text/plain", "")
        error = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        parts += [output.get("text", ""), data, error if output["output_type"] == "error" else ""]
    return "\n".join(p for p in parts if p)


@pytest.fixture(name="said")
def _said() -> Callable[[list[dict[str, Any]]], str]:
    return said


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that no room may see."""
    file = tmp_path / "secret.txt"
    file.write_text("canary-5f1d", encoding="utf-8")
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)  # rights alone would not hide it
    return file
