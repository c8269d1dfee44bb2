"""What scenarios, plans and their pieces are made of: frozen values that fit into JSON."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from caopan.errors import CaopanError

Model = TypeVar("Model", bound="Part")


def misfits(problem: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield each field that does not fit as (its path, reason and what to do)."""
    for one in problem.errors(include_url=False):
        where = ".".join(str(part) for part in one["loc"]) or "the whole value"
        got = one.get("input")
        seen = f" (got {got!r})" if isinstance(got, str | int | float) else ""
        why = one["msg"][:1].lower() + one["msg"][1:]
        yield where, f"{why}{seen}; mend that field"


def said(problem: ValidationError, what: str) -> CaopanError:
    """Turn a validation error into one sentence with the first field's path."""
    where, why = next(misfits(problem))
    return CaopanError(f"{what}: {where}: {why}")


class Part(BaseModel):
    """Frozen piece of a scenario or plan: unknown fields and NaN are refused.

    >>> from caopan.market.scenario import Slot
    >>> Slot(weekday=7, start_min=1140, minutes=240)
    Traceback (most recent call last):
    ...
    pydantic_core._pydantic_core.ValidationError: 1 validation error for Slot...
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def to_json(self) -> str:
        """Return the value as JSON text; ``from_json`` gives an equal value back."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls: type[Model], text: str | bytes) -> Model:
        """Read the JSON text of ``to_json``; CaopanError names the field that does not fit."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as problem:
            raise said(problem, f"the JSON of a {cls.__name__} does not fit") from problem
