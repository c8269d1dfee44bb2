"""The fold: deterministic, steppable, saved and restored, and comparable between plans."""

from dataclasses import fields

import numpy as np
import pytest

from caopan.errors import CaopanError
from caopan.market import (
    Plan,
    Scenario,
    State,
    baseline,
    compile_world,
    make_plan,
    play,
    play_many,
    sample,
    start,
    step,
    three_plans,
    with_fault,
)
from caopan.market.close import DayFacts
from caopan.market.minute import MinuteFacts

SEEDS = [3, 4]


def _same(left: State, right: State) -> bool:
    return all(
        np.array_equal(getattr(left, f.name), getattr(right, f.name))
        for f in fields(State)
        if f.name != "world"
    )


def _run(
    shop: Scenario, pace: int | None, days: int = 2
) -> tuple[State, list[DayFacts], list[MinuteFacts]]:
    world = compile_world([shop] * 2, SEEDS)
    state, ticks = start(world, [baseline(shop)] * 2, 0, days, pace)
    closed, live = [], []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        (closed if isinstance(facts, DayFacts) else live).append(facts)
    return state, closed, live


@pytest.mark.parametrize("pace", [1, 7])
def test_stepping_by_the_minute_equals_running_at_once(short_shop: Scenario, pace: int) -> None:
    """One minute, seven or the session at a tick: the same bytes, also where stock runs out."""
    state, closed, live = _run(short_shop, pace, days=4)
    at_once, closed_at_once, live_at_once = _run(short_shop, None, days=4)
    assert _same(state, at_once)
    for one, other in zip(closed, closed_at_once, strict=True):
        assert all(
            np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(DayFacts)
        )
    assert sum(one.stock.min() == 0 for one in closed) > 0
    for name in ("exposures", "clicks", "creates", "pays", "extra", "redeemed"):
        stepped = np.concatenate([getattr(run.orders, name) for run in live])
        assert np.array_equal(
            stepped, np.concatenate([getattr(run.orders, name) for run in live_at_once])
        )


def test_a_saved_state_goes_on_identically_and_branches(shop: Scenario) -> None:
    """Save in the middle of a session, restore, go on: the same end; a branch leaves it alone."""
    world = compile_world([shop] * 2, SEEDS)
    state, ticks = start(world, [baseline(shop)] * 2, 0, 2, 1)
    actions = list(ticks)
    for one in actions[:77]:
        state, _ = step(state, one, world.luck)
    restored = State.from_bytes(state.to_bytes())
    assert _same(state, restored)
    assert state.to_bytes() == restored.to_bytes()
    branch = step(state, actions[77], world.luck)[0]
    for one in actions[77:]:
        state, _ = step(state, one, world.luck)
        restored, _ = step(restored, one, restored.world.luck)
    assert _same(state, restored)
    assert not _same(branch, state)


def test_nothing_given_to_step_is_changed(shop: Scenario) -> None:
    """A step leaves the state that it got as it was."""
    world = compile_world([shop], [1])
    state, ticks = start(world, [baseline(shop)], 0, 1)
    for actions in ticks:
        before = state.to_bytes()
        after, _ = step(state, actions, world.luck)
        assert state.to_bytes() == before
        state = after


def test_bytes_that_are_no_state_are_refused() -> None:
    """Something else than a saved state gives a sentence, not a traceback of NumPy."""
    with pytest.raises(CaopanError, match="no saved state"):
        State.from_bytes(b"nothing")


def test_sums_are_the_detail_added_up(shop: Scenario) -> None:
    """Without detail the same happens: the totals of a session are its minutes' counts."""
    whole, _, live = _run(shop, None)
    world = compile_world([shop] * 2, SEEDS)
    state, ticks = start(world, [baseline(shop)] * 2, 0, 2, detail=False)
    light = []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, MinuteFacts):
            light.append(facts)
            assert len(facts.people.visits) == 0
    assert _same(state, whole)
    for run, sums in zip(live, light, strict=True):
        for name in ("exposures", "clicks", "creates", "pays"):
            counted = getattr(run.orders, name).sum(axis=(0, 2, 3))
            assert np.array_equal(counted, getattr(sums.totals, name)), name
        assert np.array_equal(run.people.visits.sum(axis=(0, 2, 3)), sums.totals.visits)
        assert np.array_equal(run.gmv_fen.sum(axis=0), sums.totals.gmv_fen)
        assert np.array_equal(run.watch_s.sum(axis=(0, 2)), sums.totals.watch_s)


