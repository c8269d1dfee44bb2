"""A STAGE sheet as one printed page: one file that asks nobody for anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.pictures import drawn
from caopan.planning import sheet_page_rows as rows
from caopan.planning.figures_sheet import plot_running
from caopan.planning.sheet_known import conduct
from caopan.planning.sheet_yaml import PARTS
from caopan.templates import templates

if TYPE_CHECKING:
    from caopan.planning.sheet_played import Played

HERE: Final = Path(__file__).parent


def sheet_page(played: Played) -> str:
    """Write a played sheet as one HTML page: no script, no address outside of it.

    >>> from caopan.market import sample
    >>> from caopan.planning.sheet_checks import check_sheet
    >>> from caopan.planning.sheet_new import own_conduct
    >>> from caopan.planning.sheet_played import play_sheet
    >>> shop = sample("yunshi")
    >>> text = sheet_page(play_sheet(check_sheet(own_conduct(shop, days=2), shop), seeds=2))
    >>> text.startswith("<!doctype html>"), "<script" in text
    (True, False)
    """
    checked, look = played.checked, played.look
    sheet, plan = checked.sheet, checked.plan
    assert sheet is not None
    assert plan is not None
    scenario = conduct(look.scenario)
    met = {sheet.events.index(hit.highlight): hit.said[-1] for hit in played.hits}
    goods, shelf = rows.goods(sheet, scenario, plan)
    words: dict[str, Any] = {
        "css": (HERE / "sheet_page.css").read_text(encoding="utf-8"),
        "titles": PARTS,
        "head": sheet.head,
        "scenario": scenario,
        "last": look.date(sheet.head.days - 1),
        "sentence": look.sentence(),
        "numbers": look.rows(look.stretches()[-1]),
        "figure": drawn(lambda one: [(one.sentence(), plot_running(one))], look, "running")[0],
        "goods_head": rows.GOODS_HEAD,
        "goods": goods,
        "shelf": shelf,
        "calendar": rows.calendar(sheet, scenario, plan),
        "rundown": rows.rundown(scenario, plan),
        "room": rows.room(sheet, plan),
        "ads_head": rows.ADS_HEAD,
        "ads": rows.ads(scenario, plan),
        "traffic": rows.traffic(sheet, scenario, plan),
        "gifts_head": rows.GIFTS_HEAD,
        "gifts": rows.gifts(scenario, plan),
        "events_head": rows.EVENTS_HEAD,
        "events": rows.events(sheet, met),
        "service": rows.service(plan),
        "accepted": checked.accepted,
        "questions": checked.questions,
    }
    return templates(HERE).get_template("sheet_page.html.j2").render(words).lstrip()
