"""``/board``, ``/diagnosis`` and other apps: a page while there are seats, else when to come."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from grader.leaderboard.markup import Html, h, join
from grader.server.kernels import HouseKernels
from grader.server.settings import App

AGAIN: Final = 20
"""Seconds after which the waiting page tries again by itself."""


class AppHandler(JupyterHandler):
    """Send the reader to an app's page, or let the page wait for a seat."""

    def initialize(self, app: App, root: Path) -> None:
        """Take which app it is, and the folder in which its notebook lies once it is built."""
        self.app, self.root = app, root

    @web.authenticated
    def get(self) -> None:
        """Answer for what the address names, such as ``?merchant=…``; it may be left out."""
        app = self.app
        if not (self.root / app.notebook).is_file():
            raise web.HTTPError(404, f"there is no {app.notebook}: run make build first")
        asked = {name: self.get_query_argument(name, "") for name in app.asked}
        query = urlencode({name: value for name, value in asked.items() if value})
        kernels = self.kernel_manager
        plain = bool(self.get_query_argument("plain", ""))
        if not plain and (not isinstance(kernels, HouseKernels) or kernels.has_seat()):
            self.redirect(self._address(f"voila/render/{quote(app.notebook)}", query))
            return
        seats = kernels.page_limit if isinstance(kernels, HouseKernels) else 0
        style = url_path_join(self.base_url, "leaderboard/static/board.css")
        self.set_header("Cache-Control", "no-store")
        again = self._address(app.name, query)
        self.finish(waiting_page(app, again, style=style, seats=seats))

    def _address(self, path: str, query: str) -> str:
        address: str = url_path_join(self.base_url, path)
        return f"{address}?{query}" if query else address


def waiting_page(app: App, again: str, *, style: str, seats: int) -> str:
    """Make the page of a reader for whom no seat is free.

    app: what was asked for. again: address that is asked again, by itself and by a link. style:
    address of the style sheet. seats: how many live pages there are.

    >>> from grader.server.settings import APPS
    >>> page = waiting_page(APPS[0], "/board?merchant=liuyi", style="/s.css", seats=20)
    >>> "20 live pages" in page, 'content="20;url=/board?merchant=liuyi"' in page
    (True, True)
    """
    head = h(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        h("meta", http_equiv="refresh", content=f"{AGAIN};url={again}"),
        h("title", f"{app.title} · Caopan"),
        Html('<link rel="icon" href="data:;base64,=">'),
        Html(f'<link rel="stylesheet" href="{style}">'),
    )
    text = h(
        "main",
        h(
            "header",
            h("p", "Caopan 操盘", class_="cp-eyebrow"),
            h("h1", f"{app.title} ", h("span", app.zh, lang="zh")),
            class_="cp-header",
        ),
        h(
            "p",
            f"Every such page works for one reader, and all {seats} live pages of this house are "
            f"taken. This page tries again every {AGAIN} seconds and then opens. ",
            h("a", "Try now", href=again),
            role="status",
            class_="cp-alert",
        ),
        h(
            "p",
            "You need not wait: in a notebook of your own, ",
            h("code", app.code),
            " shows the same without a seat of the house.",
        ),
        class_="cp-board",
    )
    page = h("html", head, h("body", text, class_="cp-page"), lang="en")
    return join(Html("<!doctype html>\n"), page, "\n")
