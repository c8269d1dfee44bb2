"""YAML as a tree whose every place knows its line: text, lists and mappings, nothing else.

A document is data that somebody typed: foreign tags, aliases and merged keys are refused, and a key
that stands twice is told, because one of its values would be lost without a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from caopan.documents.units import seen

MOST_BYTES: Final = 200_000
_PLAIN: Final = "tag:yaml.org,2002:"
_TAGS: Final = {
    yaml.ScalarNode: {"str", "int", "float", "bool", "null", "timestamp", "merge", "value"},
    yaml.SequenceNode: {"seq"},
    yaml.MappingNode: {"map"},
}
"""What text, lists and mappings are taken for by themselves; any other tag was written there."""
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A place in a file: its path, its line from 1 on, and what stands there.

    value: text, None, or the places below: by key in a mapping, in order in a list.
    """

    path: Path
    line: int
    value: "str | dict[str, Place] | list[Place] | None"

    def plain(self) -> Any:
        """The data without its places: text, None, lists and mappings."""
        if isinstance(self.value, dict):
            return {key: place.plain() for key, place in self.value.items()}
        if isinstance(self.value, list):
            return [place.plain() for place in self.value]
        return self.value

    def below(self, key: str | int) -> "Place | None":
        """The place one step down, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def nearest(self, path: Sequence[str | int]) -> "Place":
        """The place at a path, or the last one on the way that is there.

        >>> read_tree("a: [x, y]")[0].nearest(("a", 1, "none")).path
        ('a', 1)
        """
        here = self
        for key in path:
            there = here.below(key)
            if there is None:
                return here
            here = there
        return here

    def steps(self, path: str) -> Path:
        """The steps of a path that is told: numbers in lists, names in mappings.

        >>> read_tree("a: [x, y]\\n8: z")[0].steps("a.1")
        ('a', 1)
        """
        here: Place | None = self
        known: list[str | int] = []
        for step in path.split("."):
            listed = here is not None and isinstance(here.value, list) and step.isdecimal()
            known.append(int(step) if listed else step)
            here = here.below(known[-1]) if here is not None else None
        return tuple(known)


class Misread(Exception):
    """Text that is no YAML at all: ``line``, and what is wrong in words."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line, self.says = line, says


def read_tree(text: str, begin: str = "its first part") -> tuple[Place, tuple[Misread, ...]]:
    """Read YAML as a tree, with what must not stand in it: names given twice, aliases, tags.

    begin: what to begin an empty file with, for a message.

    Raises Misread for text that cannot be read on from some line.

    >>> tree, refused = read_tree("{start: 19:30, start: 20:00}")
    >>> tree.plain(), str(refused[0])
    ({'start': '19:30'}, "'start' stands there twice, first in line 1; drop one")
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Misread(1, f"the file is larger than {MOST_BYTES // 1000} kB; nobody typed that")
    try:
        root = _composed(text)
        if root is None:
            raise Misread(1, f"the file is empty; begin with: {begin}")
        reader = _Reader()
        return reader.place(root, ()), tuple(reader.refused)
    except RecursionError:
        raise Misread(1, "lists within lists without end; five steps are enough") from None


def _composed(text: str) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        said = " ".join(part for part in (problem.context, problem.problem) if part)
        line = mark.line + 1 if mark else 1
        raise Misread(line, f"this is no YAML: {said}; mend that line") from problem
    except yaml.YAMLError as problem:
        said = str(problem).partition("\n")[0]
        raise Misread(1, f"this is no YAML: {said}; save it as plain UTF-8 text") from problem
    return root


class _Reader:
    """Turns the parser's nodes into places; a node that is met again came through an alias."""

    def __init__(self) -> None:
        self.refused: list[Misread] = []
        self._met: set[int] = set()

    def place(self, node: yaml.Node, path: Path) -> Place:
        line = node.start_mark.line + 1
        if id(node) in self._met:
            self.refused.append(Misread(line, "aliases (*) are not read; write it out"))
            return Place(path, line, None)
        self._met.add(id(node))
        if node.tag.removeprefix(_PLAIN) not in _TAGS[type(node)]:
            self.refused.append(Misread(line, f"the tag {node.tag!r} is not read; leave it out"))
        return Place(path, line, self._value(node, path))

    def _value(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.ScalarNode):
            nothing = node.style is None and node.value in _NOTHING
            return None if nothing else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.place(each, (*path, at)) for at, each in enumerate(node.value)]
        return self._fields(node, path)

    def _fields(self, node: yaml.Node, path: Path) -> dict[str, Place]:
        fields: dict[str, Place] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.refused.append(Misread(line, "a list is no name; write a name and a colon"))
            elif key.value in fields:
                first = f"first in line {fields[key.value].line}"
                says = f"{seen(key.value)} stands there twice, {first}; drop one"
                self.refused.append(Misread(line, says))
            else:
                there = self.place(value, (*path, key.value))
                # a name and its value are looked for in the line of the name
                fields[key.value] = Place(there.path, line, there.value)
        return fields
