"""What a check of a contract finds: one contract for each finding, and a clean one with none."""

from typing import Any

import pytest
from drawn_contracts import contracts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.commission.contract import Contract, signed
from caopan.commission.contract_checks import check_contract, check_contract_texts
from caopan.commission.contract_file import load_contract, read_contract
from caopan.commission.contract_new import EXAMPLE
from caopan.commission.contract_writing import contract_text
from caopan.commission.moments import moment
from caopan.commission.usual_sales import Usual, usual_of
from caopan.documents.findings import Finding

CLEAN = load_contract(EXAMPLE)
USUAL = Usual(
    session_fen=2_000_000,
    high_session_fen=5_000_000,
    month_fen=60_000_000,
    refund_bp=3_500,
    fee_bp=500,
    comm_bp=2_000,
    margin_bp=5_500,
    order_fen=18_000,
)
OPS = {"name": "service", "kind": "share", "party": "ops", "per": "month"}
FLAT = OPS | {"rate_bp": 500, "less_ads": True}


def made(*terms: dict[str, Any], **changes: Any) -> Contract:
    """The clean contract with other terms or fields, signed anew; all of it said."""
    data = CLEAN.model_dump(exclude={"signatures"}) | changes
    if terms:
        data["terms"] = terms
        data["parties"] = [one for one in data["parties"] if one["id"] in ("shop", "ops", "host")]
        data["parties"] = [
            one
            for one in data["parties"]
            if one["id"] == "shop" or one["id"] in {term["party"] for term in terms}
        ]
    return signed(Contract.model_validate(data))


def only(contract: Contract, *others: Contract, usual: Usual | None = None) -> Finding:
    """The one thing that is found."""
    found = check_contract(contract, others, usual)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def test_a_clean_contract_has_no_finding() -> None:
    """The example passes by itself, with what a merchant usually sells, beside a next version."""
    assert check_contract(CLEAN) == ()
    assert check_contract(CLEAN, usual=USUAL) == ()
    after = made(version=2, effective_from="2022-03-01", effective_until=None)
    assert check_contract(CLEAN, [after]) == ()
    assert check_contract(after, [CLEAN]) == ()
    [checked] = check_contract_texts([EXAMPLE.read_text(encoding="utf-8")])
    assert (checked.contract, checked.findings) == (CLEAN, ())
    assert check_contract(made(FLAT)) == ()


LADDER = [{"from_fen": 0, "rate_bp": 800}, {"from_fen": 30_000_000, "rate_bp": 1_200}]
SLOT = {"name": "slot", "kind": "fee", "party": "host", "per": "session"}
GIVEN = {"sales_fen": 1_500_000, "after_days": 30, "remedy": "refund"}
FRONTS = {"name": "ads", "kind": "ads", "party": "ops", "does": "fronts", "share_bp": 10_000}
EXPLOITS: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "whole ladder": (
        OPS | {"steps": LADDER, "mode": "whole", "less_ads": True},
        "terms.0.steps.1",
        ("at ¥300,000", "jumps by ¥12,000", "brushing", "mode: marginal"),
    ),
    "falling whole ladder": (
        OPS
        | {"steps": [LADDER[0], LADDER[1] | {"rate_bp": 500}], "mode": "whole", "less_ads": True},
        "terms.0.steps.1",
        ("falls by ¥9,000", "holding sales below", "mode: marginal"),
    ),
    "someone else's ads": (
        OPS | {"rate_bp": 500},
        "terms.0",
        ("any spend that sells", "ROI of", "assumed", "less_ads: true"),
    ),
    "stale baseline": (
        FLAT | {"baseline": {"amount_fen": 20_000_000, "indexed": False}},
        "terms.0.baseline",
        ("season", "holding sales back", "indexed: true"),
    ),
    "kept after settling": (
        FLAT | {"keeps_after_settle": True},
        "terms.0.keeps_after_settle",
        ("sent back then", "brushed", "reserve"),
    ),
    "floor": (
        FLAT | {"floor_fen": 300_000},
        "terms.0.floor",
        ("¥3,000 for a single paid line", "doing nothing", "guarantee"),
    ),
    "cap": (
        FLAT | {"cap_fen": 500_000},
        "terms.0.cap",
        ("from sales of ¥100,000 on", "stopping", "raise it"),
    ),
    "gate": (
        FLAT | {"gates": [{"measure": "refund_rate", "limit_bp": 4_000, "pays_bp": 5_000}]},
        "terms.0.gates.0",
        ("takes 50 %", "moving returns", "several gates"),
    ),
    "early guarantee": (
        SLOT | {"amount_fen": 500_000, "guarantee": GIVEN | {"after_days": 3}},
        "terms.0.guarantee",
        ("sent back after 3 days", "brushing", "after_days: 30 days"),
    ),
    "markup": (
        FRONTS | {"markup_bp": 500},
        "terms.0.markup",
        ("earns 5 % on whatever it spends", "gains by spending more", "drop markup"),
    ),
}


