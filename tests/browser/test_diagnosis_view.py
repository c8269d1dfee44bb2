"""The diagnosis in Chromium: a real Voilà page, read and steered by keyboard."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
FOCUSED = "document.activeElement.textContent"
DONE = """() => document.querySelector(".cpd [role=status]")?.hidden
  && document.querySelector(".cpd-step")"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A merchant without peers and without event tables, as an import would leave it."""
    folder = tmp_path_factory.mktemp("merchants") / "bare"
    source = ROOT / "datasets" / "yunshi"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("events", "peer_day.parquet"))
    card = json.loads((folder / "merchant.json").read_bytes())
    card |= {"merchant": "bare", "name_en": "Bare", "name_zh": "", "event_sessions": []}
    (folder / "merchant.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture
def open_app(house: Any, opener: Any, bare: Path) -> Callable[..., Any]:
    """Open the diagnosis's page."""
    shutil.copytree(bare, house.running.settings.root / "imported" / "bare", dirs_exist_ok=True)
    opened: Callable[..., Any] = opener("diagnosis", ".cpd select", DONE)
    return opened


def test_by_keyboard_alone(open_app: Any, pictures: Path, faintest: Any) -> None:
    """A hypothesis's evidence opens with Enter, arrows go through the three tabs, the chooser shows
    another merchant, one without peers and events among them, which says what it cannot tell."""
    page = open_app(1280, merchant="yunshi")
    page.screenshot(path=pictures / "app_1280.png", full_page=True)
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    first = page.locator(".cpd-ranked summary").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".cpd-ranked details").first.locator("table").is_visible()
    assert faintest(page, ".cpd :not(svg *)")[0] >= 4.5
    page.locator('.cpd [role="tab"]').first.focus()
    for name, told in (("Traffic", "What moved GMV, by source"), ("Live room", "Fans by the week")):
        page.keyboard.press("ArrowRight")
        assert name in page.evaluate(FOCUSED)
        panel = page.locator('.cpd [role="tabpanel"]:not([hidden])')
        assert panel.count() == 1
        assert told in panel.inner_text()
        assert "/6" in panel.locator("table").first.inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"
    menu = page.get_by_label("Merchant")
    menu.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.wait_for_function(
        "document.querySelector('.cpd h2').textContent.startsWith('Bare')", timeout=120_000
    )
    page.wait_for_function(DONE, timeout=120_000)
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    told = page.locator('.cpd [role="tabpanel"]:not([hidden]) .cpd-undone').all_inner_texts()
    assert any("no table 'visit'" in one for one in told), told
    page.screenshot(path=pictures / "app_bare.png", full_page=True)


def test_narrow_and_dark(open_app: Any, pictures: Path, faintest: Any) -> None:
    """At 600 pixels nothing scrolls sideways but tables in their own place; contrast holds."""
    page = open_app(600, dark=True, merchant="yunshi", since="60")
    page.screenshot(path=pictures / "app_600.png", full_page=True)
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    worst = faintest(page, ".cpd :not(svg *)")
    assert worst[0] >= 4.5, worst
    assert "02 Oct" in page.locator(".cpd").inner_text()
