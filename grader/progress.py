"""A progress bar for what takes longer than a moment."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Speed(ProgressColumn):
    """Pieces a second, over the last moments."""

    def render(self, task: Task) -> Text:
        """Show it once it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "")


class Bar:
    """Show how far a piece of work is; call it with (done, of how many, what came last).

    >>> with Bar("grading") as advance:
    ...     advance(1, 2, "amy")
    ...     advance(2, 2)
    """

    def __init__(self, title: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Speed(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[what]}"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task(title, total=None, what="")

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Say that ``done`` of ``total`` pieces are done."""
        self._progress.start()  # not before: an error's sentence should stand alone
        self._progress.update(self._task, completed=done, total=total, what=what)
