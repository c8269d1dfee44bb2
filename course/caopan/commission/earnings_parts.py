"""The parts of the earnings page as HTML: tiles, sessions, waterfall, lines, time, rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.earnings_places import places_of
from caopan.commission.earnings_seen import seen_by
from caopan.commission.earnings_steps import waterfall_of
from caopan.commission.figures_earnings import plot_earnings, plot_rules, plot_waterfall
from caopan.commission.moments import moment_of
from caopan.commission.statement import AMOUNTS, grouped, ruled
from caopan.pictures import Picture, drawn
from caopan.templates import templates

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from caopan.commission.earnings import Earnings
    from caopan.commission.earnings_desk import EarningsDesk
    from caopan.commission.settlement import Settlement

HERE: Final = Path(__file__).parent
TABS: Final = (
    ("waterfall", "Waterfall", "瀑布"),
    ("lines", "Lines", "订单明细"),
    ("time", "Over time", "时间"),
    ("rules", "By rule", "规则"),
)
"""The tabs of what is chosen: name, and what it is called."""
EVERYBODY: Final = ""
"""Instead of a party: the course's view of all parties."""
MOST: Final = 400
"""Places that the table lists; the statement holds all."""
PAGE: Final = 100
"""Lines on a page."""
STATE_NAMES: Final = ("estimated 预估", "confirmed 确认", "settled 已结算")


def tiles_part(found: Earnings, party: str, place: str | None) -> str:
    """The four tiles and what lies beside them, as HTML."""
    total = found.total(party or None, place)
    tiles = [
        (column.en, column.zh, grouped(total[column.name]), column.name == "risk_fen")
        for column in AMOUNTS
    ]
    return made_part("tiles", tiles, grouped(total.get("receivable_fen", 0)))


def places_part(found: Earnings, party: str, chosen: str) -> str:
    """The table of sessions and other places, the last on top, as HTML."""
    rows = found.of(party or None)
    sums = rows.groupby("place", sort=False)[[column.name for column in AMOUNTS]].sum()
    about = found.places[found.places["place"].isin(sums.index)].iloc[::-1]
    told = [
        (
            one["place"],
            one["day"] or one["month"],
            f"{one['lines']:,}" if one["lines"] else "–",
            *(_fen(sums.at[one["place"], column.name]) for column in AMOUNTS),
        )
        for one in about.head(MOST).to_dict("records")
    ]
    return made_part("places", [c.en for c in AMOUNTS], told, chosen, max(0, len(about) - MOST))


def waterfall_part(found: Earnings, party: str, place: str | None) -> str:
    """The waterfall of a place, or of all, as HTML."""
    steps = waterfall_of(found, place, party or None)
    words = f"{_where(place)}: " + ", ".join(f"{one.name} {grouped(one.fen)}" for one in steps)
    return made_part("figure", _drawn(partial(plot_waterfall, steps), words, "waterfall"))


def rules_part(found: Earnings, party: str, place: str | None) -> str:
    """What each rule gives, and what is passed on, as HTML."""
    rows = found.of(party or None, place)
    if not len(rows):
        return made_part("nothing")
    sums = rows.groupby("term", sort=False)[[c.name for c in AMOUNTS]].sum()
    told = [
        (ruled(str(term)), *(_fen(sums.at[term, column.name]) for column in AMOUNTS))
        for term in sums.index
    ]
    figure = _drawn(partial(plot_rules, rows), f"{_where(place)}: dues by rule and state", "rules")
    return made_part("rules", figure, [c.en for c in AMOUNTS], told, _hops(found, party, place))


def _hops(found: Earnings, party: str, place: str | None) -> list[tuple[str, str, str]]:
    if not party:
        return []
    passed = seen_by(found, party).passed
    passed = passed if place is None else passed[passed["place"] == place]
    sums = passed.groupby(["term", "to"], sort=False)["due_fen"].sum().reset_index()
    return [
        (one["term"], found.names[one["to"]], grouped(int(one["due_fen"])))
        for one in sums.to_dict("records")
    ]


