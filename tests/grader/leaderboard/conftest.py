"""Standings made by hypothesis, and a reader of HTML that forgives nothing."""

import datetime as dt
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import strategies as st

from grader.leaderboard import Part, Round, Row, Standings

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WORDS = st.text(min_size=1, max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "&lt;b&gt;",
        "' onload='x",
        "操盘手",
    ]
)


class Reader(HTMLParser):
    """Collects what a browser would see in a fragment: elements, attributes and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; no name of an attribute may stand twice."""
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in ("input", "br"):
            self.open.append(tag)
        if dict(attrs).get("class") == "cp-name":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        """Each element is closed in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text, and the candidates' names apart."""
        self.said.append(data)
        if self.open[-1:] == ["span"] and self.elements[-1][1].get("class") == "cp-name":
            self.names[-1] += data

    def attributes(self, name: str) -> list[str | None]:
        """The values of an attribute, in the page's order."""
        return [found[name] for _, found in self.elements if name in found]


@st.composite
def rounds(draw: st.DrawFn, name: str = "round") -> Round:
    """A round with any words, any order of rows, and every status."""
    people = draw(st.lists(WORDS, unique=True, max_size=8))
    ranked = draw(st.integers(0, len(people)))
    rows = [_row(draw, person, at, ranked) for at, person in enumerate(people)]
    return Round(
        round=name,
        title=draw(WORDS),
        title_zh=draw(WORDS),
        state=draw(st.sampled_from(["before", "open", "closed"])),
        opens_at=NOON + dt.timedelta(hours=draw(st.integers(-99, 99))),
        closes_at=NOON + dt.timedelta(hours=draw(st.integers(-99, 99))),
        submissions_per_day=draw(st.integers(0, 3)),
        standing=draw(st.sampled_from(["public", "private"])),
        secret_sha256=draw(st.just("") | WORDS),
        max_score=draw(st.sampled_from([0, 10, 40.5])),
        parts=(Part(id="p", title=draw(WORDS), max=10),),
        rows=tuple(draw(st.permutations(rows))),
    )


def _row(draw: st.DrawFn, person: str, at: int, ranked: int) -> Row:
    has_rank = at < ranked
    return Row(
        rank=at + 1 if has_rank else None,
        candidate=person,
        name=draw(WORDS),
        score=draw(st.floats(-5, 60)) if has_rank else None,
        parts={"p": 3.25} if draw(st.booleans()) else {},
        previous_rank=draw(st.none() | st.integers(1, 9)),
        left_today=draw(st.integers(0, 3)),
        submitted_at=NOON if draw(st.booleans()) else None,
        status=draw(st.sampled_from(["graded", "ungraded", "failed", "withdrawn", "over_quota"])),
        note=draw(st.just("") | WORDS),
    )


BOARDS = st.lists(st.integers(0, 3), unique=True, max_size=3).flatmap(
    lambda names: st.builds(
        Standings,
        generated_at=st.none() | st.just(NOON),
        rounds=st.tuples(*(rounds(f"r{name}") for name in names)),
    )
)


@pytest.fixture(scope="session")
def boards() -> st.SearchStrategy[Standings]:
    """Any standings."""
    return BOARDS


@pytest.fixture(scope="session")
def words() -> st.SearchStrategy[str]:
    """Any words, hostile ones among them."""
    return WORDS


@pytest.fixture(scope="session")
def read() -> Callable[[str], Reader]:
    """Read a fragment, which must be whole."""

    def reading(fragment: str) -> Reader:
        reader = Reader()
        reader.feed(fragment)
        reader.close()
        assert reader.open == []
        return reader

    return reading
