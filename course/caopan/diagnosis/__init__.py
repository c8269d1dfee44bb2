"""Diagnosis (账号诊断): from a merchant's tables to what is wrong, how sure that is, what it costs.

Each step can be used alone. A step that cannot do its work says why by ``CaopanError``; the full
diagnosis notes the reason and goes on.

>>> from caopan.diagnosis import Shop
>>> Shop.of("liuyi").category
"women's wear"
"""

from typing import TYPE_CHECKING, Any

from caopan.diagnosis.shop import Periods, Shop, Stretch, periods

if TYPE_CHECKING:
    from caopan.diagnosis.adjustment import Adjusted, adjust
    from caopan.diagnosis.changes import ChangePoint, Changes, change_points
    from caopan.diagnosis.decomposition import Decomposition, decompose_days, decompose_shop
    from caopan.diagnosis.divisia import CHAIN, FACTORS, Terms, decompose
    from caopan.diagnosis.drilling import Drill, drill
    from caopan.diagnosis.evidence import Evidence, evidence_cards, evidence_table, read_all
    from caopan.diagnosis.explaining import Pacing, pacing
    from caopan.diagnosis.figures_changes import plot_changes
    from caopan.diagnosis.figures_decomposition import plot_decomposition, plot_groups
    from caopan.diagnosis.figures_drill import plot_drill, plot_pacing, plot_response, plot_returns
    from caopan.diagnosis.figures_findings import plot_findings, plot_moved
    from caopan.diagnosis.figures_mix import plot_mix_and_rate
    from caopan.diagnosis.figures_peers import plot_adjusted, plot_peers
    from caopan.diagnosis.figures_people import plot_cohorts, plot_fan_weeks, plot_retention
    from caopan.diagnosis.figures_quality import plot_quality
    from caopan.diagnosis.mixrate import RATES, MixRate, mix_and_rate, rate_changes
    from caopan.diagnosis.model import Finding, Moved, findings, judge, probabilities
    from caopan.diagnosis.own import shop_of_exports
    from caopan.diagnosis.peers import Match, match_peers, stage_of
    from caopan.diagnosis.quality import Check, Quality, identities
    from caopan.diagnosis.remedies import ADVICE, Advice, Trial
    from caopan.diagnosis.report import Report, diagnose
    from caopan.diagnosis.repurchase import Cohorts, cohorts, fan_weeks
    from caopan.diagnosis.responding import Response, break_even, response
    from caopan.diagnosis.returns import RefundShares, Returns, refund_shares, returns_by_age
    from caopan.diagnosis.series import FOLLOWED
    from caopan.diagnosis.stakes import Stake, stake
    from caopan.diagnosis.staying import Retention, retention
    from caopan.diagnosis.sums import Weighed

__all__ = [
    "ADVICE",
    "CHAIN",
    "FACTORS",
    "FOLLOWED",
    "RATES",
    "Adjusted",
    "Advice",
    "ChangePoint",
    "Changes",
    "Check",
    "Cohorts",
    "Decomposition",
    "Drill",
    "Evidence",
    "Finding",
    "Match",
    "MixRate",
    "Moved",
    "Pacing",
    "Periods",
    "Quality",
    "RefundShares",
    "Report",
    "Response",
    "Retention",
    "Returns",
    "Shop",
    "Stake",
    "Stretch",
    "Terms",
    "Trial",
    "Weighed",
    "adjust",
    "break_even",
    "change_points",
    "cohorts",
    "decompose",
    "decompose_days",
    "decompose_shop",
    "diagnose",
    "drill",
    "evidence_cards",
    "evidence_table",
    "fan_weeks",
    "findings",
    "identities",
    "judge",
    "match_peers",
    "mix_and_rate",
    "pacing",
    "periods",
    "plot_adjusted",
    "plot_changes",
    "plot_cohorts",
    "plot_decomposition",
    "plot_drill",
    "plot_fan_weeks",
    "plot_findings",
    "plot_groups",
    "plot_mix_and_rate",
    "plot_moved",
    "plot_pacing",
    "plot_peers",
    "plot_quality",
    "plot_response",
    "plot_retention",
    "plot_returns",
    "probabilities",
    "rate_changes",
    "read_all",
    "refund_shares",
    "response",
    "retention",
    "returns_by_age",
    "shop_of_exports",
    "stage_of",
    "stake",
]

_LATER = {
    "Evidence": "evidence",
    "evidence_cards": "evidence",
    "evidence_table": "evidence",
    "read_all": "evidence",
    "plot_findings": "figures_findings",
    "plot_moved": "figures_findings",
    "Finding": "model",
    "Moved": "model",
    "findings": "model",
    "judge": "model",
    "probabilities": "model",
    "ADVICE": "remedies",
    "Advice": "remedies",
    "Trial": "remedies",
    "Stake": "stakes",
    "stake": "stakes",
    "Weighed": "sums",
    "Adjusted": "adjustment",
    "CHAIN": "divisia",
    "ChangePoint": "changes",
    "Changes": "changes",
    "Check": "quality",
    "Cohorts": "repurchase",
    "Decomposition": "decomposition",
    "Drill": "drilling",
    "FACTORS": "divisia",
    "FOLLOWED": "series",
    "Match": "peers",
    "MixRate": "mixrate",
    "Pacing": "explaining",
    "Quality": "quality",
    "RATES": "mixrate",
    "RefundShares": "returns",
    "Report": "report",
    "Response": "responding",
    "Retention": "staying",
    "Returns": "returns",
    "Terms": "divisia",
    "adjust": "adjustment",
    "break_even": "responding",
    "change_points": "changes",
    "cohorts": "repurchase",
    "decompose": "divisia",
    "decompose_days": "decomposition",
    "decompose_shop": "decomposition",
    "diagnose": "report",
    "drill": "drilling",
    "fan_weeks": "repurchase",
    "identities": "quality",
    "match_peers": "peers",
    "mix_and_rate": "mixrate",
    "pacing": "explaining",
    "plot_adjusted": "figures_peers",
    "plot_changes": "figures_changes",
    "plot_cohorts": "figures_people",
    "plot_decomposition": "figures_decomposition",
    "plot_drill": "figures_drill",
    "plot_fan_weeks": "figures_people",
    "plot_groups": "figures_decomposition",
    "plot_mix_and_rate": "figures_mix",
    "plot_pacing": "figures_drill",
    "plot_peers": "figures_peers",
    "plot_quality": "figures_quality",
    "plot_response": "figures_drill",
    "plot_retention": "figures_people",
    "plot_returns": "figures_drill",
    "rate_changes": "mixrate",
    "refund_shares": "returns",
    "response": "responding",
    "retention": "staying",
    "returns_by_age": "returns",
    "shop_of_exports": "own",
    "stage_of": "peers",
}


def __getattr__(name: str) -> Any:
    """Import a step when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.diagnosis.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
