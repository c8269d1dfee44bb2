"""Lesson 02: it runs, what it says is true of its night, and its own questions judge rightly."""

import re

import pandas as pd

from caopan.board import METRICS
from caopan.board.replay import Replay
from caopan.events import load
from caopan.practice import check, jammed, metrics_table

LESSON = "02_the_board"
NIGHT = "liuyi-070-1"


def test_the_lesson_runs_and_the_first_two_doubts_are_as_it_says(lesson):
    """At 20:36 the denominator stands, the numerator fell, and nobody runs away."""
    names, ran = lesson
    rate = names["rate"]
    assert (rate.numerator[1:], rate.denominator[1:]) == ((5, 16), (615, 647))
    assert rate.last / rate.before - 1 < -0.6  # "two thirds below"
    wrong, right = names["shares"].values()
    assert wrong < 0.2
    assert 0.3 < right < 0.35  # "usually about 33"
    young = names["now"] - names["entered"][names["newest"]] < names["minute"]
    assert 0.4 < young.mean() < 0.6  # "half of them began less than a minute ago"
    assert names["board"].reading["S3"].total is None  # "tonight it has no value at all"
    assert [r.value.status for r in ran if hasattr(r.value, "status")] == ["not attempted"] * 2


def test_the_feed_is_late_and_the_board_is_mended(lesson):
    """The lines part after minute 89 and meet at 101; only the orders are silent; 21:00 differs."""
    names, ran = lesson
    drawn = zip(names["minutes"], names["then"], names["later"], strict=True)
    gaps = {minute: later - then for minute, then, later in drawn}
    assert all(gaps[m] == 0 for m in (*range(80, 90), *range(101, 110)))
    assert all(gaps[m] > 0 for m in range(90, 101))
    said = "\n".join(one.text for one in ran)
    silent = {k: int(v) for k, v in re.findall(r"(\w+) +silent for +(\d+) s", said)}
    assert silent.pop("order_line") // 60 == 9
    assert max(silent.values()) < 10
    night = Replay.of("liuyi", NIGHT)
    night.jump(120 * 60)
    nine = night.reading["C8"]
    assert nine.numerator[1:] == (12, 24)
    assert (round(nine.last, 3), round(nine.before, 2)) == (0.016, 0.04)  # "from 4.0 to 1.6 %"
    night.jump(130 * 60)
    assert night.reading["C8"].numerator[1] == 27


def test_one_night_has_three_gpms(lesson):
    """By views 5,900 yuan, by card exposures inside the trade's range."""
    by_views, by_viewers, by_cards = lesson[0]["gpm"].values()
    assert round(by_views, -2) == 5_900
    assert by_views < by_viewers
    assert 2_000 < by_cards < 3_000


def test_the_table_of_metrics_is_the_registry():
    """Each of the 42 stands in it with code, both names and its formula; nothing is typed in."""
    page = metrics_table()._repr_html_()
    for metric in METRICS.values():
        assert f">{metric.code}<" in page
        assert metric.zh in page
    assert page.count("<td") == 4 * len(METRICS)


def test_a_jam_holds_rows_back_and_loses_none(in_folder):
    """A jammed table has the same rows; those of twelve minutes arrive at once, in their order."""
    clean = load("order_line", merchant="liuyi")
    held = jammed("order_line", merchant="liuyi", session=NIGHT)
    assert held.drop(columns="arrive_ts").equals(clean.drop(columns="arrive_ts"))
    later = held["arrive_ts"] > clean["arrive_ts"]
    since, until = (pd.Timestamp(f"2021-10-12 20:{m}", tz="Asia/Shanghai") for m in (28, 40))
    assert later.sum() == ((clean["arrive_ts"] >= since) & (clean["arrive_ts"] < until)).sum() > 10
    assert held.loc[later, "arrive_ts"].between(until, until + pd.Timedelta(seconds=12)).all()
    order = clean.loc[later, "arrive_ts"].sort_values(kind="stable").index
    assert held.loc[order, "arrive_ts"].is_monotonic_increasing


def test_the_own_questions_judge_rightly(lesson, in_folder):
    """Retention and the jade shop's GPM pass; the young, people, views and units are told apart."""
    names, _ = lesson
    old = names["entered"] <= names["now"] - names["minute"]
    stayed = names["watched"] >= names["minute"]
    assert check("02-stayed", stayed[old].mean()).passed
    for wrong, rule in [
        (stayed.mean(), "younger than a minute"),
        (1 - stayed[old].mean(), "did not stay"),
        (33.0, "does not follow"),
        ("a third", "a finite number"),
    ]:
        assert rule in check("02-stayed", wrong).message
    board = Replay.of("yunshi")
    board.jump(180 * 60)
    gmv, views, viewers = (board.reading[code].total for code in ("C1", "T4", "T3"))
    assert board.reading["C7"].denominator[1] == 1  # "Of how many orders?"
    assert check("02-jade", gmv / 100 * 1000 / viewers).passed
    for wrong, rule in [
        (gmv * 10 / views, "views stand under"),
        (gmv / 100 / viewers, "not per 1,000"),
        (gmv * 1000 / viewers, "unit"),
    ]:
        assert rule in check("02-jade", wrong).message
