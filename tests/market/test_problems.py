"""All problems of a plan at once: the first one is what ``check_plan`` raises."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, Scenario, check_plan, make_plan, plan_problems, sample

SHOP = sample("liuyi")
KNOWN = [sku.sku_id for sku in SHOP.skus[:4]]
DAYS = 5

WRONG: dict[str, Any] = {
    "assortment": [*KNOWN, KNOWN[0]],
    "pull": {KNOWN[1]: 9},
    "price_bp": {"x": 5, KNOWN[0]: -9_999},
    "orders": [
        {"day": 1, "sku_id": "y", "units": 3, "arrives": 0},
        {"day": 7, "sku_id": KNOWN[0], "units": 1},
    ],
    "sessions": [
        {"weekday": 0, "start_min": 600, "minutes": 970},
        {"weekday": 0, "start_min": 700, "minutes": 60},
        {"weekday": 0, "start_min": 720, "minutes": 20},
    ],
    "pause": [1, 5],
    "specials": [
        {"day": 1, "start_min": 600, "minutes": 60},
        {"day": 5, "start_min": 600, "minutes": 60},
    ],
    "rundown": {"B": [{"sku_id": KNOWN[0], "minutes": 9}, {"sku_id": "z", "minutes": 200}]},
    "roster": [{"anchor": "Nobody", "minutes": 60}],
    "benefits": [
        {"kind": "lottery", "amount_fen": 5, "quantity": 1},
        {"kind": "coupon", "amount_fen": 10**7, "quantity": 1, "sku_ids": ["w", KNOWN[2]]},
    ],
    "paid": [
        {"plan_id": "p", "fen_per_h": 10**9},
        {"plan_id": "p", "fen_per_h": 1, "audience": "fans", "exclude_fans": True},
    ],
}  # fmt: skip
PATHS = [
    "price_bp.x", "orders.0.sku_id", "rundown.B.1.sku_id", "benefits.1.sku_ids.0",
    "roster.0.anchor", "assortment.4", f"pull.{KNOWN[1]}", "orders.1.day", "sessions.0.minutes",
    "sessions.1", "sessions.2", "sessions.2", "pause.1", "specials.0.day",
    "specials.1.day", "rundown.B",
    "benefits.0.every_min", f"price_bp.{KNOWN[0]}", "benefits.1.amount_fen", "paid.1.plan_id",
    "paid.0.fen_per_h", "paid.1.exclude_fans", "paid",
]  # fmt: skip


def test_every_problem_is_told_once_in_order() -> None:
    """Mistakes in each part of a plan are told by path, none hides another, none is doubled."""
    found = plan_problems(SHOP, make_plan(**WRONG), DAYS)
    assert [path for path, _ in found] == PATHS
    assert len(set(found)) == len(found)


def raised(scenario: Scenario, plan: Plan) -> str:
    """What ``check_plan`` says; nothing for a plan that it returns."""
    try:
        check_plan(scenario, plan, DAYS)
    except CaopanError as refusal:
        return str(refusal)
    return ""


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(sorted(WRONG))))
def test_the_first_problem_is_raised_and_none_where_none_is(fields: set[str]) -> None:
    """Any parts of the wrong plan: the check raises the first problem, or there is none."""
    plan = make_plan(**{name: WRONG[name] for name in fields})
    found = plan_problems(SHOP, plan, DAYS)
    first = [f"the plan cannot be carried out: {path}: {why}" for path, why in found[:1]]
    assert [raised(SHOP, plan)] == (first or [""])
    assert bool(found) == bool(fields)


def test_fields_that_do_not_fit_are_all_told() -> None:
    """A copy changed past the model's rules: each such field by path, and nothing else is asked."""
    broken = Plan().model_copy(update={"hype": 7.0, "orders": "many", "assortment": ()})
    assert sorted(path for path, _ in plan_problems(SHOP, broken)) == ["hype", "orders"]
    with pytest.raises(CaopanError, match="merchant cannot be played"):
        plan_problems(SHOP.model_copy(update={"skus": ()}), Plan())
