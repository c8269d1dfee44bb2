"""The diagnosis in Chromium: a real Voilà page and a notebook, read and steered by keyboard."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
APP = "course/apps/diagnosis.ipynb"
WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
FOCUSED = "document.activeElement.textContent"
DONE = """() => document.querySelector(".cpd [role=status]")?.hidden
  && document.querySelector(".cpd-step")"""
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = colour => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(
      v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const behind = node => {
    for (let n = node; n; n = n.parentElement) {
      const colour = getComputedStyle(n).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "white";
  };
  const texts = [...document.querySelectorAll(".cpd :not(svg *)")].filter(node =>
    node.offsetParent && [...node.childNodes].some(c => c.nodeType === 3 && c.data.trim()));
  return texts.map(node => {
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), node.className, node.textContent.slice(0, 30)];
  }).sort((x, y) => x[0] - y[0])[0];
}"""


@pytest.fixture(scope="module")
def pictures() -> Path:
    """The folder for screenshots; git ignores it."""
    folder = ROOT / "artefacts" / "diagnosis"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
def open_app(house: Any, chromium: Any, bare: Path) -> Iterator[Callable[..., Any]]:
    """Open the diagnosis's page; errors of the page or on its console fail the test at the end."""
    root = house.running.settings.root
    (root / "course" / "apps").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / APP, root / APP)
    shutil.copytree(bare, root / "imported" / "bare", dirs_exist_ok=True)
    contexts, errors = [], []

    def opened(width: int, *, dark: bool = False, **query: str) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(house.address("/diagnosis", **query), timeout=120_000)
        page.wait_for_selector(".cpd select", timeout=120_000)
        page.wait_for_function(DONE, timeout=120_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def test_by_keyboard_alone(open_app: Any, pictures: Path) -> None:
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
    assert page.evaluate(CONTRAST)[0] >= 4.5
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


def test_narrow_and_dark(open_app: Any, pictures: Path) -> None:
    """At 600 pixels nothing scrolls sideways but tables in their own place; contrast holds."""
    page = open_app(600, dark=True, merchant="yunshi", since="60")
    page.screenshot(path=pictures / "app_600.png", full_page=True)
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    worst = page.evaluate(CONTRAST)
    assert worst[0] >= 4.5, worst
    assert "02 Oct" in page.locator(".cpd").inner_text()
