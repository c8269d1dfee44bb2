"""Values with their units, as an operator writes them: ``129.00 yuan``, ``6 min``, ``-10 %``.

In Python a value is a plain number (fen, basis points, minutes, pieces); in a file it is text with
its unit, so that nobody takes fen for yuan. Money and rates are read digit by digit and never pass
through a float.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema

_NUMBER: Final = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_EXACT: Final = re.compile(rf"({_NUMBER})(?:\.([0-9]+))?")
_SPLIT: Final = re.compile(r"(-?[0-9,.]+(?:[eE][+-]?[0-9]+)?)\s*(.*)", re.DOTALL)


_SEEN: Final = 60
"""Letters of a wrong value that a message shows."""
_LONG: Final = 20
"""Digits beyond which no number of a sheet goes."""


def seen(value: object) -> str:
    """A value as a message shows it, shortened.

    >>> seen("129"), len(seen("1" * 1_000))
    ("'129'", 60)
    """
    whole = repr(value)
    return whole if len(whole) <= _SEEN else f"{whole[: _SEEN - 1]}…"


@dataclass(frozen=True)
class Unit:
    """A unit, and which numbers may stand before it.

    name: as it is written; one: the same after 1. digits: decimals that are kept exactly in a whole
    number (2 makes yuan into fen and per cent into basis points), None for any real number.
    low, high: bounds of the number in Python; over: whether ``low`` itself is outside.
    """

    name: str
    example: str
    digits: int | None = 0
    low: float = 0
    high: float = 100_000_000
    one: str = ""
    over: bool = False

    def read(self, text: str) -> int | float:
        """Turn text into the number of Python; ValueError says what is wrong and which is asked.

        >>> YUAN.read("1,299.5 yuan"), SHARE.read("12.34 %")
        (129950, 1234)
        >>> YUAN.read("129")
        Traceback (most recent call last):
        ...
        ValueError: '129' has no unit; give yuan, such as 129.00 yuan
        """
        asked = f"give {self.name}, such as {self.example}"
        found = _SPLIT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{seen(text)} is no amount; {asked}")
        number, unit = found[1], " ".join(found[2].split())
        if not unit:
            raise ValueError(f"{seen(text)} has no unit; {asked}")
        if unit not in {self.name, self.one}:
            raise ValueError(f"{seen(text)} is in {seen(unit)}; {asked}")
        return self.within(self._number(number, asked))

    def _number(self, number: str, asked: str) -> int | float:
        if self.digits is None:
            return _real(number, asked)
        found = _EXACT.fullmatch(number)
        if not found:
            raise ValueError(f"{seen(number)} is no number; {asked}")
        whole, part = found[1].replace(",", ""), (found[2] or "").rstrip("0")
        if len(part) > self.digits:
            most = f"at most {self.digits} decimals" if self.digits else "a whole number"
            raise ValueError(f"{seen(number)} is too fine; give {most}, such as {self.example}")
        if len(whole) > _LONG:
            raise ValueError(f"{seen(number)} is out of all bounds; {asked}")
        return int(whole + part.ljust(self.digits, "0"))

    def within(self, number: int | float) -> int | float:
        """Return a number within its bounds; ValueError says them."""
        if number < self.low or number > self.high or (self.over and number == self.low):
            bounds = f"{self.write(self.low)} to {self.write(self.high)}"
            first = "more than " if self.over else ""
            raise ValueError(f"{self.write(number)} is out of bounds; give {first}{bounds}")
        return number

    def write(self, number: float) -> str:
        """Write a number of Python with its unit; ``read`` gives the same number back.

        >>> YUAN.write(129950), MINUTES.write(6), COVER.write(3.5), COVER.write(1.0)
        ('1299.50 yuan', '6 min', '3.5 days', '1 day')
        """
        if self.digits is None:
            said = repr(float(number)).removesuffix(".0")
        elif self.digits:
            sign, scale = "-" if number < 0 else "", 10**self.digits
            whole, part = divmod(abs(int(number)), scale)
            said = f"{sign}{whole}.{part:0{self.digits}d}"
            said = said.removesuffix(".00") if "%" in self.name else said
        else:
            said = str(int(number))
        return f"{said} {self.one if self.one and said == '1' else self.name}"

    @property
    def pattern(self) -> str:
        """The texts that an editor may accept."""
        part = "" if self.digits == 0 else r"(\.\d+)?"
        number = rf"-?[\d,]+{part}" + ("" if self.digits is not None else r"([eE][+-]?\d+)?")
        names = "|".join(re.escape(name) for name in (self.name, self.one) if name)
        return rf"^{number} ?({names})$"

    def schema(self) -> dict[str, Any]:
        """What the published schema says of such a value."""
        return {"type": "string", "pattern": self.pattern, "examples": [self.example]}


def _real(number: str, asked: str) -> float:
    try:
        return float(number.replace(",", ""))
    except ValueError:
        raise ValueError(f"{seen(number)} is no number; {asked}") from None


def taken(read: Callable[[str], Any]) -> BeforeValidator:
    """A validator that reads text with its unit, and lets the plain number of Python pass."""

    def value(given: Any, info: ValidationInfo) -> Any:
        if isinstance(given, str):
            return read(given)
        if info.mode == "json" and isinstance(given, int | float):
            return read(str(given))  # a bare number in a file has no unit: refused in words
        return given

    return BeforeValidator(value)


def parts(unit: Unit) -> tuple[Any, ...]:
    """What makes a plain number of Python one that is written with its unit.

    >>> Annotated[int, *parts(YUAN)].__metadata__[2].func(129950)
    '1299.50 yuan'
    """

    def bounded(given: Any, info: ValidationInfo) -> Any:
        if isinstance(given, int | float) and not isinstance(given, bool) and info.mode != "json":
            return unit.within(given)
        return given

    # validators before the type run from the last to the first
    return (
        BeforeValidator(bounded),
        taken(unit.read),
        PlainSerializer(unit.write, return_type=str),
        WithJsonSchema(unit.schema()),
    )


YUAN: Final = Unit("yuan", "129.00 yuan", 2)
MINUTES: Final = Unit("min", "6 min", high=1_440, low=0)
SHARE: Final = Unit("%", "100 %", 2, 0, 100_000)
COVER: Final = Unit("days", "4 days", None, 0, 365, one="day")
DAYS: Final = Unit("days", "14 days", low=1, high=120, one="day")


def _of_the_calendar(given: Any) -> Any:
    """Text that is no year-month-day is refused: a bare number would be taken for a time stamp."""
    if isinstance(given, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given.strip()):
        raise ValueError(f"{seen(given)} is no date; give year-month-day, such as 2021-11-11")
    return given.strip() if isinstance(given, str) else given


Date = Annotated[date, BeforeValidator(_of_the_calendar)]
