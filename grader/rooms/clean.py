"""The clean room's work: set-up and test cells of the instructor, and nothing of the trainee's.

Values come in as bytes and are decoded here by our own bounded code; verdicts leave from here only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any

from grader.rooms import codec, files, shell
from grader.rooms.outputs import Outputs
from grader.rooms.remote import RemoteFunction
from grader.rooms.student import reseed
from grader.rooms.wire import Broken, Kind, Line

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Clean:
    """One clean room.

    Args:
        line: to the supervisor.
        inside: the shell that the zygote made.
        brief: called with the case's text before the first cell.
    """

    line: Line
    inside: shell.Shell
    brief: Callable[[str], None]
    outputs: Outputs = field(init=False)
    number: int = 0

    def serve(self) -> None:
        """Answer the supervisor until it hangs up."""
        reseed()
        try:
            while True:
                frame = self.line.receive()
                self.number = frame.number
                kind, body = self._answer(frame.kind, frame.body)
                self.line.send(kind, self.number, body)
        except Broken:
            return

    def _answer(self, kind: Kind, body: bytes) -> tuple[Kind, bytes]:
        if kind is Kind.START:
            settings = files.unpack(body)
            self.outputs = Outputs(settings["output_mb"])
            shell.furnish(self.inside, self.outputs)
            if settings["case"]:
                self.brief(settings["case"])
            return Kind.READY, b""
        if kind is Kind.BIND:
            return Kind.VALUE, self._bind(body)
        asked = json.loads(body)
        return (Kind.VERDICT if kind is Kind.TEST else Kind.DONE), self._run(asked)

    def _bind(self, body: bytes) -> bytes:
        """Bind a name to a value of the trainee's; say what is wrong with it, if anything."""
        size = body[0]
        name, value = body[1 : 1 + size].decode(), memoryview(body)[1 + size :]
        self.inside.user_ns.pop(name, None)
        if not value:
            return b""
        try:
            self.inside.user_ns[name] = codec.decode(value, function=self._remote)
        except codec.Malformed as reason:
            return str(reason).encode() or b"it can't be read"
        return b""

    def _run(self, asked: dict[str, Any]) -> bytes:
        self.outputs.begin()
        count = self.inside.execution_count
        executed = shell.run(self.inside, asked["source"], asked["seconds"])
        found = executed.result if executed.success else None
        said = {
            "count": count,
            "passed": bool(executed.success),
            "value": number_of(found),
            "outputs": json.loads(json.dumps(self.outputs.take(), default=str, skipkeys=True)),
        }
        return json.dumps(said).encode()

    def _remote(self, token: int, name: str) -> RemoteFunction:
        return RemoteFunction(token, name, self._exchange)

    def _exchange(self, token: int, arguments: bytes) -> tuple[bytes, bytes]:
        self.line.send(Kind.CALL, self.number, token.to_bytes(4), arguments)
        answer = self.line.receive()
        return answer.body[:1], answer.body[1:]


def number_of(value: object) -> str | None:
    """Give a cell's last value as text if it is a number that can be points, else None.

    A truth value is no number: ``True`` at the end of a test is "passed", not one point.

    >>> number_of(2.5), number_of(True), number_of("2.5"), number_of(None)
    ('2.5', None, None, None)
    """
    is_number = isinstance(value, Real | Decimal | Fraction) and not isinstance(value, bool)
    if not is_number or type(value).__name__ in ("bool", "bool_"):
        return None
    try:
        return repr(float(value))  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return "nan"
