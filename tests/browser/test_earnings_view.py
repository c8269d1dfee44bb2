"""Earnings in Chromium: a real Voilà page, gone through by keyboard down to the single fen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

WIDTHS = "[document.documentElement.scrollWidth, innerWidth]"
FOCUSED = "document.activeElement.textContent"
IDLE = "() => document.querySelector('.cpe')?.getAttribute('aria-busy') === 'false'"


@pytest.fixture
def open_app(opener: Any) -> Callable[..., Any]:
    """Open the page and wait until its tiles, or its problem, are there."""
    opened: Callable[..., Any] = opener("earnings", ".cpe-tile", IDLE)
    return opened


def tile(page: Any, name: str) -> str:
    """The amount on a tile."""
    return str(page.locator(".cpe-tile", has_text=name).locator("dd").inner_text())


def press(page: Any, name: str) -> None:
    """Press a button by keyboard and wait until the kernel has done it."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(250)
    page.wait_for_function(IDLE, timeout=60_000)


def test_by_keyboard_down_to_a_fen(
    open_app: Any, pictures: Path, photograph: Any, faintest: Any
) -> None:
    """A session, its waterfall, its lines, one line's steps, what the night showed, and the
    statement as a file."""
    page = open_app(1280, merchant="liuyi")
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    photograph(page, ".cpe", pictures / "all_1280.png")
    session = page.evaluate(
        """() => [...document.querySelectorAll('.cpe-places tbody tr')].map(row =>
           [Number(row.children[2].textContent.replace(',', '')) || 0, row.children[0].textContent])
           .sort((a, b) => b[0] - a[0])[0][1]"""
    )
    press(page, session)
    page.wait_for_function(
        "name => document.querySelector('.cpe-head h2').textContent === name", arg=session
    )
    assert page.evaluate(FOCUSED) == session
    page.locator('.cpe [role="tab"]').first.focus()
    for name, told in (
        ("Lines", "choose one"),
        ("Over time", "The night showed"),
        ("By rule", "Own net"),
    ):
        page.keyboard.press("ArrowRight")
        assert name in page.evaluate(FOCUSED)
        panel = page.locator('.cpe [role="tabpanel"]:not([hidden])')
        panel.get_by_text(told).first.wait_for(timeout=60_000)
        page.wait_for_function(IDLE, timeout=60_000)
        photograph(page, ".cpe", pictures / f"tab_{name.lower().replace(' ', '_')}.png")
        assert faintest(page, ".cpe :not(svg *)")[0] >= 4.5
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    line = page.locator(".cpe-lines .cpe-link").first
    line.wait_for()
    line.focus()
    page.keyboard.press("Enter")
    page.locator(".cpe-line summary").first.wait_for(timeout=30_000)
    assert page.evaluate("document.activeElement.className") == "cpe-line"
    photograph(page, ".cpe", pictures / "line_1280.png")
    with page.expect_download() as kept:
        press(page, "PDF")
    assert Path(kept.value.path()).read_bytes()[:5] == b"%PDF-"


def test_clock_party_and_contract(open_app: Any, pictures: Path, photograph: Any) -> None:
    """The clock moves money from estimated on; before the first sale it says so; a party sees its
    own; a file that is no contract is told why and leaves all as it was."""
    page = open_app(1280, merchant="liuyi")
    before = tile(page, "Settled")
    page.get_by_label("Clock, 00:00 of").fill("2021-10-15")
    page.wait_for_function(
        f"document.querySelectorAll('.cpe-tile dd')[3].textContent !== '{before}'", timeout=30_000
    )
    early = tile(page, "Estimated")
    press(page, "+ 7 d")
    page.wait_for_function("document.querySelector('.cpe [type=date]').value === '2021-10-22'")
    page.wait_for_timeout(100)
    assert tile(page, "Estimated") != early
    page.get_by_label("Clock, 00:00 of").fill("2021-01-01")
    page.get_by_text("Nothing is due at this clock yet").wait_for(timeout=30_000)
    photograph(page, ".cpe", pictures / "empty_1280.png")
    whole = page.get_by_label("As seen by").locator("option").count()
    assert whole >= 4
    page.locator(".cpe-file").set_input_files(
        {"name": "no.yaml", "mimeType": "text/yaml", "buffer": b"contract_id: [\n"}
    )
    page.get_by_role("alert").wait_for(timeout=30_000)
    assert "no.yaml" in page.get_by_role("alert").inner_text()


def test_narrow_and_dark(open_app: Any, pictures: Path, photograph: Any, faintest: Any) -> None:
    """At 600 pixels, in the dark: nothing scrolls sideways but tables, contrast holds; a merchant
    that is not there is told, and another one can be chosen."""
    page = open_app(600, dark=True, merchant="liuyi")
    wide, seen = page.evaluate(WIDTHS)
    assert wide <= seen
    worst = faintest(page, ".cpe :not(svg *)")
    assert worst[0] >= 4.5, worst
    photograph(page, ".cpe", pictures / "all_600_dark.png")
    page = open_app(600, dark=True, ready=".cpe [role=alert]:not([hidden])", merchant="nobody")
    assert "there is no merchant 'nobody'" in page.get_by_role("alert").inner_text()
    assert not page.locator(".cpe-keep").is_visible()
    photograph(page, ".cpe", pictures / "nobody_600_dark.png")
