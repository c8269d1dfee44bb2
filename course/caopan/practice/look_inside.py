"""A look inside the market, to play with: choose a merchant and a lever, see what it does."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from caopan.practice.keys import own_keys
from caopan.practice.outcome import box

if TYPE_CHECKING:
    from caopan.market.levers import Lever, Span
    from caopan.market.look import Look
    from caopan.market.scenario import Scenario

SEEDS: Final = (20, 40, 80)
_PAUSE: Final = 0.25  # seconds without a further change until it is played: keys come in runs
_LAST: Final = 4  # column of the table of totals
_WIDE: Final = {"width": "100%", "max_width": "460px"}
_NAMES: Final = {"description_width": "90px"}


def look_inside(merchant: str = "liuyi", *, lever: str = "paid", days: int = 14) -> Any:
    """Show controls for merchant, lever, value and seeds, and what comes of them.

    Args:
        merchant: a sample merchant to begin with.
        lever: a lever to begin with.
        days: how many days are played.

    Raises:
        CaopanError: there is no such merchant or lever.
    """
    return _Desk(merchant, lever, days).view


class _Desk:
    """The controls, and what they show; made once, changed in place so that the focus stays."""

    def __init__(self, merchant: str, lever: str, days: int) -> None:
        import ipywidgets as widgets

        from caopan.market.levers import lever as lever_of
        from caopan.market.look import shown
        from caopan.market.samples import SAMPLES, sample

        one = shown(merchant)
        lever_of(one, lever)
        self.days = days
        self._quiet = False
        self._waiting: asyncio.TimerHandle | None = None
        shops = [(f"{sample(name).name_en} {sample(name).name_zh}", name) for name in SAMPLES]
        self.merchant = widgets.Dropdown(
            options=shops, value=one.merchant, description="Merchant", style=_NAMES, layout=_WIDE
        )
        self.lever = widgets.Dropdown(
            options=_menu(one), value=lever, description="Lever", style=_NAMES, layout=_WIDE
        )
        self.value, self.quantity = (self._slider(name) for name in ("Value", "Quantity"))
        self.done = widgets.Checkbox(
            value=True, description="carried out", style=_NAMES, layout={**_WIDE}
        )
        self.seeds = widgets.Dropdown(
            options=SEEDS, value=40, description="Seeds", style=_NAMES, layout=_WIDE
        )
        self.about, self.state, self.result = (
            widgets.HTML(layout={"width": "100%", "margin": "0"}) for _ in range(3)
        )
        self.state.layout.min_height = "28px"
        self._take_lever()
        self.merchant.observe(self._other_merchant, names="value")
        self.lever.observe(self._other_lever, names="value")
        for control in (self.value, self.quantity, self.done, self.seeds):
            control.observe(self._changed, names="value")
        self.view = widgets.VBox(
            [
                self.merchant,
                self.lever,
                self.about,
                self.value,
                self.done,
                self.quantity,
                self.seeds,
                self.state,
                self.result,
                own_keys(),
            ]
        )
        self.play()

    @staticmethod
    def _slider(name: str) -> Any:
        import ipywidgets as widgets

        return widgets.FloatSlider(
            description=name, continuous_update=False, style=_NAMES, layout={**_WIDE}
        )

    def _chosen(self) -> Lever:
        from caopan.market.levers import lever
        from caopan.market.samples import sample

        return lever(sample(self.merchant.value), self.lever.value)

    def _other_merchant(self, _: object) -> None:
        from caopan.market.samples import sample

        there = _menu(sample(self.merchant.value))
        wished = self.lever.value
        self._quiet = True
        if list(self.lever.options) != there:
            self.lever.options = there
            self.lever.value = wished if any(name == wished for _, name in there) else "nothing"
        self._quiet = False
        self._other_lever(None)

    def _other_lever(self, _: object) -> None:
        if not self._quiet:
            self._take_lever()
            self._changed(None)

    def _take_lever(self) -> None:
        """Set the controls to the lever's ranges; those that it does not need are hidden."""
        chosen = self._chosen()
        self._quiet = True
        kind = chosen.span.kind
        self.done.layout.display = None if kind == "switch" else "none"
        self.done.value = True
        _range(self.value, chosen.span if kind in {"whole", "number"} else None)
        _range(self.quantity, chosen.quantity)
        self._quiet = False
        asked = "<br>".join(
            escape(span.asked()) for span in (chosen.span, chosen.quantity) if span and span.asked()
        )
        self.about.value = (
            f'<div style="line-height:1.4;margin:0 0 4px 96px">{escape(chosen.what)}'
            f"{'<br>' if asked else ''}{asked}</div>"
        )

    def _changed(self, _: object) -> None:
        """Play soon: once after a run of changes, at once where no loop runs."""
        if self._quiet:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.play()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(_PAUSE, self.play)

    def play(self) -> None:
        """Play what the controls say and show it; what a person can mend is said."""
        from caopan.market.look import look

        chosen = self._chosen()
        value = {"switch": float(self.done.value), "none": None}.get(
            chosen.span.kind, self.value.value
        )
        quantity = self.quantity.value if chosen.quantity else None
        self.state.value = _state(f"playing {self.days} days, {self.seeds.value} seeds …")
        try:
            seen = look(
                self.merchant.value,
                chosen.name,
                value,
                quantity=quantity,
                days=self.days,
                seeds=self.seeds.value,
            )
            self.result.value = look_html(seen)
        except CaopanError as error:
            self.result.value = box("Cannot be played", str(error), "#b3261e")
        finally:
            self.state.value = _state("")


