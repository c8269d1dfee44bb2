"""Where figures are drawn: on the caller's axes, or on new ones in the course's look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BEFORE, AFTER, QUIET, SIGNAL = "#6b7280", "#0072B2", "#d1d5db", "#D55E00"
"""Colours: the first stretch, the second, what is no matter, what is."""
SIZE: Final = (7.2, 3.4)


@contextmanager
def canvas(axes: Axes | None = None, size: tuple[float, float] = SIZE) -> Iterator[Axes]:
    """Give axes to draw on, within the course's look: those given, or new ones.

    >>> with canvas() as axes:
    ...     _ = axes.plot([1, 2])
    >>> axes.spines["top"].get_visible()
    False
    """
    with _look():
        yield axes if axes is not None else _figure(size).subplots()


@contextmanager
def canvases(number: int, size: tuple[float, float] = SIZE, **share: Any) -> Iterator[list[Axes]]:
    """Give axes side by side on a new figure; share: as ``Figure.subplots`` takes it.

    >>> with canvases(2) as (left, right):
    ...     left.figure is right.figure
    True
    """
    with _look():
        yield list(_figure(size).subplots(1, number, squeeze=False, **share)[0])


def figure_of(axes: Axes) -> Figure:
    """The whole figure that axes lie on.

    >>> with canvas() as axes:
    ...     figure_of(axes) is axes.figure
    True
    """
    figure: Figure = axes.get_figure(root=True)  # type: ignore[assignment]
    return figure


def _figure(size: tuple[float, float]) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=size)


@contextmanager
def _look() -> Iterator[None]:
    import matplotlib as mpl
    import matplotlib.style

    sheet = files("caopan") / "practice" / "caopan.mplstyle"
    with as_file(sheet) as path, mpl.rc_context(), mpl.style.context(path):
        yield
