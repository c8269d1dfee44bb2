"""What a cell did, and what is said of one that could not do it."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Reason(StrEnum):
    """Why a test gave no points beside failing: a code that a trainee may know."""

    NONE = ""
    UNCARRIED = "uncarried"
    ROOM_CLOSED = "room-closed"
    CALL_TIMEOUT = "call-timeout"
    TEST_CLOSED = "test-closed"


@dataclass(frozen=True)
class Ran:
    """What a cell did: its outputs as a notebook keeps them, its number."""

    outputs: list[dict[str, Any]]
    count: int | None


@dataclass(frozen=True)
class Tested:
    """What a test cell did.

    Attributes:
        outputs, count: as a notebook keeps them.
        passed: it ran to its end without an exception.
        value: its last expression as text, if that is a number.
        reason: why it could not run or finish.
        name: the answer that the reason is about.
    """

    outputs: list[dict[str, Any]]
    count: int | None
    passed: bool
    value: str | None = None
    reason: Reason = Reason.NONE
    name: str = ""


_USED: Final = {
    "memory": "it held too much memory",
    "processes": "it had too many processes",
}


def how_it_ended(account: dict[str, Any]) -> str:
    """Say how a room ended by itself; "" where we ended it."""
    if account.get("why") in _USED:
        return _USED[account["why"]]
    code = account.get("exit")
    if account.get("why") or not isinstance(code, int):
        return ""
    if code < 0:
        return f"its process was ended by signal {-code} ({_signal(-code)})"
    return f"its process ended by itself (exit code {code})"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def uncarried(name: str) -> Tested:
    """An answer that can't be handed over: what to give instead."""
    text = (
        f"{name} is something that can't be handed to the tests: give numbers, text, dates, lists, "
        "dicts, arrays, tables, figures or a function."
    )
    return untested(Reason.UNCARRIED, name, text)


def untested(reason: Reason, name: str, text: str) -> Tested:
    """A test that could not run: no points, and a sentence why."""
    return Tested([error("NotTested", text)], None, passed=False, reason=reason, name=name)


def error(kind: str, text: str) -> dict[str, Any]:
    """An error output of ours, as a notebook keeps it."""
    return {"output_type": "error", "ename": kind, "evalue": text, "traceback": [f"{kind}: {text}"]}
