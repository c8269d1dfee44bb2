"""A plan that is not refused is played to its end, and spends what was said."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import make_plan, play, sample
from caopan.market.week import scheduled_fen, sessions_in

SHOP = sample("yunshi")
DAYS = 3
skus = st.sampled_from([sku.sku_id for sku in SHOP.skus])
tiers = st.sampled_from("SAB")
few = st.integers(0, DAYS)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """One or two values of a part of a plan, as plain data."""
    return st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=2)


plans = st.fixed_dictionaries(
    {},
    optional={
        "assortment": st.lists(skus, min_size=1, max_size=9, unique=True),
        "pull": st.dictionaries(skus, few, max_size=2),
        "price_bp": st.dictionaries(skus, st.integers(-9_999, 20_000), max_size=2),
        "m_coupon_fen": st.dictionaries(skus, st.integers(0, 3_000), max_size=2),
        "cover_days": st.dictionaries(skus, st.floats(0, 365), max_size=2),
        "orders": some(
            day=few,
            sku_id=skus,
            units=st.integers(1, 10_000_000),
            arrives=st.none() | st.integers(2, 60),
        ),
        "quality_control": st.lists(skus, max_size=2),
        "sessions": some(
            weekday=st.integers(0, 6),
            start_min=st.integers(0, 1439),
            minutes=st.integers(1, 960),
            tier=tiers,
        ),
        "pause": st.lists(few, max_size=2),
        "rundown": st.dictionaries(
            tiers, some(sku_id=skus, minutes=st.integers(1, 60)), max_size=2
        ),
        "roster": some(anchor=st.sampled_from(["A1", "A2"]), minutes=st.integers(1, 960)),
        "hype": st.floats(0, 1),
        "benefits": some(
            kind=st.sampled_from(["coupon", "threshold", "presale", "lottery", "red_packet"]),
            amount_fen=st.integers(1, 5_000),
            quantity=st.integers(1, 1_000),
            gate=st.sampled_from(["all", "fans", "new"]),
            funder=st.sampled_from(["merchant", "platform", "anchor"]),
            sku_ids=st.lists(skus, max_size=2),
            threshold_fen=st.integers(1, 50_000),
            every_min=st.sampled_from([0, 1, 30]),
        ),
        "paid": some(
            plan_id=st.uuids().map(str),
            fen_per_h=st.integers(0, 300_000),
            hours=st.dictionaries(st.integers(0, 23), st.integers(0, 200_000), max_size=3),
            goal=st.sampled_from(["enter", "follow", "order"]),
            audience=st.sampled_from(["broad", "buyers"]),
            exclude_fans=st.booleans(),
        ),
        "paid_bp": st.integers(0, 100_000),
        "creatives": st.floats(0, 50),
        "videos": st.floats(0, 20),
        "private_fen": st.integers(0, 100_000_000),
        "service_staff": st.integers(0, 100),
        "persona": st.booleans(),
        "appeal": st.booleans(),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans)
def test_a_plan_is_refused_in_words_or_played_to_its_end(fields: dict[str, Any]) -> None:
    """No third way: no traceback, no NaN; and paid traffic spends what was scheduled, but for
    the fen that each live minute rounds off.
    """
    try:
        plan = make_plan(**fields)
        outcome = play(SHOP, plan, days=DAYS, seeds=[1])
    except CaopanError as problem:
        refused = str(problem)
    else:
        refused = ""
    if refused:
        assert refused.startswith("the plan cannot be carried out: ")
        return
    assert np.isfinite(outcome.fans).all()
    assert (outcome.gmv_fen >= 0).all()
    live = sum(slot.minutes for _, slot in sessions_in(SHOP, plan, DAYS))
    assert abs(outcome.spend_fen.sum() - scheduled_fen(SHOP, plan, DAYS)) <= live + 1
