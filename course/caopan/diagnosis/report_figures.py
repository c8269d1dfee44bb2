"""The figures of a report: of each step's result, with what they show in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from caopan.diagnosis.changes import Changes
    from caopan.diagnosis.decomposition import Decomposition
    from caopan.diagnosis.drilling import Drill
    from caopan.diagnosis.explaining import Pacing
    from caopan.diagnosis.peers import Match
    from caopan.diagnosis.repurchase import Cohorts
    from caopan.diagnosis.responding import Response
    from caopan.diagnosis.returns import RefundShares, Returns
    from caopan.diagnosis.staying import Retention

Drawn = list[tuple[str, "Figure"]]
"""Figures, each with what it shows in words."""


def peers(found: Match) -> Drawn:
    """How many times the shop's each peer is."""
    from caopan.diagnosis.figures_peers import plot_peers

    if not len(found.table):
        return []
    words = "How many times the shop's each peer is in size, price and time on air"
    return [(words, plot_peers(found))]


def decomposition(found: Decomposition) -> Drawn:
    """The waterfall of the change."""
    from caopan.diagnosis.figures_decomposition import plot_decomposition

    words = "Waterfall from the GMV of an average day before to that after, factor by factor"
    return [(words, plot_decomposition(found))]


def groups(found: Decomposition) -> Drawn:
    """The terms of each group."""
    from caopan.diagnosis.figures_decomposition import plot_groups

    words = f"What each factor added to GMV of an average day, by {found.by}"
    return [(words, plot_groups(found))]


def changes(found: Changes) -> Drawn:
    """The series with the surest shift, or GMV where none shifted."""
    from caopan.diagnosis.figures_changes import plot_changes

    figure = plot_changes(found)
    words = "The series whose shift is surest, by the day, with its levels and the log's lines"
    return [(words if found.points else "A series by the day: no level shifted", figure)]


def drill(found: Drill) -> Drawn:
    """The cells that moved most."""
    from caopan.diagnosis.figures_drill import plot_drill

    return [(f"The cells of {' x '.join(found.by)} whose GMV moved most", plot_drill(found))]


def refunds(found: RefundShares) -> Drawn:
    """Rates before and after of the SKUs whose refunds moved the whole most."""
    from dataclasses import replace

    from caopan.diagnosis.figures_mix import plot_mix_and_rate

    split = found.split
    size = split.groups["rate"].abs() + split.groups["mix"].abs()
    most = size.sort_values(ascending=False).index[:15]
    shown = replace(split, groups=split.groups.loc[most])
    words = f"Refunded share of GMV by {split.by}, before and after, and what moved the whole"
    return [(words, plot_mix_and_rate(shown))]


def returns(found: Returns) -> Drawn:
    """Lines gone back by age."""
    from caopan.diagnosis.figures_drill import plot_returns

    return [("Share of lines gone back by days since payment, and why", plot_returns(found))]


def pacing(found: Pacing) -> Drawn:
    """Minutes against GMV."""
    from caopan.diagnosis.figures_drill import plot_pacing

    return [("Share of minutes explained against share of GMV, by product", plot_pacing(found))]


def response(found: Response) -> Drawn:
    """GMV of paid visits against spend."""
    from caopan.diagnosis.figures_drill import plot_response

    words = "GMV of paid visits against spend, an hour on air, with break-even"
    return [(words, plot_response(found))]


def retention(found: Retention) -> Drawn:
    """Who is still there."""
    from caopan.diagnosis.figures_people import plot_retention

    return [("Share of visits still there by minutes since entry", plot_retention(found))]


def cohorts(found: Cohorts) -> Drawn:
    """Repurchase."""
    from caopan.diagnosis.figures_people import plot_cohorts

    if not found.table["share"].notna().any():
        return []
    words = "Share of buyers who bought again, by the session of their first purchase"
    return [(words, plot_cohorts(found))]


def fan_weeks(found: pd.DataFrame) -> Drawn:
    """Fans by the week."""
    from caopan.diagnosis.figures_people import plot_fan_weeks

    if not len(found):
        return []
    return [("Fans among visits by the week, beside the peers'", plot_fan_weeks(found))]
