"""Earnings on screen: a merchant, a contract, a party's view, a clock; down to the single fen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import traitlets

from caopan.commission import earnings_parts as parts
from caopan.commission.earnings_desk import EarningsDesk
from caopan.commission.earnings_line import line_part
from caopan.commission.earnings_shops import clock_of, standing_of
from caopan.commission.moments import SHANGHAI
from caopan.commission.statement import PERIOD, statement_of
from caopan.commission.statement_files import WRITERS
from caopan.errors import CaopanError
from caopan.page_widget import PageWidget
from caopan.widget import STYLE, script

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts

Load = Callable[[], tuple[str, "Facts", tuple[str, ...]]]
"""Finds a merchant: its short name, its facts, what is to be said of them."""
HERE: Final = Path(__file__).parent
WAIT: Final = "Earnings are being settled …"
STANDING: Final = "the standing contract"


class EarningsView(PageWidget):
    """The widget. Its page shows what ``state`` and ``part`` hold and sends back what is done.

    about: the merchants, tabs, periods of a statement. state: who is looked at, as whom, at which
    clock; as HTML the tiles and the sessions. part: the open tab of what is chosen. line: how a
    line was computed. file: a statement, once it is asked for. busy: what is being done.
    """

    _esm = script(HERE / "earnings.js")
    _css = STYLE.read_text(encoding="utf-8") + (HERE / "earnings.css").read_text(encoding="utf-8")
    part = traitlets.Dict().tag(sync=True)
    line = traitlets.Dict().tag(sync=True)
    file = traitlets.Dict().tag(sync=True)

    def __init__(self, shops: Mapping[str, Load], showing: str, party: str = "") -> None:
        self.shops = dict(shops)
        self.showing, self.party, self.merchant = showing, party, ""
        self.place: str | None = None
        self.tab = parts.TABS[0][0]
        self.leaf, self.find = 0, ""
        self._desk: EarningsDesk | None = None
        self._as_of = datetime.max.replace(tzinfo=SHANGHAI)
        tabs = [{"key": key, "title": title, "zh": zh} for key, title, zh in parts.TABS]
        super().__init__(
            acts={
                "hello": self._hello,
                "show": self._show,
                "contract": self._contract,
                "party": self._as_party,
                "clock": self._clock,
                "place": self._place,
                "tab": self._tab,
                "leaf": self._leaf,
                "line": self._line,
                "keep": self._keep,
            },
            about={"shops": list(shops), "tabs": tabs, "pers": list(PERIOD)},
            state={}, part={}, line={}, file={}, busy=WAIT,
        )  # fmt: skip

    def _prepare(self, _: dict[str, Any]) -> None:
        if self.state.get("problem"):
            self.state = {**self.state, "problem": ""}

    def _hello(self, _: dict[str, Any]) -> None:
        """A page is there; a further page of the same costs nothing."""
        if not self.state:
            self._open()

    def _show(self, asked: dict[str, Any]) -> None:
        self.showing, self.party = str(asked.get("shop")), ""
        self._open()

    def _open(self) -> None:
        """Open a merchant under its standing contract, at the clock at which all is known."""
        self.busy = f"Settling {self.showing} …"
        self._desk, self.place, self.merchant = None, None, ""
        self.part, self.line = {}, {}
        self.state = {"showing": self.showing, "problem": ""}
        if self.showing not in self.shops:
            some = ", ".join([*self.shops][:12]) or "none is there"
            raise CaopanError(f"there is no merchant {self.showing!r} here: take one of {some}")
        self.merchant, self._facts, self._notes = self.shops[self.showing]()
        self._settle_by(standing_of(self.merchant), STANDING)

    def _contract(self, asked: dict[str, Any]) -> None:
        """Settle by the contract of a file, or by the standing one."""
        text = asked.get("text")
        if not isinstance(text, str):
            self._settle_by(standing_of(self._ready_merchant()), STANDING)
            return
        from caopan.commission.contract_file import read_contract

        self._ready_merchant()
        self.busy = "Reading the contract …"
        name = str(asked.get("name") or "the contract's file")
        draft = read_contract(text)
        if draft.value is None or draft.misfits:
            some = "; ".join(str(one) for one in draft.misfits[:5])
            raise CaopanError(f"{name} is no contract yet: {some}")
        self._settle_by((draft.value,), name)

    def _ready_merchant(self) -> str:
        if not self.merchant:
            raise CaopanError("nobody is chosen whose facts can be read: choose a merchant first")
        return self.merchant

    def _settle_by(self, contracts: tuple[Contract, ...], named: str) -> None:
        desk = EarningsDesk(contracts, self._facts)
        as_of = self._as_of if self._desk is not None else desk.last
        desk.settlement(as_of)  # what does not settle is said before anything is replaced
        self._desk, self._as_of, self._named = desk, as_of, named
        found = desk.at(as_of)
        if self.party not in found.names:
            self.party = found.merchant
        self.place = None
        self._push()

    def _ready(self) -> EarningsDesk:
        if self._desk is None:
            raise CaopanError("nothing is settled yet: choose a merchant, or give a contract")
        return self._desk

    def _push(self) -> None:
        """Send tiles, sessions and the open tab."""
        desk, as_of = self._ready(), self._as_of
        found = desk.at(as_of)
        if self.place is not None and self.place not in set(found.of(self.party or None)["place"]):
            self.place = None
        refused = desk.settlement(as_of).refused
        notes = [f"{note}." for note in self._notes]
        if refused:
            said = f"{len(refused)} rows did not settle"
            whole = self.party in (found.merchant, parts.EVERYBODY)
            notes.append(f"{said}; the first: {refused[0]}" if whole else f"{said}.")
        self.leaf = 0
        self._say_busy()
        with self.hold_sync():  # no figure stands beside the tiles of another clock
            self.state = {
                "showing": self.showing,
                "problem": "",
                "notes": notes,
                "contract": self._named,
                "contracts": ", ".join(f"{c.contract_id} v{c.version}" for c in desk.contracts),
                "parties": [
                    {"id": one, "name": f"{found.names[one]} ({found.roles[one]})"}
                    for one in found.parties
                ],
                "party": self.party,
                "date": f"{as_of:%Y-%m-%d}",
                "place": self.place or "",
                "tiles": parts.tiles_part(found, self.party, self.place),
                "places": parts.places_part(found, self.party, self.place or ""),
            }
            self._push_part()

    def _say_busy(self) -> None:
        if self.tab == "time":
            self.busy = "Settling at earlier clocks …"

    def _push_part(self) -> None:
        """Send the open tab of what is chosen."""
        desk, as_of, party = self._ready(), self._as_of, self.party
        found = desk.at(as_of)
        self.line = {}
        self._say_busy()
        if self.tab == "lines":
            made = desk.settlement(as_of)
            html = parts.lines_part(made, party, self.place, self.leaf, self.find)
        elif self.tab == "time":
            html = parts.time_part(desk, found, party, self.place, as_of)
        elif self.tab == "rules":
            html = parts.rules_part(found, party, self.place)
        else:
            html = parts.waterfall_part(found, party, self.place)
        self.part = {"tab": self.tab, "place": self.place or "", "html": html, "find": self.find}

    def _as_party(self, asked: dict[str, Any]) -> None:
        party = str(asked.get("party"))
        if party and party not in self._ready().at(self._as_of).names:
            raise CaopanError(f"{party!r} is no party of these contracts: take one of the menu")
        self.party = party
        self._push()

    def _clock(self, asked: dict[str, Any]) -> None:
        """Set the clock to a date, or move it by days."""
        self._ready()
        by = asked.get("by")
        if isinstance(by, int):
            self._as_of = self._moved(by)
        else:
            self._as_of = clock_of(str(asked.get("date")))
        self._push()

    def _moved(self, days: int) -> datetime:
        try:
            return self._as_of + timedelta(days=days)
        except OverflowError as problem:
            raise CaopanError("the clock: there is no such day; give another one") from problem

    def _place(self, asked: dict[str, Any]) -> None:
        """Choose a session, or all of them again."""
        place = str(asked.get("place") or "")
        self.place = place if place and place != self.place else None
        self._push()

    def _tab(self, asked: dict[str, Any]) -> None:
        key = asked.get("key")
        if key in {one[0] for one in parts.TABS} and key != self.part.get("tab"):
            self.tab = str(key)
            self._push_part()

    def _leaf(self, asked: dict[str, Any]) -> None:
        """Turn to a page of lines, or find some."""
        if isinstance(asked.get("find"), str):
            self.leaf, self.find = 0, asked["find"].strip()[:40]
        elif isinstance(asked.get("page"), int):
            self.leaf = asked["page"]
        self._push_part()

    def _line(self, asked: dict[str, Any]) -> None:
        desk = self._ready()
        html = line_part(desk, self._as_of, self.party, str(asked.get("line")))
        self.line = {"html": html, "count": self.line.get("count", 0) + 1}

    def _keep(self, asked: dict[str, Any]) -> None:
        """Hand the party's statement over as a file."""
        make = WRITERS.get(str(asked.get("kind")))
        if make is None:
            return
        if not self.party:
            raise CaopanError("a statement is one party's: choose whose it shall be")
        self.busy = "Writing the statement …"
        found = self._ready().at(self._as_of)
        per = asked.get("per") if asked.get("per") in PERIOD else "session"
        content = make(statement_of(found, self.party, per))  # type: ignore[arg-type]
        self.file = {
            "name": f"{self.merchant}-{self.party}-{self._as_of:%Y%m%d}.{asked['kind']}",
            "data": b64encode(content).decode(),
            "count": self.file.get("count", 0) + 1,
        }
