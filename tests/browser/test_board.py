"""The board in Chromium: narrow, dark, a thousand rows, by keyboard, and its designed states."""

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SHOW_AND_MEASURE = """text => {
  const field = document.querySelector("[data-search]");
  const began = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - began;
}"""


def plain(house: Any, **query: str) -> str:
    """The address of the page without a kernel."""
    return str(house.address(plain="1", **query))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_narrow(
    house: Any, open_page: Any, make_standings: Any, artefacts: Path, dark: bool
) -> None:
    """At 360 px nothing scrolls sideways, and score, parts and rank of each row can be seen."""
    house.publish(make_standings(12))
    page = open_page(plain(house, me="c0005"), width=360, dark=dark)
    page.screenshot(path=artefacts / f"narrow-{'dark' if dark else 'light'}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    first = page.locator("tbody tr").first
    for cell in (".cp-rank", ".cp-name", ".cp-score", ".cp-part >> nth=1"):
        box = first.locator(cell).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_the_table_stays_a_table(house: Any, open_page: Any, make_standings: Any) -> None:
    """Also as narrow lines, those who listen get a table: caption, column and row headers."""
    house.publish(make_standings(12))
    page = open_page(plain(house), width=360)
    table = page.get_by_role("table", name="Public standing")
    assert table.get_by_role("columnheader").count() == 8
    assert table.get_by_role("row").count() == 13
    assert table.get_by_role("rowheader").count() == 12


def test_a_thousand_rows(house: Any, open_page: Any, make_standings: Any, artefacts: Path) -> None:
    """With 1,000 rows each key of a search is answered without a lag, and all rows come back."""
    house.publish(make_standings(1000))
    page = open_page(plain(house, me="c0500"))
    page.locator(".cp-search kbd").wait_for()
    page.screenshot(path=artefacts / "thousand.png")
    spent = [page.evaluate(SHOW_AND_MEASURE, text) for text in ("l", "li", "c0999", "nobody", "")]
    assert max(spent) < 400, spent
    page.wait_for_function("!document.querySelector('tbody tr[hidden]')")
    assert page.locator("tbody tr").count() == 1000


def test_search_by_keyboard(house: Any, open_page: Any, make_standings: Any) -> None:
    """“/” goes to the search, words filter by name or id, the count is announced, Escape clears."""
    house.publish(make_standings(12))
    page = open_page(plain(house))
    page.keyboard.press("/")
    page.keyboard.type("C0007")
    assert page.locator("tbody tr:visible").count() == 1
    assert page.get_by_role("status").filter(has_text="1 of 12 shown").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("tbody tr:visible").count() == 12
    page.keyboard.type("zzz")
    assert page.get_by_role("status").filter(has_text="nobody found").count() == 1


def test_rounds_are_tabs(house: Any, open_page: Any, make_standings: Any, artefacts: Path) -> None:
    """Several rounds are tabs with arrow keys, and a new standing leaves the chosen one open."""
    first = json.loads(make_standings(12, state="closed", seed=4))
    second = json.loads(make_standings(9))
    first["rounds"].append({**second["rounds"][0], "round": "final", "title": "Final"})
    house.publish(json.dumps(first))
    page = open_page(plain(house))
    assert page.get_by_role("tab", selected=True).inner_text() == "Final"
    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tabpanel").get_by_text("Final standing").is_visible()
    first["rounds"][1]["rows"] = []
    house.publish(json.dumps(first))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("document.querySelectorAll('tbody').length === 1")
    assert page.get_by_role("tab", selected=True).inner_text().startswith("Warm-up")
    page.screenshot(path=artefacts / "closed.png", full_page=True)


def test_designed_states(house: Any, open_page: Any, make_standings: Any, artefacts: Path) -> None:
    """No round, a round before it opens, a round without an entry, one entry, and a broken file
    each say what is the matter; the page goes from one to the next without a reload."""
    page_states = [
        ("empty", json.dumps({"schema": 1, "rounds": []}), "No round has been announced"),
        ("before", make_standings(0, state="before"), "The round has not opened"),
        ("open", make_standings(0), "No graded entry yet"),
        ("one", make_standings(1), "One score so far"),
        ("broken", '{"schema": 1, "rou', "could not be read. Below stands the last good one"),
    ]
    house.publish(page_states[0][1])
    page = open_page(plain(house))
    for name, text, said in page_states:
        house.publish(text)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.get_by_text(said).first.wait_for(timeout=5_000)
        page.screenshot(path=artefacts / f"state-{name}.png", full_page=True)
    assert page.locator("tbody tr").count() == 1


def test_countdown_ticks(house: Any, open_page: Any, make_standings: Any) -> None:
    """The countdown runs in the page, by the server's clock."""
    house.publish(make_standings(3))
    page = open_page(plain(house))
    before = page.locator("[data-until]").inner_text()
    page.wait_for_function(
        "before => document.querySelector('[data-until]').textContent !== before", arg=before
    )
    assert page.locator("[data-until]").inner_text().startswith("1 d ")


def test_names_can_not_act(house: Any, open_page: Any, make_standings: Any) -> None:
    """A name that is markup is shown as text, whatever way it reaches the page."""
    file = json.loads(make_standings(3))
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    file["rounds"][0]["rows"][0]["name"] = name
    house.publish(json.dumps(file))
    page = open_page(plain(house, me="%22%3E%3Cscript%3Ealert(3)%3C/script%3E"))
    assert page.locator("tbody .cp-name").first.inner_text() == name
    assert page.locator("tbody img").count() == 0
