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
    from caopan.planning.assortment import Shelf, choose_shelf, shelf_candidates
    from caopan.planning.cases import Case, private_cases, public_cases, score_cases
    from caopan.planning.changes import Candidate, candidates
    from caopan.planning.demand import Demand, corrected_days, estimated_demand, played_demand
    from caopan.planning.figures_rundown import plot_minutes, plot_rundown
    from caopan.planning.figures_stock import plot_demand, plot_newsvendor, plot_orders, plot_shelf
    from caopan.planning.mandate import FORTNIGHT, SEASON, Mandate, changes_of, mandate_problems
    from caopan.planning.minutes import diminishing, explained, powered, spread_minutes
    from caopan.planning.pieces import Pieces
    from caopan.planning.rates import shop_talk_rates, talk_rates
    from caopan.planning.reference import Reference, reference_plan
    from caopan.planning.rundown import Cadence, Rundown, make_rundown
    from caopan.planning.scoring import Score, score_plan, value_of
    from caopan.planning.sheet import Head, Sheet
    from caopan.planning.sheet_checks import check_file, check_sheet, check_text
    from caopan.planning.sheet_compile import compile_sheet, sheet_of
    from caopan.planning.sheet_file import load_sheet, read_sheet, sheet_schema, write_sheet
    from caopan.planning.sheet_played import play_sheet
    from caopan.planning.sheet_yaml import sheet_text
    from caopan.planning.stocking import Stocking, newsvendor

__all__ = [
    "FORTNIGHT",
    "SEASON",
    "Cadence",
    "Candidate",
    "Case",
    "Demand",
    "Head",
    "Mandate",
    "Pieces",
    "Reference",
    "Rundown",
    "Score",
    "Sheet",
    "Shelf",
    "Stocking",
    "candidates",
    "changes_of",
    "check_file",
    "check_sheet",
    "check_text",
    "choose_shelf",
    "compile_sheet",
    "corrected_days",
    "diminishing",
    "estimated_demand",
    "explained",
    "load_sheet",
    "make_rundown",
    "mandate_problems",
    "newsvendor",
    "play_sheet",
    "played_demand",
    "plot_demand",
    "plot_minutes",
    "plot_newsvendor",
    "plot_orders",
    "plot_rundown",
    "plot_shelf",
    "powered",
    "private_cases",
    "public_cases",
    "read_sheet",
    "reference_plan",
    "score_cases",
    "score_plan",
    "sheet_of",
    "sheet_schema",
    "sheet_text",
    "shelf_candidates",
    "shop_talk_rates",
    "spread_minutes",
    "talk_rates",
    "value_of",
    "write_sheet",
]

_LATER = {
    "FORTNIGHT": "mandate",
    "SEASON": "mandate",
    "Cadence": "rundown",
    "Candidate": "changes",
    "Case": "cases",
    "Demand": "demand",
    "Head": "sheet",
    "Mandate": "mandate",
    "Pieces": "pieces",
    "Reference": "reference",
    "Rundown": "rundown",
    "Score": "scoring",
    "Sheet": "sheet",
    "Shelf": "assortment",
    "Stocking": "stocking",
    "candidates": "changes",
    "changes_of": "mandate",
    "check_file": "sheet_checks",
    "check_sheet": "sheet_checks",
    "check_text": "sheet_checks",
    "choose_shelf": "assortment",
    "compile_sheet": "sheet_compile",
    "corrected_days": "demand",
    "diminishing": "minutes",
    "estimated_demand": "demand",
    "explained": "minutes",
    "load_sheet": "sheet_file",
    "make_rundown": "rundown",
    "mandate_problems": "mandate",
    "newsvendor": "stocking",
    "play_sheet": "sheet_played",
    "played_demand": "demand",
    "plot_demand": "figures_stock",
    "plot_minutes": "figures_rundown",
    "plot_newsvendor": "figures_stock",
    "plot_orders": "figures_stock",
    "plot_rundown": "figures_rundown",
    "plot_shelf": "figures_stock",
    "powered": "minutes",
    "private_cases": "cases",
    "public_cases": "cases",
    "read_sheet": "sheet_file",
    "reference_plan": "reference",
    "score_cases": "cases",
    "score_plan": "scoring",
    "sheet_of": "sheet_compile",
    "sheet_schema": "sheet_file",
    "sheet_text": "sheet_yaml",
    "shelf_candidates": "assortment",
    "shop_talk_rates": "rates",
    "spread_minutes": "minutes",
    "talk_rates": "rates",
    "value_of": "scoring",
    "write_sheet": "sheet_file",
}


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.planning.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
