"""How the command lines print: tables and sentences that also read well at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from caopan.documents.findings import Finding


def show(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    numbers: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
) -> None:
    """Print a table, below an empty line.

    Args:
        header: names of the columns.
        rows: their cells as text; a row of one cell is a heading within the table.
        title: printed above it.
        numbers: names of the columns that are set to the right.
        widths: of columns that shall not be wider, in letters.

    >>> show(("lever", "value"), [("paid", "150")], numbers=("value",))
    <BLANKLINE>
    lever   value
    ─────────────
    paid      150
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(
        box=box.SIMPLE,
        show_header=any(header),
        show_edge=False,
        pad_edge=False,
        title=title or None,
        title_justify="left",
        title_style="bold",
    )
    for name in header:
        number = name in numbers
        side: Literal["left", "right"] = "right" if number else "left"
        most = (widths or {}).get(name)
        shown.add_column(name, justify=side, no_wrap=number, max_width=most, overflow="fold")
    for row in rows:
        if len(row) == 1:
            shown.add_section()
            shown.add_row(Text(row[0], style="bold"))
        else:
            shown.add_row(*(Text(cell) for cell in row))
    console = Console()
    console.print()
    console.print(shown)


def say(*lines: str) -> None:
    """Print lines of text as they are, broken between words where the screen ends."""
    from rich.console import Console
    from rich.text import Text

    for line in lines:
        Console().print(Text(line))


def write(texts: Mapping[Path, str]) -> None:
    """Write texts to their files, whole or not at all, and say so.

    Raises CaopanError if the disk refuses.
    """
    from caopan.events.files import write_whole

    write_whole({path: text.encode() for path, text in texts.items()})
    say(*(f"Wrote {path}" for path in texts))


def show_findings(findings: Sequence[Finding]) -> None:
    """Print what was found in a document: errors, then warnings, each with its line.

    >>> from caopan.documents.findings import Finding
    >>> show_findings(  # doctest: +NORMALIZE_WHITESPACE
    ...     [Finding("error", "", "this is no YAML; mend it", 3)]
    ... )
    <BLANKLINE>
    line   1 error
    ───────────────────────────────
       3   this is no YAML; mend it
    """
    for level in ("error", "warning"):
        found = [one for one in findings if one.level == level]
        if found:
            many = "" if len(found) == 1 else "s"
            rows = [(str(one.line or "–"), f"{one.path}\n{one.says}".strip()) for one in found]
            show(("line", f"{len(found)} {level}{many}"), rows, numbers=("line",))
