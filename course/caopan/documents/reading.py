"""A document is read: what fits becomes a value, what does not is told, all of it with its line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from caopan.documents.findings import Finding, joined, misfits_of, refuse
from caopan.documents.tree import Misread, Place, read_tree
from caopan.errors import CaopanError

Kind = TypeVar("Kind", bound=BaseModel)
_ROUNDS: Final = 20


@dataclass(frozen=True)
class Form(Generic[Kind]):
    """A kind of document: the model of what stands in it, and how messages speak of it.

    name: with its article, such as "a sheet". begin: what an empty file is begun with. head: parts
    without which nothing of it can be judged.
    """

    model: type[Kind]
    name: str
    begin: str
    head: Sequence[str] = ()


@dataclass(frozen=True)
class Draft(Generic[Kind]):
    """A document as it was read.

    value: what fits; where something does not, the document without the entries that do not, so
    that the rest can be checked as well; None if too little is left. misfits: what does not fit.
    tree: the places of what is left. cut: lists from which an entry was taken out.
    """

    value: Kind | None
    misfits: tuple[Finding, ...] = ()
    tree: Place | None = None
    cut: tuple[str, ...] = ()

    def at(self, finding: Finding) -> Finding:
        """A finding at a path of the document, with the line and path of the file."""
        if self.tree is None:
            return finding
        place = self.tree.nearest(self.tree.steps(finding.path))
        rest = finding.path.split(".")[len(place.path) :]
        line = place.line if place.path else None  # a part that is left out has no line
        return Finding(finding.level, joined([*place.path, *rest]), finding.says, line)


def read_draft(text: str, form: Form[Kind]) -> Draft[Kind]:
    """Read a document's text with everything in it that does not fit, each with its line.

    >>> from caopan.market.scenario import Slot
    >>> draft = read_draft("{weekday: 9, minutes: 60}", Form(Slot, "a slot", "weekday: 0"))
    >>> [finding.path for finding in draft.misfits], draft.value
    (['weekday', 'start_min'], None)
    """
    try:
        tree, refused = read_tree(text, form.begin)
    except Misread as problem:
        return Draft(None, (_told(problem),))
    told = tuple(_told(each) for each in refused)
    try:
        return Draft(form.model.model_validate(tree.plain()), told, tree)
    except ValidationError as problem:
        found = (finding for _, finding in _misfits(problem, tree, form))
        return _salvaged(tree, (*told, *found), form)


def _told(problem: Misread) -> Finding:
    return Finding("error", "", problem.says, problem.line)


def _misfits(
    problem: ValidationError, tree: Place, form: Form[Kind]
) -> Iterator[tuple[Place, Finding]]:
    for each in problem.errors(include_url=False):
        yield from misfits_of(each, form.model, tree)


def _salvaged(tree: Place, misfits: tuple[Finding, ...], form: Form[Kind]) -> Draft[Kind]:
    """Take out what does not fit until the rest does; the entries of lists go as a whole."""
    cut: list[str] = []
    for _ in range(_ROUNDS):
        try:
            return Draft(form.model.model_validate(tree.plain()), misfits, tree, tuple(cut))
        except ValidationError as problem:
            gone = {_dropped(place.path) for place, _ in _misfits(problem, tree, form)}
        if () in gone or any(len(path) == 1 and path[0] in form.head for path in gone):
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


def load_document(
    path: Path | str, form: Form[Kind], read: Callable[[str], Draft[Kind]] | None = None
) -> Kind:
    """Load a document from its file.

    read: by default ``read_draft``.
    Raises CaopanError if there is no such file, and with all that does not fit, line by line.
    """
    text = text_of(Path(path), form.name)
    draft = read(text) if read else read_draft(text, form)
    refuse(draft.misfits, str(path))
    assert draft.value is not None
    return draft.value


def text_of(path: Path, name: str) -> str:
    """The text of a document's file; CaopanError if it cannot be read. name: "a sheet"."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CaopanError(f"{path}: this is no UTF-8 text; save it as such") from problem
    except OSError as problem:
        why = problem.strerror or "it cannot be read"
        raise CaopanError(f"cannot read {path}: {why}; give the path of {name}") from problem
