"""How a fen was computed: the steps of any line add up to what the engine gives."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from settled_shop import LADDER, at, contract, shop_facts

from caopan.commission import EarningsDesk, explain
from caopan.commission.contract import Contract
from caopan.commission.earnings_line import line_part
from caopan.commission.engine import settle
from caopan.commission.terms import Baseline, Gate, Hop, Reserve, Share, Step
from caopan.errors import CaopanError

FACTS = shop_facts(80)
CHAIN = (Hop(to="house", share_bp=4_000), Hop(to="crowd", share_bp=2_501))


@st.composite
def shares(draw: st.DrawFn) -> Share:
    """A share of any shape that counts by lines."""
    kind = draw(st.sampled_from(("rate", "line", "ladder")))
    rate = {
        "rate": {"rate_bp": draw(st.integers(0, 10_000))},
        "line": {"rate_of": draw(st.sampled_from(("fee_bp", "comm_bp")))},
        "ladder": {"steps": draw(st.sampled_from((LADDER, (Step(from_fen=5_000, rate_bp=333),))))},
    }[kind]
    beyond = {} if kind == "line" else {"less_ads": draw(st.booleans())}
    if kind != "line" and draw(st.booleans()):
        beyond["baseline"] = Baseline(amount_fen=draw(st.integers(1, 60_000)))
    gate = Gate(
        measure=draw(st.sampled_from(("refund_rate", "on_time_rate"))),
        limit_bp=draw(st.sampled_from((0, 3_000, 10_000))),
        pays_bp=draw(st.integers(0, 10_000)),
    )
    return Share(
        name="service",
        party="host",
        per=draw(st.sampled_from(("session", "day", "month", "contract"))),
        mode=draw(st.sampled_from(("marginal", "whole"))),
        base=draw(st.sampled_from((None, (), ("platform",), ("platform", "channel", "anchor")))),
        cap_fen=draw(st.sampled_from((None, 700, 9_999))),
        gates=draw(st.sampled_from(((), (gate,)))),
        reserve=draw(st.sampled_from((None, Reserve(share_bp=1_501, days=12)))),
        keeps_after_settle=draw(st.booleans()),
        passes_on=draw(st.sampled_from(((), CHAIN))),
        **rate,
        **beyond,
    )


@settings(max_examples=15)
@given(
    shares(),
    st.integers(1, 45),
    st.sampled_from(("merchant", "reduces_base")),
    st.integers(0, 79),
)
def test_the_steps_add_up_to_the_due(share: Share, day: int, protection: str, line: int) -> None:
    """Whatever the share and the clock: due and held of each party of the chain, to the fen."""
    terms = contract(terms=(share,), price_protection=protection)
    settlement = settle([terms], FACTS, at(day))
    number = min(line, len(settlement.lines) - 1)
    line_id = settlement.lines["line_id"][number]
    for due in settlement.dues:
        party = None if due.term == "residual" else due.party
        told = explain(settlement, [terms], FACTS, line_id, due.term, party)
        assert (told.due_fen, told.held_fen) == (due.due_fen[number], due.held_fen[number])
        assert told.party == due.party


def test_the_worked_order_is_told_step_by_step() -> None:
    """The order of domain 5.3 on base B: each figure of it stands in the text."""
    facts = replace(shop_facts(1), refunds=pd.DataFrame())
    facts.lines.loc[0, ["list_fen", "m_coupon_fen", "p_coupon_fen"]] = [39_800, 2_000, 1_500]
    facts.lines.loc[0, ["c_coupon_fen", "a_coupon_fen", "pay_fen"]] = [0, 500, 35_800]
    terms = contract(terms=(Share(name="service", party="ops", rate_bp=500),))
    settlement = settle([terms], facts, at(30))
    told = explain(settlement, [terms], facts, "l00000", "service")
    text = told.text()
    assert told.due_fen == 1_865
    for figure in ("list 398.00", "merchant's coupon 20.00", "= 358.00", "= 373.00", "at 5 %"):
        assert figure in text
    assert told.frame()["fen"].dtype == pd.Int64Dtype()


@pytest.mark.parametrize("mode", ["marginal", "whole"])
def test_a_single_step_that_begins_later_looks_at_the_whole_group(mode: str) -> None:
    """Nothing up to 500 yuan, then a tenth: a later line of a group earns, the first does not."""
    steps = (Step(from_fen=50_000, rate_bp=1_000),)
    share = Share(name="service", party="ops", steps=steps, mode=mode, per="contract")
    terms = contract(terms=(share,))
    settlement = settle([terms], FACTS, at(45))
    due = next(one for one in settlement.dues if one.term == "service")
    most = int(due.due_fen.argmax())
    assert due.due_fen[most] > 0
    for number in (0, most):
        line_id = settlement.lines["line_id"][number]
        told = explain(settlement, [terms], FACTS, line_id, "service")
        assert told.due_fen == due.due_fen[number]


def test_who_is_down_the_chain_does_not_see_up_it() -> None:
    """The promoter's own view tells neither what the anchor nor what the MCN receives."""
    terms = contract()
    settlement = settle([terms], FACTS, at(30))
    line_id = settlement.lines["line_id"][3]
    told = explain(settlement, [terms], FACTS, line_id, "talent", "crowd")
    names = " ".join(step.name + step.says for step in told.for_party().steps)
    assert "host" in told.text()
    assert "host" not in names
    assert "house" not in names
    assert told.for_party().due_fen == told.due_fen
    page = line_part(EarningsDesk([terms], FACTS), at(30), "crowd", line_id)
    assert "crowd keeps all that it receives" in page
    assert "host" not in page
    assert "house" not in page


@pytest.mark.parametrize(
    ("line_id", "term", "party", "says"),
    [
        ("nobody", "service", None, "'nobody' is not settled"),
        ("l00001", "bonus", None, "'bonus' is no term of liuyi-ops; give fee, talent, service"),
        ("l00001", "slot", None, "is due beside lines"),
        ("l00001", "residual", "ops", "'ops' has no part in what is left"),
        ("l00001", "talent", "ops", "'ops' has no part in 'talent'; give one of host, house"),
    ],
)
def test_what_cannot_be_explained_is_said(
    line_id: str, term: str, party: str | None, says: str
) -> None:
    """A line, term or party that is not there is named, with what is there."""
    terms: list[Contract] = [contract()]
    settlement = settle(terms, FACTS, at(30))
    with pytest.raises(CaopanError, match=says):
        explain(settlement, terms, FACTS, line_id, term, party)
