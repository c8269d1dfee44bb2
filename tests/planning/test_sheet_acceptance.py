"""The acceptance checks: their readings stand on plays, and each can be met and missed."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.market import Benefit, PaidPlan, Plan, Shift, Slot, Talk, play, sample
from caopan.market.feasibility import longest
from caopan.planning import sheet_of
from caopan.planning.sheet_acceptance import acceptance
from caopan.planning.sheet_readings import expect, marginal_roi, prizes_fen
from caopan.planning.sheet_room import longest_turn, peak_hour, talk_of

SHOP = sample("yunshi")
DAYS, SEEDS = 4, range(4)
NIGHT = Slot(weekday=0, start_min=1_140, minutes=180)


def test_worth_and_benefits_are_those_of_the_play() -> None:
    """What the readings add up by SKU is what ``play`` adds up by day, to the fen."""
    plan = Plan(benefits=(Benefit(kind="lottery", amount_fen=900, quantity=2, every_min=30),))
    outcome = play(SHOP, plan, days=DAYS, seeds=SEEDS)
    expected = expect(SHOP, plan, DAYS, SEEDS)
    assert expected.worth_fen.sum() == pytest.approx(outcome.gmv_fen.sum(axis=1).mean())
    assert expected.benefits_fen == prizes_fen(SHOP, plan, DAYS) > 0
    # a draw every half hour of three hours on four days, Wednesday being silent
    calm = play(SHOP, Plan(benefits=()), days=DAYS, seeds=SEEDS)
    assert (outcome.stock_outs >= 0).all()
    assert (calm.total_fen != outcome.total_fen).all()


def test_a_price_benefit_is_counted_as_often_as_it_is_taken() -> None:
    """At most quantity times amount a SKU and session; nothing where nobody buys."""
    hooks = tuple(sku.sku_id for sku in SHOP.skus if sku.role == "hook")
    gift = Benefit(kind="coupon", amount_fen=500, quantity=3, sku_ids=hooks)
    given_fen = expect(SHOP, Plan(benefits=(gift,)), DAYS, SEEDS).benefits_fen
    assert 0 < given_fen <= 500 * 3 * len(hooks) * DAYS
    assert expect(SHOP, Plan(benefits=()), DAYS, SEEDS).benefits_fen == 0


def test_wanted_pieces_need_no_stock_and_sold_ones_do() -> None:
    """Demand is what would be sold with full shelves: no plan of stock changes it."""
    bare = Plan(cover_days={sku.sku_id: 0.0 for sku in SHOP.skus})
    usual, empty = (expect(SHOP, plan, DAYS, SEEDS) for plan in (Plan(), bare))
    assert (usual.wanted == empty.wanted).all()
    assert empty.opening[:, -1].sum() < usual.opening[:, -1].sum()


def test_marginal_roi_is_the_quotient_of_two_plays() -> None:
    """GMV over spend of the last tenth; a bid that holds the spend back is no obstacle."""
    plan = Plan(paid=(PaidPlan(plan_id="p", fen_per_h=20_000),))
    more, less = (
        play(SHOP, plan.model_copy(update={"paid_bp": bp}), days=DAYS, seeds=SEEDS)
        for bp in (10_000, 9_000)
    )
    gained = more.gmv_fen.sum() - less.gmv_fen.sum()
    assert marginal_roi(SHOP, plan, DAYS, SEEDS) == pytest.approx(
        gained / (more.spend_fen.sum() - less.spend_fen.sum())
    )
    held = Plan(paid=(PaidPlan(plan_id="p", fen_per_h=2_000_000, bid_fen=60),))
    assert marginal_roi(SHOP, held, DAYS, SEEDS) is not None
    assert marginal_roi(SHOP, Plan(paid=()), DAYS, SEEDS) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), max_size=40))
def test_the_longest_run_is_the_longest_run(flags: list[bool]) -> None:
    """By splitting the row at each False, which is another way."""
    text = "".join("x" if flag else " " for flag in flags)
    assert longest(flags) == max((len(part) for part in text.split(" ")), default=0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 90)), min_size=1, max_size=4),
    st.integers(1, 400),
)
def test_an_anchors_longest_turn_joins_neighbours(
    turns: list[tuple[str, int]], minutes: int
) -> None:
    """Two shifts of one anchor on end are one turn, also from the end of the loop to its start."""
    plan = Plan(roster=tuple(Shift(anchor=who, minutes=length) for who, length in turns))
    loop = [who for who, length in turns for _ in range(length)]
    spoken = [loop[minute % len(loop)] for minute in range(minutes)]
    assert longest_turn(plan, minutes) == max(len(list(same)) for _, same in groupby(spoken))
    assert longest_turn(Plan(), minutes) == minutes


def test_the_rundown_of_a_session_is_repeated_to_its_end() -> None:
    """Minute by minute; without one the merchant's own order."""
    first, second = SHOP.skus[0].sku_id, SHOP.skus[2].sku_id
    plan = Plan(rundown={"B": (Talk(sku_id=first, minutes=5), Talk(sku_id=second, minutes=2))})
    said = talk_of(SHOP, plan, NIGHT)
    assert said[:8] == [first] * 5 + [second] * 2 + [first]
    assert len(said) == len(talk_of(SHOP, Plan(), NIGHT)) == 180


