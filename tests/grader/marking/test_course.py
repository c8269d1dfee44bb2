"""A course run: its folders, its settings, its gradebook, its secrets."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from caopan.errors import CaopanError
from grader.marking.course import (
    Course,
    checked_id,
    find_course,
    nbgrader_config,
    open_gradebook,
    prepare,
)
from grader.marking.roster import enrol, known_students, refuse_unknown
from grader.marking.secrets import KEY_BYTES, key_file, make_key, read_key


def test_prepare_twice_changes_nothing(tmp_path: Path) -> None:
    """The folders are made once; the desk's settings point to the course's own."""
    first = prepare(tmp_path)
    before = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*"))
    assert prepare(tmp_path) == first
    assert sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*")) == before
    assert str(tmp_path) in (tmp_path / "work/desk/nbgrader_config.py").read_text()


def test_a_disk_that_takes_no_folders_is_one_sentence(tmp_path: Path) -> None:
    """Where nothing can be written, the sentence names the place; nothing is left behind."""
    (tmp_path / "work").symlink_to("/sys/kernel")
    with pytest.raises(CaopanError, match="folders cannot be made") as caught:
        prepare(tmp_path)
    assert str(tmp_path / "work") in str(caught.value)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(CaopanError, match="secret cannot be made"):
        make_key(Course(tmp_path))


def test_everything_at_run_time_is_under_work(course_root: Path) -> None:
    """The settings name no folder outside work/, except sources and releases."""
    config = nbgrader_config(Course(course_root))
    for name in ("submitted", "autograded", "feedback", "solution", "source_with_tests"):
        assert config.CourseDirectory[f"{name}_directory"].startswith("work/")
    file = course_root / "work" / "gradebook.db"
    assert config.CourseDirectory.db_url == f"sqlite:///{file}"
    for place in (config.Exchange.root, config.Exchange.cache, config.Exchange.assignment_dir):
        assert Path(place).is_relative_to(course_root / "work")


def test_the_desk_finds_the_course_settings(course_root: Path) -> None:
    """nbgrader's assignment list reads its settings where trainees fetch: they are the course's."""
    from traitlets.config.loader import PyFileConfigLoader

    prepare(course_root)
    desk = course_root / "work" / "desk"
    config = PyFileConfigLoader("nbgrader_config.py", path=str(desk)).load_config()
    assert config.CourseDirectory.course_id == "caopan"
    assert config.CourseDirectory.root == str(course_root)


def test_another_courses_gradebook_is_refused(course_root: Path) -> None:
    """It is recognised before anything is written into it."""
    file = course_root / "work" / "gradebook.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE course SET id = 'chemistry' WHERE id = 'caopan'")
    before = file.read_bytes()
    with (
        pytest.raises(CaopanError, match="belongs to course 'chemistry'"),
        open_gradebook(Course(course_root)),
    ):
        pass
    assert file.read_bytes() == before


def test_a_file_that_is_no_gradebook_is_one_sentence(course_root: Path) -> None:
    """A damaged file is named; it is not replaced by an empty gradebook."""
    file = course_root / "work" / "gradebook.db"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(CaopanError, match="not a gradebook"), open_gradebook(Course(course_root)):
        pass
    assert file.read_bytes().startswith(b"not a database")


def test_unknown_students_are_named_with_known_ones(course_root: Path) -> None:
    """The sentence helps to see a misspelt id."""
    enrol(course_root, {"amy": "Amy", "bob": ""})
    assert known_students(course_root) == {"amy": "Amy", "bob": "bob"}
    with pytest.raises(CaopanError, match=r"'ammy'.*known: amy, bob"):
        refuse_unknown(Course(course_root), ["amy", "ammy"])


@pytest.mark.parametrize("bad", ["", "../amy", "a+b", "a b", ".amy", "a*", "x" * 65, "a/b"])
def test_ids_that_would_leave_their_folder_are_refused(course_root: Path, bad: str) -> None:
    """An id is a folder's name and a part of the exchange's names."""
    with pytest.raises(CaopanError, match="not a usable id"):
        enrol(course_root, {"amy": "Amy", bad: "Bad"})
    assert known_students(course_root) == {}


def test_ids_in_chinese_are_fine() -> None:
    """Letters are letters."""
    assert checked_id("林小荷") == "林小荷"


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """Two askers get the same 32 bytes; only the owner may read them."""
    course = Course(tmp_path)
    key = make_key(course)
    assert (make_key(course), len(key)) == (key, KEY_BYTES)
    assert stat.S_IMODE(key_file(course).stat().st_mode) == 0o600
    key_file(course).write_bytes(b"short")
    with pytest.raises(CaopanError, match="is not a secret of 32 bytes"):
        read_key(course)


def test_no_course_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is named and is no course is not silently replaced by another."""
    monkeypatch.setenv("CAOPAN_COURSE_ROOT", str(tmp_path))
    with pytest.raises(CaopanError, match="no course here"):
        find_course()


def test_asking_for_a_case_is_quick() -> None:
    """A hidden test that imports the case pays for neither nbgrader nor pandas."""
    code = (
        "import sys; import grader.marking; import grader.contest; import grader.demo; "
        "print([m for m in ('nbgrader', 'pandas', 'sqlalchemy', 'nbconvert') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.stdout.strip() == "[]"
