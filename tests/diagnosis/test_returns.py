"""Returns and repurchase: at equal ages, right-censored, honest about what was not seen."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from caopan.diagnosis import Shop, cohorts, fan_weeks, periods, refund_shares, returns_by_age

MIDNIGHT = pd.Timestamp("2021-10-01", tz="Asia/Shanghai")


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with event tables in both stretches."""
    return Shop.of("liuyi")


def sold(seed: int, lines: int = 3000, after: float = 0.3) -> Shop:
    """Lines of thirty days; 30 % (after day 15: another share) go back, each on a day up to 20."""
    rng = np.random.default_rng(seed)
    day = rng.integers(0, 30, lines)
    start = pd.Series([MIDNIGHT + pd.Timedelta(days=d, hours=20) for d in range(30)])
    sessions = pd.DataFrame({"session_id": [f"s{d}" for d in range(30)], "start_ts": start})
    sessions["end_ts"] = start + pd.Timedelta(hours=2)
    pay = start[day].reset_index(drop=True) + pd.Timedelta(minutes=5)
    order = pd.DataFrame({"line_id": [f"l{n}" for n in range(lines)], "pay_ts": pay})
    order = order.assign(create_ts=pay, session_id=[f"s{d}" for d in day], pay_fen=10_000)
    back = rng.random(lines) < np.where(day < 15, 0.3, after)
    ts = pay + pd.to_timedelta(rng.uniform(0, 20, lines), unit="D")
    seen = back & (ts < MIDNIGHT + pd.Timedelta(days=30))  # later refunds nobody knows of yet
    refund = pd.DataFrame({"event_id": order["line_id"] + "r", "line_id": order["line_id"]})
    refund = refund.assign(ts=ts, amount_fen=10_000, stage="post_ship", reason="quality")[seen]
    frames = {"live_session": sessions, "order_line": order, "refund": refund}
    return Shop("tiny", frames, MIDNIGHT.date(), 30, periods(30))


def test_young_lines_do_not_look_better():
    """The same share goes back before and after; the plain share is lower after, the curve not."""
    one = sold(1)
    before, after = one.event("refund")
    lines = [len(side) for side in one.event("order_line")]
    assert len(after) / lines[1] < 0.6 * len(before) / lines[0]
    mark = returns_by_age(one).marks.set_index("age").loc[7]
    assert mark["low"] < 0 < mark["high"]
    assert mark["before"] == pytest.approx(0.3 * 7 / 20, abs=0.02)
    assert mark["value_before"] == pytest.approx(float(mark["before"]), abs=0.01)


def test_more_returns_are_found_at_equal_age():
    """Twice the returns after are found though most of them are still to come."""
    found = returns_by_age(sold(2, after=0.6))
    assert found.marks.set_index("age").loc[3, "low"] > 0
    assert any("after (+" in line for line in found.words)


def test_ages_that_no_line_has_reached_are_null():
    """Of lines that are ten days old nobody knows day fifteen: null, never NaN or zero."""
    found = returns_by_age(sold(3))
    late = found.curves[found.curves["after"] & (found.curves["age"] >= 12)]
    assert late["returned"].isna().all()
    assert not found.curves["returned"].isna().all()
    for frame in (found.curves, found.marks, found.reasons):
        numbers = frame.select_dtypes("number").astype("Float64").to_numpy(np.float64, na_value=0)
        assert np.isfinite(numbers).all()


def test_reasons_together_are_the_curve(shop):
    """The shares by stage and reason add up to the share gone back, at each age."""
    found = returns_by_age(shop)
    by_reason = found.reasons.groupby(["after", "age"])["share"].sum()
    curve = found.curves.set_index(["after", "age"])["returned"]
    known = curve[curve.notna()].index
    assert by_reason[known].astype(float).to_numpy() == pytest.approx(curve[known].astype(float))


def test_orphans_and_early_refunds_are_counted_and_left_out():
    """A refund of an unknown line, and one dated before payment, are said and change nothing."""
    one = sold(4)
    refund = one.table("refund")
    odd = refund.iloc[[0, 1]].assign(event_id=["x", "y"], line_id=["nobody", "l0"])
    free = ~one.table("order_line")["line_id"].isin(refund["line_id"])
    early = one.table("order_line")[free].iloc[0]
    odd.loc[odd.index[1], ["line_id", "ts"]] = [early["line_id"], early["pay_ts"] - pd.Timedelta(1)]
    found = returns_by_age(replace(one, frames={**one.frames, "refund": pd.concat([refund, odd])}))
    assert (found.orphans, found.early) == (1, 1)
    assert "belong to no known line" in " ".join(found.words)


def test_shares_by_sku_stand_beside_the_peers(shop):
    """What all peers' young days lack is not held against the shop; without peers it is said."""
    found = refund_shares(shop, draws=0)
    goods = shop.goods.groupby("after")[["refund_fen", "gmv_fen"]].sum()
    own = goods["refund_fen"] / goods["gmv_fen"]
    beside = np.log(own[True] / own[False]) - np.log(found.peers_after / found.peers_before)
    assert found.beyond == pytest.approx(beside)
    alone = {k: v for k, v in shop.frames.items() if k != "peer_day"}
    words = refund_shares(replace(shop, frames=alone), draws=0).words
    assert "There are no peers" in " ".join(words)


def test_repurchase_is_a_lower_bound_and_unknown_where_nothing_was_seen():
    """Two of ten buyers come back after three days; a span without a session seen tells nothing."""
    one = sold(5, lines=30)
    pay = MIDNIGHT + pd.Timedelta(hours=20)
    rows = [(f"u{n}", "s0", pay) for n in range(10)]
    rows += [(f"u{n}", "s3", pay + pd.Timedelta(days=3)) for n in range(2)]
    lines = pd.DataFrame(rows, columns=["user_id", "session_id", "pay_ts"])
    lines = lines.assign(line_id=lines.index.astype(str), is_fan=False, create_ts=lines["pay_ts"])
    found = cohorts(replace(one, frames={**one.frames, "order_line": lines}), spans=(2, 7))
    first = found.table[found.table["session_id"] == "s0"].set_index("within")
    assert first.loc[7, ["buyers", "again", "share", "seen", "on_air"]].to_list() == [
        10,
        2,
        0.2,
        1,
        7,
    ]
    assert pd.isna(first.loc[2, "share"])
    assert found.words[0].startswith("Event tables hold 2 of 30 sessions")


def test_weeks_of_fans_are_the_tables_own(shop):
    """Fans' share of a week's visits is the hour table's, the peers' that of all peers."""
    found = fan_weeks(shop)
    rows = shop.table("traffic_hour")
    week = rows[shop.day(rows["hour_ts"]).between(21, 27)]
    assert found.loc[3, "fan_share"] == week["fan_visits"].sum() / week["visits"].sum()
    peers = shop.table("peer_day")
    day = (peers["day_ts"] - pd.Timestamp(shop.first_day, tz="Asia/Shanghai")).dt.days
    some = peers[day.between(21, 27)]
    assert found.loc[3, "peer_fan_share"] == some["fan_visits"].sum() / some["visits"].sum()
