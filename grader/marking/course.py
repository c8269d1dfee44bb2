"""Where a course run keeps its things, and nbgrader's settings for it."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Iterator

COURSE_ID = "caopan"
ZONE = ZoneInfo("Asia/Shanghai")
ROOT_VARIABLE = "CAOPAN_COURSE_ROOT"
# An id is part of folder names and of the exchange's "id+assignment+time" names.
_TRAINEE_ID = re.compile(r"[^\W.][\w.@-]{0,63}")
# nbgrader's preprocessors open the gradebook under this name when none is given.
_NBGRADERS_OWN_COURSE = "default_course"


@dataclass(frozen=True)
class Folders:
    """Where a course keeps nbgrader's folders, below its root.

    Attributes:
        source, submitted, autograded: nbgrader's, as its configuration names them.
        gradebook: the database's address; "" for this project's own place.
        ignore: patterns of files that are not copied.
    """

    source: str = "solutions"
    submitted: str = "work/submitted"
    autograded: str = "work/autograded"
    gradebook: str = ""
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """A course run: the sources under ``root``, everything at run time under ``root/work``.

    Attributes:
        root: the course's folder.
        course_id: nbgrader's name of it.
        folders: where things lie; another nbgrader course has its own (see :func:`any_course`).

    >>> course = Course(Path("course"))
    >>> course.variants("01_operators_job", "amy").relative_to(course.root).as_posix()
    'work/variants/01_operators_job/amy/datasets'
    """

    root: Path
    course_id: str = COURSE_ID
    folders: Folders = Folders()

    @property
    def ours(self) -> bool:
        """Whether it is laid out as this project: exchange, variants, rounds and secrets."""
        return self.folders == Folders()

    @property
    def work(self) -> Path:
        """The folder of all run-time data."""
        return self.root / "work"

    @property
    def gradebook_url(self) -> str:
        """The database's address: SQLite under ``work``, or what CAOPAN_GRADEBOOK says."""
        own = os.environ.get("CAOPAN_GRADEBOOK") or f"sqlite:///{self.work / 'gradebook.db'}"
        return self.folders.gradebook or own

    @property
    def inbound(self) -> Path:
        """Where the exchange keeps every submission, each under its own time."""
        return self.work / "exchange" / self.course_id / "inbound"

    @property
    def rounds_file(self) -> Path:
        """The contest's rounds."""
        return self.work / "contest" / "rounds.yaml"

    @property
    def standings_file(self) -> Path:
        """The contest's public facts, read by the leaderboard."""
        return self.work / "contest" / "standings.json"

    def source(self, assignment: str) -> Path:
        """Give the folder of an assignment's sources."""
        return self.root / self.folders.source / assignment

    def submitted(self, trainee: str, assignment: str) -> Path:
        """Give the folder that nbgrader grades from."""
        return self.root / self.folders.submitted / trainee / assignment

    def autograded(self, trainee: str, assignment: str) -> Path:
        """Give the folder that nbgrader grades into."""
        return self.root / self.folders.autograded / trainee / assignment

    def variants(self, assignment: str, trainee: str) -> Path:
        """Give the datasets folder with a trainee's own tables."""
        return self.work / "variants" / assignment / trainee / "datasets"

    def truth(self, assignment: str, trainee: str) -> Path:
        """Give the secret file with a trainee's case."""
        return self.work / "secrets" / "cases" / assignment / f"{trainee}.json"


