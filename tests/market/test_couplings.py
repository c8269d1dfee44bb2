"""The couplings as functions: their signs, their limits, what they leave alone."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.market import couplings, effects
from caopan.market.scenario import PaidPlan

share = st.floats(0, 1)
money = st.integers(1_000, 10_000_000)
ratio = st.floats(0.05, 20)


@given(ratio, ratio, ratio, st.floats(1.0, 3.0))
def test_feed_rewards_every_virtue_and_stays_in_bounds(
    stay: float, engaged: float, gpm: float, more: float
) -> None:
    """More of any of the three never lowers covers, and covers stay within 0.6 and 1.6."""
    base = couplings.feed(stay, engaged, gpm, 0.5, 0.6, 1.6)
    assert 0.6 <= base <= 1.6
    for better in (
        (stay * more, engaged, gpm),
        (stay, engaged * more, gpm),
        (stay, engaged, gpm * more),
    ):
        assert couplings.feed(*better, 0.5, 0.6, 1.6) >= base - 1e-12


def test_an_explanation_starts_and_wears_off() -> None:
    """After a first minute of bringing out the goods, each persuades no better than the last."""
    gain = couplings.explain(np.arange(40))
    assert gain[0] < gain[1] == gain.max()
    assert (np.diff(gain[1:]) <= 0).all()
    assert gain.min() == pytest.approx(0.6)
    # hopping between goods minute by minute is worth less than staying for four
    assert gain[0] < gain[:4].mean()


@given(st.integers(0, 20), st.integers(0, 60), st.integers(0, 60))
def test_repeating_wears_an_explanation_out(minute: int, one: int, other: int) -> None:
    """The more of the last hour a SKU had, the less a further minute does; up to 15 is free."""
    few, many = sorted((one, other))
    assert couplings.explain(minute, many) <= couplings.explain(minute, few)
    if many <= 15:
        assert couplings.explain(minute, many) == couplings.explain(minute)


@given(st.floats(0, 24), st.floats(1, 24))
def test_longer_hours_bring_more_covers_but_fewer_an_hour(live: float, usual: float) -> None:
    """Up to the usual hours nothing is lost; beyond them covers grow with the hours' power 0.4."""
    reach = couplings.room_reach(live, usual)
    assert reach <= 1
    if live <= usual:
        assert reach == 1
    else:
        assert live * reach >= usual * 0.999


@given(share, share)
def test_hype_at_the_usual_level_changes_nothing(level: float, usual: float) -> None:
    """The usual pressure is the reference; more of it sells more and brings more back."""
    same = couplings.hype(usual, usual, 0.2, 0.16)
    assert np.allclose([same.create, same.follow, same.loyal, same.eager], 1)
    assert np.allclose(same.refund, 0)
    other = couplings.hype(level, usual, 0.2, 0.16)
    assert np.sign(other.create - 1) in {0, np.sign(level - usual)}
    assert np.sign(other.refund) in {0, np.sign(level - usual)}


@given(money, st.floats(0.4, 0.95), st.floats(0, 0.5), share)
def test_paid_traffic_has_diminishing_returns(
    fen: int, beta: float, fade: float, fans: float
) -> None:
    """Twice the spend brings more visits but less than twice, no better ones, more fans taken."""
    once = couplings.paid_traffic(fen, 600, beta, 100_000, fade, fans)
    twice = couplings.paid_traffic(2 * fen, 600, beta, 100_000, fade, fans)
    assert once.visits < twice.visits < 2 * once.visits
    assert twice.quality <= once.quality
    assert once.taken <= once.visits
    assert couplings.paid_traffic(0, 600, beta, 100_000, fade, fans).visits == 0


@given(money, st.floats(0.0, 0.9), st.floats(1.5, 3))
def test_a_coupon_sells_and_is_wasted_on_many(price: int, part: float, elasticity: float) -> None:
    """A coupon never sells less; the deeper, the fewer of its users would have bought anyway."""
    lift = couplings.coupon(price * part, price, elasticity)
    assert lift >= 1
    assert couplings.coupon(price * part * 0.5, price, elasticity) <= lift + 1e-12


@given(st.floats(0.2, 3), st.floats(0.2, 3))
def test_dearer_sells_less(one: float, other: float) -> None:
    """Orders fall with the price, faster above the peers' than below."""
    low, high = sorted((one, other))
    assert couplings.price_response(high, 3.0, 1.2) <= couplings.price_response(low, 3.0, 1.2)
    assert couplings.price_response(1.0, 3.0, 1.2) == pytest.approx(1.0)


