"""One value of a sheet's text set anew, all else as somebody wrote it: comments, order, blanks."""

from collections.abc import Sequence
from typing import Final

import yaml

from caopan.documents.writing import part_text
from caopan.errors import CaopanError

Steps = Sequence[str | int]
_TEXT: Final = yaml.ScalarNode


def with_value(text: str, path: str, value: str) -> str:
    """Set one value in the text of a sheet and leave the rest of it alone.

    path: steps joined by dots, lists counted from 0. value: with its unit, as it stands in a file.
    A name that is not there yet is added to the group that it belongs to.
    Raises CaopanError for text that is no YAML, and for a place that does not hold one value.

    >>> with_value("stock:\\n  skus:\\n    - {sku: k01}  # coat\\n", "stock.skus.0.cover", "4 days")
    'stock:\\n  skus:\\n    - {sku: k01, cover: 4 days}  # coat\\n'
    >>> with_value("ads: {budget_share: 80 %}  # less\\n", "ads.budget_share", "90 %")
    'ads: {budget_share: 90 %}  # less\\n'
    """
    steps: Steps = [int(step) if step.isdecimal() else step for step in path.split(".")]
    node, left = _walked(_root(text), steps)
    if not left:
        return _replaced(text, node, path, value)
    if not isinstance(node, yaml.MappingNode) or not all(isinstance(one, str) for one in left):
        raise CaopanError(f"{path}: there is no such place in the sheet; write it into the text")
    return _added(text, node, _nested([str(one) for one in left], value))


def _root(text: str) -> yaml.Node:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        raise CaopanError("the sheet cannot be read; mend what the check finds first") from problem
    if root is None:
        raise CaopanError("the sheet is empty; begin with the merchant's own conduct")
    return root


def _walked(node: yaml.Node, steps: Steps) -> tuple[yaml.Node, Steps]:
    """The last place on the way that is there, and the steps that are left."""
    for at, step in enumerate(steps):
        below = _below(node, step)
        if below is None:
            return node, steps[at:]
        node = below
    return node, []


def _below(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        named = (value for key, value in node.value if key.value == str(step))
        return next(named, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _replaced(text: str, node: yaml.Node, path: str, value: str) -> str:
    if not isinstance(node, _TEXT) or node.style in {"|", ">"}:
        raise CaopanError(f"{path}: more than one value stands there; change it in the text")
    start, end = node.start_mark.index, node.end_mark.index
    lead = " " if start == end else ""  # a name without a value
    return f"{text[:start]}{lead}{_said(value)}{text[end:]}"


def _added(text: str, node: yaml.MappingNode, entry: str) -> str:
    """Put an entry into a group: behind the last one in a line, else in a line of its own."""
    if node.flow_style:
        end = node.end_mark.index - 1
        body = text[:end].rstrip()
        comma = "" if body.endswith(("{", ",")) else ","
        space = "" if body.endswith("{") else " "
        return f"{body}{comma}{space}{entry}{text[end:]}"
    key = node.value[0][0].start_mark
    if not key.column and key.line != node.value[-1][0].start_mark.line:
        return f"{text.rstrip()}\n\n{entry}\n"  # a part of its own, behind all others
    return f"{text[: key.index]}{entry}\n{' ' * key.column}{text[key.index :]}"


def _nested(names: Sequence[str], value: str) -> str:
    """``a: {b: value}`` of the names a and b."""
    entry = f"{names[-1]}: {_said(value)}"
    for name in reversed(names[:-1]):
        entry = f"{name}: {{{entry}}}"
    return entry


def _said(value: str) -> str:
    """A value as YAML writes it, quoted where it has to be."""
    said = part_text({"x": value}).removeprefix("x: ").rstrip("\n")
    plain = said == value and any(sign in value for sign in ",[]{}")
    return f"'{value}'" if plain else said
