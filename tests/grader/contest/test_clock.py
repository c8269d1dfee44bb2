"""Standings follow the rounds' opening and closing without anybody grading."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from caopan.errors import CaopanError
from grader.contest import Clock, new_round

OPENS = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 3, 6, 10, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    """The tiny course with a round."""
    root = tmp_path / "course"
    shutil.copytree(template, root)
    new_round(root, "warmup", "duel", OPENS, CLOSES)
    return root


def shown(root: Path) -> str:
    """Give the state of the round as the leaderboard shows it."""
    standings = json.loads((root / "work/contest/standings.json").read_text(encoding="utf-8"))
    return str(standings["rounds"][0]["state"])


def test_standings_follow_the_clock(course: Path) -> None:
    """The first look writes, later ones only when a round has opened or closed in between."""
    clock = Clock(course, every=0)
    looks = [OPENS - SECOND, OPENS - SECOND / 2, OPENS, OPENS + SECOND, CLOSES, CLOSES + SECOND]
    wrote = [(clock(moment), shown(course)) for moment in looks]
    assert wrote == [
        (True, "before"),
        (False, "before"),
        (True, "open"),
        (False, "open"),
        (True, "closed"),
        (False, "closed"),
    ]


def test_looks_only_every_few_seconds(course: Path) -> None:
    """A change between two looks waits for the next look and is not lost."""
    clock = Clock(course, every=5)
    assert clock(OPENS - SECOND)
    assert not clock(OPENS + SECOND)
    assert clock(OPENS + 5 * SECOND)
    assert shown(course) == "open"


def test_bad_rounds_file_is_said(course: Path) -> None:
    """A rounds file that was broken while the house is open is named, and nothing is written."""
    clock = Clock(course, every=0)
    clock(OPENS)
    before = (course / "work/contest/standings.json").read_bytes()
    (course / "work/contest/rounds.yaml").write_text("rounds: 3\n", encoding="utf-8")
    with pytest.raises(CaopanError, match=r"rounds\.yaml"):
        clock(CLOSES)
    assert (course / "work/contest/standings.json").read_bytes() == before
