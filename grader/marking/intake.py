"""Intake: what lies in the exchange, and how one submission comes to nbgrader's table."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.files import folder_in_place

if TYPE_CHECKING:
    from grader.marking.course import Course

# Larger files are not answers (assumed); nbgrader would read them whole into memory.
MAX_FILE_BYTES = 20_000_000
# nbgrader's marks of a submission; the secret names its feedback.
_MARKS = ("submission_secret.txt",)


@dataclass(frozen=True, order=True)
class Submission:
    """One submission in the exchange.

    Attributes:
        submitted_at: from the name that the exchange gave it (aware, UTC).
        student, assignment: whose, of what.
        folder: where it lies.
        timestamp: its time as nbgrader writes it.
    """

    submitted_at: dt.datetime
    student: str
    assignment: str
    folder: Path
    timestamp: str


def inbound(course: Course, assignment: str) -> dict[str, list[Submission]]:
    """List the submissions of an assignment by student, each student's in time order.

    Folders that the exchange did not name are passed over.
    """
    found: dict[str, list[Submission]] = defaultdict(list)
    for folder in course.inbound.iterdir() if course.inbound.is_dir() else []:
        submission = _parsed(folder)
        if submission is not None and submission.assignment == assignment:
            found[submission.student].append(submission)
    return {student: sorted(found[student]) for student in sorted(found)}


def handed_in(course: Course, assignment: str) -> dict[str, list[Submission]]:
    """List what lies in another course's ``submitted`` folder: one submission a student.

    Its time is read from ``timestamp.txt``, as nbgrader does; without one it has none.
    """
    root = course.root / course.folders.submitted
    found = {}
    for folder in sorted(root.glob(f"*/{assignment}")):
        student = folder.parent.name
        if student.startswith(".") or not folder.is_dir() or folder.is_symlink():
            continue
        found[student] = [_with_its_time(folder, student, assignment)]
    return found


def assignments_handed_in(course: Course) -> list[str]:
    """List the assignments of which something was handed in, in order."""
    if course.ours:
        folders = course.inbound.iterdir() if course.inbound.is_dir() else []
        return sorted({s.assignment for f in folders if (s := _parsed(f)) is not None})
    places = (course.root / course.folders.submitted).glob("[!.]*/*")
    return sorted({p.name for p in places if p.is_dir() and not p.name.startswith(".")})


def _with_its_time(folder: Path, student: str, assignment: str) -> Submission:
    from nbgrader.utils import parse_utc

    stamp = folder / "timestamp.txt"
    text = stamp.read_text(encoding="utf-8", errors="replace").strip() if _plain(stamp) else ""
    try:
        moment = parse_utc(text).replace(tzinfo=dt.UTC) if text else _NO_TIME
    except (ValueError, OverflowError):  # a forged or damaged stamp is no time
        text, moment = "", _NO_TIME
    return Submission(moment, student, assignment, folder, text)


def _plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size < 200


_NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _parsed(folder: Path) -> Submission | None:
    """Take a name ``student+assignment+time[+random]`` apart."""
    parts = folder.name.split("+")
    if len(parts) not in (3, 4) or folder.is_symlink() or not folder.is_dir():
        return None
    student, assignment, timestamp = parts[:3]
    try:
        naive = dt.datetime.fromisoformat(timestamp.removesuffix(" UTC"))
    except ValueError:
        return None
    return Submission(naive.replace(tzinfo=dt.UTC), student, assignment, folder, timestamp)


def collect(course: Course, submission: Submission) -> Path:
    """Copy a submission to where nbgrader grades from, in place of an earlier one.

    Only regular notebooks of its top folder are taken: no links, no modules that would shadow
    installed ones, no tables. The time is the exchange's, not the one written inside.

    Raises:
        CaopanError: it cannot be read or written; what stood there before stays.
    """
    target = course.submitted(submission.student, submission.assignment)
    try:
        with folder_in_place(target) as fresh:
            _copy_notebooks(submission.folder, fresh)
            (fresh / "timestamp.txt").write_text(submission.timestamp, encoding="utf-8")
    except OSError as error:
        raise CaopanError(
            f"{submission.folder}: cannot be collected into {target} ({error.strerror}); make room "
            "or give write permission there, then grade again."
        ) from error
    return target


def content_hash(folder: Path) -> str:
    """Give the SHA-256 of a submission's notebooks: names and bytes, in order of names."""
    digest = hashlib.sha256()
    for file in _notebooks(folder):
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _notebooks(folder: Path) -> list[Path]:
    regular = (f for f in folder.glob("*.ipynb") if f.is_file() and not f.is_symlink())
    return sorted(f for f in regular if f.stat().st_size <= MAX_FILE_BYTES)


def _copy_notebooks(source: Path, target: Path) -> None:
    marks = (source / name for name in _MARKS)
    for file in [*_notebooks(source), *(m for m in marks if m.is_file() and not m.is_symlink())]:
        shutil.copyfile(file, target / file.name)
