"""A widget with a page of its own, which shows what is told and sends back what is done on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from caopan.errors import CaopanError

Act = Callable[[dict[str, Any]], None]


class PageWidget(anywidget.AnyWidget):
    """A widget whose page sends ``{"do": word, ...}``; of its acts, that of the word does it.

    about: what never changes. state: what is shown, a ``problem`` in words among it; empty until a
    page says hello, so that the page comes at once. busy: what is being done.
    """

    about = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    busy = traitlets.Unicode("").tag(sync=True)

    def __init__(self, acts: Mapping[str, Act], **traits: Any) -> None:
        super().__init__(**traits)
        self._acts = acts
        self.on_msg(self._hear)

    def _prepare(self, asked: dict[str, Any]) -> None:
        """Do what comes before every act."""

    def _refuse(self, problem: str) -> None:
        """Say what cannot be done."""
        self.state = {**self.state, "problem": problem}

    def _hear(self, _: object, content: Any, __: object) -> None:
        """Do what the page asks; what cannot be done is said in words."""
        if not isinstance(content, dict):
            return
        act = self._acts.get(str(content.get("do")))
        if act is None:
            return
        self._prepare(content)
        try:
            act(content)
        except CaopanError as problem:
            self._refuse(str(problem))
        finally:
            self.busy = ""
