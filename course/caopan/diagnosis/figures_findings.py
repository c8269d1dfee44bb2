"""Figures of the findings: how likely each answer is, and what moved one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caopan.drawing import AFTER, SIGNAL, canvas, figure_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.model import Finding


def plot_findings(found: Sequence[Finding], count: int = 6, *, axes: Axes | None = None) -> Figure:
    """Bars of the likeliest answers, the likeliest on top.

    Raises CaopanError without any finding.

    >>> from caopan.diagnosis import Shop, findings
    >>> plot_findings(findings(Shop.of("yunshi")), 4).axes[0].get_xlabel()
    'probability (%)'
    """
    from caopan.market import CARDS

    if not found:
        raise CaopanError("there is no finding to draw; take those of findings(shop).")
    some = sorted(found, key=lambda one: -one.probability)[:count]
    names = [
        f"{one.fault} {CARDS[one.fault].name}" if one.fault in CARDS else one.fault for one in some
    ]
    with canvas(axes) as ax:
        ax.barh(names, [100 * one.probability for one in some], color=AFTER)
        ax.invert_yaxis()
        ax.set(xlabel="probability (%)", xlim=(0, 100))
        return figure_of(ax)


def plot_moved(finding: Finding, *, axes: Axes | None = None) -> Figure:
    """Bars of the evidence that moved an answer most: for it to the right, against it to the left.

    Raises CaopanError where nothing moved it.

    >>> from caopan.diagnosis import Shop, findings
    >>> plot_moved(findings(Shop.of("yunshi"))[0]).axes[0].get_xlabel()
    'added to the log odds'
    """
    from caopan.diagnosis.evidence import evidence_cards

    if not finding.moved:
        raise CaopanError(f"no evidence moved {finding.fault}; there is nothing to draw.")
    cards = evidence_cards()
    words = [f"{cards[one.key].says} ({', '.join(one.metrics)})" for one in finding.moved]
    added = [one.log_odds for one in finding.moved]
    with canvas(axes) as ax:
        ax.barh(words, added, color=[AFTER if one >= 0 else SIGNAL for one in added])
        ax.axvline(0, color="black", linewidth=0.8)
        ax.invert_yaxis()
        ax.set(xlabel="added to the log odds", title=finding.fault)
        return figure_of(ax)
