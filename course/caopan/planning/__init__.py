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
    from caopan.planning.conflicts import Conflict, check_calendar
    from caopan.planning.coupon_budget import CouponPlan, GivenCoupons, allocate
    from caopan.planning.coupon_offers import play_coupons, shop_coupons
    from caopan.planning.coupons import CouponOffer, coupon_offer, coupon_table, lift_of
    from caopan.planning.demand import Demand, corrected_days, estimated_demand, played_demand
    from caopan.planning.figures_coupons import plot_coupon_plan, plot_coupons, plot_redeemers
    from caopan.planning.figures_growth import plot_calendar, plot_growth, plot_stage, plot_targets
    from caopan.planning.figures_paid import (
        plot_break_even,
        plot_curve,
        plot_holdout,
        plot_pacing,
        plot_roi,
    )
    from caopan.planning.figures_rundown import plot_minutes, plot_rundown
    from caopan.planning.figures_stock import plot_demand, plot_newsvendor, plot_orders, plot_shelf
    from caopan.planning.funnel import Funnel, funnel_of, peer_funnels
    from caopan.planning.growth import Grown, GrowthPlan, play_growth
    from caopan.planning.holdout import Holdout, read_holdout
    from caopan.planning.holdout_design import HoldoutDesign, design_holdout, noise_of, power_of
    from caopan.planning.mandate import FORTNIGHT, SEASON, Mandate, changes_of, mandate_problems
    from caopan.planning.margins import due_table, with_repurchase
    from caopan.planning.minutes import diminishing, explained, powered, spread_minutes
    from caopan.planning.pacing import HourBudget, hour_values, pace, paced_plans
    from caopan.planning.paid_curves import PaidResponse, paid_response
    from caopan.planning.paid_plan import (
        plan_paid,
        reference_paid,
        running_plans,
        week_minutes,
        without_fans,
    )
    from caopan.planning.paid_rows import paid_days, paid_hours
    from caopan.planning.pieces import Pieces
    from caopan.planning.proposing import propose_growth
    from caopan.planning.rates import shop_talk_rates, talk_rates
    from caopan.planning.reference import Reference, reference_plan
    from caopan.planning.response_curve import BestSpend, Curve, Estimate, fit_curve
    from caopan.planning.rundown import Cadence, Rundown, make_rundown
    from caopan.planning.scoring import Score, score_plan, value_of
    from caopan.planning.sessions import (
        Session,
        SessionCalendar,
        calendar_of,
        habit_of,
        propose_calendar,
    )
    from caopan.planning.sheet import Head, Sheet
    from caopan.planning.sheet_checks import check_file, check_sheet, check_text
    from caopan.planning.sheet_compile import compile_sheet, sheet_of
    from caopan.planning.sheet_file import load_sheet, read_sheet, sheet_schema, write_sheet
    from caopan.planning.sheet_played import play_sheet
    from caopan.planning.sheet_yaml import sheet_text
    from caopan.planning.splitting import split_whole
    from caopan.planning.stages import Stage, crossings, stage
    from caopan.planning.stocking import Stocking, newsvendor
    from caopan.planning.targets import Move, Targets, bounds, weekly_targets
    from caopan.planning.trials import PaidTrial, in_trial, paid_trial, trial_shops
    from caopan.planning.wishes import Wish, hold_wish

