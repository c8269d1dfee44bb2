"""Planning (规划): from a merchant's stage to a plan that is played, and what it earns.

A plan is judged by what it earns after returns, against doing nothing and against a reference, all
under the same luck.

>>> from caopan.market import Plan, sample
>>> from caopan.planning import score_plan
>>> score = score_plan(sample("yunshi"), Plan(), reference=1_000_000, days=2, seeds=range(2))
>>> score.skill, score.gain_fen
(0.0, 0)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caopan.planning.cases import Case, private_cases, public_cases, score_cases
    from caopan.planning.changes import Candidate, candidates
    from caopan.planning.mandate import FORTNIGHT, SEASON, Mandate, changes_of, mandate_problems
    from caopan.planning.reference import Reference, reference_plan
    from caopan.planning.scoring import Score, score_plan, value_of
    from caopan.planning.sheet import Head, Sheet
    from caopan.planning.sheet_checks import check_file, check_sheet, check_text
    from caopan.planning.sheet_compile import compile_sheet, sheet_of
    from caopan.planning.sheet_file import load_sheet, read_sheet, sheet_schema, write_sheet
    from caopan.planning.sheet_played import play_sheet
    from caopan.planning.sheet_yaml import sheet_text

__all__ = [
    "FORTNIGHT",
    "SEASON",
    "Candidate",
    "Case",
    "Head",
    "Mandate",
    "Reference",
    "Score",
    "Sheet",
    "candidates",
    "changes_of",
    "check_file",
    "check_sheet",
    "check_text",
    "compile_sheet",
    "load_sheet",
    "mandate_problems",
    "play_sheet",
    "private_cases",
    "public_cases",
    "read_sheet",
    "reference_plan",
    "score_cases",
    "score_plan",
    "sheet_of",
    "sheet_schema",
    "sheet_text",
    "value_of",
    "write_sheet",
]

_LATER = {
    "FORTNIGHT": "mandate",
    "SEASON": "mandate",
    "Candidate": "changes",
    "Case": "cases",
    "Mandate": "mandate",
    "Reference": "reference",
    "Score": "scoring",
    "candidates": "changes",
    "changes_of": "mandate",
    "mandate_problems": "mandate",
    "private_cases": "cases",
    "public_cases": "cases",
    "reference_plan": "reference",
    "score_cases": "cases",
    "score_plan": "scoring",
    "value_of": "scoring",
    # the STAGE sheet
    "Head": "sheet",
    "Sheet": "sheet",
    "check_file": "sheet_checks",
    "check_sheet": "sheet_checks",
    "check_text": "sheet_checks",
    "compile_sheet": "sheet_compile",
    "load_sheet": "sheet_file",
    "play_sheet": "sheet_played",
    "read_sheet": "sheet_file",
    "sheet_of": "sheet_compile",
    "sheet_schema": "sheet_file",
    "sheet_text": "sheet_yaml",
    "write_sheet": "sheet_file",
}


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.planning.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
