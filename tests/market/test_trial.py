"""Trials: plans take turns by the day, and everything else is as it would be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, history, sample, variant
from caopan.market.trial import LESS_BP, PAID_TURNS, paid_arms, trial, turns_of, with_paid_trial

SHOP = sample("yunshi").model_copy(update={"days": 8, "event_days": ()})


@given(st.integers(0, 60), st.integers(1, 6), st.integers(0, 99))
def test_turns_are_balanced_and_known_beforehand(days, arms, seed):
    """Each run of days holds each arm once, and the same seed gives the same turns."""
    turns = turns_of(days, arms, seed)
    assert len(turns) == days
    assert turns == turns_of(days, arms, seed)
    whole = days - days % arms
    assert all(sorted(turns[n : n + arms]) == list(range(arms)) for n in range(0, whole, arms))


def test_one_plan_in_every_turn_is_the_history_itself():
    """A trial of the merchant's own conduct over all days gives its own tables."""
    own = history(SHOP)
    frames = trial(SHOP, [Plan(), Plan()], (0, 1) * 4, first=0)[0]
    for name in ("traffic_hour", "goods_hour", "live_session"):
        pd.testing.assert_frame_equal(frames[name], own[name])


def test_only_the_days_of_a_plan_feel_it():
    """Budgets of the lower arm are two fifths, fans come by no plan that leaves them out."""
    mine = variant("fanhe", "08", "ada", b"k", days=20, faults=["FT4"])
    turns = (0, 1, 2, 3, 3, 2, 1, 0)
    came = trial(mine, paid_arms(mine, mine.days), turns)[0]["traffic_hour"]
    paid = came[came["source"] == "paid"]
    sums = paid.groupby("session_id")[["ad_spend_fen", "fan_visits", "visits"]].sum()
    sums["turn"] = np.array(turns)[: len(sums)]
    by_turn = sums.groupby("turn").mean()
    ratio = by_turn.loc[2, "ad_spend_fen"] / by_turn.loc[0, "ad_spend_fen"]
    assert ratio == pytest.approx(LESS_BP / 10_000, rel=0.2)  # sessions differ in length
    assert by_turn.loc[[1, 3], "fan_visits"].sum() == 0
    assert by_turn.loc[[0, 2], "fan_visits"].min() > 0


def test_seeds_are_luck_of_their_own():
    """Each seed has tables of its own, the same ones whether played alone or beside others."""
    arms, turns = [Plan(), Plan(paid_bp=0)], (0, 1, 1)
    both = trial(SHOP, arms, turns, seeds=[1, 2])
    alone = trial(SHOP, arms, turns, seeds=[2])[0]
    pd.testing.assert_frame_equal(both[1]["traffic_hour"], alone["traffic_hour"])
    assert not both[0]["traffic_hour"].equals(both[1]["traffic_hour"])


@pytest.mark.parametrize(("turns", "plans"), [((), [Plan()]), ((0, 1), [Plan()]), ((0,), [])])
def test_a_turn_without_a_plan_is_refused(turns, plans):
    """No days, a number that is no plan's, no plans."""
    with pytest.raises(CaopanError, match="turns: give for each day"):
        trial(SHOP, plans, turns)


def test_a_history_with_a_trial_is_its_own_until_it_begins():
    """Before the last four weeks nothing differs; in them budgets are those of the turns."""
    shop = sample("yunshi").model_copy(update={"days": 32, "event_days": ()})
    own, (tried,) = history(shop), with_paid_trial([shop])
    begin = pd.Timestamp(shop.first_day, tz="Asia/Shanghai") + pd.Timedelta(days=4)
    both = [frames["traffic_hour"] for frames in (own, tried)]
    before = [table[table["hour_ts"] < begin] for table in both]
    pd.testing.assert_frame_equal(*before)
    spent = [table.groupby("session_id")["ad_spend_fen"].sum() for table in both]
    share = (spent[1] / spent[0]).dropna()
    less = {f"{shop.merchant}-{4 + n:03d}-1" for n, turn in enumerate(PAID_TURNS) if turn >= 2}
    assert share[share.index.isin(less)].to_numpy() == pytest.approx(0.4, abs=0.01)
    assert share[~share.index.isin(less)].to_numpy() == pytest.approx(1.0, abs=0.01)
