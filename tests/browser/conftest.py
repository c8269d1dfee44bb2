"""A real server and a real browser, for looking at the leaderboard as its readers do."""

import datetime as dt
import json
import os
import random
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright  # noqa: A004

from grader.files import write_atomically
from grader.server.house import settle
from grader.server.running import Running

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CAOPAN_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CONTRAST = """within => {
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
  const texts = [...document.querySelectorAll(within)].filter(node =>
    node.offsetParent && [...node.childNodes].some(c => c.nodeType === 3 && c.data.trim()));
  return texts.map(node => {
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), node.className, node.textContent.slice(0, 30)];
  }).sort((x, y) => x[0] - y[0])[0];
}"""
KERNEL_IDLES = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
RAN = ".jp-CodeCell .jp-InputPrompt:not(:text-is('[ ]:'))"
DROPPED = "Error: Canceled future for "
"""JupyterLab says so itself of requests that wait while it connects to a kernel anew or the page
closes; that it shows them as errors is known (jupyterlab/jupyterlab, issue 9521)."""
PARTS = [("diagnosis", "Diagnosis", 20.0), ("plan-public", "Plan played, public", 20.0)]
ZONE = dt.timezone(dt.timedelta(hours=8))


def standings(people: int, *, seed: int = 1, state: str = "open", stamp: int = 0) -> str:
    """Make the text of a standings file; ``stamp`` makes two files differ."""
    draw = random.Random(seed)
    now = dt.datetime.now(ZONE).replace(microsecond=0)
    opens = {"before": 2, "open": -2, "closed": -9}[state]
    rows: list[dict[str, Any]] = [_row(draw, at, now) for at in range(people)]
    rows.sort(key=lambda row: -row["score"])
    for rank, row in enumerate(rows, start=1):
        row.update(rank=rank, previous_rank=max(1, rank + draw.choice([-2, 0, 0, 1])))
    if people > 8:
        for row, status in zip(rows[-3:], ("ungraded", "failed", "withdrawn"), strict=True):
            row.update(rank=None, score=None, parts={}, status=status, previous_rank=None)
    contest_round = {
        "round": "warmup",
        "title": "Warm-up: one merchant, three plans",
        "title_zh": "热身赛",
        "assignment": "contest_warmup",
        "state": state,
        "opens_at": (now + dt.timedelta(days=opens)).isoformat(),
        "closes_at": (now + dt.timedelta(days=opens + 4)).isoformat(),
        "submissions_per_day": 3,
        "standing": "private" if state == "closed" else "public",
        "secret_sha256": "9f" * 32,
        "max_score": 40.0,
        "parts": [{"id": i, "title": t, "max": m} for i, t, m in PARTS],
        "rows": sorted(rows, key=lambda row: (row["rank"] is None, row["rank"], row["candidate"])),
    }
    written = (now + dt.timedelta(seconds=stamp)).isoformat()
    whole = {"schema": 1, "course": "caopan", "generated_at": written, "rounds": [contest_round]}
    return json.dumps(whole, ensure_ascii=False)


def _row(draw: random.Random, at: int, now: dt.datetime) -> dict[str, Any]:
    family, given = draw.choice(["Lin 林", "Zhou 周", "Hu 胡"]), draw.choice(["Xia 夏", "An 安"])
    parts = {name: round(draw.uniform(2, top), 2) for name, _, top in PARTS}
    return {
        "candidate": f"c{at + 1:04d}",
        "name": f"{family} {given}",
        "score": round(sum(parts.values()), 2),
        "parts": parts,
        "entries": draw.randint(1, 5),
        "left_today": draw.randint(0, 3),
        "submitted_at": (now - dt.timedelta(minutes=draw.randint(3, 900))).isoformat(),
        "status": "graded",
        "note": "",
    }


