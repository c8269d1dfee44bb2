"""Lesson 08: it runs, what it says is true of its shops, and its own questions judge rightly."""

import pytest

from caopan.diagnosis import Shop, break_even
from caopan.planning import paid_response, paid_trial
from caopan.practice import check, keep_paid_plan, my_paid_plan

LESSON = "08_paid_traffic"
ADOPTS = "fanhe"


def test_the_published_case_and_the_table_are_as_it_says(lesson):
    """27 fen for an added yuan; at 40 % returns a healthy ROI loses, or needs repurchase."""
    names, ran = lesson
    assert names["added"] == pytest.approx(0.27)
    table = next(one.value for one in ran if hasattr(one.value, "columns"))
    assert table.loc[0.4].tolist() == [4.5, 3.0, 10.0]


def test_the_average_is_healthy_and_the_history_tells_nothing(lesson):
    """2.58 after 2.54, 3.15 between the stretches, and the toolkit names no last yuan."""
    names, ran = lesson
    known, due = names["known"], names["due"]
    assert (round(known.average_roi, 2), round(due.roi, 2)) == (2.58, 2.54)
    assert round(known.arc.roi, 2) == 3.15
    assert known.marginal_roi is None
    assert known.gmv.low > 1  # "faster than spend"
    assert "cannot be told" in ran[3].text
    before, after = known.fan_share
    assert (round(before, 2), round(after, 2)) == (0.06, 0.34)


def test_the_trial_is_as_it_says(lesson):
    """40, 52 and 72 %; last yuan 0.67 below what it must bring with its whole band; cut by half."""
    names, _ = lesson
    left = names["left"]
    assert left[["spend_fen", "visits", "gmv_fen"]].round().tolist() == [40, 52, 72]
    full = names["hourly"].loc["full", "spend_fen"]
    assert 1_080_000 < full < 1_083_000  # "¥10,800 an hour"
    last = names["curves"].gmv.marginal_roi(full)
    assert round(last.value, 2) == 0.67
    assert last.high < names["due"].roi
    assert round(names["due"].roi / last.value - 1, 1) == 2.8  # "almost three times more"
    best = names["best"]
    assert best.beyond == "below"
    assert best.fen == pytest.approx(names["curves"].gmv.least / 2)
    assert 0 < names["paced"].gain < 0.05  # "the gain is small"


def test_fans_are_taken_and_still_worth_it(lesson):
    """14 % would have come anyway; without them both sources sold almost a fifth less."""
    held, design = lesson[0]["held"], lesson[0]["design"]
    assert design.enough
    assert design.days < 28
    assert round(held.taken.value, 2) == 0.14
    assert held.takes_fans
    assert -0.2 < held.net.value < -0.16
    assert held.decision == "leave it"


def test_playing_is_as_it_says(lesson):
    """The wish loses a third of a million while GMV grows; one fifth gains almost half of one."""
    names, _ = lesson
    gains = list(names["gains"].values())
    assert -380 < gains[0] < -320
    assert gains[1] < 0
    assert 430 < gains[3] < gains[4] < 490
    assert 0 < gains[2] < gains[3]
    more, idle = names["played"][0], names["idle"]
    assert more.gmv_fen.sum() > idle.gmv_fen.sum()


def test_the_own_merchant_goes_on(lesson):
    """The last cell leaves a budget that later lessons find, made from the reference."""
    kept, reference = my_paid_plan(), my_paid_plan(reference=True)
    assert kept.own
    assert not reference.own
    assert kept.hours == reference.hours
    assert keep_paid_plan(kept.hours, why="again").why == "again"


def test_the_own_questions_judge_rightly(lesson):
    """The two numbers pass; averages, the wrong power and turned fractions have their reasons."""
    names, _ = lesson
    full, less = names["hourly"].loc["full"], names["hourly"].loc["less"]
    added = (full["gmv_fen"] - less["gmv_fen"]) / (full["spend_fen"] - less["spend_fen"])
    assert added < 1 < full["gmv_fen"] / full["spend_fen"]  # the trap of the lesson
    assert check("08-added", added).passed
    days = paid_trial("qingzhou").days
    curves, bags_full = paid_response(days), days[days["budget"] == "full"].sum(numeric_only=True)
    last = curves.gmv.marginal_roi(180_000)
    assert check("08-bags", last.value).passed
    assert last.high < break_even(Shop.of("qingzhou")).roi  # cut here, too
    assert round(bags_full["gmv_fen"] / bags_full["spend_fen"], 1) == 2.0
    assert bags_full["spend_fen"] / bags_full["hours"] == pytest.approx(180_000, rel=1e-3)
    bags, muyi = (break_even(Shop.of(name)).refund for name in ("qingzhou", "muyi"))
    assert 3 < bags / muyi < 4  # "three times as often"
    for name, value, rule in [
        ("08-added", full["gmv_fen"] / full["spend_fen"], "average of the full"),
        ("08-added", less["gmv_fen"] / less["spend_fen"], "average of the lower"),
        ("08-added", 1 / added, "turn it round"),
        ("08-bags", curves.gmv.average_roi(180_000).value, "average ROI"),
        ("08-bags", curves.gmv.power.value, "power of GMV"),
        ("08-bags", "much", "a finite number"),
    ]:
        assert rule in check(name, value).message
