"""Levers: each makes a plan that can be carried out, and says what it cannot make."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Anchor, Scenario, Slot, baseline, check_plan, sample
from caopan.market.levers import GROUPS, Lever, Span, lever, levers
from caopan.market.moves import heroes, returning
from caopan.market.plan import Plan

ALL = [(name, each) for name in SAMPLES for each in levers(sample(name))]


def values(span: Span) -> list[float]:
    """The ends, the default, and a step up from the low end."""
    return [span.low, span.high, span.default, min(span.low + span.step, span.high)]


@pytest.mark.parametrize(("merchant", "name"), ALL)
def test_every_value_of_every_lever_can_be_carried_out(merchant: str, name: str) -> None:
    """Ends and default of value and quantity give plans that the merchant's check accepts."""
    one = sample(merchant)
    pulled = lever(one, name)
    for value in values(pulled.span):
        for quantity in values(pulled.quantity) if pulled.quantity else [None]:
            plan = pulled.plan(value, quantity)
            assert check_plan(one, plan) == plan
            assert pulled.said(value, quantity).startswith(f"{name} {pulled.zh}")


def test_what_a_plan_can_hold_has_a_lever() -> None:
    """Each field of a plan is written by some lever, so that each action can be looked at."""
    one = sample("liuyi")
    written = {
        field
        for each in levers(one).values()
        for field in each.plan().model_dump(exclude_defaults=True)
    }
    # a coupon in place of the merchant's own works as the coupons of the lever do, a session on a
    # date as the levers of the week do, and a stop-loss says nothing without a plan for the day
    unmoved = {"m_coupon_fen", "specials", "stop_roi", "stop_after_fen"}
    assert set(Plan.model_fields) - written == unmoved
    assert {each.group for each in levers(one).values()} == set(GROUPS)


def test_doing_nothing_is_the_baseline() -> None:
    """The lever "nothing", and each switch that is off, change no field but the plan's name."""
    for name in SAMPLES:
        one = sample(name)
        for each in levers(one).values():
            if each.name == "nothing" or each.span.kind == "switch":
                idle = each.plan(0).model_copy(update={"name": "baseline"})
                assert idle == baseline(one)


@pytest.mark.parametrize(
    ("name", "value", "quantity", "reason"),
    [
        ("paid", 301, None, "0 to 300 % of the usual budget"),
        ("paid", -1, None, "outside of its range"),
        ("paid", math.nan, None, "no number"),
        ("paid", math.inf, None, "outside of its range"),
        ("paid", "150", None, "no number"),
        ("rest", 1.5, None, "not whole"),
        ("scene", 2, None, "0 to 1"),
        ("paid", 150, 3, "takes no quantity"),
        ("coupon", 10, 5, "coupon, quantity: 5 is outside of its range"),
        ("coupon", 100_000, None, "yuan off a hero"),
    ],
)
def test_values_that_cannot_be_meant_are_refused_in_a_sentence(
    name: str, value: Any, quantity: Any, reason: str
) -> None:
    """Out of range, no number, not whole: the lever, the value and what to give are named."""
    with pytest.raises(CaopanError, match=reason):
        lever(sample("liuyi"), name).plan(value, quantity)


@given(value=st.floats())
def test_any_number_gives_a_plan_or_a_sentence(value: float) -> None:
    """No float, however odd, leads to anything but a plan within the range or a CaopanError."""
    for name in ("hype", "cover", "rest", "paid"):
        pulled = lever(sample("yunshi"), name)
        try:
            plan = pulled.plan(value)
        except CaopanError:
            continue
        assert pulled.span.low <= value <= pulled.span.high
        assert isinstance(plan, Plan)


def test_an_unknown_lever_is_said_with_those_that_are() -> None:
    """A mistyped name gets the near one, and the list."""
    with pytest.raises(CaopanError, match=r"did you mean 'paid'.*nothing, price"):
        lever(sample("liuyi"), "payed")


def shop(**changes: object) -> Scenario:
    """The wear shop with changes."""
    return sample("liuyi").model_copy(update=changes)


