"""Frames between the supervisor and a room: a checked header, then bytes. Nothing is trusted."""

from __future__ import annotations

import select
import socket
import struct
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_HEADER: Final = struct.Struct("<4sBxxxII")
_MARK: Final = b"room"
_PIECE: Final = 1 << 16


class Kind(IntEnum):
    """What a frame is."""

    START = 1
    RUN = 2
    DONE = 3
    FETCH = 4
    VALUE = 5
    CALL = 6
    RESULT = 7
    BIND = 8
    TEST = 9
    VERDICT = 10
    READY = 11
    OVERHEARD = 12


class Broken(Exception):
    """The other side has gone, or speaks otherwise than agreed."""


class TooLate(Broken):
    """The other side did not answer in time."""


@dataclass(frozen=True)
class Frame:
    """One message: its kind, its number in the conversation, its body."""

    kind: Kind
    number: int
    body: bytes


class Line:
    """One end of a conversation.

    Args:
        end: a connected stream socket.
        largest: bytes that a body may have; a longer one is a breach.
    """

    def __init__(self, end: socket.socket, largest: int) -> None:
        self._end = end
        self._largest = largest

    def send(self, kind: Kind, number: int, *parts: bytes, seconds: float | None = None) -> None:
        """Send a frame.

        Raises:
            Broken: the other side has gone, or does not read within the time.
        """
        length = sum(map(len, parts))
        try:
            self._end.settimeout(seconds)
            for part in (_HEADER.pack(_MARK, kind, number, length), *parts):
                self._end.sendall(part)
        except TimeoutError as late:
            raise TooLate("it does not listen") from late
        except OSError as error:
            raise Broken(f"it has gone ({error.strerror})") from error

    def receive(self, until: float | None = None) -> Frame:
        """Wait for a frame.

        Args:
            until: the moment (``time.monotonic()``) to give up; never by default.

        Raises:
            TooLate: none came in time.
            Broken: the other side has gone, or the frame is not as agreed.
        """
        mark, kind, number, length = _HEADER.unpack(self._read(_HEADER.size, until))
        if mark != _MARK or kind not in Kind.__members__.values():
            raise Broken("it sent something that is no message")
        if length > self._largest:
            raise Broken(f"it sent a message of {length:,} bytes; {self._largest:,} are allowed")
        return Frame(Kind(kind), number, self._read(length, until))

    def close(self) -> None:
        """Hang up."""
        self._end.close()

    def _read(self, length: int, until: float | None) -> bytes:
        """Read exactly so many bytes; memory grows with what came, not with what was announced."""
        got = bytearray()
        while len(got) < length:
            if until is not None:
                left = until - time.monotonic()
                if left <= 0 or not select.select([self._end], [], [], left)[0]:
                    raise TooLate("it did not answer in time")
            try:
                self._end.settimeout(None)
                piece = self._end.recv(min(length - len(got), _PIECE))
            except OSError as error:
                raise Broken(f"it has gone ({error.strerror})") from error
            if not piece:
                raise Broken("it has gone")
            got += piece
        return bytes(got)
