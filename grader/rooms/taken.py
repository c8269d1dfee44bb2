"""Outputs as a student room sent them, made into outputs that a notebook may hold.

This is read by the supervisor, which holds the gradebook: what a message can cost it is known
before it is parsed.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from grader.rooms.wire import Broken

_MB: Final = 1_000_000
_LARGEST_NAME: Final = 200
# JSON escapes make text longer, sixfold at worst; what stands outside of texts are brackets,
# commas and numbers, and each of them could become an object.
_LONGER: Final = 6
_MOST_OUTSIDE_TEXT: Final = 200_000
_TEXT: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def read_ran(body: bytes, limit_mb: float) -> tuple[list[dict[str, Any]], int | None]:
    """Read what a cell showed, and its number.

    Args:
        body: a student room's message.
        limit_mb: characters kept, in millions.

    Raises:
        Broken: it is no such message, or would cost more than its texts are long.

    >>> read_ran(b'{"count": 3, "outputs": []}', 1)
    ([], 3)
    """
    said = _parsed(body, limit_mb)
    if not isinstance(said, dict):
        raise Broken(_NONE)
    count = said.get("count")
    return taken(said.get("outputs"), limit_mb), count if type(count) is int else None


def read_outputs(body: bytes, limit_mb: float) -> list[dict[str, Any]]:
    """Read outputs alone.

    Raises:
        Broken: as :func:`read_ran`.
    """
    return taken(_parsed(body, limit_mb), limit_mb)


_NONE: Final = "it sent outputs that are none"


def _parsed(body: bytes, limit_mb: float) -> Any:
    outside = 0
    if len(body) > _MOST_OUTSIDE_TEXT:
        outside = len(body) - sum(m.end() - m.start() for m in _TEXT.finditer(body))
    if len(body) > 2 * _LONGER * limit_mb * _MB or outside > _MOST_OUTSIDE_TEXT:
        raise Broken("it sent outputs larger than a cell may have")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Broken(_NONE) from None


def taken(sent: object, limit_mb: float) -> list[dict[str, Any]]:
    """Keep what is an output; leave out the rest.

    Args:
        sent: what JSON gave; anything at all.
        limit_mb: characters kept, in millions, of all outputs of a cell together.

    >>> taken([{"output_type": "stream", "name": "stdout", "text": "a", "x": 1}, 7], 1)
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'a'}]
    """
    kept, left = [], int(2 * limit_mb * _MB)
    for output in sent if isinstance(sent, list) else []:
        made = _output(output) if isinstance(output, dict) else None
        size = _size(made)
        if made is not None and size <= left:
            kept.append(made)
            left -= size
    return kept


def _output(sent: dict[str, Any]) -> dict[str, Any] | None:
    kind = sent.get("output_type")
    if kind == "stream" and sent.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": sent["name"], "text": _text(sent.get("text"))}
    if kind == "error":
        lines = sent.get("traceback")
        return {
            "output_type": kind,
            "ename": _text(sent.get("ename"))[:_LARGEST_NAME],
            "evalue": _text(sent.get("evalue")),
            "traceback": [_text(line) for line in lines] if isinstance(lines, list) else [],
        }
    if kind in ("display_data", "execute_result"):
        made = {"output_type": kind, "data": _bundle(sent.get("data")), "metadata": {}}
        if isinstance(sent.get("metadata"), dict):
            made["metadata"] = _cleaned(sent["metadata"])
        if kind == "execute_result":
            count = sent.get("execution_count")
            made["execution_count"] = count if isinstance(count, int) else None
        return made
    return None


def _bundle(sent: object) -> dict[str, Any]:
    """Keep a display's forms by media type; text stays text, JSON stays what it is."""
    if not isinstance(sent, dict):
        return {}
    return {
        _text(name): _cleaned(value) if name.endswith("json") else _text(value)
        for name, value in sent.items()
        if "/" in name and len(name) <= _LARGEST_NAME
    }


def _text(value: object) -> str:
    """Give text that a file can hold: lone halves of surrogate pairs become marks."""
    text = value if isinstance(value, str) else ""
    return text.encode("utf-8", "replace").decode()


def _cleaned(value: object) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(k): _cleaned(v) for k, v in value.items()}
    return [_cleaned(v) for v in value] if isinstance(value, list) else value


def _size(made: object) -> int:
    if isinstance(made, str):
        return len(made)
    if isinstance(made, dict):
        return sum(_size(v) + len(str(k)) for k, v in made.items())
    if isinstance(made, list):
        return sum(map(_size, made))
    return 8
