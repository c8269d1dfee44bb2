"""Plain data as YAML that people like to read: rows in a line each, dates without quotes."""

import re
from io import StringIO
from typing import Any, Final

import yaml

WIDTH: Final = 98
_DATE: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class _Writer(yaml.SafeDumper):
    """Writes rows in a line each; indents entries of lists below their name."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def part_text(data: dict[str, Any]) -> str:
    """Write plain data as YAML, rows in a line each.

    >>> part_text({"roster": [{"anchor": "A1", "length": "120 min"}]})
    'roster:\\n  - {anchor: A1, length: 120 min}\\n'
    """
    node = _Writer(StringIO(), sort_keys=False).represent_data(data)
    _shaped(node, within=False)
    return str(yaml.serialize(node, Dumper=_Writer, allow_unicode=True, width=10_000))


def _shaped(node: Any, *, within: bool) -> None:
    """Set rows and short lists in a line, all else in blocks; dates without quotes."""
    if isinstance(node, yaml.ScalarNode):
        if _DATE.fullmatch(node.value):
            node.tag = "tag:yaml.org,2002:timestamp"  # so it is written without quotes
        elif not node.value.isprintable():
            node.style = '"'  # breaks of lines stay what they are, of whatever alphabet
        return
    below = [each for pair in node.value for each in pair] if _mapping(node) else node.value
    for each in below:
        _shaped(each, within=within or isinstance(node, yaml.SequenceNode))
    flat = _size(node) <= WIDTH - 8
    plain = all(isinstance(each, yaml.ScalarNode) for each in below)
    in_line = flat and (within or (plain and not _mapping(node)))
    node.flow_style = in_line or not below


def _mapping(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)


def _size(node: yaml.Node) -> int:
    """Letters that a node takes in one line, about."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value)
    below = [each for pair in node.value for each in pair] if _mapping(node) else node.value
    return 2 + sum(_size(each) + 2 for each in below)