@pytest.mark.parametrize("name", EXPLOITS)
def test_each_exploit_says_who_gains_how_and_what_mends_it(name: str) -> None:
    """One contract with one exploit: one warning, with its figures, the party and the mending."""
    term, path, words = EXPLOITS[name]
    found = only(made(term))
    assert (found.level, found.path) == ("warning", path)
    for word in (*words, term["party"]):
        assert word in found.says


def test_paid_before_returns() -> None:
    """Confirmed before buyers may have sent things back, with nothing held: said with the share."""
    found = only(made(FLAT, confirm_days=3), usual=USUAL)
    assert "paid 3 days after delivery" in found.says
    assert "35 % of sales go back" in found.says
    held = FLAT | {"reserve": {"share_bp": 2_000, "days": 30}}
    assert check_contract(made(held, confirm_days=3)) == ()


def test_graded_gates_and_high_caps_are_no_cliffs() -> None:
    """Gates that take little at a time, and a cap far above usual sales, are not questioned."""
    gates = [
        {"measure": "on_time_rate", "limit_bp": limit, "pays_bp": pays}
        for limit, pays in ((9_500, 9_000), (9_000, 7_500), (8_000, 6_000))
    ]
    assert check_contract(made(FLAT | {"gates": gates})) == ()
    assert check_contract(made(FLAT | {"cap_fen": 6_000_000}), usual=USUAL) == ()
    found = only(made(FLAT | {"cap_fen": 4_000_000}), usual=USUAL)
    assert "from sales of ¥800,000 on" in found.says
    assert "usual are ¥600,000" in found.says


def test_shares_above_all_that_comes_in() -> None:
    """The highest rates that hold at one time are added; those after one another are not."""
    half = FLAT | {"rate_bp": 6_000}
    other = SLOT | {"kind": "share", "name": "show", "rate_bp": 5_000}
    found = only(made(half, other))
    assert (found.level, found.path) == ("error", "terms")
    assert "110 % of what comes in (service 60 %, show 50 %)" in found.says
    turns = (half | {"ends": "2021-12-01"}, other | {"starts": "2021-12-01"})
    assert check_contract(made(*turns)) == ()
    rates = FLAT | {"name": "fees", "rate_bp": None, "rate_of": "comm_bp", "less_ads": False}
    assert check_contract(made(FLAT | {"rate_bp": 8_500}, rates)) == ()
    assert "105 %" in only(made(FLAT | {"rate_bp": 8_500}, rates), usual=USUAL).says


def test_ad_spend_beyond_all_of_it() -> None:
    """More than 100 % of the spend fronted or borne, and spend that is taken off twice."""
    two = FRONTS | {"name": "more", "share_bp": 1}
    found = only(made(FRONTS, two))
    assert (found.level, "100.01 %" in found.says) == ("error", True)
    found = only(made(FLAT, FRONTS))
    assert found.path == "terms.0.less_ads"
    assert "twice" in found.says


def test_a_chain_in_which_one_keeps_nothing() -> None:
    """A hop that passes on all it receives is questioned."""
    terms = [one.model_dump() for one in CLEAN.terms]
    terms[1]["passes_on"][0]["share_bp"] = 10_000
    data = CLEAN.model_dump(exclude={"signatures"}) | {"terms": terms}
    found = only(signed(Contract.model_validate(data)))
    assert found.path == "terms.1.passes_on.0.share"
    assert "studio passes on all it gets" in found.says


