"""The slow settlement is a second opinion: of its own, with the properties that the rules ask."""

import ast
from pathlib import Path

import pytest
from histories import Case, cases
from hypothesis import given, settings
from settlement_compare import Result, slow_result
from slow_facts import half_up, known_at
from slow_settle import settle

FILES = ("slow_facts.py", "slow_binding.py", "slow_settle.py")
SHARED = {"caopan.commission.contract", "caopan.commission.moments", "caopan.commission.terms"}
"""What a contract is, and that a day begins at 00:00 in Shanghai: no rule of settlement."""


@pytest.mark.parametrize("name", FILES)
def test_it_uses_nothing_of_the_engine(name: str) -> None:
    """Of the toolkit it reads contracts and moments only."""
    tree = ast.parse(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {one for one in modules if one and one.startswith("caopan")} <= SHARED


def test_a_half_goes_up() -> None:
    """−2.5 becomes −2, 2.5 becomes 3."""
    from fractions import Fraction

    halves = (Fraction(-5, 2), Fraction(5, 2), Fraction(-1, 2), Fraction(1, 3), 7)
    assert [half_up(one) for one in halves] == [-2, 3, 0, 0, 7]


def _slow(case: Case) -> Result:
    return slow_result([case], [settle(case.contracts, case.tables, case.clocks[0])])


@settings(max_examples=12)
@given(cases())
def test_no_fen_is_lost_on_any_line(case: Case) -> None:
    """Dues of a line are what it is worth less what the merchant paid alone; entries sum to 0."""
    assert _slow(case).lost() == 0


@settings(max_examples=12)
@given(cases())
def test_what_is_not_known_yet_moves_nothing(case: Case) -> None:
    """Without the rows that arrive after the clock the result is the same."""
    known = known_at(case.tables, case.clocks[0])
    tables = {
        name: [row for row in rows if row.get("arrive_ts", known.as_of) <= known.as_of]
        for name, rows in case.tables.items()
    }
    one, two = _slow(case), _slow(Case(case.contracts, tables, case.clocks))
    assert (one.dues, one.held, one.entries) == (two.dues, two.held, two.entries)


@settings(max_examples=12)
@given(cases())
def test_a_line_that_went_back_whole_owes_nobody_a_share(case: Case) -> None:
    """All that is due on it is 0, whoever shares in it, unless a share is kept after settle."""
    terms = [term for one in case.contracts for term in one.terms]
    if any(getattr(term, "keeps_after_settle", False) for term in terms):
        return
    found = _slow(case)
    gone = {name for name, line in found.lines.items() if line[4] == 0}
    assert not [key for key in found.dues if key[4] in gone and key[2] != "residual"]
