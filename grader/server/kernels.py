"""Kernels of pages: few, counted, and ended when nobody looks.

Each reader of a Voilà page costs a kernel. Kernels that people work with in JupyterLab are left
alone; those that Voilà starts are counted here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from tornado import web
from traitlets import Float, Int

from grader.server.settings import APPS

_RESERVED = 15.0  # seconds between a page's request and its kernel's start, at most


@dataclass
class _Page:
    """When a page's kernel was last seen with a reader (monotonic clock), and if it ever was."""

    seen: float = field(default_factory=time.monotonic)
    connected: bool = False


class HouseKernels(AsyncMappingKernelManager):
    """The server's kernels, with a limit and an end for those of pages."""

    page_limit = Int(20, config=True, help="page kernels alive at the same time, at most")
    page_start = Float(60.0, config=True, help="seconds that a page may take to connect")
    page_grace = Float(10.0, config=True, help="seconds after its reader left until a kernel ends")
    page_idle = Float(600.0, config=True, help="seconds without a sign of a reader, the same")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._pages: dict[str, _Page] = {}
        self._reserved: list[float] = []

    def pages(self) -> int:
        """Count the page kernels that are alive or about to be."""
        now = time.monotonic()
        self._reserved = [since for since in self._reserved if now - since < _RESERVED]
        self._pages = {known: page for known, page in self._pages.items() if known in self}
        return len(self._pages) + len(self._reserved)

    def has_seat(self) -> bool:
        """Whether one more page may have a kernel."""
        return self.pages() < self.page_limit

    def reserve(self) -> bool:
        """Take a seat for a page whose kernel starts next; False when all are taken."""
        if not self.has_seat():
            return False
        self._reserved.append(time.monotonic())
        return True

    # the parent's own signature is marked the same way upstream
    async def start_kernel(self, *args: Any, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel; a page's kernel takes the seat that its request reserved."""
        script = (kwargs.get("env") or {}).get("SCRIPT_NAME", "")
        kernel_id = str(await super().start_kernel(*args, **kwargs))
        if "/voila/render/" in script:
            self._pages[kernel_id] = _Page()
            del self._reserved[:1]
        return kernel_id

    async def end_idle_pages(self) -> list[str]:
        """End page kernels without a reader; return their ids."""
        self.pages()
        idle = [kernel_id for kernel_id, page in self._pages.items() if self._idle(kernel_id, page)]
        for kernel_id in idle:
            self._pages.pop(kernel_id, None)
            if kernel_id in self:
                self.log.info("Page kernel %s has no reader: ended", kernel_id)
                await self.shutdown_kernel(kernel_id)  # type: ignore[no-untyped-call]
        return idle

    def _idle(self, kernel_id: str, page: _Page) -> bool:
        now = time.monotonic()
        if self._kernel_connections.get(kernel_id, 0):
            page.seen, page.connected = now, True
        kernel: Any = self.get_kernel(kernel_id)
        quiet = time.time() - kernel.last_activity.timestamp()
        patience = self.page_grace if page.connected else self.page_start
        return now - page.seen > patience or quiet > self.page_idle


def only_with_a_seat(handler: Any, notebook: Any, cwd: str) -> None:
    """Voilà asks this before it starts a kernel; beyond the limit there is the plain page."""
    kernels = handler.kernel_manager
    if not isinstance(kernels, HouseKernels) or kernels.reserve():
        return
    path, names = next(
        (
            (app.name, app.asked)
            for app in APPS
            if handler.request.path.endswith(f"/{app.notebook}")
        ),
        ("leaderboard", ("me",)),
    )
    query = {"plain": "1", **{name: handler.get_query_argument(name, "") for name in names}}
    wanted = urlencode({name: value for name, value in query.items() if value})
    handler.redirect(f"{url_path_join(handler.base_url, path)}?{wanted}")
    raise web.Finish
