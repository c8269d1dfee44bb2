"""The newsvendor's order: the best of all quantities, by a reference that plays piece by piece."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import sample
from caopan.planning import Demand, Pieces, newsvendor, played_demand

MOST = 40


def shelf_of(draw, count):
    """Give pieces whose numbers are drawn."""
    cost = np.array(draw(st.lists(st.integers(100, 20_000), min_size=count, max_size=count)))
    share = st.floats(0.0, 0.6)
    return Pieces(
        sku_id=tuple(f"s{k}" for k in range(count)),
        income_fen=cost + np.array([draw(st.integers(500, 30_000)) for _ in range(count)]),
        cost_fen=cost,
        refund=np.array([draw(share) for _ in range(count)]),
        lead_days=np.array([draw(st.integers(0, 2)) for _ in range(count)]),
        hold_bp=draw(st.integers(0, 300)),
    )


@st.composite
def games(draw, count=2):
    """Draw pieces with their demand, and the rest of the rules."""
    pieces = shelf_of(draw, count)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    asked = Demand(pieces.sku_id, rng.poisson(draw(st.floats(0.2, 3.0)), (6, 5, count)), "played")
    rules = {
        "substitute": draw(st.floats(0.0, 0.5)),
        "lost_bp": draw(st.integers(0, 10_000)),
        "stock": rng.integers(0, 4, count),
    }
    return pieces, asked, rules


def by_hand(pieces, asked, k, quantity, *, substitute, lost_bp, stock):
    """Play one SKU of one quantity in plain Python: yuan expected beside selling nothing."""
    refund, early = float(pieces.refund[k]), pieces.early
    whole = [float(asked.pieces[:, :, j].sum()) for j in range(len(pieces.sku_id))]

    def margin(j):
        r = float(pieces.refund[j])
        kept = (1 - r) * (pieces.income_fen[j] * (1 - pieces.rate_bp / 1e4) - pieces.cost_fen[j])
        ways = pieces.ship_fen * (1 - r * early) + pieces.return_fen * r * (1 - early)
        return (kept - ways) / 100

    others = [j for j in range(len(whole)) if j != k]
    weight = sum(whole[j] for j in others)
    instead = sum(margin(j) * whole[j] for j in others) / weight if weight else 0.0
    worth = margin(k) - substitute * instead
    assert 0 <= refund <= 1
    total = 0.0
    for draw in asked.pieces[:, :, k]:
        have = float(stock[k])
        for day, wanted in enumerate(draw):
            have += quantity * (day == pieces.lead_days[k])
            sold = min(have, wanted)
            have -= sold
            total += worth * sold - have * pieces.cost_fen[k] * pieces.hold_bp / 1e6
        total -= have * pieces.cost_fen[k] * lost_bp / 1e6
    return total / len(asked.pieces)


@settings(max_examples=40, deadline=None)
@given(games())
def test_no_quantity_earns_more_than_the_one_that_is_given(game):
    """Trying every quantity by hand finds none better, and the profit told is that played."""
    pieces, asked, rules = game
    found = newsvendor(pieces, asked, **rules)
    for k, name in enumerate(pieces.sku_id):
        tried = [by_hand(pieces, asked, k, q, **rules) for q in range(MOST)]
        chosen = int(found.table.loc[name, "quantity"])
        assert tried[chosen] == pytest.approx(max(tried), abs=1e-6)
        assert found.table.loc[name, "profit_yuan"] == pytest.approx(tried[chosen], abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(games(), st.integers(0, 400), st.integers(0, 10_000))
def test_dearer_holding_or_a_worse_end_never_asks_for_more(game, hold, lost):
    """The order falls with what a piece too many costs."""
    pieces, asked, rules = game
    usual = newsvendor(pieces, asked, **rules).table["quantity"]
    dearer = Pieces(**{**vars(pieces), "hold_bp": pieces.hold_bp + hold})
    worse = {**rules, "lost_bp": max(lost, rules["lost_bp"])}
    assert (newsvendor(dearer, asked, **rules).table["quantity"] <= usual).all()
    assert (newsvendor(pieces, asked, **worse).table["quantity"] <= usual).all()


@settings(max_examples=30, deadline=None)
@given(games(count=1), st.integers(0, 20_000), st.integers(0, 9))
def test_more_margin_or_less_stock_never_asks_for_less(game, more, taken):
    """The order rises with what a piece too few costs, and piece by piece with what is missing."""
    pieces, asked, rules = game
    usual = newsvendor(pieces, asked, **rules).table["quantity"]
    richer = Pieces(**{**vars(pieces), "income_fen": pieces.income_fen + more})
    assert (newsvendor(richer, asked, **rules).table["quantity"] >= usual).all()
    emptier = {**rules, "stock": np.maximum(rules["stock"] - taken, 0)}
    assert (newsvendor(pieces, asked, **emptier).table["quantity"] >= usual).all()


def test_on_one_day_it_is_the_textbooks_quantile():
    """One day, no lead, no holding: the smallest quantity whose chance reaches the fractile."""
    rng = np.random.default_rng(3)
    asked = Demand(("s",), rng.poisson(50, (400, 1, 1)), "played")
    pieces = Pieces(("s",), np.array([20_000]), np.array([8_000]), np.array([0.3]), np.array([0]))
    for lost in (1_000, 5_000, 10_000):
        row = newsvendor(pieces, asked, lost_bp=lost).table.iloc[0]
        over = 80 * lost / 10_000
        under = float(pieces.margin_yuan[0]) - 0.0016 * 100  # a night's holding of a piece
        assert row["fractile"] == pytest.approx(under / (under + over), abs=0.01)
        draws = np.sort(asked.total[:, 0])
        chance = np.searchsorted(draws, np.arange(100), side="right") / 400
        assert abs(row["quantity"] - int(np.argmax(chance >= row["fractile"]))) <= 1


def test_what_comes_back_in_time_is_sold_again():
    """Pieces that come back after two days make a smaller order do; after the end they do not."""
    pieces = Pieces(("s",), np.array([20_000]), np.array([8_000]), np.array([0.5]), np.array([0]),
                    early=0.0, hold_bp=0)  # fmt: skip
    asked = Demand(("s",), np.full((1, 6, 1), 8), "played")
    never, soon, late = (
        newsvendor(pieces, asked, lost_bp=5_000, resold_after=lag).table["quantity"].iloc[0]
        for lag in (None, 2, 6)
    )
    assert never == late == 48
    # days 2 to 5 have four pieces each from those of two days before
    assert soon == 48 - 16


def test_what_arrives_anyway_need_not_be_ordered():
    """A standing delivery of each morning is taken off, as far as it comes in time."""
    pieces = Pieces(("s",), np.array([9_000]), np.array([4_000]), np.array([0.0]), np.array([1]))
    asked = Demand(("s",), np.full((1, 5, 1), 10), "played")
    coming = np.full((5, 1), 6)
    table = newsvendor(pieces, asked, coming=coming, lost_bp=5_000).table
    assert table["quantity"].iloc[0] == 40 - 24  # the first day comes before the order
    assert table["stock_out"].iloc[0] == 0


def test_a_hook_is_stocked_for_what_it_does_beyond_its_margin():
    """A piece sold at a loss is ordered only where its sale is worth something beyond."""
    pieces = Pieces(("h",), np.array([1_000]), np.array([2_000]), np.array([0.1]), np.array([0]))
    asked = Demand(("h",), np.full((1, 2, 1), 5), "played")
    assert newsvendor(pieces, asked).orders == {}
    assert newsvendor(pieces, asked, beyond_yuan=np.array([30.0])).orders == {"h": 10}


def test_a_hundred_skus_are_decided_at_once():
    """Eighty seeds of a fortnight for a hundred SKUs; timed with room for a busy machine."""
    rng = np.random.default_rng(0)
    cost = rng.integers(2_000, 20_000, 100)
    names = tuple(f"s{k}" for k in range(100))
    pieces = Pieces(names, cost * 2, cost, rng.uniform(0.05, 0.45, 100), rng.integers(1, 5, 100))
    asked = Demand(names, rng.poisson(rng.uniform(1, 60, 100), (80, 14, 100)), "played")
    newsvendor(pieces, asked)
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        found = newsvendor(pieces, asked, resold_after=8, lost_bp=3_000)
        took.append(time.perf_counter() - begun)
    assert len(found.orders) > 80
    assert min(took) < 0.25


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stock": np.array([1])}, "stock"),
        ({"stock": np.array([-1, 0])}, "stock"),
        ({"coming": np.zeros((2, 2))}, "coming"),
        ({"substitute": 1.5}, "substitute"),
        ({"lost_bp": -1}, "lost_bp"),
        ({"resold_after": 0}, "resold_after"),
        ({"beyond_yuan": np.array([np.nan, 0])}, "beyond_yuan"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_words(change, said):
    """Each argument that is none is named."""
    pieces = Pieces(("a", "b"), np.array([9, 9]), np.array([1, 1]), np.zeros(2), np.zeros(2, int))
    asked = Demand(("a", "b"), np.ones((1, 3, 2), int), "played")
    with pytest.raises(CaopanError, match=said):
        newsvendor(pieces, asked, **change)


def test_pieces_and_demand_must_be_of_the_same_skus():
    """Another order is refused; negative and unknown numbers are, too."""
    pieces = Pieces(("a",), np.array([9]), np.array([1]), np.zeros(1), np.zeros(1, int))
    with pytest.raises(CaopanError, match="different SKUs"):
        newsvendor(pieces, Demand(("b",), np.ones((1, 3, 1), int), "played"))
    with pytest.raises(CaopanError, match="negative"):
        newsvendor(pieces, Demand(("a",), -np.ones((1, 3, 1)), "tables"))
    with pytest.raises(CaopanError, match="refund"):
        Pieces(("a",), np.array([9]), np.array([1]), np.array([1.5]), np.zeros(1, int))
    with pytest.raises(CaopanError, match="none of the SKUs"):
        pieces.only(["x"])


def test_the_margin_is_what_the_market_settles():
    """A day's contribution of the market, before ads, crew and holding, is pieces times margin."""
    from caopan.market import Plan, play

    shop = sample("yunshi")
    quiet = Plan(
        paid=(), videos=0.0, creatives=0.0, private_fen=0, assortment=(shop.skus[1].sku_id,)
    )
    free = shop.model_copy(
        update={
            "fees": shop.fees.model_copy(
                update=dict.fromkeys(("air_fen_per_h", "hold_bp", "stage_b_fen", "stage_a_fen"), 0)
            )
        }
    )
    out = play(free, quiet, days=14, seeds=range(12))
    margin = Pieces.of(free, quiet).margin_yuan[0]
    # newcomers and late parcels move refunds a little about the SKU's own rate
    assert out.total_fen.sum() / out.units.sum() / 100 == pytest.approx(margin, rel=0.1)


def test_played_demand_is_what_is_sold_where_stock_never_ran_out():
    """A shop with deep stock sells just what is asked for; one that is short sells less."""
    from caopan.market import Plan, play

    shop = sample("yunshi")
    deep = Plan(cover_days={sku.sku_id: 60.0 for sku in shop.skus})
    asked = played_demand(shop, days=4, seeds=range(4))
    sold = play(shop, deep, days=4, seeds=range(4))
    assert (asked.pieces.sum(axis=2) == sold.units).all()
    assert asked.pieces.sum() >= play(shop, Plan(), days=4, seeds=range(4)).units.sum()
    table = asked.quantiles([0.5])
    assert table["mean"].to_numpy() == pytest.approx(asked.total.mean(axis=0))