def time_part(
    desk: EarningsDesk, found: Earnings, party: str, place: str | None, as_of: datetime
) -> str:
    """How it stood at several clocks until now, and what the night showed, as HTML."""
    series = desk.over_time(desk.clocks(place, as_of), party or None, place)
    inside = place is not None and bool((found.places["session_id"] == place).any())
    night = desk.night(place, party or None)["due_fen"] if inside and place else None
    figure = _drawn(
        partial(plot_earnings, series, night), f"{_where(place)}: earnings over time", "time"
    )
    now = found.total(party or None, place)["due_fen"]
    told = [
        (f"{one['as_of']:%d %b %Y}", *(_fen(one[c.name]) for c in AMOUNTS[:-1]))
        for one in series.to_dict("records")
    ]
    return made_part("time", figure, _compared(night, now), [c.en for c in AMOUNTS[:-1]], told)


def _compared(night: int | None, now: int) -> str:
    """What the night showed beside what is due now, in words; the ratio is for reading only."""
    if night is None:
        return ""
    said = f"The night showed {grouped(night)} yuan; due now are {grouped(now)}."
    return f"{said} That is {night / now:.2f}× as much." if now > 0 and night > 0 else said


def lines_part(made: Settlement, party: str, place: str | None, page: int, find: str) -> str:
    """A page of the lines of a place, as HTML.

    page: from 0 on. find: part of a line's, an order's or a SKU's name.
    """
    lines = made.lines
    keep = at_place(lines, place)
    if find:
        keep &= _found(lines, find)
    at = np.flatnonzero(keep)
    page = max(0, min(page, (len(at) - 1) // PAGE))
    due, held = line_dues(made, party)
    told = [
        (
            one["line_id"],
            f"{moment_of(int(one['bind_us'])):%d %b %H:%M}",
            one["order_id"],
            one["sku_id"],
            grouped(int(one["pay_fen"])),
            _fen(one["refunded_fen"]),
            STATE_NAMES[one["state"]],
            _fen(due[row]),
            _fen(held[row]),
        )
        for row, one in zip(
            at[page * PAGE : (page + 1) * PAGE],
            lines.iloc[at[page * PAGE : (page + 1) * PAGE]].to_dict("records"),
            strict=True,
        )
    ]
    first = page * PAGE + 1
    return made_part("lines", told, first, first + len(told) - 1, len(at), page, PAGE, find)


def at_place(lines: pd.DataFrame, place: str | None) -> Any:
    """Which lines are at a place; all for None."""
    if place is None:
        return np.ones(len(lines), bool)
    return np.asarray(places_of(lines) == place, bool)


def line_dues(made: Settlement, party: str) -> tuple[Any, Any]:
    """What a party has of each line, and what of it is held; of all for the course's view."""
    due = np.zeros(len(made.lines), np.int64)
    held = due.copy()
    for one in made.dues:
        if one.party == party or not party:
            due += one.due_fen
            held += one.held_fen
    return due, held


def _found(lines: pd.DataFrame, find: str) -> Any:
    names = [lines[name].astype(str) for name in ("line_id", "order_id", "sku_id")]
    found = [one.str.contains(find, case=False, regex=False).to_numpy(bool) for one in names]
    return found[0] | found[1] | found[2]


def _where(place: str | None) -> str:
    return "All sessions" if place is None else place


def _fen(value: Any) -> str:
    return grouped(int(value)) if value else "–"


def _drawn(draw: Callable[[], Figure], words: str, key: str) -> Picture:
    return drawn(lambda make: [(words, make())], draw, f"earnings-{key}")[0]


def made_part(macro: str, *words: Any) -> str:
    """A part of the page from its template."""
    module = templates(HERE).get_template("earnings.html.j2").module
    return str(getattr(module, macro)(*words)).strip()
