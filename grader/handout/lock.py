"""The part of the lock that a trainee needs: no test tools, no linters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from caopan.errors import CaopanError

_NAME = re.compile(r"[-_.]+")


@dataclass(frozen=True)
class Entry:
    """One locked package: its text with hashes, and who needs it."""

    name: str
    text: str
    needed_by: frozenset[str]


def runtime_lock(lock: str, requirements: list[str]) -> str:
    """Keep the entries that are reachable from ``requirements``, with their hashes.

    Args:
        lock: a lock written by ``uv pip compile`` (its ``# via`` comments are read).
        requirements: requirement lines as in pyproject.toml.

    Raises:
        CaopanError: a requirement is not in the lock.

    >>> lock = '''a==1 \\\\
    ...     --hash=sha256:00
    ...     # via us (pyproject.toml)
    ... b==2 \\\\
    ...     --hash=sha256:11
    ...     # via a
    ... c==3 \\\\
    ...     --hash=sha256:22
    ...     # via pytest
    ... '''
    >>> print(runtime_lock(lock, ["a>=1"]))
    a==1 \\
        --hash=sha256:00
    b==2 \\
        --hash=sha256:11
    <BLANKLINE>
    """
    entries = _entries(lock)
    wanted = {_plain(line) for line in requirements}
    missing = sorted(wanted - {entry.name for entry in entries})
    if missing:
        raise CaopanError(f"requirements.lock lacks {', '.join(missing)}: run make lock.")
    while more := {e.name for e in entries if e.needed_by & wanted} - wanted:
        wanted |= more
    return "\n".join(entry.text for entry in entries if entry.name in wanted) + "\n"


def _entries(lock: str) -> list[Entry]:
    """Split a lock into its entries; a package locked twice (by Python version) gives two."""
    blocks: list[list[str]] = []
    for line in lock.splitlines():
        if line[:1].isalnum():
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return [_entry(block) for block in blocks]


def _entry(block: list[str]) -> Entry:
    comments = [line.strip().lstrip("# ") for line in block if line.strip().startswith("#")]
    needed_by = frozenset(_plain(c.removeprefix("via ")) for c in comments if c not in ("", "via"))
    text = "\n".join(line for line in block if not line.strip().startswith("#"))
    return Entry(_plain(block[0]), text, needed_by)


def _plain(requirement: str) -> str:
    """Give the normalised name at the start of a requirement: ``PyYAML>=6`` is ``pyyaml``."""
    name = re.split(r"[\s\[(<>=!~;]", requirement.strip(), maxsplit=1)[0]
    return _NAME.sub("-", name).lower()
