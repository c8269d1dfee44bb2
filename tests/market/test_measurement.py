"""The measurement layer dirties copies only, and each bug can be found exactly from the tables."""

import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.events import validate
from caopan.market import BUGS, collect, plant_bugs
from caopan.market.scenario import Collector

Frames = dict[str, pd.DataFrame]


def _detect(frames: Frames) -> dict[str, set[str]]:
    """What an attentive trainee finds, by one rule for each bug."""
    lines = frames["order_line"]
    once = lines.drop_duplicates("event_id")
    visit, refund, acts = frames["visit"], frames["refund"], frames["interaction"]
    coupons = once["m_coupon_fen"] + once["p_coupon_fen"] + once["a_coupon_fen"]
    key = ["session_id", "user_id"]
    shown = pd.MultiIndex.from_frame(frames["impression"][key])
    via = visit[visit["via_impression"]]
    paid = once.set_index("line_id")["pay_fen"]
    total = refund.groupby("line_id")["amount_fen"].sum()
    known = total[total.index.isin(paid.index)]
    above = known[known > paid.loc[known.index]].index
    found = {
        "duplicate_orders": lines[lines["event_id"].duplicated()],
        "lost_impressions": via[~pd.MultiIndex.from_frame(via[key]).isin(shown)],
        "paid_before_created": once[once["pay_ts"] < once["create_ts"]],
        "pay_in_yuan": once[once["pay_fen"] != once["list_fen"] - coupons],
        "refund_above_payment": refund[refund["line_id"].isin(above)],
        "ends_before_begin": visit[visit["leave_ts"] < visit["enter_ts"]],
        "orphan_refunds": refund[~refund["line_id"].isin(once["line_id"])],
        "early_arrival": acts[acts["arrive_ts"] < acts["ts"]],
    }
    return {kind: set(frame["event_id"]) for kind, frame in found.items()}


def test_true_tables_show_no_bug(tables: Frames) -> None:
    """Without planting, no rule finds anything."""
    assert not any(_detect(tables).values())


@pytest.mark.parametrize("seed", range(6))
def test_each_bug_is_found_exactly(tables: Frames, seed: int) -> None:
    """Five bugs at a time, each with its exact set of rows, none hiding or feigning another."""
    dirty, bugs = plant_bugs(tables, seed)
    found = _detect(dirty)
    assert len({bug.kind for bug in bugs}) == 5
    planted = {bug.kind: set(bug.event_ids) for bug in bugs}
    for kind in BUGS:
        assert found[kind] == planted.get(kind, set()), kind
    assert all(len(rows) >= 5 for rows in planted.values())


def test_all_bugs_at_once_stay_apart(tables: Frames) -> None:
    """The whole catalogue can be planted together, and all of it is found."""
    dirty, bugs = plant_bugs(tables, 3, count=len(BUGS))
    assert _detect(dirty) == {bug.kind: set(bug.event_ids) for bug in bugs}


def test_planting_changes_no_given_frame_and_is_repeatable(tables: Frames) -> None:
    """The same seed gives the same bugs; the truth stays clean."""
    before = {name: frame.copy() for name, frame in tables.items()}
    one, two = plant_bugs(tables, 4), plant_bugs(tables, 4)
    assert one[1] == two[1]
    for name in tables:
        pd.testing.assert_frame_equal(tables[name], before[name])
        pd.testing.assert_frame_equal(one[0][name], two[0][name])


def test_collecting_loses_doubles_and_delays_at_its_rates(tables: Frames) -> None:
    """Rows lost, late and twice lie near their shares; money's are all there, once."""
    got = collect(tables, Collector(late=0.05, lost=0.02, duplicate=0.03), seed=1)
    true, seen = tables["product_event"], got["product_event"]
    once = seen.drop_duplicates("event_id")
    assert 0.01 < 1 - len(once) / len(true) < 0.03
    assert 0.02 < (len(seen) - len(once)) / len(true) < 0.04
    for money in ("order_line", "refund", "ad_spend"):
        assert sorted(got[money]["event_id"]) == sorted(tables[money]["event_id"])
    lag = (once["arrive_ts"] - once["ts"]).dt.total_seconds()
    assert 0.03 < (lag > 20).mean() < 0.07
    assert (lag >= 0).all()
    pd.testing.assert_frame_equal(got["goods_hour"], tables["goods_hour"])


