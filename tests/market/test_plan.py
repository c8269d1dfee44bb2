"""Plans, merchants, seeds and days that cannot be played are refused by field and reason."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market.checks import check_days, check_plan, check_scenario, check_seeds
from caopan.market.plan import Plan, baseline, list_after, make_plan, on_shelf, price_after
from caopan.market.samples import SAMPLES, sample
from caopan.market.scenario import Anchor, Benefit, Fees, Paid, PaidPlan, Scenario, Slot
from caopan.market.week import clashes, in_common, scheduled_fen


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
"""On air on Monday, Tuesday, Thursday, Friday (180 min), Saturday (A, 240), Sunday (210)."""
K1, K2, K3 = (sku.sku_id for sku in SHOP.skus[:3])
ALL = [sku.sku_id for sku in SHOP.skus]
HIDDEN = SHOP.model_copy(
    update={"skus": (SHOP.skus[0].model_copy(update={"listed": False}), *SHOP.skus[1:])}
)
TALK = [{"sku_id": K1, "minutes": 100}, {"sku_id": K2, "minutes": 81}]
COUPON = {"kind": "coupon", "amount_fen": 500, "quantity": 10}
PAID = {"plan_id": "p", "fen_per_h": 10_000}


def session(weekday: int, start: int, minutes: int, tier: str = "B") -> dict[str, object]:
    """A session as plain data."""
    return {"weekday": weekday, "start_min": start, "minutes": minutes, "tier": tier}


def refusal(scenario: Scenario, fields: dict[str, Any], days: int = 14) -> str:
    """The sentence with which a plan of plain data is refused."""
    with pytest.raises(CaopanError) as caught:
        check_plan(scenario, make_plan(**fields), days)
    return str(caught.value)


def benefit(**fields: object) -> dict[str, object]:
    """A plan with one coupon for the first SKU, changed by ``fields``."""
    return {"benefits": [{**COUPON, "sku_ids": [K3], **fields}]}


def order(**fields: object) -> dict[str, object]:
    """A plan with one order of the first SKU, changed by ``fields``."""
    return {"orders": [{"day": 0, "sku_id": K1, "units": 5, **fields}]}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    # names
    ({"assortment": [K1, "x"]}, "assortment.1", "no SKU 'x'"),
    ({"pull": {"x": 0}}, "pull.x", "no SKU"),
    ({"price_bp": {"x": 5}}, "price_bp.x", "no SKU"),
    ({"m_coupon_fen": {"x": 5}}, "m_coupon_fen.x", "no SKU"),
    ({"cover_days": {"x": 5}}, "cover_days.x", "no SKU"),
    (order(sku_id="yunshi-k1"), "orders.0.sku_id", "did you mean 'yunshi-k01'?"),
    ({"quality_control": [K1, "x"]}, "quality_control.1", "no SKU"),
    (
        {"rundown": {"A": TALK[:1], "B": [{"sku_id": "x", "minutes": 5}]}},
        "rundown.B.0.sku_id",
        "no SKU",
    ),
    (benefit(sku_ids=[K1, "x"]), "benefits.0.sku_ids.1", "no SKU"),
    ({"roster": [{"anchor": "Nobody", "minutes": 60}]}, "roster.0.anchor", "take one of A1, A2"),
    ({"wishes": 3}, "wishes", "not permitted"),
    # the shelf
    ({"assortment": []}, "assortment", "pause days instead"),
    ({"assortment": [K1, K2, K1]}, "assortment.2", "twice"),
    ({"pull": dict.fromkeys(ALL, 3)}, "pull", "from day 3 on nothing is left"),
    ({"assortment": [K1], "pull": {K1: 0}}, "pull", "from day 0 on nothing is left"),
    ({"pull": {K1: 14}}, f"pull.{K1}", "give 0 to 13"),
    ({"pull": {K1: -1}}, f"pull.{K1}", "greater than or equal to 0"),
    ({"rundown": {"B": TALK[:1]}, "pull": {K1: 0}}, "rundown.B.0.sku_id", "not on the shelf"),
    ({"assortment": [K2], "price_bp": {K1: 5}}, f"price_bp.{K1}", "not on the shelf"),
    ({"assortment": [K2], "m_coupon_fen": {K1: 5}}, f"m_coupon_fen.{K1}", "not on the shelf"),
    # stock
    (order(arrives=1), "orders.0.arrives", "give day 2 or a later one"),
    (order(day=14), "orders.0.day", "give 0 to 13"),
    (order(day=-1), "orders.0.day", "greater than or equal to 0"),
    (order(units=0), "orders.0.units", "greater than 0"),
    ({"cover_days": {K1: -0.5}}, f"cover_days.{K1}", "greater than or equal to 0"),
    ({"cover_days": {K1: float("nan")}}, f"cover_days.{K1}", "finite number"),
    # prices
    ({"price_bp": {K1: -10_000}}, f"price_bp.{K1}", "greater than -10000"),
    ({"price_bp": {K1: -9_999}}, f"price_bp.{K1}", "raise the price or cut the coupon"),
    ({"m_coupon_fen": {K1: -5}}, f"m_coupon_fen.{K1}", "greater than or equal to 0"),
    ({"m_coupon_fen": {K1: 200_000}}, f"m_coupon_fen.{K1}", "buyers would pay -34.00 yuan"),
    (benefit(amount_fen=9_800), "benefits.0.amount_fen", "for which 98.00 yuan is paid"),
    (
        benefit(kind="threshold", amount_fen=9_800, threshold_fen=9_900),
        "benefits.0.amount_fen",
        "98.00 yuan off",
    ),
    ({"m_coupon_fen": {K1: 196_600}}, f"m_coupon_fen.{K1}", "buyers would pay 0.00 yuan"),
    # the calendar
    ({"sessions": [session(0, 600, 961)]}, "sessions.0.minutes", "give at most 960"),
    (
        {"sessions": [session(0, 600, 120), session(0, 719, 60)]},
        "sessions.1",
        "two sessions at once: Monday 11:59 meets sessions.0 of Monday 10:00 for 1 min",
    ),
    ({"sessions": [session(2, 0, 60), session(1, 1400, 60)]}, "sessions.1", "for 20 min"),
    ({"sessions": [session(6, 1200, 241), session(0, 0, 60)]}, "sessions.1", "for 1 min"),
    ({"sessions": [session(7, 0, 60)]}, "sessions.0.weekday", "less than or equal to 6"),
    ({"pause": [3, 14]}, "pause.1", "day 14 is outside of the plan"),
    ({"pause": [-1]}, "pause.0", "greater than or equal to 0"),
    # rundown and roster
    ({"rundown": {"B": TALK}}, "rundown.B", "181 min of talk in a session of 180 min"),
    ({"rundown": {"B": []}}, "rundown.B", "is empty"),
    ({"rundown": {"C": TALK}}, "rundown.C.[key]", "mend that field"),
    ({"roster": []}, "roster", "is empty"),
    ({"hype": 1.01}, "hype", "less than or equal to 1"),
    ({"hype": float("nan")}, "hype", "finite number"),
    # benefits
    (benefit(quantity=0), "benefits.0.quantity", "greater than 0"),
    (benefit(kind="presale", quantity=0), "benefits.0.quantity", "greater than 0"),
    (benefit(kind="presale", quantity=10**8), "benefits.0.quantity", "give at most"),
    (benefit(amount_fen=0), "benefits.0.amount_fen", "worth nothing"),
    (benefit(kind="lottery", every_min=9, amount_fen=10**9), "benefits.0.amount_fen", "at most"),
    (benefit(tiers=[]), "benefits.0.tiers", "is empty"),
    (benefit(every_min=10), "benefits.0.every_min", "give 0"),
    (benefit(kind="lottery"), "benefits.0.every_min", "after how many minutes"),
    (benefit(kind="red_packet"), "benefits.0.every_min", "after how many minutes"),
    (benefit(kind="flash", every_min=10), "benefits.0.every_min", "give more than 10"),
    (benefit(kind="flash"), "benefits.0.every_min", "give more than 10"),
    (benefit(kind="fan_club"), "benefits.0.gate", "give 'fans'"),
    (benefit(kind="threshold"), "benefits.0.threshold_fen", "is missing"),
    (
        {"benefits": [COUPON, {**COUPON, "kind": "presale", "sku_ids": [K2], "tiers": ["A"]}]},
        "benefits.1",
        f"{K2} has benefits.0 in sessions of tier A already",
    ),
    # paid traffic
    ({"paid": [PAID, PAID]}, "paid.1.plan_id", "'p' stands there twice"),
    ({"paid": [{**PAID, "hours": {24: 5}}]}, "paid.0", "hours.24"),
    ({"paid": [{**PAID, "audience": "fans", "exclude_fans": True}]}, "paid.0.exclude_fans", "drop"),
    ({"paid": [{**PAID, "fen_per_h": 10**12}]}, "paid.0.fen_per_h", "give at most"),
    ({"paid": [{**PAID, "hours": {3: 10**12}}]}, "paid.0.hours.3", "give at most"),
    ({"paid": [{**PAID, "fen_per_h": 5_000_000}]}, "paid", "the account holds 1,000,000.00 yuan"),
    ({"paid_bp": -1}, "paid_bp", "greater than or equal to 0"),
]


@pytest.mark.parametrize(("fields", "path", "reason"), REFUSED)
def test_a_plan_is_refused_by_field_and_reason(
    fields: dict[str, Any], path: str, reason: str
) -> None:
    """One sentence: the field's path, why, and what to do after a semicolon or a question."""
    said = refusal(SHOP, fields)
    assert said.startswith(f"the plan cannot be carried out: {path}: "), said
    assert reason in said
    assert "\n" not in said
    assert re.search(r"; |did you mean", said)