@given(st.integers(0, 1000), share, st.floats(0.0001, 0.9999))
def test_substitutes_are_some_of_the_unserved(unserved: int, part: float, luck: float) -> None:
    """Whole people, between none and all, within one of the share."""
    took = couplings.substitute(unserved, part, luck)
    assert 0 <= took <= unserved
    assert abs(took - unserved * part) <= 1


@given(st.floats(0, 24), st.floats(0, 24), st.floats(0, 5))
def test_fans_tire_and_return(one: float, other: float, returning: float) -> None:
    """More hours on air never raise the reach; more returning buyers never lower it."""
    low, high = sorted((one, other))
    assert couplings.fan_reach(high, 0.05, 1.0, 0.5) <= couplings.fan_reach(low, 0.05, 1.0, 0.5)
    base = couplings.fan_reach(low, 0.05, returning, 0.5)
    assert couplings.fan_reach(low, 0.05, returning + 1, 0.5) > base


@given(share, st.floats(0, 0.3), share, st.floats(-1, 1), share)
def test_refund_chances_are_chances(
    base: float, pressed: float, late: float, newcomers: float, pre_ship: float
) -> None:
    """Chance and early share stay within 0 and 1; lateness raises both."""
    calm = couplings.refund_chance(base, pressed, 0.0, newcomers, pre_ship)
    slow = couplings.refund_chance(base, pressed, late, newcomers, pre_ship)
    for one in (calm, slow):
        assert 0 <= one.chance <= 0.95
        assert 0 <= one.early <= 1 + 1e-12
    assert slow.chance >= calm.chance - 1e-12
    assert slow.early >= calm.early - 1e-12


def test_the_festival_is_preceded_by_waiting_and_followed_by_a_dip() -> None:
    """Against the peers' index: hold-back, festival, dip, and nothing else in October."""
    days = [date(2021, 10, 1) + timedelta(days=n) for n in range(70)]
    season = {day: couplings.calendar(day) for day in days}
    assert all(season[day].create == 1 for day in days if day < date(2021, 10, 31))
    assert season[date(2021, 11, 2)].create < 0.9
    assert season[date(2021, 11, 8)].create > 1.2
    assert season[date(2021, 11, 8)].traffic > 1.3
    dip = [season[date(2021, 11, d)].traffic for d in range(12, 22)]
    assert np.mean(dip[:3]) < 0.9 < np.mean(dip[-3:])
    assert couplings.calendar(days[0]) == couplings.calendar(days[0])


def test_spill_keeps_its_total_and_falls() -> None:
    """All that a session causes lands within seven days, most of it on the first."""
    means = couplings.spill(np.array([[200.0, 10.0]]), np.array([0.15]))
    assert means.shape == (1, 7, 2)
    assert means.sum() == pytest.approx(0.15 * 210)
    assert (np.diff(means[0, :, 0]) < 0).all()


@given(share, st.floats(0.001, 0.999))
def test_throttling_is_as_long_and_hard_as_published(level: float, luck: float) -> None:
    """Three to seven days at 0.3 to 0.5 of natural traffic; pressing never makes it rarer."""
    hit = couplings.throttle(level, 0.002, np.array([luck]))
    assert 3 <= hit.days[0] <= 7
    assert 0.3 <= hit.natural[0] <= 0.5
    assert hit.chance >= couplings.throttle(level / 2, 0.002, np.array([luck])).chance


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
def test_excluding_fans_leaves_none(fen: list[int]) -> None:
    """A mix of plans that exclude fans reaches none; volume and quality stay positive."""
    plans = [
        PaidPlan(plan_id=str(n), fen_per_h=f, audience="fans", exclude_fans=True)
        for n, f in enumerate(fen)
    ]
    volume, quality, follow, fans = effects.aim(plans, fen)
    assert fans == 0
    assert min(volume, quality, follow) > 0


def test_creatives_and_voices_wear() -> None:
    """More new creatives keep fresher; an anchor is as good as ever for two hours, then tires."""
    fresh = [effects.freshness(n) for n in (0.5, 1, 3, 7, 20)]
    assert fresh == sorted(fresh)
    assert 0 < fresh[0] < fresh[-1] < 1
    voice = effects.voice(np.arange(600), 1.2)
    assert (voice[:121] == 1.2).all()
    assert (np.diff(voice) <= 0).all()
    assert voice.min() >= 0.6
