"""Figures of the findings: how likely each answer is, and what moved one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caopan.diagnosis.canvas import axes_or_new
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from caopan.diagnosis.model import Finding

FOR, AGAINST = "#0072B2", "#D55E00"


def plot_findings(found: Sequence[Finding], count: int = 6, *, axes: Axes | None = None) -> Axes:
    """Bars of the likeliest answers, the likeliest on top.

    Raises CaopanError without any finding.

    >>> from caopan.diagnosis import Shop, findings
    >>> plot_findings(findings(Shop.of("yunshi")), 4).get_xlabel()
    'probability (%)'
    """
    from caopan.market import CARDS

    if not found:
        raise CaopanError("there is no finding to draw; take those of findings(shop).")
    some = sorted(found, key=lambda one: -one.probability)[:count]
    names = [
        f"{one.fault} {CARDS[one.fault].name}" if one.fault in CARDS else one.fault for one in some
    ]
    axes = axes_or_new(axes)
    axes.barh(names, [100 * one.probability for one in some], color=FOR)
    axes.invert_yaxis()
    axes.set(xlabel="probability (%)", xlim=(0, 100))
    return axes


def plot_moved(finding: Finding, *, axes: Axes | None = None) -> Axes:
    """Bars of the evidence that moved an answer most: for it to the right, against it to the left.

    Raises CaopanError where nothing moved it.

    >>> from caopan.diagnosis import Shop, findings
    >>> plot_moved(findings(Shop.of("yunshi"))[0]).get_xlabel()
    'added to the log odds'
    """
    from caopan.diagnosis.evidence import evidence_cards

    if not finding.moved:
        raise CaopanError(f"no evidence moved {finding.fault}; there is nothing to draw.")
    cards = evidence_cards()
    words = [f"{cards[one.key].says} ({', '.join(one.metrics)})" for one in finding.moved]
    added = [one.log_odds for one in finding.moved]
    axes = axes_or_new(axes)
    axes.barh(words, added, color=[FOR if one >= 0 else AGAINST for one in added])
    axes.axvline(0, color="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.set(xlabel="added to the log odds", title=finding.fault)
    return axes
