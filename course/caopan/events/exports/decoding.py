"""A text export as rows of cells: its encoding, its separator, its quotes."""

from __future__ import annotations

import codecs
import csv
import io
import re

from caopan.errors import CaopanError

SEPARATORS = (",", "\t", ";", "；", "，", "|")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(content: bytes, file: str) -> str:
    """Return a file's text: UTF-8 or UTF-16 with a mark, else UTF-8, else GB18030.

    Raises CaopanError that names byte and line of what is no text in that encoding.

    >>> decoded("订单编号".encode("gbk"), "orders.csv")
    '订单编号'
    >>> decoded("订单编号\\n".encode() + b"\\xff", "orders.csv")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: orders.csv, line 2: byte 14 of the file is no UTF-8; ...
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, file, len(mark))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        # true GBK text breaks UTF-8 within a few signs: with Chinese before it, it was UTF-8
        if len(_CHINESE.findall(content[: problem.start].decode("utf-8"))) > 2:
            raise _broken(content, problem.start, "UTF-8", file, 0) from None
    return _strict(content, "gb18030", file, 0)


def _strict(content: bytes, encoding: str, file: str, before: int) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _broken(content, problem.start, encoding.upper(), file, before) from None


def _broken(content: bytes, start: int, encoding: str, file: str, before: int) -> CaopanError:
    line = content.count(b"\n", 0, start) + 1
    return CaopanError(
        f"{file}, line {line}: byte {before + start + 1} of the file is no {encoding}; "
        "export it again, as UTF-8, or mend that line"
    )


def separated(text: str, file: str) -> list[list[str]]:
    """Split a text into rows of cells, by the separator that gives most cells near the top.

    Blank lines stay, as rows without cells, so that rows count as in a spreadsheet.

    Raises CaopanError for an open quote.

    >>> separated('a;b\\n\\n"1;5";2\\n', "a.csv")
    [['a', 'b'], [], ['1;5', '2']]
    """
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE):  # a spreadsheet's own hint
        return [[], *_split(rest, told[1], file)]
    top = text.splitlines()[:30]
    return _split(text, max(SEPARATORS, key=lambda one: _columns(top, one)), file)


def _columns(lines: list[str], separator: str) -> int:
    """Count the lines that have as many cells as the longest, times these cells."""
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1]
    return max(widths, default=0) * sum(width == max(widths) for width in widths)


def _split(text: str, separator: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as problem:
        msg = f"{file}, line {reader.line_num}: {problem}; mend the quotes there or export it again"
        raise CaopanError(msg) from None
    return rows