def test_fees_and_guarantees_beyond_what_is_sold() -> None:
    """Held against usual sales: a slot fee above them is an error, such a guarantee a warning."""
    assert check_contract(made(SLOT | {"amount_fen": 4_900_000}), usual=USUAL) == ()
    found = only(made(SLOT | {"amount_fen": 5_100_000}), usual=USUAL)
    assert (found.level, found.path) == ("error", "terms.0.amount")
    assert "¥51,000 is more than nine sessions in ten leave" in found.says
    much = GIVEN | {"sales_fen": None, "roi_bp": 80_000}
    found = only(made(SLOT | {"amount_fen": 500_000, "guarantee": much}), usual=USUAL)
    assert (found.level, found.path) == ("warning", "terms.0.guarantee")
    assert "¥40,000 is guaranteed" in found.says


def test_signatures() -> None:
    """Missing, of other content, too late, of a stranger."""
    bare = CLEAN.model_copy(update={"signatures": ()})
    assert "not signed by shop, studio, host, ops" in only(bare).says
    changed = CLEAN.model_copy(update={"confirm_days": 16})
    found = check_contract(changed)
    assert [one.path for one in found] == [f"signatures.{at}.digest" for at in range(4)]
    assert {one.level for one in found} == {"error"}
    late = signed(bare, moment("2021-11-20"))
    assert {one.level for one in check_contract(late)} == {"warning"}
    assert "after the contract took effect" in check_contract(late)[0].says
    odd = CLEAN.signatures[0].model_copy(update={"party": "nobody"})
    found = check_contract(CLEAN.model_copy(update={"signatures": (*CLEAN.signatures, odd)}))
    assert [one.says for one in found] == [
        "'nobody' is no party of this contract; drop the signature"
    ]


@pytest.mark.parametrize(
    ("begins", "number", "level", "says"),
    [
        ("2022-02-01", 2, "warning", "the versions overlap, and the later one holds"),
        ("2022-04-01", 2, "warning", "no version holds, and nobody but shop is due anything"),
        ("2021-10-01", 2, "error", "versions do not follow each other"),
        ("2021-11-01", 2, "error", "versions do not follow each other"),
        ("2022-03-01", 1, "error", "two different contracts liuyi-ops version 1"),
    ],
)
def test_versions(begins: str, number: int, level: str, says: str) -> None:
    """Overlaps, gaps, a wrong order and numbers given twice, told with the version's date."""
    other = made(version=number, effective_from=begins, effective_until=None)
    found = only(CLEAN, other)
    assert found.level == level
    assert says in found.says


def test_a_version_that_begins_in_the_middle_of_a_month() -> None:
    """A monthly ladder then counts twice from nothing; a plain rate loses nothing by it."""
    found = only(made(effective_from="2021-11-11"))
    assert found.path == "effective_from"
    assert "service counts by the month: the count begins anew" in found.says
    assert check_contract(made(FLAT, effective_from="2021-11-11")) == ()
    assert only(made(effective_until="2022-03-01T20:00:00+08:00")).path == "effective_until"


def test_terms_that_never_hold_and_scopes_that_take_nothing() -> None:
    """Dates outside of the contract's, and an empty list of sessions, settle nothing: errors."""
    found = only(made(FLAT | {"starts": "2022-05-01"}))
    assert (found.level, found.path) == ("error", "terms.0")
    found = only(made(FLAT, scope={"sessions": ()}))
    assert (found.level, found.path) == ("error", "scope.sessions")


@pytest.mark.parametrize(
    ("mine", "theirs", "level"),
    [
        ({}, {}, "error"),
        ({}, {"skus": ["k1"]}, "error"),
        ({"anchors": ["a1", "a2"]}, {"anchors": ["a2"]}, "error"),
        ({"sessions": ["s1"]}, {"anchors": ["a2"]}, "warning"),
        ({"anchors": ["a1"]}, {"anchors": ["a2"]}, None),
        ({"skus": ["k1"]}, {"skus": ["k2"], "anchors": ["a1"]}, None),
    ],
)
def test_two_contracts_whose_scopes_meet(
    mine: dict[str, Any], theirs: dict[str, Any], level: str | None
) -> None:
    """Two contracts that can claim one line are an error, unless they hold at other times."""
    one, two = made(scope=mine), made(scope=theirs, contract_id="other")
    found = check_contract(one, [two])
    assert [each.level for each in found] == ([level] if level else [])
    later = made(
        scope=theirs, contract_id="other", effective_from="2022-03-01", effective_until=None
    )
    assert check_contract(one, [later]) == ()