ALLOWED: list[dict[str, Any]] = [
    {"rundown": {"B": [TALK[0], {"sku_id": K2, "minutes": 80}], "S": TALK}},
    order(arrives=2),
    order(day=13, arrives=40),
    {"pause": [0, 13, 13]},
    {"pull": {K1: 13}, "price_bp": {K1: -500}},
    {"sessions": [session(0, 600, 960), session(1, 120, 60)]},
    {"sessions": []},
    {"sessions": [session(6, 1200, 240), session(0, 0, 60), session(0, 60, 60)]},
    benefit(amount_fen=9_799),
    benefit(kind="threshold", amount_fen=9_800, threshold_fen=9_901),
    benefit(kind="lottery", amount_fen=100_000_000, quantity=10_000_000, every_min=1),
    benefit(kind="flash", every_min=11),
    benefit(kind="fan_club", gate="fans", funder="platform"),
    benefit(kind="presale", amount_fen=0),
    {"benefits": [{**COUPON, "tiers": ["A"]}, {**COUPON, "tiers": ["S", "B"]}]},
    {"benefits": [COUPON, {**COUPON, "kind": "lottery", "every_min": 20}]},
    {"benefits": []},
    {"paid": []},
    {"paid": [PAID, {**PAID, "plan_id": "q", "hours": {0: 0, 23: 20_000}}]},
    {"paid": [{**PAID, "audience": "fans"}, {**PAID, "plan_id": "q", "exclude_fans": True}]},
    {"paid": [{**PAID, "hours": {4: 100_000_000}}]},
    {"appeal": True, "data_fix": True, "report": True, "persona": True},
]


