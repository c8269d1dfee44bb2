"""The planner on screen: a sheet is written, checked, played, held against a reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import traitlets

from caopan.errors import CaopanError
from caopan.page_widget import PageWidget
from caopan.planning import view_parts as parts
from caopan.planning.sheet_checks import check_text
from caopan.planning.sheet_file import read_sheet
from caopan.planning.sheet_new import new_text
from caopan.planning.sheet_played import Played, play_sheet
from caopan.planning.view_knobs import knobs, turned
from caopan.widget import STYLE, script

if TYPE_CHECKING:
    from caopan.market import Scenario
    from caopan.planning.reference import Reference
    from caopan.planning.sheet_checks import Checked

Load = Callable[[], tuple[str, "Scenario"]]
"""Finds a merchant: its short name, and what is played; CaopanError for one that cannot be."""
HERE: Final = Path(__file__).parent
SEEDS: Final = (20, 40, 80)
"""Plays to choose from."""
BUDGETS: Final = (10, 30, 60, 300)
"""Seconds of a search to choose from."""
WAIT: Final = "The planner is being set up …"


class PlannerView(PageWidget):
    """The widget. Its page shows what ``state`` holds and sends back what is done on it.

    about: the merchants, tabs, numbers to choose from. state: the sheet's text with its ``edition``
    (raised when the kernel changed it), its knobs, and as HTML what was found and played, with the
    text that this is about. found: how a search for a reference stands. busy: what is being done.
    """

    _esm = script(HERE / "view.js")
    _css = STYLE.read_text(encoding="utf-8") + (HERE / "view.css").read_text(encoding="utf-8")
    found = traitlets.Dict().tag(sync=True)
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, shops: Mapping[str, Load], showing: str) -> None:
        self.shops = dict(shops)
        self.showing = showing
        self.text = ""
        self.played: Played | None = None
        self.references: dict[tuple[str, int], Reference | str] = {}
        self._search: Thread | None = None
        self._scenario: Scenario | None = None
        tabs = [{"key": key, "title": title, "zh": zh} for key, title, zh in parts.TABS]
        super().__init__(
            acts={
                "hello": self._hello,
                "show": self._show,
                "turn": self._turn,
                "check": self._check,
                "play": self._play,
                "search": self._begin_search,
                "ask": self._ask,
                "page": self._page,
            },
            about={"shops": list(shops), "tabs": tabs, "seeds": SEEDS, "budgets": BUDGETS},
            state={},
            found={},
            page={},
            busy=WAIT,
        )

    def _prepare(self, asked: dict[str, Any]) -> None:
        if isinstance(asked.get("text"), str):
            self.text = asked["text"]

    def _tell(self, **words: Any) -> None:
        self.state = {**self.state, "problem": "", **words}

    def _hello(self, _: dict[str, Any]) -> None:
        """A page is there; a further page of the same costs nothing."""
        if not self.state:
            self._open()

    def _show(self, asked: dict[str, Any]) -> None:
        self.showing = str(asked.get("shop"))
        self._open()

    def _open(self) -> None:
        """Begin anew with the merchant's own conduct."""
        self.busy = f"Opening {self.showing} …"
        self._scenario, self.played = None, None
        self.text = ""
        clean: dict[str, Any] = {"showing": self.showing, "findings": "", "played": {}, "of": ""}
        try:
            if self.showing not in self.shops:
                some = ", ".join([*self.shops][:12]) or "none is there"
                raise CaopanError(f"there is no merchant {self.showing!r} here: take one of {some}")
            self.merchant, self._scenario = self.shops[self.showing]()
            self.text = new_text(self._scenario)
        finally:
            self._tell(**clean | self._edited())

    def _edited(self) -> dict[str, Any]:
        """The text as the kernel has it, under a new edition, and its knobs."""
        return {
            "text": self.text,
            "edition": self.state.get("edition", 0) + 1,
            "knobs": self._knobs(),
        }

    def _knobs(self) -> list[dict[str, Any]]:
        """Knobs of a sheet that can be read; none of another one."""
        draft = read_sheet(self.text) if self._scenario is not None else None
        if draft is None or draft.value is None or draft.misfits or self._scenario is None:
            return []
        return [one.plain() for one in knobs(draft.value, self._scenario)]

    def _turn(self, asked: dict[str, Any]) -> None:
        self.text = turned(self.text, str(asked.get("path")), str(asked.get("number")))
        self._tell(**self._edited())

    def _check(self, _: dict[str, Any]) -> None:
        self.busy = "Checking …"
        self._checked()

    def _checked(self) -> Checked:
        """Check the text, and tell what was found; what was played of another text goes."""
        scenario = self._ready()
        checked = check_text(self.text, scenario)
        same = self.state.get("of") == self.text and not checked.errors
        played = self.state.get("played", {}) if same else {}
        if not same:
            self.played = None
        self._tell(
            findings=parts.findings_part(checked),
            errors=len(checked.errors),
            played=played,
            of=self.text,
            knobs=self._knobs(),
        )
        return checked

    def _ready(self) -> Scenario:
        if self._scenario is None:
            raise CaopanError("nobody is chosen who can be played: choose a sample merchant first")
        return self._scenario

    def _play(self, asked: dict[str, Any]) -> None:
        seeds = asked.get("seeds")
        self.busy = "Checking …"
        checked = self._checked()
        if checked.errors:
            return
        self.busy = "Playing …"
        self.played = play_sheet(checked, seeds=seeds if seeds in SEEDS else SEEDS[1])
        self._tell(played=parts.played_parts(self.played) | {"skill": self._skill()})

    def _skill(self) -> str:
        """What was played beside the reference, where one was found for these days."""
        played = self.played
        if played is None:
            return ""
        look = played.look
        reference = self.references.get((self.merchant, look.days))
        if reference is None or isinstance(reference, str):
            return ""
        from caopan.planning.scoring import score_plan

        score = score_plan(
            look.scenario,
            parts.look_plan(played),
            reference=reference.plan,
            days=look.days,
            seeds=range(look.seeds),
        )
        return parts.skill_part(score, reference)

    def _begin_search(self, asked: dict[str, Any]) -> None:
        """Search in a thread of its own, so that the page stays awake and asks how it goes."""
        scenario = self._ready()
        if self._search is not None and self._search.is_alive():
            raise CaopanError("a search is going on: wait until it is done, then begin another")
        seconds = asked.get("seconds")
        seconds = seconds if seconds in BUDGETS else BUDGETS[1]
        draft = read_sheet(self.text)
        days = draft.value.head.days if draft.value is not None else 14
        key = (self.merchant, days)
        self._search = Thread(target=self._searched, args=(key, scenario, seconds), daemon=True)
        self.found = {
            "running": True,
            "said": f"A reference for {self.showing} is being searched, {days} days",
            "seconds": seconds,
        }
        self._key = key
        self._search.start()

    def _searched(self, key: tuple[str, int], scenario: Scenario, seconds: int) -> None:
        from caopan.diagnosis.model import probabilities
        from caopan.diagnosis.shop import Shop
        from caopan.planning.reference import reference_plan

        merchant, days = key
        try:
            beliefs = probabilities(Shop.of(merchant))
            self.references[key] = reference_plan(scenario, seconds, days=days, beliefs=beliefs)
        except CaopanError as problem:
            self.references[key] = str(problem)

    def _ask(self, _: dict[str, Any]) -> None:
        """Tell the page when a search is done."""
        if self._search is None or self._search.is_alive():
            return
        self._search = None
        reference = self.references.get(self._key)
        if self.played is not None:
            self._tell(played={**self.state["played"], "skill": self._skill()})
        if reference is None:
            self.found = {"running": False, "said": "The search broke off; begin another one."}
        elif isinstance(reference, str):
            self.found = {"running": False, "said": f"No reference was found: {reference}"}
        else:
            gains = f"{reference.value_fen / 100:+,.0f} yuan on doing nothing"
            said = f"A reference was found ({gains}, {reference.tried:,} plans tried)."
            if self.played is None:
                said += " Play the sheet to see your skill."
            self.found = {"running": False, "said": said}

    def _page(self, _: dict[str, Any]) -> None:
        """Send the played sheet as one page to be kept or printed."""
        from caopan.planning.sheet_page import sheet_page

        if self.played is None or self.state.get("of") != self.text:
            raise CaopanError("the page shows what a plan earns: play this sheet first")
        self.busy = "Writing the page …"
        name = f"{self.merchant}-stage-sheet.html"
        count = self.page.get("count", 0) + 1
        self.page = {"name": name, "html": sheet_page(self.played), "count": count}
