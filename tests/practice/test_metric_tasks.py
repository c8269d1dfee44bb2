"""The judge of a trainee's metric: made nights hold every trap, each slip hears its reason."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.practice.assignment02 import MINUTES, TASKS, cases_of
from caopan.practice.metric_tasks import MENDED_AFTER, OF_THE_FEED, Case, verdicts
from caopan.practice.nights import DATES, GIVEN, made_night

FEW = settings(max_examples=2, deadline=None)


@FEW
@given(st.integers(0, 10_000))
def test_a_made_night_holds_every_trap(seed):
    """Rows come twice, late and too late; orders of several lines, open visits, people again."""
    night = made_night(seed)
    late = night.board(night.clock(300), night.tables).status
    assert (late.late > 0, late.duplicates > 0, dict(late.refused)) == (True, True, {})
    visits, lines = night.tables["visit"], night.tables["order_line"]
    assert visits["leave_ts"].isna().any()
    assert lines["pay_ts"].isna().any()
    assert visits.groupby("user_id")["event_id"].nunique().max() > 1
    assert lines.groupby("order_id")["line_id"].nunique().max() > 1
    for table in GIVEN:
        rows = night.tables[table]
        travel = (rows["arrive_ts"] - rows[list(DATES[table])].min(axis=1)).dt.total_seconds()
        assert ((travel > 60) & (travel < 900)).any() or table == "fulfil"


@pytest.mark.parametrize("name", TASKS)
def test_what_the_engine_gives_is_right_and_any_other_number_is_not(name):
    """A function that knows the true values passes; one that is off by one fails everywhere."""
    task = TASKS[name]
    cases = cases_of(name, [made_night(1)])
    true = [task.values(Case(one.night, one.minute, task.mended)) for one in cases]
    off = [{key: (value or 0) + 1 for key, value in values.items()} for values in true]
    assert verdicts(task, giving(true), cases) == [""] * len(MINUTES)
    assert all(verdicts(task, giving(off), cases))


def giving(answers):
    """Make a function that gives one answer after the other, whatever it is given."""
    left = iter([values.get("", values) for values in answers])
    return lambda *_: next(left)


@pytest.mark.parametrize("name", TASKS)
def test_each_slip_is_told_apart_from_the_truth(name):
    """On one of a few nights each slip of a metric leads to another number than the true one."""
    task = TASKS[name]
    at_once, twice, late = OF_THE_FEED[1:]
    # others count people, orders or parcels once; what is late is older than ten minutes
    rows = [twice] if name in {"retention", "gmv", "net_gmv", "gpm"} else []
    old = [late] if name != "view_to_buy" else []
    for slip in (*task.slips, at_once, *old, *rows):
        cases = [Case(made_night(seed), m, task.mended) for seed in range(4) for m in (58, 31)]
        assert any(task.values(case) != task.values(case, slip) for case in cases), slip.why


@pytest.mark.parametrize("name", TASKS)
def test_a_slip_is_answered_with_its_own_reason(name):
    """A function that makes one slip hears of that one, and never the true number."""
    task = TASKS[name]
    case = Case(made_night(1), 58, task.mended)
    true = task.values(case)
    for slip in task.slips:
        values = task.values(case, slip)
        if values == true:
            continue
        said = verdicts(task, giving([values]), [case])[0]
        alike = [one.why for one in task.slips if task.values(case, one) == values]
        assert any(why in said for why in alike) or "whole numbers" in said
        for number in set(true.values()) - set(values.values()):
            assert not re.search(rf"(?<![\d.]){re.escape(f'{number:.6g}')}(?!\d)", said)


def test_nothing_and_errors_are_told_apart():
    """Nothing back, a float for fen, a word, and an exception each hear what is wrong."""
    task, night = TASKS["gmv"], made_night(1)
    case = Case(night, 58)
    true = task.values(Case(night, 58, mended=True))[""]
    assert (MENDED_AFTER, task.mended) == (12, True)
    for answer, said in [
        (None, "gives nothing back"),
        (float(true), "whole numbers"),
        ("many", "a number is asked for"),
    ]:
        assert said in verdicts(task, lambda *_, a=answer: a, [case])[0]
    assert "raised KeyError" in verdicts(task, lambda rows, *_: rows["pay"], [case])[0]
    assert verdicts(task, lambda *_: np.int64(true), [case]) == [""]


def test_a_clock_before_anything_happened_counts_beside_another_only():
    """A function that always gives the empty session's value gets nothing for it."""
    for name, empty in (("gmv", 0), ("retention", None)):
        task = TASKS[name]
        cases = [Case(made_night(1), minute) for minute in MINUTES]
        assert all(verdicts(task, lambda *_, e=empty: e, cases))
