"""What a report shows of each step's result: sentences, and tables of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.diagnosis.sheets import (
    Sheet,
    known,
    money,
    moved,
    number,
    percent,
    records,
    sheet,
    span,
    text,
)

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.changes import Changes
    from caopan.diagnosis.decomposition import Decomposition
    from caopan.diagnosis.peers import Match
    from caopan.diagnosis.quality import Quality
    from caopan.diagnosis.responding import Response
    from caopan.diagnosis.standing import Number


class Told(NamedTuple):
    """What a report shows of a step."""

    says: tuple[str, ...]
    sheets: tuple[Sheet, ...] = ()


def quality(found: Quality) -> Told:
    """Tell which identities of the data are broken, and what that switches off."""
    wrong = [check for check in found.checks if check.state in {"violated", "explained"}]
    wrong.sort(key=lambda check: check.state != "violated")
    head = ("identity", "state", "rows", "share", "first", "switches off")
    rows = [
        (
            check.identity.name,
            check.state,
            f"{number(check.broken)} of {number(check.of)}",
            percent(check.share, 2),
            text((check.first or check.where) if check.state == "violated" else None),
            text(", ".join((*check.metrics, *check.steps))),
        )
        for check in wrong
    ]
    open_ones = [check for check in found.checks if check.state == "not checked"]
    note = f"{len(open_ones)} identities could not be checked." if open_ones else ""
    left = ("identity", "state", "first", "switches off")
    shown = sheet("Identities that do not hold", head, rows, left=left, note=note)
    broken = len(found.violated)
    said = (
        f"{broken} of {len(found.checks) - len(open_ones)} identities are violated."
        if broken
        else _sentence(found.sentence())
    )
    return Told((said,), (shown,) if rows else ())


def peers(found: Match) -> Told:
    """Show how each listed merchant fits, and who is kept."""
    head = ("peer", "stage", "GMV a month", "a piece", "air a week", "tiers apart", "fits")
    rows = [
        (
            text(row["peer_id"]),
            text(row["stage"]),
            money(row["month_gmv_fen"]),
            money(row["price_fen"]),
            f"{number(row['air_min_week'])} min",
            percent(row["tiers_apart"], 0),
            "yes" if row["kept"] else f"no: {text(row['why'])}",
        )
        for row in records(found.table)
    ]
    own = found.own
    fits = len(found.kept)
    itself = (
        f"The shop itself: {text(own.category)}, stage {own.stage}, {money(own.month_gmv_fen)} a "
        f"month, {money(own.price_fen)} a piece, {number(own.air_min_week)} min on air a week."
    )
    fitting = found.reason or f"{fits} of {len(rows)} listed merchants are of its structure"
    says = (itself, _sentence(fitting))
    left = ("peer", "stage", "fits")
    return Told(says, (sheet("Peers over the first stretch", head, rows, left=left),))


NUMBERS_HEAD: Final = ("number", "before", "after", "change", "peers", "beyond", "among peers")
NUMBERS_NOTE: Final = (
    "beyond: the change beyond the peers'; *: fewer than one peer in 20 would be so far off. "
    "among peers: percentile of the level after, and how many peers stand lower."
)


def numbers(some: tuple[Number, ...], caption: str) -> Sheet:
    """Show the numbers of a part, each with its place among the peers."""
    rows = [
        (
            one.words if one.code is None else f"{one.words} {one.code}",
            _level(one, one.before),
            _level(one, one.after),
            moved(one.change),
            moved(one.peers),
            moved(one.own) + ("*" if one.chance is not None and one.chance < 0.05 else ""),
            text(None)
            if one.above is None
            else f"P{100 * one.above // one.of} {one.above}/{one.of}",
        )
        for one in some
    ]
    return sheet(caption, NUMBERS_HEAD, rows, left=("number",), note=NUMBERS_NOTE)


def _level(one: Number, value: float | None) -> str:
    if one.unit == "s":
        return text(None) if known(value) is None else f"{number(value)} s"
    if one.unit == "times":
        return number(value, 2)
    if one.unit == "share":
        return percent(value)
    return money(value) if one.unit == "fen" else number(value)


def decomposition(found: Decomposition) -> Told:
    """Tell which step of the funnel moved GMV of an average day."""
    rows = records(found.totals.reindex(found.totals["fen"].abs().sort_values().index[::-1]))
    whole = (
        f"GMV of an average day went from {money(found.before)} to {money(found.after)}: "
        f"{money(found.change, signed=True)}. The terms add up to it to the fen."
    )
    says = [whole, _most(rows[0]), *map(_sentence, found.notes)]
    head = ("factor", "codes", "before", "after", "moved GMV by", "90 % interval")
    shown = [
        sheet(
            "Terms of the change",
            head,
            (
                (
                    text(row["factor"]),
                    text(row["codes"]),
                    _factor(row["factor"], row["before"]),
                    _factor(row["factor"], row["after"]),
                    money(row["fen"], signed=True),
                    span(money(row["low"], signed=True), money(row["high"], signed=True)),
                )
                for row in rows
            ),
            left=("factor", "codes"),
        )
    ]
    return Told(tuple(says), tuple(shown))


def groups(found: Decomposition) -> Told:
    """Tell which group moved GMV of an average day, and by which step of the funnel."""
    rows = []
    for group, table in found.table.groupby("group", sort=False):
        first = table.loc[table["fen"].abs() == table["fen"].abs().max()].iloc[0]
        rows.append(
            (
                int(table["fen"].sum()),
                (
                    text(group),
                    money(int(table["fen"].sum()), signed=True),
                    text(first["factor"]),
                    money(first["fen"], signed=True),
                    span(*(money(first[end], signed=True) for end in ("low", "high"))),
                ),
            )
        )
    rows.sort(key=lambda row: -abs(row[0]))
    head = (str(found.by), "change", "most by", "its term", "90 % interval")
    cells = [row for _, row in rows]
    first = cells[0]
    said = (
        f"Of {money(found.change, signed=True)} an average day, {first[0]} has {first[1]}; most "
        f"there by {first[2]} ({first[3]}, 90 %: {first[4]})."
    )
    left = (str(found.by), "most by")
    return Told((said,), (sheet(f"By {found.by}, an average day", head, cells, left=left),))


def _factor(name: str, value: Any) -> str:
    if name in {"GMV per buyer", "off-funnel"}:
        return money(value)
    if name == "impressions":
        return number(value)
    return number(value, 2) if name == "exposures per viewer" else percent(value)


def _most(first: dict[str, Any]) -> str:
    interval = span(*(money(first[end], signed=True) for end in ("low", "high")))
    sure = _sure(first["low"], first["high"])
    return f"Most by {first['factor']}: {money(first['fen'], signed=True)} ({interval}{sure})."


def _sure(low: Any, high: Any) -> str:
    if low is None or high is None:
        return ""
    return "" if (low > 0) == (high > 0) and low * high else ", within chance"


def mix(found: pd.DataFrame) -> Told:
    """Tell each rate's change, split into mix and rate."""
    told = records(found.reset_index())
    head = ("rate", "before", "after", "mix", "rate within", "interval of rate")
    rows = [
        (
            f"{row['name']} {row['codes']}",
            number(row["before"], 2),
            number(row["after"], 2),
            number(row["mix"], 2, signed=True),
            number(row["rate"], 2, signed=True),
            span(*(number(row[f"{end}_rate"], 2, signed=True) for end in ("low", "high"))),
        )
        for row in told
        if row["reason"] is None
    ]
    says = [str(row["reversal"]) for row in told if row["reversal"] is not None]
    if not says:
        says = ["No rate moves one way in every group and the other way in the whole."]
    note = "Shares in percent, amounts in yuan."
    missing = [f"{row['name']}: {row['reason']}" for row in told if row["reason"] is not None]
    shown = sheet("Mix and rate", head, rows, left=("rate",), note=note, most=20)
    return Told((*says, *_first(missing)), (shown,) if rows else ())


