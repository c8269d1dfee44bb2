"""The engine and a slow settlement that was written from the rules alone agree to the fen."""

import json
from collections.abc import Callable
from types import ModuleType

from book_compare import book_differences
from chances import Drawn
from features import FEATURES
from histories import Case, cases, seeded_case
from hypothesis import given, settings
from hypothesis import strategies as st
from settlement_compare import (
    account_differences,
    differences,
    facts_from,
    fast_result,
    slow_result,
)
from slow_settle import settle as slow_settle

from caopan.commission import settle


@settings(max_examples=40)
@given(cases())
def test_both_engines_agree_and_no_fen_is_lost(case: Case) -> None:
    """Any contracts, any history, at any clock: the same dues, states and refusals; no fen lost."""
    facts = facts_from(case.tables)
    for clock in case.clocks:
        slow = slow_result([case], [slow_settle(case.contracts, case.tables, clock)])
        fast = fast_result(settle(case.contracts, facts, clock))
        assert differences(slow, fast) == []
        assert fast.lost() == 0


@settings(max_examples=8)
@given(cases())
def test_both_engines_pay_the_same(case: Case) -> None:
    """What each account was paid by a clock, and what is receivable, cycle by cycle."""
    assert account_differences([case], case.clocks[0]) == []


@settings(max_examples=12)
@given(cases(), st.data())
def test_a_book_told_bit_by_bit_is_the_whole_settlement(case: Case, data: st.DataObject) -> None:
    """Whatever the pieces and clocks: a book ends as one settlement of all, its deltas sum up."""
    assert book_differences(Drawn(data.draw), case.contracts, case.tables) == []


def test_the_proof_counts_what_it_meets(proof_script: Callable[[str], ModuleType]) -> None:
    """A lot of the proof settles alike, and meets half of what the whole proof must meet."""
    proof = proof_script("prove_settlement")
    found = proof.measure(proof.Work(0, 20, accounts=False))
    assert (found.cases, found.differences, found.lost) == (20, [], 0)
    assert len(FEATURES & set(found.features)) > 0.5 * len(FEATURES)
    assert "refused: too_large" in proof.summary(found, "ci")["features"]


def test_the_whole_proof_is_kept(proof_script: Callable[[str], ModuleType]) -> None:
    """At least 10,000 cases, no difference, no fen lost, no feature missed."""
    proof = proof_script("prove_settlement")
    kept = json.loads(proof.PROOF.read_text(encoding="utf-8"))
    assert kept["cases"] >= 10_000
    assert (kept["differences"], kept["fen_lost"], kept["missed"]) == (0, 0, [])
    assert set(kept["features"]) >= FEATURES


def test_the_proof_sees_a_lost_fen() -> None:
    """One fen more on one due is a difference, and lost money."""
    case = next(
        one
        for one in map(_plain_case, range(50))
        if slow_settle(one.contracts, one.tables, one.clocks[-1]).dues
    )
    facts, clock = facts_from(case.tables), case.clocks[-1]
    slow = slow_result([case], [slow_settle(case.contracts, case.tables, clock)])
    fast = fast_result(settle(case.contracts, facts, clock))
    key = next(iter(fast.dues))
    fast.dues[key] += 1
    assert len(differences(slow, fast)) == 1
    assert fast.lost() == 1


def _plain_case(number: int) -> Case:
    return seeded_case(1, number)
