"""How long people stay: the estimate, its censoring, and what it says of a shop."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.diagnosis import Shop, retention
from caopan.diagnosis.staying import visit_lengths
from caopan.diagnosis.survival import incidence, log_rank, survival
from caopan.errors import CaopanError

SEEN = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=30)


def by_hand(rows, at):
    """Kaplan and Meier's product, and Aalen and Johansen's sums, in fractions."""
    there, gone = Fraction(1), {1: Fraction(0), 2: Fraction(0), 3: Fraction(0)}
    for time in sorted({t for t, cause in rows if cause and t <= at}):
        risk = sum(t >= time for t, _ in rows)
        left = there
        for cause in gone:
            dead = sum(t == time and c == cause for t, c in rows)
            gone[cause] += left * Fraction(dead, risk)
            there -= left * Fraction(dead, risk)
    return there, gone


@settings(max_examples=40)
@given(SEEN, st.integers(0, 12))
def test_curves_equal_fractions_done_by_hand(rows, at):
    """The share still there and the shares gone by cause are exact, and together one."""
    time, cause = np.array(rows).T
    there, gone = by_hand(rows, at)
    share = survival(time, cause > 0)
    step = np.searchsorted(share.time, at, side="right")
    assert np.append(1.0, share.share)[step] == pytest.approx(float(there))
    parts = incidence(time, cause, [at])[:, 0]
    assert parts == pytest.approx([float(gone[c + 1]) for c in range(len(parts))])
    assert parts.sum() + float(there) == pytest.approx(1)


@given(SEEN)
def test_without_censoring_the_curve_is_the_plain_share(rows):
    """Where everybody was seen to the end the estimate is the share that lasted longer."""
    time = np.array(rows)[:, 0]
    share, low, high = survival(time, np.ones(len(time), bool)).at(np.arange(13))
    assert share == pytest.approx([(time > t).mean() for t in range(13)])
    assert ((low <= share) & (share <= high)).all()


def test_intervals_cover_at_their_rate():
    """Of 400 rooms cut off early about 95 % of the intervals hold the true share."""
    rng = np.random.default_rng(4)
    hit = 0
    for _ in range(400):
        stay, cut = rng.exponential(60, 120), rng.uniform(20, 200, 120)
        _, low, high = survival(np.minimum(stay, cut), stay <= cut).at([60])
        hit += low[0] <= np.exp(-1) <= high[0]
    assert 0.92 <= hit / 400 <= 0.98


def test_log_rank_tells_groups_apart_and_not_by_chance():
    """Groups of one law lie within two errors at the stated rate, unlike ones far beyond."""
    rng = np.random.default_rng(6)
    z = []
    for _ in range(200):
        one, other = rng.exponential(60, 80), rng.exponential(60, 80)
        z.append(log_rank((one, one < 90), (other, other < 90)))
    assert 0.01 <= (np.abs(z) > 1.96).mean() <= 0.10
    assert log_rank((one, one < 90), (other * 3, other * 3 < 90)) > 4
    assert log_rank((one, one < 0), (other, other < 0)) is None


def tiny(**changes) -> Shop:
    """Two sessions of ten minutes, a visit still open and one cut off by the end in each."""
    start = pd.to_datetime(["2021-10-01 20:00", "2021-10-08 20:00"]).tz_localize("Asia/Shanghai")
    sessions = pd.DataFrame({"session_id": ["s1", "s2"], "start_ts": start})
    sessions["end_ts"] = sessions["start_ts"] + pd.Timedelta(minutes=10)
    stays = [5, 70, 600, None] * 2
    enter = sessions["start_ts"].repeat(4).reset_index(drop=True)
    visits = pd.DataFrame({"session_id": ["s1"] * 4 + ["s2"] * 4, "enter_ts": enter})
    visits["leave_ts"] = enter + pd.to_timedelta(pd.Series(stays, dtype=float), unit="s")
    frames = {"live_session": sessions, "visit": visits.assign(**changes)}
    from caopan.diagnosis import periods

    return Shop("tiny", frames, start[0].date(), 14, periods(14, since=7))


def test_open_visits_and_those_cut_off_are_unknown_beyond_the_end():
    """One who is still there, or stays to the end, was seen ten minutes long and did not leave."""
    lengths = visit_lengths(tiny())
    assert lengths["seconds"].to_list() == [5, 70, 600, 600] * 2
    assert lengths["ended"].to_list() == [True, True, False, False] * 2
    marks = retention(tiny()).marks.set_index("second")
    assert marks.loc[60, "before"] == 0.75
    assert marks.loc[60, "few"]
    curves = retention(tiny(), seconds=[590, 601]).curves
    assert curves["share"].isna().to_list() == [False, True] * 2


def test_a_stretch_without_event_sessions_is_said_with_its_days():
    """The sentence tells where event sessions lie, so that another day can be chosen."""
    with pytest.raises(CaopanError, match=r"no event session in the stretch before.*45, 66, 87"):
        retention(Shop.of("yunshi"))


def test_marks_of_a_shop_equal_plain_shares():
    """In a room where nearly nobody is cut off the minute's mark is the plain share of T8."""
    shop = Shop.of("liuyi")
    found = retention(shop, by="source")
    before, after = shop.event("visit")
    for side, name in ((before, "before"), (after, "after")):
        long = (side["leave_ts"] - side["enter_ts"]).dt.total_seconds() > 60
        plain = long.groupby(side["source"]).mean()
        mark = found.marks.query("second == 60").set_index("group")[name]
        assert mark.astype(float).to_dict() == pytest.approx(plain.to_dict(), abs=0.02)
    assert found.sessions == (1, 1)
