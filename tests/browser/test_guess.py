"""The guess in JupyterLab and Chromium: what stands in the field is what counts."""

from typing import Any

import nbformat
import pytest
from playwright.sync_api import TimeoutError  # noqa: A004

pytestmark = pytest.mark.browser

CODE = 'from caopan.practice import guess\nguess("How much?", low=0, high=60, unit=" yuan")'
KERNEL_IDLES = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
FIELD = ".jp-OutputArea-output input"


def run_until_asked(page: Any) -> None:
    """Run the only cell until its field is there; a key that comes too early is lost in Lab."""
    page.wait_for_selector(KERNEL_IDLES, state="attached", timeout=90_000)
    for _ in range(5):
        try:
            page.locator(".jp-Notebook .cm-content").click(timeout=10_000)
            page.keyboard.press("Control+Enter")
            page.wait_for_selector(FIELD, timeout=15_000)
        except TimeoutError:
            page.keyboard.press("Escape")
            continue
        return
    raise AssertionError(f"nothing was asked:\n{page.locator('body').inner_text()}")


def test_a_guess_counts_whole_however_quickly_it_is_typed(house: Any, chromium: Any) -> None:
    """Digits that the kernel has not heard of when Enter is pressed are not lost."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE, id="guess")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, house.running.settings.root / "course" / "guess.ipynb")
    context = chromium.new_context(viewport={"width": 1180, "height": 800})
    page = context.new_page()
    page.goto(house.address("/lab/workspaces/guess/tree/course/guess.ipynb"))
    run_until_asked(page)
    page.wait_for_selector("[data-hears]", state="attached")
    page.locator(FIELD).click()
    page.keyboard.type("24.5")
    page.keyboard.press("Enter")
    page.get_by_text("Now run on.").wait_for(timeout=15_000)
    assert "24.5 yuan." in page.locator(".jp-OutputArea-output").first.inner_text()
    context.close()
