"""A PostgreSQL server of one's own, from the installed binaries, on a free port of 127.0.0.1."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60
"""How long a server may take to come up."""


def binaries() -> Path | None:
    """The folder of the newest installed server; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """Run a server with an empty database; gives its address. It is stopped by its process id."""
    where = binaries()
    assert where, "no PostgreSQL server is installed: install the package postgresql"
    folder = Path(tempfile.mkdtemp(prefix="caopan-pg-"))
    user = _unprivileged()
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        init = [where / "initdb", "-D", data, "-U", "caopan", "-A", "trust", "--no-sync"]
        subprocess.run(init, check=True, capture_output=True, user=user, cwd=folder)
        port = _free_port()
        run = [where / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(run, stdout=log, stderr=log, user=user, cwd=folder)
        try:
            _wait(process, port, folder)
            yield f"postgresql+psycopg://caopan@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS)
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> str | None:
    """Whom the server runs as: it refuses to run as root."""
    import pwd

    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    import psycopg

    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "log").read_text()
        try:
            psycopg.connect(f"postgresql://caopan@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not come up: {(folder / 'log').read_text()}")
