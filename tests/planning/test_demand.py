"""Demand from tables: stock-outs are found and filled in, festivals are foreseen."""

from datetime import date, timedelta

import numpy as np
import pytest

from caopan.diagnosis import Shop, periods
from caopan.errors import CaopanError
from caopan.market import histories, variant
from caopan.market.couplings import calendar
from caopan.planning import corrected_days, estimated_demand, played_demand
from caopan.planning.demand import season


@pytest.fixture(scope="module")
def short():
    """A merchant whose heroes ran short at two thirds of its history, its tables, what it sold."""
    shop = variant("gutian", "demand", "tests", b"key", days=42, faults=["FG2"], severity=1.5)
    frames = histories([shop])[0]
    return shop, Shop("mine", frames, shop.first_day, shop.days, periods(shop.days))


def sold_of(shop, names):
    """Pieces sold on air by day and SKU."""
    table = shop.table("goods_hour")
    out = np.zeros((shop.days, len(names)))
    sku = np.searchsorted(names, table["sku_id"].to_numpy(dtype=str))
    np.add.at(out, (shop.day(table["hour_ts"]).to_numpy(), sku), table["units"].to_numpy())
    return out


def test_only_what_ran_short_is_filled_in(short):
    """Since the fault heroes were asked for much more than they sold; all else hardly."""
    merchant, shop = short
    names, asked = corrected_days(shop)
    sold = sold_of(shop, names)
    assert (asked >= sold - 1e-9).all()
    heroes = np.array([s.role == "hero" for s in merchant.skus])
    heroes = heroes[[[s.sku_id for s in merchant.skus].index(name) for name in names]]
    since = merchant.faults[0].from_day
    more = asked[since:].sum(axis=0) / sold[since:].sum(axis=0)
    assert (more[heroes] > 1.3).all()
    assert asked[:, ~heroes].sum() < 1.05 * sold[:, ~heroes].sum()
    assert asked[:since].sum() < 1.08 * sold[:since].sum()


def test_the_estimate_is_near_to_what_is_played(short):
    """Mean and spread of a hero's fortnight, festival and all, as the simulator knows them."""
    merchant, shop = short
    heroes = [sku.sku_id for sku in merchant.skus if sku.role == "hero"]
    true = played_demand(merchant, seeds=range(16)).only(heroes).quantiles()
    told = estimated_demand(shop).only(heroes).quantiles()
    assert told["mean"].to_numpy() == pytest.approx(true["mean"].to_numpy(), rel=0.15)
    assert told["spread"].to_numpy() == pytest.approx(true["spread"].to_numpy(), abs=0.05)


def test_the_season_is_the_calendars():
    """Over a year of days it follows the market's own law, but for the mood of single days."""
    days = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
    law = np.array([calendar(day).traffic * calendar(day).create for day in days])
    ratio = law / np.array([season(day) for day in days])
    assert np.log(ratio).std() < 0.06
    assert np.log(ratio).mean() == pytest.approx(0, abs=0.01)


def test_the_same_seed_draws_the_same(short):
    """Estimates can be repeated, and further draws change no mean by much."""
    _, shop = short
    one, same, other = (estimated_demand(shop, draws=200, seed=n) for n in (1, 1, 2))
    assert (one.pieces == same.pieces).all()
    assert one.total.sum() == pytest.approx(other.total.sum(), rel=0.05)


def test_too_short_a_history_is_refused(short):
    """Less than two weeks do not tell what is to come; an unknown SKU is named."""
    _, shop = short
    with pytest.raises(CaopanError, match="10 days are known"):
        estimated_demand(shop, recent=10)
    with pytest.raises(CaopanError, match="'nothing'"):
        estimated_demand(shop, draws=2).only(["nothing"])


@pytest.mark.parametrize("told", [{"days": 0}, {"draws": 0}, {"recent": 0}])
def test_nothing_to_draw_is_refused(short, told):
    """No days, no draws, no past."""
    with pytest.raises(CaopanError, match="give"):
        estimated_demand(short[1], **told)


def test_a_quantile_covers_its_share(short):
    """Stock at P80 does in eight draws of ten; none at all in none."""
    _, shop = short
    demand = estimated_demand(shop)
    stock = {sku: int(np.ceil(n)) for sku, n in demand.quantiles([0.8])["P80"].items() if n > 50}
    assert stock
    assert all(0.78 < share < 0.83 for share in demand.covered(stock).values())
    assert set(demand.covered(dict.fromkeys(stock, 0)).values()) == {0.0}
