"""Lesson 05: it runs, what it says is true of its shops, and its own questions judge rightly."""

import pytest

from caopan.diagnosis import Shop
from caopan.events import card
from caopan.planning import SEASON, changes_of, check_calendar, weekly_targets
from caopan.practice import check, keep_growth, my_growth

LESSON = "05_growth_path"
ADOPTS = "fanhe"


def test_the_stage_and_what_binds_are_as_it_says(lesson):
    """Growth, 1.3 million; fans buy 28 % where 40 are asked for, and paid yuan do not pay."""
    where = lesson[0]["where"]
    assert where.name == "growth"
    assert round(where.month_fen / 1e8, 1) == 1.3
    assert where.binds is where.readings["fan_gmv"]
    assert (round(where.binds.value, 2), where.binds.need) == (0.28, 0.40)
    assert [one.met for one in where.exits] == [False, False]


def test_the_funnel_carries_what_it_says(lesson):
    """Five factors; 1.5 at the target, 1.6 at most; the wish is three times that."""
    names, _ = lesson
    targets, wish = names["targets"], names["wish"]
    assert round(names["gains"]["multiplied"]) == 61
    assert round(1.31**5, 1) == 3.9
    assert (round(targets.month_yuan / 1e6, 1), round(targets.most_yuan / 1e6, 1)) == (1.5, 1.6)
    assert round(wish.times) == 3
    assert not wish.carried
    over = wish.table["over_best"].astype(float)
    assert round(over.min(), 1) == 2.6  # "2.6 times the best peer"
    best = names["peers"].table["covers_h"].max() / names["now"].covers_h
    assert 1.2 < best < 1.3  # "a quarter ahead"
    middle = names["peers"].at(0.5)
    below = [now / mid for now, mid in zip(names["now"], middle, strict=True)]
    assert min(range(5), key=below.__getitem__) == 3  # orders a visit
    assert sorted(below)[1] > 0.96  # "only"


def test_the_calendars_are_as_it_says(lesson):
    """Theirs conflicts, ours does not; ours rests on the Thursdays that fans know."""
    names, _ = lesson
    assert len(names["conflicts"]) > 40
    ours = names["ours"]
    assert check_calendar(ours.calendar) == ()
    assert {one.tier for one in ours.calendar.sessions} == {"A", "B"}
    days = {ours.calendar.date_of(one.day).weekday() for one in ours.calendar.sessions}
    assert 3 not in days
    assert "¥2,593" in ours.reasons["sessions"]
    festive = [one.day for one in ours.calendar.sessions if one.tier == "A"]
    assert {ours.calendar.phase(day).phase for day in festive} == {"festival"}


def test_the_play_is_as_it_says(lesson):
    """Nine per cent more GMV and a loss of 217 thousand; seven, and twice what was left."""
    played = lesson[0]["played"]
    theirs, ours = played["theirs"], played["ours"]
    idle = ours.weeks["idle_kept_yuan"].sum()
    assert round(idle, -3) == 684_000
    assert round(theirs.gain_yuan, -3) == -217_000
    assert 1.9 < (idle + ours.gain_yuan) / idle < 2.2
    more = [
        one.weeks["gmv_yuan"].sum() / one.weeks["idle_yuan"].sum() - 1 for one in (theirs, ours)
    ]
    assert [round(one, 2) for one in more] == [0.09, 0.07]
    assert len(changes_of(lesson[0]["plans"]["ours"])) == SEASON.changes == 8


def test_the_own_merchant_is_filed(lesson):
    """The last cell leaves a promise and a plan that later lessons find."""
    kept, reference = my_growth(), my_growth(reference=True)
    assert kept.own
    assert not reference.own
    assert kept._replace(own=False) == reference
    assert kept.merchant == "fanhe"
    assert "fanhe" in repr(kept)
    later = keep_growth(2_000_000, kept.plan.model_copy(update={"paid_bp": 5_000}))
    assert my_growth() == later
    assert my_growth().plan.paid_bp == 5_000


def test_the_own_questions_judge_rightly(lesson):
    """The right numbers pass; each usual slip has its reason."""
    shop = Shop.of("ruolan")
    found, now = weekly_targets(shop, air_h=30), weekly_targets(shop)
    assert now.start.air_h == 25
    assert check("05-hours", found.most_yuan).passed
    other = weekly_targets(Shop.of("tuantuan"))
    assert check("05-tuantuan", 1_000_000 / other.most_yuan).passed
    for name, value, rule in [
        ("05-hours", now.most_yuan, "hours of now"),
        ("05-hours", found.month_yuan, "the target"),
        ("05-hours", now.most_yuan * 1.2, "hours alone"),
        ("05-hours", found.most_yuan / 1e6, "millions"),
        ("05-tuantuan", 1_000_000 / other.start.month_yuan, "sells now"),
        ("05-tuantuan", 1_000_000 / other.month_yuan, "the target"),
        ("05-tuantuan", other.most_yuan / 1_000_000, "turned"),
        ("05-tuantuan", "four", "a finite number"),
    ]:
        assert rule in check(name, value).message
    assert card("tuantuan").category == "mother and baby"


@pytest.mark.parametrize("promise", [0, -1, float("nan"), "much", True])
def test_a_promise_that_is_no_gmv_is_refused(lesson, promise):
    """It must be yuan above zero."""
    from caopan.errors import CaopanError

    with pytest.raises(CaopanError, match="promise_yuan"):
        keep_growth(promise, my_growth().plan)
