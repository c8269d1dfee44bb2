"""A contract and its file: there and back without loss, all that does not fit with its line."""

import json
from pathlib import Path

import pytest
from drawn_contracts import contracts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from caopan.commission.checks_unsaid import unsaid
from caopan.commission.contract import Contract
from caopan.commission.contract_file import (
    SCHEMA,
    contract_schema,
    contract_schema_text,
    load_contract,
    read_contract,
    write_contract,
)
from caopan.commission.contract_new import EXAMPLE, begun_contract, begun_contract_text
from caopan.commission.contract_writing import contract_json, contract_text, plain
from caopan.errors import CaopanError

SCHEMATA = Draft202012Validator(contract_schema())
BROAD = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = EXAMPLE.read_text(encoding="utf-8")


@BROAD
@given(contracts())
def test_a_contract_comes_back_from_its_file(contract: Contract) -> None:
    """For every contract nothing is lost, in YAML and JSON, and what was signed stays signed."""
    for text in (contract_text(contract), contract_json(contract)):
        draft = read_contract(text)
        assert draft.misfits == ()
        assert draft.value == contract
        assert draft.value.digest == contract.digest
        assert draft.value.unsigned == contract.unsigned
    assert Contract.from_json(contract.to_json()) == contract
    assert list(SCHEMATA.iter_errors(plain(contract))) == []


@BROAD
@given(contracts())
def test_what_is_written_leaves_nothing_unsaid(contract: Contract) -> None:
    """Where a default decides about money, it is written out: no reader has to know it."""
    read = read_contract(contract_text(contract)).value
    assert read is not None
    told = [one.says for one in unsaid(read)]
    assert [says for says in told if "not said" in says or "without a mode" in says] == []


@BROAD
@given(st.data())
def test_no_text_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is typed into a contract: it is read, or told with a line within the file."""
    lines = TEXT.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[at])))
        typed = data.draw(st.text(st.sampled_from("{}[]:,-#&*!%'\"a1 \t一"), max_size=6))
        lines[at] = lines[at][:cut] + typed + lines[at][cut + data.draw(st.integers(0, 5)) :]
    draft = read_contract("\n".join(lines))
    for one in draft.misfits:
        assert one.says
        assert one.line is not None
        assert 1 <= one.line <= len(lines) + 1
    assert draft.value is not None or draft.misfits


def test_all_misfits_are_told_at_once_each_with_its_line() -> None:
    """Unknown names, missing units, foreign kinds and parties: in one go, with what to do."""
    text = TEXT.replace("share: 20 %, days: 30 days", "share: 0.2, days: 30")
    text = text.replace("amount: 8000.00 yuan", "amount: 800000").replace("less_ads", "les_ads")
    text = text.replace("kind: ads", "kind: advertising").replace("role: mcn", "role: MCN")
    draft = read_contract(text)
    told = {one.path: one.says for one in draft.misfits}
    assert told["parties.2.role"].startswith("'MCN' is not known; give 'platform'")
    assert told["terms.1.reserve.share"] == "'0.2' has no unit; give %, such as 5 %"
    assert told["terms.1.reserve.days"] == "'30' has no unit; give days, such as 30 days"
    assert told["terms.2.les_ads"] == "there is no field 'les_ads' here; did you mean 'less_ads'?"
    assert told["terms.3.amount"] == "'800000' has no unit; give yuan, such as 1000.00 yuan"
    assert told["terms.4"] == "kind 'advertising' is not known; give one of share, fee, ads"
    lines = text.splitlines()
    for path, word in (("terms.3.amount", "800000"), ("terms.2.les_ads", "les_ads")):
        line = next(one.line for one in draft.misfits if one.path == path)
        assert line is not None
        assert word in lines[line - 1]


def test_all_contradictions_of_a_whole_are_told() -> None:
    """Names that stand twice, strangers, a merchant with a term, dates that run backwards."""
    text = TEXT.replace("name: retainer", "name: ads").replace("party: studio", "party: nobody")
    text = text.replace("party: platform", "party: shop").replace("2022-03-01", "2020-03-01")
    told = [str(one) for one in read_contract(text).misfits]
    assert len(told) == 4
    assert any("terms.1: 'nobody' is none of the parties" in one for one in told)
    assert any("terms.0: the merchant gets what is left and has no term" in one for one in told)
    assert any("terms: name 'ads' stands twice" in one for one in told)
    assert any("effective_until: it ends before it begins" in one for one in told)


@pytest.mark.parametrize(
    ("term", "says"),
    [
        ("kind: share, rate: 5 %, rate_of: fee_bp", "exactly one of rate, rate_of and steps"),
        ("kind: share", "exactly one of rate, rate_of and steps"),
        ("kind: share, rate_of: fee_bp, less_ads: true", "no baseline and no less_ads"),
        ("kind: share, rate: 5 %, cap: 1 yuan, floor: 2 yuan", "the cap is below the floor"),
        ("kind: share, rate: 101 %", "101 % is out of bounds; give 0 % to 100 %"),
        ("kind: share, rate: 5 %, rate_bp: 6 %", "there is no field 'rate_bp' here"),
        (
            "kind: share, steps: [{from: 2 yuan, rate: 1 %}, {from: 1 yuan, rate: 2 %}]",
            "the steps do not rise",
        ),
        ("kind: fee, amount: -1 yuan", "out of bounds"),
        ("kind: fee, amount: 1.005 yuan", "too fine; give at most 2 decimals"),
        ("kind: fee, amount: 1 yuan, guarantee: {}", "either sales or roi"),
        ("kind: fee, amount: 1 yuan, per: month, guarantee: {sales: 1 yuan}", "only a fee per"),
        ("kind: ads, does: bears, markup: 1 %", "drop markup"),
    ],
)
def test_a_contradictory_term_is_refused_in_words(term: str, says: str) -> None:
    """Each contradiction within a term names the term's line and what to do."""
    head = "contract_id: c\nversion: 1\neffective_from: 2021-11-01\nparties:\n"
    head += "  - {id: shop, role: merchant, name: S}\n  - {id: ops, role: provider, name: O}\n"
    draft = read_contract(f"{head}terms:\n  - {{name: t, party: ops, {term}}}\n")
    assert [one.line for one in draft.misfits] == [8]
    assert says in draft.misfits[0].says


