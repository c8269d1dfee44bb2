"""The leaderboard as an HTML fragment: a pure function of standings, reader and clock."""

from __future__ import annotations

import datetime as dt

from grader.leaderboard.markup import Html, h, join
from grader.leaderboard.rounds import section
from grader.leaderboard.standings import SHANGHAI, Standings
from grader.leaderboard.words import moment, phase


def render(
    standings: Standings, *, me: str | None, now: dt.datetime, problem: str | None = None
) -> str:
    """Render the standings for one reader.

    Args:
        standings: the last good standings.
        me: the reader's candidate id, or None; only decides what is highlighted.
        now: the time (with its zone); countdowns start from it.
        problem: one line for people when the newest file could not be read.

    Returns:
        An HTML fragment with every text escaped and no script, style or address in it.

    >>> from grader.leaderboard.standings import example
    >>> page = render(example(), me="c01", now=example().generated_at)
    >>> "Lin Xia" in page, page.count("<table"), "<script" in page
    (True, 1, False)
    """
    shown = _first_shown(standings, now)
    sections = [
        section(each, f"r{place}", standings, me, now, selected=place == shown)
        for place, each in enumerate(standings.rounds)
    ]
    page = h(
        "section",
        _header(standings),
        h("div", _problem(problem, standings), id="cp-problem", data_live=True),
        h("div", "", class_="cp-net cp-alert", hidden=True, data_net=True),
        _tabs(standings, shown),
        *(sections or [_nothing_yet()]),
        h("p", "", class_="cp-vh", role="status", data_news=True),
        class_="cp-board",
        aria_label="Contest leaderboard",
        data_now=now.isoformat(),
        data_rounds=" ".join(each.round for each in standings.rounds),
    )
    # JSON can hold half a character (a lone surrogate), which no page can be sent with
    return page.encode("utf-8", "replace").decode("utf-8")


def signature(standings: Standings, *, me: str | None, now: dt.datetime) -> tuple[object, ...]:
    """Return what else than the file changes the page: the reader, the phases, the day.

    >>> from grader.leaderboard.standings import example
    >>> day = example().generated_at
    >>> signature(example(), me=None, now=day)
    (None, datetime.date(2026, 11, 22), 'open')
    """
    phases = (phase(each, now) for each in standings.rounds)
    return (me, now.astimezone(SHANGHAI).date(), *phases)


def _first_shown(standings: Standings, now: dt.datetime) -> int:
    """The open round first, else the one that closed last, else the one that opens next."""
    order = {"open": 0, "closing": 1, "opening": 2, "closed": 3, "before": 4}

    def urgency(place: int) -> tuple[int, float]:
        each = standings.rounds[place]
        now_at = phase(each, now)
        when = each.opens_at if now_at == "before" else each.closes_at
        return order[now_at], (1 if now_at == "before" else -1) * when.timestamp()

    return min(range(len(standings.rounds)), key=urgency, default=0)


def _header(standings: Standings) -> Html:
    when = standings.generated_at
    stamp = "Nothing has been graded yet." if when is None else join(
        "Standing of ", h("time", moment(when), datetime=when.isoformat()), " (UTC+8). ",
        "This page renews itself.",
    )  # fmt: skip
    return h(
        "header",
        h(
            "p",
            "Caopan ",
            h("span", "操盘", lang="zh"),
            " · operators’ contest",
            class_="cp-eyebrow",
        ),
        h("h1", "Leaderboard ", h("span", "排行榜", lang="zh")),
        h("p", stamp, class_="cp-stamp", id="cp-stamp", data_live=True),
        class_="cp-header",
    )


def _problem(problem: str | None, standings: Standings) -> Html | None:
    if problem is None:
        return None
    kept = (
        "Below stands the last good one."
        if standings.rounds
        else "There is no earlier one to show."
    )
    return h(
        "p",
        h("strong", "The newest standing could not be read. "),
        kept + " ",
        h("span", problem, class_="cp-detail"),
        class_="cp-alert",
        role="alert",
    )


def _tabs(standings: Standings, shown: int) -> Html | None:
    if len(standings.rounds) < 2:
        return None
    buttons = (
        h("button", each.title or each.round, type="button", role="tab", id=f"cp-r{place}-tab",
          aria_controls=f"cp-r{place}", aria_selected="true" if place == shown else "false",
          tabindex=0 if place == shown else -1)
        for place, each in enumerate(standings.rounds)
    )  # fmt: skip
    return h("div", *buttons, class_="cp-tabs", role="tablist", aria_label="Contest rounds")


def _nothing_yet() -> Html:
    return h(
        "div",
        h("h2", "No round has been announced"),
        h("p", "The first contest round appears here, with its opening time, as soon as it is "
               "announced. Until then, lessons and exercises are the best preparation."),
        class_="cp-empty cp-card",
    )  # fmt: skip
