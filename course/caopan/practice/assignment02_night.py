"""Assignment 02, reading the own night: what was seen, compared with what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.board import METRICS
from caopan.events import card, load
from caopan.events.places import folder_of
from caopan.practice.compare import described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market.jam import Jam

FEEDS: Final = ("order_line", "product_event", "interaction")
CODES: Final = ("T3", "T8", "I2", "F2", "C4", "C5", "C6", "C8", "A2", "G3")
"""Metrics of which some are made from a feed that fell silent."""
KEYS: Final = ("sku", "sku_minute", "feed", "silent_from", "silent_until", "doubtful")
MINUTES: Final = (40, 80, 120, 160, 200, 240)
WATCHED: Final = ("T8", "I1", "F2", "C5", "C6", "C7", "C8", "C9")
FALL: Final = -0.30
FEWEST: Final = 30
"""The naive rule's fall, and the events below which a cry stands on too little (assumed)."""
MINUTE_KEYS: Final = ("sku_minute", "silent_from", "silent_until")
NEAR: Final = 1
"""Minutes by which an answer may be off."""


class Happened(NamedTuple):
    """What happened on a night; minutes are since the opening.

    sku, sku_minute: the first SKU whose stock reached zero, and when; None where none did.
    feed, last, begins, ends: the jammed table, its last row before the jam, and the jam.
    """

    sku: str | None
    sku_minute: int | None
    feed: str
    last: int
    begins: int
    ends: int


def as_story(value: object) -> dict[str, Any]:
    """Give an answer's six parts, or say what is wrong with its shape.

    Raises:
        AssertionError: it is no dict, or a part is missing or of another kind.

    >>> as_story({"sku": "k01"})
    Traceback (most recent call last):
    ...
    AssertionError: story: the key 'sku_minute' is missing.
    """
    assert isinstance(value, Mapping), f"story: a dict is asked for, not {type(value).__name__}."
    missing = [key for key in KEYS if key not in value]
    assert not missing, f"story: the key {missing[0]!r} is missing."
    none = value["sku"] is None and value["sku_minute"] is None
    for key in MINUTE_KEYS[none:]:
        given = value[key]
        whole = isinstance(given, Integral) and not isinstance(given, bool)
        said = f"story[{key!r}] is {described(given)}; a whole number of minutes is asked for."
        assert whole, said
    for key in ("sku", "feed")[none:]:
        said = f"story[{key!r}] is {described(value[key])}; text is asked for."
        assert isinstance(value[key], str), said
    feed, codes = value["feed"], value["doubtful"]
    assert feed in FEEDS, f"story['feed'] is {feed!r}; take one of {', '.join(FEEDS)}."
    listed = isinstance(codes, list | tuple | set) and all(isinstance(c, str) for c in codes)
    assert listed, f"story['doubtful'] is {described(codes)}; a list of codes is asked for."
    strange = sorted(set(codes) - set(CODES))
    assert not strange, f"story['doubtful']: {strange[0]!r} is none of {', '.join(CODES)}."
    return {**{key: value[key] for key in KEYS}, "doubtful": set(codes)}


def as_alarms(value: object) -> dict[str, str]:
    """Give an answer's cries, or say what is wrong with its shape.

    Raises:
        AssertionError: it is no dict, or has another name or word in it.

    >>> as_alarms({"120 C9": "many"})
    Traceback (most recent call last):
    ...
    AssertionError: alarms['120 C9'] is 'many'; "few" or "enough" is asked for.
    """
    assert isinstance(value, Mapping), f"alarms: a dict is asked for, not {type(value).__name__}."
    names = {f"{minute} {code}" for minute in MINUTES for code in WATCHED}
    for name, word in value.items():
        said = f"alarms: {described(name)} is no minute and code, such as '120 C9'."
        assert isinstance(name, str), said
        assert name in names, said
        said = f'alarms[{name!r}] is {described(word)}; "few" or "enough" is asked for.'
        assert isinstance(word, str), said
        assert word in ("few", "enough"), said
    return dict(value)


def doubtful(feed: str) -> set[str]:
    """The codes that are made from a feed, as the registry tells.

    >>> sorted(doubtful("order_line"))
    ['C6', 'C8']
    """
    return {c for c in CODES if any(need.startswith(f"{feed}.") for need in METRICS[c].needs)}


def happened(merchant: str, jam: Jam) -> Happened:
    """What happened on a merchant's last session with events, on which ``jam`` was planted."""
    session = card(merchant).event_sessions[-1]
    opening = load("live_session", merchant=merchant, session=session)["start_ts"].iloc[0]
    arrived = load(jam.table, merchant=merchant, session=session)["arrive_ts"]
    before = arrived[arrived < opening + timedelta(minutes=jam.begins)].max()
    stock = load("stock_event", merchant=merchant).sort_values("ts", kind="stable")
    left = stock.groupby("sku_id")["delta"].cumsum()
    gone = stock[(left <= 0) & (stock["ts"] >= opening)].head(1)
    sku = None if gone.empty else str(gone["sku_id"].iloc[0])
    when = None if gone.empty else _minute(gone["ts"].iloc[0], opening)
    return Happened(sku, when, jam.table, _minute(before, opening), jam.begins, jam.ends)


