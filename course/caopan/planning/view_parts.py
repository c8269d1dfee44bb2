"""The parts of the planner's page as HTML: what is found in a sheet, and what it is played to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.market.look import HEAD
from caopan.pictures import Picture, drawn
from caopan.planning.figures_planner import plot_measure
from caopan.planning.figures_sheet import plot_running
from caopan.planning.sheet_played import FUNNEL_HEAD, Played
from caopan.planning.stock_left import STOCK_HEAD, stock_left
from caopan.templates import templates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from caopan.market import Look
    from caopan.planning.reference import Reference
    from caopan.planning.scoring import Score
    from caopan.planning.sheet_checks import Checked

HERE: Final = Path(__file__).parent
TABS: Final = (
    ("money", "Money", "账"),
    ("funnel", "Funnel", "漏斗"),
    ("stock", "Stock", "货"),
    ("fans", "Fans", "粉丝"),
    ("events", "Highlights", "亮点"),
)
"""The tabs of a played sheet: name, and what it is called."""


def findings_part(checked: Checked) -> str:
    """What is found in a sheet, and its acceptance checks, as HTML."""
    return _made("findings", checked)


def played_parts(played: Played) -> dict[str, str]:
    """What a sheet is played to as HTML: verdict, and each of ``TABS``."""
    look = played.look
    total, *weeks = reversed(look.stretches())
    figures = {
        "running": _figure(plot_running, look, "Contribution so far"),
        **{
            name: _figure(partial(plot_measure, measure=name), look, f"{title} by the day")
            for name, title in (("gmv", "GMV"), ("stock_outs", "Stock-outs"), ("fans", "Fans"))
        },
    }
    stock = stock_left(look.scenario, look_plan(played), look.days)
    return {
        "verdict": _made("verdict", look),
        "money": _made("money", HEAD, look, total, weeks[::-1], figures),
        "funnel": _made("funnel", FUNNEL_HEAD, played.funnel()),
        "stock": _made("stock", STOCK_HEAD, stock.rows(), figures),
        "fans": _made("fans", HEAD, _rows_of(look, "fans"), figures),
        "events": _made("events", played),
    }


def look_plan(played: Played) -> Any:
    """The plan of a played sheet."""
    assert played.checked.plan is not None
    return played.checked.plan


def skill_part(score: Score, found: Reference) -> str:
    """How a plan stands beside a reference, as HTML."""
    return _made("skill", score, found)


def _rows_of(look: Look, measure: str) -> list[tuple[str, ...]]:
    return [
        (span.name, *row[1:])
        for span in look.stretches()
        for row in look.rows(span)
        if row[0].startswith(measure)
    ]


def _figure(draw: Callable[[Look], Figure], look: Look, words: str) -> Picture:
    said = f"{words}: medians and 80 % of {look.seeds} plays, with the plan and without"
    return drawn(lambda one: [(said, draw(one))], look, words)[0]


def _made(macro: str, *words: Any) -> str:
    return str(getattr(templates(HERE).get_template("view.html.j2").module, macro)(*words)).strip()
