"""Each action played against doing nothing, under one luck: cost, lag, main and side effect."""

from functools import cache

import numpy as np
import pytest

from caopan.market import (
    Benefit,
    Outcome,
    PaidPlan,
    Plan,
    Scenario,
    Shift,
    baseline,
    play_many,
    sample,
)

SEEDS = range(12)
DAYS = 14


def _shop() -> Scenario:
    return sample("liuyi").model_copy(update={"subsidy_fen": 10**7})


HEROES = tuple(sku.sku_id for sku in _shop().skus if sku.role == "hero")
BUDGET = _shop().paid.fen_per_h
EACH = {"kind": "coupon", "amount_fen": 2000, "quantity": 10**6, "sku_ids": HEROES}
PLANS = {
    "nothing": baseline(_shop()),
    "paid twice": Plan(paid_bp=20_000),
    "no paid": Plan(paid_bp=0),
    "fans bought": Plan(paid=(PaidPlan(plan_id="x", fen_per_h=BUDGET, audience="fans"),)),
    "follows bought": Plan(paid=(PaidPlan(plan_id="x", fen_per_h=BUDGET, goal="follow"),)),
    "late paid": Plan(paid=(PaidPlan(plan_id="x", fen_per_h=0, hours={21: BUDGET}),)),
    "fresh creatives": Plan(creatives=12.0),
    "hype": Plan(hype=0.8),
    "coupon": Plan(benefits=(Benefit.model_validate(EACH),)),
    "sixty coupons": Plan(benefits=(Benefit.model_validate(EACH | {"quantity": 60}),)),
    "platform's sixty": Plan(
        benefits=(Benefit.model_validate(EACH | {"quantity": 60, "funder": "platform"}),)
    ),
    "few coupons": Plan(benefits=(Benefit.model_validate(EACH | {"quantity": 5}),)),
    "fans' coupon": Plan(
        benefits=(Benefit.model_validate(EACH | {"kind": "fan_club", "gate": "fans"}),)
    ),
    "lottery": Plan(benefits=(Benefit(kind="lottery", amount_fen=2000, quantity=1, every_min=10),)),
    "red packets": Plan(
        benefits=(
            Benefit(kind="red_packet", amount_fen=100, quantity=20, every_min=20, gate="fans"),
        )
    ),
    "presale": Plan(
        benefits=(Benefit(kind="presale", amount_fen=0, quantity=500, sku_ids=HEROES),)
    ),
    "pause": Plan(pause=(2, 3, 4)),
    "two anchors": Plan(roster=(Shift(anchor="A1", minutes=120), Shift(anchor="A2", minutes=120))),
    "pulled": Plan(pull={HEROES[0]: 7}),
    "inspected": Plan(quality_control=HEROES),
    "persona": Plan(persona=True),
    "private": Plan(private_fen=800_000),
    "staff": Plan(service_staff=8),
    "data fix": Plan(data_fix=True),
    "big sessions": Plan(
        sessions=tuple(slot.model_copy(update={"tier": "A"}) for slot in _shop().slots)
    ),
    "after midnight": Plan(
        sessions=tuple(slot.model_copy(update={"start_min": 1380}) for slot in _shop().slots)
    ),
}


@cache
def _played() -> dict[str, Outcome]:
    done = play_many([(_shop(), plan) for plan in PLANS.values()], days=DAYS, seeds=SEEDS)
    return dict(zip(PLANS, done, strict=True))


def _change(name: str, figure: str, days: slice = slice(None)) -> float:
    """Mean difference from doing nothing, a day."""
    played = _played()
    difference = getattr(played[name], figure) - getattr(played["nothing"], figure)
    return float(difference[:, days].mean())


MORE, LESS = 1, -1
SIGNS = [
    ("paid twice", "spend_fen", MORE),
    ("paid twice", "gmv_fen", MORE),
    ("no paid", "spend_fen", LESS),
    ("no paid", "visits", LESS),
    ("fans bought", "gmv_fen", LESS),
    ("follows bought", "fans", MORE),
    ("late paid", "spend_fen", LESS),
    ("fresh creatives", "visits", MORE),
    ("hype", "gmv_fen", MORE),
    ("hype", "refund_fen", MORE),
    ("hype", "follows", LESS),
    ("coupon", "units", MORE),
    ("fans' coupon", "units", MORE),
    ("red packets", "follows", MORE),
    ("presale", "stock_outs", LESS),
    ("two anchors", "gmv_fen", MORE),
    ("inspected", "returned", LESS),
    ("private", "gmv_fen", MORE),
    ("staff", "returned", LESS),
    ("big sessions", "visits", MORE),
    ("after midnight", "gmv_fen", LESS),
]


