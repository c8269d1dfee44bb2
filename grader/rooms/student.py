"""The student room's work: run cells, hand over values, answer calls of the trainee's functions.

Everything here runs beside the trainee's code, so nothing here is trusted: what it sends is the
trainee's word, and no verdict passes through it.
"""

from __future__ import annotations

import json
import random
import secrets
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grader.rooms import codec, files, shell
from grader.rooms.outputs import Outputs
from grader.rooms.wire import Broken, Kind, Line

if TYPE_CHECKING:
    from collections.abc import Callable

FOUND, MISSING, UNCARRIED, RAISED, TIMED_OUT = b"v", b"m", b"c", b"e", b"t"
_LONGEST: Final = 2000


def reseed() -> None:
    """Give this fork its own luck: the zygote's state is the same in all of them."""
    import numpy as np

    random.seed(secrets.randbits(64))
    np.random.seed(secrets.randbits(32))


@dataclass
class Student:
    """One student room.

    Args:
        line: to the supervisor.
        inside: the shell that the zygote made.
        largest: bytes of one value.
    """

    line: Line
    inside: shell.Shell
    largest: int
    outputs: Outputs = field(init=False)
    functions: list[Callable[..., Any]] = field(default_factory=list)

    def serve(self) -> None:
        """Answer the supervisor until it hangs up."""
        reseed()
        try:
            while True:
                frame = self.line.receive()
                kind, *parts = self._answer(frame.kind, frame.body)
                self.line.send(kind, frame.number, *parts)
        except Broken:
            return

    def _answer(self, kind: Kind, body: bytes) -> tuple[Any, ...]:
        if kind is Kind.START:
            limits = files.unpack(body)
            self.outputs = Outputs(limits["output_mb"])
            shell.furnish(self.inside, self.outputs)
            return (Kind.READY,)
        if kind is Kind.RUN:
            return Kind.DONE, self._run(json.loads(body))
        if kind is Kind.OVERHEARD:
            return Kind.DONE, json.dumps(_plain(self.outputs.take())).encode()
        if kind is Kind.FETCH:
            return Kind.VALUE, *self._fetch(body.decode())
        return Kind.RESULT, *self._call(body)

    def _run(self, asked: dict[str, Any]) -> bytes:
        self.outputs.begin()
        count = self.inside.execution_count
        try:
            shell.run(self.inside, asked["source"], asked["seconds"])
        except BaseException as error:  # SystemExit, a late alarm: the room goes on
            self.outputs.error(type(error).__name__, _words(error), [])
        return json.dumps({"count": count, "outputs": _plain(self.outputs.take())}).encode()

    def _fetch(self, name: str) -> tuple[bytes, ...]:
        names = self.inside.user_ns
        if name not in names:
            return (MISSING,)
        try:
            return FOUND, codec.encode(names[name], function=self._token, limits=self._limits)
        except codec.CannotCarry as reason:
            return UNCARRIED, str(reason).encode()
        except Exception as error:  # an object of the trainee's own that misbehaves
            return UNCARRIED, f"{name}: reading it raised {type(error).__name__}".encode()

    def _call(self, body: bytes) -> tuple[bytes, ...]:
        """Call a function; what it prints or raises is for the instructor."""
        try:
            asked = json.loads(body[4 : 4 + (size := int.from_bytes(body[:4]))])
            given: Any = codec.decode(body[4 + size :], function=self._known)
            positional, named = given
            with shell.limited(asked["seconds"]):
                value = self.functions[asked["token"]](*positional, **named)
            return FOUND, codec.encode(value, function=self._token, limits=self._limits)
        except codec.CannotCarry as reason:
            return UNCARRIED, str(reason).encode()
        except shell.CellTimeout:
            return (TIMED_OUT,)
        except BaseException as error:  # whatever an answer raises is its result
            said = {
                "type": type(error).__name__,
                "bases": [c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins"],
                "text": _words(error),
                "traceback": "".join(traceback.format_exception(error))[-_LONGEST:],
            }
            return RAISED, json.dumps(said).encode()

    def _token(self, function: object) -> int:
        self.functions.append(function)  # type: ignore[arg-type]
        return len(self.functions) - 1

    def _known(self, token: int, _name: str) -> object:
        return self.functions[token]

    @property
    def _limits(self) -> codec.Limits:
        return codec.Limits(max_bytes=self.largest)


def _words(error: BaseException) -> str:
    try:
        return str(error)[:_LONGEST]
    except BaseException:  # its __str__ is the trainee's, too
        return ""


def _plain(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what JSON can say: a display may hold anything."""
    try:
        json.dumps(outputs)
    except (TypeError, ValueError, RecursionError):
        return json.loads(json.dumps(outputs, default=str, skipkeys=True))  # type: ignore[no-any-return]
    return outputs
