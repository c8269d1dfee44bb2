"""A sheet and its file: read with all that does not fit, written whole or not at all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from caopan.documents.findings import Finding, joined, misfit, refuse
from caopan.documents.tree import Misread, Place, read_tree
from caopan.errors import CaopanError
from caopan.planning.sheet import Sheet

SCHEMA: Final = Path(__file__).with_name("stage_sheet.schema.json")
"""The published JSON Schema: an editor that knows it completes and checks a sheet.

Made anew by ``caopan plan schema --to FILE`` when the types of a sheet change.
"""
_ROUNDS: Final = 20


@dataclass(frozen=True)
class Draft:
    """A sheet as it was read.

    sheet: what fits; where something does not, the sheet without the entries that do not, so that
    the rest can be checked as well; None if too little is left. misfits: what does not fit.
    tree: the places of what is left. cut: lists from which an entry was taken out.
    """

    sheet: Sheet | None
    misfits: tuple[Finding, ...] = ()
    tree: Place | None = None
    cut: tuple[str, ...] = ()

    def at(self, finding: Finding) -> Finding:
        """A finding at a path of the sheet, with the line and path of the file."""
        if self.tree is None:
            return finding
        steps = [int(step) if step.isdecimal() else step for step in finding.path.split(".")]
        place = self.tree.nearest(_known(self.tree, steps))
        rest = finding.path.split(".")[len(place.path) :]
        line = place.line if place.path else None  # a part that is left out has no line
        return Finding(finding.level, joined([*place.path, *rest]), finding.says, line)


def _known(tree: Place, steps: list[str | int]) -> list[str | int]:
    """Numbers are steps of lists; in a mapping (clock hours) they are names."""
    here: Place | None = tree
    known: list[str | int] = []
    for step in steps:
        key = step if here is not None and isinstance(here.value, list) else str(step)
        known.append(key)
        here = here.below(key) if here is not None else None
    return known


def read_sheet(text: str) -> Draft:
    """Read a sheet's text with everything in it that does not fit, each with its line.

    >>> draft = read_sheet("head: {merchant: liuyi, first_date: 2021-11-01, days: 14}")
    >>> print(draft.misfits[0])
    line 1: head.days: '14' has no unit; give days, such as 14 days
    """
    try:
        tree, refused = read_tree(text)
    except Misread as problem:
        return Draft(None, (_told(problem),))
    told = tuple(_told(each) for each in refused)
    try:
        return Draft(Sheet.model_validate(tree.plain()), told, tree)
    except ValidationError as problem:
        return _salvaged(tree, (*told, *_misfits(problem, tree)))


def _told(problem: Misread) -> Finding:
    return Finding("error", "", problem.says, problem.line)


def _misfits(problem: ValidationError, tree: Place) -> Iterator[Finding]:
    for each in problem.errors(include_url=False):
        yield misfit(each, Sheet, tree.nearest(each["loc"]))


def _salvaged(tree: Place, misfits: tuple[Finding, ...]) -> Draft:
    """Take out what does not fit until the rest does; the entries of lists go as a whole."""
    cut: list[str] = []
    for _ in range(_ROUNDS):
        try:
            return Draft(Sheet.model_validate(tree.plain()), misfits, tree, tuple(cut))
        except ValidationError as problem:
            gone = {_dropped(tree.nearest(each["loc"]).path) for each in problem.errors()}
        if () in gone or any(path == ("head",) for path in gone):
            break
        cut += [joined(path[:-1]) for path in gone if isinstance(path[-1], int)]
        tree = _without(tree, gone)
    return Draft(None, misfits, tree)


def _dropped(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The entry of a list that a place belongs to, else the place itself."""
    at = max((at for at, step in enumerate(path) if isinstance(step, int)), default=len(path) - 1)
    return path[: at + 1]


def _without(place: Place, gone: set[tuple[str | int, ...]]) -> Place:
    if isinstance(place.value, dict):
        kept = {k: _without(p, gone) for k, p in place.value.items() if p.path not in gone}
        return Place(place.path, place.line, kept)
    if isinstance(place.value, list):
        left = [_without(p, gone) for p in place.value if p.path not in gone]
        return Place(place.path, place.line, left)
    return place


def load_sheet(path: Path | str) -> Sheet:
    """Load a sheet from its file.

    Raises CaopanError if there is no such file, and with all that does not fit, line by line.
    """
    draft = read_sheet(text_of(Path(path)))
    refuse(draft.misfits, str(path))
    assert draft.sheet is not None
    return draft.sheet


def text_of(path: Path) -> str:
    """The text of a sheet's file; CaopanError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CaopanError(f"{path}: this is no UTF-8 text; save it as such") from problem
    except OSError as problem:
        why = problem.strerror or "it cannot be read"
        raise CaopanError(f"cannot read {path}: {why}; give the path of a sheet") from problem


def write_sheet(sheet: Sheet, path: Path | str) -> None:
    """Write a sheet to its file, whole or not at all; ``load_sheet`` gives an equal one back.

    Raises CaopanError if the disk refuses.

    >>> import tempfile
    >>> sheet = read_sheet("head: {merchant: liuyi, first_date: 2021-11-01}").sheet
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sheet(sheet, Path(folder) / "plan.yaml")
    ...     load_sheet(Path(folder) / "plan.yaml") == sheet
    True
    """
    from caopan.events.files import write_whole
    from caopan.planning.sheet_yaml import sheet_text

    write_whole({Path(path): sheet_text(sheet).encode()})


@cache
def sheet_schema() -> dict[str, Any]:
    """The JSON Schema of a sheet, fresh from its types.

    >>> sheet_schema()["title"]
    'STAGE sheet'
    """
    made = Sheet.model_json_schema()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "STAGE sheet",
        "description": "A plan for a live-commerce merchant: stock, timeline, ads, gifts, events.",
    }
    return head | {key: value for key, value in made.items() if key not in head}


def schema_text() -> str:
    """The published schema as it stands in its file."""
    return json.dumps(sheet_schema(), ensure_ascii=False, indent=1) + "\n"
