"""A report as a page: one file that asks nobody for anything, or the parts of it for the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.diagnosis import telling
from caopan.diagnosis.report import TITLES, Report
from caopan.diagnosis.sheets import percent
from caopan.pictures import Picture, drawn
from caopan.templates import templates
from caopan.widget import STYLE

if TYPE_CHECKING:
    pass

HERE: Final = Path(__file__).parent


def page(report: Report) -> str:
    """Write a report as one HTML page with its figures: no script, no address outside of it.

    >>> from caopan.diagnosis.report import diagnose
    >>> text = page(diagnose("yunshi", draws=0))
    >>> text.startswith("<!doctype html>"), "<script" in text
    (True, False)
    """
    words = _words(report, opened=True) | {"css": STYLE.read_text(encoding="utf-8")}
    text = templates(HERE).get_template("page.html.j2").render(words, titles=_titles())
    return text.lstrip()


def fragments(report: Report) -> dict[str, str]:
    """Write the parts of a report as HTML: verdict, hypotheses, all, goods, traffic, room."""
    words = _words(report, opened=False)
    module: Any = templates(HERE).get_template("parts.html.j2").make_module(words)
    found = {name: str(module.part(report, name, words["pictures"])) for name in TITLES}
    return found | {
        "verdict": str(module.verdict(report)),
        "hypotheses": str(module.hypotheses(report)),
    }


def _words(report: Report, *, opened: bool) -> dict[str, Any]:
    """What the templates know. opened: the likeliest hypothesis shows its evidence at once."""
    return {
        "report": report,
        "pictures": _pictures(report),
        "numbers": telling.numbers,
        "percent": percent,
        "opened": opened,
    }


def _titles() -> list[tuple[str, str, str]]:
    return [(name, english, chinese) for name, (english, chinese) in TITLES.items()]


def _pictures(report: Report) -> dict[str, list[Picture]]:
    """The figures of every step that was done."""
    return {
        key: drawn(one.step.draw, one.result, key)
        for key, one in report.outcomes.items()
        if one.step.draw is not None and not one.reason
    }
