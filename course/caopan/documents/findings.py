"""What is found in a document: each with its line, its place, the reason and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal

from pydantic import BaseModel

from caopan.documents.tree import Place
from caopan.documents.units import seen
from caopan.errors import CaopanError

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (error) or should be questioned (warning).

    path: the place in the document, steps joined by dots, lists counted from 0. line: of the file,
    from 1 on; None for one that was not read from a file. says: the reason; and what to do.

    >>> str(Finding("error", "ads.plans.0.budget", "'300' has no unit; give yuan/h", 12))
    "line 12: ads.plans.0.budget: '300' has no unit; give yuan/h"
    """

    level: Level
    path: str
    says: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        place = f"{self.path}: " if self.path else ""
        return f"{where}{place}{self.says}"


def errors_of(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those for which a document is refused."""
    return tuple(one for one in findings if one.level == "error")


def refuse(findings: Sequence[Finding], what: str) -> None:
    """Raise CaopanError with all errors, if there are any.

    >>> refuse([Finding("warning", "events", "there is none", 3)], "plan.yaml")
    """
    wrong = errors_of(findings)
    if wrong:
        count = "1 error" if len(wrong) == 1 else f"{len(wrong)} errors"
        raise CaopanError("\n  ".join([f"{what}: refused for {count}", *map(str, wrong)]))


class Contradictions(ValueError):
    """All that a document contradicts as a whole; a model's validator raises it.

    found: (path, what is wrong and what to do), the path with its steps joined by dots.

    >>> str(Contradictions([("terms.0", "it never holds; mend its dates")]))
    'terms.0: it never holds; mend its dates'
    """

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {says}" if path else says for path, says in found))
        self.found = tuple(found)


_GROUPS: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})


def joined(path: Sequence[str | int]) -> str:
    """A path as it is told."""
    return ".".join(str(step) for step in path)


def misfits_of(
    problem: Any, model: type[BaseModel], tree: Place
) -> Iterator[tuple[Place, Finding]]:
    """Say one of pydantic's errors to a person, with its place in a tree or the nearest above it.

    problem: an entry of ``ValidationError.errors``. Contradictions are told one by one.
    """
    loc, models = walked(model, [step for step in problem["loc"] if step != "[key]"])
    error = problem.get("ctx", {}).get("error")
    if isinstance(error, Contradictions):
        for path, says in error.found:
            whole = joined((*loc, path)) if loc else path
            place = tree.nearest(tree.steps(whole))
            yield place, Finding("error", whole, says, place.line)
        return
    if problem["type"] in {"missing", "extra_forbidden"}:
        _, models = walked(model, problem["loc"][:-1])
    place = tree.nearest(loc)
    yield place, Finding("error", joined(loc), _says(problem, loc, models, place), place.line)


def _says(
    problem: Any, loc: Sequence[str | int], models: Sequence[type[BaseModel]], place: Place
) -> str:
    kind = problem["type"]
    if kind == "missing":
        return "is missing; it has to be given"
    if kind == "extra_forbidden":
        return _unknown(str(loc[-1]), [name for one in models for name in names_of(one)])
    if kind == "value_error":
        return str(problem["ctx"]["error"])
    if kind == "literal_error":
        got = "is empty" if place.value is None else f"{seen(problem['input'])} is not known"
        return f"{got}; give {problem['ctx']['expected']}"
    if kind.startswith("union_tag"):
        tag = problem["ctx"].get("tag")
        got = f"{seen(tag)} is not known" if tag else "is missing"
        known = ", ".join(word for one in models for word in _tags(one))
        return f"{problem['ctx']['discriminator'].strip(chr(39))} {got}; give one of {known}"
    return _of_its_form(problem, place)


def _of_its_form(problem: Any, place: Place) -> str:
    """A value of another form than what is asked: a list for a text, a word for a number."""
    kind, got = problem["type"], problem["input"]
    if place.value is None and kind not in _GROUPS:
        return "is empty; give a value, or leave the line out"
    if kind in _GROUPS:
        return f"{_got(place)}; give its fields, each as NAME: VALUE"
    asked = {
        "tuple_type": f"{_got(place)}; give a list, each entry after a dash",
        **dict.fromkeys(
            ("bool_parsing", "bool_type"), f"{seen(got)} is neither; give true or false"
        ),
        **dict.fromkeys(
            ("string_type", "int_type", "float_type"), f"{_got(place)}; give one value"
        ),
    }
    if kind in asked:
        return asked[kind]
    if kind.startswith("date"):
        return f"{seen(got)} is no date; give year-month-day, such as 2021-11-11"
    why = problem["msg"]
    return f"{why[:1].lower()}{why[1:]} (got {seen(got)}); mend that value"


def _got(place: Place) -> str:
    if place.value is None:
        return "is empty"
    kinds = {dict: "is a group of fields", list: "is a list"}
    return kinds.get(type(place.value), f"is {seen(place.value)}")


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"give one of {', '.join(known)}"
    return (
        f"there is no field {seen(name)} here; {hint}"
        if known
        else f"{seen(name)} is unknown; drop it"
    )


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of a model's fields as they stand in a file.

    >>> from caopan.commission.terms import Step
    >>> names_of(Step)
    ('from', 'rate')
    """
    return tuple(field.alias or name for name, field in model.model_fields.items())


def fields_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Names of the fields at a place of a model; none where it is not known.

    >>> from caopan.planning.sheet import Sheet
    >>> fields_at(Sheet, ("timeline", "rundown", "B", 0))
    ('at', 'length', 'sku')
    """
    return tuple(name for one in walked(model, path)[1] for name in names_of(one))


def walked(
    model: type[BaseModel], path: Sequence[str | int]
) -> tuple[tuple[str | int, ...], tuple[type[BaseModel], ...]]:
    """Walk a path of pydantic's down a model: the path in the file, and what may stand there.

    Where several models may stand in a place, pydantic puts a step in between that says which it
    took; a file has no such step.

    >>> from caopan.commission.contract import Contract
    >>> walked(Contract, ("terms", 0, "share", "steps", 1, "rate"))[0]
    ('terms', 0, 'steps', 1, 'rate')
    """
    here: tuple[type[BaseModel], ...] = (model,)
    steps: list[str | int] = []
    for step in path:
        tagged = [one for one in here if step in _tags(one)]
        if len(here) > 1 and tagged:
            here = (tagged[0],)
            continue
        steps.append(step)
        if isinstance(step, str):
            here = _below(here, step)
    return tuple(steps), here


def _below(models: Sequence[type[BaseModel]], step: str) -> tuple[type[BaseModel], ...]:
    """What may stand one named step below; the models themselves for a key of a mapping."""
    for one in models:
        for name, field in one.model_fields.items():
            if step in {name, field.alias}:
                return tuple(_models_in(field.annotation))
    return tuple(models)


def _tags(model: type[BaseModel]) -> tuple[str, ...]:
    """Words by which a model says that it is the one that stands there."""
    return tuple(
        field.default
        for field in model.model_fields.values()
        if getattr(field.annotation, "__args__", ()) == (field.default,)
    )


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation is about, within lists and options."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)
