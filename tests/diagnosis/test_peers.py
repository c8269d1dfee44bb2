"""Peers of the same structure, and changes less what befell everybody."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_shop import FIRST, small_shop, with_peers, with_table

from caopan.diagnosis import Shop, adjust, match_peers, stage_of
from caopan.diagnosis.adjustment import LEAST_SPREAD, QUANTITIES, RATES
from caopan.errors import CaopanError
from caopan.events.festivals import FESTIVALS, around


@pytest.fixture(scope="module")
def yunshi():
    """A sample merchant with six peers."""
    return Shop.of("yunshi")


def other(name, peer, **change):
    """Let one peer's numbers be another's."""
    return lambda t: t.assign(
        **{name: lambda u: u[name].where(u["peer_id"] != peer, u[name].map(change["to"]))}
    )


LEFT_OUT = [
    (other("gmv_fen", "p2", to=lambda one: one * 30), "stage"),
    (other("units", "p2", to=lambda one: one * 3), "price band"),
    (other("units", "p2", to=lambda _: 0), "has no price"),
    (other("air_min", "p2", to=lambda one: one * 2), "time on air"),
    (other("tier", "p2", to=lambda _: "S"), "of another tier"),
    (lambda t: t[(t["peer_id"] != "p2") | (t.index % 3 > 0)], "of the days only"),
    (lambda t: t.assign(category=np.where(t["peer_id"] == "p2", "shoes", "tea")), "sells shoes"),
]


@pytest.mark.parametrize(("spoil", "said"), LEFT_OUT)
def test_a_peer_of_another_structure_is_left_out_and_the_reason_is_said(spoil, said):
    """One that differs is out, with the reason beside it; the five others stay."""
    shop = with_peers(small_shop())
    found = match_peers(with_table(shop, "peer_day", spoil(shop.frames["peer_day"])))
    rows = found.table.set_index("peer_id")
    assert found.kept == ["p0", "p1", "p3", "p4", "p5"]
    assert said in rows.loc["p2", "why"]
    assert (rows.loc[found.kept, "why"] == "").all()
    assert found.reason == ""


def test_the_match_is_shown_for_each_peer(yunshi):
    """Category, stage, tiers, price, air time and how far each is stand in the table."""
    found = match_peers(yunshi)
    assert len(found.kept) == 6
    assert set(found.table["category"]) == {yunshi.category}
    assert (found.table["tiers_apart"] == 0).all()
    assert found.table["price_times"].between(2 / 3, 1.5).all()
    before = yunshi.goods[~yunshi.goods["after"]]
    assert found.own.price_fen == before["gmv_fen"].sum() // before["units"].sum()


def test_without_peers_a_reason_is_given_and_the_rest_goes_on(yunshi):
    """No table, or nobody alike: what peers would tell is null, all else is there."""
    bare = replace(yunshi, frames={k: v for k, v in yunshi.frames.items() if k != "peer_day"})
    with pytest.raises(CaopanError, match="no table 'peer_day'"):
        match_peers(bare)
    dear = yunshi.frames["peer_day"]
    alone = with_table(yunshi, "peer_day", dear.assign(gmv_fen=dear["gmv_fen"] * 40))
    assert "none of 6 listed merchants" in match_peers(alone).reason
    known = adjust(yunshi).table
    for shop in (bare, alone):
        found = adjust(shop)
        assert found.table[["peers", "spread", "own", "unusual", "chance"]].isna().all(axis=None)
        assert found.table["change"].equals(known["change"])
        assert any("peer" in note for note in found.notes)


def test_own_change_is_the_change_less_the_geometric_mean_of_the_peers(yunshi):
    """Against an independent reference: ratios of sums, scipy's means and Student's t."""
    found = adjust(yunshi).table.set_index("quantity").loc["clicks"]
    sums = yunshi.peers.groupby(["peer_id", "after"])["clicks"].sum().unstack()
    ratio = sums[True] / sums[False]  # both stretches are four whole weeks
    mine = yunshi.goods.groupby("after")["clicks"].sum()
    assert found["peers"] == pytest.approx(np.log(stats.gmean(ratio)))
    assert found["change"] == pytest.approx(np.log(mine[True] / mine[False]))
    t = found["own"] / (np.log(ratio).std(ddof=1) * np.sqrt(1 + 1 / 6))
    assert found["unusual"] == pytest.approx(t)
    assert found["chance"] == pytest.approx(2 * stats.t.sf(abs(t), 5))


@pytest.mark.parametrize(("times", "name"), [(3, "clicks"), (2, "visits"), (7, "gmv_fen")])
def test_what_befalls_everybody_cancels_and_what_befalls_one_stays(times, name):
    """Peers that share a change leave nothing of it; without them all of it is the shop's own."""
    sound = with_peers(small_shop())
    table = "traffic_hour" if name == "visits" else "goods_hour"
    hours = sound.frames[table]
    late = sound.day(hours["hour_ts"]) >= sound.periods.after.first
    moved = with_table(
        sound, table, hours.assign(**{name: hours[name].where(~late, hours[name] * times)})
    )
    alone, shared = (
        adjust(shop).table.set_index("quantity")["own"] for shop in (moved, with_peers(moved))
    )
    assert alone[name] == pytest.approx(np.log(times), abs=1e-3)
    assert shared[name] == pytest.approx(0, abs=1e-3)


