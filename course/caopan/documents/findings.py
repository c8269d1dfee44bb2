"""What is found in a sheet: each with its line, its place, the reason and what to do."""

from collections.abc import Sequence
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

    path: the place in the sheet, steps joined by dots, lists counted from 0. line: of the file,
    from 1 on; None for a sheet that was not read from one. says: the reason; and what to do.

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
    """Those for which a sheet is refused."""
    return tuple(one for one in findings if one.level == "error")


def refuse(findings: Sequence[Finding], what: str) -> None:
    """Raise CaopanError with all errors, if there are any.

    >>> refuse([Finding("warning", "events", "there is none", 3)], "plan.yaml")
    """
    wrong = errors_of(findings)
    if wrong:
        count = "1 error" if len(wrong) == 1 else f"{len(wrong)} errors"
        raise CaopanError("\n  ".join([f"{what}: refused for {count}", *map(str, wrong)]))


_GROUPS: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})


def joined(path: Sequence[str | int]) -> str:
    """A path as it is told."""
    return ".".join(str(step) for step in path)


def misfit(problem: Any, model: type[BaseModel], place: Place) -> Finding:
    """Say one of pydantic's errors to a person.

    problem: an entry of ``ValidationError.errors``. place: where it is, or the nearest place above.
    """
    loc = tuple(step for step in problem["loc"] if step != "[key]")
    path, kind = joined(loc), problem["type"]
    if kind == "missing":
        says = "is missing; it has to be given"
    elif kind == "extra_forbidden":
        says = _unknown(str(loc[-1]), fields_at(model, loc[:-1]))
    elif kind == "value_error":
        says = str(problem["ctx"]["error"])
    elif kind == "literal_error":
        got = "is empty" if place.value is None else f"{seen(problem['input'])} is not known"
        says = f"{got}; give {problem['ctx']['expected']}"
    elif place.value is None and kind not in _GROUPS:
        says = "is empty; give a value, or leave the line out"
    elif kind in _GROUPS:
        says = f"{_got(place)}; give its fields, each as NAME: VALUE"
    elif kind == "tuple_type":
        says = f"{_got(place)}; give a list, each entry after a dash"
    elif kind in {"bool_parsing", "bool_type"}:
        says = f"{seen(problem['input'])} is neither; give true or false"
    elif kind.startswith("date"):
        says = f"{seen(problem['input'])} is no date; give year-month-day, such as 2021-11-11"
    elif kind in {"string_type", "int_type", "float_type"}:
        says = f"{_got(place)}; give one value"
    else:
        why = problem["msg"]
        says = f"{why[:1].lower()}{why[1:]} (got {seen(problem['input'])}); mend that value"
    return Finding("error", path, says, place.line)


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


def fields_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Names of the fields at a place of a model; none where it is not known.

    >>> from caopan.planning.sheet import Sheet
    >>> fields_at(Sheet, ("timeline", "rundown", "B", 0))
    ('at', 'length', 'sku')
    """
    here: type[BaseModel] | None = model
    for step in path:
        if here is None:
            return ()
        if isinstance(step, str) and step in here.model_fields:
            here = _model_in(here.model_fields[step].annotation)
    return tuple(here.model_fields) if here else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation is about, within lists and options."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in inner if each), None)