def test_a_sound_collector_changes_no_fact(tables: Frames) -> None:
    """Without dirt each row arrives once and as it was."""
    got = collect(tables, Collector(late=0, lost=0, duplicate=0), seed=5)
    for name, frame in tables.items():
        order = "event_id" if "event_id" in frame else ["session_id", "hour_ts"]
        pd.testing.assert_frame_equal(
            got[name].sort_values(order, kind="stable", ignore_index=True),
            frame.sort_values(order, kind="stable", ignore_index=True),
        )


def test_collecting_is_repeatable_and_leaves_the_truth_alone(rich_tables: Frames) -> None:
    """The same facts, collector and seed give the same rows; the frames given stay as they are."""
    before = {name: frame.copy() for name, frame in rich_tables.items()}
    rule = Collector(bots=0.2, version_lost=0.5, touch="any")
    one, two = (collect(rich_tables, rule, seed=3) for _ in range(2))
    for name in rich_tables:
        pd.testing.assert_frame_equal(rich_tables[name], before[name])
        pd.testing.assert_frame_equal(one[name], two[name])


def test_machines_look_at_nothing(rich_tables: Frames) -> None:
    """Bots are the stated share of visits: seconds long, from few devices, without any deed."""
    got = collect(rich_tables, Collector(late=0, lost=0, duplicate=0, bots=0.25), seed=2)
    for name in ("visit", "impression"):
        assert got[name]["event_id"].is_unique
        validate(name, got[name])
    visit = got["visit"]
    more = visit[~visit["event_id"].isin(rich_tables["visit"]["event_id"])]
    assert abs(len(more) / len(visit) - 0.25) < 0.001
    assert ((more["leave_ts"] - more["enter_ts"]).dt.total_seconds() <= 2).all()
    assert more["device_id"].nunique() < len(more) / 30
    assert not set(more["user_id"]) & set(rich_tables["visit"]["user_id"])
    assert not set(more["user_id"]) & set(got["order_line"]["user_id"])
    shown = got["impression"].merge(more, on=["session_id", "user_id", "source"])
    assert shown.loc[shown["ts"] <= shown["enter_ts"], "visit_id"].nunique() == len(more)


def test_one_version_loses_impressions(tables: Frames) -> None:
    """The enter rate jumps by client version, orders stay: the cut of lost tracking."""
    got = collect(tables, Collector(late=0, lost=0, duplicate=0, version_lost=0.6), seed=4)
    visit, key = tables["visit"], ["session_id", "user_id", "source"]
    led = visit[visit["via_impression"]]
    left = pd.MultiIndex.from_frame(got["impression"][key])
    seen = pd.Series(pd.MultiIndex.from_frame(led[key]).isin(left), index=led.index)
    by_version = seen.groupby(led["client_version"]).mean().sort_values()
    assert by_version.iloc[0] < 0.6
    assert (by_version.iloc[1:] == 1).all()
    share = (led["client_version"] == by_version.index[0]).mean()
    lost = 1 - len(got["impression"]) / len(tables["impression"])
    assert abs(lost - 0.6 * share) < 0.03
    pd.testing.assert_frame_equal(
        got["order_line"].sort_values("event_id", ignore_index=True),
        tables["order_line"].sort_values("event_id", ignore_index=True),
    )


def test_attribution_is_a_rule_of_bookkeeping(rich_tables: Frames) -> None:
    """First touch credits as many orders as last touch, perhaps to others; any touch no fewer."""
    clean = {"late": 0.0, "lost": 0.0, "duplicate": 0.0}
    plan = {
        touch: collect(rich_tables, Collector.model_validate({**clean, "touch": touch}))[
            "order_line"
        ].set_index("line_id")["plan_id"]
        for touch in ("last", "first", "any")
    }
    last = rich_tables["order_line"].set_index("line_id")["plan_id"]
    pd.testing.assert_series_equal(plan["last"].sort_index(), last.sort_index())
    credited = {touch: plan[touch].dropna().index for touch in plan}
    assert set(credited["first"]) == set(credited["last"])
    assert set(credited["last"]) <= set(credited["any"])
    paid = rich_tables["visit"].dropna(subset="plan_id")
    key = ["session_id", "user_id"]
    came = pd.MultiIndex.from_frame(paid[key])
    lines = rich_tables["order_line"]
    any_touch = lines["session_id"].notna() & pd.MultiIndex.from_frame(lines[key]).isin(came)
    assert set(credited["any"]) == set(lines.loc[any_touch, "line_id"])


def test_nonsense_is_refused(tables: Frames) -> None:
    """Too many bugs, missing tables: a sentence each."""
    with pytest.raises(CaopanError, match="count"):
        plant_bugs(tables, 1, count=99)
    with pytest.raises(CaopanError, match="'refund' is missing"):
        plant_bugs({"order_line": tables["order_line"]}, 1)
