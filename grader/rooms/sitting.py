"""One submission's two rooms, and the supervisor between them.

Cells of the trainee run in the student room, cells of the instructor in the clean room. What a test
reads is fetched where the test stands and handed over as bytes that the supervisor does not open.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grader.rooms import files
from grader.rooms.limits import Limits
from grader.rooms.remote import GONE
from grader.rooms.student import FOUND, MISSING, TIMED_OUT
from grader.rooms.taken import read_outputs, read_ran
from grader.rooms.tested import Ran, Reason, Tested, error, how_it_ended, uncarried, untested
from grader.rooms.wire import Broken, Frame, Kind, TooLate
from grader.rooms.workshop import WARDEN_GONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.rooms.workshop import Room, Zygote

_START_SECONDS: Final = 30.0
_REPORTED: Final = 20_000  # characters of what a room said while tests ran


class _ZygoteGone(Broken):
    """The process that should have opened the room died before it could."""


@dataclass
class Sitting:
    """One submission at work. Use :meth:`end` whatever happens.

    Args:
        zygote: forks the rooms.
        limits: of the student room.
        files: contents of the working folder by relative path, for both rooms.
        case: the truth, for the clean room; "" where there is none.
    """

    zygote: Zygote
    limits: Limits
    files: Mapping[str, bytes]
    case: str = ""
    closed: str = ""
    notes: list[str] = field(default_factory=list)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _student: Room | None = None
    _clean: Room | None = None
    _number: int = 0
    _until: float = 0.0
    _set_up: list[str] = field(default_factory=list)
    _done_set_up: int = 0

    def begin(self) -> None:
        """Open the student room.

        Raises:
            CaopanError: the zygote has ended.
            Broken: the room does not open (the warden's reason is in the text).
        """
        self._until = time.monotonic() + self.limits.notebook_seconds
        self._student = self._opened("student", {"output_mb": self.limits.output_mb})

    def run(self, source: str) -> Ran:
        """Run a cell of the trainee's; a room that has ended runs nothing any more."""
        if self.closed:
            return Ran([], None)
        seconds = self._seconds(self.limits.cell_seconds)
        asked = json.dumps({"source": source, "seconds": seconds}).encode()
        try:
            self._in_time()
            body = self._ask(Kind.RUN, asked, seconds).body
            return Ran(*read_ran(body, self.limits.output_mb))
        except Broken as problem:
            self._close(str(problem))
        return Ran([error("RoomClosed", f"the answer's room was closed: {self.closed}")], None)

    def set_up(self, source: str) -> None:
        """Have the clean room run an instructor's cell before its next test."""
        self._set_up.append(source)

    def test(self, source: str, names: Sequence[str]) -> Tested:
        """Run a test cell on the values that the names have at this moment."""
        try:
            clean = self._clean_room()
            for name in names:
                if problem := self._hand_over(clean, name):
                    return problem
            return self._verdict(clean, source)
        except Broken as problem:
            self._give_up_clean()
            text = f"the test was closed: {problem}"
            return untested(Reason.TEST_CLOSED, "", text)

    def end(self) -> None:
        """End both rooms; their accounts are in ``accounts`` then."""
        for kind, room in (("student", self._student), ("clean", self._clean)):
            if room is not None:
                self.accounts[kind] = room.end()
        if not self.closed and self._student is not None:
            why = self.accounts["student"].get("why", "")
            self.closed = "" if why == "closed" else why

    # --- the student room -----------------------------------------------------------------

    def _opened(self, kind: str, settings: dict[str, Any]) -> Room:
        """Open a room; where the zygote died with the order in hand, a new one opens it."""
        try:
            return self._try_to_open(kind, settings)
        except _ZygoteGone:
            self.zygote.close()
            return self._try_to_open(kind, settings)

    def _try_to_open(self, kind: str, settings: dict[str, Any]) -> Room:
        room = self.zygote.open(kind, self.limits)
        try:
            room.line.send(Kind.START, 0, *files.pack(settings, self.files), seconds=_START_SECONDS)
            if room.line.receive(time.monotonic() + _START_SECONDS).kind is Kind.READY:
                return room
            raise Broken("it does not answer")
        except Broken as problem:
            account = room.end()
            why = account.get("refused") or account.get("why") or problem
            gone = _ZygoteGone if account == WARDEN_GONE else Broken
            raise gone(f"a {kind} room does not open: {why}") from problem

    def _ask(self, kind: Kind, body: bytes, seconds: float) -> Frame:
        """Ask the student room; the answer must be to this question."""
        assert self._student is not None
        self._number += 1
        until = time.monotonic() + seconds + self.limits.grace_seconds
        self._student.line.send(kind, self._number, body, seconds=self.limits.grace_seconds)
        answer = self._student.line.receive(until)
        if answer.number != self._number or answer.kind is not _ANSWERS[kind]:
            raise Broken("it answered out of turn")
        return answer

    def _seconds(self, wanted: float) -> float:
        """Give a cell its time, or what is left of the notebook's."""
        return round(max(0.1, min(wanted, self._until - time.monotonic())), 2)

    def _in_time(self) -> None:
        """Let nothing begin when the time of the whole notebook is over.

        Raises:
            Broken: it is.
        """
        if time.monotonic() > self._until:
            raise Broken(f"its notebook ran longer than {self.limits.notebook_seconds:g} s")

    def _close(self, why: str) -> None:
        assert self._student is not None
        self.closed = how_it_ended(self._student.end()) or why

    # --- between the rooms ----------------------------------------------------------------

    def _hand_over(self, clean: Room, name: str) -> Tested | None:
        """Bring one value to the clean room; give the outcome where it can't be brought."""
        if self.closed:
            return self._untested_closed(name)
        seconds = self._seconds(self.limits.call_seconds)
        try:
            self._in_time()
            body = self._ask(Kind.FETCH, name.encode(), seconds).body
        except Broken as problem:
            self._close(str(problem))
            return self._untested_closed(name)
        status, value = body[:1], memoryview(body)[1:]
        if status not in (FOUND, MISSING):
            self._note(f"{name}: {_as_text(value)}")
            return uncarried(name)
        head = bytes([len(name.encode())]) + name.encode()
        clean.line.send(Kind.BIND, 0, head, bytes(value) if status == FOUND else b"")
        if wrong := clean.line.receive(time.monotonic() + self.limits.call_seconds).body:
            self._note(f"{name}: {wrong.decode(errors='replace')}")
            return uncarried(name)
        return None

    def _untested_closed(self, name: str) -> Tested:
        text = f"the answer's room was closed: {self.closed}"
        return untested(Reason.ROOM_CLOSED, name, text)

    def _relay(self, body: bytes) -> tuple[bytes, ...]:
        """Have the student room answer a call of the test's."""
        if self.closed:
            return (GONE,)
        seconds = self._seconds(self.limits.call_seconds)
        head = json.dumps({"token": int.from_bytes(body[:4]), "seconds": seconds}).encode()
        try:
            self._in_time()
            answer = self._ask(Kind.CALL, len(head).to_bytes(4) + head + body[4:], seconds).body
        except TooLate as problem:
            self._close(str(problem))
            return (TIMED_OUT,)
        except Broken as problem:
            self._close(str(problem))
            return (GONE,)
        if answer[:1] not in (FOUND,):
            self._note(_as_text(memoryview(answer)[1:]))
        return (answer,)

    def _overheard(self) -> None:
        """Keep what the student room printed while a test called it, for the instructor."""
        if self.closed:
            return
        try:
            body = self._ask(Kind.OVERHEARD, b"", self.limits.grace_seconds).body
            for output in read_outputs(body, self.limits.output_mb):
                self._note(str(output.get("text") or output.get("evalue") or ""))
        except Broken as problem:
            self._close(str(problem))

    def _note(self, text: str) -> None:
        held = sum(map(len, self.notes))
        if text and held < _REPORTED:
            self.notes.append(text[: _REPORTED - held])

    # --- the clean room -------------------------------------------------------------------

    def _clean_room(self) -> Room:
        """Give the clean room with all set-up cells run that stand before this test."""
        if self._clean is None:
            settings = {"output_mb": self.limits.output_mb, "case": self.case}
            self._clean = self._opened("clean", settings)
            self._done_set_up = 0
        for source in self._set_up[self._done_set_up :]:
            asked = {"source": source, "seconds": self.limits.cell_seconds}
            self._clean.line.send(Kind.RUN, 0, json.dumps(asked).encode())
            said = json.loads(self._clean.line.receive(self._clean_deadline()).body)
            self._done_set_up += 1
            if not said["passed"]:
                self._note(f"a set-up cell failed in the clean room: {_last_error(said)}")
        return self._clean

    def _clean_deadline(self) -> float:
        return time.monotonic() + self.limits.cell_seconds + 2 * self.limits.grace_seconds

    def _verdict(self, clean: Room, source: str) -> Tested:
        asked = {"source": source, "seconds": self.limits.cell_seconds}
        clean.line.send(Kind.TEST, 1, json.dumps(asked).encode())
        until, called, late = self._clean_deadline(), False, False
        while (frame := clean.line.receive(until)).kind is Kind.CALL:
            called = True
            answer = self._relay(frame.body)
            late = late or answer == (TIMED_OUT,)
            clean.line.send(Kind.RESULT, frame.number, *answer)
        if frame.kind is not Kind.VERDICT:
            raise Broken("the clean room answered out of turn")
        if called:
            self._overheard()
        said = json.loads(frame.body)
        reason = Reason.CALL_TIMEOUT if late else Reason.NONE
        return Tested(said["outputs"], said["count"], said["passed"], said["value"], reason)

    def _give_up_clean(self) -> None:
        """End a clean room that hangs or has died; the next test gets a fresh one."""
        room, self._clean = self._clean, None
        if room is not None:
            self.accounts["clean"] = room.end()


_ANSWERS: Final = {
    Kind.RUN: Kind.DONE,
    Kind.FETCH: Kind.VALUE,
    Kind.CALL: Kind.RESULT,
    Kind.OVERHEARD: Kind.DONE,
}


def _as_text(sent: memoryview) -> str:
    """Give the beginning of what a room sent: it may be as long as a message can be."""
    return bytes(sent[:_REPORTED]).decode(errors="replace")


def _last_error(said: dict[str, Any]) -> str:
    errors = [o for o in said["outputs"] if o.get("output_type") == "error"]
    return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else "no reason given"
