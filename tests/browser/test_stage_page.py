"""The printed page of a STAGE sheet: one sheet of A4, and nothing cut off on a narrow screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from caopan.planning import sheet_checks
from caopan.planning.sheet_checks import check_file
from caopan.planning.sheet_page import sheet_page
from caopan.planning.sheet_played import play_sheet

pytestmark = pytest.mark.browser
EXAMPLE = Path(sheet_checks.__file__).with_name("stage_sheet.example.yaml")


def test_the_example_is_one_printed_page(chromium: Browser, tmp_path: Path) -> None:
    """All five parts, the acceptance checks and the figure fit on A4; screens of any width."""
    path = tmp_path / "page.html"
    path.write_text(sheet_page(play_sheet(check_file(EXAMPLE), seeds=4)), encoding="utf-8")
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"1"]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    for width in (1_280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
