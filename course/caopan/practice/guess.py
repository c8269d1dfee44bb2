"""A guess before a figure: committed in a widget, then drawn beside the truth."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from caopan.practice.outcome import box
from caopan.practice.typed import told_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Guess:
    """A number that a trainee commits before seeing the true one.

    Attributes:
        question: what is asked.
        unit: written behind the number.
        value: the committed number, or None until the button was pressed.

    >>> grew = Guess("By how much did it grow?", low=0, high=10, unit="×")
    >>> grew.value is None
    True
    >>> grew.commit(4.5)
    >>> grew.value
    4.5
    """

    def __init__(self, question: str, *, low: float, high: float, unit: str = "") -> None:
        if not low < high:
            raise CaopanError(f"guess {question!r}: low ({low}) must be below high ({high}).")
        self.question = question
        self.unit = unit
        self.low, self.high = low, high
        self.value: float | None = None
        self._view: Any = None

    def commit(self, value: float) -> None:
        """Fix the guess; a second one does not count.

        Raises:
            CaopanError: the number is outside the range that was asked for.
        """
        if not self.low <= value <= self.high:
            raise CaopanError(f"a guess between {self.low:g} and {self.high:g} is asked for.")
        if self.value is None:
            self.value = float(value)

    def mark(self, axes: Axes) -> None:
        """Draw the guess into a figure whose horizontal axis is its scale.

        Without a committed guess a line of text says so: figure and truth stay as they are.
        """
        if self.value is None:
            said = "no guess was committed"
            axes.text(0.99, 1.02, said, transform=axes.transAxes, ha="right", color="#555555")
            return
        axes.axvline(self.value, color="#D55E00", linestyle="--")
        axes.annotate(
            f" your guess: {self.value:g}{self.unit}",
            (self.value, 1.02),
            xycoords=("data", "axes fraction"),
            ha="left" if self.value < (self.low + self.high) / 2 else "right",
            color="#B34700",
        )

    def view(self) -> Any:
        """Give the widget: question, number, button; made once."""
        if self._view is None:
            self._view = self._build()
        return self._view

    def offer(self, typed: str) -> str:
        """Take what was typed: commit it if it can be meant, and say what became of it, as HTML.

        >>> "between 0 and 6" in Guess("How much?", low=0, high=6).offer("70")
        True
        """
        if self.value is not None:
            return self._settled("A second guess does not count.")
        try:
            self.commit(float(typed.strip().replace(",", ".")))
        except ValueError:
            asked = f"A number between {self.low:g} and {self.high:g} is asked for."
            return box("Not committed", asked, "#b3261e")
        except CaopanError as error:
            return box("Not committed", f"You typed {typed.strip()}; {error}", "#b3261e")
        return self._settled("Now run on.")

    def _settled(self, said: str) -> str:
        return box("Committed", f"{self.value:g}{self.unit}. {said}", "#1f5fa8")

    def _build(self) -> Any:
        import ipywidgets as widgets

        span = f"{self.low:g} to {self.high:g}"
        number = widgets.Text(placeholder=span, description="My guess", layout={"width": "180px"})
        whole = {"width": "auto", "flex": "0 0 auto"}  # in a narrow window the row is broken
        button = widgets.Button(description="Commit my guess", disabled=True, layout=whole)
        said = widgets.HTML()

        def typed(_: object) -> None:
            if self.value is None:
                button.disabled = not number.value.strip()
            else:
                number.value = f"{self.value:g}"

        def committed(_: object) -> None:
            said.value = self.offer(number.value)
            if self.value is not None:
                # Neither is disabled: a disabled control would lose the keyboard's focus.
                number.value, button.description = f"{self.value:g}", "Committed"

        def message(_: object, content: dict[str, Any], __: object) -> None:
            if content.get("event") == "submit":  # the Enter key
                committed(None)

        number.observe(typed, names="value")
        number.on_msg(message)
        button.on_click(committed)
        label = widgets.Label(f"{self.unit} ({span})".strip(), layout=whole)
        parts = [number, label, button, told_whole(number)]
        row = widgets.HBox(parts, layout={"flex_flow": "row wrap"})
        return widgets.VBox([widgets.HTML(f"<p>{escape(self.question)}</p>"), row, said])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.view())  # IPython leaves it untyped


def guess(question: str, *, low: float, high: float, unit: str = "") -> Guess:
    """Ask for a guess; show it as the last line of a cell.

    Args:
        question: one sentence.
        low: smallest number that can be meant.
        high: largest one.
        unit: such as ``"×"`` or ``" yuan"``.
    """
    return Guess(question, low=low, high=high, unit=unit)
