"""The live board in Chromium: a real Voilà page, played, stepped and read by keyboard."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
APP = "course/apps/board.ipynb"
CLOCK = ".cpb-clock"
SHOWS = "words => document.querySelector('.cpb-clock').textContent === words"
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
COUNT = """() => {
  window.updates = 0;
  new MutationObserver(() => window.updates++).observe(
    document.querySelector(".cpb-clock"), { childList: true, characterData: true, subtree: true });
}"""
WIDER = """() => [...document.querySelectorAll(".cpb-drill .cpb-scroll")].filter(
  one => one.scrollWidth > one.clientWidth).map(one => one.getAttribute("aria-label"))"""
CUT = """() => [...document.querySelectorAll(".cpb-tile")].filter(tile => {
  const edge = tile.getBoundingClientRect();
  return [...tile.children].some(part => part.getBoundingClientRect().bottom > edge.bottom + 1
    || part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
}).map(tile => tile.dataset.code)"""


@pytest.fixture
def open_board(house: Any, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Open the board's page."""
    target = house.running.settings.root / APP
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / APP, target)

    def opened(width: int, height: int, *, dark: bool = False) -> Any:
        address = house.address(f"/voila/render/{APP}")
        return open_page(address, width=width, height=height, dark=dark, ready=".cpb-tile")

    return opened


def test_played_by_keyboard(open_board: Any) -> None:
    """42 tiles; step, jump, play, pause and a tile's detail obey keys; updates keep their pace."""
    page = open_board(1280, 900)
    assert page.locator(".cpb-tile").count() == 42
    began = page.locator(CLOCK).inner_text()
    hour, minute, _ = map(int, began.split(":"))
    tile = page.locator(".cpb-tile").first
    tile.focus()
    page.keyboard.press(".")
    page.wait_for_function(SHOWS, arg=f"{hour:02}:{minute + 1:02}:00")
    page.keyboard.press(",")
    page.wait_for_function(SHOWS, arg=began)
    page.locator(".cpb-seek input").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "document.querySelector('.cpb-since').textContent.match(/(\\d+) of \\1$/)"
    )
    page.keyboard.press("Home")
    page.wait_for_function(SHOWS, arg=began)
    tile.focus()
    page.keyboard.press("6")
    page.wait_for_selector(".cpb-speeds button:last-child[aria-pressed=true]")
    page.evaluate(COUNT)
    page.keyboard.press("Space")
    page.wait_for_timeout(4_000)
    page.keyboard.press("Space")
    page.wait_for_selector(".cpb-play[aria-label=Play]")
    assert page.evaluate("window.updates") >= 20, "at least five a second on a busy machine"
    held = page.locator(CLOCK).inner_text()
    passed = [int(b) - int(a) for a, b in zip(began.split(":"), held.split(":"), strict=True)]
    assert 180 <= passed[0] * 3600 + passed[1] * 60 + passed[2] <= 420, "four seconds at 60 times"
    page.wait_for_timeout(500)
    assert page.locator(CLOCK).inner_text() == held
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.code") == "T2"
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.cpb-detail').textContent.includes('misleads')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.code") == "T2"


def test_fits_and_can_be_read(open_board: Any, faintest: Any) -> None:
    """No sideways scroll, no text beyond its tile, and contrast of 4.5 or more, dark on a wall
    screen and light on a desk."""
    page = open_board(1920, 1080, dark=True)
    page.locator(".cpb-seek input").focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.wait_for_function(
        "!document.querySelector('.cpb-since').textContent.includes('minute 0 ')"
    )
    for size, scheme in (((1920, 1080), "dark"), ((1280, 900), "light")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(1_000)
        wide, seen = page.evaluate(WIDTHS)
        assert (seen, wide <= seen) == (size[0], True)
        assert page.evaluate(CUT) == []
        worst = faintest(page, ".cpb *")
        assert worst[0] >= 4.5, (worst, scheme)


def test_panel_by_keyboard_alone(open_board: Any, faintest: Any) -> None:
    """Enter opens a tile's panel with its parts by source and by SKU; both tables are reached with
    Tab; updates go on at 60 times with the panel open; Esc closes it and goes back to the tile; 万
    and a note of the action log are there."""
    page = open_board(1280, 900)
    page.locator(".cpb-seek input").focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.wait_for_function("document.querySelector('.cpb-since').textContent.match(/minute [3-9]/)")
    page.wait_for_function("document.querySelectorAll('.cpb-log tbody tr').length > 0")
    tile = page.locator('[data-code="C1"]')
    tile.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('.cpb-drill[aria-label="By source"] tbody tr', timeout=60_000)
    page.wait_for_selector('.cpb-drill[aria-label="By SKU"] tbody tr')
    assert page.locator(".cpb-large path").first.get_attribute("d")
    assert page.evaluate(WIDTHS)[0] <= 1280
    assert faintest(page, ".cpb *")[0] >= 4.5
    assert page.evaluate(WIDER) == [], "no table is wider than its place"
    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert reached == ["By source, table", "By SKU, table"]
    page.keyboard.press("6")
    page.evaluate(COUNT)
    page.keyboard.press("Space")
    page.wait_for_timeout(2_000)
    page.keyboard.press("Space")
    page.wait_for_selector(".cpb-play[aria-label=Play]")
    assert page.evaluate("window.updates") >= 8, "at least four a second on a busy machine"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.code") == "C1"
    assert not page.locator(".cpb-detail").is_visible()
    page.locator(".cpb-wan input").focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "[...document.querySelectorAll('.cpb-value')].some(v => v.textContent.includes('万'))"
    )


def test_another_session_from_the_menu(open_board: Any) -> None:
    """The menu shows another session in place, its panel closed, on a narrow page, too."""
    page = open_board(420, 800)
    page.locator('[data-code="T1"]').click()
    page.wait_for_selector(".cpb-drill tbody tr", timeout=60_000)
    assert page.evaluate(WIDTHS)[0] <= 420
    told = page.locator('.cpb-drill[aria-label="By SKU"]').inner_text()
    assert "name no SKU" in told
    page.keyboard.press("Escape")
    menu = page.get_by_label("Session", exact=True)
    other = menu.locator("option:not([selected])").first.get_attribute("value")
    menu.select_option(other)
    page.wait_for_function(
        "name => document.querySelector('.cpb-title select:not([disabled])')?.value === name",
        arg=other,
        timeout=60_000,
    )
    assert page.locator(".cpb-tile").count() == 42
    assert not page.locator(".cpb-detail").is_visible()


def test_a_full_house_speaks_of_the_board(house: Any, open_board: Any, chromium: Any) -> None:
    """With all seats taken, the board's page and its short address lead to a page that speaks of
    the board, keeps the session that was asked for, and opens it when a seat is free."""
    pages = [open_board(1280, 900) for _ in range(2)]
    context = chromium.new_context()
    third = context.new_page()
    third.goto(house.address(f"/voila/render/{APP}", session="liuyi-039-1"))
    assert "/board?plain=1&session=liuyi-039-1" in third.url
    assert third.get_by_role("heading", name="Live board").is_visible()
    assert "leaderboard" not in third.locator("main").inner_text().lower()
    for page in pages:
        page.context.close()
    link = third.get_by_role("link", name="Try now")
    for _ in range(20):
        third.wait_for_timeout(500)
        link.click()
        if "/voila/render/" in third.url:
            break
    assert "session=liuyi-039-1" in third.url
    context.close()
