"""Change points: planted steps are found, noise is left alone, the log stands beside them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from caopan.board import METRICS
from caopan.diagnosis import FOLLOWED, Shop, change_points
from caopan.diagnosis.segments import steps
from caopan.errors import CaopanError


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant."""
    return Shop.of("liuyi")


def noise(rng, n, memory):
    """Noise of unit variance that remembers the day before."""
    x = rng.standard_normal(n)
    for day in range(1, n):
        x[day] = memory * x[day - 1] + np.sqrt(1 - memory**2) * x[day]
    return x


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_no_shift_is_seen_in_noise_beyond_the_stated_rate(memory):
    """Of 150 series without a shift one in twenty shows one, whether or not noise remembers."""
    rng = np.random.default_rng(8)
    false = sum(bool(steps(noise(rng, 90, memory))) for _ in range(150))
    assert false / 150 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 150)


@pytest.mark.parametrize(("memory", "size"), [(0.0, 2.5), (0.5, 3.0)])
def test_a_planted_step_is_found_within_two_days(memory, size):
    """Of 60 steps in nine the day is found within two, and held by the interval of days."""
    rng = np.random.default_rng(9)
    near = held = 0
    for _ in range(60):
        at = int(rng.integers(20, 70))
        found = steps(noise(rng, 90, memory) + size * (np.arange(90) >= at), alpha=0.01)
        best = min(found, key=lambda step: abs(step.at - at), default=None)
        near += best is not None and abs(best.at - at) <= 2
        held += best is not None and best.low <= at <= best.high
    assert near >= 54
    assert held >= 54


def test_a_spell_has_two_ends_and_a_drift_is_a_slope():
    """A throttled week is a fall and a rise; what moves bit by bit is told from a shift."""
    rng = np.random.default_rng(3)
    day = np.arange(90)
    spell = steps(rng.normal(size=90) - 6 * ((day >= 40) & (day < 50)))
    assert [step.at for step in spell] == [40, 50]
    assert not any(step.slope for step in spell)
    assert [step.slope for step in steps(rng.normal(size=90) + 0.1 * day)] == [True]


def test_a_flat_or_short_series_has_no_steps():
    """No division by a spread that is not there."""
    assert steps(np.zeros(90)) == []
    assert steps(np.arange(8.0)) == []


def halved(shop: Shop, day: int) -> Shop:
    """The shop with half of the recommended visits, covers the same, from a day on."""
    traffic = shop.table("traffic_hour").copy()
    late = shop.day(traffic["hour_ts"]) >= day
    some = late & (traffic["source"] == "recommend")
    traffic.loc[some, "visits"] = traffic.loc[some, "visits"] // 2
    return replace(shop, frames={**shop.frames, "traffic_hour": traffic})


def test_a_step_of_a_shop_is_found_on_its_day_with_the_log_beside_it():
    """A tenth fewer enter from day 50 on: the day is found, and the log's lines near it."""
    one = halved(Shop.of("yunshi"), 50)
    found = change_points(one, ["enter rate", "clicks for an exposure"])
    point = next(p for p in found.points if p.series == "enter rate")
    assert abs(point.day - 50) <= 2
    assert point.low <= 50 <= point.high
    assert point.factor < 0.9
    assert point.peers
    log = one.table("ops_log")
    near = one.day(log["ts"]).between(point.day - 3, point.day + 3) & (log["kind"] != "video_post")
    assert sorted(point.log["detail"]) == sorted(log.loc[near, "detail"])
    assert "After it is not because of it" in point.words


def test_routine_lines_are_told_by_their_number():
    """Videos that stop on the day of a change are said as such, not listed one by one."""
    one = halved(Shop.of("yunshi"), 50)
    log = one.table("ops_log")
    stopped = log[(log["kind"] != "video_post") | (one.day(log["ts"]) < 50)]
    quiet = replace(one, frames={**one.frames, "ops_log": stopped})
    point = change_points(quiet, ["enter rate"]).points[0]
    before, after = point.routine["video_post"]
    assert before > 1
    assert after == 0
    nothing = replace(one, frames={**one.frames, "ops_log": log.iloc[:0]})
    assert "nothing within 3 days" in change_points(nothing, ["enter rate"]).points[0].words
    no_log = {k: v for k, v in one.frames.items() if k != "ops_log"}
    words = change_points(replace(one, frames=no_log), ["enter rate"]).points[0].words
    assert "no operations log" in words


def test_what_peers_do_alike_is_no_change(shop):
    """Covers double for all on day 60: beside the peers nothing happened, alone it is a step."""
    traffic, peers = shop.table("traffic_hour").copy(), shop.table("peer_day").copy()
    late = shop.day(traffic["hour_ts"]) >= 60
    traffic.loc[late, "impressions"] *= 2
    late = peers["day_ts"] >= pd.Timestamp(shop.date_of(60), tz="Asia/Shanghai")
    peers.loc[late, "impressions"] *= 2
    one = replace(shop, frames={**shop.frames, "traffic_hour": traffic, "peer_day": peers})
    assert not change_points(one, ["enter rate"]).points
    alone = {k: v for k, v in one.frames.items() if k != "peer_day"}
    points = change_points(replace(one, frames=alone), ["enter rate"]).points
    assert any(abs(point.day - 60) <= 1 and not point.peers for point in points)


def test_all_series_of_a_shop(shop):
    """All series are followed or left out with a reason, and their codes stand on the board."""
    found = change_points(shop)
    assert {*found.series, *found.left_out} == set(FOLLOWED)
    assert {code for one in FOLLOWED.values() for code in one.codes} <= set(METRICS)
    assert all(abs(np.log(point.factor)) >= 0.03 for point in found.points)
    assert np.isfinite(found.series.to_numpy(np.float64)[~found.series.isna()]).all()


def test_what_cannot_be_followed_is_said(shop):
    """Refunds without peers, too few a day, an unknown name: each is a sentence."""
    alone = {k: v for k, v in shop.frames.items() if k != "peer_day"}
    found = change_points(replace(shop, frames=alone), ["refunded share of GMV", "enter rate"])
    assert "still to come" in found.left_out["refunded share of GMV"]
    few = shop.table("traffic_hour").assign(follows=0)
    with pytest.raises(CaopanError, match="too few to follow"):
        change_points(
            replace(shop, frames={**shop.frames, "traffic_hour": few}), ["follows per visit"]
        )
    with pytest.raises(CaopanError, match="take one of"):
        change_points(shop, ["mood"])
