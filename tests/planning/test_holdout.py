"""Holdout tests: they find plans that take fans, leave sound ones alone, and know their power."""

import numpy as np
import pandas as pd
import pytest

from caopan.diagnosis import Shop
from caopan.errors import CaopanError
from caopan.market import variant
from caopan.market.trial import paid_arms, turns_of
from caopan.planning import (
    design_holdout,
    in_trial,
    paid_days,
    power_of,
    read_holdout,
    trial_shops,
)

TRIALS = 10


def readings(fault, name="fanhe"):
    """Give what trials of one shop find, under two draws of the turns and five of luck."""
    mine = variant(name, "08", "ada", b"k", days=84, faults=[fault])
    arms, found = paid_arms(mine, mine.days), []
    for lot in range(2):  # two draws of the turns, five of luck
        turns = turns_of(28, 4, lot)
        for shop in trial_shops(mine, arms, turns, range(TRIALS // 2)):
            days = in_trial(paid_days(shop), 0, turns)
            found.append(read_holdout(days, days["turn"] % 2 == 1))
    return found


@pytest.fixture(scope="module")
def ill():
    """Trials of a shop whose plans aim at its own fans (FT4)."""
    return readings("FT4")


@pytest.fixture(scope="module")
def sound():
    """Trials of the same shop without that fault."""
    return readings("none")


def test_plans_that_take_fans_are_found(ill):
    """Four weeks find them at least eight times of ten."""
    assert sum(one.takes_fans is True for one in ill) >= 0.8 * TRIALS
    assert np.mean([one.taken.value for one in ill]) > 0.12


def test_sound_plans_raise_no_alarm(sound):
    """The few fans in any audience convict nobody; at most one of ten is told so."""
    assert sum(one.takes_fans is True for one in sound) <= 0.1 * TRIALS
    assert np.mean([one.taken.value for one in sound]) < 0.06


def test_words_and_shares_fit_together(ill):
    """What is incremental is the rest of what was taken; the words give the same numbers."""
    one = ill[0]
    assert one.incremental.value == pytest.approx(1 - one.gmv_taken.value)
    assert one.incremental.low <= one.incremental.value <= one.incremental.high
    assert f"{one.taken.value:.0%} of paid visits" in one.words[1]
    assert one.decision in one.words[-1]


def test_what_fans_buy_decides_not_that_they_are_taken():
    """Where taken fans buy more than who comes in their place, they are left in."""
    side = {"visits": 100, "fan_visits": 40, "follow_visits": 80, "other_visits": 1000, "day": 0}
    side |= {"hours": 4.0, "spend_fen": 9_000}
    rich = side | {"gmv_fen": 90_000, "follow_gmv_fen": 8_000}
    poor = rich | {"fan_visits": 0, "follow_visits": 100, "gmv_fen": 30_000}
    days = pd.DataFrame([rich, poor] * 7).assign(day=range(14))
    found = read_holdout(days, [False, True] * 7)
    assert found.takes_fans
    assert found.net.high < 0
    assert found.decision == "leave it"


def test_power_is_what_made_tests_find():
    """The chance that a design tells is the share of made tests that find the effect."""
    rng = np.random.default_rng(3)
    days, noise, effect = 20, 0.2, 0.2
    logs = rng.normal(0, noise, (4000, days))
    off = np.arange(days) % 2 == 0
    logs[:, off] += effect
    gap = logs[:, off].mean(axis=1) - logs[:, ~off].mean(axis=1)
    spread = np.sqrt((logs[:, off].var(axis=1, ddof=1) + logs[:, ~off].var(axis=1, ddof=1)) / 10)
    found = np.mean(gap / spread > 1.734)  # t of 18 degrees, one-sided 5 %
    assert power_of(effect, noise, days) == pytest.approx(found, abs=0.03)


def test_a_design_is_long_enough_and_balanced():
    """The shortest test with the power asked for; in each pair of days one is without fans."""
    days = paid_days(Shop.of("fanhe"))
    design = design_holdout(days, taken=0.6)
    assert sum(design.turns) * 2 == design.days == len(design.turns)
    assert all(sum(design.turns[n : n + 2]) == 1 for n in range(0, design.days, 2))
    if design.enough:
        assert design.power >= 0.8
        assert power_of(design.effect, design.noise, design.days - 2) < 0.8
    assert design_holdout(days, taken=0.1).days >= design.days


def test_what_is_no_test_is_refused():
    """Days on one side only, no following, and histories without fans in plans."""
    days = paid_days(Shop.of("fanhe")).head(8)
    with pytest.raises(CaopanError, match="3 days with fans"):
        read_holdout(days, [True] * 8)
    with pytest.raises(CaopanError, match="no visits to compare"):
        read_holdout(days.assign(follow_visits=0), [True, False] * 4)
    with pytest.raises(CaopanError, match="nothing to hold out"):
        design_holdout(paid_days(Shop.of("fanhe")).assign(fan_visits=0))
    with pytest.raises(CaopanError, match="ten ordinary days"):
        design_holdout(days)
