"""One round's standing as a table that reads well in a column of 360 px."""

from __future__ import annotations

import datetime as dt

from grader.leaderboard.markup import Html, h, hidden_text, join
from grader.leaderboard.standings import Part, Round, Row
from grader.leaderboard.words import (
    change,
    digits,
    left_today,
    moment,
    number,
    points,
    said,
    short_moment,
)


def table(
    contest_round: Round,
    *,
    key: str,
    me: str | None,
    generated_at: dt.datetime | None,
    now: dt.datetime,
) -> Html:
    """Render a standing.

    Explicit roles stand beside the elements: on a narrow screen the rows are laid out as lines,
    and some browsers then forget that it is a table.

    >>> from grader.leaderboard.standings import example
    >>> board = example(); day = board.generated_at
    >>> shown = table(board.rounds[0], key="r0", me="c02", generated_at=day, now=day)
    >>> shown.count("<tr"), shown.count('aria-current="true"')
    (4, 1)
    """
    quota = contest_round.state == "open" and contest_round.submissions_per_day > 0
    decimals = digits(contest_round)
    rows = (
        _row(row, contest_round, me, decimals, _left(contest_round, row, generated_at, now, quota))
        for row in contest_round.ordered()
    )
    return h(
        "table",
        h("caption", _caption(contest_round), id=f"cp-{key}-caption", data_live=True),
        h("thead", _head(contest_round, quota), role="rowgroup", id=f"cp-{key}-head",
          data_live=True),
        h("tbody", *rows, role="rowgroup", id=f"cp-{key}-rows", data_live="rows"),
        role="table",
        class_="cp-table",
    )  # fmt: skip


def _caption(contest_round: Round) -> Html:
    ranked, all_of_them = len(contest_round.scores()), len(contest_round.rows)
    part = "Final standing" if contest_round.standing == "private" else "Public standing"
    who = f"{ranked} ranked" if ranked == all_of_them else f"{ranked} of {all_of_them} ranked"
    return join(
        h("strong", part), f" · {who}. ",
        h("span", "Highest score first; with equal scores the earlier entry stands first."),
    )  # fmt: skip


def _head(contest_round: Round, quota: bool) -> Html:
    names = [
        ("Rank", "cp-rank"), ("Change", "cp-change"), ("Candidate", "cp-who"),
        ("Score", "cp-score"), *((part.title, "cp-part") for part in contest_round.parts),
        *([("Left today", "cp-left")] if quota else []), ("Entered", "cp-when"),
    ]  # fmt: skip
    cells = (h("th", n, scope="col", role="columnheader", class_=c) for n, c in names)
    return h("tr", *cells, role="row")


def _row(row: Row, contest_round: Round, me: str | None, decimals: int, left: Html | None) -> Html:
    mine = row.candidate == me
    classes = " ".join(
        name
        for name, wanted in (
            ("cp-me", mine),
            (f"cp-top{row.rank}", row.rank is not None and row.rank <= 3),
            ("cp-unranked", row.rank is None),
        )
        if wanted
    )
    return h(
        "tr",
        _rank(row),
        _change(row),
        _who(row, mine),
        _score(row, contest_round.max_score, decimals),
        *(_part(row, part, decimals) for part in contest_round.parts),
        left,
        _when(row),
        role="row",
        data_id=row.candidate,
        class_=classes or None,
        aria_current="true" if mine else None,
    )


def _cell(class_: str, *children: Html | str | None, label: str | None = None) -> Html:
    return h("td", *children, role="cell", class_=class_, data_label=label)


def _rank(row: Row) -> Html:
    if row.rank is None:
        return _cell("cp-rank", h("span", "–", aria_hidden="true"), hidden_text("not ranked"))
    return _cell("cp-rank", h("span", row.rank))


def _change(row: Row) -> Html:
    symbol, words = change(row)
    if not symbol:
        return _cell("cp-change")
    kind = {"▲": "cp-up", "▼": "cp-down", "n": "cp-new"}.get(symbol[0])
    return _cell(
        "cp-change", h("span", symbol, aria_hidden="true", class_=kind), hidden_text(words)
    )


def _who(row: Row, mine: bool) -> Html:
    status = said(row)
    return h(
        "th",
        h("span", row.name or row.candidate, class_="cp-name", dir="auto"),
        h("span", "You", class_="cp-you") if mine else None,
        h("span", row.candidate, class_="cp-id") if row.name != row.candidate else None,
        h("span", status, class_=f"cp-status cp-{row.status}") if status else None,
        scope="row",
        role="rowheader",
        class_="cp-who",
    )


def _score(row: Row, top: float, decimals: int) -> Html:
    if row.score is None:
        return _cell("cp-score", h("span", "–", aria_hidden="true"), hidden_text("no score"))
    share = min(1.0, max(0.0, row.score / top)) if top else 0.0
    return _cell(
        "cp-score",
        h("b", number(row.score, decimals)),
        h("span", f" / {points(top)}", class_="cp-of"),
        h("span", h("i", style=f"width:{share:.1%}"), class_="cp-meter", aria_hidden="true"),
    )


def _part(row: Row, part: Part, decimals: int) -> Html:
    value = row.parts.get(part.id)
    if value is None:
        return _cell("cp-part cp-none", "–", label=part.title)
    return _cell(
        "cp-part",
        number(value, decimals),
        h("span", f" / {points(part.max)}", class_="cp-of"),
        label=part.title,
    )


def _left(
    contest_round: Round,
    row: Row,
    generated_at: dt.datetime | None,
    now: dt.datetime,
    quota: bool,
) -> Html | None:
    if not quota:
        return None
    if row.status == "withdrawn":
        return _cell("cp-left cp-none", "–", label="Left today")
    left = left_today(contest_round, row, generated_at, now)
    return _cell(
        "cp-left",
        h("span", left),
        h("span", f" of {contest_round.submissions_per_day}", class_="cp-of"),
        label="Left today",
    )


def _when(row: Row) -> Html:
    if row.submitted_at is None:
        return _cell("cp-when cp-none", "–", label="Entered")
    when = row.submitted_at
    stamp = h("time", short_moment(when), datetime=when.isoformat(), title=moment(when))
    return _cell("cp-when", stamp, label="Entered")
