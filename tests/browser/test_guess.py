"""The guess in JupyterLab and Chromium: what stands in the field is what counts."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

CODE = 'from caopan.practice import guess\nguess("How much?", low=0, high=60, unit=" yuan")'
FIELD = ".jp-OutputArea-output input"


def test_a_guess_counts_whole_however_quickly_it_is_typed(open_notebook: Any) -> None:
    """Digits that the kernel has not heard of when Enter is pressed are not lost."""
    page = open_notebook("guess", CODE, width=1180)
    page.wait_for_selector(FIELD, timeout=90_000)
    page.wait_for_selector("[data-hears]", state="attached")
    page.locator(FIELD).click()
    page.keyboard.type("24.5")
    page.keyboard.press("Enter")
    page.get_by_text("Now run on.").wait_for(timeout=15_000)
    assert "24.5 yuan." in page.locator(".jp-OutputArea-output").first.inner_text()
