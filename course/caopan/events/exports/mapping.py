"""Which column name means which field: the shipped mapping, and a person's own on top of it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from typing import Any

from caopan.errors import CaopanError
from caopan.events.catalogue import did_you_mean
from caopan.events.exports.fields import ROLES, WORDS

SHIPPED = "mapping.toml"
SKIP = "skip"
UNITS = ("元", "万", "万元", "亿", "分", "秒", "分钟", "小时", "%")
"""The units that a header may give: 分 is the fen, or the minute of a duration."""
_PLAIN = frozenset({"件", "人", "次", "单", "个", "rmb", "cny", "yuan", "s", "人民币"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What a column name means: the field, its rank among the field's names, the cells' unit."""

    field: str
    rank: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """A mapping in the form in which sheets are looked up.

    columns: for each role, the claims by folded column name. words: for each list, the word of
    the tables by folded word of the cells. patterns: the role, or ``skip``, by pattern of a file's
    name; later ones win.
    """

    columns: dict[str, dict[str, Claim]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    totals: set[str] = field(default_factory=set)
    patterns: dict[str, str] = field(default_factory=dict)

    def role_of(self, file: str) -> str | None:
        """Return the role that a pattern gives to a file's name, or None."""
        found = [role for pattern, role in self.patterns.items() if fnmatch(file, pattern)]
        return found[-1] if found else None


def folded(text: str) -> str:
    """Return a name without the differences that make no difference.

    >>> folded(" 实付 金额（元）"), folded("ＳＫＵ\\u3000id")
    ('实付金额(元)', 'skuid')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.replace("_", " ").split())


def name_and_unit(text: str) -> tuple[str, str]:
    """Split a header into folded name and unit; the unit is empty where none is known.

    >>> name_and_unit("成交金额（万元）"), name_and_unit("签收/完成时间"), name_and_unit("运费/元")
    (('成交金额', '万元'), ('签收/完成时间', ''), ('运费', '元'))
    """
    name = folded(text)
    for opening, closing in (("(", ")"), ("[", "]"), ("/", "")):
        head, found, unit = name.removesuffix(closing).rpartition(opening)
        if found and head and name.endswith(closing) and (unit in UNITS or unit in _PLAIN):
            return head, unit
    return name, ""


def read_mapping(own: Path | None = None) -> Names:
    """Return the shipped mapping, extended and overridden by a person's own file.

    Raises CaopanError that names the file and the key of a mistake.

    >>> read_mapping().columns["settlement"]["服务商佣金"].field
    'provider_fen'
    """
    names = Names()
    shipped = files("caopan.events.exports").joinpath(SHIPPED).read_text("utf-8")
    _lay(names, _parse(shipped, SHIPPED), SHIPPED)
    if own is not None:
        try:
            text = own.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            msg = f"cannot read the mapping {own}: {problem}; give a TOML file in UTF-8"
            raise CaopanError(msg) from problem
        _lay(names, _parse(text, str(own)), str(own))
    return names


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        msg = f"the mapping {where} is no TOML: {problem}; mend that line"
        raise CaopanError(msg) from problem


def _lay(names: Names, content: dict[str, Any], where: str) -> None:
    """Check one file and lay its claims over what is there."""
    known = (*ROLES, "words", "ignore", "totals", "files")
    for key, table in content.items():
        if key not in known:
            raise _mistake(where, key, f"no such section{did_you_mean(key, known)}", known)
        if not isinstance(table, dict):
            raise _mistake(where, key, "a section is due", ())
    ignored = {folded(name) for name in _listed(content.get("ignore", {}), "ignore", where)}
    for role in ROLES:
        claims = _claims(role, content.get(role, {}), where)
        for name in ignored & claims.keys():
            key = f"{role}.{claims[name].field}"
            raise _mistake(where, key, f"the name {name!r} stands in [ignore], too", ())
        names.columns.setdefault(role, {}).update(claims)
        for name in ignored & names.columns[role].keys() - claims.keys():
            del names.columns[role][name]
    names.ignored.update(ignored)
    names.totals.update(map(folded, _listed(content.get("totals", {}), "totals", where)))
    for group, table in content.get("words", {}).items():
        if group not in WORDS:
            raise _mistake(where, f"words.{group}", "no such list of words", WORDS)
        names.words.setdefault(group, {}).update(_words(group, table, where))
    for pattern, role in content.get("files", {}).items():
        if role not in (*ROLES, SKIP):
            raise _mistake(where, f"files.{pattern}", f"no sort of sheet: {role!r}", (*ROLES, SKIP))
        names.patterns[pattern] = role


def _claims(role: str, table: dict[str, Any], where: str) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for target, told in table.items():
        key = f"{role}.{target}"
        if target not in ROLES[role].fields:
            hint = did_you_mean(target, ROLES[role].fields)
            raise _mistake(where, key, f"no such field{hint}", ROLES[role].fields)
        unit, listed = "", told
        if isinstance(told, dict):
            if told.keys() != {"names", "unit"} or told["unit"] not in UNITS:
                raise _mistake(where, key, "a list of names, or names and a unit, is due", UNITS)
            unit, listed = told["unit"], told["names"]
        for rank, name in enumerate(_texts(listed, key, where)):
            _once(claims, folded(name), target, key, where)
            claims[folded(name)] = Claim(target, rank, unit)
    return claims


def _words(group: str, table: Any, where: str) -> dict[str, str]:
    found: dict[str, str] = {folded(word): word for word in WORDS[group]}
    for word, told in table.items() if isinstance(table, dict) else ():
        key = f"words.{group}.{word}"
        if word not in WORDS[group]:
            raise _mistake(where, key, "no such word", WORDS[group])
        for name in _texts(told, key, where):
            if found.get(folded(name), word) != word:
                twice = f"the word {name!r} already means {found[folded(name)]}"
                raise _mistake(where, key, twice, ())
            found[folded(name)] = word
    return found


def _once(claims: dict[str, Claim], name: str, target: str, key: str, where: str) -> None:
    if name in claims:
        other = claims[name].field
        said = "is there twice" if other == target else f"is claimed by {other}, too"
        raise _mistake(where, key, f"the name {name!r} {said}", ())


def _listed(table: dict[str, Any], section: str, where: str) -> Iterator[str]:
    for key, told in table.items():
        yield from _texts(told, f"{section}.{key}", where)


def _texts(told: Any, key: str, where: str) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(one, str) and one.strip() for one in told):
        raise _mistake(where, key, "a list of names is due", ())
    return told


def _mistake(where: str, key: str, what: str, known: Iterable[str]) -> CaopanError:
    listed = ", ".join(known)
    choice = f" (there are: {listed})" if listed else ""
    return CaopanError(f"the mapping {where}, key {key}: {what}{choice}; mend the key")
