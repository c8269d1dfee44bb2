"""The units of a STAGE sheet: which stands behind which of its values."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from caopan.documents.units import COVER, DAYS, MINUTES, SHARE, YUAN, Unit, parts, seen, taken

_WIDE: Final = 10**15
PRICE: Final = Unit("yuan", "129.00 yuan", 2, low=1)
THRESHOLD: Final = Unit("yuan", "199.00 yuan", 2, high=_WIDE)
BUDGET: Final = Unit("yuan/h", "300.00 yuan/h", 2)
BID: Final = Unit("yuan/visit", "1.50 yuan/visit", 2)
MONTHLY: Final = Unit("yuan/month", "5000.00 yuan/month", 2)
CHANGE: Final = Unit("% of list", "-10 % of list", 2, -10_000, 20_000, over=True)
TALK: Final = Unit("min", "6 min", low=1, high=240)
TURN: Final = Unit("min", "120 min", low=1, high=960)
LENGTH: Final = Unit("min", "240 min", low=1, high=1_440)
EVERY: Final = Unit("min", "30 min", high=240)
PIECES: Final = Unit("pieces", "200 pieces", low=1, high=10_000_000, one="piece")
HEADS: Final = Unit("heads", "2 heads", high=100, one="head")
PRESSURE: Final = Unit("of full pressure", "0.4 of full pressure", None, 0, 1)
CREATIVES: Final = Unit("a week", "3 a week", None, 0, 50)
VIDEOS: Final = Unit("a day", "2 a day", None, 0, 20)
ROI: Final = Unit("yuan GMV/yuan", "2.5 yuan GMV/yuan", None, 0, 1_000)

Yuan = Annotated[int, *parts(YUAN)]
Threshold = Annotated[int, *parts(THRESHOLD)]
Budget = Annotated[int, *parts(BUDGET)]
Bid = Annotated[int, *parts(BID)]
Monthly = Annotated[int, *parts(MONTHLY)]
Share = Annotated[int, *parts(SHARE)]
Since = Annotated[int, *parts(MINUTES)]
TalkMinutes = Annotated[int, *parts(TALK)]
TurnMinutes = Annotated[int, *parts(TURN)]
Length = Annotated[int, *parts(LENGTH)]
Every = Annotated[int, *parts(EVERY)]
Pieces = Annotated[int, *parts(PIECES)]
Heads = Annotated[int, *parts(HEADS)]
Days = Annotated[int, *parts(DAYS)]
Cover = Annotated[float, *parts(COVER)]
Pressure = Annotated[float, *parts(PRESSURE)]
Creatives = Annotated[float, *parts(CREATIVES)]
Videos = Annotated[float, *parts(VIDEOS)]
Roi = Annotated[float, *parts(ROI)]


def clock_of(text: str) -> int:
    """Minute of the day of a clock time; ValueError says what is asked for.

    >>> clock_of("19:30")
    1170
    """
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(
            f"{seen(text)} is no time of the day; give hours and minutes, such as 19:30"
        )
    return int(found[1]) * 60 + int(found[2])


def clock(minute: int) -> str:
    """Write a minute of the day as a clock time.

    >>> clock(1170)
    '19:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _of_the_clock(given: Any) -> Any:
    if isinstance(given, str) and not re.fullmatch(r"[0-9]|1[0-9]|2[0-3]", given):
        raise ValueError(f"{seen(given)} is no hour of the clock; give 0 to 23")
    return given


Hour = Annotated[
    str,
    BeforeValidator(_of_the_clock),
    WithJsonSchema({"type": "string", "pattern": r"^([0-9]|1[0-9]|2[0-3])$"}),
]


def _in_a_day(given: Any) -> Any:
    if isinstance(given, int) and not 0 <= given < 1_440:
        raise ValueError(f"minute {given} is not of a day; give 0 to 1439")
    return given


Clock = Annotated[
    int,
    BeforeValidator(_in_a_day),
    taken(clock_of),
    PlainSerializer(clock, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$", "examples": ["19:30"]}
    ),
]
