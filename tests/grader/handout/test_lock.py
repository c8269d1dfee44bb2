"""The trainee's part of the lock."""

import re
import tomllib
from pathlib import Path

import pytest

from caopan import CaopanError
from grader.handout import runtime_lock

ROOT = Path(__file__).parents[3]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(lock: str) -> set[str]:
    """List the packages of a lock."""
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", lock, flags=re.MULTILINE))


def test_trainee_gets_the_course_and_no_workshop_tools() -> None:
    """All direct requirements and what they need are kept; test tools and linters are not."""
    kept = names(runtime_lock(LOCK, PROJECT["dependencies"]))
    assert {"jupyterlab", "pandas", "numpy", "python-dateutil", "pyarrow", "ipykernel"} <= kept
    assert not kept & {"pytest", "mypy", "ruff", "hypothesis", "playwright", "duckdb", "uv"}


def test_every_kept_package_keeps_all_hashes() -> None:
    """No entry loses a hash on the way, so that pip can demand them."""
    trimmed = runtime_lock(LOCK, PROJECT["dependencies"])
    whole = set(re.findall(r"--hash=\S+", LOCK))
    kept = re.findall(r"--hash=\S+", trimmed)
    assert kept
    assert set(kept) <= whole
    assert runtime_lock(
        LOCK, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    ).count("--hash") == LOCK.count("--hash")


def test_unlocked_requirement_is_named() -> None:
    """A requirement that the lock lacks is an error which names it."""
    with pytest.raises(CaopanError, match="no-such-package: run make lock"):
        runtime_lock(LOCK, ["no-such-package>=1"])