def _menu(one: Scenario) -> list[tuple[str, str]]:
    """The levers as a menu shows them, and their names."""
    from caopan.market.levers import levers

    return [(f"{each.name} {each.zh}", each.name) for each in levers(one).values()]


def _range(slider: Any, span: Span | None) -> None:
    """Give a slider a lever's range and default, or hide it."""
    slider.layout.display = "none" if span is None else None
    if span is not None:
        whole = span.kind != "number"
        # all in one message: else the page would take the old value to the new ends, and send it
        with slider.hold_sync(), slider.hold_trait_notifications():
            slider.min, slider.max, slider.step = span.low, span.high, span.step
            slider.readout_format = ",.0f" if whole else ".2f"
            slider.value = span.default


def _state(text: str) -> str:
    return f'<span role="status" style="color:#1f5fa8">{escape(text)}</span>'


def look_html(seen: Look) -> str:
    """Give figure, sentence and the table of totals.

    >>> from caopan.market.look import look
    >>> "of 3 seeds" in look_html(look("yunshi", "paid", 150, days=2, seeds=3))
    True
    """
    from caopan.market.look import HEAD
    from caopan.practice.look_figure import picture

    total = seen.stretches()[-1]
    image = b64encode(picture(seen)).decode()
    alt = escape(f"Contribution with {seen.said} and without. {seen.sentence()}", quote=True)
    head = "".join(
        f'<th scope="col" style="{_cell(at)}">{escape(name)}</th>' for at, name in enumerate(HEAD)
    )
    body = "".join(
        f'<tr><th scope="row" style="{_cell(0)}font-weight:normal">{escape(row[0])}</th>'
        + "".join(
            f'<td style="{_cell(at)}">{escape(cell)}</td>' for at, cell in enumerate(row[1:], 1)
        )
        + "</tr>"
        for row in seen.rows(total)
    )
    notes = "".join(f"<p>Note: {escape(message)}</p>" for message in seen.messages)
    return (
        # no width of its own: the page's is taken, whatever figure and table would like
        '<div style="width:0;min-width:100%"><div style="display:flex;flex-wrap:wrap;gap:8px 24px">'
        f'<div style="flex:1 1 400px;min-width:0;max-width:640px"><img alt="{alt}" '
        f'src="data:image/png;base64,{image}" style="width:100%;height:auto"></div>'
        '<div style="flex:1.2 1 440px;min-width:0;max-width:640px;line-height:1.4">'
        f"<p><strong>{escape(seen.sentence())}</strong></p>"
        f'<div style="overflow-x:auto"><table style="font-size:12px;margin:0">'
        f'<caption style="text-align:left">'
        f"Totals of {seen.days} days, medians over {seen.seeds} seeds</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
        "</div></div></div>"
    )


def _cell(at: int) -> str:
    """Style of a column's cells: numbers right; on a narrow page only the last column breaks."""
    side = "right;padding:2px 0 2px 10px" if at else "left;padding:2px 0"
    return f"text-align:{side};white-space:{'normal' if at == _LAST else 'nowrap'};"
