"""Targets that follow from the funnel: the identity, the bounds, the wish, and what is played."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.diagnosis import Shop
from caopan.errors import CaopanError
from caopan.events import load
from caopan.market import Plan, as_found, play
from caopan.planning import funnel_of, hold_wish, weekly_targets
from caopan.planning.funnel import FACTORS, Funnel, funnel_from
from caopan.planning.targets import MIDDLE, MOVES, UPPER

SET = {name: weekly_targets(Shop.of(name)) for name in ("fanhe", "ruolan", "yunshi", "beichen")}


@pytest.mark.parametrize("name", ["liuyi", "zhenyun", "qijia"])
def test_the_factors_multiply_to_the_gmv(name):
    """Counted anew from the goods table: fourteen plain days as a week, to the fen."""
    goods = load("goods_hour", merchant=name, raw=True)
    day = Shop.of(name).day(goods["hour_ts"])
    fen = goods[day.between(75, 88)]["gmv_fen"].sum()
    assert funnel_of(Shop.of(name)).gmv_yuan == pytest.approx(fen / 200)


@given(st.tuples(*[st.integers(1, 10**9)] * 5), st.integers(7, 90))
def test_any_sums_telescope(sums, days):
    """Whatever the sums are, the product of the five factors is the week's GMV."""
    names = ("air_min", "impressions", "visits", "pays", "gmv_fen")
    found = funnel_from(dict(zip(names, sums, strict=True)), days)
    assert found.gmv_yuan == pytest.approx(sums[-1] / 100 * 7 / days)


@pytest.mark.parametrize("name", SET)
def test_no_factor_is_promised_beyond_peers_and_actions(name):
    """A target goes to the middle peer at most, a ceiling to the third in four, by actions."""
    found = SET[name]
    for at, factor in enumerate(FACTORS[1:], start=1):
        own, most = found.start[at], found.ceiling[at]
        assert most <= max(own, found.peers.table[factor].quantile(UPPER)) * 1.0000001
        assert most <= own * MOVES[factor].times * 1.0000001
        assert found.weeks[factor].max() <= max(own, found.peers.at(MIDDLE)[at]) * 1.0000001
        assert found.weeks[factor].is_monotonic_increasing
        assert factor in found.why


@pytest.mark.parametrize("name", SET)
def test_the_weekly_table_is_the_identity_times_fans_and_season(name):
    """Row by row: the five factors, what more fans add, and what the season makes of it."""
    weeks = SET[name].weeks
    product = weeks[list(FACTORS)].prod(axis=1) * weeks["fan_times"] * weeks["season"]
    np.testing.assert_allclose(product, weeks["target_yuan"])
    assert (weeks["now_yuan"] <= weeks["target_yuan"] + 1e-6).all()
    assert (weeks["target_yuan"] <= weeks["ceiling_yuan"] + 1e-6).all()


def test_festivals_are_in_the_weeks_that_hold_them():
    """The plan begins on 1 November: a festival's week is above, its dip below a plain one."""
    weeks = SET["fanhe"].weeks.set_index("week")
    assert "festival" in weeks.loc[1, "phases"]
    assert weeks.loc[2, "season"] > 1 > weeks.loc[3, "season"]
    assert weeks.loc[12, "season"] == 1


@pytest.mark.parametrize("name", ["fanhe", "yunshi"])
def test_what_is_told_without_a_change_is_what_is_played_without_one(name):
    """Doing nothing, played in the market that made the tables, brings as much and a little more.

    More, because hour tables do not see what is bought between sessions (10-30 %). Followers, as
    they are counted there, go the way that the funnel says.
    """
    played = play(as_found(name), Plan(), days=84, seeds=range(1))
    weeks = SET[name].weeks
    brought = played.gmv_fen.sum(axis=1).mean() / 100
    assert 1.0 < brought / weeks["now_yuan"].sum() < 1.3
    fans = played.fans.mean(axis=0)
    told = weeks["fans"].iloc[-1] / SET[name].fans.now
    assert told == pytest.approx(fans[-1] / as_found(name).fans.now, rel=0.05)


def test_more_hours_bring_fewer_covers_in_each():
    """Twice the hours bring 1.3 times the covers, not twice (assumed, as the market has it)."""
    shop = Shop.of("beichen")
    double = weekly_targets(shop, air_h=84, moves={})
    whole = double.ceiling.air_h * double.ceiling.covers_h
    assert whole / (double.start.air_h * double.start.covers_h) == pytest.approx(2**0.4)
    with pytest.raises(CaopanError, match="cannot be aired"):
        weekly_targets(shop, air_h=169)


@given(st.floats(0.1, 20))
def test_a_wish_is_carried_exactly_up_to_the_ceiling(times):
    """Beyond it each factor alone would have to carry the whole rest."""
    found = SET["ruolan"]
    wish = hold_wish(found, times * found.most_yuan)
    assert wish.carried == (wish.month_yuan <= found.most_yuan)
    needed = wish.table["needed"].astype(float) / wish.table["ceiling"].astype(float)
    np.testing.assert_allclose(needed, times)
    assert ("cannot carry" in wish.words) == (not wish.carried)
    with pytest.raises(CaopanError, match="no GMV"):
        hold_wish(found, -times)


def test_without_peers_only_actions_bound_a_factor_and_that_is_said():
    """Own exports may know no peers: fans stay as they are."""
    whole = Shop.of("ruolan")
    alone = replace(whole, frames={n: f for n, f in whole.frames.items() if n != "peer_day"})
    found = weekly_targets(alone)
    assert found.peers is None
    assert found.fans is None
    assert [note.partition(":")[0] for note in found.notes] == [
        "Held against nobody",
        "Fans are left as they are",
        "No covers are bought on top",
    ]
    assert found.ceiling.enter == pytest.approx(found.start.enter * MOVES["enter"].times)
    assert hold_wish(found, 1e9).words.startswith("The funnel cannot carry")


def test_a_funnel_without_sales_is_refused():
    """There is nothing to plan from; and a week is needed."""
    sums = {"air_min": 60, "impressions": 9, "visits": 1, "pays": 0, "gmv_fen": 0}
    with pytest.raises(CaopanError, match="nothing was sold"):
        funnel_from(sums, 14)
    with pytest.raises(CaopanError, match="3 plain days"):
        funnel_from(sums, 3)
    assert Funnel(1, 1, 1, 1, 7).month_yuan == 30


@pytest.mark.parametrize("told", [{"weeks": 0}, {"fans": -1}])
def test_no_weeks_and_less_than_no_fans_are_refused(told):
    """There is nothing to set a target for."""
    with pytest.raises(CaopanError, match="a week or more"):
        weekly_targets(Shop.of("yunshi"), **told)
