"""One contest round on the page: what it is, where the reader stands, how scores spread."""

from __future__ import annotations

import datetime as dt

from grader.leaderboard.markup import Html, h, join
from grader.leaderboard.plot import FEWEST, plot
from grader.leaderboard.standings import Round, Row, Standings
from grader.leaderboard.table import table
from grader.leaderboard.words import (
    PHASE_WORDS,
    Phase,
    change,
    countdown,
    digits,
    left_today,
    moment,
    number,
    phase,
    points,
    said,
)


def section(
    each: Round, key: str, standings: Standings, me: str | None, now: dt.datetime, *, selected: bool
) -> Html:
    """Render one round: its facts, the reader's own place, the spread, search and table.

    Args:
        each: the round.
        key: a prefix for the ids in it, unlike that of any other round on the page.
        standings: the whole file (its time, and whether there are other rounds).
        me: the reader's candidate id, or None.
        now: the time.
        selected: whether its tab is shown first.

    >>> from grader.leaderboard.standings import example
    >>> board = example()
    >>> shown = section(board.rounds[0], "r0", board, "c02", board.generated_at, selected=True)
    >>> "rank 2 of 2" in shown
    True
    """
    tabbed = len(standings.rounds) > 1
    rows = (
        [_search(key), table(each, key=key, me=me, generated_at=standings.generated_at, now=now)]
        if each.rows
        else []
    )
    return h(
        "section",
        _title(each, key, now),
        h("div", _facts(each, now), class_="cp-facts", id=f"cp-{key}-facts", data_live=True),
        h("div", _mine(each, standings, me, now), id=f"cp-{key}-mine", data_live=True),
        h("div", _spread(each, me, now), id=f"cp-{key}-spread", data_live=True),
        h("div", *rows, class_="cp-standing", hidden=not rows, data_standing=bool(rows)),
        _proof(each),
        id=f"cp-{key}",
        class_="cp-round",
        data_round=each.round,
        data_selected=selected,
        role="tabpanel" if tabbed else None,
        aria_labelledby=f"cp-{key}-tab" if tabbed else f"cp-{key}-title",
    )


def _title(each: Round, key: str, now: dt.datetime) -> Html:
    at = phase(each, now)
    return h(
        "div",
        h("h2", each.title or each.round,
          h("span", f" {each.title_zh}", lang="zh") if each.title_zh else None,
          id=f"cp-{key}-title"),
        h("p", h("span", "", class_=f"cp-dot cp-{at}", aria_hidden="true"), PHASE_WORDS[at],
          class_="cp-phase", id=f"cp-{key}-phase", data_live=True),
        class_="cp-title",
    )  # fmt: skip


def _facts(each: Round, now: dt.datetime) -> Html:
    at = phase(each, now)
    facts = [_clock(each, at, now)]
    if each.submissions_per_day and at != "closed":
        facts.append(_fact("Submissions", f"{each.submissions_per_day} a day"))
    facts.append(_fact("Candidates", str(len(each.rows))))
    facts.append(_fact("Points", f"up to {points(each.max_score)}"))
    facts.append(_fact("Standing", _which_part(each)))
    return h("dl", *facts)


def _which_part(each: Round) -> Html:
    if each.standing == "private":
        return join("final", h("small", "with the private part"))
    return join("public part", h("small", "the private part counts after closing"))


def _fact(name: str, value: str | Html, class_: str | None = None) -> Html:
    return h("div", h("dt", name), h("dd", value), class_=class_)


def _clock(each: Round, at: Phase, now: dt.datetime) -> Html:
    if at == "closed":
        return _fact(
            "Closed", h("time", moment(each.closes_at), datetime=each.closes_at.isoformat())
        )
    opening = at in ("before", "opening")
    until = each.opens_at if opening else each.closes_at
    label = "Opens in" if opening else "Closes in"
    ticking = h("span", countdown((until - now).total_seconds()), class_="cp-count",
                role="timer", data_until=until.isoformat())  # fmt: skip
    stamp = h("time", moment(until), datetime=until.isoformat())
    return _fact(label, join(ticking, h("small", stamp, " (UTC+8)")), "cp-clock")


def _mine(each: Round, standings: Standings, me: str | None, now: dt.datetime) -> Html | None:
    if me is None:
        return None
    row = next((row for row in each.rows if row.candidate == me), None)
    if row is None:
        text = "You have no entry in this round yet." if each.state != "closed" else (
            "You took no part in this round."
        )  # fmt: skip
        return h("p", text, " ", h("span", f"({me})", class_="cp-id"), class_="cp-mine cp-absent")
    return h("p", *_my_words(each, row, standings, now), class_="cp-mine")


def _my_words(each: Round, row: Row, standings: Standings, now: dt.datetime) -> list[Html]:
    words = [h("span", "You", class_="cp-you")]
    if row.rank is None or row.score is None:
        words.append(h("strong", "no rank yet"))
    else:
        of = len(each.scores())
        words.append(h("strong", f"rank {row.rank} of {of}"))
        words.append(h("span", f"{number(row.score, digits(each))} points"))
        words.append(h("span", change(row)[1]))
    if status := said(row):
        words.append(h("span", status[0].lower() + status[1:]))
    if each.state == "open" and row.status != "withdrawn":
        left = left_today(each, row, standings.generated_at, now)
        words.append(h("span", f"{left} submission{'' if left == 1 else 's'} left today"))
    return words


def _spread(each: Round, me: str | None, now: dt.datetime) -> Html:
    scores = len(each.scores())
    if not scores:
        return _no_score(phase(each, now))
    mine = next((row.score for row in each.rows if row.candidate == me), None)
    drawn = plot(each, mine)
    if drawn is not None:
        return drawn
    so_far = "One score so far" if scores == 1 else f"{scores} scores so far"
    return h("p", f"{so_far}: the spread is drawn from {FEWEST} on.", class_="cp-hint")


def _no_score(at: Phase) -> Html:
    title, text = {
        "before": ("The round has not opened", "Entries count from the opening time on."),
        "opening": ("The round opens now", "Entries count from the opening time on."),
        "closed": ("The round closed without a graded entry", "There is nothing to rank."),
    }.get(at, ("No graded entry yet", "The round is open; the first one appears here by itself."))
    return h("div", h("h3", title), h("p", text), class_="cp-empty")


def _search(key: str) -> Html:
    field = f"cp-{key}-search"
    return h(
        "div",
        h("label", "Find a candidate", for_=field),
        h("input", type="search", id=field, autocomplete="off", spellcheck="false",
          placeholder="name or id", aria_describedby=f"{field}-help", data_search=True),
        h("kbd", "/", id=f"{field}-help", title="Press / to search",
          aria_label="Press slash to come here, Escape to clear"),
        h("output", "", for_=field, role="status", data_found=True),
        class_="cp-search",
        role="search",
    )  # fmt: skip


def _proof(each: Round) -> Html | None:
    if not each.secret_sha256:
        return None
    return h(
        "details",
        h("summary", "How this round proves that it was fixed beforehand"),
        h("p", "All merchants of the round derive from one secret. Its SHA-256 was published "
               "before the round opened; who gets the secret afterwards can check it:"),
        h("code", each.secret_sha256),
        class_="cp-proof",
    )  # fmt: skip
