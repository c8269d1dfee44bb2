"""Validation accepts true facts, and says what is wrong with others in words for a person."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan import CaopanError
from caopan.events import EVENT_TABLES, TABLES, validate
from caopan.events.catalogue import DECLARED


@pytest.mark.parametrize("table", list(TABLES))
def test_a_frame_that_fits_passes_unchanged(table, valid) -> None:
    """Valid frames of all tables pass and come back equal, in the declared dtypes and order."""
    frame = valid(table)
    passed = validate(table, frame[frame.columns[::-1]])
    pd.testing.assert_frame_equal(passed, frame, check_dtype=False)
    assert list(passed.dtypes.astype("str")) == [c.dtype for c in DECLARED[table].columns]


def test_text_categories_and_other_zones_are_coerced(valid) -> None:
    """Coercion loses nothing: categories become text, a UTC time the same moment in Shanghai."""
    frame = valid("visit")
    frame["source"] = frame["source"].astype("category")
    frame["enter_ts"] = frame["enter_ts"].dt.tz_convert("UTC").dt.as_unit("ns")
    pd.testing.assert_frame_equal(validate("visit", frame), valid("visit"))


def _set(column, row, value):
    def change(frame):
        frame[column] = frame[column].astype("object")
        frame.loc[row, column] = value
        return frame

    return change


BROKEN = {
    "unknown word": (
        "visit",
        _set("source", 2, "feed"),
        "'source', row 2: 'feed' is not one of re",
    ),
    "null": ("refund", _set("line_id", 1, None), "column 'line_id', row 1: is empty"),
    "negative money": ("ad_spend", _set("cost_fen", 3, -5), "'cost_fen', row 3: -5 fen is outside"),
    "too many stars": ("review", _set("stars", 0, 6), "row 0: 6 stars is outside of 1 to 5"),
    "rate over one": ("product", _set("fee_bp", 4, 10_001), "10001 bp is outside of 0 to 10000"),
    "sum": ("order_line", _set("pay_fen", 5, 99), "'pay_fen is list_fen less the three coupons'"),
    "zero movement": ("stock_event", _set("delta", 1, 0), "column 'delta', row 1: the rule"),
    "topic of a like": ("interaction", _set("topic", 0, "size"), "only where kind is comment"),
    "fraction of a fen": ("refund", _set("amount_fen", 2, 19.9), "row 2 is 19.9, not a whole"),
    "text as money": (
        "refund",
        _set("amount_fen", 2, "19"),
        "'amount_fen': holds mixed-integer where",
    ),
    "number as text": (
        "refund",
        _set("line_id", 2, 7),
        "'line_id': holds mixed-integer where text",
    ),
    "word as flag": ("visit", _set("is_fan", 2, "yes"), "'is_fan': holds mixed where True or"),
    "text as time": ("refund", _set("ts", 2, "today"), "'ts': holds mixed where times are due"),
    "same key": (
        "refund",
        _set("event_id", 1, "event_id0"),
        "'event_id', row 0: event_id=event_id0",
    ),
    "missing": ("refund", lambda f: f.drop(columns="reason"), "lacks the column 'reason'"),
    "renamed": (
        "refund",
        lambda f: f.rename(columns={"amount_fen": "amount"}),
        "no column 'amount' (did you mean 'amount_fen'?)",
    ),
    "twice": ("refund", lambda f: pd.concat([f, f[["ts"]]], axis=1), "has the column 'ts' twice"),
    "no zone": (
        "refund",
        lambda f: f.assign(ts=f["ts"].dt.tz_localize(None)),
        "column 'ts': times are without a zone: say which with .dt.tz_localize('Asia/Shanghai')",
    ),
    "leaves first": (
        "visit",
        lambda f: f.assign(leave_ts=f["enter_ts"] - pd.Timedelta(1, "s")),
        "'leave_ts is not before enter_ts' is broken by leave_ts=2021-10-30 18:59:59+08:00, ",
    ),
}


@pytest.mark.parametrize(("table", "change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_refusal_names_table_column_row_and_rule(table, change, said, valid) -> None:
    """Each sort of fault is refused with one sentence that holds table, place and remedy."""
    with pytest.raises(CaopanError) as refusal:
        validate(table, change(valid(table)))
    assert said in str(refusal.value)
    assert f"table '{table}'" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_refusal_counts_the_other_rows(valid) -> None:
    """With many faulty rows the first is shown and the others are counted."""
    frame = valid("visit").assign(source="feed")
    with pytest.raises(CaopanError, match=r"row 0: 'feed' .* \(and 5 more rows\); mend"):
        validate("visit", frame)


def test_an_unknown_table_is_answered_with_the_nearest(valid) -> None:
    """A mistyped table name meets a suggestion and the whole list."""
    with pytest.raises(
        CaopanError, match=r"'visits' \(did you mean 'visit'\?\): take one of live_"
    ):
        validate("visits", valid("visit"))
    assert "visits" not in TABLES
    with pytest.raises(KeyError):
        TABLES["visits"]


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_no_wrong_word_null_or_number_slips_through(data, valid) -> None:
    """Whichever cell of whichever table is spoilt, validation refuses and names that column."""
    table = data.draw(st.sampled_from(EVENT_TABLES))
    column = data.draw(st.sampled_from(DECLARED[table].columns))
    row = data.draw(st.integers(0, 5))
    wrong: list[object] = [] if column.null else [None]
    wrong += ["?"] if column.values else []
    wrong += [column.low - 1] if column.low is not None else []
    wrong += [column.high + 1] if column.high is not None else []
    if wrong:
        frame = _set(column.name, row, data.draw(st.sampled_from(wrong)))(valid(table))
        with pytest.raises(CaopanError, match=f"column '{column.name}', row {row}"):
            validate(table, frame)
