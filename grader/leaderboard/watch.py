"""Following the standings file: the newest good version, and what is wrong with a bad one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from caopan.errors import CaopanError
from grader.files import write_atomically
from grader.leaderboard.standings import Standings


@dataclass(frozen=True)
class Snapshot:
    """What to show now: the last good standing, and a line for people when the file is bad."""

    standings: Standings
    problem: str | None = None
    version: int = 0


@dataclass
class Watch:
    """Reads a standings file when it changed; a bad file never takes the last good one away.

    Args:
        path: the standings file (replaced by rename, so a new file is a new inode).
        backup: a copy of the last good file, for a process that starts while the file is bad.
        keep: whether this process writes that copy (one does, the others only read it).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     watch = Watch(Path(folder) / "standings.json")
    ...     first = watch.look()
    ...     _ = watch.path.write_text('{"schema": 1, "cour')
    ...     second = watch.look()
    >>> first.problem is None, second.standings == first.standings, second.version
    (True, True, 1)
    """

    path: Path
    backup: Path | None = None
    keep: bool = False
    _stamp: tuple[int, ...] | None = field(default=None, init=False)
    _seen: Snapshot | None = field(default=None, init=False)

    def look(self) -> Snapshot:
        """Return the newest snapshot; ``version`` grows by one on each change."""
        stamp = self._file_stamp()
        if self._seen is None or stamp != self._stamp:
            self._seen, self._stamp = self._read(), stamp
        return self._seen

    def _file_stamp(self) -> tuple[int, ...]:
        try:
            stat = self.path.stat()
        except OSError:
            return ()
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def _read(self) -> Snapshot:
        version = 0 if self._seen is None else self._seen.version + 1
        try:
            standings = Standings.read(self.path)
        except CaopanError as error:
            last_good = self._seen.standings if self._seen else self._from_backup()
            return Snapshot(last_good, str(error), version)
        self._keep(standings)
        return Snapshot(standings, None, version)

    def _from_backup(self) -> Standings:
        if self.backup is None:
            return Standings.empty()
        try:
            return Standings.read(self.backup)
        except CaopanError:
            return Standings.empty()

    def _keep(self, standings: Standings) -> None:
        if self.keep and self.backup is not None:
            # a copy that can not be written costs only the copy
            with contextlib.suppress(CaopanError):
                write_atomically(self.backup, standings.model_dump_json(by_alias=True))
