"""Minutes and rundowns: the best sharing of minutes, and an order that keeps its rules."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, check_plan, play_many, sample
from caopan.planning import (
    Cadence,
    Pieces,
    diminishing,
    explained,
    make_rundown,
    powered,
    shop_talk_rates,
    spread_minutes,
    talk_rates,
)
from caopan.planning.rundown import peak_start

ROWS = st.lists(st.floats(-5, 50), min_size=3, max_size=6)


@st.composite
def sharings(draw):
    """Draw falling rows of equal length, a session, and least minutes."""
    width = draw(st.integers(1, 5))
    rows = [sorted(draw(st.lists(st.floats(-5, 50), min_size=width, max_size=width)), reverse=True)
            for _ in range(draw(st.integers(1, 4)))]  # fmt: skip
    least = [draw(st.integers(0, min(1, width))) for _ in rows]
    return np.array(rows), sum(least) + draw(st.integers(0, 8)), least


def best_sharing(worth, minutes, least):
    """Most that any sharing brings, by dynamic programming over SKUs."""
    best = {0: 0.0}
    for row, floor in zip(worth, least, strict=True):
        nexts: dict[int, float] = {}
        for used, value in best.items():
            for given_ in range(floor, len(row) + 1):
                at = used + given_
                if at <= minutes:
                    nexts[at] = max(nexts.get(at, -np.inf), value + row[:given_].sum())
        best = nexts
    return max(best.values())


@settings(max_examples=80, deadline=None)
@given(sharings())
def test_no_sharing_of_minutes_brings_more(case):
    """Dynamic programming finds none better, and the session is never overrun."""
    worth, minutes, least = case
    given_ = spread_minutes(worth, minutes, least)
    assert given_.sum() <= minutes
    assert (given_ >= least).all()
    value = sum(row[:n].sum() for row, n in zip(worth, given_, strict=True))
    assert value == pytest.approx(best_sharing(worth, minutes, least), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_the_concave_curve_lies_above_and_never_rises(totals):
    """Steps fall, and their sums reach each total."""
    steps = diminishing(np.array(totals))
    assert (np.diff(steps) <= 1e-9).all()
    assert (np.cumsum(steps) >= np.array(totals) - 1e-9).all()


def test_the_markets_law_is_worn_out_after_fifteen_minutes_an_hour():
    """Up to there a minute is worth about as much as a plain one, then nothing."""
    worth = explained(np.array([10.0]), hours=2.0)[0]
    assert (worth[:30] > 10).all()
    assert (worth[32:] < 1).all()
    assert powered(np.array([10.0]), 9)[0].sum() == pytest.approx(10 * 9**0.7)


@pytest.mark.parametrize(
    ("worth", "minutes", "least", "said"),
    [
        ([[1.0, 2.0]], 2, None, "row 0 rises"),
        ([[2.0, 1.0]], 1, [2], "ask for 2 minutes"),
        ([[2.0, 1.0]], 1, [3], "0 to 2 minutes"),
        ([[np.nan]], 1, None, "table of numbers"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(worth, minutes, least, said):
    """A rising row, and least minutes that do not fit, with the numbers."""
    with pytest.raises(CaopanError, match=said):
        spread_minutes(np.array(worth), minutes, least)


def goods_of(seed, count=60):
    """Give a shelf of some roles with drawn rates."""
    rng = np.random.default_rng(seed)
    kinds = ["hook"] * 3 + ["hero"] * 4 + ["halo"] * (count // 8)
    roles = kinds + ["profit"] * (count - len(kinds))
    rate = np.where(np.array(roles) == "hero", 30.0, rng.uniform(2, 15, count))
    least = np.where(np.isin(roles, ("hook", "hero")), 18, 3)
    index = [f"s{k}" for k in range(count)]
    return pd.DataFrame({"role": roles, "rate_yuan": rate, "least": least}, index=index)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.integers(4, 8), st.integers(8, 20))
def test_a_rundown_keeps_its_rules(seed, hours, opens):
    """Each minute is somebody's; least minutes, hooks, heroes and the peak hour are kept."""
    goods = goods_of(seed, count=40)
    minutes = 60 * hours
    found = make_rundown(goods, minutes=minutes, start_min=60 * opens)
    table = found.table
    assert found.broken == ()
    assert table["minutes"].sum() == minutes == found.given.sum()
    assert (table["minute"].to_numpy() == np.cumsum(table["minutes"]) - table["minutes"]).all()
    assert (found.given >= goods["least"]).all()
    said = table.groupby("sku_id")["minutes"].sum().reindex(goods.index, fill_value=0)
    assert (said == found.given).all()
    assert table["role"].iloc[0] == "hook"
    role = np.repeat(table["role"].to_numpy(), table["minutes"])
    for name, most in (("hook", 30), ("hero", 40)):
        gaps = np.diff(np.concatenate([[-1], np.flatnonzero(role == name), [minutes]])) - 1
        assert gaps.max() <= most
    peak = peak_start(60 * opens, minutes)
    assert "hero" in role[peak : peak + 15]


