"""A trainee's own tables and their truth: made once, kept apart, mounted where they belong."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.events import load
from grader.marking import case, enrol, fetch, grade, mounted, release, submit, write_variants
from grader.marking.course import Course
from grader.marking.intake import inbound
from grader.marking.pool import Pool

CARD = """\
title: Own
merchant: yunshi
more: [zhenyun]
peers: true
days: 12
event_sessions: [{session}]
panel_one_in: 20
bugs: true
public_seeds: 2
private_seeds: 3
"""
SOURCE = """\
# %% nbgrader={"grade": false, "grade_id": "own", "locked": false, "schema_version": 3, "solution": true}
from caopan.events import load
### BEGIN SOLUTION
sessions = len(load("live_session", merchant="mine"))
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "own-check", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
from grader.marking import case
from caopan.events import load
assert case().scenario.merchant == "mine"
assert case().merchants["mine-2"].base == "zhenyun"
assert len(load("peer_day", merchant="mine-2")) == 6 * 12
assert len(case().bugs) == 5
assert sessions == len(load("live_session", merchant="mine")) > 0
### END HIDDEN TESTS
"""  # noqa: E501 (percent headers are long)


@pytest.fixture(scope="module")
def own(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose assignment "own" gives two students tables of their own."""
    from caopan.market import event_sessions, variant
    from grader.authoring import build

    root = tmp_path_factory.mktemp("own") / "course"
    for name in ("nbgrader_config.py",):
        root.mkdir()
        shutil.copy(template / name, root)
    folder = root / "solutions" / "own"
    folder.mkdir(parents=True)
    (folder / "own.py").write_text(SOURCE, encoding="utf-8")
    session = event_sessions(variant("yunshi", "own", "amy", b"x", days=12))[0]
    (folder / "assignment.yaml").write_text(CARD.format(session=session), encoding="utf-8")
    build(root)
    enrol(root, {"amy": "Amy", "bob": "Bob"})
    release(root, "own")  # writes the variants of the enrolled
    return Course(root)


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_release_makes_the_tables_of_all_students(own: Course) -> None:
    """Everybody enrolled has tables of the same shape and different content."""
    amy, bob = (digests(own.variants("own", t)) for t in ("amy", "bob"))
    assert set(amy) == set(bob) >= {"mine/merchant.json", "mine/events/order_line.parquet"}
    assert set(amy) >= {"mine-2/merchant.json", "mine-2/peer_day.parquet", "mine/peer_day.parquet"}
    assert amy["mine/goods_hour.parquet"] != bob["mine/goods_hour.parquet"]


