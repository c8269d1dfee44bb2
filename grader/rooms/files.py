"""A room's first message: its settings and the files of its working folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def pack(settings: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Put settings and files into the parts of one message.

    Args:
        settings: anything that JSON can say.
        files: contents by relative path.

    >>> unpack(b"".join(pack({"a": 1}, {})))
    {'a': 1}
    """
    sizes = {name: len(content) for name, content in files.items()}
    head = json.dumps({"settings": dict(settings), "sizes": sizes}).encode()
    return len(head).to_bytes(4), head, *files.values()


def unpack(body: bytes) -> dict[str, Any]:
    """Write the files of a message below the working folder; give the settings."""
    size = int.from_bytes(body[:4])
    head = json.loads(body[4 : 4 + size])
    place = 4 + size
    for name, length in head["sizes"].items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body[place : place + length])
        place += length
    settings: dict[str, Any] = head["settings"]
    return settings