@pytest.mark.parametrize("fields", ALLOWED)
def test_a_plan_at_the_edge_is_carried_out(fields: dict[str, Any]) -> None:
    """What just fits is not refused, and the plan comes back as it was given."""
    plan = make_plan(**fields)
    assert check_plan(SHOP, plan) is plan


def test_a_hidden_sku_can_be_priced_once_it_is_listed() -> None:
    """A SKU that the merchant does not list has no price until the assortment has it."""
    assert f"price_bp.{K1}: " in refusal(HIDDEN, {"price_bp": {K1: 5}})
    assert "rundown.B.0.sku_id: " in refusal(HIDDEN, {"rundown": {"B": TALK[:1]}})
    check_plan(HIDDEN, make_plan(assortment=[K1], price_bp={K1: 5}))
    assert K1 not in on_shelf(HIDDEN, Plan())


def test_a_price_cut_meets_the_own_benefit() -> None:
    """Prices are held against the benefits that the merchant gives by itself."""
    own = Benefit(kind="coupon", amount_fen=5_000, quantity=3, sku_ids=(K3,))
    shop = SHOP.model_copy(update={"benefits": (own,)})
    assert f"price_bp.{K3}: " in refusal(shop, {"price_bp": {K3: -6_000}})
    assert f"m_coupon_fen.{K3}: " in refusal(shop, {"m_coupon_fen": {K3: 6_000}})
    check_plan(shop, make_plan(price_bp={K3: -6_000}, benefits=[]))


