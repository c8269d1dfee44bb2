"""A merchant's place on the growth path, read from tables and said with its evidence."""

from dataclasses import replace

import pytest

from caopan.diagnosis import Shop, stage_of
from caopan.diagnosis.days import QUANTITIES, own_days
from caopan.errors import CaopanError
from caopan.events import load
from caopan.planning import crossings, funnel_of, stage
from caopan.planning.funnel import told_days
from caopan.planning.readings import ORDERS, SESSIONS
from caopan.planning.stages import WAYS, stage_number

NAMES = ("liuyi", "ruolan", "muyi", "beichen", "qingzhou", "zhenyun")
STAGES = {name: stage(Shop.of(name)) for name in NAMES}


def test_all_five_stages_but_one_kind_are_found_among_the_samples():
    """The samples lie at four sizes, and the one that lost two months is in renewal."""
    assert {found.number for found in STAGES.values()} == {0, 1, 2, 3, 4}
    assert [name for name, found in STAGES.items() if found.number == 4] == ["qingzhou"]


@pytest.mark.parametrize("name", NAMES)
def test_the_size_is_that_of_the_last_four_weeks(name):
    """Counted anew from the goods table: the October of these histories has no festival day."""
    goods = load("goods_hour", merchant=name, raw=True)
    day = Shop.of(name).day(goods["hour_ts"])
    last = goods[day.between(62, 88)]["gmv_fen"].sum() * 30 // 27  # the 89th holds back
    found = STAGES[name]
    assert found.month_fen == last
    if found.number < 4:
        assert found.name == stage_of(found.month_fen)


@pytest.mark.parametrize("name", NAMES)
def test_each_reading_stands_beside_its_need(name):
    """Met says that nothing is short, not met that something is; what cannot be read has why."""
    for one in STAGES[name].readings.values():
        assert one.says
        if one.met is None:
            assert one.value is None or one.need is None
        else:
            assert one.met == (one.gap <= 0)


def test_what_binds_is_short_of_its_need_by_most():
    """Of a stage's own candidates, the one that is furthest off."""
    for found in STAGES.values():
        gaps = [found.readings[name].gap for name in found.way.binds]
        told = [gap for gap in gaps if gap is not None]
        assert found.binds.gap == max(told) or max(told) <= 0


def test_orders_a_session_are_the_weakest_of_the_last_eight():
    """Counted anew from the goods table by session."""
    goods = load("goods_hour", merchant="zhenyun", raw=True)
    pays = goods.groupby("session_id", sort=False)["pays"].sum()
    start = load("live_session", merchant="zhenyun").set_index("session_id")["start_ts"]
    last = pays[start.sort_values().index[-SESSIONS:]]
    found = STAGES["zhenyun"].readings["orders_session"]
    assert (found.value, found.met) == (last.min(), last.min() >= ORDERS)


def test_what_a_short_history_cannot_tell_is_said():
    """Thirty days know no two months; less than four weeks know no stage."""
    whole = Shop.of("fanhe")
    short = replace(whole, days=40, periods=Shop.of("fanhe").compared(20).periods)
    found = stage(short)
    assert found.readings["two_months_up"].met is None
    assert any("84" in note for note in found.notes)
    assert found.number < 4
    with pytest.raises(CaopanError, match="no month"):
        stage(replace(whole, days=20))


def test_missing_tables_switch_off_what_needs_them_and_nothing_else():
    """Own exports may have no peers and no order lines: the size is told all the same."""
    whole = Shop.of("ruolan")
    frames = {n: f for n, f in whole.frames.items() if n not in {"peer_day", "order_line", "visit"}}
    found = stage(replace(whole, frames=frames))
    assert found.month_fen == STAGES["ruolan"].month_fen
    assert found.readings["fan_gmv"].met is None
    assert found.readings["stay"].need is None
    assert found.readings["paid_roi"].value == STAGES["ruolan"].readings["paid_roi"].value
    assert found.may_leave is not True


def test_the_days_are_those_of_the_diagnosis():
    """Each quantity of a whole history, day by day; what a table lacks is left out, no more."""
    shop = Shop.of("fanhe")
    told, whole = told_days(shop), own_days(shop)
    assert set(told) == set(QUANTITIES)
    for at, name in enumerate(QUANTITIES):
        assert (told[name] == whole[:, at]).all()
    goods = shop.table("goods_hour").drop(columns=["exposures", "buyers"])
    fewer = told_days(replace(shop, frames={**shop.frames, "goods_hour": goods}))
    assert set(told) - set(fewer) == {"exposures", "buyers"}


def test_orders_alone_tell_the_size_and_say_what_they_do_not():
    """As from a merchant's own order sheet: no traffic, no sessions, no peers."""
    whole = Shop.of("ruolan")
    found = stage(replace(whole, frames={"goods_hour": whole.table("goods_hour")}))
    assert found.month_fen == STAGES["ruolan"].month_fen
    assert found.may_leave is None
    assert "as a rule" in found.words[1]
    assert found.readings["top3"].value == STAGES["ruolan"].readings["top3"].value
    assert found.readings["enter"].says == "The tables do not tell visits, impressions."
    with pytest.raises(CaopanError, match="do not tell air_min, impressions, visits"):
        funnel_of(replace(whole, frames={"goods_hour": whole.table("goods_hour")}))
    with pytest.raises(CaopanError, match="what was sold"):
        stage(replace(whole, frames={"traffic_hour": whole.table("traffic_hour")}))


def test_every_stage_has_a_crossing_and_words():
    """Four steps up and one back; a stage's sentences tell size, constraint and exit."""
    assert len(crossings()) == len(WAYS)
    for found in STAGES.values():
        assert len(found.words) >= 2 + len(found.exits)
        assert found.way.zh in found.words[0]
    assert [stage_number(way.name) for way in WAYS] == [0, 1, 2, 3, 4]
    with pytest.raises(CaopanError, match="there is no stage"):
        stage_number("plateau")
