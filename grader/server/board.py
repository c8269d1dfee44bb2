"""The server's own addresses: /leaderboard with its fragment, style and script, and the apps'."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import PeriodicCallback
from traitlets import Unicode
from traitlets.config import Configurable

from grader import leaderboard
from grader.leaderboard.document import document
from grader.leaderboard.reader import backup_path, reader, standings_path
from grader.server.apps import AppHandler
from grader.server.kernels import HouseKernels
from grader.server.settings import APPS

STATIC = {"board.css": "text/css", "board.js": "text/javascript"}
_PACKAGE = Path(leaderboard.__file__).parent
_CACHED = 256


class Caopan(Configurable):
    """Settings of this extension."""

    page = Unicode("", config=True, help="the leaderboard's notebook, relative to the root")


class Fragments:
    """The newest fragment for a reader, rendered once for all who ask for the same."""

    def __init__(self, standings: Path) -> None:
        self._watch = leaderboard.Watch(standings, backup_path(standings), keep=True)
        self._made: dict[object, tuple[str, str]] = {}

    def get(self, me: str | None) -> tuple[str, str]:
        """Return (fragment, entity tag)."""
        now = dt.datetime.now(dt.UTC)
        seen = self._watch.look()
        key = (seen.version, leaderboard.signature(seen.standings, me=me, now=now))
        if key not in self._made:
            if len(self._made) >= _CACHED:
                self._made.clear()
            made = leaderboard.render(seen.standings, me=me, now=now, problem=seen.problem)
            tag = hashlib.sha256(repr(key).encode() + made.encode()).hexdigest()[:24]
            self._made[key] = made, f'"{tag}"'
        return self._made[key]


class _Reading(JupyterHandler):
    """What the handlers share."""

    def initialize(self, fragments: Fragments, page: str) -> None:
        """Take what the extension made once."""
        self.fragments, self.page = fragments, page

    def me(self) -> str | None:
        """The reader's candidate id."""
        return reader(self.request.query, os.environ)

    def address(self, *parts: str, **query: str | None) -> str:
        """An address on this server, with the query's parts that are not empty."""
        path: str = url_path_join(self.base_url, *parts)
        wanted = {name: value for name, value in query.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path


class BoardHandler(_Reading):
    """``/leaderboard``: the live page while there are seats, else the same without a kernel."""

    @web.authenticated
    def get(self) -> None:
        """Send the reader to the live page, or answer with the plain one."""
        me = self.get_query_argument("me", "")
        plain = bool(self.get_query_argument("plain", ""))
        if not plain and self.page and self._has_seat():
            self.redirect(self.address("voila", "render", quote(self.page), me=me))
            return
        fragment, _ = self.fragments.get(self.me())
        source = self.address("leaderboard", "fragment", me=me)
        self.set_header("Cache-Control", "no-store")
        self.finish(document(fragment, static=self.address("leaderboard/static/"), source=source))

    def _has_seat(self) -> bool:
        kernels = self.kernel_manager
        return isinstance(kernels, HouseKernels) and kernels.has_seat()


class FragmentHandler(_Reading, APIHandler):
    """``/leaderboard/fragment``: the board alone; 304 when nothing changed, 403 when signed out."""

    @web.authenticated
    def get(self) -> None:
        """Answer with the newest fragment."""
        fragment, tag = self.fragments.get(self.me())
        self.set_header("ETag", tag)
        self.set_header("Cache-Control", "no-cache")
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        self.finish(fragment, set_content_type="text/html; charset=utf-8")


class StaticHandler(JupyterHandler):
    """``/leaderboard/static/…``: the board's style and script, and nothing else."""

    @web.authenticated
    def get(self, name: str) -> None:
        """Answer with one of the two files."""
        if name not in STATIC:
            raise web.HTTPError(404)
        self.set_header("Content-Type", f"{STATIC[name]}; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish((_PACKAGE / name).read_bytes())


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grader.server.board"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the addresses, and look for idle pages now and then."""
    page, root = Caopan(parent=app).page, Path(app.root_dir)
    shared = {
        "fragments": Fragments(standings_path(os.environ, root)),
        "page": page,
    }
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "/leaderboard/?"), BoardHandler, shared),
            (url_path_join(base, "/leaderboard/fragment"), FragmentHandler, shared),
            (url_path_join(base, "/leaderboard/static/([a-z.]+)"), StaticHandler),
            *(
                (url_path_join(base, f"/{one.name}/?"), AppHandler, {"app": one, "root": root})
                for one in APPS
            ),
        ],
    )
    if isinstance(app.kernel_manager, HouseKernels):
        sweep = PeriodicCallback(app.kernel_manager.end_idle_pages, _pause(app.kernel_manager))
        app.web_app.settings["caopan_sweep"] = sweep  # kept, else it would be collected
        sweep.start()


def _pause(kernels: HouseKernels) -> float:
    """Milliseconds between two looks for idle pages: at least four in the time of grace."""
    return 1000 * min(5.0, max(0.5, kernels.page_grace / 4))