def test_the_published_schema_is_fresh_and_knows_units() -> None:
    """An editor that knows it refuses bare numbers and unknown names, as the reader does."""
    assert SCHEMA.read_text(encoding="utf-8") == contract_schema_text()
    good = plain(load_contract(EXAMPLE))
    assert SCHEMATA.is_valid(good)
    fee = {"name": "t", "kind": "fee", "party": "ops"}
    for amount in (8_000, "8000", "8000 fen"):
        assert not SCHEMATA.is_valid(good | {"terms": [fee | {"amount": amount}]})
    assert SCHEMATA.is_valid(good | {"terms": [fee | {"amount": "8000 yuan"}]})
    assert not SCHEMATA.is_valid(good | {"payment": "soon"})


def test_json_may_be_indented_by_tabs() -> None:
    """A contract in JSON is read however another tool lays it out."""
    contract = load_contract(EXAMPLE)
    made = json.dumps(plain(contract), indent="\t")
    assert read_contract(made).value == contract
    assert read_contract(json.dumps(plain(contract), separators=(",", ":"))).value == contract


def test_a_contract_to_begin_with_is_read_back() -> None:
    """Its text with all comments says no more and no less than the contract."""
    draft = read_contract(begun_contract_text("liuyi"))
    assert draft.misfits == ()
    assert draft.value == begun_contract("liuyi")
    lines = begun_contract_text("liuyi").splitlines()
    more = [line.replace("  # ", "  ", 1) for line in lines if line.startswith("  #   ")]
    assert len(more) > 10


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What is there stays where the disk refuses; a file that cannot be read is named."""
    contract = load_contract(EXAMPLE)
    for name in ("c.yaml", "c.json"):
        write_contract(contract, tmp_path / name)
        assert load_contract(tmp_path / name) == contract
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(CaopanError, match="cannot write"):
        write_contract(contract, tmp_path / "folder.yaml")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["c.json", "c.yaml", "folder.yaml"]
    with pytest.raises(CaopanError, match=r"cannot read .*; give the path of a contract"):
        load_contract(tmp_path / "none.yaml")
    (tmp_path / "empty.yaml").write_text("")
    with pytest.raises(CaopanError, match="begin with: caopan contract new MERCHANT"):
        load_contract(tmp_path / "empty.yaml")
