"""A price and a target: values of a sheet that are more than a number with one unit."""

from typing import Any, Final, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import core_schema

from caopan.documents.units import Unit
from caopan.market.part import Part
from caopan.planning import sheet_units as unit

Measure = Literal["visits", "follows", "fans", "units", "gmv", "contribution"]


class Price(Part):
    """A price: so much money, or a change of the list price; exactly one of the two.

    fen: list price to be set. change_bp: change of the list price in basis points of it.

    >>> Price.model_validate("129.00 yuan").fen, Price.model_validate("-10 % of list").change_bp
    (12900, -1000)
    """

    fen: int | None = Field(default=None, gt=0, le=100_000_000)
    change_bp: int | None = Field(default=None, gt=-10_000, le=20_000)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, int | float):
            given = str(given)
        if not isinstance(given, str):
            return given
        if "%" in given:
            return {"change_bp": unit.CHANGE.read(given)}
        return {"fen": unit.PRICE.read(given)}

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.fen is None) == (self.change_bp is None):
            raise ValueError("give a price in yuan or a change in % of list, one of the two")
        return self

    @model_serializer
    def said(self) -> str:
        """The price as it is written."""
        if self.fen is not None:
            return unit.PRICE.write(self.fen)
        return unit.CHANGE.write(self.change_bp or 0)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """One string of two kinds."""
        return {
            "type": "string",
            "anyOf": [{"pattern": each.pattern} for each in (unit.PRICE, unit.CHANGE)],
            "examples": [unit.PRICE.example, unit.CHANGE.example],
        }


_UNITS: Final[dict[Measure, Unit]] = {
    "visits": Unit("visits", "12000 visits", low=1, one="visit"),
    "follows": Unit("follows", "500 follows", low=1, one="follow"),
    "fans": Unit("fans", "30000 fans", low=1, one="fan"),
    "units": Unit("pieces", "800 pieces", low=1, one="piece"),
    "gmv": Unit("yuan", "80000.00 yuan", 2, low=1, high=10**13),
    "contribution": Unit("yuan", "9000.00 yuan", 2, low=1, high=10**13),
}


class Target(Part):
    """What a highlight must reach on its date. at_least: people, pieces, or fen.

    >>> Target.model_validate({"measure": "gmv", "at_least": "80,000 yuan"}).at_least
    8000000
    """

    measure: Measure
    at_least: int = Field(json_schema_extra={"type": "string", "examples": ["12000 visits"]})

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("at_least"), str):
            asked = next((u for name, u in _UNITS.items() if name == given.get("measure")), None)
            # what an unknown measure would have to reach cannot be told: its name is refused
            return {**given, "at_least": asked.read(given["at_least"]) if asked else 1}
        return given

    @property
    def unit(self) -> Unit:
        """The unit of its measure."""
        return _UNITS[self.measure]

    @model_serializer
    def said(self) -> dict[str, str]:
        """The target as it is written."""
        return {"measure": self.measure, "at_least": self.unit.write(self.at_least)}
