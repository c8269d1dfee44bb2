"""A value of a sheet's text set in place: the sheet has it, and all else stays as it was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import sample
from caopan.planning.sheet_edit import with_value
from caopan.planning.sheet_file import SCHEMA, read_sheet
from caopan.planning.sheet_new import new_text
from caopan.planning.view_knobs import knobs, turned

EXAMPLE = SCHEMA.with_name("stage_sheet.example.yaml").read_text(encoding="utf-8")
SHOP = sample("liuyi")
TEXTS = (EXAMPLE, new_text(SHOP), "head: {merchant: liuyi, first_date: 2021-11-01}\n")
KNOBS = [
    (text, knob) for text in TEXTS for knob in knobs(read_sheet(text).value, SHOP)
]  # every decision of three sheets: of the example, of a starting one, of one with nothing in it


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(KNOBS), st.integers(1, 90))
def test_a_turned_knob_is_in_the_sheet_and_nothing_else_moves(chosen, number):
    """Read again, the knob shows the number; each line of before is there, but the one turned."""
    text, knob = chosen
    value = str(number / 100) if knob.unit == "of full pressure" else str(number)
    after = turned(text, knob.path, value)
    draft = read_sheet(after)
    assert not draft.misfits
    [shown] = [one for one in knobs(draft.value, SHOP) if one.path == knob.path]
    assert float(shown.value) == float(value)
    lines, now = text.splitlines(), after.splitlines()
    if len(now) > len(lines):  # a decision that was not there before has a line of its own
        rest = iter(now)
        assert all(line in rest for line in lines)
    else:
        moved = [pair for pair in zip(lines, now, strict=True) if pair[0] != pair[1]]
        assert len(moved) <= 1
        assert all(old.partition("#")[2] == new.partition("#")[2] for old, new in moved)


def test_sheets_have_the_knobs_of_what_stands_in_them():
    """Budgets, heroes, sessions and gifts of the example; of a bare sheet what all have."""
    labels = [{knob.label for t, knob in KNOBS if t == text} for text in TEXTS]
    assert {"all budgets", "plan evening", "Monday 19:00", "lottery 7, quantity"} <= labels[0]
    assert labels[2] == {"all budgets", "script", "further heads"}
    first = next(knob for text, knob in KNOBS if text == EXAMPLE and knob.label.endswith("price"))
    assert (first.value, first.unit) == ("471", "yuan")


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("", "ads.budget_share", "the sheet is empty"),
        ("a: [", "ads.budget_share", "cannot be read"),
        ("stock: {skus: []}", "stock.skus.3.cover", "no such place"),
        ("ads: {budget_share: [1]}", "ads.budget_share", "more than one value"),
    ],
)
def test_places_that_hold_no_value_are_refused(text, path, said):
    """In words, whatever stands there."""
    with pytest.raises(CaopanError, match=said):
        with_value(text, path, "90 %")


def test_numbers_that_do_not_fit_and_what_is_no_knob_are_refused():
    """Words, negative numbers, other places."""
    for path, number, said in (
        ("ads.budget_share", "much", "is no amount"),
        ("ads.budget_share", "-1", "out of bounds"),
        ("head.title", "3", "no knob"),
    ):
        with pytest.raises(CaopanError, match=said):
            turned(EXAMPLE, path, number)
