"""Bad input to a settlement: refused with table, row, field and reason, while the rest settles."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError
from settlement_compare import facts_from
from worked import PARTIES, Told, at, deal, settled, share

from caopan.commission import Book, Contract, Facts, settle
from caopan.commission.terms import Hop, Share
from caopan.errors import CaopanError

TWENTY = deal(share(20))


def told_good() -> Told:
    """Two lines of 100.00 in a session, one refund of 10.00, 5.00 of ads: all good."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.sold("l1", 10_000, session_id="s1")
    told.sold("l2", 10_000, session_id="s1")
    told.refunded("l1", 1_000, "11-07")
    told.spent("s1", 500, "11-06 21:00")
    return told


BAD_LINES: dict[str, dict[str, Any]] = {
    "not_whole": {"list_fen": 10_000.0},
    "negative": {"p_coupon_fen": -1, "pay_fen": 10_001},
    "coupons": {"pay_fen": 9_999},
    "too_large": {"list_fen": 10**10 + 1, "pay_fen": 10**10 + 1},
    "unknown_session": {"session_id": "s9"},
}
BAD_REFUNDS: dict[str, dict[str, Any]] = {
    "not_whole": {"amount_fen": "12.00"},
    "negative": {"amount_fen": -1},
    "unknown_line": {"line_id": "l9"},
    "before_payment": {"ts": at("11-06 20:29")},
    "above_paid": {"amount_fen": 9_001},
    "unknown_kind": {"kind": "gift"},
    "too_large": {"amount_fen": 10**10 + 1},
}


@pytest.mark.parametrize("code", BAD_LINES)
def test_a_bad_line_is_refused_and_the_rest_settles(code: str) -> None:
    """One bad line beside two good ones: 20 % of 190.00 all the same, the bad one listed."""
    told = told_good()
    told.sold("bad", 10_000, session_id="s1")
    told.tables["lines"][-1] |= BAD_LINES[code]
    found = settled(told, "11-08", TWENTY)
    assert (found.due("anna"), found.codes) == (3_800, [("bad", code)])


@pytest.mark.parametrize("code", BAD_REFUNDS)
def test_a_bad_refund_is_refused_and_the_rest_settles(code: str) -> None:
    """One bad refund after a good one of 10.00: 20 % of 190.00 all the same, the bad one listed."""
    told = told_good()
    told.refunded("l1", 100, "11-07 12:00", event_id="bad")
    told.tables["refunds"][-1] |= BAD_REFUNDS[code]
    found = settled(told, "11-08", TWENTY)
    assert (found.due("anna"), found.codes) == (3_800, [("bad", code)])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cost_fen": 2.5}, "not_whole"),
        ({"cost_fen": -1}, "negative"),
        ({"session_id": "s9"}, "unknown_session"),
    ],
)
def test_bad_spend_is_refused_and_the_rest_settles(change: dict[str, Any], code: str) -> None:
    """One bad row of ad spend: 20 % above the 5.00 of the good one, the bad one listed."""
    told = told_good()
    told.spent("s1", 700, "11-06 21:00", event_id="bad")
    told.tables["spend"][-1] |= change
    found = settled(told, "11-08", deal(share(20, less_ads=True)))
    assert (found.due("anna"), found.codes) == (3_700, [("bad", code)])


def test_a_delivery_of_an_unknown_line_is_listed() -> None:
    """It moves nothing, and counts once its line is known."""
    told = told_good()
    told.signed("l3", "11-08")
    assert settled(told, "11-20", TWENTY).codes == [("l3", "unknown_line")]
    told.sold("l3", 10_000, known="11-21")
    found = settled(told, "11-21", TWENTY)
    assert (found.codes, found.state("l3")) == ([], 1)


@pytest.mark.parametrize("wrong", [1.0, "100", None, float("nan"), True])
def test_what_is_no_whole_number_is_said_in_words(wrong: Any) -> None:
    """The refusal names table, row, id, field and code, and its reason is a sentence."""
    told = told_good()
    told.sold("bad", 10_000)
    told.tables["lines"][-1]["pay_fen"] = wrong
    (one,) = settle([TWENTY], facts_from(told.tables), at("11-08")).refused
    assert (one.table, one.row, one.id, one.field) == ("lines", 2, "bad", "pay_fen")
    assert one.code == "not_whole"
    assert len(one.reason.split()) > 3
    assert "pay_fen" in str(one)


