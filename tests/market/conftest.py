"""Merchants played once for all tests of the market."""

import pandas as pd
import pytest

from caopan.market import (
    Anchor,
    Benefit,
    Fault,
    PaidPlan,
    Plan,
    Scenario,
    Shift,
    history,
    sample,
)
from caopan.market.scenario import Service

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def shop() -> Scenario:
    """The jade workshop, three weeks of it, two sessions with events."""
    return sample("yunshi").model_copy(update={"days": 24, "event_days": (3, 8)})


@pytest.fixture(scope="session")
def tables(shop: Scenario) -> Frames:
    """Its true tables."""
    return history(shop)


@pytest.fixture(scope="session")
def short_shop() -> Scenario:
    """The wear shop with empty shelves of heroes: stock binds, events are made of all users."""
    base = sample("liuyi")
    calendar = base.calendar.model_copy(update={"start": 0.3})
    thin = base.model_copy(update={"days": 12, "event_days": (5,), "calendar": calendar})
    scarce = Fault(fault="FG2", from_day=2, severity=2.7)
    return thin.model_copy(update={"faults": (scarce,)})


@pytest.fixture(scope="session")
def short_tables(short_shop: Scenario) -> Frames:
    """Its true tables."""
    return history(short_shop)


@pytest.fixture(scope="session")
def rich_shop(shop: Scenario) -> Scenario:
    """The jade workshop by night: throttled, slow to ship, with brushers at work."""
    slots = tuple(
        slot.model_copy(update={"start_min": 1350, "minutes": 200, "tier": "A"})
        for slot in shop.slots
    )
    return shop.model_copy(
        update={
            "slots": slots,
            "sources": tuple(
                one.model_copy(update={"impressions_per_h": 4 * one.impressions_per_h})
                for one in shop.sources
            ),
            "skus": tuple(
                one.model_copy(update={"create": min(4 * one.create, 0.6)}) for one in shop.skus
            ),
            "anchors": (Anchor(name="Duan"), Anchor(name="Yang", skill=1.1)),
            "room": shop.room.model_copy(update={"slip": 0.4}),
            "subsidy_fen": 10**7,
            "service": Service(slack=0.7),
            "brushed": 60.0,
        }
    )


@pytest.fixture(scope="session")
def rich_plan(rich_shop: Scenario) -> Plan:
    """Benefits of all funders, a roster, three paid plans, a narrower shelf."""
    ids = [sku.sku_id for sku in rich_shop.skus]
    return Plan(
        name="everything",
        assortment=tuple(ids[:-2]),
        roster=(Shift(anchor="Yang", minutes=45), Shift(anchor="Duan", minutes=70)),
        benefits=(
            Benefit(kind="coupon", amount_fen=900, quantity=400, sku_ids=(ids[0],)),
            Benefit(
                kind="fan_club",
                amount_fen=1_500,
                quantity=150,
                funder="platform",
                gate="fans",
                sku_ids=(ids[1],),
            ),
            Benefit(
                kind="flash",
                amount_fen=2_000,
                quantity=50,
                funder="anchor",
                every_min=40,
                sku_ids=(ids[2], ids[3]),
            ),
            Benefit(kind="presale", amount_fen=0, quantity=5, sku_ids=(ids[4],)),
            Benefit(kind="lottery", amount_fen=500, quantity=10, gate="fans", every_min=30),
        ),
        paid=(
            PaidPlan(plan_id="p-night", fen_per_h=40_000, hours={0: 90_001}, audience="broad"),
            PaidPlan(plan_id="p-new", fen_per_h=30_001, exclude_fans=True, goal="follow"),
            PaidPlan(plan_id="p-fans", fen_per_h=20_000, audience="fans"),
        ),
    )


@pytest.fixture(scope="session")
def rich_tables(rich_shop: Scenario, rich_plan: Plan) -> Frames:
    """Their true tables."""
    return history(rich_shop, plan=rich_plan)
