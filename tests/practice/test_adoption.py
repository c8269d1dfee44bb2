"""The merchant that a trainee keeps."""

import json
from datetime import date

import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.events import Card
from caopan.practice import adopt, in_days, my_merchant


@pytest.fixture(autouse=True)
def two_merchants(tmp_path, monkeypatch):
    """Two cards and an own variant, and an empty folder to work in."""
    datasets = tmp_path / "datasets"
    for name in ("liuyi", "yunshi", "mine"):
        about = Card(
            merchant=name,
            name_zh="店",
            name_en=name.title(),
            category="tea",
            place="Wuyi",
            stage="start",
            story="Simulated.",
            days=60,
            first_day=date(2021, 9, 2),
        )
        (datasets / name).mkdir(parents=True)
        (datasets / name / "merchant.json").write_text(about.model_dump_json(), "utf-8")
    monkeypatch.setenv("CAOPAN_DATASETS", str(datasets))
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    return desk


def test_an_adopted_merchant_is_found_again_also_from_a_folder_below(two_merchants, monkeypatch):
    """The choice is a small file beside the notebook, and the last choice counts."""
    assert adopt("yunshi").name_en == "Yunshi"
    adopt("liuyi")
    assert (
        json.loads((two_merchants / "my_merchant.json").read_text("utf-8"))["merchant"] == "liuyi"
    )
    (two_merchants / "below").mkdir()
    monkeypatch.chdir(two_merchants / "below")
    assert my_merchant() == "liuyi"


@pytest.mark.parametrize("typed", ["Liuyi", " liuyi ", "LIUYI\n"])
def test_capitals_and_blanks_do_not_matter(two_merchants, typed):
    """A name typed with capitals or blanks is understood, and kept in its plain form."""
    assert adopt(typed).merchant == "liuyi"
    assert my_merchant() == "liuyi"


def test_nobody_adopted_yet_is_said():
    """Without a choice the sentence says what to do."""
    with pytest.raises(CaopanError, match="run adopt"):
        my_merchant()


@pytest.mark.parametrize("name", ["nobody", "mine"])
def test_only_samples_are_adopted(name):
    """An unknown merchant and the graded variant are refused, with the choices."""
    with pytest.raises(CaopanError, match=r"choose .*liuyi or .*yunshi"):
        adopt(name)


@pytest.mark.parametrize("text", ["{", "[]", '{"merchant": "gone"}'])
def test_a_spoiled_file_is_said(two_merchants, text):
    """A file edited by hand leads to one sentence, not to a traceback of json."""
    (two_merchants / "my_merchant.json").write_text(text)
    with pytest.raises(CaopanError, match="adopt"):
        my_merchant()


def test_a_place_that_cannot_be_written_is_said(two_merchants):
    """One sentence, and nothing half-written, where the file cannot be put."""
    (two_merchants / "my_merchant.json").mkdir()
    with pytest.raises(CaopanError, match="cannot write"):
        adopt("liuyi")
    assert [p.name for p in two_merchants.iterdir()] == ["my_merchant.json"]


def test_days_are_counted_from_the_first_day_of_the_history():
    """Day 1 is the card's first day in Shanghai; both ends are kept."""
    hours = pd.date_range("2021-09-01 22:00", periods=72, freq="h", tz="Asia/Shanghai")
    frame = pd.DataFrame({"hour_ts": hours, "visits": 1})
    frame.attrs["merchant"] = "liuyi"
    assert in_days(frame, 1, 1)["hour_ts"].dt.day.unique().tolist() == [2]
    assert len(in_days(frame, 1, 2)) == 48


def test_days_that_are_not_there_are_refused():
    """A wrong range, and a frame without a clock, are said in a sentence."""
    frame = pd.DataFrame({"ts": pd.to_datetime(["2021-09-02"]).tz_localize("Asia/Shanghai")})
    with pytest.raises(CaopanError, match="as load"):
        in_days(frame, 1, 2)
    frame.attrs["merchant"] = "liuyi"
    with pytest.raises(CaopanError, match="days 1 to 60"):
        in_days(frame, 50, 61)
