"""What check and hint say, and how it is shown."""

import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.practice import Outcome, check, exercises, hint
from caopan.practice.exercise import exercise


def split(units_before, gmv_before, units_after, gmv_after):
    """Answer 01-split rightly."""
    from math import log

    units, total = units_after / units_before, gmv_after / gmv_before
    share = log(units) / log(total) if total != 1 else None
    return {"units": units, "per_unit": total / units, "units_share": share}


@pytest.mark.parametrize("blank", [..., None, "", "YOUR ANSWER HERE", {}, {"a": ..., "b": None}])
def test_a_blank_is_not_attempted(blank):
    """An untouched answer of any kind is told apart from a wrong one."""
    assert check("01-split", blank).status == "not attempted"


@pytest.mark.parametrize("stub", [lambda *_: None, lambda *_: ...])
def test_a_function_that_gives_nothing_is_not_attempted(stub):
    """A function whose body was never written is a blank, too."""
    assert check("01-split", stub).status == "not attempted"


def test_a_right_function_passes():
    """A right answer passes."""
    assert check("01-split", split).passed


def test_an_exception_in_the_function_is_an_error_and_says_where():
    """The trainee's own exception becomes an outcome with its type and its arguments."""
    outcome = check("01-split", lambda a, b, c, d: a / 0)
    assert outcome.status == "error"
    assert "ZeroDivisionError" in outcome.message
    assert "10, 2.0, 40, 9.0" in outcome.message


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (lambda a, b, c, d: c / a, "a dict is asked for"),
        (lambda a, b, c, d: {"units": c / a}, "'per_unit' is missing"),
        (lambda *a: split(*a) | {"units": "4"}, "a finite number"),
        (lambda *a: split(*a) | {"units": True}, "a finite number"),
        (lambda *a: split(*a) | {"per_unit": 0.5}, "divide"),
        (lambda *a: split(*a) | {"units_share": 3 / 3.5}, "logarithms"),
        (lambda *a: split(*a) | {"units_share": 1.0}, "definition gives another number"),
        (lambda *a: split(*a) | {"per_unit": 4.5}, "growth of the total"),
        (lambda *a: split(*a) | {"per_unit": pd.Series(range(14))}, "not a Series of 14 numbers."),
    ],
)
def test_a_wrong_answer_is_told_the_rule(answer, rule):
    """Each usual mistake meets its own rule; none of the messages holds the true share."""
    outcome = check("01-split", answer)
    assert outcome.status == "wrong"
    assert rule in outcome.message
    assert "0.9217" not in outcome.message


def test_an_answer_that_no_judge_foresaw_is_an_error_not_a_crash():
    """Whatever object is given, the notebook goes on."""

    class Odd(dict):
        def __contains__(self, key):
            raise RuntimeError

    outcome = check("01-funnel", Odd(a=1))
    assert outcome.status == "error"


def test_an_unknown_exercise_is_named():
    """A mistyped id gets one clear sentence."""
    with pytest.raises(CaopanError, match="no exercise '01-splitt'"):
        check("01-splitt", 1)
    with pytest.raises(CaopanError, match="no exercise"):
        hint("x")


def test_hints_come_one_after_the_other_and_the_last_stays():
    """Asking again gives the next hint; after the last one, the last again."""
    exercise("test-hints", "first", "second")(lambda _: None)
    assert [hint("test-hints").text for _ in range(3)] == ["first", "second", "second"]


def test_an_exercise_needs_a_new_name_and_a_hint():
    """The registry refuses what a trainee could not use."""
    with pytest.raises(CaopanError):
        exercise("01-split", "a hint")
    with pytest.raises(CaopanError):
        exercise("test-without-hint")


def test_every_exercise_has_a_hint_that_shows_itself():
    """Hints exist for all exercises, as text and as HTML."""
    for name in exercises():
        given = hint(name)
        assert given.text in repr(given)
        assert 'role="status"' in given._repr_html_()


def test_an_outcome_is_told_in_words_and_signs_and_escaped():
    """The status stands there as a word, not only as a colour; answers cannot inject HTML."""
    shown = Outcome("x", "wrong", "<script>alert(1)</script>")._repr_html_()
    assert "✗ Wrong" in shown
    assert 'role="status"' in shown
    assert "<script>" not in shown
