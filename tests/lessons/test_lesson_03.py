"""Lesson 03: it runs, what it says is true of its shops, and its own questions judge rightly."""

from math import exp

import pytest

from caopan.diagnosis import Shop, adjust
from caopan.practice import check

LESSON = "03_what_fell"
ADOPTS = "yunshi"


def test_the_parts_add_up_and_tempt_as_the_lesson_says(lesson):
    """A sixth is gone; two rates that a price would move rose; impressions took nearly all."""
    names, ran = lesson
    assert round(1 - names["after"] / names["before"], 3) == pytest.approx(1 / 6, abs=0.006)
    assert names["covers"] + names["per_cover"] == pytest.approx(names["after"] - names["before"])
    yuan = names["yuan"]
    assert yuan["fen"].sum() * 100 == pytest.approx(names["parts"].change)
    assert yuan["fen"].idxmin() == "impressions"
    assert (round(yuan["fen"].sum(), -2), round(yuan["fen"].min(), -2)) == (-21_800, -19_600)
    assert yuan.loc["impressions", "high"] < 0
    assert (yuan.loc[["click rate", "order rate"], "fen"] > 0).all()
    assert [r.value.status for r in ran if hasattr(r.value, "status")] == ["not attempted"] * 2


def test_the_peers_fell_as_well_and_nothing_is_unusual(lesson):
    """All six fell by 11 to 17 per cent, the shop among them; none of 33 lies beyond two."""
    names, _ = lesson
    theirs = names["theirs"]
    assert len(theirs) == 6
    assert (round(-theirs.max()), round(-theirs.min())) == (11, 17)
    assert theirs.min() < names["ours"] < theirs.max()
    unusual = names["found"].table["unusual"].astype(float)
    assert len(unusual) == 33
    assert unusual.abs().max() < 2
    assert 0.85 < names["nothing"] < 0.9  # "probably"
    assert (round(names["cut"], -2), round(names["beyond"], -2)) == (11_400, 3_000)


def test_five_weeks_later_it_is_the_shop(lesson):
    """GMV lies 18 per cent beyond the season; impressions do not, though their bar is longest."""
    from caopan.diagnosis import decompose_shop

    names, _ = lesson
    rows, later = names["rows"], names["later"]
    assert round(100 * (exp(rows.loc["gmv_fen", "own"]) - 1)) == -18
    assert abs(rows.loc["impressions", "unusual"]) < 2
    beyond = ["gmv_fen", "fan_visits", "exposures per viewer", "buyers per viewer"]
    assert (rows.loc[beyond, "unusual"].astype(float) < -2).all()
    parts = decompose_shop(later, draws=0)
    fen = parts.totals.set_index("factor")["fen"]
    assert fen.idxmin() == "impressions"
    assert (round(fen.min() / 100, -2), round(parts.change / 100, -2)) == (-29_600, -34_200)
    assert round(parts.change / parts.before, 2) == -0.30
    assert (names["sold"][True] - names["left"]).idxmin() == "follow"
    assert list(names["mine"]["unusual"].head(3)) == sorted(names["mine"]["unusual"].head(3))


def test_the_own_questions_judge_rightly(lesson):
    """Fans' visits and the pearls pass; logarithms, the whole change and the wrong code do not."""
    row = lesson[0]["rows"].loc["fan_visits", ["change", "peers", "own"]].astype(float)
    assert check("03-fans", 100 * (exp(row["own"]) - 1)).passed
    for wrong, rule in [
        (100 * row["own"], "logarithm"),
        (100 * (exp(row["change"]) - 1), "peers' is still in it"),
        (100 * (exp(row["change"]) - exp(row["peers"])), "do not subtract"),
        (exp(row["own"]), "factor"),
        (100 * (1 - exp(row["own"])), "a minus is missing"),
        ("a fifth", "a finite number"),
    ]:
        assert rule in check("03-fans", wrong).message
    table = adjust(Shop.of("zhenyun")).table
    assert check("03-pearls", table.sort_values("unusual")["code"].iloc[0]).passed
    for wrong, rule in [
        ("C6", "more unusually"),
        ("S2", "before the peers"),
        ("C5", "did not fall"),
        ("X9", "the table knows"),
        (-0.2, "as text"),
    ]:
        assert rule in check("03-pearls", wrong).message