def test_levers_fit_the_merchant() -> None:
    """What cannot be pulled is not offered: no change of anchors with one, no rest of a single
    session; without heroes the goods with most appeal stand in for them."""
    lonely = shop(anchors=(Anchor(name="A1"),), slots=sample("liuyi").slots[:1])
    assert not {"anchor", "rest"} & set(levers(lonely))
    plain = tuple(sku.model_copy(update={"role": "profit"}) for sku in sample("liuyi").skus)
    assert [sku.sku_id for sku in heroes(shop(skus=plain))] == [
        sku.sku_id for sku in sorted(plain, key=lambda sku: -sku.appeal)[:3]
    ]
    assert "price" in levers(shop(skus=plain))


def pulled(name: str, **changes: object) -> Lever:
    """A lever of the changed wear shop."""
    return lever(shop(**changes), name)


def test_more_and_fewer_sessions() -> None:
    """Sessions are added where no other is on air, and ordinary ones left out first."""
    usual = sample("liuyi").slots
    more = pulled("more").plan(3).sessions
    assert more is not None
    assert len(more) == len(usual) + 3
    rest = pulled("rest").plan(2).sessions
    assert rest is not None
    assert set(rest) < set(usual)
    assert {slot.tier for slot in usual if slot not in rest} == {"B"}


def test_a_full_calendar_has_no_room_for_more() -> None:
    """Sessions around the clock: the lever says so instead of making an impossible plan."""
    full = tuple(Slot(weekday=day, start_min=0, minutes=1440) for day in range(7))
    with pytest.raises(CaopanError, match="no two free hours"):
        pulled("more", slots=full).plan(1)


def test_a_session_over_midnight_is_not_met_by_an_added_one() -> None:
    """Sunday's session that ends on Monday at eight leaves Monday's noon, and is not met."""
    late = (Slot(weekday=6, start_min=20 * 60, minutes=12 * 60 + 60),)
    added = pulled("more", slots=late).plan(3).sessions
    assert added is not None
    assert all(slot.weekday != 0 or slot.start_min >= 9 * 60 for slot in added)


def test_a_big_session_keeps_its_end() -> None:
    """A session of tier S begins early enough to last twelve hours, and ends as it did."""
    before = {slot.weekday: slot for slot in sample("liuyi").slots}
    big = [s for s in pulled("tier").plan(2).sessions or () if s.tier == "S"]
    assert len(big) == 2
    for slot in big:
        usual = before[slot.weekday]
        assert slot.minutes == 720
        assert slot.start_min + slot.minutes == usual.start_min + usual.minutes


def test_moved_budget_is_neither_more_nor_less() -> None:
    """Over a week's minutes on air the prime-time plans spend what the usual ones do."""
    one = sample("fanhe")
    minutes = [
        minute // 60 % 24
        for slot in one.slots
        for minute in range(slot.start_min, slot.start_min + slot.minutes)
    ]
    moved = lever(one, "prime").plan(50).paid
    assert moved is not None
    for usual, plan in zip(one.paid.plans(), moved, strict=True):
        spent = sum(plan.fen_at(hour) for hour in minutes)
        assert spent == pytest.approx(sum(usual.fen_at(hour) for hour in minutes), rel=1e-4)


def test_a_longer_talk_fits_the_session() -> None:
    """The rundown is cut where the shortest session of its tier ends, heroes get their minutes."""
    one = sample("liuyi")
    rundown = lever(one, "talk").plan(20).rundown
    favoured = {sku.sku_id for sku in heroes(one)}
    for tier, talks in rundown.items():
        shortest = min(slot.minutes for slot in one.slots if slot.tier == tier)
        assert sum(talk.minutes for talk in talks) == shortest
        assert {talk.minutes for talk in talks[:-1] if talk.sku_id in favoured} == {20}


def test_inspected_are_those_with_most_refunds() -> None:
    """The goods that quality control takes send back more pieces than all others on the shelf."""
    one = sample("yunshi")
    taken = lever(one, "check").plan(3).quality_control
    back = {s.sku_id: s.appeal * s.click * s.create * s.refund for s in returning(one)}
    rest = [back[sku] for sku in back if sku not in taken]
    assert min(back[sku] for sku in taken) >= max(rest)


def test_the_pull_begins_with_the_plan() -> None:
    """Paused days and pulled goods count from the plan's first day."""
    assert pulled("pause").plan(3).pause == (0, 1, 2)
    assert set(pulled("pull").plan(2).pull.values()) == {0}