def test_the_peak_hour_is_the_clocks_strongest_that_the_session_has() -> None:
    """Of 19:00 to 22:00 it is 21:00; a quarter of an hour of it does not count."""
    heroes = [minute >= 120 for minute in range(180)]
    assert peak_hour(NIGHT, heroes) == (21, 1.0)
    short = NIGHT.model_copy(update={"minutes": 135})
    assert peak_hour(short, heroes[:135]) == (20, 0.0)


def test_every_check_is_missed_by_a_careless_plan_and_met_by_a_careful_one() -> None:
    """No check is always met but the funder, whom the types demand."""
    shop = sample("liuyi")
    gift, hero = shop.skus[-1].sku_id, shop.skus[0].sku_id
    shelf = (hero, gift, *(sku.sku_id for sku in shop.skus if sku.role in {"hook", "halo"}))
    careless = Plan(
        assortment=shelf,
        cover_days={hero: 0.01},
        price_bp=dict.fromkeys(shelf, -6_500),
        sessions=tuple(Slot(weekday=day, start_min=600, minutes=840, tier="S") for day in range(7)),
        rundown={"S": (Talk(sku_id=gift, minutes=200),)},
        paid=(PaidPlan(plan_id="p", fen_per_h=400_000),),
        benefits=(Benefit(kind="red_packet", amount_fen=900, quantity=90, every_min=5),),
    )
    found = acceptance(sheet_of(careless, shop), shop, careless)
    assert {one.title for one in found if one.met} == {"funder named"}
    assert all(one.reading and one.limit and one.path for one in found)


def test_a_check_says_its_reading() -> None:
    """Minutes, shares and counts that the plan was made to have."""
    hero, hook = SHOP.skus[0].sku_id, SHOP.skus[2].sku_id
    plan = Plan(
        sessions=(NIGHT,),
        rundown={"B": (Talk(sku_id=hero, minutes=10), Talk(sku_id=hook, minutes=30))},
        roster=(Shift(anchor="A1", minutes=50), Shift(anchor="A2", minutes=40)),
        paid=(),
        benefits=(
            Benefit(kind="lottery", amount_fen=100, quantity=1, every_min=60, funder="platform"),
        ),
    )
    found = {one.title: one for one in acceptance(sheet_of(plan, SHOP, days=7), SHOP, plan)}
    assert found["hero unexplained"].reading == "up to 30 min without one"
    assert found["hook cadence"].reading == "up to 10 min without one"
    assert found["anchor on end"].reading == "up to 50 min"
    assert found["hero in the peak hour"].reading.startswith("33 % of the minutes from 21:00")
    assert found["marginal ROI"].reading == "nothing is spent"
    assert found["funder named"].reading == "platform 1"
    assert found["benefits given"].reading.startswith("0.00 yuan of a margin of")
    shares = [int(part.split()[1]) for part in found["role mix"].reading.split(", ")]
    assert np.isclose(sum(shares), 100, atol=len(shares))
