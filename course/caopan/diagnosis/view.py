"""The diagnosis on screen: a merchant chooser, ranked hypotheses, and a tab for each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from caopan.diagnosis.page import fragments
from caopan.diagnosis.report import TITLES, diagnose
from caopan.diagnosis.shop import Shop
from caopan.errors import CaopanError
from caopan.page_widget import PageWidget
from caopan.widget import STYLE, script

Load = Callable[[], tuple[Shop, tuple[str, ...]]]
"""Loads a merchant's tables, with what else there is to say."""
HERE: Final = Path(__file__).parent
WAIT: Final = "The first diagnosis is being made …"
TABS: Final = tuple(name for name in TITLES if name != "all")


class DiagnosisView(PageWidget):
    """The widget. Its page shows what ``state`` holds and sends back what is chosen.

    about: the merchants to choose from, and the tabs. state: title and stretches, the parts as
    HTML (see ``page.fragments``), the day compared around, and a problem in words; empty until a
    page is there to show it, so that the page comes at once. busy: while a diagnosis is made.
    """

    _esm = script(HERE / "view.js")
    _css = STYLE

    def __init__(self, shops: Mapping[str, Load], showing: str, since: int | None = None) -> None:
        self.shops = dict(shops)
        self.showing, self.since = showing, since
        self._shop: Shop | None = None
        super().__init__(
            acts={"hello": self._hello, "show": self._show, "since": self._since},
            about={
                "shops": list(self.shops),
                "tabs": [
                    {"key": key, "title": TITLES[key][0], "zh": TITLES[key][1]} for key in TABS
                ],
            },
            state={},
            busy=WAIT,
        )

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

    def _prepare(self, asked: dict[str, Any]) -> None:
        if asked["do"] != "hello" or not self.state:
            self.busy = f"Diagnosing {asked.get('shop') or self.showing} …"

    def _hello(self, _: dict[str, Any]) -> None:
        """A page is there; a further page of the same costs nothing."""
        if not self.state:
            self.push()

    def _show(self, asked: dict[str, Any]) -> None:
        self.showing, self.since = str(asked.get("shop")), None
        self.push()

    def _since(self, asked: dict[str, Any]) -> None:
        self.since = self._day(asked.get("date"))
        self.push()

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
