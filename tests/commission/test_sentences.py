"""A contract read back: in two languages, with everything in it that changes money."""

import re
import string
from typing import Any, get_args

import pytest
from drawn_contracts import contracts
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from caopan.commission.contract import Contract
from caopan.commission.contract_file import load_contract
from caopan.commission.contract_new import EXAMPLE
from caopan.commission.phrases import PHRASES, Language
from caopan.commission.sentences import prose, sentences_of
from caopan.commission.terms import Ads, Fee, Share

BROAD = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
LANGUAGES = get_args(Language)
PARTS = ("terms", "scope", "base", "price_protection", "confirm_days", "cycle", "effective_from")


def money(contract: Contract) -> dict[str, Any]:
    """What a contract says of money, in one form where it may say the same in several."""
    data = contract.model_dump(mode="json", exclude={"signatures", "title"})
    data["base"] = sorted(data["base"])
    for term in data["terms"]:
        if not term.get("steps"):
            term["mode"] = None  # a single rate is the same in both modes
        if term.get("base") is not None:
            term["base"] = sorted(term["base"])
    if data["cycle"]["every"] == "day":
        data["cycle"]["on"] = None
    return data


def told(contract: Contract, language: Language) -> list[str]:
    """The sentences apart from those about signatures."""
    whole = sentences_of(contract, language)
    last = whole[-1].group
    return [one.text for one in whole if one.group != last or not one.path.startswith("sign")]


@BROAD
@given(contracts(), contracts(), st.sampled_from(PARTS))
def test_contracts_that_differ_in_money_differ_in_text(
    one: Contract, other: Contract, part: str
) -> None:
    """Whatever part of a contract is taken from another one: if money changes, sentences do."""
    two = one.model_copy(update={part: getattr(other, part)})
    assume(money(one) != money(two))
    for language in LANGUAGES:
        assert told(one, language) != told(two, language)


FIELDS = {
    "share": {
        "party": "host",
        "per": "day",
        "rate_bp": 501,
        "base": ["anchor"],
        "baseline": {"amount_fen": 100, "indexed": True},
        "less_ads": True,
        "cap_fen": 90_000,
        "floor_fen": 100,
        "gates": [{"measure": "on_time_rate", "limit_bp": 9_500, "pays_bp": 8_000}],
        "reserve": {"share_bp": 1_000, "days": 30},
        "keeps_after_settle": True,
        "passes_on": [{"to": "scout", "share_bp": 5_000}],
        "starts": "2021-11-11",
        "ends": "2021-11-12",
    },
    "fee": {
        "party": "host",
        "amount_fen": 1,
        "per": "once",
        "guarantee": {"sales_fen": 500},
        "passes_on": [{"to": "scout", "share_bp": 5_000}],
        "starts": "2021-11-11",
        "ends": "2021-11-12",
    },
    "ads": {
        "party": "host",
        "does": "bears",
        "share_bp": 1,
        "markup_bp": 5,
        "passes_on": [{"to": "scout", "share_bp": 5_000}],
        "starts": "2021-11-11",
        "ends": "2021-11-12",
    },
}
PLAIN: dict[str, dict[str, Any]] = {
    "share": {"rate_bp": 500},
    "fee": {"amount_fen": 100},
    "ads": {"does": "fronts"},
}


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, fields in FIELDS.items() for field in fields]
)
def test_each_field_of_a_term_is_said(kind: str, field: str) -> None:
    """Each field of each kind of term changes the text of the contract when it changes."""
    head = load_contract(EXAMPLE).model_dump()
    head["parties"] = [*head["parties"], {"id": "scout", "role": "agent", "name": "Scout"}]
    term = {"name": "t", "kind": kind, "party": "ops", **PLAIN[kind]}
    one = Contract.model_validate(head | {"terms": [term]})
    two = Contract.model_validate(head | {"terms": [term | {field: FIELDS[kind][field]}]})
    for language in LANGUAGES:
        assert told(one, language) != told(two, language)


def test_every_field_of_a_term_is_tried() -> None:
    """The test above knows all fields of all kinds of terms, apart from the shapes of a rate."""
    shapes = {"name", "kind", "rate_of", "steps", "mode"}
    for model in (Share, Fee, Ads):
        kind = model.model_fields["kind"].default
        assert set(model.model_fields) - shapes == set(FIELDS[kind])


def test_both_languages_say_the_same_words() -> None:
    """Each phrase is there in both languages, with the same words to fill in."""
    for key, pair in PHRASES.items():
        english, chinese = (
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair
        )
        assert english == chinese, key
        assert pair[0] != pair[1], key
        assert not re.search(r"[a-z]{2}", re.sub(r"{[a-z]+}", "", pair[1])), key


def test_the_example_reads_well() -> None:
    """Numbered, grouped, short; each sentence with the place of the contract that it tells."""
    contract = load_contract(EXAMPLE)
    english, chinese = sentences_of(contract), sentences_of(contract, "zh")
    assert [one.number for one in english] == [one.number for one in chinese]
    assert len({one.number for one in english}) == len(english)
    assert list(dict.fromkeys(one.group for one in chinese)) == [
        "当事人",
        "适用范围",
        "各方所得",
        "确认与支付",
        "签署",
    ]
    longest = [one.text for one in english if len(one.text.split()) > 25]
    assert longest == []
    texts = {one.text for one in english}
    assert (
        "service: ops gets a share of the base by steps, counted per month: 3 % from ¥0; "
        "4 % from ¥300,000; 5 % from ¥1,000,000." in texts
    )
    assert "Of what studio receives under it, host gets 50 %." in texts
    assert "其中 20 % 作为保证金，自成交起留存 30 天。" in {one.text for one in chinese}
    assert prose(contract).count("\n\n") == 4


def test_signatures_are_read_back() -> None:
    """Who signed, who did not, and whose sign-off is of another text."""
    contract = load_contract(EXAMPLE).model_copy(update={"confirm_days": 16})
    said = [one.text for one in sentences_of(contract) if one.group == "Who signed it"]
    assert said[0] == ("shop signed on 2021-10-28 10:00, but something else than what stands here.")
    assert said[-1] == "Not signed by shop, studio, host, ops: until then nothing settles."