def test_playing_twice_gives_the_same(shop: Scenario) -> None:
    """Play is a function of scenario, plan and seeds; seeds do not depend on their company."""
    plan = baseline(shop)
    one, two = play(shop, plan, days=3, seeds=[5, 6]), play(shop, plan, days=3, seeds=[6])
    assert np.array_equal(one.gmv_fen[1:], two.gmv_fen)
    assert np.array_equal(one.contribution_fen[1:], two.contribution_fen)


def test_a_batch_changes_nothing(shop: Scenario) -> None:
    """Plans played together give what each gives alone."""
    plans = three_plans(shop)
    together = play_many([(shop, plan) for plan in plans.values()], days=3, seeds=[1, 2])
    for plan, outcome in zip(plans.values(), together, strict=True):
        alone = play(shop, plan, days=3, seeds=[1, 2])
        assert np.array_equal(alone.gmv_fen, outcome.gmv_fen)
        assert np.array_equal(alone.contribution_fen, outcome.contribution_fen)


PLANS = {
    "push": Plan(paid_bp=14_000),
    "calm": Plan(hype=0.1),
    "price": Plan(price_bp={"liuyi-k01": -1500}),
    "videos": Plan(videos=5),
    "scene": Plan(fix_scene=True, reset_audience=True),
}


@pytest.mark.parametrize("name", PLANS)
def test_two_plans_face_the_same_luck(name: str) -> None:
    """Common random numbers: GMV under two plans correlates by 0.8 or more over 40 seeds."""
    shop = sample("liuyi")
    one, two = play_many([(shop, baseline(shop)), (shop, PLANS[name])], days=2, seeds=range(40))
    r = np.corrcoef(one.gmv_fen.sum(axis=1), two.gmv_fen.sum(axis=1))[0, 1]
    assert r >= 0.8


def test_money_adds_up() -> None:
    """An empty calendar spends nothing and sells only what earlier sessions spill over."""
    shop = sample("yunshi")
    idle = play(shop, Plan(sessions=(), videos=0.0), days=9, seeds=[1])
    assert (idle.visits == 0).all()
    assert (idle.spend_fen == 0).all()
    assert idle.gmv_fen[0, :3].sum() > 0
    assert (idle.gmv_fen[0, 7:] == 0).all()


def test_stock_is_never_below_zero_and_never_oversold(short_shop: Scenario) -> None:
    """On every tick the shelf is at or above zero, and what is sold was there."""
    world = compile_world([short_shop] * 3, [1, 2, 3])
    state, ticks = start(world, [baseline(short_shop)] * 3, 0, 6)
    for actions in ticks:
        before, sold = state.stock + state.locked, state.sold
        state, facts = step(state, actions, world.luck)
        assert state.stock.min() >= 0
        if isinstance(facts, MinuteFacts):
            assert np.array_equal(before - (state.sold - sold), state.stock + state.locked)
            assert (facts.orders.exposures >= facts.orders.clicks).all()
            assert (facts.orders.clicks >= facts.orders.creates).all()
            assert (facts.orders.creates >= facts.orders.pays).all()
            assert (facts.orders.pays >= facts.orders.extra).all()


def test_a_plan_is_never_half_played() -> None:
    """One impossible plan among three: nothing is played, and the sentence names the field."""
    shop = sample("yunshi")
    bad = make_plan(orders=[{"day": 9, "sku_id": shop.skus[0].sku_id, "units": 5, "arrives": 9}])
    with pytest.raises(CaopanError, match=r"orders\.0"):
        play_many([(shop, baseline(shop)), (shop, bad), (shop, Plan())], days=14, seeds=[1])


