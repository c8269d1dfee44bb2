"""A merchant's tables in two stretches of days."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.diagnosis import Shop, periods
from caopan.errors import CaopanError


@given(st.integers(9, 400))
def test_stretches_never_overlap_and_lie_within_the_history(days):
    """What is compared is compared with something else, and nothing is longer than four weeks."""
    before, after = periods(days)
    assert 0 <= before.first < before.end <= after.first < after.end <= days
    assert max(before.end - before.first, after.end - after.first) <= 28


@pytest.mark.parametrize("since", [0, 2, 28, 30])
def test_a_stretch_that_is_too_short_is_refused(since):
    """Two days tell nothing, and a message says so."""
    with pytest.raises(CaopanError, match="three are needed"):
        periods(30, since)


def test_a_table_that_is_missing_is_said_by_name():
    """A step tells what it lacks."""
    shop = Shop("tiny", {}, pd.Timestamp("2021-10-01").date(), 30, periods(30))
    with pytest.raises(CaopanError, match="no table 'peer_day'"):
        _ = shop.peers


def test_rows_past_midnight_keep_their_day():
    """A session that runs past midnight counts on the day on which it opened."""
    shop = Shop.of("liuyi")
    rows = shop.table("traffic_hour")
    start = rows["session_id"].map(shop.table("live_session").set_index("session_id")["start_ts"])
    assert (shop.day(rows["hour_ts"]) == shop.day(start)).all()


def test_events_of_a_line_follow_their_session():
    """Refunds have no session of their own, and still belong to one."""
    shop = Shop.of("liuyi", since=60)
    before, after = shop.event("refund")
    _, lines = shop.event("order_line")
    assert len(before)
    assert set(after["line_id"]) <= set(lines["line_id"])


def test_another_day_means_other_rows():
    """What was kept for one comparison is not used for another."""
    shop = Shop.of("liuyi")
    late = shop.traffic["day"].max()
    assert shop.compared(30).traffic["day"].max() == 57 < late


def test_stretches_of_ones_own_are_taken_or_refused_in_words():
    """Whole days by date; what is no date, outside, upside down or too short is said."""
    shop = Shop.of("liuyi")
    weeks = ("2021-08-03", "2021-08-16"), ("2021-10-18", "2021-10-31")
    assert shop.between(*weeks).periods == ((0, 14), (76, 90))
    for before, after, said in [
        (("in August", "2021-08-16"), weeks[1], "two dates are asked for"),
        (("2021-08-02", "2021-08-16"), weeks[1], "not inside of the history"),
        (weeks[0], ("2021-10-18", "2021-11-01"), "not inside of the history"),
        (weeks[1], weeks[0], "must begin when the first one is over"),
        (weeks[0], ("2021-10-18", "2021-10-19"), "take three or more"),
    ]:
        with pytest.raises(CaopanError, match=said):
            shop.between(before, after)
