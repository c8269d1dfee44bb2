"""The contract designer: knobs are the contract's values, and what it says is what is weighed."""

import time
from typing import Any

import pytest

from caopan.commission import customary, outcomes, reference_contract
from caopan.commission.conduct import Grid
from caopan.commission.contract import Contract
from caopan.commission.designer_knobs import PIECES, knobs_of, turned, with_piece, without
from caopan.commission.designer_parts import questions_part, sentences_part
from caopan.commission.designer_view import DesignerView
from caopan.commission.sentences import prose
from caopan.errors import CaopanError
from caopan.market import as_found

SMALL = Grid(effort=(0, 2), spend_bp=(10_000, 20_000), hype=(None,), weeks=15)
SALES = 10_000_000


def all_pieces() -> Contract:
    """A contract to which every piece was added."""
    contract = customary()
    for name in PIECES:
        contract = with_piece(contract, name, SALES)
    return contract


def test_every_knob_takes_its_own_value() -> None:
    """Setting any knob to what it shows leaves the contract as it is, whatever pieces it has."""
    contract = all_pieces()
    knobs = knobs_of(contract)
    assert len({knob.path for knob in knobs}) == len(knobs) > 15
    for knob in knobs:
        assert turned(contract, knob.path, knob.value) == contract, knob


def test_every_choice_makes_another_contract_or_says_why_not() -> None:
    """Each option of each knob is a contract that reads otherwise, or is refused in words."""
    contract = all_pieces()
    changed, refused = 0, []
    for knob in knobs_of(contract):
        for option in knob.options:
            if option == knob.value:
                continue
            try:
                other = turned(contract, knob.path, option)
            except CaopanError as problem:
                refused.append(str(problem))
            else:
                changed += 1
                assert prose(other) != prose(contract), (knob, option)
    assert changed > 8
    assert all(": " in one for one in refused)


@pytest.mark.parametrize("name", list(PIECES))
def test_a_piece_changes_what_is_said_and_can_be_taken_out(name: str) -> None:
    """Adding a piece changes the sentences; a knob or the term leads back out of it."""
    begun = customary()
    contract = with_piece(begun, name, SALES)
    assert prose(contract) != prose(begun)
    outs = {knob.gone for knob in knobs_of(contract)} - {""}
    outs |= {f"terms.{at}" for at in range(1, len(contract.terms))}
    if name.startswith("ads taken"):
        assert turned(contract, "terms.0.less_ads", "no") == begun
    elif name.startswith("step"):
        assert "terms.0.steps.1" in outs
    else:
        assert begun in {without(contract, out) for out in outs}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("terms.0.rate", "8", "no unit"),
        ("terms.0.rate", "180 %", "out of bounds"),
        ("terms.7.rate", "8 %", "no such place"),
        ("base", "D", "not known"),
        ("confirm_days", "soon", "days"),
    ],
)
def test_what_does_not_fit_is_said(path: str, value: str, said: str) -> None:
    """A value without unit, out of bounds or in no place is refused with the reason."""
    with pytest.raises(CaopanError, match=said):
        turned(customary(), path, value)


def test_changed_sentences_are_marked_in_both_languages() -> None:
    """Exactly the sentences that are not in the contract before are marked."""
    before = customary()
    html = sentences_part(turned(before, "terms.0.rate", "8 %"), before)
    assert html.count("<mark>") == 2
    assert html.count("8 %") == 2
    assert "<mark>" not in sentences_part(before, before)
    assert "keeps" in questions_part(before) or "returns" in questions_part(before)


@pytest.fixture(scope="module")
def view() -> DesignerView:
    """A designer whose merchant is played."""
    shown = DesignerView({"Tuan": lambda: ("tuantuan", as_found("tuantuan"))}, "Tuan", SMALL)
    say(shown, do="hello")
    while shown.hunt.get("running"):
        time.sleep(0.05)
        say(shown, do="ask")
    return shown


def say(view: DesignerView, **words: Any) -> None:
    """Send the kernel what the page would."""
    view._hear(None, words, None)


def test_a_change_is_weighed_and_what_is_wrong_changes_nothing(view: DesignerView) -> None:
    """Verdict and knobs follow a change; a refused one leaves the contract and says why; the
    reference has skill 1; text that was saved opens again."""
    say(view, do="begin", start="reference")
    assert view.contract == reference_contract(outcomes("tuantuan", SMALL)).contract
    assert "1.00" in view.state["verdict"]
    rate = next(knob for knob in view.state["knobs"] if knob["path"] == "terms.0.rate")
    say(view, do="turn", path="terms.0.rate", value="1 %")
    assert view.contract.terms[0].rate_bp == 100 != rate["value"]  # type: ignore[union-attr]
    edition = view.state["edition"]
    say(view, do="turn", path="terms.0.rate", value="much")
    assert "no amount" in view.state["problem"]
    assert view.state["edition"] > edition
    assert view.contract.terms[0].rate_bp == 100  # type: ignore[union-attr]
    kept = view.contract
    say(view, do="begin", start="customary")
    say(view, do="open", text="contract_id: [")
    assert "refused" in view.state["problem"]
    from caopan.commission.contract_writing import contract_text

    say(view, do="open", text=contract_text(kept))
    assert view.contract == kept
    say(view, do="add", piece="nothing")
    assert "no piece" in view.state["problem"]


@pytest.mark.parametrize("tab", ["sides", "response", "sentences", "questions"])
def test_each_tab_is_drawn_when_it_is_opened(view: DesignerView, tab: str) -> None:
    """A tab shows something for the present contract."""
    say(view, do="tab", key=tab)
    assert view.part["tab"] == tab
    assert len(view.part["html"]) > 50


def test_an_unknown_merchant_is_said() -> None:
    """A merchant that is not there is told with those that are."""
    shown = DesignerView({}, "nobody", SMALL)
    say(shown, do="hello")
    assert "no merchant 'nobody'" in shown.state["problem"]
