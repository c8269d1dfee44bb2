"""Reading standings.json: strict about facts, kind to readers when it is broken."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.errors import CaopanError
from grader.leaderboard import Standings, Watch
from grader.leaderboard.notebook import page_notebook, write_page
from grader.leaderboard.reader import backup_path
from grader.leaderboard.standings import example


def as_file(board: Standings) -> dict[str, Any]:
    """The file that a standings value was read from."""
    found: dict[str, Any] = json.loads(board.model_dump_json(by_alias=True))
    return found


def test_round_trip() -> None:
    """What is written is what is read, Chinese text and times included."""
    assert Standings.parse(example().model_dump_json(by_alias=True)) == example()


@given(st.binary() | st.text().map(str.encode))
def test_any_garbage_is_one_sentence(garbage: bytes) -> None:
    """Whatever stands in the file: standings, or one error with what, where, what to do."""
    try:
        Standings.parse(garbage)
        said = "standings.json: fine"
    except CaopanError as error:
        said = str(error)
    assert said.startswith("standings.json: ")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\x80abc", "not UTF-8 text"),
        (b"[" * 100_000, "nested too deep"),
        (b"9" * 5_000, "a number is too long"),
        (b"[]", "dictionary"),
        (b"", "line 1, column 1"),
    ],
)
def test_odd_files(text: bytes, said: str) -> None:
    """Files that break readers are one sentence, too."""
    with pytest.raises(CaopanError, match=said):
        Standings.parse(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": 2}, "schema"),
        ({"rounds": [{"round": "x"}]}, "rounds.0.title"),
        ({"rounds": "none"}, "rounds"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], said: str) -> None:
    """A value of the wrong kind is named by its place."""
    with pytest.raises(CaopanError, match=said):
        Standings.parse(json.dumps({**as_file(example()), **change}))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"rank": None}, "a rank goes with a score"),
        ({"candidate": "c02"}, "candidate 'c02' stands there twice"),
        ({"rank": 2}, "rank 2 stands there twice"),
        ({"score": float("inf")}, "finite"),
    ],
)
def test_contradictions_are_refused(row: dict[str, Any], said: str) -> None:
    """A standing that contradicts itself is not shown."""
    file = as_file(example())
    file["rounds"][0]["rows"][0].update(row)
    with pytest.raises(CaopanError, match=said):
        Standings.parse(json.dumps(file))


def test_a_bad_file_never_takes_the_last_good_one(tmp_path: Path) -> None:
    """Missing, good, half-written, good again: the page always has the last good standings, and a
    process that starts while the file is bad has them from the copy."""
    file = tmp_path / "standings.json"
    watch = Watch(file, backup_path(file), keep=True)
    assert (watch.look().standings, watch.look().problem) == (Standings.empty(), None)
    file.write_text(example().model_dump_json(by_alias=True), encoding="utf-8")
    good = watch.look()
    assert (good.standings, good.problem, good.version) == (example(), None, 1)
    file.write_text(file.read_text(encoding="utf-8")[:300], encoding="utf-8")
    bad = watch.look()
    assert (bad.standings, bad.version) == (example(), 2)
    assert bad.problem is not None
    assert "standings.json: broken" in bad.problem
    late = Watch(file, backup_path(file)).look()
    assert (late.standings, late.problem) == (example(), bad.problem)
    file.write_text(example().model_dump_json(by_alias=True), encoding="utf-8")
    assert watch.look().problem is None
    assert watch.look().version == 3


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """What cannot be read is said, without the path of this machine."""
    (tmp_path / "standings.json").mkdir()
    problem = Watch(tmp_path / "standings.json").look().problem
    assert problem is not None
    assert str(tmp_path) not in problem


def test_the_widget_is_fed_on_changes_only(tmp_path: Path) -> None:
    """The kernel renews the fragment when the file changes, and sends nothing otherwise."""
    from grader.leaderboard.widget import BoardWidget, Feed

    file = tmp_path / "standings.json"
    feed = Feed(BoardWidget(), Watch(file), me="c01")
    now = example().rounds[0].opens_at
    assert [feed.renew(now), feed.renew(now)] == [True, False]
    assert "No round has been announced" in feed.widget.html
    file.write_text(example().model_dump_json(by_alias=True), encoding="utf-8")
    assert [feed.renew(now), feed.renew(now)] == [True, False]
    assert "Lin Xia" in feed.widget.html
    feed.widget.close()


def test_the_feed_runs_until_it_is_ended(tmp_path: Path) -> None:
    """In a running loop the fragment follows the file by itself."""
    from grader.leaderboard.widget import BoardWidget, Feed

    file = tmp_path / "standings.json"
    feed = Feed(BoardWidget(), Watch(file), me=None)

    async def follow() -> str:
        task = asyncio.create_task(feed.run())
        await asyncio.sleep(0)
        file.write_text(example().model_dump_json(by_alias=True), encoding="utf-8")
        await asyncio.sleep(1.3)
        task.cancel()
        return str(feed.widget.html)

    assert "Lin Xia" in asyncio.run(follow())
    feed.widget.close()


def test_the_notebook_is_the_same_every_time(tmp_path: Path) -> None:
    """The page's notebook has stable ids, no outputs, and is readable by the server."""
    first = write_page(tmp_path).read_bytes()
    assert write_page(tmp_path).read_bytes() == first == page_notebook().encode()
    book = json.loads(first)
    assert [cell["id"] for cell in book["cells"]] == ["leaderboard-0"]
    assert book["cells"][0]["outputs"] == []
    assert stat.S_IMODE((tmp_path / "leaderboard.ipynb").stat().st_mode) == 0o644
