"""What an operator is told about a plan that can be carried out."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.breakeven import break_even_roi
from caopan.errors import CaopanError
from caopan.market.breakeven import plan_roi
from caopan.market.faults import FAULTS
from caopan.market.feasibility import feasibility
from caopan.market.plan import Plan, baseline, make_plan
from caopan.market.planted import Fault
from caopan.market.samples import SAMPLES, sample
from caopan.market.scenario import Anchor, Collector, Fees, Paid, Scenario, Slot


def stall() -> Scenario:
    """The jade workshop with five SKUs, a week, prices and budgets that no tuning moves."""
    base = sample("yunshi")
    prices = (
        (201_600, 82_080),
        (105_600, 39_900),
        (9_900, 4_940),
        (3_990, 1_805),
        (35_900, 11_172),
    )
    skus = tuple(
        sku.model_copy(
            update={
                "list_fen": listed,
                "cost_fen": cost,
                "m_coupon_fen": 0,
                "p_coupon_fen": 5_000 if sku.role == "hero" else 0,
                "a_coupon_fen": 100 if sku.role == "hook" else 0,
                "lead_days": 2,
            }
        )
        for sku, (listed, cost) in zip(base.skus[:5], prices, strict=True)
    )
    week = {0: 180, 1: 180, 3: 180, 4: 180, 6: 210}
    slots = [Slot(weekday=day, start_min=1170, minutes=live) for day, live in week.items()]
    return base.model_copy(
        update={
            "skus": skus,
            "slots": (*slots, Slot(weekday=5, start_min=1140, minutes=240, tier="A")),
            "paid": Paid(fen_per_h=36_000, k=270),
            "fees": Fees(air_fen_per_h=30_000),
            "anchors": (Anchor(name="A1"), Anchor(name="A2")),
            "benefits": (),
        }
    )


SHOP = stall()
ALL = [sku.sku_id for sku in SHOP.skus]
K1, K2, K3, K4, K5 = ALL
HOOK = {"kind": "coupon", "quantity": 10, "sku_ids": [K3]}
WEEK = [{"weekday": day, "start_min": 1140, "minutes": 180} for day in range(7)]
DAILY = "14 days on end with a session"


def night(minutes: int, tier: str = "B") -> dict[str, object]:
    """A plan with one session a week."""
    return {"sessions": [{"weekday": 2, "start_min": 600, "minutes": minutes, "tier": tier}]}


def rundown(*talks: tuple[str, int]) -> dict[str, object]:
    """A plan with a rundown of the daily sessions (180 or 210 minutes)."""
    return {"rundown": {"B": [{"sku_id": sku, "minutes": minutes} for sku, minutes in talks]}}


def roster(*shifts: tuple[str, int]) -> dict[str, object]:
    """A roster as plain data."""
    return {"roster": [{"anchor": anchor, "minutes": minutes} for anchor, minutes in shifts]}


TOLD: list[tuple[dict[str, Any], str]] = [
    # goods and stock
    ({"price_bp": {K3: -5_500}}, f"price_bp: below cost are 1 of 5 SKUs, {K3} by"),
    ({"m_coupon_fen": {K3: 6_000}}, f"price_bp: below cost are 1 of 5 SKUs, {K3} by"),
    (
        {"price_bp": {K3: -5_500}, **rundown((K3, 30), (K1, 90))},
        "a piece, in 25 % of the rundown",
    ),
    ({"benefits": [{**HOOK, "amount_fen": 6_000}]}, f"below cost are 1 of 5 SKUs, {K3} by"),
    ({"pull": {K5: 0}, "quality_control": [K4, K5]}, f"quality_control: {K5} is to be inspected"),
    ({"cover_days": {K1: 1.5, K3: 0.5}}, f"cover_days: 1.5 days of stock for the hero {K1}"),
    (
        {"assortment": [K1], "orders": [{"day": 0, "sku_id": K2, "units": 5}]},
        f"orders.0: 5 pieces of {K2} arrive on day 2, and it is not on the shelf",
    ),
    (
        {"pull": {K2: 4}, "orders": [{"day": 1, "sku_id": K2, "units": 5, "arrives": 4}]},
        f"orders.0: 5 pieces of {K2} arrive on day 4, and it is not on the shelf",
    ),
    ({"orders": [{"day": 13, "sku_id": K2, "units": 5}]}, "arrive on day 15, after the plan's"),
    ({"orders": [{"day": 12, "sku_id": K2, "units": 5}]}, "arrive on day 14, after the plan's"),
    # the room
    ({"sessions": WEEK}, f"sessions: {DAILY}"),
    ({"sessions": []}, "sessions: no session opens in 14 days"),
    ({"pause": list(range(14))}, "sessions: no session opens in 14 days"),
    (night(719, "S"), "sessions: 719 min for a session of tier S; give 720 or more"),
    (night(301, "B"), "sessions: 301 min for a session of tier B; give up to 300"),
    (night(299, "A"), "sessions: 299 min for a session of tier A; give 300 or more"),
    (night(721, "A"), "sessions: 721 min for a session of tier A; give up to 720"),
    (night(241), "roster: none is given for a session of 241 min"),
    (
        {**night(300), **roster(("A1", 130), ("A1", 120), ("A2", 10))},
        "roster: A1 is on air for 250 min without a change",
    ),
    (
        {**night(300), **roster(("A1", 60))},
        "roster: A1 is on air for 300 min without a change",
    ),
    (rundown((K1, 10), (K3, 41)), "rundown.B: no hero is explained for 41 min on end"),
    (rundown((K3, 21), (K1, 10), (K4, 21)), "rundown.B: no hero is explained for 42 min on end"),
    (rundown((K3, 60)), "rundown.B: no hero is explained for 210 min on end"),
    (
        {"rundown": {"S": [{"sku_id": K1, "minutes": 5}]}},
        "rundown.S: the calendar has 0 sessions of tier S",
    ),
    (
        {**rundown((K1, 5), (K4, 5)), "pull": {K4: 6}},
        f"rundown.B: {K4} is explained, and pulled from day 6 on",
    ),
    ({"hype": 0.71}, "hype: a pressure of 0.71 is above 0.70"),
    ({"stop_after_fen": 70_000}, "stop_after_fen: after 700.00 yuan of spend no paid plan"),
    # benefits
    (
        {"benefits": [{**HOOK, "amount_fen": 5_000}]},
        "benefits.0: up to 500.00 yuan a session are given away, and the pieces sold with it earn",
    ),
    (
        {"benefits": [{"kind": "lottery", "amount_fen": 10_000, "quantity": 9, "every_min": 5}]},
        "benefits.0: up to 43,200.00 yuan a session are given away, and crew and ads cost",
    ),
    (
        {"benefits": [{"kind": "lottery", "amount_fen": 99, "quantity": 1, "every_min": 25}]},
        "benefits.0: a lottery every 25 min without a gate",
    ),
    (
        {"benefits": [{**HOOK, "amount_fen": 100, "funder": "platform"}]},
        "benefits.0: up to 10.00 yuan a session are the platform's to pay",
    ),
    (
        {"benefits": [{**HOOK, "amount_fen": 100}], "pull": {K3: 0}},
        "benefits.0: this coupon finds 0 SKUs that it names on the shelf",
    ),
    (
        {"benefits": [{**HOOK, "kind": "threshold", "amount_fen": 100, "threshold_fen": 9_901}]},
        "benefits.0: this threshold finds 0 SKUs at 99.01 yuan or more on the shelf",
    ),
    # paid traffic
    ({"paid_bp": 12_000}, "paid: 432.00 yuan an hour on air after 360.00 yuan; it pays from"),
    (
        {"paid": [{"plan_id": "p", "fen_per_h": 0, "hours": {20: 200_000}}]},
        "paid: 615.38 yuan an hour on air after 360.00 yuan; it pays from",
    ),
    ({"paid_bp": 20_000, "price_bp": dict.fromkeys(ALL, -5_600)}, "no ROI pays for it"),
]


@pytest.mark.parametrize(("fields", "message"), TOLD)
def test_an_operator_is_told(fields: dict[str, Any], message: str) -> None:
    """Each doubt is one sentence with the field it is about, and at least one number."""
    told = feasibility(SHOP, make_plan(**fields))
    assert sum(message in one for one in told) == 1, told
    for one in told:
        assert re.match(r"[a-z_]+(\.\w+)?: \S", one)
        assert re.search(r"\d", one)
        assert "\n" not in one


@pytest.mark.parametrize(
    "fields",
    [
        {"sessions": WEEK[:6]},
        {"sessions": WEEK, "pause": [6, 13]},
        {**night(300), **roster(("A1", 240), ("A2", 60))},
        {**night(300, "A"), **roster(("A1", 240), ("A2", 60))},
        {**night(720, "A"), **roster(("A1", 240), ("A2", 60))},
        {**night(720, "S"), **roster(("A1", 240), ("A2", 60))},
        night(240),
        {**night(960, "S"), **roster(("A1", 120), ("A2", 120))},
        rundown((K1, 10), (K3, 40)),
        {"assortment": [K3, K4], **rundown((K3, 60), (K4, 60))},
        {"cover_days": {K1: 2, K3: 0.5}},
        {"pull": {K2: 5}, "orders": [{"day": 1, "sku_id": K2, "units": 5, "arrives": 4}]},
        {"hype": 0.7},
        {"stop_roi": 2.0, "stop_after_fen": 70_000},
        {"paid_bp": 9_000},
        {"paid": []},
        {"benefits": [{**HOOK, "amount_fen": 1_000}]},
        {"benefits": [{"kind": "lottery", "gate": "fans", "amount_fen": 500, "quantity": 1,
                       "every_min": 30}]},
        {"appeal": True, "data_fix": True, "report": True, "persona": True, "fix_scene": True},
        {"service_staff": 3, "private_fen": 500_000, "creatives": 9, "videos": 4},
    ],
)  # fmt: skip
def test_a_sober_plan_is_not_questioned(fields: dict[str, Any]) -> None:
    """At the limit nothing is said, and mending is never called needless: that would tell."""
    assert feasibility(SHOP, make_plan(**fields)) == ()


def test_a_calendar_is_questioned_for_what_is_new_in_it() -> None:
    """Own sessions that the plan repeats are the merchant's, also on seven days and too short."""
    daily = tuple(Slot(weekday=day, start_min=600, minutes=250, tier="A") for day in range(7))
    shop = SHOP.model_copy(update={"slots": daily})
    assert feasibility(shop, Plan(sessions=daily)) == ()
    late = Slot(weekday=0, start_min=1200, minutes=120, tier="A")
    (said,) = feasibility(shop, Plan(sessions=(*daily, late)))
    assert said == "sessions: 120 min for a session of tier A; give 300 or more"


