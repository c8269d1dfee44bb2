"""The measurement layer dirties copies only, and each bug can be found exactly from the tables."""

import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.market import BUGS, collect, plant_bugs

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
    """Rows lost, late and twice lie near their shares; orders and refunds lose none."""
    got = collect(tables, seed=1, late=0.05, lost=0.02, duplicate=0.03)
    true, seen = tables["product_event"], got["product_event"]
    once = seen.drop_duplicates("event_id")
    assert 0.01 < 1 - len(once) / len(true) < 0.03
    assert 0.02 < (len(seen) - len(once)) / len(true) < 0.04
    assert set(got["order_line"]["event_id"]) == set(tables["order_line"]["event_id"])
    lag = (once["arrive_ts"] - once["ts"]).dt.total_seconds()
    assert 0.03 < (lag > 20).mean() < 0.07
    assert (lag >= 0).all()
    pd.testing.assert_frame_equal(got["goods_hour"], tables["goods_hour"])


def test_nonsense_is_refused(tables: Frames) -> None:
    """Shares outside of [0, 1], too many bugs, missing tables: a sentence each."""
    with pytest.raises(CaopanError, match="late"):
        collect(tables, late=1.5)
    with pytest.raises(CaopanError, match="count"):
        plant_bugs(tables, 1, count=99)
    with pytest.raises(CaopanError, match="'refund' is missing"):
        plant_bugs({"order_line": tables["order_line"]}, 1)