def test_a_changed_copy_is_checked_as_strictly() -> None:
    """A copy with fields put in past the model's rules is refused, and so is another kind."""
    with pytest.raises(CaopanError, match="hype: "):
        check_plan(SHOP, Plan().model_copy(update={"hype": 7.0}))
    with pytest.raises(CaopanError, match="orders: "):
        check_plan(SHOP, Plan().model_copy(update={"orders": "many"}))
    with pytest.raises(CaopanError, match="the whole value: is a dict; give a Plan"):
        check_plan(SHOP, {})  # type: ignore[arg-type]


def test_prices_under_a_plan() -> None:
    """List price half up, then the three coupons; an unknown SKU is named."""
    plan = Plan(price_bp={K1: -1_250}, m_coupon_fen={K1: 100})
    sku = SHOP.skus[0]
    assert list_after(plan, SHOP, K1) == (sku.list_fen * 8_750 + 5_000) // 10_000
    assert price_after(plan, SHOP, K1) == list_after(plan, SHOP, K1) - 100 - sku.p_coupon_fen
    with pytest.raises(CaopanError, match="no SKU 'x'"):
        list_after(plan, SHOP, "x")


patient = settings(deadline=None)  # another process may hold the processor
slots = st.builds(
    Slot,
    weekday=st.integers(0, 6),
    start_min=st.integers(0, 1439),
    minutes=st.one_of(st.integers(1, 960), st.integers(1, 300)),
    tier=st.sampled_from("SAB"),
)


def minutes_of(slot: Slot) -> set[int]:
    """The minutes of the week in which a session is on air."""
    first = slot.weekday * 1440 + slot.start_min
    return {minute % 10_080 for minute in range(first, first + slot.minutes)}


@patient
@given(slots, slots)
def test_minutes_in_common_are_the_common_minutes(one: Slot, other: Slot) -> None:
    """Across midnight and from Sunday to Monday, both ways round."""
    common = len(minutes_of(one) & minutes_of(other))
    assert in_common(one, other) == in_common(other, one) == common


@patient
@given(st.lists(slots, max_size=6))
def test_two_sessions_at_once_are_found_and_nothing_else(week: list[Slot]) -> None:
    """A calendar is refused if and only if a minute of the week has two sessions."""
    live = [minutes_of(slot) for slot in week]
    double = sum(map(len, live)) > len(set().union(*live))
    assert (next(clashes(week), None) is not None) == double
    plan = Plan(sessions=tuple(week), paid=())
    if double:
        with pytest.raises(CaopanError, match=r"sessions\.\d: two sessions at once"):
            check_plan(SHOP, plan)
    else:
        check_plan(SHOP, plan)


