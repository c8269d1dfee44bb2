"""The adopted merchant's diagnosis: kept, read back, refused in words."""

import json

import pytest

from caopan.errors import CaopanError
from caopan.practice import adopt, keep_diagnosis, my_diagnosis
from caopan.practice.casefile import FILE


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """An empty folder to work in, with the samples; Yunshi is adopted."""
    from caopan.events.places import folder_of

    monkeypatch.setenv("CAOPAN_DATASETS", str(folder_of("yunshi").parent))
    monkeypatch.chdir(tmp_path)
    adopt("yunshi")
    return tmp_path


def test_what_was_kept_is_read_back_also_from_a_folder_below(desk, monkeypatch):
    """Odds, metrics, second and test come back as they were; the last one counts."""
    keep_diagnosis({"none": 1.0})
    kept = keep_diagnosis(
        {"FR2": 0.6, "none": 0.4}, metrics=["T7", "C8"], second=0.2, test="swap the anchors"
    )
    (desk / "week2").mkdir()
    monkeypatch.chdir(desk / "week2")
    again = my_diagnosis()
    assert again == kept
    assert (again.main, again.metrics, again.second, again.own) == ("FR2", ("T7", "C8"), 0.2, True)
    assert "60%  FR2  anchor fatigue" in repr(again)
    assert "swap the anchors" in repr(again)


def test_without_an_own_one_or_on_demand_it_is_the_references(desk):
    """Who filed nothing, prefers the reference, or adopts anew starts from the reference."""
    first = my_diagnosis()
    assert not first.own
    assert sum(first.beliefs.values()) == pytest.approx(1)
    keep_diagnosis({"none": 1.0})
    assert my_diagnosis().own
    assert my_diagnosis(reference=True) == first
    adopt("liuyi")
    assert (my_diagnosis().merchant, my_diagnosis().own) == ("liuyi", False)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"beliefs": {"none": 0.5}}, "sum to 0.5"),
        ({"beliefs": {"price": 1.0}}, "no class"),
        ({"beliefs": {"none": 1.0}, "metrics": ["Z1"]}, "no metric"),
        ({"beliefs": {"none": 1.0}, "second": 2}, "no probability"),
        ({"beliefs": {"none": 1.0}, "test": 3}, "words are asked for"),
    ],
)
def test_a_wrong_part_is_said_and_nothing_is_kept(desk, parts, said):
    """Each error names its part; the file is not touched."""
    with pytest.raises(CaopanError, match=said):
        keep_diagnosis(**parts)
    assert not (desk / FILE).exists()


@pytest.mark.parametrize("text", ["{", '{"merchant": "yunshi"}', "[]"])
def test_a_file_that_was_edited_by_hand_is_said(desk, text):
    """One sentence with the file and what to do."""
    (desk / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CaopanError, match=f"{FILE}: cannot be read"):
        my_diagnosis()


def test_the_file_holds_plain_data(desk):
    """Anybody can read it; it does not say whose it is twice."""
    keep_diagnosis({"none": 1.0}, test="等一周")
    told = json.loads((desk / FILE).read_text(encoding="utf-8"))
    assert set(told) == {"merchant", "beliefs", "second", "metrics", "test"}
    assert told["test"] == "等一周"


def test_nobody_adopted_is_said(tmp_path_factory, monkeypatch):
    """Adoption comes first."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    with pytest.raises(CaopanError, match="no merchant adopted"):
        keep_diagnosis({"none": 1.0})
