"""What is built from what, and whether the committed files are up to date."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.board.registry import TITLE, with_board_metrics
from caopan.errors import CaopanError
from grader.authoring.notebooks import dump, read_source
from grader.authoring.release import release
from grader.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOSSARY = Path("course/GLOSSARY.md")
"""Written by hand but for its section about the board."""


@dataclass(frozen=True)
class Target:
    """One built notebook.

    Attributes:
        source: the percent ``.py`` that is written by hand.
        notebook: the ``.ipynb`` that is built from it.
        assignment: the assignment's name where ``source`` is a solution, else None.
        released: what trainees get of an assignment, else None.
    """

    source: Path
    notebook: Path
    assignment: str | None = None
    released: Path | None = None


def targets(root: Path) -> list[Target]:
    """List all that is built, in the order of its names: lessons, apps, assignments.

    Args:
        root: the checkout.
    """
    found = [
        Target(source, root / "course" / "lessons" / f"{source.stem}.ipynb")
        for source in sorted((root / "course" / "src").glob("*.py"))
    ]
    found += [
        Target(source, source.with_suffix(".ipynb"))
        for source in sorted((root / "course" / "apps").glob("*.py"))
    ]
    for source in sorted((root / "solutions").glob("*/*.py")):
        if source.stem == source.parent.name:
            notebook = source.with_suffix(".ipynb")
            released = root / "exercises" / source.stem / notebook.name
            found.append(Target(source, notebook, source.stem, released))
    return found


def build(root: Path, out: Path | None = None) -> list[Path]:
    """Build notebooks and the glossary's own section; a second run changes nothing.

    Args:
        root: the checkout that holds the sources.
        out: where to write; the checkout itself by default.

    Returns:
        The files that were written.

    Raises:
        CaopanError: a source cannot be read or released (file, cell, what to do).
    """
    out = out or root
    return [path for path, content in _built(root) if _replace(out / path, content)]


def differences(root: Path) -> list[str]:
    """Say in words which committed notebooks and pages do not equal a fresh build.

    Solutions' own notebooks are not committed and not looked at. Notebooks without a source
    are named, too.
    """
    fresh = {p: c for p, c in _built(root) if p.parts[0] != "solutions"}
    said = [
        f"{path}: {'is missing' if not (root / path).exists() else 'differs from its source'}; "
        "run make build and commit it"
        for path, content in fresh.items()
        if not (root / path).exists() or (root / path).read_bytes() != content
    ]
    folders = [root / "course" / "lessons", root / "course" / "apps", root / "exercises"]
    strays = (
        p
        for f in folders
        for p in sorted(f.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in p.parts
    )
    said += [
        f"{p.relative_to(root)}: has no source; delete it"
        for p in strays
        if p.relative_to(root) not in fresh
    ]
    return said


def _built(root: Path) -> Iterator[tuple[Path, bytes]]:
    all_targets = targets(root)
    page = (root / GLOSSARY).read_text(encoding="utf-8") if (root / GLOSSARY).is_file() else ""
    if TITLE in page:  # another course's glossary is its own
        yield GLOSSARY, with_board_metrics(page).encode()
    for target in all_targets:
        yield target.notebook.relative_to(root), dump(read_source(target.source))
    assignments = [t for t in all_targets if t.assignment]
    with tempfile.TemporaryDirectory(prefix="caopan-build-") as scratch:
        for target, content in zip(assignments, release(assignments, Path(scratch)), strict=True):
            if target.released is None:
                raise CaopanError(
                    f"{target.source}: an assignment without a place for its release."
                )
            yield target.released.relative_to(root), content


def _replace(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True
