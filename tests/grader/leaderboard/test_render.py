"""The fragment: safe whatever people are called, in rank order, marked for its reader."""

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.leaderboard import Round, Row, Standings, render, signature
from grader.leaderboard.plot import counts
from grader.leaderboard.standings import example

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ELEMENTS = """
section header div p span h1 h2 h3 time small strong button dl dt dd figure svg g rect line text
figcaption label input kbd output table caption thead tbody tr th td b i details summary code
"""
some = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@some
@given(data=st.data())
def test_whatever_people_are_called(boards: Any, words: Any, read: Any, data: Any) -> None:
    """No name, title, note or address can add an element, an attribute that acts, or an address;
    each name is read exactly as it was written."""
    board: Standings = data.draw(boards)
    me, problem = data.draw(st.none() | words), data.draw(st.none() | words)
    page = read(render(board, me=me, now=NOON, problem=problem))
    assert {tag for tag, _ in page.elements} <= set(ELEMENTS.split())
    names = {name for _, found in page.elements for name in found}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
    ordered = [row for each in board.rounds for row in each.ordered()]
    # HTML has no carriage return or NUL in text: a reader gives a line feed or leaves it out
    plain = [row.name.replace("\r\n", "\n").replace("\r", "\n") for row in ordered]
    assert [name.replace("\r\n", "\n").replace("\r", "\n") for name in page.names] == plain


def test_half_a_character_breaks_nothing() -> None:
    """A name with a lone surrogate, which JSON may hold, still gives a page that can be sent."""
    text = example().model_dump_json(by_alias=True).replace("Hu Po", "Hu \\ud800")
    assert "Hu ?" in render(Standings.parse(text), me="\ud800", now=NOON)


@some
@given(data=st.data())
def test_rows_stand_in_rank_order(boards: Any, read: Any, data: Any) -> None:
    """Whatever order the file has, rows stand by rank; those without a score are last, by id."""
    board: Standings = data.draw(boards)
    page = read(render(board, me=None, now=NOON))
    expected = [
        row.candidate
        for each in board.rounds
        for row in sorted(each.rows, key=lambda r: (r.rank is None, r.rank or 0, r.candidate))
    ]
    assert page.attributes("data-id") == expected


@some
@given(data=st.data())
def test_ids_are_unique_and_point_somewhere(boards: Any, read: Any, data: Any) -> None:
    """Labels, tabs and descriptions point at ids that exist once."""
    page = read(render(data.draw(boards), me=None, now=NOON))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    for pointer in ("for", "aria-controls", "aria-labelledby", "aria-describedby"):
        assert set(page.attributes(pointer)) <= set(ids)


@some
@given(data=st.data())
def test_only_the_reader_is_marked(boards: Any, read: Any, data: Any) -> None:
    """Exactly the reader's rows are marked, by text and aria-current; others see the same rows."""
    board: Standings = data.draw(boards)
    people = [row.candidate for each in board.rounds for row in each.rows]
    me = data.draw(st.sampled_from(people) if people else st.none())
    page = read(render(board, me=me, now=NOON))
    marked = [found["data-id"] for _, found in page.elements if "aria-current" in found]
    assert marked == [me] * people.count(me)
    assert page.attributes("data-id") == read(render(board, me=None, now=NOON)).attributes(
        "data-id"
    )


@given(st.lists(st.floats(-10, 100), min_size=1), st.floats(1, 50))
def test_the_histogram_loses_nobody(scores: list[float], top: float) -> None:
    """Each score is counted once, also those beyond the ends."""
    assert sum(counts(scores, top)) == len(scores)


@pytest.mark.parametrize(
    ("state", "hours", "said"),
    [("before", -1, "Opens in"), ("before", 1, "Opening now"), ("open", 1, "Closes in"),
     ("open", 99, "Closing, last entries are graded"), ("closed", 99, "Closed")],
)  # fmt: skip
def test_phases(state: str, hours: int, said: str) -> None:
    """The file's state decides; the clock announces what comes next and never reveals more."""
    old = example().rounds[0]
    board = Standings(rounds=(old.model_copy(update={"state": state}),))
    assert said in render(board, me=None, now=old.opens_at + dt.timedelta(hours=hours))


def test_the_open_round_is_shown_first() -> None:
    """Of a closed, an open and a coming round the open one is selected."""
    old = example().rounds[0]
    rounds = tuple(
        old.model_copy(update={"round": state, "state": state})
        for state in ("closed", "before", "open")
    )
    board = Standings(rounds=rounds)
    page = render(board, me=None, now=old.opens_at)
    assert page.count(" data-selected") == 1
    assert 'data-round="open" data-selected' in page


@pytest.mark.parametrize("status", ["ungraded", "failed", "withdrawn", "over_quota"])
def test_statuses_are_words(status: str) -> None:
    """Each status is said in words, with and without a note of its own."""
    old = example().rounds[0]
    row = {"candidate": "x", "name": "X", "status": status}
    expected = {
        "ungraded": "Waiting to be graded",
        "failed": "Could not be graded",
        "withdrawn": "Withdrawn",
        "over_quota": "Over the day’s limit",
    }[status]
    for note, said in (("", expected), ("kept for later", "Kept for later")):
        rows = (Row.model_validate({**row, "note": note}),)
        board = Standings(rounds=(old.model_copy(update={"rows": rows}),))
        assert said in render(board, me=None, now=NOON)


def test_signature_tells_when_to_render_anew() -> None:
    """A page is rendered anew when a round opens or closes and at midnight in Shanghai, not
    between."""
    board, day = example(), example().rounds[0].opens_at
    at = [signature(board, me=None, now=day + dt.timedelta(hours=h)) for h in (1, 14.9, 15.1, 73)]
    assert at[0] == at[1]
    assert len(set(at)) == 3


def test_a_thousand_rows_render_fast() -> None:
    """A large class costs a fraction of a second, so that a kernel can render on each change."""
    old: Round = example().rounds[0]
    rows = tuple(
        Row(rank=n, candidate=f"c{n:04d}", name=f"Name {n}", score=40 - n / 50, parts={"find": 3})
        for n in range(1, 1001)
    )
    board = Standings(rounds=(old.model_copy(update={"rows": rows}),))
    began = time.perf_counter()
    page = render(board, me="c0500", now=NOON)
    assert time.perf_counter() - began < 2.0
    assert page.count("data-id=") == 1000
