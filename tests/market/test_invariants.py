"""What holds for every merchant and plan: conservation, independence of company, bounds, restoring.

Merchants, plans and days are small and drawn at random; each guarantee is counted anew, slowly,
beside the model.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import (
    Anchor,
    Benefit,
    PaidPlan,
    Plan,
    Scenario,
    Shift,
    Sku,
    Slot,
    State,
    StockOrder,
    check_plan,
    compile_world,
    play,
    play_many,
    sample,
    start,
    step,
)
from caopan.market.air import slots_of
from caopan.market.close import DayFacts
from caopan.market.inverse import Ints
from caopan.market.minute import MinuteFacts
from caopan.market.outcome import DAILY
from caopan.market.plan import income_after, list_after, price_after
from caopan.market.programme import Actions
from caopan.market.scenario import Service

DAYS = 3
SEEDS = (2, 5)
SIZE = 3  # SKUs of every merchant, so that any of them can be played together


def few(examples: int) -> settings:
    """So many examples, whatever time each takes."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow)


@st.composite
def skus(draw: st.DrawFn, at: int) -> Sku:
    """One SKU, dear or cheap, loved or sent back."""
    listed = draw(st.integers(500, 40_000))
    coupon = st.integers(0, listed // 8)
    chance = st.floats(0.02, 0.6)
    return Sku(
        sku_id=f"k{at}",
        product_id=f"p{at}",
        name="thing",
        role=draw(st.sampled_from(["hook", "hero", "profit", "halo", "gift"])),
        list_fen=listed,
        cost_fen=draw(st.integers(0, listed)),
        appeal=draw(st.floats(0.2, 5)),
        click=draw(chance),
        create=draw(chance),
        pay=draw(st.floats(0.3, 0.98)),
        two=draw(st.floats(0, 0.6)),
        refund=draw(st.floats(0, 0.95)),
        m_coupon_fen=draw(coupon),
        p_coupon_fen=draw(coupon),
        a_coupon_fen=draw(coupon),
        talk_min=draw(st.integers(0, 9)),
        cover_days=draw(st.floats(0, 5)),
        lead_days=draw(st.integers(1, 5)),
        listed=at == 0 or draw(st.booleans()),
    )


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Slot, ...]:
    """A week with none to three short sessions a day, some over midnight into the next one."""
    starts = draw(st.sampled_from([(), (1200,), (20, 1430), (30, 600, 1420), (1439,)]))
    days = draw(st.sets(st.integers(0, 6)))
    length = st.integers(1, 30)
    return tuple(
        Slot(weekday=day, start_min=begin, minutes=draw(length), tier=draw(st.sampled_from("SAB")))
        for day in sorted(days)
        for begin in starts
    )


@st.composite
def merchants(draw: st.DrawFn) -> Scenario:
    """A merchant of three SKUs, with followers or without, throttled or not, brushed or not."""
    base = sample(draw(st.sampled_from(["liuyi", "yunshi"])))
    size = draw(st.sampled_from([0.0, 0.3, 1.0]))
    fans = draw(st.sampled_from([0, 40, 20_000]))
    return base.model_copy(
        update={
            "days": 7,
            "event_days": (),
            "skus": tuple(draw(skus(at)) for at in range(SIZE)),
            "slots": draw(calendars()),
            "sources": tuple(
                one.model_copy(update={"impressions_per_h": size * one.impressions_per_h})
                for one in base.sources
            ),
            "paid": base.paid.model_copy(update={"fen_per_h": draw(st.sampled_from([0, 90_001]))}),
            "fans": base.fans.model_copy(update={"opening": fans, "now": fans}),
            "room": base.room.model_copy(update={"slip": draw(st.sampled_from([0.0, 0.6]))}),
            "service": Service(slack=draw(st.sampled_from([0.2, 1.6])), per_head=3),
            "brushed": draw(st.sampled_from([0.0, 9.0])),
            "anchors": (Anchor(name="A1", fen_per_h=20_003), Anchor(name="A2", skill=1.3)),
        }
    )


