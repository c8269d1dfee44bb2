"""What a report shows of goods and people: sentences, and tables of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caopan.diagnosis.sheets import (
    Sheet,
    known,
    money,
    number,
    percent,
    records,
    sheet,
    span,
    text,
)
from caopan.diagnosis.telling import Told

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.drilling import Drill
    from caopan.diagnosis.explaining import Pacing
    from caopan.diagnosis.repurchase import Cohorts
    from caopan.diagnosis.returns import RefundShares, Returns
    from caopan.diagnosis.staying import Retention


def drill(found: Drill) -> Told:
    """Show the cells whose GMV moved most."""
    head = (*found.by, "before", "after", "change", "share", "")
    rows = [
        (
            *(text(row[key]) for key in found.by),
            money(row["gmv_fen_before"]),
            money(row["gmv_fen_after"]),
            money(row["change_fen"], signed=True),
            percent(row["share"], 0),
            "few" if row["few"] else "",
        )
        for row in records(found.top(12))
    ]
    shown = sheet("Cells that moved most", head, rows, left=(*found.by, ""), note=_more(found))
    return Told(found.words, (shown,))


def _more(found: Drill) -> str:
    rest = len(found.cube) - 12
    few = "few: fewer than 30 lines paid in both stretches."
    return f"And {rest:,} more cells; {few}" if rest > 0 else few


def pacing(found: Pacing) -> Told:
    """Show minutes of explanation against GMV, by product."""
    head = ("product", "role", "stretch", "minutes", "of minutes", "of GMV", "GPM", "")
    order = found.products.sort_values("minutes_share", ascending=False)
    rows = [
        (
            text(row["name"]),
            text(row["role"]),
            "after" if row["after"] else "before",
            number(row["minutes"]),
            percent(row["minutes_share"]),
            percent(row["gmv_share"]),
            _yuan(row["gpm"]),
            "idle" if row["idle"] else "few" if row["few"] else "",
        )
        for row in records(order)
    ]
    left = ("product", "role", "stretch", "")
    note = "GPM: yuan created while it was explained, per 1,000 views present."
    return Told(
        found.words, (sheet("Minutes and GMV by product", head, rows, left=left, note=note),)
    )


def returns(found: Returns) -> Told:
    """Show which share of lines had gone back by which age."""
    shown = _shares("Lines gone back, by age", ("lines", "by day"), found.marks, "age")
    return Told(found.words, (shown,))


def refunds(found: RefundShares) -> Told:
    """Show whose refunded share of GMV grew."""
    groups = found.split.groups.sort_values("rate", ascending=False)
    head = (found.split.by, "before", "after", "share of GMV", "moved the whole by", "")
    rows = [
        (
            text(row["group"]),
            _of_hundred(row["rate_before"]),
            _of_hundred(row["rate_after"]),
            percent(row["share_after"]),
            f"{number(row['rate'], 2, signed=True)} points",
            "few" if row["few"] else "",
        )
        for row in records(groups.reset_index())
    ]
    caption = f"Refunded share of GMV by {found.split.by}, the growth first"
    shown = sheet(caption, head, rows, left=(found.split.by, ""))
    return Told(found.words, (shown,))


def retention(found: Retention) -> Told:
    """Show who is still there how long after coming in."""
    shown = _shares("Still in the room", ("visits", "after seconds"), found.marks, "second")
    return Told(found.words, (shown,))


def cohorts(found: Cohorts) -> Told:
    """Show how many buyers bought again, as far as sessions were seen."""
    head = ("session", "day", "buyers", "within", "again, at least", "sessions seen", "")
    rows = [
        (
            text(row["session_id"]),
            number(row["day"]),
            number(row["buyers"]),
            f"{number(row['within'])} days",
            percent(row["share"]),
            f"{number(row['seen'])} of {number(row['on_air'])}",
            "few" if row["few"] else "",
        )
        for row in records(found.table)
    ]
    return Told(found.words, (sheet("Bought again", head, rows, left=("session", "")),))


def fan_weeks(found: pd.DataFrame) -> Told:
    """Show fans by the week."""
    head = ("week", "visits", "fans", "peers' fans", "follow visits a day", "follow GMV", "GPM")
    rows = [
        (
            number(row["week"]),
            number(row["visits"]),
            percent(row["fan_share"]),
            percent(row["peer_fan_share"]),
            number(row["follow_visits"]),
            percent(row["follow_gmv_share"]),
            _yuan(row["follow_gpm"]),
        )
        for row in records(found)
    ]
    said = (
        f"Fans were {rows[0][2]} of visits in the first week and {rows[-1][2]} in the last one."
        if rows
        else "The history is shorter than a week.",
    )
    note = "follow: people who came from the list of accounts they follow."
    shown = sheet("Fans by the week", head, rows, left=(), note=note, most=20)
    return Told(said, (shown,) if rows else ())


def _shares(caption: str, names: tuple[str, str], marks: pd.DataFrame, age: str) -> Sheet:
    """A share of each group at some ages, before and after; names: of the first two columns."""
    rows = [
        (
            text(row["group"]),
            number(row[age]),
            percent(row["before"]),
            percent(row["after"]),
            _points(row["difference"]),
            span(_points(row["low"]), _points(row["high"])),
            "few" if row["few"] else "",
        )
        for row in records(marks)
    ]
    head = (*names, "before", "after", "difference", "95 % interval", "")
    return sheet(caption, head, rows, left=(names[0], ""))


def _points(share: Any) -> str:
    one = known(share)
    return text(None) if one is None else f"{number(one * 100, 1, signed=True)} points"


def _of_hundred(value: Any) -> str:
    one = known(value)
    return percent(None if one is None else one / 100)


def _yuan(value: Any) -> str:
    one = known(value)
    return text(None) if one is None else f"¥{number(one)}"
