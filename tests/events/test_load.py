"""Loading by name: found wherever the course runs, and helpful when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import caopan
from caopan import CaopanError
from caopan.events import card as card_of
from caopan.events import conform, load, merchants, places, scaled_up
from caopan.events.catalogue import DECLARED, PANEL_TABLES


def _run(code: str, *, cwd: Path, **env: str) -> str:
    """Run code in a fresh interpreter and return what it printed."""
    plain = {name: value for name, value in os.environ.items() if name != places.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=plain | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def elsewhere(datasets, tmp_path, monkeypatch) -> Path:
    """Return the datasets with the variable unset, working in a folder that has none."""
    monkeypatch.delenv("CAOPAN_DATASETS")
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "a" / "b" / "caopan")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return datasets


def test_the_variable_is_looked_at_first(datasets, tmp_path, card, monkeypatch) -> None:
    """CAOPAN_DATASETS wins over the working directory: the sandbox mounts its data with it."""
    near = tmp_path / "near" / "datasets"
    shutil.copytree(datasets, near)
    (near / "tiny" / "live_session.parquet").unlink()
    monkeypatch.chdir(near.parent)
    assert len(load("live_session", merchant="tiny")) == 6


def test_a_variable_that_names_no_folder_is_an_error(datasets, monkeypatch) -> None:
    """A mistyped variable is said, and never replaced by other data in silence."""
    monkeypatch.setenv("CAOPAN_DATASETS", "/no/such/folder")
    with pytest.raises(CaopanError, match="CAOPAN_DATASETS names /no/such/folder, which is not a"):
        load("live_session", merchant="tiny")


def test_datasets_are_found_from_a_folder_below(elsewhere, monkeypatch) -> None:
    """Working deep inside the course's folder finds the datasets at its top."""
    deep = elsewhere.parent / "course" / "lessons"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert merchants() == ["tiny"]
    assert len(load("visit", merchant="tiny")) == 6


@pytest.mark.parametrize("beside", ["a/b/caopan/datasets", "a/datasets"])
def test_datasets_are_found_beside_the_package(elsewhere, tmp_path, beside) -> None:
    """A wheel holds datasets in the package, the sources two levels up; both are found."""
    shutil.copytree(elsewhere, tmp_path / beside)
    assert len(load("visit", merchant="tiny")) == 6


def test_a_copy_of_the_package_loads_its_own_datasets(datasets, tmp_path) -> None:
    """As in a wheel: the installed package with its datasets, run from a folder without any."""
    site = tmp_path / "site"
    shutil.copytree(Path(caopan.__file__).parent, site / "caopan")
    shutil.copytree(datasets, site / "caopan" / "datasets")
    code = (
        "import caopan.events as e; print(e.places.PACKAGE, len(e.load('refund', merchant='tiny')))"
    )
    printed = _run(code, cwd=site.parent, PYTHONPATH=str(site))
    assert printed.splitlines()[-1] == f"{site / 'caopan'} 6"


def test_a_working_directory_that_is_gone_does_no_harm(datasets) -> None:
    """A sandbox may hide the working directory: the variable is enough."""
    code = (
        "import os, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)\n"
        "from caopan.events import load; print(len(load('shelf', merchant='tiny')))"
    )
    assert _run(code, cwd=datasets, CAOPAN_DATASETS=str(datasets)) == "6\n"


def test_importing_and_loading_are_light(datasets) -> None:
    """Importing brings in no heavy library; loading brings in neither pandera nor pydantic."""
    code = (
        "import sys, caopan.events as e\n"
        "heavy = ('pandas', 'pyarrow', 'pydantic', 'pandera')\n"
        "print([m for m in heavy if m in sys.modules])\n"
        "e.load('shelf', merchant='tiny'); print([m for m in heavy[2:] if m in sys.modules])"
    )
    assert _run(code, cwd=datasets, CAOPAN_DATASETS=str(datasets)) == "[]\n[]\n"


def test_an_unknown_table_or_merchant_is_answered_with_the_nearest(datasets) -> None:
    """Mistyped names meet a suggestion, and a merchant's name is never taken for a path."""
    with pytest.raises(
        CaopanError, match=r"no table 'order_lines' \(did you mean 'order_line'\?\)"
    ):
        load("order_lines", merchant="tiny")
    with pytest.raises(
        CaopanError, match=r"no merchant 'tinny' \(did you mean 'tiny'\?\): take one"
    ):
        load("visit", merchant="tinny")
    for path in ("", ".", "../datasets/tiny", str(datasets / "tiny")):
        with pytest.raises(CaopanError, match="there is no merchant"):
            load("visit", merchant=path)


def test_without_datasets_the_way_to_get_them_is_said(elsewhere) -> None:
    """Nothing found at all: the sentence says how to build or point; "mine" has its own."""
    assert merchants() == []
    with pytest.raises(CaopanError, match="no datasets were found; run `make build`, work inside"):
        load("visit", merchant="tiny")
    with pytest.raises(CaopanError, match="no merchant 'mine': fetch an assignment first"):
        load("visit", merchant="mine")


def test_an_event_table_that_is_not_built_says_make_build(datasets) -> None:
    """A fresh clone has no event tables: the sentence says what exists and what to run."""
    shutil.rmtree(datasets / "tiny" / "events")
    with pytest.raises(CaopanError) as refusal:
        load("visit", merchant="tiny")
    assert "event table 'visit' of 'tiny' is not built in" in str(refusal.value)
    assert "run `make build`" in str(refusal.value)
    assert "live_session, ops_log, peer_day, product" in str(refusal.value)


