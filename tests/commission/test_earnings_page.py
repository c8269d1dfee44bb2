"""The earnings widget, without a browser: what it sends, and what it does when asked."""

import json
import re
from base64 import b64decode
from typing import Any

import pytest
from settlement_compare import facts_from
from worked import Told, at, deal, share

from caopan.commission import EarningsDesk
from caopan.commission.contract_writing import contract_text
from caopan.commission.earnings_app import shops, wanted
from caopan.commission.earnings_parts import PAGE, lines_part
from caopan.commission.earnings_view import HERE, EarningsView
from caopan.errors import CaopanError
from caopan.widget import script

LIUYI = next(name for name in shops() if name.startswith("Liuyi"))
BUSIEST = "liuyi-070-1"


def ask(view: EarningsView, **words: Any) -> None:
    """Send what a page sends."""
    view._hear(view, words, [])


@pytest.fixture
def view() -> EarningsView:
    """A view of a sample, opened, and of a merchant whose tables are not there."""

    def absent() -> Any:
        raise CaopanError("mine: fetch an assignment first")

    made = EarningsView({LIUYI: shops()[LIUYI], "mine": absent}, LIUYI)
    ask(made, do="hello")
    return made


def numbers(html: str) -> list[int]:
    """The amounts of some HTML in fen, in order."""
    found = re.findall(r">(−?[\d,]+\.\d\d)<", html)
    return [int(re.sub(r"[,.]", "", one.replace("−", "-"))) for one in found]


def test_nothing_is_settled_before_a_page_is_there() -> None:
    """A widget is light until a page says hello; a second page of it costs nothing; what is sent
    is plain data."""
    made = EarningsView({LIUYI: shops()[LIUYI]}, LIUYI)
    made._hear(made, "place", [])
    assert made.state == {}
    ask(made, do="hello")
    first = made.state
    json.dumps([first, made.part])
    ask(made, do="hello")
    assert made.state is first
    assert made.busy == ""
    assert script(HERE / "earnings.js").count("export default") == 1
    assert wanted({"QUERY_STRING": "merchant=liuyi&party=ops"}) == ("liuyi", "ops")


def test_tiles_follow_party_clock_and_place(view: EarningsView) -> None:
    """The four states add up to what is due in every view; an earlier clock has more estimated; a
    chosen session has a part of the whole, and choosing it again leaves it."""
    seen = {}
    for party in ("shop", "ops", ""):
        ask(view, do="party", party=party)
        estimated, confirmed, held, settled, due, _ = numbers(view.state["tiles"])[:6]
        assert estimated + confirmed + held + settled == due
        seen[party] = due
    assert seen["ops"] < seen["shop"] < seen[""]
    ask(view, do="clock", date="2021-10-20")
    assert numbers(view.state["tiles"])[0] > 0
    ask(view, do="clock", by=12)
    assert view.state["date"] == "2021-11-01"
    ask(view, do="place", place=BUSIEST)
    assert 0 < numbers(view.state["tiles"])[4] < seen[""]
    ask(view, do="place", place=BUSIEST)
    assert numbers(view.state["tiles"])[4] == seen[""]


def test_each_tab_tells_of_what_is_chosen(view: EarningsView) -> None:
    """Waterfall, lines, time with the night's estimate, rules with the next hop."""
    ask(view, do="place", place=BUSIEST)
    assert "came in" in view.part["html"]
    for key, told in (
        ("lines", "Lines 1 to 100"),
        ("time", "The night showed"),
        ("rules", "next hop"),
    ):
        ask(view, do="tab", key=key)
        assert view.part["tab"] == key
        assert told in view.part["html"]
    ask(view, do="party", party="ops")
    assert "technical-fee" not in view.part["html"]
    assert "next hop" not in view.part["html"]


def test_a_line_is_found_and_explained(view: EarningsView) -> None:
    """The page finds a line by its name, and says each step of what the party has of it; the steps
    of others are not told."""
    ask(view, do="party", party="ops")
    ask(view, do="tab", key="lines")
    ask(view, do="leaf", page=2)
    assert "Lines 201 to 300" in view.part["html"]
    [name, *_] = re.findall(r'data-line="([^"]+)"', view.part["html"])
    ask(view, do="leaf", find=name)
    assert "Lines 1 to 1 of 1" in view.part["html"]
    ask(view, do="line", line=name)
    assert "service" in view.line["html"]
    assert "分账基数" in view.line["html"]
    assert "commission" not in view.line["html"]
    ask(view, do="leaf", find="<nobody>")
    assert "No line here bears &lt;nobody&gt;." in view.part["html"]
    ask(view, do="line", line="l9")
    assert "there is no line 'l9'" in view.state["problem"]
    ask(view, do="tab", key="rules")
    assert view.state["problem"] == ""


def test_what_cannot_be_done_is_said_and_changes_nothing(view: EarningsView) -> None:
    """A clock that is none, a party that is none, a file that is no contract, one that nobody has
    signed, a merchant that is not there: in words, and what was shown stays."""
    tiles = view.state["tiles"]
    unsigned = contract_text(deal(share(10)).model_copy(update={"signatures": ()}))
    for words, said in (
        ({"do": "clock", "date": "soon"}, "'soon' is no moment"),
        ({"do": "clock", "by": 10**9}, "there is no such day"),
        ({"do": "party", "party": "me"}, "'me' is no party"),
        ({"do": "contract", "text": "a: [", "name": "x.yaml"}, "x.yaml is no contract yet"),
        ({"do": "contract", "text": unsigned}, "sign"),
    ):
        ask(view, **words)
        assert said in view.state["problem"]
        assert view.state["tiles"] == tiles
    ask(view, do="contract", text=contract_text(deal(share(10))), name="deal.yaml")
    assert (view.state["problem"], view.state["contract"]) == ("", "deal.yaml")
    ask(view, do="contract")
    assert view.state["contract"] == "the standing contract"
    ask(view, do="show", shop="mine")
    assert view.state["problem"] == "mine: fetch an assignment first"
    assert "tiles" not in view.state


def test_a_statement_is_handed_over(view: EarningsView) -> None:
    """Of one party, as each kind of file; the course's view of all is no statement."""
    ask(view, do="party", party="ops")
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        ask(view, do="keep", kind=kind, per="month")
        assert view.file["name"] == f"liuyi-ops-20211101.{kind}"
        assert b64decode(view.file["data"]).startswith(begins)
    ask(view, do="party", party="")
    ask(view, do="keep", kind="pdf")
    assert "choose whose it shall be" in view.state["problem"]


def test_a_thousand_lines_come_page_by_page() -> None:
    """However many lines there are, a page holds ``PAGE`` of them; beyond the last is the last."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    for number in range(1_001):
        told.sold(f"l{number:04}", 100, session_id="s1")
    made = EarningsDesk((deal(share(10)),), facts_from(told.tables)).settlement(at("11-07"))
    first, last = (lines_part(made, "anna", "s1", page, "") for page in (0, 99))
    assert first.count("data-line=") == PAGE
    assert last.count("data-line=") == 1
    assert "Lines 1001 to 1001 of 1,001" in last
