"""The diagnosis as a widget, without a browser: what it sends, and what it does when asked."""

import json

import pytest
from small_shop import small_shop, with_peers

from caopan.diagnosis import view as view_module
from caopan.diagnosis.app import shops, wanted
from caopan.diagnosis.view import HERE, DiagnosisView
from caopan.errors import CaopanError
from caopan.widget import script


@pytest.fixture(scope="module")
def shop():
    """A small shop with peers."""
    return with_peers(small_shop())


@pytest.fixture(scope="module")
def view(shop):
    """A view of two merchants, of which the second cannot be loaded, before any page is there."""

    def broken():
        raise CaopanError("broken has no card: build it anew")

    return DiagnosisView({"small": lambda: (shop, ("a note",)), "broken": broken}, "small")


def ask(view, **words):
    """Send what a page sends."""
    view._hear(view, words, [])


def test_nothing_is_diagnosed_before_a_page_is_there(view):
    """The widget is light until a page says hello, and a second page of it costs nothing. What is
    sent is plain, with a place among the peers in each row of numbers."""
    view._hear(view, "show", [])
    assert view.state == {}
    assert view.busy
    ask(view, do="hello")
    first = view.state
    assert set(first["parts"]) == {"all", "goods", "traffic", "room", "verdict", "hypotheses"}
    assert (first["notes"], first["problem"], view.busy) == (["a note"], "", "")
    ask(view, do="hello")
    assert view.state is first
    goods = json.loads(json.dumps(first))["parts"]["goods"]
    assert goods.count("/6</td>") >= 8
    assert "<figure" in goods


@pytest.fixture
def quick(monkeypatch):
    """A view whose parts are not written anew."""
    monkeypatch.setattr(view_module, "fragments", lambda report: dict.fromkeys("ab", ""))


def test_another_day(view, quick):
    """A date compares around it; one that leaves no stretch, or is none, is refused in words and
    leaves the former comparison there."""
    ask(view, do="since", date="2021-08-22")
    assert view.state["since"] == "2021-08-22"
    assert "days 20 to 29" in view.state["stretches"]
    ask(view, do="since", date="2021-08-02")
    assert "three are needed" in view.state["problem"]
    ask(view, do="since", date="soon")
    assert "is no date" in view.state["problem"]
    assert "days 20 to 29" in view.state["stretches"]


def test_a_merchant_that_cannot_be_loaded_is_said(view, quick):
    """The former diagnosis stays, with a sentence; an unknown name lists those that there are."""
    ask(view, do="show", shop="small")
    ask(view, do="show", shop="broken")
    assert view.state["problem"] == "broken has no card: build it anew"
    ask(view, do="show", shop="nobody")
    assert "take one of small, broken" in view.state["problem"]
    assert view.state["parts"]
    assert view.busy == ""


def test_the_menu_holds_every_merchant_and_an_address_chooses_one():
    """All samples, by names that people know."""
    assert len(shops()) >= 12
    assert wanted({"QUERY_STRING": "merchant=fanhe"}) == ("fanhe", None)


def test_the_page_imports_nothing():
    """Its script asks nobody for anything."""
    whole = script(HERE / "view.js")
    assert "import " not in whole.replace("No imports", "")
    assert "http" not in whole