@pytest.mark.parametrize("table", ["live_session", "visit"])
def test_a_broken_file_is_said(datasets, table) -> None:
    """A file cut short names itself, whether it is a small table or an event table."""
    path = datasets / "tiny" / places_of(table)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(CaopanError, match=f"cannot read .*{table}.parquet: .*again"):
        load(table, merchant="tiny")


def places_of(table: str) -> str:
    """Return the file of a table, said independently of the package."""
    return f"{table}.parquet" if table == "live_session" else f"events/{table}.parquet"


def test_a_broken_card_is_said(datasets) -> None:
    """A card that is no JSON, or lacks something, names file and place, in card() and load()."""
    path = datasets / "tiny" / "merchant.json"
    path.write_text(path.read_text().replace('"panel_one_in": 4', '"panel_one_in": "many"'))
    for read in (lambda: card_of("tiny"), lambda: load("visit", merchant="tiny")):
        with pytest.raises(CaopanError, match=r"card .*merchant.json does not fit at panel_one_in"):
            read()
    path.write_text("{")
    with pytest.raises(CaopanError, match=r"does not fit at the whole file: .*; mend it or build"):
        load("visit", merchant="tiny")


def test_a_card_without_a_panel_means_all_users(datasets) -> None:
    """What a card may leave out has the same default in load() as in card()."""
    path = datasets / "tiny" / "merchant.json"
    path.write_text(path.read_text().replace('"panel_one_in": 4,', ""))
    assert card_of("tiny").panel_one_in == 1
    assert load("visit", merchant="tiny").attrs["panel_one_in"] == 1


def test_the_card_is_read_as_it_was_written(datasets, card) -> None:
    """card() returns an equal card, and it cannot be changed by accident."""
    assert card_of("tiny") == card
    with pytest.raises(ValueError, match="frozen"):
        card_of("tiny").days = 4


def test_a_session_is_picked_by_its_own_or_its_lines_session(datasets, card) -> None:
    """Session= keeps one session's rows; refunds, deliveries and reviews go through their lines."""
    for table in ("visit", "order_line", "live_session", "traffic_hour"):
        picked = load(table, merchant="tiny", session="session_id0")
        assert list(picked["session_id"]) == ["session_id0"]
        assert picked.index.tolist() == [0]
    for table in ("refund", "fulfil", "review"):
        assert list(load(table, merchant="tiny", session="session_id0")["line_id"]) == ["line_id0"]


def test_an_unknown_session_is_answered_with_those_there_are(datasets) -> None:
    """Sessions without event tables, unknown ones, and tables without sessions are told apart."""
    assert len(load("live_session", merchant="tiny", session="session_id3")) == 1
    with pytest.raises(CaopanError, match=r"no session 'session_id3' with event tables .*id0"):
        load("visit", merchant="tiny", session="session_id3")
    with pytest.raises(CaopanError, match=r"no session 'session_di0' \(did you mean 'session_id0'"):
        load("ops_log", merchant="tiny", session="session_di0")
    with pytest.raises(CaopanError, match="'product' belongs to no session: load it without"):
        load("product", merchant="tiny", session="session_id0")


def test_a_panel_says_once_that_it_is_one(datasets, capsys) -> None:
    """A table of panel users says so on the first load only; complete tables say nothing.

    Nor does a raw load: what reads so, as the board does, tells of the panel in a place of its own.
    """
    load("visit", merchant="tiny", raw=True)
    assert capsys.readouterr().out == ""
    visits = load("visit", merchant="tiny")
    load("visit", merchant="tiny")
    sessions = load("live_session", merchant="tiny")
    assert capsys.readouterr().out.count("tiny.visit holds 1 in 4 users") == 1
    assert visits.attrs == {"merchant": "tiny", "table": "visit", "panel_one_in": 4}
    assert sessions.attrs["panel_one_in"] == 1


@pytest.mark.parametrize("table", PANEL_TABLES)
def test_scaling_up_multiplies_by_the_panels_share(table, datasets) -> None:
    """Sums and counts, plain or as a series, grow by k; a filtered frame still knows its k."""
    frame = load(table, merchant="tiny")
    few = frame[frame["event_id"] > "event_id2"]
    assert scaled_up(len(few), few) == 12
    assert isinstance(scaled_up(1, frame), int)
    series = pd.Series([1, 2], dtype="Int64")
    pd.testing.assert_series_equal(scaled_up(series, frame), series * 4)


def test_scaling_up_refuses_a_frame_of_unknown_origin(valid) -> None:
    """Without the panel's share no factor is guessed."""
    with pytest.raises(CaopanError, match="does not know its panel: pass the frame that load"):
        scaled_up(1, conform("visit", valid("visit")))


def test_the_frame_in_the_docstring_is_one_of_ours() -> None:
    """The order lines shown in load()'s docstring have declared columns, and their sums hold."""
    shown = [line.split() for line in (load.__doc__ or "").splitlines()]
    start = next(number for number, words in enumerate(shown) if words[:1] == ["line_id"])
    names, first = shown[start], shown[start + 1][1:]
    assert set(names) <= set(DECLARED["order_line"].names)
    row = dict(zip(names, first, strict=False))
    assert int(row["list_fen"]) - int(row["m_coupon_fen"]) == int(row["pay_fen"])
