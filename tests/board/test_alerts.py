"""Alerts are raised for what has turned, not for chance, and not on few events."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.board import CODES, METRICS, Reading, Status
from caopan.board.alerts import FLOWS, GOODS, RULES, SALES, SHARES, WATCHED, Alerts

OPENING = pd.Timestamp("2021-09-02 20:00", tz="Asia/Shanghai")
FINE = Status(0, 0, 0, 0, 0, {}, {})
Parts = tuple[int, int, int, int]
"""Numerator and denominator of the last ten minutes, then of the ten before."""


def reading(minute: int, figures: Mapping[str, Parts], places: Mapping[str, float]) -> Reading:
    """A reading with some figures; all others are null."""
    up = np.zeros((len(CODES), 3), dtype=np.int64)
    down = np.zeros((len(CODES), 3), dtype=np.int64)
    percentiles = np.full((len(CODES), 2), np.nan)
    for code, (n, of, n_before, of_before) in figures.items():
        at = CODES.index(code)
        up[at], down[at] = (n + n_before, n, n_before), (of + of_before, of, of_before)
    for code, place in places.items():
        percentiles[CODES.index(code), 1] = place
    clock = OPENING + pd.Timedelta(minutes=minute)
    return Reading(clock.value // 1000, minute, up, down, percentiles, FINE)


def minutes(series: list[Parts], code: str = "C4", place: float | None = None) -> list[bool]:
    """Whether a metric stands alerted after each minute of a series."""
    alerts = Alerts()
    places = {} if place is None else {code: place}
    return [
        bool(alerts.see(reading(20 + n, {code: parts}, places))) for n, parts in enumerate(series)
    ]


GOOD, BAD = (40, 200, 42, 200), (12, 200, 42, 200)


def test_an_alert_needs_two_minutes_and_stays_until_three_calm_ones() -> None:
    """One bad minute is none; a short relief lowers nothing; what has recovered is lowered."""
    assert minutes([GOOD, BAD, GOOD, GOOD]) == [False] * 4
    assert minutes([BAD, BAD, GOOD, GOOD, BAD, GOOD, GOOD, GOOD, GOOD]) == [
        False, True, True, True, True, True, True, False, False,
    ]  # fmt: skip


def test_a_bad_place_among_peers_is_asked_for_and_keeps_the_alert() -> None:
    """A fall to a usual place is no alert; once raised, a poor place keeps it up."""
    assert minutes([BAD] * 4, place=40.0) == [False] * 4
    assert minutes([BAD] * 4, place=10.0) == [False, True, True, True]
    alerts = Alerts()
    for n, (parts, place) in enumerate([(BAD, 10.0)] * 2 + [(GOOD, 20.0)] * 6):
        alerts.see(reading(20 + n, {"C4": parts}, {"C4": place}))
    (one,) = alerts.active
    assert one.place == 10.0
    assert "lower than ten minutes before, percentile 10 among peers (since 20:21)" in one.sentence
    for n in range(3):
        alerts.see(reading(30 + n, {"C4": GOOD}, {"C4": 50.0}))
    assert alerts.active == ()


def test_up_is_bad_where_down_is_good() -> None:
    """Bad signs that double are alerted, bad signs that halve are not."""
    assert minutes([(80, 200, 30, 200)] * 3, code="I3") == [False, True, True]
    assert minutes([(10, 200, 40, 200)] * 3, code="I3") == [False] * 3
    assert minutes([(80, 200, 30, 200)] * 3, code="I3", place=90.0) == [False, True, True]
    assert minutes([(80, 200, 30, 200)] * 3, code="I3", place=50.0) == [False] * 3


@given(
    code=st.sampled_from(SHARES),
    few=st.integers(0, 29),
    many=st.integers(0, 10**6),
    first=st.booleans(),
)
def test_few_events_are_never_alerted(code: str, few: int, many: int, first: bool) -> None:
    """Below thirty in the denominator of either window there is no alert, whatever the values."""
    last, before = (few, many) if first else (many, few)
    turned = (0, last, before, before) if METRICS[code].good == "up" else (last, last, 1, before)
    assert not any(minutes([turned] * 8, code=code))


@given(code=st.sampled_from(FLOWS), before=st.integers(0, 29))
def test_a_small_flow_that_dries_up_is_not_alerted(code: str, before: int) -> None:
    """A count that was below thirty may well be nothing ten minutes later."""
    assert not any(minutes([(0, 1, before, 1)] * 8, code=code))


@given(before=st.integers(0, 29), code=st.sampled_from(SALES))
def test_few_orders_are_no_ground_for_an_alert_of_sales(before: int, code: str) -> None:
    """Money of a few orders that becomes none says nothing, however many people are there."""
    alerts = Alerts()
    for n in range(8):
        figures = {"C2": (0, 1, before, 1), code: (0, 5_000, before * 20_000, 5_000)}
        alerts.see(reading(20 + n, figures, {code: 5.0}))
    assert code not in {one.code for one in alerts.active}


@pytest.mark.parametrize("code", SALES)
def test_chance_of_orders_seldom_alerts_sales(code: str) -> None:
    """Orders of one law and prices of another: at most one minute in two hundred is alerted."""
    rng, alerts, told = np.random.default_rng(8), Alerts(), 0
    orders = rng.poisson(60, 600)
    money = [int(rng.lognormal(9.5, 0.7, n).sum()) for n in orders]
    for n in range(1, 600):
        figures = {
            "C2": (int(orders[n]), 1, int(orders[n - 1]), 1),
            code: (money[n], 5_000, money[n - 1], 5_000),
        }
        alerts.see(reading(20 + n, figures, {}))
        told += code in {one.code for one in alerts.active}
    assert told <= 3


def test_a_large_flow_that_dries_up_is() -> None:
    """Nothing after hundreds is the worst case, not too few events."""
    assert minutes([(0, 1, 400, 1)] * 2, code="T1") == [False, True]


def test_a_minute_is_judged_once_at_any_pace() -> None:
    """Readings of one minute count once; a clock that does not move raises nothing."""
    alerts = Alerts()
    for _ in range(5):
        alerts.see(reading(20, {"C4": BAD}, {}))
    assert alerts.active == ()


@pytest.mark.parametrize(("code", "share"), [("C5", 0.3), ("T2", 0.05), ("C8", 0.02)])
def test_chance_alone_seldom_alerts(code: str, share: float) -> None:
    """Windows of one and the same law: at most one minute in two hundred stands alerted."""
    rng = np.random.default_rng(3)
    for people in (40, 1_000):
        up = rng.binomial(people, share, 600).tolist()
        series = [(now, people, before, people) for before, now in pairwise(up)]
        assert np.mean(minutes(series, code=code)) <= 0.005, people


def test_every_watched_metric_can_be_alerted() -> None:
    """Each of them, turned hard with many events, is alerted in time; the rest never is."""
    for code in CODES:
        up = METRICS[code].good == "up"
        of, of_before = (90_000, 90_000) if METRICS[code].ratio else (1, 1)
        parts = (9_000, of, 50_000, of_before) if up else (50_000, of, 9_000, of_before)
        alerts = Alerts()
        for n in range(RULES[code].after if code in WATCHED else 9):
            figures = {"C2": (5_000, 1, 20_000, 1), code: parts}
            alerts.see(reading(20 + n, figures, {"C2": 50.0, code: 5.0 if up else 95.0}))
        found = {one.code for one in alerts.active}
        assert (code in found) == (code in WATCHED), code


@pytest.mark.parametrize("code", GOODS)
def test_what_swings_with_the_item_must_last(code: str) -> None:
    """A dip of four minutes is none, nor one that is no rarity among peers; five rare ones are."""
    ratio = METRICS[code].ratio
    parts = (900, 90_000 if ratio else 1, 50_000, 90_000 if ratio else 1)
    for place, lasted, told in ((5.0, 4, False), (5.0, 5, True), (12.0, 9, False)):
        alerts = Alerts()
        for n in range(lasted):
            figures = {"C2": (500, 1, 20_000, 1), code: parts}
            alerts.see(reading(20 + n, figures, {"C2": place, code: place}))
        assert (code in {one.code for one in alerts.active}) == told, (place, lasted)


def test_nothing_is_judged_before_both_windows_are_full() -> None:
    """The first twenty minutes fill the windows: what changes there is the opening."""
    alerts = Alerts()
    for minute in range(10, 20):
        assert alerts.see(reading(minute, {"C4": BAD}, {})) == ()
    assert alerts.see(reading(20, {"C4": BAD}, {})) == ()
    assert len(alerts.see(reading(21, {"C4": BAD}, {}))) == 1


def test_bad_signs_out_of_nothing_are_alerted() -> None:
    """None before and many now is a rise, however it is written; a single one is chance."""
    assert minutes([(40, 200, 0, 200)] * 2, code="S1") == [False, True]
    assert not any(minutes([(1, 200, 0, 200)] * 4, code="S1"))