def test_tables_hold_facts_and_the_truth_is_private(own: Course) -> None:
    """No table or card names a fault or a bug; the truth lies in a file of the instructor's."""
    truth = own.truth("own", "amy")
    for name in ("mine", "mine-2"):
        card = (own.variants("own", "amy") / name / "merchant.json").read_text(encoding="utf-8")
        assert "fault" not in card
    assert '"faults"' in truth.read_text(encoding="utf-8")
    assert stat.S_IMODE(truth.stat().st_mode) == 0o600
    for folder in (truth.parent, own.work / "secrets"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_writing_again_changes_nothing(own: Course) -> None:
    """What is there stays; written anew, it is the same to the last byte."""
    before = digests(own.work / "variants") | digests(own.work / "secrets")
    assert write_variants(own, "own", ["amy", "bob"]) == []
    assert write_variants(own, "own", ["amy"], force=True) == ["amy"]
    assert digests(own.work / "variants") | digests(own.work / "secrets") == before


def test_a_class_is_written_side_by_side_as_one_after_the_other(own: Course) -> None:
    """Two processes give the bytes that one gives, each trainee is told once, errors arrive."""
    before = digests(own.work / "variants")
    told: list[tuple[int, int]] = []
    with Pool(own) as pool:
        made = write_variants(
            own,
            "own",
            ["amy", "bob"],
            force=True,
            pool=pool,
            progress=lambda _, *n: told.append(n),
        )
        assert made == ["amy", "bob"]
        assert told == [(1, 2), (2, 2)]
        assert digests(own.work / "variants") == before
        with pytest.raises(CaopanError, match="nowhere"):
            pool.write_variants("nowhere", [["amy"], ["bob"]])


def test_trainees_get_their_own_tables_and_send_none_back(own: Course) -> None:
    """Fetching hands out the own tables only; submitting takes the notebook only."""
    desk = own.work / "desks" / "amy"
    folder = fetch(own, "own", "amy", desk)
    assert digests(folder / "datasets") == digests(own.variants("own", "amy"))
    submit(own, "own", "amy", desk)
    names = {p.name for p in inbound(own, "own")["amy"][0].folder.iterdir()}
    assert names == {"own.ipynb", "timestamp.txt", "submission_secret.txt"}


def test_a_late_comer_gets_tables_on_the_instructors_desk(own: Course) -> None:
    """Whoever may read the secret needs no extra step; a bad id gets a sentence."""
    folder = fetch(own, "own", "cas", own.work / "desks" / "cas")
    assert digests(folder / "datasets") == digests(own.variants("own", "cas"))
    with pytest.raises(CaopanError, match="not a usable id"):
        fetch(own, "own", "c+s", own.work / "desks" / "x")


def test_without_the_secret_fetching_refuses_and_leaves_nothing(
    own: Course, tmp_path: Path
) -> None:
    """On a trainee's side no tables can be made up: a sentence, and no half-fetched folder."""
    root = tmp_path / "course"
    shutil.copytree(own.root, root, ignore=shutil.ignore_patterns("desk", "desks"))
    key = root / "work" / "secrets" / "course.key"
    key.unlink()
    key.mkdir()  # a key that cannot be read, whoever runs the test
    with pytest.raises(CaopanError, match="Ask the instructor to run `grader variants own"):
        fetch(root, "own", "dan", tmp_path / "desk")
    assert list((tmp_path / "desk").glob("own/**/*")) == []


def test_grading_uses_trusted_tables_and_the_case(own: Course) -> None:
    """Tables that a trainee has changed are not read; hidden tests see that trainee's case."""
    desk = own.work / "desks" / "bob"
    folder = fetch(own, "own", "bob", desk)
    table = folder / "datasets" / "mine" / "live_session.parquet"
    pd.read_parquet(table).head(1).to_parquet(table)
    notebook = nbformat.read(folder / "own.ipynb", as_version=4)
    answer = next(c for c in notebook.cells if "nbgrader" in c.metadata)
    answer.source = (
        'from caopan.events import load\nsessions = len(load("live_session", merchant="mine"))'
    )
    nbformat.write(notebook, folder / "own.ipynb")
    submit(own, "own", "bob", desk)
    report = grade(own, "own", ["bob"])
    assert [(o.status, o.reason) for o in report.outcomes] == [("graded", "")]
    from grader.marking.course import open_gradebook

    with open_gradebook(own) as book:
        assert book.find_submission("own", "bob").score == 2.0
    left = {p.name for p in own.autograded("bob", "own").iterdir()}
    assert "datasets" not in left


def test_mounted_gives_the_author_tables_and_a_case(own: Course) -> None:
    """Inside, `load` and `case` work on the author's variant; outside, nothing is left."""
    before = dict(os.environ)
    with mounted("own", course_root=own.root) as mine:
        lines = load("order_line", merchant="mine", raw=True)
        assert mine == case()
        assert (mine.trainee, len(mine.public_seeds), len(mine.private_seeds)) == ("author", 2, 3)
        assert not set(mine.public_seeds) & set(mine.private_seeds)
        for bug in mine.bugs:
            if bug.table == "order_line":
                assert set(bug.event_ids) <= set(lines["event_id"])
    assert dict(os.environ) == before
    with pytest.raises(CaopanError, match="no case is mounted"):
        case()


def test_a_case_that_is_no_case_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged or missing case file is named."""
    for name, text in {"gone": None, "bad": "{", "other": '{"x": 1}'}.items():
        file = tmp_path / name
        if text is not None:
            file.write_text(text)
        monkeypatch.setenv("CAOPAN_CASE", str(file))
        with pytest.raises(CaopanError, match="not a case that can be read"):
            case()


def test_an_unknown_session_or_field_in_the_card_is_named(own: Course, tmp_path: Path) -> None:
    """A slip in assignment.yaml is told with its field before anything is written."""
    for text, said in {
        "title: x\nmerchant: yunshi\nevent_sessions: [mine-999-1]\n": "field event_sessions",
        "title: x\nmerchant: yunshi\nbug: true\n": "field bug",
        "title: x\nmerchant: nobody\n": "nobody",
        "- a list\n": "must hold 'name: value' lines",
    }.items():
        root = tmp_path / hashlib.sha256(text.encode()).hexdigest()[:8]
        (root / "solutions" / "own").mkdir(parents=True)
        (root / "solutions" / "own" / "assignment.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(CaopanError, match=said):
            write_variants(root, "own", ["amy"])
        assert not (root / "work" / "variants").exists()


def test_a_contests_variants_need_its_round_and_its_published_secret(course_root: Path) -> None:
    """Without a round there is no secret; a secret that isn't the published one is refused."""
    import datetime as dt

    from grader.contest import new_round

    course = Course(course_root)
    file = course.source("duel") / "assignment.yaml"
    file.write_text(file.read_text() + "merchant: yunshi\ndays: 12\nevent_sessions: []\n")
    with pytest.raises(CaopanError, match="has no round yet"):
        write_variants(course, "duel", ["amy"])
    now = dt.datetime.now(dt.UTC)
    new_round(course, "warmup", "duel", now, now + dt.timedelta(days=1))
    key = course.work / "secrets" / "warmup.key"
    key.write_bytes(bytes(32))
    with pytest.raises(CaopanError, match="secret_sha256 is not the hash"):
        write_variants(course, "duel", ["amy"])
