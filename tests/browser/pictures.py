"""Make the readme's pictures: ``make pictures`` opens the house, looks at it, and closes it.

Seed the demonstration class first (``make start``), or the leaderboard is empty.
"""

import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "course" / "pictures"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LESSON = "course/lessons/01_operators_job.ipynb"


def main() -> None:
    """Write course/pictures/{lesson,formgrader,leaderboard}.png."""
    house = subprocess.Popen(
        [sys.executable, "-m", "grader", "start", "--no-browser", "--no-demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        addresses = printed_addresses(house)
        PICTURES.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            for name, look in (
                ("lesson", look_at_lesson),
                ("formgrader", look_at_formgrader),
                ("leaderboard", look_at_leaderboard),
            ):
                look(page, addresses)
                page.screenshot(path=PICTURES / f"{name}.png")
                print(f"wrote {PICTURES / name}.png")
    finally:
        house.send_signal(signal.SIGINT)
        house.wait(30)


def printed_addresses(house: subprocess.Popen[str]) -> dict[str, str]:
    """Read the addresses that the house prints, by name."""
    found: dict[str, str] = {}
    for line in house.stdout or ():
        if "http://127.0.0.1:" in line:
            name, address = line.split()
            found[name] = address
        if "Stop with Ctrl-C" in line:
            return found
    raise SystemExit("the house did not open; run make start to see why")


def look_at_lesson(page: Page, addresses: dict[str, str]) -> None:
    """Open lesson 01 and run all of it."""
    page.goto(addresses["lessons"].replace("course/README.md", LESSON))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_timeout(20_000)
    picture = page.locator(".jp-OutputArea img")
    page.locator(".jp-Notebook").hover()
    for _ in range(60):  # the notebook draws only the cells that are near the window
        if picture.count():
            break
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(300)
    picture.first.scroll_into_view_if_needed()
    page.wait_for_timeout(1_500)


def look_at_formgrader(page: Page, addresses: dict[str, str]) -> None:
    """Open formgrader's list of assignments."""
    page.goto(addresses["formgrader"])
    page.wait_for_timeout(4_000)


def look_at_leaderboard(page: Page, addresses: dict[str, str]) -> None:
    """Open the leaderboard."""
    page.goto(addresses["leaderboard"])
    page.wait_for_selector("table", timeout=60_000)
    page.wait_for_timeout(2_000)


if __name__ == "__main__":
    main()