def _first(said: list[str], most: int = 3) -> list[str]:
    """The first sentences, and how many more there are."""
    more = [f"And {len(said) - most} more."] if len(said) > most else []
    return [*said[:most], *more]


def response(found: Response) -> Told:
    """Tell what paid traffic brings, and what it must bring."""
    marginal = found.marginal_roi
    due = found.break_even
    rows = [
        ("average ROI after", number(found.average_roi, 2), text(None)),
        (
            "marginal ROI",
            number(marginal[0] if marginal else None, 2),
            span(*(number(one, 2) for one in marginal[1:])) if marginal else text(None),
        ),
        ("ROI of the difference between the stretches", number(found.arc.roi, 2), text(None)),
        ("break-even ROI", number(due.roi if due else None, 2), text(None)),
        ("fans among paid visits, before", percent(found.fan_share[0]), text(None)),
        ("fans among paid visits, after", percent(found.fan_share[1]), text(None)),
    ]
    verdict = {
        "past": "The last yuan earns less than it must.",
        "room": "The last yuan earns more than it must.",
        "unknown": "Whether the last yuan earns what it must cannot be told.",
    }[found.verdict]
    head = ("what", "value", "95 % interval")
    shown = sheet(f"Paid traffic by the {found.by}", head, rows, left=("what",))
    return Told((verdict, *found.words), (shown,))


def changes(found: Changes) -> Told:
    """Tell on which days levels shifted, and what the log has beside it."""
    head = ("series", "codes", "day", "date", "95 % days", "level", "beside peers")
    rows = [
        (
            point.series,
            " ".join(point.codes),
            number(point.day),
            f"{point.date:%d %b}",
            f"{point.low} to {point.high}",
            percent(known(point.factor - 1), 0, signed=True),
            "yes" if point.peers else "no",
        )
        for point in found.points
    ]
    left = ("series", "codes", "date", "beside peers")
    missing = [_sentence(why) for why in found.left_out.values()]
    shown = sheet("Shifts of a level", head, rows, left=left)
    return Told((*found.words, *_first(missing, 2)), (shown,) if rows else ())


def _sentence(words: str) -> str:
    """Begin with a capital and end with a full stop.

    >>> _sentence("none is left")
    'None is left.'
    """
    said = words[:1].upper() + words[1:]
    return said if said.endswith((".", "!", "?")) else f"{said}."
