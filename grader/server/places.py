"""Where the server keeps its own things: under work/, never in a person's home."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from caopan.errors import CaopanError
from grader.files import write_atomically
from grader.handout.start import LAB_SETTINGS
from grader.server.settings import Settings

TEMPLATES = Path(__file__).parents[1] / "leaderboard" / "template"

# what a role does not use is not shown either
_HIDDEN = {
    "instructor": ["@jupyter/nbgrader:course-list"],
    "trainee": [
        "@jupyter/nbgrader:course-list",
        "@jupyter/nbgrader:formgrader",
        "@jupyter/nbgrader:create-assignment",
    ],
}


def home(settings: Settings) -> Path:
    """The folder for Jupyter's own files; each role has one."""
    return settings.work / "jupyter" / settings.role


def prepare(settings: Settings) -> None:
    """Write the settings that JupyterLab and nbgrader read as files.

    Raises:
        CaopanError: the disk does not take them.
    """
    config = home(settings) / "config"
    _write(config / "labconfig" / "default_setting_overrides.json", LAB_SETTINGS)
    disabled = dict.fromkeys(_HIDDEN[settings.role], True)
    _write(config / "labconfig" / "page_config.json", {"disabledExtensions": disabled})
    write_atomically(config / "nbgrader_config.py", _nbgrader_config(settings))
    if settings.role == "trainee":
        _make(_desk(settings))  # the assignment list fails without it


def environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server and of everything that it starts.

    >>> root = Path("/c")
    >>> settings = Settings(root=root, served=root, work=root / "work", role="instructor",
    ...                     port=1, token="t", page="work/leaderboard/leaderboard.ipynb")
    >>> made = environment(settings, {"PATH": "/bin"})["JUPYTER_CONFIG_DIR"]
    >>> Path(made).relative_to(root).as_posix()
    'work/jupyter/instructor/config'
    """
    base = home(settings)
    own = {
        "JUPYTER_CONFIG_DIR": base / "config",
        "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": base / "lab" / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "lab" / "workspaces",
        "IPYTHONDIR": base / "ipython",
        "MPLCONFIGDIR": base / "matplotlib",
        "JUPYTER_PATH": TEMPLATES,
        "CAOPAN_COURSE_ROOT": settings.root,
        "CAOPAN_STANDINGS": settings.work / "contest" / "standings.json",
    }
    kept = {name: value for name, value in inherited.items() if name not in _DROPPED}
    # terminals in the lab find `grader`, `caopan` and `nbgrader`
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", "")])
    return {**kept, **{name: str(value) for name, value in own.items()}, "PATH": path}


# a server started from a notebook or another server must not inherit that one's identity
_DROPPED = frozenset(
    {"JPY_PARENT_PID", "JPY_SESSION_NAME", "JUPYTER_TOKEN", "JUPYTER_CONFIG_PATH", "QUERY_STRING"}
)


def _nbgrader_config(settings: Settings) -> str:
    """The course's own nbgrader settings; a trainee's desk is in the folder that is served."""
    lines = [
        '"""Written anew at each start: the course\'s settings, for the server."""',
        "c = get_config()  # noqa: F821",
        f'load_subconfig("nbgrader_config.py", path={str(settings.root)!r})  # noqa: F821',
    ]
    if settings.role == "trainee":
        lines.append(f"c.Exchange.assignment_dir = {str(_desk(settings))!r}")
    return "\n".join(lines) + "\n"


def _desk(settings: Settings) -> Path:
    """Where a trainee's fetched assignments lie."""
    return settings.served / "desk"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaopanError(
            f"{folder}: cannot be made ({error.strerror}); give write permission there, "
            "then start again."
        ) from error


def _write(path: Path, content: object) -> None:
    write_atomically(path, json.dumps(content, indent=2) + "\n")
