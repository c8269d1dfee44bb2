"""The contract designer on screen: a term is changed, outcomes and sentences follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import traitlets

from caopan.commission import designer_parts as parts
from caopan.commission.conduct import STANDARD
from caopan.commission.contract_file import read_contract
from caopan.commission.contract_writing import contract_text
from caopan.commission.designer_knobs import PIECES, knobs_of, turned, with_piece, without
from caopan.commission.offers import customary
from caopan.commission.playing import Outcomes, outcomes
from caopan.commission.reference import reference_contract
from caopan.errors import CaopanError
from caopan.page_widget import PageWidget
from caopan.widget import STYLE, script

if TYPE_CHECKING:
    from caopan.commission.conduct import Grid
    from caopan.commission.contract import Contract
    from caopan.market import Scenario

Load = Callable[[], tuple[str, "Scenario"]]
"""Finds a merchant: its short name, and what is played; CaopanError for one that cannot be."""
HERE: Final = Path(__file__).parent
SECONDS: Final = 40
"""About how long a merchant's weeks take to play, and its reference to be found (two cores)."""
STARTS: Final = ("customary", "reference")
WAIT: Final = "The designer is being set up …"


class DesignerView(PageWidget):
    """The widget. Its page shows what ``state`` and ``part`` hold and sends back what is done.

    about: the merchants, tabs, pieces to add. state: the contract's text and knobs, its verdict as
    HTML once the merchant is played. part: the open tab. hunt: how the playing stands. busy: what
    is being done.
    """

    _esm = script(HERE / "designer.js")
    _css = STYLE.read_text(encoding="utf-8") + (HERE / "designer.css").read_text(encoding="utf-8")
    part = traitlets.Dict().tag(sync=True)
    hunt = traitlets.Dict().tag(sync=True)

    def __init__(self, shops: Mapping[str, Load], showing: str, grid: Grid = STANDARD) -> None:
        self.shops, self.showing, self.grid = dict(shops), showing, grid
        self.contract: Contract = customary()
        self.before = self.contract
        self.played: Outcomes | None = None
        self.tab = parts.TABS[0][0]
        self._weighed: parts.Weighed | None = None
        self._playing: Thread | None = None
        self._found: dict[str, Outcomes | str] = {}
        tabs = [{"key": key, "title": title, "zh": zh} for key, title, zh in parts.TABS]
        super().__init__(
            acts={
                "hello": self._hello,
                "show": self._show,
                "begin": self._begin,
                "turn": self._turn,
                "drop": self._drop,
                "add": self._add,
                "open": self._open_text,
                "tab": self._tab,
                "ask": self._ask,
            },
            about={"shops": list(shops), "tabs": tabs, "pieces": list(PIECES), "starts": STARTS},
            state={}, part={}, hunt={}, busy=WAIT,
        )  # fmt: skip

    def _refuse(self, problem: str) -> None:
        """Say it, and tell the knobs again: a value that was refused is put back."""
        self.state = {**self.state, "problem": problem, "edition": self._edition()}

    def _edition(self) -> int:
        return int(self.state.get("edition", 0)) + 1

    def _hello(self, _: dict[str, Any]) -> None:
        """A page is there; a further page of the same costs nothing."""
        if not self.state:
            self._open()

    def _show(self, asked: dict[str, Any]) -> None:
        self.showing = str(asked.get("shop"))
        self._open()

    def _open(self) -> None:
        """Turn to a merchant; its weeks are played in a thread of their own."""
        self.played, self._weighed = None, None
        self.state = {"showing": self.showing, "edition": self._edition()}
        try:
            if self.showing not in self.shops:
                some = ", ".join([*self.shops][:12]) or "none is there"
                raise CaopanError(f"there is no merchant {self.showing!r} here: take one of {some}")
            merchant, scenario = self.shops[self.showing]()
            self._play(self.showing, merchant, scenario)
        finally:
            self._told()

    def _play(self, showing: str, merchant: str, scenario: Scenario) -> None:
        if isinstance(self._found.get(showing), Outcomes):
            self.hunt = {"running": True, "said": "", "seconds": 1}
            return
        self._playing = Thread(target=self._searched, args=(showing, scenario), daemon=True)
        grid = f"{self.grid.weeks} weeks of {merchant} are played under {self.grid.size} conducts"
        said = f"{grid}, and a reference is searched"
        self.hunt = {"running": True, "said": said, "seconds": self._seconds()}
        self._playing.start()

    def _seconds(self) -> int:
        plays = self.grid.weeks * len(self.grid.played())
        return max(round(SECONDS * plays / (STANDARD.weeks * len(STANDARD.played()))), 5)

    def _searched(self, showing: str, scenario: Scenario) -> None:
        try:
            played = outcomes(scenario, self.grid)
            reference_contract(played)
            parts.weigh(customary(), played)
            self._found[showing] = played
        except CaopanError as problem:
            self._found[showing] = str(problem)

    def _ask(self, _: dict[str, Any]) -> None:
        """Tell the page when the weeks are played."""
        found = self._found.get(self.showing)
        if found is None and self._playing is not None and self._playing.is_alive():
            return
        if isinstance(found, Outcomes):
            self.played = found
            self.hunt = {"running": False, "said": ""}
            self._told()
        else:
            why = found or "it broke off; choose the merchant again"
            self.hunt = {"running": False, "said": f"Nothing was played: {why}"}

    def _begin(self, asked: dict[str, Any]) -> None:
        """Begin with the customary contract or the reference."""
        if asked.get("start") == "reference":
            self.contract = reference_contract(self._ready()).contract
        else:
            self.contract = customary()
        self.before = self.contract
        self._told()

    def _ready(self) -> Outcomes:
        if self.played is None:
            raise CaopanError("the merchant is not played yet: wait until its weeks are done")
        return self.played

    def _turn(self, asked: dict[str, Any]) -> None:
        self._changed(turned(self.contract, str(asked.get("path")), str(asked.get("value"))))

    def _drop(self, asked: dict[str, Any]) -> None:
        self._changed(without(self.contract, str(asked.get("path"))))

    def _add(self, asked: dict[str, Any]) -> None:
        sales = self._ready().sales_fen
        self._changed(with_piece(self.contract, str(asked.get("piece")), sales))

    def _changed(self, contract: Contract) -> None:
        self.contract = contract
        self._told()

    def _open_text(self, asked: dict[str, Any]) -> None:
        """Take the contract of a file."""
        draft = read_contract(str(asked.get("text", "")))
        if draft.value is None or draft.misfits:
            raise CaopanError("the file is refused: " + "; ".join(map(str, draft.misfits[:5])))
        self.contract = self.before = draft.value
        self._told()

    def _told(self) -> None:
        """Tell the page the contract, its knobs, and what it comes to."""
        self._weighed, problem = None, ""
        if self.played is not None:
            try:
                self._weighed = parts.weigh(self.contract, self.played)
            except CaopanError as found:
                problem = str(found)
        with self.hold_sync():  # figures never stand beside the verdict on another contract
            self.state = {
                "showing": self.showing,
                "problem": problem,
                "edition": self._edition(),
                "text": contract_text(self.contract),
                "knobs": [knob._asdict() for knob in knobs_of(self.contract)],
                "terms": [term.name for term in self.contract.terms],
                "verdict": parts.verdict_part(self._weighed) if self._weighed else "",
                "played": self.played is not None,
            }
            self._show_tab()

    def _tab(self, asked: dict[str, Any]) -> None:
        known = {key for key, *_ in parts.TABS}
        self.tab = str(asked.get("key")) if asked.get("key") in known else self.tab
        self._show_tab()

    def _show_tab(self) -> None:
        """Only the open tab is drawn, so that a change is answered at once."""
        if self.tab == "sentences":
            html = parts.sentences_part(self.contract, self.before)
        elif self.tab == "questions":
            html = parts.questions_part(self.contract)
        elif self._weighed is None:
            html = ""
        elif self.tab == "sides":
            html = parts.sides_part(self._weighed)
        else:
            html = parts.response_part(self._weighed)
        self.part = {"tab": self.tab, "html": html}
