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
    from caopan.diagnosis.decomposition import Decomposition, decompose_days, decompose_shop
    from caopan.diagnosis.divisia import CHAIN, FACTORS, Terms, decompose
    from caopan.diagnosis.figures_decomposition import plot_decomposition, plot_groups
    from caopan.diagnosis.figures_peers import plot_adjusted, plot_peers
    from caopan.diagnosis.figures_quality import plot_quality
    from caopan.diagnosis.peers import Match, match_peers, stage_of
    from caopan.diagnosis.quality import Check, Quality, identities

__all__ = [
    "CHAIN",
    "FACTORS",
    "Adjusted",
    "Check",
    "Decomposition",
    "Match",
    "Periods",
    "Quality",
    "Shop",
    "Stretch",
    "Terms",
    "adjust",
    "decompose",
    "decompose_days",
    "decompose_shop",
    "identities",
    "match_peers",
    "periods",
    "plot_adjusted",
    "plot_decomposition",
    "plot_groups",
    "plot_peers",
    "plot_quality",
    "stage_of",
]

_LATER = {
    "Adjusted": "adjustment",
    "CHAIN": "divisia",
    "Check": "quality",
    "Decomposition": "decomposition",
    "FACTORS": "divisia",
    "Match": "peers",
    "Quality": "quality",
    "Terms": "divisia",
    "adjust": "adjustment",
    "decompose": "divisia",
    "decompose_days": "decomposition",
    "decompose_shop": "decomposition",
    "identities": "quality",
    "match_peers": "peers",
    "plot_adjusted": "figures_peers",
    "plot_decomposition": "figures_decomposition",
    "plot_groups": "figures_decomposition",
    "plot_peers": "figures_peers",
    "plot_quality": "figures_quality",
    "stage_of": "peers",
}


def __getattr__(name: str) -> Any:
    """Import a step when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.diagnosis.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
