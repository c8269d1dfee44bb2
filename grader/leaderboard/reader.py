"""Who reads, and where the standings stand: told by the address and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

STANDINGS = Path("work", "contest", "standings.json")
_LONGEST_ID = 200


def reader(query: str, environ: Mapping[str, str]) -> str | None:
    """Return the candidate id of the reader: ``?me=ID``, else who is signed in at the hub.

    It only decides which row is highlighted; it opens nothing.

    >>> reader("me=c01&x=1", {}), reader("", {"JUPYTERHUB_USER": "c02"}), reader("me=", {})
    ('c01', 'c02', None)
    """
    asked = parse_qs(query).get("me", [""])[0].strip()[:_LONGEST_ID]
    return asked or environ.get("JUPYTERHUB_USER") or None


def standings_path(environ: Mapping[str, str], start: Path) -> Path:
    """Return the standings file: ``CAOPAN_STANDINGS``, else in ``start`` or a folder above it.

    >>> standings_path({"CAOPAN_STANDINGS": "/x/standings.json"}, Path("/")).as_posix()
    '/x/standings.json'
    """
    if given := environ.get("CAOPAN_STANDINGS"):
        return Path(given)
    found = (folder / STANDINGS for folder in (start, *start.parents))
    return next((path for path in found if path.exists()), start / STANDINGS)


def backup_path(standings: Path) -> Path:
    """Return where the last good standings are kept, beside the file.

    >>> backup_path(Path("work/contest/standings.json")).name
    'standings.last-good.json'
    """
    return standings.with_name(f"{standings.stem}.last-good{standings.suffix}")