budgets = st.builds(
    PaidPlan,
    plan_id=st.uuids().map(str),
    fen_per_h=st.integers(0, 100_000),
    hours=st.dictionaries(st.integers(0, 23), st.integers(0, 100_000)),
)


def spent(plan: Plan, paid: Sequence[PaidPlan], days: int) -> int:
    """Budgets minute by minute, in fen, rounded up: the definition, slowly."""
    total = 0
    for day in range(days):
        weekday = (SHOP.first_day + timedelta(days=SHOP.days + day)).weekday()
        for slot in SHOP.slots if plan.sessions is None else plan.sessions:
            if slot.weekday == weekday and day not in plan.pause:
                for minute in range(slot.start_min, slot.start_min + slot.minutes):
                    total += sum(one.fen_at(minute // 60 % 24) for one in paid) * plan.paid_bp
    return -(-total // 600_000)


@patient
@given(
    st.lists(budgets, max_size=3),
    st.one_of(st.none(), st.lists(slots, max_size=2)),
    st.integers(0, 30_000),
    st.sets(st.integers(0, 8)),
    st.integers(9, 20),
)
def test_the_account_covers_what_is_scheduled_to_the_fen(
    paid: list[PaidPlan], week: list[Slot] | None, share: int, pause: set[int], days: int
) -> None:
    """The scheduled spend is the minute sum; one fen less in the account, and it is refused."""
    calendar = None if week is None or any(clashes(week)) else tuple(week)
    plan = Plan(paid=tuple(paid), sessions=calendar, paid_bp=share, pause=tuple(pause))
    spend = spent(plan, paid, days)
    assert scheduled_fen(SHOP, plan, days) == spend

    def shop(account: int) -> Scenario:
        money = SHOP.paid.model_copy(update={"account_fen": account})
        return SHOP.model_copy(update={"paid": money})

    check_plan(shop(spend), plan, days)
    if spend:
        with pytest.raises(CaopanError, match="carried out: paid: budgets on air come to"):
            check_plan(shop(spend - 1), plan, days)


def test_the_own_budget_counts_against_the_account() -> None:
    """A plan that leaves paid traffic alone is held against the account as well."""
    money = SHOP.paid.model_copy(update={"account_fen": 100})
    poor = SHOP.model_copy(update={"paid": money})
    with pytest.raises(CaopanError, match=r"the account holds 1\.00 yuan"):
        check_plan(poor, baseline(poor))
    check_plan(poor, Plan(paid=()))
    check_plan(poor, Plan(paid_bp=0))


def test_seeds_are_whole_numbers() -> None:
    """Ranges, lists and NumPy's whole numbers are taken, doubles included."""
    assert check_seeds(range(3)) == (0, 1, 2)
    assert len(check_seeds(range(100_000))) == 100_000
    taken = check_seeds(np.array([5, 5, 2**40]))
    assert taken == (5, 5, 2**40)
    assert {type(seed) for seed in taken} == {int}


@pytest.mark.parametrize(
    ("seeds", "path"),
    [
        ([], "seeds"),
        (7, "seeds"),
        (None, "seeds"),
        (range(100_001), "seeds"),
        ([1, -1], "seeds.1"),
        ([True], "seeds.0"),
        ([np.bool_(True)], "seeds.0"),
        ([0, 1.0], "seeds.1"),
        ([0, 2, float("nan")], "seeds.2"),
        ([None], "seeds.0"),
        ("12", "seeds.0"),
        (np.array([0.5]), "seeds.0"),
    ],
)
def test_other_seeds_are_refused(seeds: Any, path: str) -> None:
    """None, fractions, truth values, NaN and text are no seeds; the sentence says which one."""
    with pytest.raises(CaopanError, match=rf"^{re.escape(path)}: .*[;,] "):
        check_seeds(seeds)


@pytest.mark.parametrize("days", [0, -1, 121, 1.0, True, float("nan"), "14", None])
def test_other_days_are_refused(days: Any) -> None:
    """A plan is played for 1 to 120 whole days."""
    with pytest.raises(CaopanError, match=r"^days: .*give whole days from 1 to 120"):
        check_days(days)
    with pytest.raises(CaopanError, match=r"^days: "):
        check_plan(SHOP, Plan(), 0 if days == 121 else days)
    assert check_days(np.int64(120)) == 120
    assert check_days(1) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_can_be_played(name: str) -> None:
    """Sample merchants pass, also without followers, and go on as they do."""
    shop = sample(name)
    alone = shop.fans.model_copy(update={"opening": 0, "now": 0})
    for one in (shop, shop.model_copy(update={"fans": alone})):
        assert check_scenario(one) is one
        assert check_plan(one, baseline(one)) == Plan(name="baseline")


def changed(**fields: object) -> Scenario:
    """The shop with fields put in past the model's rules."""
    return SHOP.model_copy(update=fields)


DOUBLE = (SHOP.slots[0], *SHOP.slots)
GIVEN = Benefit(kind="fan_club", amount_fen=500, quantity=3)


@pytest.mark.parametrize(
    ("scenario", "path"),
    [
        (changed(skus=()), "skus"),
        (changed(skus=tuple(s.model_copy(update={"listed": False}) for s in SHOP.skus)), "skus"),
        (changed(skus=(*SHOP.skus, SHOP.skus[0])), "skus.5.sku_id"),
        (changed(skus=(SHOP.skus[0].model_copy(update={"appeal": float("nan")}),)), "skus.0.app"),
        (
            changed(skus=(SHOP.skus[0].model_copy(update={"m_coupon_fen": 10**6}),)),
            f"price_bp.{K1}",
        ),
        (changed(slots=DOUBLE), "slots.1"),
        (changed(slots=(Slot(weekday=0, start_min=0, minutes=961),)), "slots.0.minutes"),
        (changed(anchors=(SHOP.anchors[0],) * 2), "anchors.1.name"),
        (changed(benefits=(GIVEN,)), "benefits.0.gate"),
        (changed(fans=SHOP.fans.model_copy(update={"now": -1})), "fans.now"),
    ],
)
def test_a_merchant_that_cannot_be_played_is_refused(scenario: Scenario, path: str) -> None:
    """In words, by path; a plan for it is refused for the same reason."""
    for check in (check_scenario, lambda one: check_plan(one, Plan())):
        with pytest.raises(CaopanError, match=rf"^the merchant cannot be played: {path}"):
            check(scenario)


def test_a_merchant_read_from_text_is_refused_in_words() -> None:
    """NaN and an empty list of SKUs give one sentence with the path, not a traceback."""
    text = SHOP.to_json()
    with pytest.raises(CaopanError, match=r"Scenario does not fit: paid\.beta: .*finite number"):
        Scenario.from_json(text.replace(f'"beta":{SHOP.paid.beta}', '"beta":NaN'))
    empty = re.sub(r'"skus":\[.*?\],"paid"', '"skus":[],"paid"', text)
    with pytest.raises(CaopanError, match=r"Scenario does not fit: skus: .*at least 1 item"):
        Scenario.from_json(empty)


def test_others_fund_only_what_they_give() -> None:
    """A million coupons at the platform's cost are refused; a few are not."""
    shop = sample("liuyi")
    hero = next(sku.sku_id for sku in shop.skus if sku.role == "hero")

    def asked(quantity: int) -> Plan:
        gift = {"kind": "coupon", "amount_fen": 1000, "quantity": quantity, "sku_ids": (hero,)}
        return make_plan(benefits=[gift | {"funder": "platform"}])

    assert check_plan(shop, asked(50))
    with pytest.raises(CaopanError, match=r"benefits\.0\.funder.*platform gives at most"):
        check_plan(shop, asked(1_000_000))