def test_a_sku_put_on_the_shelf_below_cost_is_told() -> None:
    """The own price is questioned where the plan lists the SKU, not where the merchant sells it."""
    dear = SHOP.skus[4].model_copy(update={"cost_fen": 50_000, "listed": False})
    shop = SHOP.model_copy(update={"skus": (*SHOP.skus[:4], dear, *SHOP.skus[5:])})
    (said,) = feasibility(shop, Plan(assortment=tuple(ALL)))
    assert said.startswith(f"price_bp: below cost are 1 of 5 SKUs, {K5} by ")
    assert feasibility(shop, Plan(assortment=tuple(ALL[:4]))) == ()
    own = dear.model_copy(update={"listed": True})
    shop = SHOP.model_copy(update={"skus": (*SHOP.skus[:4], own, *SHOP.skus[5:])})
    assert feasibility(shop, Plan(assortment=tuple(ALL))) == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_merchants_own_conduct_is_not_questioned(name: str) -> None:
    """Messages are about what the plan decides: the baseline has none."""
    assert feasibility(sample(name), baseline(sample(name)), 28) == ()


def test_a_plan_that_cannot_be_carried_out_is_refused_first() -> None:
    """Messages are for plans that can be played."""
    with pytest.raises(CaopanError, match=r"pause\.0"):
        feasibility(SHOP, Plan(pause=(3,)), days=2)


