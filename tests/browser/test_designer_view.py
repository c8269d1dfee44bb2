"""The contract designer in Chromium: a real Voilà page, a term changed by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
IDLE = "() => document.querySelector('.cpt')?.getAttribute('aria-busy') === 'false'"
PLAYED = "() => document.querySelector('.cpt')?.dataset.hunting === 'false'"


@pytest.fixture
def open_app(opener: Any) -> Callable[..., Any]:
    """Open the page and wait until its knobs, or its problem, are there."""
    opened: Callable[..., Any] = opener("contract_designer", ".cpt-knob", IDLE)
    return opened


def skill(page: Any) -> float:
    """The skill on its tile."""
    tile = page.locator(".cpt-tile", has_text="Skill")
    return float(tile.locator("dd").first.inner_text())


def test_a_term_is_changed_by_keyboard(
    open_app: Any, pictures: Path, photograph: Any, faintest: Any
) -> None:
    """Before the weeks are played there are sentences; then a rate that is typed changes the
    verdict and the marked sentence, a wrong one is said, and focus stays where it was."""
    page = open_app(1280, merchant="tuantuan", quick="1")
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    page.wait_for_function(PLAYED, timeout=120_000)
    page.locator(".cpt-tile").first.wait_for()
    assert skill(page) == 0
    page.get_by_role("button", name="Begin with the reference contract").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.cpt-tile dd').textContent === '1.00'")
    photograph(page, ".cpt", pictures / "reference_1280.png")
    page.locator('.cpt [role="tab"]').first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.locator(".cpt-text li").first.wait_for()
    rate = page.get_by_label("share (ops), rate")
    rate.focus()
    rate.fill("1 %")
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for()
    assert page.locator("mark").count() == 2
    assert skill(page) < 1
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").endswith("rate")
    photograph(page, ".cpt", pictures / "sentences_1280.png")
    rate.fill("much")
    page.keyboard.press("Enter")
    page.locator(".cpt [role=alert]", has_text="no amount").wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.cpt-knob input')]
            .every(one => one.value !== 'much')"""
    )
    ratio, *_ = faintest(page, ".cpt :not(svg *)")
    assert ratio >= 4.5


def test_narrow_and_dark(open_app: Any, pictures: Path, photograph: Any, faintest: Any) -> None:
    """On a narrow dark window nothing is cut off or too faint to be read."""
    page = open_app(600, dark=True, merchant="tuantuan", quick="1")
    page.wait_for_function(PLAYED, timeout=120_000)
    page.locator(".cpt figure svg").first.wait_for()
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    photograph(page, ".cpt", pictures / "narrow_dark.png")
    ratio, *_ = faintest(page, ".cpt :not(svg *)")
    assert ratio >= 4.5


def test_a_merchant_that_is_not_there(open_app: Any, pictures: Path) -> None:
    """A wrong address is answered with the merchants that are there."""
    page = open_app(900, ready=".cpt .cpd-undone", merchant="nobody")
    assert "no merchant 'nobody'" in page.locator(".cpt [role=alert]").inner_text()
    page.screenshot(path=pictures / "nobody.png")
