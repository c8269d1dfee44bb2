"""The lock, environment.yml and pyproject.toml say the same."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CORE = {"nbgrader": "0.9.6", "jupyterlab": "4.6.6", "pandas": "3.1.1"}


def locked() -> dict[str, str]:
    """Map each package of the lock to its version."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", LOCK, flags=re.MULTILINE))


def test_environment_yml_adds_nothing_to_the_lock() -> None:
    """Conda gives Python, pip and make; every other package comes from the lock, with hashes."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    from_pip = [part for part in environment["dependencies"] if isinstance(part, dict)]
    from_conda = [part for part in environment["dependencies"] if isinstance(part, str)]
    assert {re.split("[=<>]", part)[0] for part in from_conda} == {"python", "pip", "make"}
    assert from_pip == [{"pip": ["--require-hashes", "-r requirements.lock"]}]


def test_lock_names_no_index_and_hashes_everything() -> None:
    """The lock can be installed from any index, and only the files that it means."""
    assert not re.search(
        r"^\s*--(extra-)?index-url|--find-links|https?://|file:", LOCK, re.MULTILINE
    )
    entries = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_lock_holds_every_requirement() -> None:
    """Whatever pyproject.toml asks for, the lock has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~;]", line)[0].lower() for line in asked}
    assert names <= set(locked())


def test_core_packages_did_not_move() -> None:
    """A new dependency must not roll back nbgrader, JupyterLab or pandas."""
    assert {name: locked()[name] for name in CORE} == CORE
    assert {name: version(name) for name in CORE} == CORE