def test_a_column_of_floats_is_refused_row_by_row() -> None:
    """Fen that once passed through a float are no fen: each row is refused, none rounded."""
    facts = facts_from(told_good().tables)
    lines = facts.lines.astype({"pay_fen": "float64"})
    found = settle([TWENTY], Facts(lines=lines, sessions=facts.sessions), at("11-08"))
    assert [one.code for one in found.refused] == ["not_whole", "not_whole"]
    assert len(found.lines) == 0


def test_a_missing_column_is_said() -> None:
    """A table without a column that it must have is refused whole, by the column's name."""
    facts = facts_from(told_good().tables)
    with pytest.raises(CaopanError, match="pay_ts"):
        settle([TWENTY], Facts(lines=facts.lines.drop(columns="pay_ts")), at("11-08"))


def test_nothing_at_all_settles_to_nothing() -> None:
    """No facts: no lines, no dues, nothing refused."""
    found = settle([TWENTY], Facts(lines=pd.DataFrame()), at("11-08"))
    assert (len(found.lines), found.due("anna"), found.refused) == (0, 0, ())


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"cap_fen": 1, "floor_fen": 2}, "the cap is below the floor"),
        ({"rate_bp": None}, "exactly one of"),
        ({"rate_of": "comm_bp"}, "exactly one of"),
        ({"party": "nobody"}, "nobody"),
        ({"party": "shop"}, "merchant"),
        ({"passes_on": (Hop(to="anna", share_bp=1),)}, "anna"),
        ({"starts": at("11-10"), "ends": at("11-10")}, "until is not after from"),
    ],
)
def test_a_contradictory_contract_is_no_contract(terms: dict[str, Any], says: str) -> None:
    """What contradicts itself, or names who takes no part, is refused when it is written."""
    with pytest.raises(ValidationError, match=says):
        deal(share(20, **terms))


def test_an_unknown_rule_is_refused() -> None:
    """A term of a kind that there is not cannot be written."""
    term = {"kind": "royalty", "name": "r", "party": "anna", "rate_bp": 1}
    with pytest.raises(ValidationError, match="royalty"):
        Contract(
            contract_id="deal",
            version=1,
            parties=PARTIES,
            terms=(term,),
            effective_from="2021-11-01",
        )


def test_only_what_is_signed_settles() -> None:
    """An unsigned contract, or one that was changed after it was signed, does not settle."""
    facts = facts_from(told_good().tables)
    changed = TWENTY.model_copy(update={"terms": (share(30),)})
    for one in (TWENTY.model_copy(update={"signatures": ()}), changed):
        with pytest.raises(CaopanError, match="sign"):
            settle([one], facts, at("11-08"))


def test_one_version_twice_does_not_settle() -> None:
    """Two contracts that are both version 1 of one id contradict each other."""
    with pytest.raises(CaopanError, match="version"):
        settle([TWENTY, deal(share(10))], facts_from(told_good().tables), at("11-08"))


def test_a_clock_needs_its_offset() -> None:
    """Nobody can say what 8 November 00:00 is without knowing where."""
    with pytest.raises(CaopanError, match="offset"):
        settle([TWENTY], facts_from(told_good().tables), datetime(2021, 11, 8))  # noqa: DTZ001 - the point


def test_the_clock_of_a_book_does_not_go_backwards() -> None:
    """An earlier clock is refused, and the book stays as it was."""
    book = Book([TWENTY])
    facts = facts_from(told_good().tables)
    book.add(facts, at("11-08"))
    with pytest.raises(CaopanError, match="back"):
        book.add(facts, at("11-07"))
    assert book.settlement().due("anna") == 3_800
    book.add(Facts(lines=pd.DataFrame()), at("11-08"))
    assert book.settlement().due("anna") == 3_800