def find_course(start: Path | str | None = None) -> Course:
    """Find the course run: CAOPAN_COURSE_ROOT, else upward from ``start``, else this checkout.

    Raises:
        CaopanError: none of them holds an ``nbgrader_config.py`` and ``solutions/``.
    """
    named = os.environ.get(ROOT_VARIABLE)
    here = Path(named or start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[2]
    for folder in [here] if named else [here, *here.parents, checkout]:
        if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
            return Course(folder)
    raise CaopanError(
        f"{here}: no course here (nbgrader_config.py and solutions/ are missing); "
        f"run this in the course's folder or set {ROOT_VARIABLE}."
    )


def any_course(root: Path | str) -> Course:
    """Take this project's layout, or read the configuration of any other nbgrader course.

    Raises:
        CaopanError: neither is there, or the configuration cannot be read.
    """
    folder = Path(root).resolve()
    config_file = folder / "nbgrader_config.py"
    if (folder / "solutions").is_dir() and config_file.is_file():
        return Course(folder)
    if not config_file.is_file() and not (folder / "source").is_dir():
        raise CaopanError(
            f"{folder}: no nbgrader course here (neither nbgrader_config.py nor source/); "
            "name the course's folder with --course-dir."
        )
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    try:
        config = nbgrader_config(Course(folder)) if config_file.is_file() else Config()
    except Exception as error:  # the file is Python: it can fail in any way
        raise CaopanError(f"{config_file}: cannot be read ({error}); mend it.") from error
    config.CourseDirectory.root = str(folder)
    directory = CourseDirectory(config=config)
    folders = Folders(
        directory.source_directory,
        directory.submitted_directory,
        directory.autograded_directory,
        directory.db_url,
        tuple(directory.ignore),
    )
    return Course(folder, directory.course_id or _NBGRADERS_OWN_COURSE, folders)


def course_at(course_root: Course | Path | str) -> Course:
    """Take a course as it is, or the folder of one."""
    return course_root if isinstance(course_root, Course) else Course(Path(course_root).resolve())


def checked_id(trainee: str) -> str:
    """Give a trainee's id back if it can be part of folder names.

    Raises:
        CaopanError: it is empty, too long, or holds a character like ``/``, ``+`` or a space.

    >>> checked_id("lin-xiaohe")
    'lin-xiaohe'
    """
    if not _TRAINEE_ID.fullmatch(trainee):
        raise CaopanError(
            f"student {trainee!r}: not a usable id; take 1-64 letters, digits and . _ @ -, "
            "starting with a letter or digit."
        )
    return trainee


def prepare(course_root: Course | Path | str) -> Course:
    """Make the run-time folders that nbgrader expects to find; doing it twice changes nothing.

    Trainees fetch into ``work/desk``. nbgrader's assignment list looks for its settings *there*,
    so a two-line file in it points back to the course's own.

    Raises:
        CaopanError: the disk does not take them.
    """
    course = course_at(course_root)
    try:
        for name in ("submitted", "autograded", "feedback", "exchange", "cache", "desk", "contest"):
            (course.work / name).mkdir(parents=True, exist_ok=True)
        exchange = course.work / "exchange"
        if exchange.stat().st_mode & 0o777 != 0o777:
            exchange.chmod(0o777)  # nbgrader's rule for an exchange of many users
        pointer = course.work / "desk" / "nbgrader_config.py"
        if not pointer.exists():
            pointer.write_text(f'load_subconfig("nbgrader_config.py", path={str(course.root)!r})\n')
    except OSError as error:
        raise CaopanError(
            f"{course.work}: the run's folders cannot be made ({error.strerror}); "
            "give write permission there or choose another course folder."
        ) from error
    return course


def nbgrader_config(course: Course) -> Any:
    """Read ``nbgrader_config.py`` for this course's folder, as traitlets' ``Config``."""
    from traitlets.config.loader import PyFileConfigLoader

    with environment({ROOT_VARIABLE: str(course.root)}):
        return PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()


@contextmanager
def open_gradebook(course: Course) -> Iterator[Any]:
    """Open the course's gradebook (nbgrader's ``Gradebook``), which is made when missing.

    Raises:
        CaopanError: it belongs to another course, has another schema, or cannot be opened.
    """
    from nbgrader.api import Assignment, Gradebook, Student
    from sqlalchemy.exc import DatabaseError

    tools_on_path()
    if course.ours:
        prepare(course)
    try:
        _refuse_other_courses(course)
        book = Gradebook(course.gradebook_url, course.course_id)
        for table in (Assignment, Student):  # an older schema lacks columns of these
            book.db.query(table).first()
    except DatabaseError as error:
        raise CaopanError(
            f"{course.gradebook_url}: not a gradebook that can be opened ({error.orig}); "
            "check the file, its rights and its nbgrader version (nbgrader db upgrade)."
        ) from error
    try:
        yield book
    finally:
        book.close()


def _refuse_other_courses(course: Course) -> None:
    """Look before nbgrader does: opening a gradebook already writes this course into it."""
    from sqlalchemy import create_engine, inspect, text

    if not course.ours:
        _refuse_missing(course)
        return
    engine = create_engine(course.gradebook_url)
    try:
        if not inspect(engine).has_table("course"):
            return
        with engine.connect() as connection:
            found = set(connection.execute(text("SELECT id FROM course")).scalars())
    finally:
        engine.dispose()
    others = found - {COURSE_ID, _NBGRADERS_OWN_COURSE}
    if others and COURSE_ID not in found:
        raise CaopanError(
            f"{course.gradebook_url}: this gradebook belongs to course {sorted(others)[0]!r}, "
            f"not {COURSE_ID!r}; move it away or point CAOPAN_GRADEBOOK to the right one."
        )


def _refuse_missing(course: Course) -> None:
    """Another course's gradebook is never made here: a wrong folder would get an empty one."""
    name = course.gradebook_url.removeprefix("sqlite:///")
    if name != course.gradebook_url and not Path(name).is_file():
        raise CaopanError(
            f"{name}: there is no gradebook; generate an assignment of this course first, or name "
            "another folder with --course-dir."
        )


def tools_on_path() -> None:
    """Put this environment's programs first on PATH: nbgrader calls ``alembic`` by name."""
    folder = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", "").split(os.pathsep)
    if folder not in paths:
        os.environ["PATH"] = os.pathsep.join([folder, *paths])


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a while, then put back what was there.

    >>> with environment({"CAOPAN_EXAMPLE": "1"}):
    ...     os.environ["CAOPAN_EXAMPLE"]
    '1'
    >>> "CAOPAN_EXAMPLE" in os.environ
    False
    """
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
