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
# A trainee's server offers lessons and exercises; the instructor's pages are not there.
CLOSED = ("formgrader", "course_list", "create_assignment")


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
    command = [python, "-m", "jupyterlab", f"--port={asked.port}", "--ip=127.0.0.1", *settings()]
    return subprocess.call([*command, *(["--no-browser"] if asked.no_browser else [])], cwd=HERE)


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


def settings() -> list[str]:
    """List JupyterLab's settings: the contents page first, nothing asked of the internet."""
    closed = {f"nbgrader.server_extensions.{name}": False for name in CLOSED}
    page = "course/README.md"
    return [
        f"--ServerApp.jpserver_extensions={json.dumps(closed)}",
        f"--LabApp.default_url=/lab/tree/{page}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(["--allow-root"] if getattr(os, "getuid", lambda: 1)() == 0 else []),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
