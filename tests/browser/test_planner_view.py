"""The planner in Chromium: a real Voilà page, written in, checked and played by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
IDLE = "() => document.querySelector('.cpp')?.getAttribute('aria-busy') === 'false'"
OPENED = "() => document.querySelector('.cpp textarea')?.value"
MANY = """head:
  merchant: liuyi
  first_date: 2021-11-01
  days: 14
stock:
  skus:
    - {sku: liuyi-k99, role: hero}
    - {sku: liuyi-k01, price: 129 euro}
timeline:
  rundown:
    B:
      - {at: 0 min, length: 6 min, sku: liuyi-k01}
      - {at: 4 min, length: 6 min, sku: liuyi-k02}
gifts:
  tools:
    - {kind: coupon, amount: 10.00 yuan, quantity: 10 pieces}
events: []
"""


@pytest.fixture
def open_app(opener: Any) -> Callable[..., Any]:
    """Open the page and wait until its sheet is there."""
    opened: Callable[..., Any] = opener("planner", ".cpp textarea", OPENED, IDLE)
    return opened


def press(page: Any, name: str) -> None:
    """Press a button by keyboard and wait until the kernel has done it."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.wait_for_function(IDLE, timeout=240_000)


def test_by_keyboard_alone(open_app: Any, pictures: Path, photograph: Any, faintest: Any) -> None:
    """A knob writes into the sheet and keeps focus; Play shows bands, and arrows go through the
    tabs; a finding's number leads to its line; the page can be kept; a search shows a skill."""
    page = open_app(1280, merchant="yunshi")
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    knob = page.get_by_label("all budgets, %")
    knob.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.cpp textarea').value.includes('60 %')")
    assert page.evaluate(FOCUSED) == "all budgets, %"
    press(page, "Play")
    assert "seeds" in page.locator(".cpp .cpd-verdict b").inner_text()
    photograph(page, ".cpp", pictures / "app_1280.png")
    assert faintest(page, ".cpp :not(svg *)")[0] >= 4.5
    page.locator('.cpp [role="tab"]').first.focus()
    for name, told in (("Funnel", "visits"), ("Stock", "hero"), ("Fans", "week 1")):
        page.keyboard.press("ArrowRight")
        assert name in page.evaluate(FOCUSED)
        panel = page.locator('.cpp [role="tabpanel"]:not([hidden])')
        assert panel.count() == 1
        assert told in panel.inner_text()
        photograph(page, ".cpp", pictures / f"tab_{name.lower()}.png")
    line = page.locator(".cpp-line").first
    line.focus()
    number = int(line.inner_text())
    page.keyboard.press("Enter")
    at = "(a => a.value.slice(0, a.selectionStart).split('\\n').length)(document.activeElement)"
    assert page.evaluate(at) == number
    with page.expect_download() as kept:
        press(page, "One page (HTML)")
    assert kept.value.suggested_filename == "yunshi-stage-sheet.html"
    page.get_by_label("Seconds to search").select_option("10")
    press(page, "Search a reference")
    page.get_by_text("A reference was found").wait_for(timeout=120_000)
    page.wait_for_function(IDLE, timeout=60_000)
    assert "Skill" in page.locator(".cpp").inner_text()
    photograph(page, ".cpp", pictures / "skill.png")


def test_errors_narrow_and_dark(
    open_app: Any, pictures: Path, photograph: Any, faintest: Any
) -> None:
    """At 600 pixels, in the dark: many errors are told at once with their lines and nothing is
    played; an empty sheet says what to do; nothing scrolls sideways; contrast holds."""
    page = open_app(600, dark=True, merchant="liuyi")
    area = page.locator(".cpp textarea")
    area.fill(MANY)
    press(page, "Play")
    told = page.locator(".cpp-found").first.inner_text()
    for line in ("4", "7", "8", "13", "16"):
        assert f"\n{line}\t" in told, told
    assert not page.locator(".cpp [role=tablist]").is_visible()
    photograph(page, ".cpp", pictures / "errors_600_dark.png")
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    worst = faintest(page, ".cpp :not(svg *)")
    assert worst[0] >= 4.5, worst
    area.fill(MANY[: MANY.index("stock:")].replace("days: 14", "days: 3 days"))
    press(page, "Play")
    assert page.locator(".cpp [role=tablist]").is_visible()
    photograph(page, ".cpp", pictures / "played_600_dark.png")
    worst = faintest(page, ".cpp :not(svg *)")
    assert worst[0] >= 4.5, worst
    area.fill("")
    press(page, "Check")
    assert "the file is empty" in page.locator(".cpp-found").first.inner_text()
    photograph(page, ".cpp", pictures / "empty_600_dark.png")
