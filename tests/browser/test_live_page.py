"""The live page in Chromium: own kernel, no other host, renewed without a reload."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LIVE = "/voila/render/"
WIDGET_IS_UP = "document.querySelector('[data-board]').cpWidget === true"


def kernels(house: Any) -> list[dict[str, Any]]:
    """Ask the server which kernels are alive."""
    with urllib.request.urlopen(house.address("/api/kernels"), timeout=10) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def end_kernels(house: Any) -> None:
    """End what earlier readers left, so that a test starts with all seats free."""
    for kernel in kernels(house):
        address = house.address(f"/api/kernels/{kernel['id']}")
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=10).close()


def until(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    """Wait for a condition; return whether it came true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def fed_by_kernel(page: Any, house: Any, publish: str) -> None:
    """Wait until the page's widget is up, then publish; polling can not be what renews it."""
    page.wait_for_function(WIDGET_IS_UP)
    page.evaluate("document.querySelector('[data-board]').cpBoard.address = null")
    house.publish(publish)


def test_the_live_page(house: Any, open_page: Any, make_standings: Any, artefacts: Path) -> None:
    """A reader gets the Voilà page at once, marked, with nothing from another host, and it renews
    itself through its kernel while the search's text and focus and the scroll stay."""
    house.publish(make_standings(30))
    began = time.monotonic()
    page = open_page(house.address(me="c0005"))
    seen_after = time.monotonic() - began
    assert LIVE in page.url
    own = page.locator('tr[aria-current="true"]')
    assert own.get_attribute("data-id") == "c0005"
    assert "You" in own.inner_text()
    page.keyboard.press("/")
    page.keyboard.type("lin")
    page.evaluate("window.scrollTo(0, 240)")
    page.evaluate("window.notReloaded = true")
    fed_by_kernel(page, house, make_standings(31, stamp=60))
    page.wait_for_selector('tr[data-id="c0031"]', state="attached", timeout=5_000)
    field = page.locator("[data-search]")
    assert field.input_value() == "lin"
    assert field.evaluate("field => field === document.activeElement")
    assert page.evaluate("[window.notReloaded, window.scrollY]") == [True, 240]
    shown = page.locator("tbody tr:visible .cp-name").all_inner_texts()
    assert shown
    assert all("Lin" in name for name in shown)
    page.keyboard.press("Escape")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=artefacts / "live.png", full_page=True)
    elsewhere = [
        url for url in page.requests
        if not url.startswith((house.running.settings.origin, "data:", "blob:"))
    ]  # fmt: skip
    assert elsewhere == []
    assert seen_after < 5, "the board stands before the kernel is up"


def test_the_page_outlives_its_kernel(house: Any, open_page: Any, make_standings: Any) -> None:
    """When its kernel was ended (idle, or the server made room) the open page still renews itself,
    without a question to the reader."""
    end_kernels(house)
    page = open_page(house.address())
    page.wait_for_function(WIDGET_IS_UP)
    assert until(lambda: len(kernels(house)) == 1)
    end_kernels(house)
    house.publish(make_standings(14, stamp=90))
    # coming back to the tab asks at once; else it would be within half a minute
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector('tr[data-id="c0014"]', timeout=5_000)
    assert page.locator("[role=dialog], .jp-Dialog").count() == 0


def test_the_crowd(house: Any, open_page: Any, make_standings: Any, artefacts: Path) -> None:
    """Readers beyond the seats get the same page as plain HTML: the same rows, renewed by itself;
    the seat is not taken by a direct address either; idle page kernels are ended."""
    end_kernels(house)
    house.publish(make_standings(12))
    live = [open_page(house.address()) for _ in range(2)]
    assert until(lambda: len(kernels(house)) == 2)
    third = open_page(house.address(me="c0005"))
    assert all(LIVE in page.url for page in live)
    for page in live:
        page.wait_for_function(WIDGET_IS_UP)
    assert LIVE not in third.url
    rows = "tbody tr"
    ids = "rows => rows.map(row => row.dataset.id)"
    assert third.eval_on_selector_all(rows, ids) == live[0].eval_on_selector_all(rows, ids)
    assert third.locator('tr[aria-current="true"]').count() == 1
    direct = open_page(house.address(f"{LIVE}{house.running.settings.page}", me="c0005"))
    assert "plain=1" in direct.url
    assert "me=c0005" in direct.url
    assert len(kernels(house)) == 2
    house.publish(make_standings(13, stamp=30))
    third.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    third.wait_for_selector('tr[data-id="c0013"]', timeout=5_000)
    third.screenshot(path=artefacts / "crowd.png", full_page=True)
    for page in live:
        page.context.close()
    assert until(lambda: not kernels(house)), "a page kernel without a reader is ended"
