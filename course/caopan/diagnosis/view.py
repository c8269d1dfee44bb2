"""The diagnosis on screen: a merchant chooser, ranked hypotheses, and a tab for each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from caopan.diagnosis.page import fragments
from caopan.diagnosis.report import TITLES, diagnose
from caopan.diagnosis.shop import Shop
from caopan.errors import CaopanError
from caopan.widget import STYLE, script

Load = Callable[[], tuple[Shop, tuple[str, ...]]]
"""Loads a merchant's tables, with what else there is to say."""
HERE: Final = Path(__file__).parent
WAIT: Final = "The first diagnosis is being made …"
TABS: Final = tuple(name for name in TITLES if name != "all")


class DiagnosisView(anywidget.AnyWidget):
    """The widget. Its page shows what ``state`` holds and sends back what is chosen.

    about: the merchants to choose from, and the tabs. state: title and stretches, the parts as
    HTML (see ``page.fragments``), the day compared around, and a problem in words; empty until a
    page is there to show it, so that the page comes at once. busy: while a diagnosis is made.
    """

    _esm = script(HERE / "view.js")
    _css = STYLE
    about = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    busy = traitlets.Unicode("").tag(sync=True)

    def __init__(self, shops: Mapping[str, Load], showing: str, since: int | None = None) -> None:
        self.shops = dict(shops)
        self.showing, self.since = showing, since
        self._shop: Shop | None = None
        super().__init__(
            about={
                "shops": list(self.shops),
                "tabs": [
                    {"key": key, "title": TITLES[key][0], "zh": TITLES[key][1]} for key in TABS
                ],
            },
            state={},
            busy=WAIT,
        )
        self.on_msg(self._hear)

    def push(self) -> None:
        """Diagnose what is chosen, and send it; what cannot be done is said in words."""
        try:
            self.state = self._made()
        except CaopanError as problem:
            self.state = {**self.state, "showing": self.showing, "problem": str(problem)}

    def _made(self) -> dict[str, Any]:
        if self.showing not in self.shops:
            some = ", ".join(list(self.shops)[:12]) or "none is there"
            raise CaopanError(f"there is no merchant {self.showing!r} to show: take one of {some}.")
        shop, notes = self.shops[self.showing]()
        if self.since is not None:
            shop = shop.compared(self.since)
        report = diagnose(shop, notes=notes)
        return {
            "showing": self.showing,
            "title": report.title,
            "stretches": report.stretches,
            "notes": list(report.notes),
            "first": shop.first_day.isoformat(),
            "last": shop.date_of(shop.days - 1).isoformat(),
            "since": shop.date_of(self.since).isoformat() if self.since is not None else "",
            "parts": fragments(report),
            "problem": "",
        }

    def _hear(self, _: object, content: Any, __: object) -> None:
        """Do what the page asks."""
        if not isinstance(content, dict):
            return
        if content.get("do") == "hello" and self.state:
            return  # a further view of the same
        self.busy = f"Diagnosing {content.get('shop') or self.showing} …"
        try:
            if content.get("do") == "show":
                self.showing, self.since = str(content.get("shop")), None
            elif content.get("do") == "since":
                self.since = self._day(content.get("date"))
            self.push()
        except CaopanError as problem:
            self.state = {**self.state, "problem": str(problem)}
        finally:
            self.busy = ""

    def _day(self, asked: object) -> int | None:
        """The day of the history that a date names; None for an empty one."""
        from datetime import date

        if not asked:
            return None
        try:
            day = date.fromisoformat(str(asked))
        except ValueError as problem:
            raise CaopanError(f"{asked!r} is no date; give one such as 2021-10-01.") from problem
        return (day - date.fromisoformat(self.state["first"])).days