@dataclass
class House:
    """A running server with its standings file."""

    running: Running
    file: Path

    def address(self, path: str = "/leaderboard", **query: str) -> str:
        """An address with the token in it."""
        words = "&".join(f"{k}={v}" for k, v in {"token": self.token, **query}.items())
        return f"{self.running.settings.origin}{path}?{words}"

    @property
    def token(self) -> str:
        """The server's token."""
        return self.running.settings.token

    def publish(self, text: str) -> None:
        """Replace the standings as grading does."""
        write_atomically(self.file, text)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """The folder for screenshots; git ignores it."""
    folder = REPOSITORY / "artefacts" / "leaderboard"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest) -> Path:
    """The folder for a module's screenshots, named after it; git ignores it."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_").removesuffix("_view")
    folder = REPOSITORY / "artefacts" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def make_standings() -> Callable[..., str]:
    """Give tests the maker of standings files."""
    return standings


@pytest.fixture(scope="session")
def faintest() -> Callable[[Page, str], tuple[float, str, str]]:
    """Find the text within some elements that stands out least: contrast, class, first letters."""
    return lambda page, within: tuple(page.evaluate(CONTRAST, within))


@pytest.fixture(scope="session")
def chromium_is_there() -> None:
    """Skip with the reason where there is no Chromium; fail where it is required."""
    if not Path(CHROMIUM).exists():
        reason = f"no Chromium at {CHROMIUM} (Debian: apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("CAOPAN_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


# one a module, not one a session: while it is open an event loop runs in this thread, and tests of
# other parts could not call asyncio.run
@pytest.fixture(scope="module")
def chromium(chromium_is_there: None) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(chromium_is_there: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One real server with two seats for live pages, so that the third reader is the crowd."""
    root = tmp_path_factory.mktemp("house")
    (root / "course").mkdir()
    (root / "course" / "README.md").write_text("# Contents\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    # not the usual port: another test's house may be about to take that one
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = settle(root, port=port, page_limit=2).model_copy(update={"page_grace": 2.0})
    write_atomically(root / "work" / "contest" / "standings.json", standings(12))
    running = Running(settings)
    try:
        running.wait_until_it_answers()
        yield House(running, root / "work" / "contest" / "standings.json")
    finally:
        running.stop()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open an address as a reader of its own and wait until it is ready.

    Errors of the page or on its console fail the test at the end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(
        address: str,
        *,
        width: int = 1180,
        height: int = 800,
        dark: bool = False,
        ready: str = ".cp-board.cp-live",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.requests = []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.requests.append(request.url))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        page.goto(address, wait_until="commit", timeout=120_000)
        page.wait_for_selector(ready, timeout=120_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def opener(house: House, open_page: Open) -> Callable[..., Open]:
    """Give the opener of an app: by its notebook's name, what is there once it is open, and what
    must hold before it is looked at."""

    def of(name: str, there: str, *conditions: str) -> Open:
        notebook = Path("course", "apps", f"{name}.ipynb")
        target = house.running.settings.root / notebook
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / notebook, target)

        def opened(width: int, *, dark: bool = False, ready: str = there, **query: str) -> Page:
            address = house.address(f"/{name}", **query)
            page = open_page(address, width=width, height=900, dark=dark, ready=ready)
            for condition in conditions:
                page.wait_for_function(condition, timeout=120_000)
            return page

        return opened

    return of


def run_cell(page: Page) -> None:
    """Run the only cell once the kernel idles. JupyterLab builds an editor late, and a key pressed
    between a placeholder and its editor is lost: so press until the cell says that it runs. Where a
    machine is busy, it asks in a dialog whether to wait for its server: that is waved away."""
    page.wait_for_selector(KERNEL_IDLES, state="attached", timeout=90_000)
    for _ in range(5):
        try:
            page.locator(".jp-Notebook .cm-content").click(timeout=10_000)
            page.keyboard.press("Control+Enter")
            page.wait_for_selector(RAN, timeout=5_000)
        except TimeoutError:
            page.keyboard.press("Escape")
            continue
        return
    raise AssertionError(f"the cell never ran:\n{page.locator('body').inner_text()}")


@pytest.fixture
def open_notebook(house: House, chromium: Browser) -> Iterator[Open]:
    """Open a notebook of one cell in JupyterLab as a reader of its own, and run the cell.

    Errors of the page fail the test at the end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(name: str, code: str, *, width: int) -> Page:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id=name)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, house.running.settings.root / "course" / f"{name}.ipynb")
        context = chromium.new_context(viewport={"width": width, "height": 1100})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(house.address(f"/doc/tree/course/{name}.ipynb", reset=""))
        run_cell(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [error for error in errors if not error.startswith(DROPPED)] == []


@pytest.fixture(scope="session")
def photograph() -> Callable[[Page, str, Path], None]:
    """Give the taker of a picture of all of an element: Voilà scrolls within its page, so that the
    window grows for it."""

    def taken(page: Page, within: str, file: Path) -> None:
        size = page.viewport_size
        assert size
        high = page.evaluate("within => document.querySelector(within).scrollHeight", within)
        page.set_viewport_size({"width": size["width"], "height": min(high + 60, 6000)})
        page.screenshot(path=file)
        page.set_viewport_size(size)

    return taken
