"""The planner as a widget, without a browser: what it sends, and what it does when asked."""

import json

import pytest

from caopan.errors import CaopanError
from caopan.market import Plan, as_found, sample
from caopan.planning import view as view_module
from caopan.planning.app import shops, wanted
from caopan.planning.figures_planner import plot_measure
from caopan.planning.reference import reference_plan
from caopan.planning.sheet_new import new_text
from caopan.planning.stock_left import stock_left
from caopan.planning.view import HERE, PlannerView
from caopan.widget import script

SHOP = as_found("yunshi")
TWO_DAYS = new_text(SHOP, 2)
REFUSED = TWO_DAYS.replace("role: hook", "role: bait").replace("3 a week", "3")


@pytest.fixture
def view():
    """A view of one sample, opened, and of a merchant who cannot be played."""

    def graded():
        raise CaopanError("mine: only sample merchants can be played")

    made = PlannerView({"jade": lambda: ("yunshi", SHOP), "mine": graded}, "jade")
    ask(made, do="hello")
    return made


@pytest.fixture
def short(monkeypatch):
    """Few plays, so that tests are quick."""
    monkeypatch.setattr(view_module, "SEEDS", (3, 3, 3))


def ask(view, **words):
    """Send what a page sends."""
    view._hear(view, words, [])


def test_nothing_is_made_before_a_page_is_there():
    """A widget is light until a page says hello; a second page of it costs nothing."""
    made = PlannerView({"jade": lambda: ("yunshi", SHOP)}, "jade")
    made._hear(made, "play", [])
    assert made.state == {}
    ask(made, do="hello")
    first = made.state
    assert first["text"].startswith("# STAGE sheet")
    ask(made, do="hello")
    assert made.state is first
    assert made.busy == ""


def test_a_sheet_is_played_and_what_is_played_goes_when_the_sheet_changes(view, short):
    """Verdict and five tabs, plain data; a check of another text takes them away, and no page of
    it can be had; of the same text they stay."""
    ask(view, do="play", seeds=3, text=TWO_DAYS)
    played = json.loads(json.dumps(view.state))["played"]
    assert set(played) == {"verdict", "money", "funnel", "stock", "fans", "events", "skill"}
    assert "the same with it and without in all 3 seeds" in played["verdict"]
    assert played["skill"] == ""
    ask(view, do="page", text=TWO_DAYS)
    assert view.page["html"].startswith("<!doctype html>")
    ask(view, do="check", text=TWO_DAYS)
    assert view.state["played"]
    ask(view, do="page", text=TWO_DAYS + "# more\n")
    assert "play this sheet first" in view.state["problem"]
    ask(view, do="check", text=TWO_DAYS + "# more\n")
    assert view.state["played"] == {}


def test_errors_are_told_at_once_and_nothing_is_played(view):
    """Each error has its line and a way to it; the knobs are gone until the sheet can be read."""
    ask(view, do="play", text=REFUSED)
    assert view.state["errors"] == 3
    assert view.state["findings"].count("data-line=") == 3
    assert view.state["played"] == {}
    assert view.state["knobs"] == []
    ask(view, do="check", text="<script>: [")
    assert "<script>" not in view.state["findings"]
    ask(view, do="check", text=TWO_DAYS)
    assert view.state["knobs"]


def test_a_knob_writes_into_the_text_that_is_on_the_page(view):
    """Under a new edition; a number that does not fit leaves the text alone and is said."""
    before = view.state["edition"]
    ask(view, do="turn", path="ads.budget_share", number="60", text=TWO_DAYS)
    assert "budget_share: 60 %" in view.state["text"]
    assert view.state["edition"] == before + 1
    ask(view, do="turn", path="ads.budget_share", number="much", text=view.text)
    assert "'much %' is no amount" in view.state["problem"]
    assert view.state["edition"] == before + 1


def test_who_cannot_be_played_is_said(view):
    """The former sheet goes; what is asked for then is refused in words; back again all is well."""
    ask(view, do="show", shop="mine")
    assert "only sample merchants can be played" in view.state["problem"]
    assert view.state["text"] == ""
    ask(view, do="play", text=TWO_DAYS)
    assert "choose a sample merchant first" in view.state["problem"]
    ask(view, do="show", shop="nobody")
    assert "take one of jade, mine" in view.state["problem"]
    ask(view, do="show", shop="jade")
    assert (view.state["problem"], view.busy) == ("", "")


def test_a_search_does_not_block_and_gives_a_skill(view, short, monkeypatch):
    """It runs beside; a second one is refused meanwhile; when it is done the skill is there."""
    found = reference_plan(SHOP, 0.1, days=2, beliefs={"FR2": 1.0})
    monkeypatch.setattr("caopan.planning.reference.reference_plan", lambda *_, **__: found)
    ask(view, do="play", seeds=3, text=TWO_DAYS)
    ask(view, do="search", seconds=10, text=TWO_DAYS)
    assert view.found["running"]
    if view._search.is_alive():
        ask(view, do="search", seconds=10, text=TWO_DAYS)
        assert "a search is going on" in view.state["problem"]
    view._search.join()
    ask(view, do="ask")
    assert view.found == {
        "running": False,
        "said": f"A reference was found ({found.value_fen / 100:+,.0f} yuan on doing nothing, "
        f"{found.tried} plans tried).",
    }
    assert "Skill 0.00" in view.state["played"]["skill"]


def test_the_shelf_of_the_heroes_runs_down_unless_more_is_kept():
    """More days of cover leave more on the fullest shelf; the figure knows its measures."""
    cover = Plan(cover_days={sku.sku_id: 30.0 for sku in SHOP.skus if sku.role == "hero"})
    usual, full = (stock_left(SHOP, plan, days=4) for plan in (Plan(), cover))
    assert usual.skus == full.skus
    assert (full.left.max(axis=0) >= usual.left.max(axis=0)).all()
    with pytest.raises(CaopanError, match="take one of contribution, gmv"):
        plot_measure(None, "mood")


def test_the_menu_holds_every_merchant_and_an_address_chooses_one():
    """All samples can be played; a merchant that is no sample says that it cannot be."""
    found = shops()
    assert len(found) >= 12
    merchant, scenario = found["Yunshi Jade 云石玉坊, jade and jewellery"]()
    assert (merchant, scenario.name_en) == ("yunshi", sample("yunshi").name_en)
    assert wanted({"QUERY_STRING": "merchant=fanhe"}) == "fanhe"


def test_the_page_imports_nothing():
    """Its script asks nobody for anything."""
    whole = script(HERE / "view.js")
    assert "import " not in whole.replace("No imports", "")
    assert "http" not in whole