skus = st.sampled_from(ALL)
hidden = st.fixed_dictionaries(
    {
        "faults": st.lists(
            st.builds(
                Fault,
                fault=st.sampled_from(FAULTS),
                from_day=st.integers(0, 59),
                severity=st.floats(0.1, 3),
            ),
            max_size=3,
        ).map(tuple),
        "brushed": st.floats(0, 500),
        "collector": st.builds(Collector, lost=st.floats(0, 1), bots=st.floats(0, 1)),
    }
)
plans = st.fixed_dictionaries(
    {},
    optional={
        "assortment": st.lists(skus, max_size=6),
        "pull": st.dictionaries(skus, st.integers(0, 15), max_size=2),
        "price_bp": st.dictionaries(skus, st.integers(-6_000, 3_000), max_size=3),
        "cover_days": st.dictionaries(skus, st.floats(0, 9), max_size=3),
        "quality_control": st.lists(skus, max_size=2),
        "pause": st.lists(st.integers(0, 14), max_size=3),
        "hype": st.floats(0, 1),
        "paid_bp": st.integers(0, 40_000),
        "fix_scene": st.booleans(),
        "reset_audience": st.booleans(),
        "videos": st.floats(0, 9),
        "data_fix": st.booleans(),
        "report": st.booleans(),
        "appeal": st.booleans(),
    },
)


def told(scenario: Scenario, fields: dict[str, Any]) -> tuple[str, ...]:
    """Messages, or the refusal."""
    try:
        return feasibility(scenario, make_plan(**fields))
    except CaopanError as refused:
        return ("refused", str(refused))


@settings(deadline=None)  # another process may hold the processor
@given(plans, hidden)
def test_messages_tell_nothing_of_what_is_hidden(
    fields: dict[str, Any], ills: dict[str, Any]
) -> None:
    """Faults, brushed orders and the collector change no message and no refusal."""
    assert told(SHOP.model_copy(update=ills), fields) == told(SHOP, fields)


@pytest.mark.parametrize(("refund", "roi"), [(0.0, 2.4), (0.2, 3.1), (0.4, 4.6), (0.55, 6.9)])
def test_break_even_roi_of_a_worked_case(refund: float, roi: float) -> None:
    """The trade's worked case: margin 55 %, fees 10 %, order 180, parcel 5, return 10 yuan."""
    found = break_even_roi(refund, 0.55, 0.10, 5, 10, 180)
    assert found is not None
    assert found == pytest.approx(roi, abs=0.06)


def test_break_even_roi_rises_with_pressure_and_falls_with_price() -> None:
    """More returns or thinner margins ask for more GMV a yuan."""
    usual, pressed, dearer = (
        plan_roi(SHOP, plan)
        for plan in (
            Plan(),
            Plan(hype=0.9),
            Plan(price_bp=dict.fromkeys(ALL, 1_000)),
        )
    )
    assert usual is not None
    assert pressed is not None
    assert dearer is not None
    assert dearer < usual < pressed
