"""What the clean room holds in place of a trainee's function: a call to the student room."""

from __future__ import annotations

import builtins
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from grader.rooms import codec
from grader.rooms.student import FOUND, RAISED, TIMED_OUT, UNCARRIED

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = b"g"  # said by the supervisor


class Exchange(Protocol):
    """Sends an encoded call, gives the answer's status and body."""

    def __call__(self, token: int, arguments: bytes) -> tuple[bytes, bytes]:
        """Make one call."""


class AnswerGone(RuntimeError):
    """The student room has ended, so its functions can't be called any more."""


@dataclass(frozen=True, eq=False)
class RemoteFunction:
    """A function of the trainee's, called where it lives.

    Arguments go there as copies, results come back as copies. What it raises arrives as the
    builtin exception that it is or derives from, with a text of ours; ``.text`` holds the
    trainee's own words, which a test should not print: feedback shows what tests print.
    """

    token: int
    name: str
    exchange: Exchange

    @property
    def __name__(self) -> str:
        """The function's name, as the trainee wrote it."""
        return self.name

    def __repr__(self) -> str:
        return "<a function of the answer>"

    def __call__(self, *positional: object, **named: object) -> object:
        """Call it.

        Raises:
            Exception: what the function raised.
            TypeError: an argument or the result can't be handed over.
            TimeoutError: it took too long; the room is closed then.
            AnswerGone: the room has ended.
        """
        try:
            arguments = codec.encode((positional, named), function=token_of)
        except codec.CannotCarry as reason:
            raise TypeError(f"this can't be handed to an answer's function: {reason}") from None
        status, body = self.exchange(self.token, arguments)
        if status == FOUND:
            return self._decoded(body)
        raise _raised(status, body)

    def _decoded(self, body: bytes) -> object:
        def known(token: int, name: str) -> RemoteFunction:
            return RemoteFunction(token, name, self.exchange)

        try:
            return codec.decode(body, function=known)
        except codec.Malformed:
            raise TypeError("the answer's function gave something that can't be read") from None


def token_of(function: object) -> int:
    """Give the token of a remote function that goes back to where it lives.

    Raises:
        CannotCarry: it is a function of the clean room's own, which answers can't call.
    """
    if isinstance(function, RemoteFunction):
        return function.token
    raise codec.CannotCarry("a function of the tests can't be handed to an answer")


def _raised(status: bytes, body: bytes) -> Exception:
    if status == TIMED_OUT:
        return TimeoutError("the answer's function ran too long; its room is closed")
    if status == RAISED:
        return _as_builtin(json.loads(body))
    if status == UNCARRIED:
        return TypeError("the answer's function gave something that can't be handed to tests")
    return AnswerGone("the answer's room has ended, so its function can't be called")


def _as_builtin(said: dict[str, Any]) -> Exception:
    """Make the nearest builtin exception; its name and text are never the trainee's words."""
    for kind in _exceptions(said.get("bases", [])):
        try:
            made = kind(f"{kind.__name__} in the answer")
        except TypeError:  # one that needs more arguments, UnicodeDecodeError for example
            continue
        made.text = str(said.get("text", ""))  # type: ignore[attr-defined]
        return made
    return RuntimeError("the answer ended with something that is no error")


def _exceptions(names: object) -> Iterator[type[Exception]]:
    for name in names if isinstance(names, list) else []:
        kind = getattr(builtins, str(name), None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            yield kind