def _minute(moment: datetime, opening: datetime) -> int:
    return int((moment - opening).total_seconds() // 60)


def points_of_story(story: Mapping[str, Any], true: Happened) -> tuple[float, list[str]]:
    """Give the points of a story, at most 5, and what is wrong with it.

    story: as :func:`as_story` gives it.

    >>> told = {"sku": "k01", "sku_minute": 41, "feed": "interaction", "silent_from": 60,
    ...         "silent_until": 72, "doubtful": {"I2", "F2"}}
    >>> points_of_story(told, Happened("k01", 40, "interaction", 59, 60, 72))
    (5.0, [])
    """
    sku, feed = story["sku"] == true.sku, story["feed"] == true.feed
    right = {
        "sku": sku,
        "sku_minute": sku and _near(story["sku_minute"], true.sku_minute, true.sku_minute),
        "feed": feed,
        "silent_from": feed and _near(story["silent_from"], true.last, true.begins),
        "silent_until": feed and _near(story["silent_until"], true.ends, true.ends),
    }
    points = sum(_WORTH[key] for key, good in right.items() if good)
    said = [f"story[{key!r}] is {story[key]!r}: {_WHY[key]}." for key in right if not right[key]]
    codes, wanted = story["doubtful"], doubtful(true.feed)
    points += len(codes & wanted) / len(codes | wanted) if codes else 0.0
    if wanted - codes:
        said.append("story['doubtful']: a metric that is made from that feed is missing.")
    if codes - wanted:
        said.append("story['doubtful']: a metric is accused that needs nothing of that feed.")
    return round(points, 2), said


def _near(given: int | None, low: int | None, high: int | None) -> bool:
    if given is None or low is None or high is None:
        return given is low
    return low - NEAR <= given <= high + NEAR


_WORTH: Final = {
    "sku": 1.0,
    "sku_minute": 0.5,
    "feed": 1.0,
    "silent_from": 0.75,
    "silent_until": 0.75,
}
_WHY: Final = {
    "sku": "its stock was not the first to reach zero between opening and close",
    "sku_minute": "not the minute at which the first SKU's stock reached zero",
    "feed": "rows of it kept arriving; look at arrive_ts, not at when things happened",
    "silent_from": "rows of the silent feed still arrived then, or had long stopped",
    "silent_until": "not the minute at which everything arrived at once",
}


def cries_of(merchant: str) -> dict[str, str]:
    """The naive rule's cries on a merchant's last session with events, few or enough."""
    return dict(_cries_in(merchant, folder_of(merchant)))


@lru_cache(maxsize=2)
def _cries_in(merchant: str, _: Path) -> Mapping[str, str]:
    from caopan.board.replay import Replay

    board = Replay.of(merchant)
    cries: dict[str, str] = {}
    for minute in MINUTES:
        board.jump(minute * 60)
        for code in WATCHED:
            figure = board.reading[code]
            last, before = figure.last, figure.before
            if last is None or not before or last / before - 1 >= FALL:
                continue
            few = min(figure.denominator[1:]) < FEWEST
            cries[f"{minute} {code}"] = "few" if few else "enough"
    return cries


def points_of_alarms(
    given: Mapping[str, str], true: Mapping[str, str], most: float = 4.0
) -> tuple[float, list[str]]:
    """Give the points of the cries that were told, and what is wrong with them.

    >>> points_of_alarms({"40 C9": "few"}, {"40 C9": "few", "80 C8": "enough"})
    (2.0, ['alarms: a cry of the rule is missing.'])
    """
    right = sum(true.get(name) == word for name, word in given.items())
    said: list[str] = []
    if set(true) - set(given):
        said.append("alarms: a cry of the rule is missing.")
    if set(given) - set(true):
        said.append("alarms: a cry is told where the rule is silent: 30 % of what, below which?")
    if any(true.get(name, word) != word for name, word in given.items()):
        said.append("alarms: a label is wrong: both windows' denominators count, not numerators.")
    of = len(set(given) | set(true))
    return round(most * right / of, 2) if of else most, said


@exercise(
    "02-story",
    "watch('mine'), and step: which tile falls to nothing while the others go on?",
    "Count the rows of each feed by the minute of arrive_ts: after a silence much comes at once.",
    "Stock is a running sum: groupby('sku_id')['delta'].cumsum(). METRICS[code].needs says what a "
    "metric is made from.",
    praise="The shape is right, and nothing is impossible. Hidden tests know what happened.",
)
def _story(value: object) -> str | None:
    try:
        told = as_story(value)
    except AssertionError as broken:
        return str(broken)
    return _impossible(told)


def _impossible(told: Mapping[str, Any]) -> str | None:
    """Say what cannot be, from the own tables alone: it gives nothing away."""
    session = load("live_session", merchant="mine", session=card("mine").event_sessions[-1])
    lasted = session["end_ts"].iloc[0] - session["start_ts"].iloc[0]
    minutes = int(lasted.total_seconds() // 60)
    for key in MINUTE_KEYS:
        if told[key] is not None and not 0 <= told[key] <= minutes:
            return f"story[{key!r}] is {told[key]}; the session lasted {minutes} minutes."
    if told["silent_from"] >= told["silent_until"]:
        return "story: the silence ends before it begins."
    if told["sku"] not in {None, *load("product", merchant="mine")["sku_id"]}:
        return f"story['sku']: {told['sku']!r} is no SKU of yours."
    if not told["doubtful"]:
        return "story['doubtful'] is empty; METRICS[code].needs says what a metric is made from."
    return None


@exercise(
    "02-alarms",
    "board.reading[code] holds last, before and denominator (all, last ten, ten before).",
    "More than 30 % below: last ÷ before − 1 is smaller than −0.30.",
    praise="The shape is right. Hidden tests compare cry by cry.",
)
def _alarms(value: object) -> str | None:
    try:
        as_alarms(value)
    except AssertionError as broken:
        return str(broken)
    return None
