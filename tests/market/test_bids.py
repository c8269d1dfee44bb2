"""The auction of paid visits: nobody pays more than the bid, and the lowest bid goes first."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.market import PaidPlan, Plan, history, play_many, sample
from caopan.market.buying import Auction, bought, budgets, squeezed
from caopan.market.cases import cases_of
from caopan.market.world import PAID, compile_world

SHOP = sample("yunshi")
DAYS = 2


def paid(plan_id: str, fen: int, bid: int | None, **more: object) -> PaidPlan:
    """A paid plan."""
    return PaidPlan(plan_id=plan_id, fen_per_h=fen, bid_fen=bid, **more)  # type: ignore[arg-type]


def bids(low: int | None, high: int | None) -> Plan:
    """Three plans of different aims, one of them without a bid."""
    return Plan(
        paid=(
            paid("high", 90_001, high, audience="broad", hours={20: 150_000}),
            paid("low", 80_000, low, goal="follow"),
            paid("free", 30_000, None, exclude_fans=True),
        )
    )


markets = st.builds(
    Auction,
    share=st.sampled_from([0.3, 1.0, 1.7]),
    visits=st.floats(10, 2_000),
    beta=st.one_of(st.just(1.0), st.floats(0.5, 1.0)),
    volumes=st.tuples(*[st.floats(0.5, 1.6)] * 3),
)
rows = st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(1, 400)))


def told(plans: list[PaidPlan], market: Auction) -> list[int]:
    """The auction by its words: from each plan's budget down, fen by fen, lowest bid first."""
    left = [plan.fen_per_h for plan in plans]

    def cost() -> float:
        spend = sum(left) * market.share
        many = sum(f * v for f, v in zip(left, market.volumes, strict=True)) / max(sum(left), 1)
        return spend / (market.visits * many * (spend / 1e5) ** market.beta) if spend else 0.0

    for at in sorted(range(3), key=lambda at: plans[at].bid_fen or 10**9):
        while left[at] and plans[at].bid_fen and cost() > plans[at].bid_fen * (1 + 1e-12):
            left[at] -= 1
    return left


@settings(deadline=None, max_examples=300)
@given(st.lists(rows, min_size=3, max_size=3), markets)
def test_the_auction_is_what_it_says(each: list[tuple[int, int | None]], market: Auction) -> None:
    """Cut fen by fen, lowest bid first, until nobody pays more than the bid: to the fen."""
    plans = [paid(str(n), fen, bid) for n, (fen, bid) in enumerate(each)]
    left = squeezed(plans, [fen for fen, _ in each], market)
    np.testing.assert_allclose(left, told(plans, market), atol=1)
    for plan, fen in zip(plans, left, strict=True):
        assert 0 <= fen <= plan.fen_per_h
        if plan.bid_fen is None:
            assert fen == plan.fen_per_h
        elif fen:
            assert market.cost(left) <= plan.bid_fen


def hourly(plan: Plan) -> pd.DataFrame:
    """Spend, visits before the room and fen a visit, by clock hour of the first day."""
    cases = cases_of(compile_world([SHOP], [0]), [plan], SHOP.days)
    got = bought(cases, SHOP.days, np.arange(1440)[:, None])
    visits = got.covers[:, 0] * cases.world.by_source("enter")[0, PAID]
    sums = pd.DataFrame({"spend": got.spend[:, 0], "visits": visits})
    by_hour = sums.groupby(np.arange(1440) // 60).sum()
    return by_hour.assign(cost=by_hour["spend"] / by_hour["visits"])


def test_no_hour_is_dearer_than_the_bids_of_those_who_spend() -> None:
    """What is spent for what is bought, hour by hour, and some bid binds in some hours."""
    plan = bids(310, 345)
    cases = cases_of(compile_world([SHOP], [0]), [plan], SHOP.days)
    (fen,) = budgets(cases, SHOP.days)
    cost = hourly(plan)["cost"].to_numpy()
    for at, one in enumerate(plan.paid or ()):
        full = fen[:, at] == [one.fen_at(hour) for hour in range(24)]
        if one.bid_fen is None:
            assert full.all()
        else:
            assert (cost[fen[:, at] > 0] <= one.bid_fen * (1 + 1e-4)).all()
            assert not full.all()
    assert (fen[:, 0] > 0).any()


def test_a_bid_that_nobody_reaches_changes_nothing() -> None:
    """The same numbers bit by bit; a bid that binds spends less, and pays less for a visit."""
    free, high, tight = play_many(
        [(SHOP, bids(None, None)), (SHOP, bids(10**6, 10**7)), (SHOP, bids(310, 340))],
        days=DAYS,
        seeds=range(4),
    )
    for name, numbers in vars(free).items():
        if isinstance(numbers, np.ndarray):
            np.testing.assert_array_equal(numbers, getattr(high, name), err_msg=name)
    assert (tight.spend_fen < free.spend_fen).all()
    assert (tight.visits.sum(axis=1) < free.visits.sum(axis=1)).all()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """The tables of some days under bids, one day with events."""
    shop = SHOP.model_copy(update={"days": DAYS, "event_days": (0,)})
    return history(shop, plan=bids(1, 300))


def test_the_ad_spend_of_the_tables_is_what_was_spent(tables: dict[str, pd.DataFrame]) -> None:
    """Hour by hour to the fen; who is squeezed out has no row, and no visit and no order."""
    spend, hours = tables["ad_spend"], tables["traffic_hour"].reset_index()
    name = spend["session_id"].iloc[0]
    here = hours[(hours["session_id"] == name) & (hours["ad_spend_fen"] > 0)]
    by_hour = spend.groupby(spend["ts"].dt.floor("h"))["cost_fen"].sum()
    assert by_hour.tolist() == here.groupby("hour_ts")["ad_spend_fen"].sum().tolist()
    assert set(spend["plan_id"]) == {"high", "free"}
    assert set(tables["visit"]["plan_id"].dropna()) == {"high", "free"}
    assert "at most 0.01 yuan a visit" in tables["ops_log"]["detail"].str.cat(sep=" ")