def test_a_bad_event_in_a_book_is_listed_and_the_rest_counts() -> None:
    """One refund of an unknown line among good events: all others settle; later it may count."""
    told = told_good()
    told.refunded("l3", 1_000, "11-07")
    book = Book([TWENTY])
    listed = book.add(facts_from(told.tables), at("11-08")).refused
    assert [(one.id, one.code) for one in listed] == [("r2", "unknown_line")]
    assert book.settlement().due("anna") == 3_800
    late = Told()
    late.sold("l3", 10_000, known="11-09")
    listed = book.add(facts_from(late.tables), at("11-09")).refused
    assert (listed, book.settlement().due("anna")) == ((), 5_600)


def test_a_share_has_whole_basis_points() -> None:
    """A rate that is no whole number of basis points is refused."""
    with pytest.raises(ValidationError):
        Share(name="s", party="anna", rate_bp=12.5)


@pytest.mark.parametrize("given", ["2021-11-06 20:30", "soon", 10**18, 10**30, True, [1]])
def test_what_is_no_moment_is_not_read_as_one(given: Any) -> None:
    """Text and numbers among times: refused by column, not read in silence as of another zone."""
    facts = facts_from(told_good().tables)
    for column in ("arrive_ts", "pay_ts"):
        mixed = facts.lines[column].astype(object)
        mixed.iloc[0] = given
        lines = facts.lines.assign(**{column: mixed})
        with pytest.raises(CaopanError, match=rf"lines\.{column}: .* offset"):
            settle([TWENTY], replace(facts, lines=lines), at("11-08"))


def test_frames_of_another_kind_settle_alike() -> None:
    """Columns of arrow or of nullable numbers give what those of numpy give."""
    facts = facts_from(told_good().tables)
    for kind in ("pyarrow", "numpy_nullable"):
        told = {name: getattr(facts, name) for name in ("lines", "sessions", "refunds", "spend")}
        made = {name: one.convert_dtypes(dtype_backend=kind) for name, one in told.items()}
        found = settle([TWENTY], Facts(**made), at("11-08"))
        assert (found.due("anna"), found.refused, found.leak_fen()) == (3_800, (), 0)


def test_what_is_no_frame_of_facts_is_said() -> None:
    """No frame, a column twice, ids that are no text, a contract that is none, a clock of text."""
    facts = facts_from(told_good().tables)
    twice = pd.concat([facts.lines, facts.lines[["pay_fen"]]], axis=1)
    ids = pd.Series([10**30, 10**30], dtype=object)
    given: list[tuple[Any, str]] = [
        (None, "lines: NoneType is no frame"),
        (twice, "pay_fen stands twice"),
        (facts.lines.assign(line_id=ids), "ids are text"),
    ]
    for lines, says in given:
        with pytest.raises(CaopanError, match=says):
            settle([TWENTY], replace(facts, lines=lines), at("11-08"))
    nobody: Any = "TWENTY"
    with pytest.raises(CaopanError, match="str is no contract"):
        settle([nobody], facts, at("11-08"))
    with pytest.raises(CaopanError, match="the clock TWENTY has no offset"):
        settle([TWENTY], facts, nobody)


@pytest.mark.parametrize("table", ["lines", "refunds", "deliveries", "spend"])
def test_a_row_that_never_arrived_is_listed(table: str) -> None:
    """Without arrive_ts a row counts at no clock, and is named at each; the rest settles."""
    told = told_good()
    told.sold("bad", 10_000, session_id="s1")
    told.tables["lines"].pop()
    told.refunded("l1", 100, "11-07 12:00", event_id="r")
    told.spent("s1", 700, "11-06 21:00", event_id="a")
    told.signed("l1", "11-08")
    whole = settled(told, "11-09", TWENTY)
    rows = told.tables[table]
    rows.append({**rows[-1], "arrive_ts": None})
    found = settled(told, "11-09", TWENTY)
    assert found.due("anna") == whole.due("anna")
    name = rows[-1].get("event_id") or rows[-1]["line_id"]
    assert (name, "not_whole") in found.codes


def test_a_contract_that_was_copied_without_a_check_is_refused() -> None:
    """A rate below zero that no file could say does not settle."""
    wrong = deal(share(20)).terms[0].model_copy(update={"rate_bp": -500})
    with pytest.raises(CaopanError, match="rate"):
        settle([TWENTY.model_copy(update={"terms": (wrong,)})], Facts(pd.DataFrame()), at("11-08"))
