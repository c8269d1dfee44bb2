"""The look inside in JupyterLab and Chromium: narrow and wide, by keyboard, while it plays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004

from caopan.market import sample
from caopan.market.levers import levers

pytestmark = pytest.mark.browser

CODE = "from caopan.practice import look_inside\nlook_inside({})"
PLAYING = "playing 7 days, 40 seeds …"
OUTPUT = ".jp-OutputArea-output"
FIGURE = f"{OUTPUT} img"
STATES = """() => {
  window.said = [];
  const area = document.querySelector(".jp-OutputArea-output");
  new MutationObserver(() => {
    const words = area.querySelector("[role=status]")?.textContent;
    if (words !== undefined && window.said.at(-1) !== words) window.said.push(words);
  }).observe(area, { subtree: true, childList: true, characterData: true });
}"""
EDGES = """area => [area, ...area.querySelectorAll("img, table, p, select")].map(
  one => Math.floor(one.getBoundingClientRect().right)
)"""
ALT_HAS = """words => document.querySelector(".jp-OutputArea-output img").alt.includes(words)"""


@pytest.fixture
def open_look(open_notebook: Any, pictures: Path) -> Callable[[int, str], Any]:
    """Open a notebook with the look inside in JupyterLab, run it, and wait for its figure."""

    def opened(width: int, arguments: str) -> Any:
        page = open_notebook("look", CODE.format(arguments), width=width)
        try:
            page.wait_for_selector(FIGURE, timeout=90_000)
        except TimeoutError as late:
            page.screenshot(path=pictures / "no_figure.png")
            seen = page.locator(".jp-Notebook").inner_text()
            raise AssertionError(f"no figure after 90 s; the notebook shows:\n{seen}") from late
        return page

    return opened


def test_widths(open_look: Any, pictures: Path) -> None:
    """Narrow and wide nothing is cut off or scrolls sideways; the figure can be heard, too."""
    page = open_look(600, "'fanhe', lever='rest'")
    for width in (600, 1200):
        page.set_viewport_size({"width": width, "height": 1100})
        page.wait_for_timeout(500)
        page.screenshot(path=pictures / f"{width}.png")
        ends = page.locator(OUTPUT).first.evaluate(EDGES)
        assert max(ends) <= ends[0], ends
    assert "of 40 seeds are better with it" in page.locator(FIGURE).get_attribute("alt")


def test_by_keyboard_alone(open_look: Any, pictures: Path) -> None:
    """Menus, slider and tick obey keys and keep the focus; a run of keys is played once; while it
    plays the page says so."""
    page = open_look(1200, "days=7")
    page.evaluate(STATES)
    shops, menu = (page.locator(f"{OUTPUT} select").nth(at) for at in (0, 1))
    handle = page.locator(f"{OUTPUT} .noUi-handle").first

    def focused(control: Any) -> bool:
        return bool(control.evaluate("one => one === document.activeElement"))

    def shows(words: str, control: Any) -> None:
        page.wait_for_function(ALT_HAS, arg=words)
        assert focused(control)

    menu.focus()
    page.keyboard.press("Tab")
    assert focused(handle)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    shows("190 % of the usual budget", handle)
    assert [words for words in page.evaluate("window.said") if words] == [PLAYING]
    page.keyboard.press("Shift+Tab")
    for _ in range(4):  # paid, prime, follows, exclude, reset
        page.keyboard.press("ArrowDown")
    shows("reset 重置人群: carried out", menu)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_function(ALT_HAS, arg="reset 重置人群: not carried out")
    page.screenshot(path=pictures / "switch.png")
    menu.focus()
    page.keyboard.type("exc")  # JupyterLab would cut the cell at an x
    shows("exclude 排除粉丝: carried out", menu)
    page.wait_for_timeout(1_500)  # a menu takes letters that follow at once for one word
    page.keyboard.type("coup")
    shows(levers(sample("liuyi"))["coupon"].said(), menu)
    page.screenshot(path=pictures / "coupon.png")
    shops.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    shows(levers(sample("yunshi"))["coupon"].said(), shops)
    menu.focus()
    page.keyboard.type("staff")
    shows("staff 客服加人: 2 heads more", menu)
    page.screenshot(path=pictures / "yunshi.png")
