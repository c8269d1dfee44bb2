"""Growth plans: proposed from tables, compiled, played beside doing nothing."""

import numpy as np
import pytest

from caopan.diagnosis import Shop
from caopan.errors import CaopanError
from caopan.market import Plan, as_found, play_many, sample
from caopan.planning import (
    SEASON,
    GrowthPlan,
    check_calendar,
    mandate_problems,
    play_growth,
    propose_growth,
    stage,
)
from caopan.planning.paid_room import LEAST, POWER, paid_room
from caopan.planning.proposing import purse_of

SEEDS = range(2)
PROPOSED = {
    name: propose_growth(Shop.of(name), stage(Shop.of(name)).number)
    for name in ("zhenyun", "ruolan", "muyi", "beichen", "qingzhou")
}


@pytest.mark.parametrize("name", PROPOSED)
def test_a_proposal_is_sound_and_reasoned(name):
    """Its calendar has no conflict, every setting a reason, and the market takes it as it is."""
    found = PROPOSED[name]
    assert check_calendar(found.calendar) == ()
    assert set(found.reasons) == {*found.settings, "sessions"}
    plan = found.plan()
    assert mandate_problems(sample(name), plan, SEASON) == ()
    assert len(plan.specials) == len(found.calendar.sessions)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_large_sessions_are_left_to_shops_that_can_pay_for_them():
    """The smallest has neither A nor S; the largest has both."""
    small, large = (
        {one.tier for one in PROPOSED[name].calendar.sessions} for name in ("zhenyun", "beichen")
    )
    assert (small, large) == ({"B"}, {"S", "A", "B"})


@pytest.mark.parametrize("name", ["ruolan", "zhenyun"])
def test_a_proposal_earns_more_than_doing_nothing_in_every_week_together(name):
    """Played over twelve weeks in the market that made the tables; less is bought, and a fifth
    less sold at most.
    """
    grown = play_growth(as_found(name), PROPOSED[name], seeds=SEEDS)
    assert grown.gain_yuan > 0
    assert len(grown.weeks) == 12
    assert grown.weeks["gmv_yuan"].sum() > 0.8 * grown.weeks["idle_yuan"].sum()
    assert (grown.weeks["low_yuan"] <= grown.weeks["high_yuan"]).all()
    assert grown.messages == ()


def test_the_weeks_are_the_days_of_the_play():
    """Summed by hand from the outcome, in yuan; a broken week is refused."""
    scenario, plan = as_found("yunshi"), Plan(videos=5)
    idle, played = play_many([(scenario, Plan()), (scenario, plan)], days=14, seeds=SEEDS)
    found = play_growth(scenario, plan, days=14, seeds=SEEDS).weeks
    for at in (0, 1):
        days = slice(7 * at, 7 * at + 7)
        assert found["gmv_yuan"][at] == pytest.approx(played.gmv_fen[:, days].sum() / 200)
        assert found["idle_yuan"][at] == pytest.approx(idle.gmv_fen[:, days].sum() / 200)
        kept = played.contribution_fen[:, days].sum() / 200
        assert found["kept_yuan"][at] == pytest.approx(kept)
        assert found["fans"][at] == pytest.approx(played.fans[:, 7 * at + 6].mean())
    assert len(found) == 2
    with pytest.raises(CaopanError, match="16 are no whole weeks"):
        play_growth(scenario, plan, days=16, seeds=SEEDS)


def test_paid_traffic_moves_to_where_its_last_yuan_pays():
    """Below break-even less is spent; far above, more, and then covers may grow by it."""
    room = paid_room(Shop.of("beichen"))
    assert room.roi < room.due
    assert LEAST <= room.share < 1
    assert room.times == 1
    grown = room._replace(share=2.0, visits=0.25)
    assert grown.times == pytest.approx(1 + 0.25 * (2**POWER - 1))


def test_shares_of_gmv_by_source_are_whole():
    """What a plan is weighed by: shares sum to one, and less than all is kept."""
    purse = purse_of(Shop.of("fanhe"))
    assert np.isclose(sum(purse.shares.values()), 1)
    assert 0 < purse.kept < 1


def test_a_setting_that_the_market_does_not_know_is_refused():
    """By the name of the field."""
    calendar = PROPOSED["ruolan"].calendar
    with pytest.raises(CaopanError, match="fireworks"):
        GrowthPlan(calendar, {"fireworks": 1}).plan()


def test_days_beyond_whole_weeks_are_not_lost():
    """What would not be counted is not played: a plan is looked at by whole weeks."""
    with pytest.raises(CaopanError, match="10 are no whole weeks"):
        play_growth(sample("yunshi"), Plan(), days=10, seeds=[1])