@st.composite
def benefits(draw: st.DrawFn, shop: Scenario, sku: str) -> Benefit:
    """A price benefit on one SKU."""
    kind = draw(st.sampled_from(["coupon", "threshold", "flash", "fan_club", "presale"]))
    amount = draw(st.integers(1, max(price_after(Plan(), shop, sku) // 2, 1)))
    return Benefit(
        kind=kind,
        amount_fen=amount,
        quantity=draw(st.sampled_from([1, 7, 500])),
        gate="fans" if kind == "fan_club" else draw(st.sampled_from(["all", "fans", "new"])),
        sku_ids=(sku,),
        threshold_fen=1 if kind == "threshold" else 0,
        every_min=14 if kind == "flash" else 0,
    )


@st.composite
def plans(draw: st.DrawFn, shop: Scenario) -> Plan:
    """Some of everything that an operator may decide; at times all of it."""
    ids = [sku.sku_id for sku in shop.skus]
    some = st.sampled_from(ids)
    draws = Benefit(kind="red_packet", amount_fen=100, quantity=5, every_min=7, gate="fans")
    fields_of = {
        "assortment": st.just(tuple(ids)),
        "price_bp": st.dictionaries(st.just(ids[0]), st.integers(-1500, 3000)),
        "m_coupon_fen": st.just({ids[0]: 0}),
        "cover_days": st.dictionaries(some, st.floats(0, 9)),
        "orders": st.builds(
            StockOrder, day=st.integers(0, DAYS - 1), sku_id=some, units=st.integers(1, 400)
        ).map(lambda order: (order,)),
        "quality_control": some.map(lambda sku: (sku,)),
        "pause": st.just((1,)),
        "sessions": calendars(),
        "roster": st.just((Shift(anchor="A2", minutes=4), Shift(anchor="A1", minutes=9))),
        "hype": st.floats(0, 1),
        "benefits": benefits(shop, ids[0]).map(lambda one: (one, draws)),
        "paid": st.builds(
            PaidPlan,
            plan_id=st.just("x"),
            fen_per_h=st.sampled_from([0, 30_001]),
            hours=st.just({20: 77_777}),
            goal=st.sampled_from(["enter", "follow", "order"]),
            audience=st.sampled_from(["broad", "buyers"]),
            exclude_fans=st.booleans(),
        ).map(lambda one: (one,)),
        "paid_bp": st.sampled_from([0, 9_999, 40_000]),
        "creatives": st.floats(0, 20),
        "videos": st.floats(0, 20),
        "private_fen": st.just(800_000),
        "service_staff": st.just(2),
    }
    flags = ("fix_scene", "reset_audience", "persona", "appeal", "data_fix", "report")
    chosen = draw(st.one_of(st.sets(st.sampled_from([*fields_of, *flags])), st.just({*fields_of})))
    return Plan(
        **{name: draw(one) for name, one in fields_of.items() if name in chosen},
        **{name: True for name in flags if name in chosen},
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scenario, Plan]:
    """A merchant and a plan that it can carry out."""
    shop = draw(merchants())
    plan = draw(plans(shop))
    try:
        check_plan(shop, plan, DAYS)
    except CaopanError:
        return shop, Plan()
    return shop, plan


@dataclass(frozen=True)
class Tick:
    """One tick: the state before and after, what was done and what came of it."""

    before: State
    actions: Actions
    after: State
    facts: MinuteFacts | DayFacts


def played(shop: Scenario, plan: Plan, pace: int | None = None) -> list[Tick]:
    """Play some days after the history, two seeds, with the counts of each minute."""
    world = compile_world([shop] * len(SEEDS), SEEDS)
    state, ticks = start(world, [plan] * len(SEEDS), shop.days, DAYS, pace)
    done = []
    for actions in ticks:
        after, facts = step(state, actions, world.luck)
        done.append(Tick(state, actions, after, facts))
        state = after
    return done


def of_cards(tick: Tick, table: Ints) -> Ints:
    """A column of the sheet (G, K+1) at the cards of each minute: (B, R, 1, A)."""
    assert isinstance(tick.facts, MinuteFacts)
    active = tick.facts.orders.active
    rows = table[tick.actions.sheet.group]
    return np.stack([rows[r][active[:, r]] for r in range(active.shape[1])], axis=1)[:, :, None]


@given(cases())
@few(40)
def test_pieces_are_neither_made_nor_lost(case: tuple[Scenario, Plan]) -> None:
    """On each tick: stock before and arrivals are stock after and sold; none is owed but ahead.

    Every piece sold is a paid line or its second piece; only a presale sells beyond the shelf.
    """
    for tick in played(*case):
        before, after, facts = tick.before, tick.after, tick.facts
        have = before.stock + before.locked
        if isinstance(facts, DayFacts):
            assert np.array_equal(have - facts.off + facts.arrived, after.stock)
            assert (facts.off <= np.maximum(have, 0)).all()
            assert (after.locked == 0).all()
            assert (facts.early <= facts.refunds).all()
            assert (facts.refunds <= facts.sold + facts.off).all()
            continue
        sold = after.sold - before.sold
        assert np.array_equal(have - sold, after.stock + after.locked)
        presale = tick.actions.sheet.presale[tick.actions.sheet.group]
        assert (after.stock >= np.minimum(-presale, before.stock)).all()
        assert (after.locked >= 0).all()
        lines = facts.orders.pays + facts.orders.extra
        assert np.array_equal(lines.sum(axis=(0, 2, 3)), sold.sum(axis=1))


@given(cases())
@few(40)
def test_fen_add_up(case: tuple[Scenario, Plan]) -> None:
    """GMV of a day is the money of its lines, on air and off; refunds never exceed it.

    What is refunded of a day, whenever it comes, is also what falls due.
    """
    money = np.zeros(len(SEEDS), dtype=np.int64)
    seen = due = 0
    for tick in played(*case):
        facts = tick.facts
        if isinstance(facts, MinuteFacts):
            orders, sheet = facts.orders, tick.actions.sheet
            fen = (orders.pays + orders.extra) * of_cards(tick, sheet.price)
            fen = fen - orders.redeemed * of_cards(tick, sheet.deal_fen)
            assert (orders.redeemed <= orders.pays).all()
            assert np.array_equal(fen.sum(axis=(0, 2, 3)), facts.totals.gmv_fen)
            money = money + facts.totals.gmv_fen
            continue
        beside = ((facts.off + facts.brushed) * facts.price).sum(axis=1)
        assert np.array_equal(facts.gmv_fen, money + beside)
        assert (facts.refund_fen >= 0).all()
        assert (facts.refund_fen <= facts.gmv_fen).all()
        assert (tick.after.due >= 0).all()
        seen, due = seen + facts.refund_seen_fen, due + facts.refund_fen
        # the row of today is behind us
        assert np.array_equal(seen + tick.after.due[:, 1:].sum(axis=1), due)
        money = np.zeros_like(money)


@given(cases())
@few(40)
def test_people_come_and_go_and_nobody_vanishes(case: tuple[Scenario, Plan]) -> None:
    """Who is inside or has left came in as somebody new; fans are never more than ever followed."""
    for tick in played(*case, pace=5):
        after, facts = tick.after, tick.facts
        assert (after.fans <= after.followed + 1e-6).all()
        assert np.isfinite(after.mood).all()
        if isinstance(facts, DayFacts):
            continue
        people, begun = facts.people, tick.actions.minute == 0
        crowd = 0 if begun else tick.before.online + tick.before.gone
        new = (people.visits - people.back).sum(axis=0)
        assert np.array_equal(after.online + after.gone, crowd + new)
        assert (after.online >= 0).all()
        assert (after.gone >= 0).all()
        assert (after.fan_visits <= after.followed).all()
        assert (people.bounces + people.back <= 2 * people.visits).all()
        assert (people.follows <= (people.visits - people.bounces)[..., 0]).all()
        assert (people.impressions >= 0).all()


def day_cost(shop: Scenario, plan: Plan, day: int) -> int:
    """What a day costs beside goods and ads, from the price list and the calendar alone."""
    fees, total = shop.fees, 0
    videos = shop.calendar.videos if plan.videos is None else plan.videos
    creatives = shop.paid.creatives if plan.creatives is None else plan.creatives
    private = shop.fans.private_fen if plan.private_fen is None else plan.private_fen
    total += round(videos * 1000) * fees.video_fen // 1000
    total += round(creatives * 1000) * fees.creative_fen // 7000
    total += private // 30 + plan.service_staff * fees.staff_fen
    if day == 0:
        total += plan.fix_scene * fees.scene_fen + plan.persona * fees.persona_fen
        total += plan.data_fix * fees.data_fix_fen
    for slot in slots_of(shop, plan, shop.days + day, shop.days):
        said: dict[str, int] = {}
        turns = plan.roster or (
            Shift(anchor=shop.anchors[(shop.days + day) // 7 % 2].name, minutes=960),
        )
        names = [shift.anchor for shift in turns for _ in range(shift.minutes)]
        for minute in range(slot.minutes):
            name = names[minute % len(names)]
            said[name] = said.get(name, 0) + 1
        fen = {anchor.name: anchor.fen_per_h for anchor in shop.anchors}
        total += fees.air_fen_per_h * slot.minutes // 60 + fees.stage_fen(slot.tier)
        total += fees.call_fen * (len(said) - 1)
        total += sum(fen[name] * minutes // 60 for name, minutes in said.items())
        for one in shop.benefits if plan.benefits is None else plan.benefits:
            if not one.of_price and one.funder == "merchant" and slot.tier in one.tiers:
                total += one.amount_fen * one.quantity * (slot.minutes // one.every_min)
    return total


def contribution(shop: Scenario, plan: Plan, tick: Tick, r: int) -> int:
    """Net settled contribution of a closed day, piece by piece from the price list."""
    facts, state, fees = tick.facts, tick.before, shop.fees
    assert isinstance(facts, DayFacts)
    inflow = goods = held = parcels = handled = checked = 0
    for k, sku in enumerate(shop.skus):
        pieces = int(facts.sold[r, k] + facts.off[r, k])
        back, early = int(facts.refunds[r, k]), int(facts.early[r, k])
        kept = pieces - back
        rush = sku.cost_fen * fees.rush_bp // 10_000 if sku.sku_id in plan.cover_days else 0
        inflow += kept * income_after(plan, shop, sku.sku_id)
        inflow -= int(state.own_fen[r, k]) * kept // max(pieces, 1)
        goods += kept * (sku.cost_fen + rush)
        held += max(int(tick.after.stock[r, k]), 0) * (sku.cost_fen + rush)
        parcels += pieces - early + int(facts.brushed[r, k])
        handled += back - early + int(facts.brushed[r, k])
        checked += pieces if sku.sku_id in plan.quality_control else 0
    rate = fees.fee_bp + fees.comm_bp
    net = inflow - (inflow * rate + 5_000) // 10_000 - goods
    net -= parcels * fees.ship_fen + handled * fees.return_fen
    net -= int(facts.spend_fen[r]) + held * fees.hold_bp // 10_000 + checked * fees.check_fen
    net -= day_cost(shop, plan, tick.actions.day - shop.days)
    return net - plan.appeal * int(facts.violation[r]) * fees.appeal_fen


@given(cases())
@few(60)
def test_contribution_is_what_the_price_list_says(case: tuple[Scenario, Plan]) -> None:
    """Counted anew from pieces, prices and fees: the same fen on every day and seed.

    List price, coupon and price paid are the plan's to the fen as well.
    """
    shop, plan = case
    for tick in played(shop, plan):
        if isinstance(tick.facts, MinuteFacts):
            continue
        prices = [price_after(plan, shop, sku.sku_id) for sku in shop.skus]
        assert tick.facts.price[0, :-1].tolist() == prices
        lists = [list_after(plan, shop, sku.sku_id) for sku in shop.skus]
        assert tick.actions.sheet.listed[0, :-1].tolist() == lists
        for r in range(len(SEEDS)):
            assert tick.facts.contribution_fen[r] == contribution(shop, plan, tick, r)


@given(st.lists(cases(), min_size=2, max_size=5))
@few(15)
def test_company_leaves_no_trace(together: list[tuple[Scenario, Plan]]) -> None:
    """Merchants of other calendars, lengths and plans in one batch: each plays as if alone."""
    assumed = [(one.model_copy(update={"slots": ()}), Plan()) for one, _ in together[:1]]
    pairs = together + assumed
    for (shop, plan), outcome in zip(pairs, play_many(pairs, days=DAYS, seeds=SEEDS), strict=True):
        alone = play(shop, plan, days=DAYS, seeds=SEEDS)
        for name in DAILY:
            assert np.array_equal(getattr(alone, name), getattr(outcome, name)), name


@given(cases(), st.integers(1, 40), st.floats(0, 1))
@few(15)
def test_any_pace_and_any_pause_end_alike(
    case: tuple[Scenario, Plan], pace: int, part: float
) -> None:
    """By any number of minutes, saved and restored anywhere: the same bytes at the end."""
    at_once = played(*case)[-1].after.to_bytes()
    stepped = played(*case, pace=pace)
    assert stepped[-1].after.to_bytes() == at_once
    cut = int(part * (len(stepped) - 1))
    state = State.from_bytes(stepped[cut].before.to_bytes())
    for tick in stepped[cut:]:
        state, _ = step(state, tick.actions, state.world.luck)
    assert state.to_bytes() == at_once


@cache
def saved() -> bytes:
    """A state in the middle of a session: two merchants, two plans."""
    shop = sample("yunshi").model_copy(update={"days": 7, "event_days": ()})
    other = shop.model_copy(update={"brushed": 4.0})
    world = compile_world([shop, other], SEEDS)
    state, ticks = start(world, [Plan(), Plan(hype=0.9)], 7, 1, 50)
    return step(state, next(ticks), world.luck)[0].to_bytes()


@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans())
@few(60)
def test_damaged_bytes_are_refused_in_words(place: int, byte: int, short: bool) -> None:
    """Cut off anywhere, or one byte changed: the same state, or a CaopanError, nothing else."""
    whole = saved()
    at = place % len(whole)
    damaged = whole[:at] if short else whole[:at] + bytes([byte]) + whole[at + 1 :]
    with suppress(CaopanError):
        assert State.from_bytes(damaged).to_bytes() == whole


def test_a_state_of_another_version_is_refused_in_words() -> None:
    """A field of another shape than this version keeps: a sentence says what to do."""
    state = State.from_bytes(saved())
    other = replace(state, sums=state.sums[:, :-1])
    with pytest.raises(CaopanError, match="another version"):
        State.from_bytes(other.to_bytes())


def test_threads_do_not_disturb_each_other() -> None:
    """Plans played by two threads at once give what they give one after the other."""
    shop = sample("yunshi")
    jobs = [[(shop, Plan(paid_bp=bp)), (shop, Plan())] for bp in range(0, 20_000, 4_000)]

    def go(pairs: list[tuple[Scenario, Plan]]) -> list[Ints]:
        return [one.contribution_fen for one in play_many(pairs, days=2, seeds=SEEDS)]

    with ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(go, jobs))
    assert np.array_equal(np.array(at_once), np.array([go(pairs) for pairs in jobs]))


def changed(shop: Scenario, part: str, **fields_of: object) -> Scenario:
    """The merchant with some fields of one part changed."""
    return shop.model_copy(update={part: getattr(shop, part).model_copy(update=fields_of)})


ODD = {
    "no followers": (changed(sample("liuyi"), "fans", opening=0, now=0), Plan()),
    "never on air before": (
        sample("yunshi").model_copy(update={"slots": ()}),
        Plan(sessions=sample("yunshi").slots),
    ),
    "a minute a week before": (
        sample("yunshi").model_copy(update={"slots": (Slot(weekday=0, start_min=0, minutes=1),)}),
        Plan(sessions=sample("yunshi").slots),
    ),
    "no videos before": (changed(sample("yunshi"), "calendar", videos=0.0), Plan(videos=2.0)),
    "pushed in every way": (
        sample("yunshi"),
        Plan(videos=20.0, creatives=50.0, private_fen=10**8, persona=True),
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_was_never_there_does_not_explode(name: str) -> None:
    """A merchant who starts from nothing, or pushes without end, gets at most thrice the visits."""
    shop, plan = ODD[name]
    usual = play(sample(shop.base), Plan(), days=20, seeds=[1])
    odd = play(shop, plan, days=20, seeds=[1])
    assert 0 < odd.visits[0, -7:].sum() < 3 * usual.visits[0, -7:].sum()


def test_a_first_paid_plan_brings_buyers() -> None:
    """Who never paid for traffic gets visits that are worth about what they are worth to others."""
    shop = changed(sample("liuyi"), "paid", fen_per_h=0)
    plans = Plan(), Plan(paid=(PaidPlan(plan_id="first", fen_per_h=100_000),))
    none, paid = (play(shop, plan, days=4, seeds=range(6)) for plan in plans)
    more = paid.visits.sum() / none.visits.sum() - 1
    assert paid.gmv_fen.sum() / none.gmv_fen.sum() - 1 > 0.4 * more > 0.02


def test_refunds_of_cheap_lines_are_cheap() -> None:
    """Where nearly all comes back, late, and was sold at half price: no more than was paid."""
    base = changed(sample("liuyi"), "refunds", pre_ship=0.0)
    shop = base.model_copy(
        update={"skus": tuple(sku.model_copy(update={"refund": 0.94}) for sku in base.skus)}
    )
    half = tuple(
        Benefit(
            kind="coupon",
            amount_fen=price_after(Plan(), shop, sku.sku_id) // 2,
            quantity=10**6,
            sku_ids=(sku.sku_id,),
        )
        for sku in shop.skus
    )
    done = play(shop, Plan(benefits=half), days=2, seeds=SEEDS)
    assert (done.refund_fen <= done.gmv_fen).all()
    assert done.refund_fen.sum() > 0.85 * done.gmv_fen.sum()


def test_draws_together_work_no_better_than_one_every_ten_minutes() -> None:
    """Red packets on top of red packets cost more and hold nobody longer."""
    shop = sample("yunshi")
    one = Benefit(kind="red_packet", amount_fen=2_000, quantity=1, every_min=10, gate="fans")
    single, many = (
        play(shop, Plan(benefits=(one,) * times), days=3, seeds=SEEDS) for times in (1, 6)
    )
    assert np.array_equal(single.gmv_fen, many.gmv_fen)
    assert (many.total_fen < single.total_fen).all()


def test_a_scarce_benefit_moves_no_more_than_there_is_of_it() -> None:
    """One piece a session at half its price does not sell the shelf to everybody else."""
    base = sample("liuyi")
    crowded = tuple(
        one.model_copy(update={"impressions_per_h": 20 * one.impressions_per_h})
        for one in base.sources
    )
    shop = base.model_copy(update={"sources": crowded})
    gifts = tuple(
        Benefit(
            kind="coupon",
            amount_fen=price_after(Plan(), shop, sku.sku_id) // 2,
            quantity=1,
            sku_ids=(sku.sku_id,),
        )
        for sku in shop.skus
    )
    plain, given_away = (
        play(shop, Plan(benefits=one), days=3, seeds=range(8)) for one in ((), gifts)
    )
    # a line in ten or so has a second piece; the feed likes a sale
    most = 1.3 * 3 * 8 * len(gifts)
    assert 0 < given_away.units.sum() - plain.units.sum() < most


def test_a_flash_price_of_a_fen_moves_nobody() -> None:
    """Urgency comes with the cut: a flash price that cuts nothing changes hardly anything."""
    shop = sample("yunshi")
    flash = Benefit(kind="flash", amount_fen=1, quantity=10**6, every_min=11)
    plain, cut = (play(shop, Plan(benefits=one), days=3, seeds=range(8)) for one in ((), (flash,)))
    assert abs(cut.units.sum() / plain.units.sum() - 1) < 0.01


def test_stock_of_a_plan_comes_after_its_lead() -> None:
    """More cover changes no shelf before ordered pieces can have arrived."""
    shop = sample("yunshi")
    ids = [sku.sku_id for sku in shop.skus]
    lead = min(sku.lead_days for sku in shop.skus)
    closed = [
        [tick.facts for tick in played(shop, plan) if isinstance(tick.facts, DayFacts)]
        for plan in (Plan(), Plan(cover_days=dict.fromkeys(ids, 60.0)))
    ]
    for day in range(lead):
        assert np.array_equal(closed[0][day].stock, closed[1][day].stock)
    assert closed[1][lead].arrived.sum() > closed[0][lead].arrived.sum()


def test_what_is_sold_ahead_is_late_and_sent_back_more() -> None:
    """A presale on empty shelves sells, and its buyers wait: more of them ask for their money."""
    base = sample("liuyi")
    shop = base.model_copy(
        update={"skus": tuple(sku.model_copy(update={"cover_days": 0.2}) for sku in base.skus)}
    )
    ahead = Benefit(kind="presale", amount_fen=0, quantity=100_000)
    short, sold = (play(shop, Plan(benefits=one), days=4, seeds=range(6)) for one in ((), (ahead,)))
    assert sold.units.sum() > short.units.sum()
    assert sold.returned.sum() / sold.units.sum() > short.returned.sum() / short.units.sum() + 0.02


def test_what_left_the_shelf_is_not_bought_off_session_either() -> None:
    """From the day on which a SKU is pulled, nobody orders it."""
    shop = sample("liuyi")
    gone = shop.skus[0].sku_id
    for tick in played(shop, Plan(pull={gone: 1})):
        if isinstance(tick.facts, DayFacts):
            pieces = tick.facts.sold[:, 0] + tick.facts.off[:, 0]
            assert (pieces.sum() > 0) == (tick.actions.day == shop.days)


@given(cases())
@few(15)
def test_the_state_keeps_its_kind(case: tuple[Scenario, Plan]) -> None:
    """No field changes its type or shape while playing: what is saved can always be restored."""
    ticks = played(*case, pace=11)
    for tick in ticks:
        for f in fields(State):
            if f.name != "world":
                old, new = getattr(tick.before, f.name), getattr(tick.after, f.name)
                assert (old.dtype, old.shape) == (new.dtype, new.shape), f.name
