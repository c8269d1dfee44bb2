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
    from caopan.diagnosis.changes import ChangePoint, Changes, change_points
    from caopan.diagnosis.drilling import Drill, drill
    from caopan.diagnosis.explaining import Pacing, pacing
    from caopan.diagnosis.figures_changes import plot_changes
    from caopan.diagnosis.figures_drill import (
        plot_drill,
        plot_pacing,
        plot_response,
        plot_returns,
    )
    from caopan.diagnosis.figures_mix import plot_mix_and_rate
    from caopan.diagnosis.figures_people import plot_cohorts, plot_fan_weeks, plot_retention
    from caopan.diagnosis.mixrate import RATES, MixRate, mix_and_rate, rate_changes
    from caopan.diagnosis.repurchase import Cohorts, cohorts, fan_weeks
    from caopan.diagnosis.responding import Response, break_even, response
    from caopan.diagnosis.returns import RefundShares, Returns, refund_shares, returns_by_age
    from caopan.diagnosis.series import FOLLOWED
    from caopan.diagnosis.staying import Retention, retention

__all__ = [
    "FOLLOWED",
    "RATES",
    "ChangePoint",
    "Changes",
    "Cohorts",
    "Drill",
    "MixRate",
    "Pacing",
    "Periods",
    "RefundShares",
    "Response",
    "Retention",
    "Returns",
    "Shop",
    "Stretch",
    "break_even",
    "change_points",
    "cohorts",
    "drill",
    "fan_weeks",
    "mix_and_rate",
    "pacing",
    "periods",
    "plot_changes",
    "plot_cohorts",
    "plot_drill",
    "plot_fan_weeks",
    "plot_mix_and_rate",
    "plot_pacing",
    "plot_response",
    "plot_retention",
    "plot_returns",
    "rate_changes",
    "refund_shares",
    "response",
    "retention",
    "returns_by_age",
]

_LATER = {
    "ChangePoint": "changes",
    "Changes": "changes",
    "Cohorts": "repurchase",
    "Drill": "drilling",
    "FOLLOWED": "series",
    "MixRate": "mixrate",
    "Pacing": "explaining",
    "RATES": "mixrate",
    "RefundShares": "returns",
    "Response": "responding",
    "Retention": "staying",
    "Returns": "returns",
    "break_even": "responding",
    "change_points": "changes",
    "cohorts": "repurchase",
    "drill": "drilling",
    "fan_weeks": "repurchase",
    "mix_and_rate": "mixrate",
    "pacing": "explaining",
    "plot_changes": "figures_changes",
    "plot_cohorts": "figures_people",
    "plot_drill": "figures_drill",
    "plot_fan_weeks": "figures_people",
    "plot_mix_and_rate": "figures_mix",
    "plot_pacing": "figures_drill",
    "plot_response": "figures_drill",
    "plot_retention": "figures_people",
    "plot_returns": "figures_drill",
    "rate_changes": "mixrate",
    "refund_shares": "returns",
    "response": "responding",
    "retention": "staying",
    "returns_by_age": "returns",
}


def __getattr__(name: str) -> Any:
    """Import a step when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.diagnosis.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