UNSAID = """\
contract_id: c
version: 1
effective_from: 2021-11-01
parties:
  - {id: shop, role: merchant, name: S}
  - {id: host, role: anchor, name: H}
  - {id: idle, role: mcn, name: M}
terms:
  - name: ladder
    kind: share
    party: host
    steps:
      - {from: 0 yuan, rate: 8 %}
      - {from: 100000 yuan, rate: 10 %}
      - {from: 300000 yuan, rate: 12 %}
  - {name: slot, kind: fee, party: host, amount: 1000 yuan, guarantee: {sales: 1 yuan}}
  - {name: ads, kind: ads, party: host, does: bears}
  - {name: none, kind: share, party: host, rate: 0 %, reserve: {share: 0 %, days: 3 days}}
"""


def test_what_a_file_leaves_unsaid() -> None:
    """Each default that decides about money is told with what it means, in yuan where it can be."""
    [checked] = check_contract_texts([UNSAID])
    assert checked.errors == ()
    found = {one.path: one for one in checked.warnings}
    for path in (
        "base",
        "price_protection",
        "confirm_days",
        "cycle",
        "terms.0.mode",
        "terms.0.per",
        "terms.1.per",
        "terms.1.guarantee.after_days",
        "terms.1.guarantee.remedy",
        "terms.2.share",
        "terms.3",
        "terms.3.reserve",
        "parties.2",
        "signatures",
    ):
        assert path in found, path
    assert "is ¥28,000, the rate of the step on the whole ¥36,000" in found["terms.0.mode"].says
    assert found["terms.0.mode"].line == 9
    assert "¥270.60" in found["base"].says
    assert "idle takes part and is due nothing" in found["parties.2"].says
    nothing = made().model_copy(update={"terms": ()})
    assert "terms" in {one.path for one in check_contract(nothing)}


def test_contracts_are_checked_beside_one_another() -> None:
    """Several files at once: each is told what it has with the others, one given twice as well."""
    text = EXAMPLE.read_text(encoding="utf-8")
    other = text.replace("contract_id: liuyi-ops", "contract_id: liuyi-two")
    one, two = check_contract_texts([text, other])
    assert [found.says.split(" take")[0] for found in one.errors] == ["liuyi-ops and liuyi-two"]
    assert len(two.errors) == 5  # its signatures are of another content, too
    twice = check_contract_texts([text, text])
    assert ["given twice" in one.warnings[0].says for one in twice] == [True, True]
    broken, _ = check_contract_texts([text.replace("5 %", "5"), text])
    assert broken.contract is None
    assert broken.errors


def test_usual_sales_come_from_the_tables() -> None:
    """Sales of the last 30 days, the middle session below the high one, rates of the goods."""
    usual = usual_of("liuyi")
    assert usual.session_fen < usual.high_session_fen < usual.month_fen
    assert (usual.fee_bp, usual.comm_bp) == (500, 300)
    assert usual.period_fen("contract") == 12 * usual.period_fen("month")
    assert usual.period_fen("day") * 30 <= usual.month_fen


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(contracts(), st.lists(contracts(), max_size=2), st.none() | st.just(USUAL))
def test_any_contract_can_be_checked(
    contract: Contract, others: list[Contract], usual: Usual | None
) -> None:
    """Whatever a contract says: findings say what to do, at a place that its file has."""
    text = contract_text(contract)
    tree = read_contract(text).tree
    assert tree is not None
    for one in check_contract(contract, others, usual):
        assert "; " in one.says or ": " in one.says
        assert tree.nearest(tree.steps(one.path)).path or one.path in Contract.model_fields