@pytest.mark.parametrize(("name", "figure", "sign"), SIGNS)
def test_an_action_moves_what_it_should(name: str, figure: str, sign: int) -> None:
    """The sign of the mean over twelve seeds under common luck."""
    assert np.sign(_change(name, figure)) == sign


def test_an_action_costs_what_the_price_list_says() -> None:
    """What changes nothing else costs exactly its fee, once or every day."""
    fees = _shop().fees
    assert _change("data fix", "contribution_fen", slice(0, 1)) == -fees.data_fix_fen
    assert _change("data fix", "contribution_fen", slice(1, None)) == 0
    assert _change("data fix", "gmv_fen") == 0


def test_the_funder_pays() -> None:
    """The same coupon paid by the platform: the same sales, but the merchant keeps its money."""
    own, theirs = _played()["sixty coupons"], _played()["platform's sixty"]
    assert np.array_equal(own.gmv_fen, theirs.gmv_fen)
    assert (theirs.total_fen > own.total_fen).all()


def test_coupons_end() -> None:
    """Five coupons a session move little; a million move more."""
    assert 0 <= _change("few coupons", "units") < 0.3 * _change("coupon", "units")


def test_lags_are_kept() -> None:
    """A persona costs at once and pays later; a SKU pulled on day 7 sells until then."""
    assert (
        _change("persona", "follows", slice(0, 7))
        < 0
        < _change("persona", "follows", slice(7, None))
    )
    pulled, nothing = _played()["pulled"], _played()["nothing"]
    assert np.array_equal(pulled.gmv_fen[:, :7], nothing.gmv_fen[:, :7])
    assert pulled.gmv_fen[:, 8:].sum() < nothing.gmv_fen[:, 8:].sum()


def test_rest_is_repaid_in_part() -> None:
    """Where sessions are long, fans come more eagerly after a pause; it is not all earned back."""
    base = _shop()
    shop = base.model_copy(
        update={
            "slots": tuple(
                slot.model_copy(update={"start_min": 840, "minutes": 540}) for slot in base.slots
            ),
            "fans": base.fans.model_copy(update={"tire": 0.15}),
        }
    )
    on, rested = play_many([(shop, Plan()), (shop, Plan(pause=(2, 3, 4)))], days=8, seeds=SEEDS)
    assert rested.visits[:, 5:].sum() > on.visits[:, 5:].sum()
    assert rested.gmv_fen.sum() < on.gmv_fen.sum()


def test_a_lottery_holds_people_rather_than_buyers() -> None:
    """An ungated draw every ten minutes: hardly more visits, fewer sales a visit, and its cost."""
    lottery, nothing = _played()["lottery"], _played()["nothing"]
    per = [one.gmv_fen.sum() / one.visits.sum() for one in (lottery, nothing)]
    assert per[0] < per[1]
    assert abs(lottery.visits.sum() / nothing.visits.sum() - 1) < 0.05
    assert lottery.total_fen.mean() < nothing.total_fen.mean()


def test_a_throttled_room_loses_natural_traffic_and_an_appeal_shortens_it() -> None:
    """Violations cost natural traffic; a merchant who appeals is throttled for less long."""
    base = _shop()
    room = base.room.model_copy(update={"slip": 0.5})
    shop = base.model_copy(update={"room": room})
    calm, silent, appealing = play_many(
        [(base, Plan()), (shop, Plan()), (shop, Plan(appeal=True))], days=DAYS, seeds=SEEDS
    )
    assert silent.visits.sum() < 0.8 * calm.visits.sum()
    assert silent.visits.sum() < appealing.visits.sum()


def test_brushed_orders_flatter_until_they_are_reported() -> None:
    """Brushers lift GMV and refunds and cost parcels; after a report they are gone."""
    base = _shop()
    shop = base.model_copy(update={"brushed": 40.0})
    clean, brushed, reported = play_many(
        [(base, Plan()), (shop, Plan()), (shop, Plan(report=True))], days=DAYS, seeds=SEEDS
    )
    fake = brushed.gmv_fen - clean.gmv_fen
    assert (fake >= 0).all()
    assert np.array_equal(fake, brushed.refund_fen - clean.refund_fen)
    assert (brushed.total_fen < clean.total_fen).all()
    assert np.array_equal(reported.gmv_fen[:, 1:], clean.gmv_fen[:, 1:])