def test_an_sku_that_nobody_sees_changes_nothing() -> None:
    """A further SKU beside the shelf leaves every draw of the others alone."""
    shop = sample("yunshi")
    spare = shop.skus[-1].model_copy(update={"sku_id": "spare", "product_id": "p", "listed": False})
    more = shop.model_copy(update={"skus": (*shop.skus, spare)})
    one, two = (play(a, baseline(a), days=3, seeds=[1, 2]) for a in (shop, more))
    assert np.array_equal(one.gmv_fen, two.gmv_fen)
    assert np.array_equal(one.contribution_fen, two.contribution_fen)


def test_merchants_of_two_calendars_are_not_mixed() -> None:
    """Merchants of two calendars are not played in one batch: a sentence, not a wrong weekday."""
    shop = sample("yunshi")
    later = shop.model_copy(update={"first_day": shop.first_day.replace(day=4)})
    with pytest.raises(CaopanError, match="first_day"):
        play_many([(shop, baseline(shop)), (later, baseline(later))], days=1, seeds=[1])


def test_an_order_arrives_after_its_lead(shop: Scenario) -> None:
    """Pieces ordered on the first day are on the shelf after the SKU's lead, not before."""
    sku = shop.skus[0]
    world = compile_world([shop] * 2, [1, 1])
    order = make_plan(orders=[{"day": 0, "sku_id": sku.sku_id, "units": 5000}])
    state, ticks = start(world, [baseline(shop), order], shop.days, 4)
    arrived = []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, DayFacts):
            arrived.append(int(facts.arrived[1, 0] - facts.arrived[0, 0]))
    assert arrived.index(5000) == sku.lead_days


def test_every_lever_moves_what_it_should() -> None:
    """Signs of the couplings: each lever against the baseline, same luck."""
    shop = sample("liuyi")
    heroes = [sku.sku_id for sku in shop.skus]
    plans = [
        baseline(shop),
        Plan(hype=1.0),
        Plan(paid_bp=20_000),
        Plan(price_bp=dict.fromkeys(heroes, 2000)),
        Plan(videos=0.0),
    ]
    base, hype, paid, dear, mute = play_many(
        [(shop, plan) for plan in plans], days=5, seeds=range(8)
    )
    gmv = base.gmv_fen.sum()
    assert hype.gmv_fen.sum() > gmv
    assert hype.refund_fen.sum() / hype.gmv_fen.sum() > base.refund_fen.sum() / gmv + 0.08
    assert paid.spend_fen.sum() > 1.9 * base.spend_fen.sum()
    assert gmv < paid.gmv_fen.sum() < 1.2 * gmv  # saturated: spend doubles, sales do not
    assert dear.gmv_fen.sum() < gmv
    assert mute.gmv_fen.sum() < gmv


def test_faults_can_be_mended_by_their_remedy() -> None:
    """The remedy of a fault's own kind regains most of what a fixed shop would have."""
    shop = sample("liuyi")
    heroes = {sku.sku_id: 4.0 for sku in shop.skus if sku.role == "hero"}
    remedies = {
        "FR4": Plan(fix_scene=True),
        "FT6": Plan(videos=3.0),
        "FR3": Plan(hype=0.3),
        "FG2": Plan(cover_days=heroes),
        "FT1": Plan(reset_audience=True),
    }
    for fault, remedy in remedies.items():
        ill = with_fault(shop, fault)  # type: ignore[arg-type]
        sick, mended, well = play_many(
            [(ill, baseline(ill)), (ill, remedy), (shop, baseline(shop))], days=10, seeds=range(4)
        )
        regained = mended.contribution_fen[:, 5:].mean() - sick.contribution_fen[:, 5:].mean()
        lost = well.contribution_fen[:, 5:].mean() - sick.contribution_fen[:, 5:].mean()
        assert lost > 0, fault
        assert regained > 0.6 * lost, fault