def test_peers_that_do_exactly_the_same_do_not_make_a_hair_unusual(yunshi):
    """Where peers differ by plan, not by luck, the spread is taken as one per cent at least."""
    found = adjust(yunshi).table.set_index("quantity").loc["ad_spend_fen"]
    assert found["spread"] < LEAST_SPREAD
    assert abs(found["unusual"]) <= abs(found["own"]) / LEAST_SPREAD


def test_weekdays_are_taken_off():
    """Numbers that hang on the weekday alone did not change, though the mix of days did."""
    week = [1, 1, 1, 1, 1, 3, 4]
    found = adjust(small_shop(30, factors=week * 5)).table.set_index("quantity")
    assert found.loc["visits", "change"] == pytest.approx(0)
    assert abs(found.loc["visits", "weekday"]) > 0.05


def test_festival_days_are_left_out_and_said():
    """Three times the visits at the festival are no change of the shop's."""
    start = date(2021, 10, 12)
    factors = [
        3 if around(start + pd.Timedelta(days=at)).phase == "festival" else 1 for at in range(40)
    ]
    found = adjust(small_shop(40, first_day=start, factors=factors))
    assert sum(found.days["phase"] == "festival") == 5
    assert not found.days.loc[found.days["phase"] == "festival", "used"].any()
    assert found.table.set_index("quantity").loc["visits", "change"] == pytest.approx(0)
    assert any("festival, left out" in note for note in found.notes)


def test_the_shape_of_a_year_ago_where_the_history_is_long_enough():
    """A season that comes each year is told by the same days a year before; else it is said."""
    season = [100 + (at % 364) for at in range(500)]
    found = adjust(small_shop(500, since=460, factors=season))
    row = found.table.set_index("quantity").loc["visits"]
    assert row["year_ago"] == pytest.approx(row["change"])
    assert row["change"] > 0.05
    short = adjust(small_shop(90))
    assert short.table["year_ago"].isna().all()
    assert any("no year-ago shape" in note for note in short.notes)


def test_a_zero_on_one_side_is_null_not_infinite():
    """No spend, no purchases: their changes and rates are null, and no number is NaN."""
    shop = with_peers(small_shop())
    goods = shop.frames["goods_hour"]
    late = shop.day(goods["hour_ts"]) >= shop.periods.after.first
    names = ["clicks", "pays", "buyers", "units", "gmv_fen", "refund_fen"]
    gone = goods.assign(**{name: goods[name].where(~late, 0) for name in names})
    found = adjust(with_table(shop, "goods_hour", gone)).table.set_index("quantity")
    assert pd.isna(found.loc["clicks", "change"])
    assert pd.isna(found.loc["GMV per buyer", "after"])
    assert pd.isna(found.loc["return on spend", "change"])
    numbers = found.select_dtypes("number")
    assert all(np.isfinite(numbers[one].dropna().to_numpy(float)).all() for one in numbers)
    assert set(found.index) == {*QUANTITIES, *(rate.name for rate in RATES)}


def test_bad_tables_of_peers_are_refused_in_words(yunshi):
    """Missing columns, times without a zone and rows that contradict one another are said."""
    table = yunshi.frames["peer_day"]
    bad = {
        "no column clicks": table.drop(columns="clicks"),
        "no time zone": table.assign(day_ts=table["day_ts"].dt.tz_localize(None)),
        "tells two things": pd.concat([table, table.head(1).assign(visits=1)]),
        "lists nobody": table.iloc[:0],
    }
    for said, frame in bad.items():
        shop = with_table(yunshi, "peer_day", frame)
        with pytest.raises(CaopanError, match=said):
            match_peers(shop)
        assert any(said in note for note in adjust(shop).notes)


@given(st.integers(0, 10**10))
def test_stages_follow_size(month):
    """More GMV is never an earlier stage."""
    order = ["cold start", "growth", "breakthrough", "mature"]
    assert order.index(stage_of(month)) <= order.index(stage_of(month + 10**7))


def test_festivals_have_a_wait_before_and_a_dip_after():
    """Each festival is held back before, and dips after, on the right days."""
    for month, first, last in FESTIVALS:
        assert around(date(2021, month, first)).phase == "festival"
        assert around(date(2021, month, last)).phase == "festival"
        assert around(date(2021, month, first - 1)).phase == "hold-back"
        assert around(date(2021, month, last + 1)) == ("dip", 1)
    assert around(FIRST).phase == "plain"
