"""Moments and days as a contract counts them: Asia/Shanghai, written with their offset or as a day.

China has kept one offset, +08:00, since 1991, so a moment is a whole number of microseconds and a
day begins at a fixed one.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from caopan.documents.units import seen
from caopan.errors import CaopanError

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
SECOND_US: Final = 1_000_000
DAY_US: Final = 86_400 * SECOND_US
OFFSET_US: Final = 8 * 3_600 * SECOND_US
LAST_YEAR: Final = 2099
"""No settlement is asked for a later one (assumed): there would be cycles without an end."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EXAMPLE: Final = "2021-11-01 or 2021-11-01T20:00:00+08:00"


def moment(given: Any) -> datetime:
    """Read a moment: a day means its 00:00 in Shanghai; ValueError says what is asked for.

    >>> moment("2021-11-06").isoformat()
    '2021-11-06T00:00:00+08:00'
    """
    if isinstance(given, str):
        given = _parsed(given.strip())
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise ValueError(f"{seen(str(given))} has no offset; give it, such as {_EXAMPLE}")
        try:
            return given.astimezone(SHANGHAI)
        except OverflowError:
            raise ValueError(
                f"{seen(str(given))} is beyond all calendars; give {_EXAMPLE}"
            ) from None
    if isinstance(given, date):
        return datetime(given.year, given.month, given.day, tzinfo=SHANGHAI)
    raise ValueError(f"{seen(given)} is no moment; give {_EXAMPLE}")


def _parsed(text: str) -> datetime | date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{seen(text)} is no moment; give {_EXAMPLE}") from None


Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    PlainSerializer(lambda at: at.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "examples": ["2021-11-01", "2021-11-01T20:00:00+08:00"]}),
]


def us_of(at: datetime) -> int:
    """Microseconds since 1970 in UTC.

    >>> us_of(moment("1970-01-02"))
    57600000000
    """
    return (at - _EPOCH) // timedelta(microseconds=1)


def clock_us(as_of: datetime) -> int:
    """A clock in microseconds; CaopanError says what is wrong with one that cannot be meant.

    >>> clock_us(moment("1970-01-02"))
    57600000000
    """
    if getattr(as_of, "tzinfo", None) is None:
        raise CaopanError(f"the clock {as_of} has no offset; give it, such as +08:00")
    if as_of.year > LAST_YEAR:
        raise CaopanError(f"the clock {as_of} is after {LAST_YEAR}; give the moment that is meant")
    return us_of(as_of)


def moment_of(us: int) -> datetime:
    """The way back.

    >>> moment_of(57600000000).isoformat()
    '1970-01-02T00:00:00+08:00'
    """
    return (_EPOCH + timedelta(microseconds=us)).astimezone(SHANGHAI)


def day_of(us: int) -> int:
    """Days since 1970 by the clock of Shanghai.

    >>> day_of(us_of(moment("1970-01-02"))), day_of(us_of(moment("1970-01-02")) - 1)
    (1, 0)
    """
    return (us + OFFSET_US) // DAY_US


def day_start(day: int) -> int:
    """Microsecond at which a day begins.

    >>> day_of(day_start(18_900))
    18900
    """
    return day * DAY_US - OFFSET_US
