"""Find a sheet's header by its names, below whatever title stands above it, and its role."""

from __future__ import annotations

from dataclasses import dataclass

from caopan.events.exports.cells import plain
from caopan.events.exports.fields import ROLES, Field, Role
from caopan.events.exports.mapping import Claim, Names, folded, name_and_unit

DEEPEST = 20  # rows: titles, dates and notes above a header are fewer


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet that means a field: where it stands, how it is called, its unit."""

    index: int
    shown: str
    field: Field
    unit: str


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header: its role, its last row (from 0), its columns, the names nobody knows."""

    role: Role
    last: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]

    @property
    def lacking(self) -> list[str]:
        """The names of the needs that no column meets, each by its first field."""
        there = {column.field.name for column in self.columns}
        return [need[0] for need in self.role.needs if not there & set(need)]


def letters(index: int) -> str:
    """Return a column's letters in a spreadsheet.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    head, last = divmod(index, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def find_header(rows: list[list[str]], names: Names, role: str | None = None) -> Header | None:
    """Return the header that knows most names and lacks none, or None.

    A header may have two lines: a group's name above, the columns' names below.

    role: look for this one only.

    >>> from caopan.events.exports.mapping import read_mapping
    >>> rows = [["十一月 结算"], ["订单编号", "实际结算金额(元)", "备注"], ["1", "9.90", ""]]
    >>> header = find_header(rows, read_mapping())
    >>> header.role.name, header.last, [column.shown for column in header.columns]
    ('settlement', 1, ['A 订单编号', 'B 实际结算金额(元)'])
    """
    return max(
        (one for one in _candidates(rows, names, role) if not one.lacking), key=_size, default=None
    )


def nearest(rows: list[list[str]], names: Names) -> Header | None:
    """Return the header that knows most names, to say what its sheet would have needed."""
    near = [one for one in _candidates(rows, names, None) if one.columns]
    return max(near, key=lambda one: (_size(one), -len(one.lacking)), default=None)


def _size(header: Header) -> int:
    return len(header.columns)


def _candidates(rows: list[list[str]], names: Names, role: str | None) -> list[Header]:
    found = []
    for row in range(min(DEEPEST, len(rows))):
        for last in (row, row + 1):
            if last < len(rows):
                shown = _shown(rows[row], rows[last] if last > row else None)
                for one in [ROLES[role]] if role else ROLES.values():
                    found.append(_match(shown, last, one, names))
    return found


def _shown(top: list[str], bottom: list[str] | None) -> list[tuple[str, ...]]:
    """Return for each column the names it may go by, the best first."""
    tops = [" ".join(plain(cell).split()) for cell in top]
    if bottom is None:
        return [(name,) for name in tops]
    found: list[tuple[str, ...]] = []
    group = ""
    for index, cell in enumerate(bottom):
        above = tops[index] if index < len(tops) else ""
        group = above or group
        below = " ".join(plain(cell).split())
        if not below or below == above:
            found.append((above,))
        else:
            name, opening, unit = below.partition("(")  # 优惠 above 商家(元) is 商家优惠(元)
            found.append((f"{group}{below}", f"{name}{group}{opening}{unit}", below))
    return found


def _match(shown: list[tuple[str, ...]], last: int, role: Role, names: Names) -> Header:
    claims = names.columns[role.name]
    best: dict[str, tuple[Claim, Column]] = {}
    known: set[int] = set()
    for index, options in enumerate(shown):
        for option in options:
            name, unit = name_and_unit(option)
            claim = claims.get(folded(option)) or claims.get(name)
            if claim is None:
                continue
            known.add(index)
            column = Column(
                index, f"{letters(index)} {option}", role.fields[claim.field], unit or claim.unit
            )
            if claim.field not in best or claim.rank < best[claim.field][0].rank:
                best[claim.field] = (claim, column)
            break
    taken = {column.index for _, column in best.values()}
    unknown = [
        f"{letters(index)} {options[-1]}"
        for index, options in enumerate(shown)
        if index not in taken and options[-1] and name_and_unit(options[-1])[0] not in names.ignored
    ]
    columns = sorted((column for _, column in best.values()), key=lambda one: one.index)
    return Header(role, last, tuple(columns), tuple(unknown))
