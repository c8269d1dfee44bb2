"""A jam of a feed: nothing is lost, nothing overtakes, and each seed has its own."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market.jam import JAMMED, MINUTES, SPAN, jam, with_jam

OPENING = pd.Timestamp("2021-10-12 19:00", tz="Asia/Shanghai")
SECONDS = st.lists(st.integers(0, 4 * 3600), min_size=1, max_size=40)


def feed(seconds):
    """Make rows that arrive some seconds after the opening."""
    arrive = OPENING + pd.to_timedelta(seconds, unit="s")
    return pd.DataFrame({"arrive_ts": arrive, "session_id": "s"})


@given(SECONDS, st.integers(0, 200), st.integers(1, 14))
def test_rows_wait_and_none_is_lost_or_overtakes(seconds, begins, minutes):
    """Rows of the jam arrive in its last moment or the seconds after it, in order; others stay."""
    since = OPENING + pd.Timedelta(minutes=begins)
    until = since + pd.Timedelta(minutes=minutes)
    before = feed(sorted(seconds))
    after = jam(before, since, until)
    waits = (before["arrive_ts"] >= since) & (before["arrive_ts"] < until)
    assert len(after) == len(before)
    assert after.loc[~waits, "arrive_ts"].equals(before.loc[~waits, "arrive_ts"])
    held = after.loc[waits, "arrive_ts"]
    assert held.between(until, until + pd.Timedelta(seconds=minutes)).all()
    assert held.is_monotonic_increasing
    assert (after["arrive_ts"] - before["arrive_ts"]).max() <= pd.Timedelta(minutes=15)


def test_a_jam_that_ends_before_it_begins_is_refused():
    """The message says what to do."""
    with pytest.raises(CaopanError, match="swap the two"):
        jam(feed([1]), OPENING, OPENING)


def test_each_seed_jams_one_feed_of_the_session_the_same_on_every_call():
    """One of three tables, within the span, for twelve minutes; all other tables are untouched."""
    sessions = pd.DataFrame({"session_id": ["s"], "start_ts": [OPENING]})
    frames = {"live_session": sessions} | {name: feed(range(0, 14_400, 7)) for name in JAMMED}
    drawn = set()
    for seed in range(30):
        out, one = with_jam(frames, "s", seed)
        assert with_jam(frames, "s", seed)[1] == one
        assert SPAN[0] <= one.begins <= SPAN[1]
        assert one.ends == one.begins + MINUTES
        assert [name for name in frames if not out[name].equals(frames[name])] == [one.table]
        drawn.add(one.table)
    assert drawn == set(JAMMED)
    with pytest.raises(CaopanError, match="no session 't'"):
        with_jam(frames, "t", 1)


def test_a_jam_that_would_not_show_is_not_drawn():
    """The end of a jam is the feed's busiest minute by far; where none would be, that is said."""
    sessions = pd.DataFrame({"session_id": ["s"], "start_ts": [OPENING]})
    rush = [*range(0, 14_400, 300), *[6_000] * 30]  # thirty rows in one second at minute 100
    frames = {"live_session": sessions} | {name: feed(sorted(rush)) for name in JAMMED}
    for seed in range(10):
        out, one = with_jam(frames, "s", seed)
        minute = (out[one.table]["arrive_ts"] - OPENING) // pd.Timedelta(minutes=1)
        assert minute.mode().tolist() == [one.ends]
    frames = {"live_session": sessions} | {name: feed([0] * 9) for name in JAMMED}
    with pytest.raises(CaopanError, match="too thin"):
        with_jam(frames, "s", 1)
