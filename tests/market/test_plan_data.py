"""A plan is plain data and back without loss, whatever is in it."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.market import (
    Benefit,
    PaidPlan,
    Plan,
    Shift,
    Slot,
    Special,
    StockOrder,
    make_plan,
)
from caopan.market.plan import Talk

names = st.text(min_size=1, max_size=6)
days = st.integers(0, 10_000)
fen = st.integers(0, 100_000_000)
tiers = st.sampled_from("SAB")
shares = st.floats(0, 1)
clock: dict[str, Any] = {
    "start_min": st.integers(0, 1439),
    "minutes": st.integers(1, 1440),
    "tier": tiers,
}


def some(*parts: Any) -> Any:
    """Tuples of up to three values of a kind."""
    return st.lists(*parts, max_size=3).map(tuple)


def by_name(values: Any) -> Any:
    """Values by the name of a SKU."""
    return st.dictionaries(names, values, max_size=3)


def maybe(values: Any) -> Any:
    """A value, or none."""
    return st.none() | values


paid = st.builds(
    PaidPlan,
    plan_id=names,
    fen_per_h=fen,
    hours=st.dictionaries(st.integers(0, 23), fen, max_size=3),
    goal=st.sampled_from(["enter", "follow", "order"]),
    audience=st.sampled_from(["broad", "buyers", "fans"]),
    exclude_fans=st.booleans(),
    bid_fen=maybe(st.integers(1, 100_000_000)),
)
benefits = st.builds(
    Benefit,
    kind=st.sampled_from(["coupon", "lottery", "flash", "presale"]),
    amount_fen=fen,
    quantity=st.integers(1, 10_000),
    funder=st.sampled_from(["merchant", "platform", "anchor"]),
    gate=st.sampled_from(["all", "fans", "new"]),
    sku_ids=some(names),
    threshold_fen=fen,
    every_min=st.integers(0, 240),
    tiers=some(tiers),
)
FIELDS: dict[str, Any] = {
    "name": names,
    "assortment": maybe(some(names)),
    "pull": by_name(days),
    "price_bp": by_name(st.integers(-9_999, 20_000)),
    "m_coupon_fen": by_name(fen),
    "cover_days": by_name(st.floats(0, 365)),
    "orders": some(
        st.builds(
            StockOrder, day=days, sku_id=names, units=st.integers(1, 10_000), arrives=maybe(days)
        )
    ),
    "quality_control": some(names),
    "renewal": st.booleans(),
    "sessions": maybe(some(st.builds(Slot, weekday=st.integers(0, 6), **clock))),
    "specials": some(st.builds(Special, day=days, **clock)),
    "pause": some(days),
    "rundown": st.dictionaries(
        tiers, some(st.builds(Talk, sku_id=names, minutes=st.integers(1, 240)))
    ),
    "roster": maybe(some(st.builds(Shift, anchor=names, minutes=st.integers(1, 960)))),
    "hype": maybe(shares),
    "fix_scene": st.booleans(),
    "benefits": maybe(some(benefits)),
    "paid": maybe(some(paid)),
    "paid_bp": st.integers(0, 100_000),
    "stop_roi": maybe(st.floats(0, 1_000)),
    "stop_after_fen": fen,
    "reset_audience": st.booleans(),
    "creatives": maybe(st.floats(0, 50)),
    "videos": maybe(st.floats(0, 20)),
    "persona": st.booleans(),
    "private_fen": maybe(fen),
    "service_staff": st.integers(0, 100),
    "appeal": st.booleans(),
    "data_fix": st.booleans(),
    "report": st.booleans(),
}


@settings(deadline=None, max_examples=50)
@given(st.fixed_dictionaries({}, optional=FIELDS))
def test_a_plan_is_plain_data_and_back(fields: dict[str, Any]) -> None:
    """Through plain data, through the data that differ from the defaults, and through JSON."""
    assert set(FIELDS) == set(Plan.model_fields)
    plan = Plan(**fields)
    assert make_plan(**plan.model_dump(mode="json")) == plan
    assert make_plan(**plan.model_dump(mode="json", exclude_defaults=True)) == plan
    assert make_plan(**json.loads(json.dumps(plan.model_dump(mode="json")))) == plan
    assert Plan.from_json(plan.to_json()) == plan
