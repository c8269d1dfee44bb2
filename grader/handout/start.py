"""Set up the course once and open it: python3 start.py [--no-browser] [--port N].

Needs Python 3.11 or newer, nothing else. It makes .venv beside this file from requirements.lock,
then starts JupyterLab at the handbook's contents. Ctrl-C stops it; your work stays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTENTS = "course/README.md"
# Markdown is read, not edited; nothing is asked of the internet. The house uses these, too.
LAB_SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}
# What needs an instructor's server is not offered.
CLOSED = ("formgrader", "course_list", "assignment_list")
HIDDEN = ("formgrader", "course-list", "assignment-list", "create-assignment")


def main() -> int:
    """Set up if needed, then run JupyterLab until it is stopped."""
    parser = argparse.ArgumentParser(description="Open the Caopan course.")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument("--port", type=int, default=8888, help="the next free one is taken if busy")
    parser.add_argument("--setup-only", action="store_true", help="install, do not start")
    asked = parser.parse_args()
    if sys.version_info < (3, 11):
        print("Python 3.11 or newer is needed; start this file with a newer python3.")
        return 2
    try:
        python = installed()
    except subprocess.CalledProcessError:
        print("The installation stopped (see above). Mend it, then run the same command again.")
        return 2
    if asked.setup_only:
        return 0
    command = [python, "-m", "jupyterlab", f"--port={asked.port}"]
    if asked.no_browser:
        command.append("--no-browser")
    try:
        return subprocess.call(command, cwd=HERE, env=os.environ | settings())
    except KeyboardInterrupt:
        return 0


def installed() -> str:
    """Give the course's Python, installing what the lock names if that is not done yet."""
    environment = HERE / ".venv"
    python = str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    wheel = next((HERE / "wheels").glob("caopan-*.whl"))
    lock = HERE / "requirements.lock"
    state = hashlib.sha256(lock.read_bytes() + wheel.read_bytes()).hexdigest()
    stamp = environment / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return python
    print("Setting up the course: a minute or two, once.")
    venv.create(environment, clear=True, with_pip=True)
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    stamp.write_text(state, encoding="utf-8")
    return python


def settings() -> dict[str, str]:
    """Write JupyterLab's settings beside this file, not in your home; say where they are."""
    own = HERE / ".jupyter"
    server = {
        "ServerApp": {
            "ip": "127.0.0.1",
            "root_dir": str(HERE),
            "allow_root": getattr(os, "getuid", lambda: 1)() == 0,
            "jpserver_extensions": {f"nbgrader.server_extensions.{n}": False for n in CLOSED},
        },
        "LabApp": {
            "default_url": f"/lab/tree/{CONTENTS}",
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        },
    }
    hidden = {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in HIDDEN}}
    for name, content in (
        ("jupyter_server_config.json", server),
        ("labconfig/default_setting_overrides.json", LAB_SETTINGS),
        ("labconfig/page_config.json", hidden),
    ):
        file = own / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "MPLCONFIGDIR": str(own / "matplotlib"),
    }


if __name__ == "__main__":
    raise SystemExit(main())