__all__ = [
    "FORTNIGHT",
    "SEASON",
    "BestSpend",
    "Cadence",
    "Candidate",
    "Case",
    "Conflict",
    "CouponOffer",
    "CouponPlan",
    "Curve",
    "Demand",
    "Estimate",
    "Funnel",
    "GivenCoupons",
    "Grown",
    "GrowthPlan",
    "Head",
    "Holdout",
    "HoldoutDesign",
    "HourBudget",
    "Mandate",
    "Move",
    "PaidResponse",
    "PaidTrial",
    "Pieces",
    "Reference",
    "Rundown",
    "Score",
    "Session",
    "SessionCalendar",
    "Sheet",
    "Shelf",
    "Stage",
    "Stocking",
    "Targets",
    "Wish",
    "allocate",
    "bounds",
    "calendar_of",
    "candidates",
    "changes_of",
    "check_calendar",
    "check_file",
    "check_sheet",
    "check_text",
    "choose_shelf",
    "compile_sheet",
    "corrected_days",
    "coupon_offer",
    "coupon_table",
    "crossings",
    "design_holdout",
    "diminishing",
    "due_table",
    "estimated_demand",
    "explained",
    "fit_curve",
    "funnel_of",
    "habit_of",
    "hold_wish",
    "hour_values",
    "in_trial",
    "lift_of",
    "load_sheet",
    "make_rundown",
    "mandate_problems",
    "newsvendor",
    "noise_of",
    "pace",
    "paced_plans",
    "paid_days",
    "paid_hours",
    "paid_response",
    "paid_trial",
    "peer_funnels",
    "plan_paid",
    "play_coupons",
    "play_growth",
    "play_sheet",
    "played_demand",
    "plot_break_even",
    "plot_calendar",
    "plot_coupon_plan",
    "plot_coupons",
    "plot_curve",
    "plot_demand",
    "plot_growth",
    "plot_holdout",
    "plot_minutes",
    "plot_newsvendor",
    "plot_orders",
    "plot_pacing",
    "plot_redeemers",
    "plot_roi",
    "plot_rundown",
    "plot_shelf",
    "plot_stage",
    "plot_targets",
    "power_of",
    "powered",
    "private_cases",
    "propose_calendar",
    "propose_growth",
    "public_cases",
    "read_holdout",
    "read_sheet",
    "reference_paid",
    "reference_plan",
    "running_plans",
    "score_cases",
    "score_plan",
    "sheet_of",
    "sheet_schema",
    "sheet_text",
    "shelf_candidates",
    "shop_coupons",
    "shop_talk_rates",
    "split_whole",
    "spread_minutes",
    "stage",
    "talk_rates",
    "trial_shops",
    "value_of",
    "week_minutes",
    "weekly_targets",
    "with_repurchase",
    "without_fans",
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
    # the growth path
    "Conflict": "conflicts",
    "Funnel": "funnel",
    "Grown": "growth",
    "GrowthPlan": "growth",
    "Move": "targets",
    "Session": "sessions",
    "SessionCalendar": "sessions",
    "Stage": "stages",
    "Targets": "targets",
    "Wish": "wishes",
    "bounds": "targets",
    "calendar_of": "sessions",
    "check_calendar": "conflicts",
    "crossings": "stages",
    "funnel_of": "funnel",
    "habit_of": "sessions",
    "hold_wish": "wishes",
    "peer_funnels": "funnel",
    "play_growth": "growth",
    "plot_calendar": "figures_growth",
    "plot_growth": "figures_growth",
    "plot_stage": "figures_growth",
    "plot_targets": "figures_growth",
    "propose_calendar": "sessions",
    "propose_growth": "proposing",
    "stage": "stages",
    "weekly_targets": "targets",
    # paid traffic and coupons
    "BestSpend": "response_curve",
    "CouponOffer": "coupons",
    "CouponPlan": "coupon_budget",
    "Curve": "response_curve",
    "Estimate": "response_curve",
    "GivenCoupons": "coupon_budget",
    "Holdout": "holdout",
    "HoldoutDesign": "holdout_design",
    "HourBudget": "pacing",
    "PaidResponse": "paid_curves",
    "PaidTrial": "trials",
    "allocate": "coupon_budget",
    "coupon_offer": "coupons",
    "coupon_table": "coupons",
    "design_holdout": "holdout_design",
    "due_table": "margins",
    "fit_curve": "response_curve",
    "hour_values": "pacing",
    "in_trial": "trials",
    "lift_of": "coupons",
    "noise_of": "holdout_design",
    "pace": "pacing",
    "paced_plans": "pacing",
    "paid_days": "paid_rows",
    "paid_hours": "paid_rows",
    "paid_response": "paid_curves",
    "paid_trial": "trials",
    "plan_paid": "paid_plan",
    "play_coupons": "coupon_offers",
    "plot_break_even": "figures_paid",
    "plot_coupon_plan": "figures_coupons",
    "plot_coupons": "figures_coupons",
    "plot_curve": "figures_paid",
    "plot_holdout": "figures_paid",
    "plot_pacing": "figures_paid",
    "plot_redeemers": "figures_coupons",
    "plot_roi": "figures_paid",
    "power_of": "holdout_design",
    "read_holdout": "holdout",
    "reference_paid": "paid_plan",
    "running_plans": "paid_plan",
    "shop_coupons": "coupon_offers",
    "split_whole": "splitting",
    "trial_shops": "trials",
    "week_minutes": "paid_plan",
    "with_repurchase": "margins",
    "without_fans": "paid_plan",
}


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.planning.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
