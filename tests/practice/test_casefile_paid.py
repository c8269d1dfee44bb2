"""The adopted merchant's budget: kept, read back, refused in words."""

import json

import pytest

from caopan.errors import CaopanError
from caopan.practice import adopt, keep_paid_plan, my_paid_plan
from caopan.practice.casefile_paid import FILE


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """An empty folder to work in, with the samples; Yunshi is adopted."""
    from caopan.events.places import folder_of

    monkeypatch.setenv("CAOPAN_DATASETS", str(folder_of("yunshi").parent))
    monkeypatch.chdir(tmp_path)
    adopt("yunshi")
    return tmp_path


def test_what_was_kept_is_read_back_also_from_a_folder_below(desk, monkeypatch):
    """Hours, fans and reason come back as they were; the last one counts."""
    keep_paid_plan({})
    kept = keep_paid_plan({20: 12_000, 19: 30_000}, leave_fans_out=True, why="try again then")
    (desk / "week2").mkdir()
    monkeypatch.chdir(desk / "week2")
    assert my_paid_plan() == kept
    assert list(kept.hours) == [19, 20]
    assert "19:00 ¥300, 20:00 ¥120" in repr(kept)
    assert "fans left out" in repr(kept)


def test_without_an_own_one_or_on_demand_it_is_the_references(desk):
    """Who filed nothing, prefers the reference, or adopts anew starts from the reference."""
    first = my_paid_plan()
    assert not first.own
    assert "break-even ROI" in first.why
    keep_paid_plan({20: 1})
    assert my_paid_plan().own
    assert my_paid_plan(reference=True) == first
    adopt("qingzhou")
    assert (my_paid_plan().merchant, my_paid_plan().own) == ("qingzhou", False)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"hours": [1]}, "a dict by clock hour"),
        ({"hours": {24: 1}}, "0 to 23"),
        ({"hours": {20: 1.5}}, "whole fen"),
        ({"hours": {20: -1}}, "whole fen"),
        ({"hours": {}, "leave_fans_out": 1}, "True or False"),
        ({"hours": {}, "why": 3}, "why is text"),
    ],
)
def test_a_wrong_part_is_said_and_nothing_is_kept(desk, parts, said):
    """An hour that is none, half a fen, no text: the file stays as it was."""
    with pytest.raises(CaopanError, match=said):
        keep_paid_plan(**parts)
    assert not (desk / FILE).exists()


def test_a_file_that_was_edited_is_refused_by_name(desk):
    """Broken text or a missing part names the file and the way out."""
    for text in ("{", json.dumps({"merchant": "yunshi"}), json.dumps({"hours": 3})):
        (desk / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(CaopanError, match="run keep_paid_plan again"):
            my_paid_plan()