def test_rules_that_cannot_be_kept_are_said():
    """Without a hook, or with too few minutes of heroes, the rundown says so."""
    goods = pd.DataFrame({"role": ["hero", "profit", "profit"], "rate_yuan": [1.0, 9.0, 9.0],
                          "least": [4, 0, 0]}, index=["a", "b", "c"])  # fmt: skip
    found = make_rundown(goods, minutes=240)
    assert any("no hook" in one for one in found.broken)
    tight = make_rundown(
        goods.assign(least=[8, 100, 100]), minutes=240, cadence=Cadence(hero_gap=9)
    )
    assert any("no hero is explained for" in one for one in tight.broken)


@pytest.mark.parametrize(
    ("goods", "minutes", "said"),
    [
        (pd.DataFrame({"role": ["hero"]}, index=["a"]), 60, "rate_yuan"),
        (pd.DataFrame({"role": [], "rate_yuan": []}), 60, "at least one SKU"),
        (pd.DataFrame({"role": ["hero"], "rate_yuan": [np.nan]}, index=["a"]), 60, "unknown"),
        (pd.DataFrame({"role": ["hero"], "rate_yuan": [1.0]}, index=["a"]), 0, "0 minutes"),
    ],
)
def test_goods_of_which_no_rundown_can_be_made_are_refused(goods, minutes, said):
    """Each lack is named."""
    with pytest.raises(CaopanError, match=said):
        make_rundown(goods, minutes=minutes)


def test_sixty_skus_over_eight_hours_take_no_time():
    """The whole rundown in well under a second, also on a busy machine."""
    goods = goods_of(1).assign(least=4)
    begun = time.perf_counter()
    found = make_rundown(goods, minutes=480, start_min=16 * 60)
    assert time.perf_counter() - begun < 1
    assert len(found.given) == 60


def test_a_rundown_can_be_played_and_earns_more():
    """It compiles to a plan without questions, and beats the merchant's own order of goods."""
    shop = sample("liuyi")
    slots = {slot.tier: slot for slot in shop.slots}
    made = {
        tier: make_rundown(talk_rates(shop), minutes=slot.minutes, start_min=slot.start_min)
        for tier, slot in slots.items()
    }
    plan = Plan(rundown={tier: one.talks() for tier, one in made.items()})
    check_plan(shop, plan, 7)
    own, better = play_many([(shop, Plan()), (shop, plan)], days=7, seeds=range(4))
    assert better.total_fen.mean() > 1.1 * own.total_fen.mean()
    assert not [one for one in better.messages if one.startswith("rundown")]


def test_rates_of_the_tables_rank_goods_as_the_truth_does():
    """What the hour table tells of a minute's worth is near to the market's own law."""
    from scipy.stats import spearmanr

    from caopan.diagnosis import Shop

    shop = Shop.of("liuyi")
    told = shop_talk_rates(shop, Pieces.from_shop(shop))["rate_yuan"]
    true = talk_rates(sample("liuyi"))["rate_yuan"]
    both = pd.concat([told, true], axis=1, join="inner", keys=["told", "true"])
    assert len(both) > 20
    assert spearmanr(both["told"], both["true"]).statistic > 0.8


def test_a_short_session_has_a_rundown():
    """Our own rule of least minutes asks for no more than a SKU can get in five minutes."""
    goods = pd.DataFrame({"role": ["hook", "hero"], "rate_yuan": [1.0, 2.0]}, index=["a", "b"])
    assert int(make_rundown(goods, minutes=5).table["minutes"].sum()) == 5
