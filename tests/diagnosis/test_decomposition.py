"""A shop's change of GMV, parted among the steps of its funnel."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_shop import mixed, order_lines, small_shop, with_table

from caopan.diagnosis import CHAIN, Shop, decompose, decompose_days, decompose_shop
from caopan.diagnosis.resampling import LEVEL, day_weights, widening
from caopan.errors import CaopanError


@pytest.fixture(scope="module")
def liuyi():
    """A sample merchant with event tables of some sessions."""
    return Shop.of("liuyi")


def finite(frame):
    """Whether no number of a frame is NaN or infinite (null is another thing)."""
    numbers = frame.select_dtypes("number")
    return all(np.isfinite(numbers[name].dropna().to_numpy(float)).all() for name in numbers)


@pytest.mark.parametrize("by", [None, "source", "role", "hour"])
def test_terms_of_all_groups_add_up_to_the_change_to_the_fen(liuyi, by):
    """However the shop is cut, the parts are the whole, and the whole is the hour tables' GMV."""
    found = decompose_shop(liuyi, by, draws=20)
    goods, days = liuyi.goods, [one.end - one.first for one in liuyi.periods]
    sums = [int(goods.loc[goods["after"] == late, "gmv_fen"].sum()) for late in (False, True)]
    means = [(2 * total + n) // (2 * n) for total, n in zip(sums, days, strict=True)]
    assert [found.before, found.after] == means
    assert int(found.table["fen"].sum()) == int(found.totals["fen"].sum()) == found.change
    assert finite(found.table)
    assert (found.table["low"] <= found.table["high"]).all()


def test_a_group_is_what_its_own_numbers_give(liuyi):
    """The rows of one source are the decomposition of that source's sums, made by hand."""
    found = decompose_shop(liuyi, "source", draws=0).table
    sides = []
    for late, stretch in zip((False, True), liuyi.periods, strict=True):
        days = stretch.end - stretch.first
        sums = pd.concat(
            frame[(frame["source"] == "paid") & (frame["after"] == late)][list(names)].sum()
            for frame, names in ((liuyi.traffic, CHAIN[:3]), (liuyi.goods, CHAIN[3:]))
        )
        gmv = int(sums.pop("gmv_fen"))
        sides.append((sums / days).to_dict() | {"gmv_fen": round(gmv / days)})
    due = decompose(*sides).fen
    got = found.loc[found["group"] == "paid", "fen"].to_numpy()
    assert np.abs(got - due).max() <= 1  # the fen of an average day are dealt among the sources


def test_roles_share_the_traffic_and_are_unknown_without_a_shelf(liuyi):
    """No cover is of a SKU: totals by role count each visit once; no shelf, no role."""
    whole, by_role = (decompose_shop(liuyi, by, draws=0) for by in (None, "role"))
    assert set(by_role.table["group"]) == {"hook", "hero", "profit", "halo", "gift"}
    for name in ("before", "after"):
        assert by_role.totals[name][:8].tolist() == pytest.approx(whole.totals[name][:8].tolist())
    bare = replace(liuyi, frames={k: v for k, v in liuyi.frames.items() if k != "shelf"})
    assert set(decompose_shop(bare, "role", draws=0).table["group"]) == {"unknown"}


def test_days_alike_changed_nothing_though_the_stretches_differ_in_length():
    """The average day is compared: fifteen days against ten of the same are no change."""
    found = decompose_shop(small_shop(), "source")
    assert found.before == found.after == 2 * 2 * 3 * 30_000
    assert (found.table[["fen", "low", "high"]] == 0).all(axis=None)


def test_the_step_that_was_moved_takes_the_change():
    """Half the clicks, and orders with them: steps before the click, and the order, stand still."""
    shop = small_shop()
    goods = shop.frames["goods_hour"].copy()
    late = shop.day(goods["hour_ts"]) >= shop.periods.after.first
    fallen = {"clicks": 10, "creates": 3, "buyers": 2, "gmv_fen": 12_000}  # of 20, 6, 5, 30_000
    for name, number in fallen.items():
        goods[name] = goods[name].where(~late, number)
    found = decompose_shop(with_table(shop, "goods_hour", goods), draws=0)
    terms = found.totals.set_index("factor")["fen"]
    assert terms["click rate"] < 0
    assert terms["impressions"] == terms["enter rate"] == terms["exposures per viewer"] == 0
    assert terms["order rate"] == terms["GMV per buyer"] == 0
    assert terms["pay rate"] < 0


def test_what_follows_a_link_is_off_the_funnel():
    """Share shows no cover: its GMV is in the bucket, not in a chain without a beginning."""
    shop = small_shop(factors=[1] * 20 + [2] * 10)
    found = decompose_shop(shop, "source", draws=0)
    share = found.table[found.table["group"] == "share"].set_index("factor")
    assert share.loc["off-funnel", "fen"] == found.change // 3
    assert (share["fen"].drop("off-funnel") == 0).all()
    assert any("share" in note for note in found.notes)


def test_gmv_past_the_funnel_is_added_where_it_is_known_and_else_said():
    """Order lines of all sessions put the bucket right; of some, only a note is possible."""
    shop = small_shop()
    lines = order_lines(shop, 700)
    whole = decompose_shop(with_table(shop, "order_line", lines), "hour", draws=0)
    assert whole.before == decompose_shop(shop, draws=0).before + 700
    assert whole.table.query("group == '20:00' and factor == 'off-funnel'")["after"].item() > 700
    some = decompose_shop(with_table(shop, "order_line", lines.head(3)), draws=0)
    assert some.before == whole.before - 700
    assert any("past the funnel is not in it" in note for note in some.notes)
    naive = lines.assign(pay_ts=lines["pay_ts"].dt.tz_localize(None))
    broken = decompose_shop(with_table(shop, "order_line", naive), draws=0)
    assert broken.before == some.before
    assert any("pay_ts has no time zone" in note for note in broken.notes)


def test_intervals_are_the_same_on_each_run_and_hold_what_days_vary():
    """Seeded: same seed, same ends; days that differ more give wider ones."""
    rng = np.random.default_rng(5)
    calm, wild = (small_shop(60, factors=rng.integers(low, 40, 60)) for low in (36, 4))
    ends = [decompose_shop(shop).totals.set_index("factor") for shop in (calm, calm, wild)]
    width = [(one["high"] - one["low"])["impressions"] for one in ends]
    assert ends[0].equals(ends[1])
    assert width[2] > 3 * width[0] > 0


def test_weeks_are_drawn_whole():
    """Each draw has as many days as there are, each day counts alike on average."""
    weights = day_weights(28, 4000, np.random.default_rng(1))
    assert (weights.sum(axis=1) == 28).all()
    assert np.abs(weights.mean(axis=0) - 1).max() < 0.1
    assert np.corrcoef(weights[:, 3], weights[:, 4])[0, 1] > 0.7


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """A sum whose days are alike by half: the 90 % interval covers no change in 80 to 97 %."""
    rng = np.random.default_rng(11)
    noise = rng.standard_normal((200, 2, 48))
    level = np.zeros((200, 2))
    days = []
    for at in range(48):
        level = 0.5 * level + 0.11 * noise[:, :, at]
        days.append(np.exp(level))
    before, after = np.moveaxis(np.array(days[20:]), 0, -1).swapaxes(0, 1)
    drawn = [np.log(day_weights(28, 200, rng) @ side.T / 28) for side in (before, after)]
    seen = np.log(after.mean(axis=1) / before.mean(axis=1))
    low, high = seen + widening(28, 28) * (np.quantile(drawn[1] - drawn[0], LEVEL, axis=0) - seen)
    assert 0.8 <= ((low <= 0) & (high >= 0)).mean() <= 0.97


def test_a_shop_that_sold_nothing_has_nulls_and_no_nan():
    """Zero denominators: levels are null, terms are zero, nothing raises."""
    shop = small_shop()
    goods = shop.frames["goods_hour"].assign(exposures=0, clicks=0, creates=0, buyers=0, gmv_fen=0)
    found = decompose_shop(with_table(shop, "goods_hour", goods))
    levels = found.totals.set_index("factor")["before"]
    assert levels.isna()[["click rate", "order rate", "pay rate", "GMV per buyer"]].all()
    assert finite(found.table)
    assert (found.table["fen"] == 0).all()


def test_rows_that_came_twice_count_once():
    """A delivery that was repeated changes nothing; two numbers for one hour are refused."""
    shop = small_shop()
    goods = shop.frames["goods_hour"]
    twice = pd.concat([goods, goods.head(40)])
    plain, again = (decompose_shop(with_table(shop, "goods_hour", f)) for f in (goods, twice))
    assert again.table.equals(plain.table)
    other = pd.concat([goods, goods.head(1).assign(gmv_fen=7)])
    with pytest.raises(CaopanError, match="tells two things"):
        decompose_shop(with_table(shop, "goods_hour", other))


BAD = [
    (lambda t: t.drop(columns="visits"), "no column visits"),
    (lambda t: t.assign(hour_ts=t["hour_ts"].dt.tz_localize(None)), "no time zone"),
    (lambda t: t.assign(hour_ts=mixed(t["hour_ts"])), "several time zones"),
    (lambda t: t.assign(visits=-1), "below 0"),
    (lambda t: t.assign(visits=t["visits"].astype("Int64").where(t.index > 3)), "unknown in 4"),
    (lambda t: t.assign(visits="many"), "whole numbers are due"),
    (lambda t: t.assign(source=None), "source is unknown in"),
    (lambda t: t.iloc[:0], "on air on no day"),
]


@pytest.mark.parametrize(("spoil", "said"), BAD)
def test_bad_tables_are_refused_in_words(spoil, said):
    """The step says what it could not do and why."""
    shop = small_shop()
    with pytest.raises(CaopanError, match=said):
        decompose_shop(with_table(shop, "traffic_hour", spoil(shop.frames["traffic_hour"])))


def test_one_session_and_a_table_that_is_missing():
    """One session is decomposed; without goods there is nothing to part."""
    shop = small_shop()
    first = shop.frames["live_session"]["session_id"].iloc[5]
    keep = {name: f[f["session_id"] == first] for name, f in shop.frames.items()}
    found = decompose_shop(replace(shop, frames=keep))
    assert found.after == 0
    assert int(found.table["fen"].sum()) == found.change < 0
    del keep["goods_hour"]
    with pytest.raises(CaopanError, match="no table 'goods_hour'"):
        decompose_shop(replace(shop, frames=keep))
    with pytest.raises(CaopanError, match="by: 'anchor'"):
        decompose_shop(shop, "anchor")


def test_many_shops_at_once_are_what_each_is_alone(liuyi):
    """The daily tables of many give what the sums of each give."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({name: rng.integers(0, 500, 240) for name in CHAIN})
    rows = rows.assign(shop=np.arange(240) % 4, after=np.arange(240) >= 120)
    found = decompose_days(rows, "shop", (30, 30))
    for shop, part in rows.groupby("shop"):
        sums = [part.loc[part["after"] == late, list(CHAIN)].sum() for late in (False, True)]
        sides = [
            {name: one[name] / 30 for name in CHAIN[:-1]}
            | {"gmv_fen": (int(one["gmv_fen"]) + 15) // 30}
            for one in sums
        ]
        assert found.loc[shop].tolist()[:-1] == decompose(*sides).fen.tolist()
    with pytest.raises(CaopanError, match="no column buyers"):
        decompose_days(rows.drop(columns="buyers"), "shop", (30, 30))
    with pytest.raises(CaopanError, match="lengths"):
        decompose_days(rows, "shop", (0, 30))
