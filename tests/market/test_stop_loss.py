"""The stop-loss of paid traffic: when it stops, what stops, and what goes on as it was."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from caopan.market import (
    PaidPlan,
    Plan,
    State,
    compile_world,
    history,
    play_many,
    sample,
    start,
    step,
)
from caopan.market.air import Show
from caopan.market.kernel import FEED_EVERY
from caopan.market.minute import MinuteFacts
from caopan.market.sheet import Sheet
from caopan.market.world import FOLLOW, PAID

SHOP = sample("yunshi")
SEEDS = range(24)
AFTER, ROI = 30_000, 0.5
OWN = PaidPlan(plan_id="p", fen_per_h=60_000, audience="fans")
FREE = Plan(paid=(OWN,))
STOPPED = Plan(paid=(OWN,), stop_roi=ROI, stop_after_fen=AFTER)
Session = tuple[Show, Sheet, MinuteFacts]


def sessions(plan: Plan, days: int = 2, pace: int | None = None) -> tuple[list[Session], State]:
    """Shows, sheets and minute facts of some days for all seeds, and the state after them."""
    world = compile_world([SHOP] * len(SEEDS), list(SEEDS))
    state, ticks = start(world, [plan] * len(SEEDS), SHOP.days, days, pace)
    kept = []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, MinuteFacts):
            assert actions.show is not None
            kept.append((actions.show, actions.sheet, facts))
    return kept, state


@pytest.fixture(scope="module")
def free() -> list[Session]:
    """Two days without a stop-loss."""
    return sessions(FREE)[0]


@pytest.fixture(scope="module")
def stopped() -> list[Session]:
    """The same two days with one."""
    return sessions(STOPPED)[0]


def brought(sheet: Sheet, facts: MinuteFacts) -> NDArray[np.int64]:
    """Fen of the orders of paid visits, from the counts: (M, R)."""
    orders, g = facts.orders, sheet.group[None, :, None]
    card = orders.active
    units = (orders.pays + orders.extra)[:, :, PAID]
    off = orders.redeemed[:, :, PAID] * sheet.deal_fen[g, card]
    fen: NDArray[np.int64] = (units * sheet.price[g, card] - off).sum(axis=2)
    return fen


def stop_minutes(session: Session) -> list[int]:
    """Minute of the session at which the stop-loss must stop each replicate, from free facts."""
    show, sheet, facts = session
    spent, earned = facts.spend_fen.cumsum(axis=0), brought(sheet, facts).cumsum(axis=0)
    length = int(show.minutes.max())
    minutes = []
    for r in range(len(SEEDS)):
        looks = range(FEED_EVERY, length, FEED_EVERY)
        low = [
            m
            for m in looks
            if spent[m - 1, r] >= AFTER and earned[m - 1, r] < ROI * spent[m - 1, r]
        ]
        minutes.append(low[0] if low else length)
    return minutes


def test_it_stops_where_its_words_say(free: list[Session], stopped: list[Session]) -> None:
    """Spend runs to the minute that the free play's orders tell, then nothing is spent or bought.

    Until then every count is the free play's: looking moves no luck.
    """
    show, _, facts = stopped[0]
    minutes = stop_minutes(free[0])
    assert 0 < sum(m < show.minutes.max() for m in minutes) < len(minutes)
    assert len(set(minutes)) > 3
    for r, m in enumerate(minutes):
        np.testing.assert_array_equal(facts.spend_fen[:m, r], show.air.spend[:m, 0])
        assert not facts.spend_fen[m:, r].any()
        assert not facts.people.impressions[m:, r, PAID].any()
        assert not facts.people.visits[m:, r, PAID].any()
        for name in vars(facts.people):
            ours, theirs = getattr(facts.people, name), getattr(free[0][2].people, name)
            np.testing.assert_array_equal(ours[:m, r], theirs[:m, r], err_msg=name)
        np.testing.assert_array_equal(facts.gmv_fen[:m, r], free[0][2].gmv_fen[:m, r])


def test_fans_come_by_themselves_again(free: list[Session], stopped: list[Session]) -> None:
    """Covers of the follow source that paid plans took are there again once they stop."""
    minutes = stop_minutes(free[0])
    more = less = 0
    for r, m in enumerate(minutes):
        ours = stopped[0][2].people.impressions[m:, r, FOLLOW]
        theirs = free[0][2].people.impressions[m:, r, FOLLOW]
        assert (ours >= theirs).all()
        more, less = more + int(ours.sum()), less + int(theirs.sum())
    assert more > less


def test_each_session_begins_anew(stopped: list[Session]) -> None:
    """Who was stopped on one day spends again on the next, and the sums are the minutes'."""
    spent = [facts.spend_fen[:10].sum(axis=0) for _, _, facts in stopped]
    assert all((first > 0).all() for first in spent)
    for _, _, facts in stopped:
        np.testing.assert_array_equal(facts.totals.spend_fen, facts.spend_fen.sum(axis=0))


def test_minute_by_minute_or_saved_in_between_it_is_the_same() -> None:
    """A session in one go, in steps of seven minutes, and a state saved and restored."""
    whole, end = sessions(STOPPED)
    steps, same = sessions(STOPPED, pace=7)
    assert end.to_bytes() == same.to_bytes() == State.from_bytes(end.to_bytes()).to_bytes()
    spend = np.concatenate([facts.spend_fen for _, _, facts in steps])
    np.testing.assert_array_equal(spend, np.concatenate([one.spend_fen for _, _, one in whole]))
    assert end.ads_stopped.any()


def numbers(plan: Plan) -> dict[str, Any]:
    """All arrays of a play."""
    (outcome,) = play_many([(SHOP, plan)], days=3, seeds=range(6))
    return {name: one for name, one in vars(outcome).items() if isinstance(one, np.ndarray)}


def test_one_that_never_stops_changes_nothing() -> None:
    """No return is below zero, and no spend reaches the threshold: bit by bit as without."""
    usual = numbers(FREE)
    for more in (
        {"stop_roi": 0.0, "stop_after_fen": 0},
        {"stop_roi": 1_000.0, "stop_after_fen": 10**8},
    ):
        for name, one in numbers(FREE.model_copy(update=more)).items():
            np.testing.assert_array_equal(one, usual[name], err_msg=name)
    strict = numbers(FREE.model_copy(update={"stop_roi": 1_000.0, "stop_after_fen": 1}))
    # the first look is after ten minutes: an hour's budget over six
    assert set(np.unique(strict["spend_fen"])) <= {0, 10_000}


def test_the_tables_tell_it() -> None:
    """Spend by the minute is spend by the hour, and no paid visit comes after the last of it."""
    shop = SHOP.model_copy(update={"days": 2, "event_days": (0,)})
    tables = history(shop, plan=STOPPED.model_copy(update={"stop_roi": 1_000.0}))
    spend, hours = tables["ad_spend"], tables["traffic_hour"].reset_index()
    name = spend["session_id"].iloc[0]
    here = hours[hours["session_id"] == name]
    assert AFTER <= spend["cost_fen"].sum() == here["ad_spend_fen"].sum() < AFTER + 10_000
    paid = tables["visit"].query("source == 'paid'")
    last = spend["ts"].max()
    assert len(paid) > 0
    assert (paid["enter_ts"] - last).max().total_seconds() < 60
