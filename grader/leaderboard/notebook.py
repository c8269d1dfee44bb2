"""The leaderboard's notebook, made from its percent source whenever a server starts."""

from __future__ import annotations

from pathlib import Path

from grader.files import write_atomically

SOURCE = Path(__file__).with_name("page.py")


def page_notebook() -> str:
    """Return the notebook that Voilà shows, as JSON text; the same on every call.

    >>> page_notebook() == page_notebook()
    True
    """
    import jupytext
    import nbformat

    book = jupytext.reads(SOURCE.read_text(encoding="utf-8"), fmt="py:percent")
    book.metadata = nbformat.from_dict(
        {
            "title": "Leaderboard · Caopan",
            "caopan": "leaderboard",  # the Voilà template shows the board for this page
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        }
    )
    for place, cell in enumerate(book.cells):
        cell["id"], cell["metadata"] = f"leaderboard-{place}", {}
    return str(nbformat.writes(book)) + "\n"


def write_page(folder: Path) -> Path:
    """Write ``leaderboard.ipynb`` into a folder that the server serves.

    Raises:
        CaopanError: the disk does not take it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_page(Path(folder)).name
    'leaderboard.ipynb'
    """
    target = folder / "leaderboard.ipynb"
    write_atomically(target, page_notebook())
    return target
