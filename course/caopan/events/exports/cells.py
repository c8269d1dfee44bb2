"""Read one cell: what a person typed or a spreadsheet made of it, as a value of its field.

Money goes from digits to whole fen through :class:`decimal.Decimal`, never through a float. What
cannot be read is refused with a reason that ends in what to do.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from zoneinfo import ZoneInfo

from caopan.events.columns import TIME_ZONE
from caopan.events.exports.fields import Unreadable

SHANGHAI = ZoneInfo(TIME_ZONE)
EMPTY = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "\\", "无", "n/a", "na", "null", "none", "nan"}
)
_YUAN = re.compile(r"¥|人民币|rmb|cny|元|圆", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\$|€|£|₩|美元|美金|欧元|英镑|日元|港币|港元|台币|usd|eur|gbp|jpy|hkd|twd|krw", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+", re.IGNORECASE)
_TIMES = {"万": 10_000, "亿": 10**8}
_PIECES = re.compile(r"[件人次单个]$")
_DATE = re.compile(
    r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
    r"(?:[ T]*(?P<h>\d{1,2})[:时点](?P<i>\d{1,2})"
    r"(?:[:分](?P<sec>\d{1,2})(?:\.(?P<f>\d{1,6})\d*)?)?[秒分]?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_DIGITS = re.compile(r"\d{8}(\d{6})?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_FIRST, _LAST = 36_526, 73_050  # spreadsheet days of 2000-01-01 and 2099-12-31
_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_LAST_YEARS = range(2000, 2100)


def plain(cell: str) -> str:
    """Return a cell's text in half-width signs, without the wrapping of a spreadsheet.

    >>> plain('="0123"'), plain("'0456\\t"), plain("￥１，２３４"), plain(" — ")
    ('0123', '0456', '¥1,234', '')
    """
    text = unicodedata.normalize("NFKC", cell).replace("\u200b", "").replace("\ufeff", "").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = text.strip().removeprefix("'").removeprefix("`").strip()
    return "" if text.casefold() in EMPTY else text


def money(text: str, unit: str = "") -> int:
    """Return whole fen.

    unit: of the header, in which the cell is read if it names none itself.

    Raises Unreadable for another currency, a fraction of a fen, and what is no number.

    >>> money("¥1,234.50"), money("(19.90)"), money("-3元"), money("1.2万"), money("1990", "分")
    (123450, -1990, -300, 1200000, 1990)
    >>> money("12.345")
    Traceback (most recent call last):
    ...
    caopan.events.exports.fields.Unreadable: has more than two decimals: a fen is the smallest ...
    """
    if found := _FOREIGN.search(text):
        msg = f"is in another currency ({found[0]}): amounts must be in yuan; convert or drop it"
        raise Unreadable(msg)
    if "%" in text:
        raise Unreadable("is a share, not an amount: give yuan")
    bare = _YUAN.sub("", text)
    scale = 1 if unit == "分" and bare == text and not _scaled(bare) else 100
    fen = _number(bare, unit) * scale
    if fen != fen.to_integral_value():
        raise Unreadable("has more than two decimals: a fen is the smallest amount; round it first")
    return int(fen)


def count(text: str, unit: str = "") -> int:
    """Return a whole number of pieces, people or times.

    Raises Unreadable for a fraction and what is no number.

    >>> count("1,234"), count("３件"), count("1.2万"), count("2.0")
    (1234, 3, 12000, 2)
    """
    number = _number(_PIECES.sub("", text), unit)
    if number != number.to_integral_value():
        raise Unreadable("is no whole number: give the exact count")
    return int(number)


def seconds(text: str, unit: str = "") -> int:
    """Return a duration in whole seconds, rounded half up.

    Raises Unreadable for what is no duration.

    >>> seconds("1:02:03"), seconds("2分30秒"), seconds("1.5", "分钟"), seconds("90")
    (3723, 150, 90, 90)
    """
    if clock := re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})", text):
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + rest
    words = re.fullmatch(r"(?:(\d+)(?:小时|时))?(?:(\d+)(?:分钟|分))?(?:(\d+)秒?)?", text)
    if words and not text.isdigit():
        hours, minutes, rest = (int(part or 0) for part in words.groups())
        return hours * 3600 + minutes * 60 + rest
    scale = {"分": 60, "分钟": 60, "小时": 3600}.get(unit, 1)
    number = _number(text, unit if unit in _TIMES else "") * scale
    return int(number + Decimal("0.5"))


def share(text: str, unit: str = "") -> int:
    """Return a rate in basis points; without a percent sign, 1 is the whole.

    Raises Unreadable for a rate outside of 0 to 100 %, or finer than a basis point.

    >>> share("5%"), share("0.05"), share("5", "%")
    (500, 500, 500)
    """
    percent = text.endswith("%") or unit == "%"
    rate = _number(text.removesuffix("%"), "") * (100 if percent else 10_000)
    if rate != rate.to_integral_value():
        raise Unreadable("is finer than a hundredth of a percent: round it first")
    if not 0 <= rate <= 10_000:
        raise Unreadable("is outside of 0 to 100 %: write 5% or 0.05")
    return int(rate)


def _scaled(text: str) -> bool:
    return text[-1:] in _TIMES


def _number(text: str, unit: str) -> Decimal:
    text = "".join(text.split())
    if bracket := re.fullmatch(r"\((.+)\)", text):
        text = f"-{bracket[1]}"
    scale = _TIMES.get(text[-1:]) or _TIMES.get(unit[:1], 1)
    text = text[:-1] if _scaled(text) else text
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("is in scientific notation, so digits may be lost: export it as text")
    if not _NUMBER.fullmatch(text):
        raise Unreadable("is no number: correct the cell")
    return Decimal(text.replace(",", "")) * scale


def ident(text: str, _unit: str = "") -> str:
    """Return an identifier as text, with its leading zeros.

    Raises Unreadable where a spreadsheet turned it into a number and digits are lost.

    >>> ident("0012345678901234567"), ident("12345.0")
    ('0012345678901234567', '12345')
    >>> ident("1.23E+18")
    Traceback (most recent call last):
    ...
    caopan.events.exports.fields.Unreadable: was turned into a number by a spreadsheet, and ...
    """
    if _SCIENTIFIC.fullmatch(text):
        msg = "was turned into a number by a spreadsheet, and digits are lost: export it as text"
        raise Unreadable(msg)
    if re.fullmatch(r"\d{1,15}\.0+", text):
        text = text.partition(".")[0]
    return text


def words(text: str, _unit: str = "") -> str:
    """Return free text with single blanks."""
    return " ".join(text.split())


def secret(text: str, _unit: str = "") -> str:
    """Return a hash that stands for a name or an address; the text itself is not kept.

    >>> secret("1 Hill Road") == secret("1  Hill Road") != secret("2 Hill Road")
    True
    """
    return blake2b(words(text).casefold().encode(), digest_size=8, person=b"caopan").hexdigest()


def moment(text: str, _unit: str = "") -> datetime:
    """Return a time in Asia/Shanghai.

    Raises Unreadable for a date without a year in front, and for what is no time.

    >>> [f"{moment(text):%m-%d %H:%M:%S}" for text in ("2026/11/1 20:05", "2026年11月1日20时05分",
    ...     "20261101200500", "46327.83680555556", "2026-11-01T12:05:00Z")]
    ['11-01 20:05:00', '11-01 20:05:00', '11-01 20:05:00', '11-01 20:05:00', '11-01 20:05:00']
    """
    if _SERIAL.fullmatch(text) and _FIRST <= Decimal(text) <= _LAST:
        return _EPOCH + timedelta(seconds=int(Decimal(text) * 86_400 + Decimal("0.5")))
    try:
        if _DIGITS.fullmatch(text):
            return _in_years(datetime.strptime(text.ljust(14, "0"), "%Y%m%d%H%M%S"))  # noqa: DTZ007 - the zone follows
        if found := _DATE.fullmatch(text):
            return _in_years(_from_parts(found), found["zone"])
    except ValueError as problem:
        if isinstance(problem, Unreadable):
            raise
        msg = f"is a time that does not exist ({problem}): correct the cell"
        raise Unreadable(msg) from None
    raise Unreadable("is no time with the year first: write 2026-11-01 20:05:00")


def _from_parts(found: re.Match[str]) -> datetime:
    year, month, day, hours, minutes, rest = (
        int(found[part] or 0) for part in ("y", "m", "d", "h", "i", "sec")
    )
    micros = int((found["f"] or "0").ljust(6, "0"))
    return datetime(year, month, day, hours, minutes, rest, micros)  # noqa: DTZ001 - the zone follows


def _in_years(naive: datetime, zone: str | None = None) -> datetime:
    if naive.year not in _LAST_YEARS:
        raise Unreadable("is not between 2000 and 2099: correct the year")
    if zone is None:
        return naive.replace(tzinfo=SHANGHAI)
    spelled = f"{naive.isoformat()}{'+00:00' if zone == 'Z' else zone}"
    return datetime.fromisoformat(spelled).astimezone(SHANGHAI)


def hour(text: str, _unit: str = "") -> datetime:
    """Return the start of a clock hour; of a stretch of time, its first hour.

    Raises Unreadable like :func:`moment`.

    >>> f"{hour('2026-11-01 20:00-21:00'):%d %H:%M}", f"{hour('2026-11-01 20:59'):%d %H:%M}"
    ('01 20:00', '01 20:00')
    """
    start = re.sub(r"\s*[-~至]\s*\d{1,2}:\d{2}(:\d{2})?$", "", text)
    return moment(start).replace(minute=0, second=0, microsecond=0)
