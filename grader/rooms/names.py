"""Which names a cell reads, binds and changes: what a test takes from an answer is known before.

A name that an instructor's cell binds means the clean room's own value; every other global name
that a test reads is fetched from the student room where the test stands. So a test that reads a
name which both sides bind is ambiguous, and the build refuses it.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from caopan.errors import CaopanError

Role = Literal["test", "setup", "solution", "other"]

# With these a test's names could not be known, or a test would depend on a person.
_REFUSED: Final = frozenset(
    {"eval", "exec", "compile", "globals", "locals", "vars", "__import__", "get_ipython", "input"}
)
_CHANGING: Final = frozenset(
    {
        *("append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault"),
        *("sort", "reverse", "add", "discard", "popitem", "fill", "put", "partition"),
        *("difference_update", "intersection_update", "symmetric_difference_update"),
    }
)
_KNOWN: Final = frozenset(dir(builtins)) | {"__name__", "__doc__", "__file__", "__builtins__"}


@dataclass(frozen=True)
class Names:
    """The names of one cell.

    Attributes:
        reads: global names that it reads, at any depth.
        binds: names that it binds for later cells.
        mutates: names whose object it changes in place.
        refused: what a test must not do, a sentence each.
        imports: what each name bound by an import stands for.
    """

    reads: frozenset[str]
    binds: frozenset[str]
    mutates: frozenset[str]
    refused: tuple[str, ...]
    imports: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """One code cell of an assignment: its grade id, its text, its role."""

    grade_id: str
    source: str
    role: Role


def names_of(source: str) -> Names:
    """Find the names of a cell.

    Args:
        source: its text; IPython's magics are understood, and refused in tests.

    Raises:
        CaopanError: it is not Python (line, what to do).

    >>> names = names_of("total = sum(prices)\\nshop['gmv'] = total")
    >>> sorted(names.reads), sorted(names.binds), sorted(names.mutates)
    (['prices', 'shop', 'sum', 'total'], ['total'], ['shop'])
    """
    text, magic = _as_python(source)
    try:
        tree = ast.parse(text)
        table = symtable.symtable(text, "<cell>", "exec")
    except SyntaxError as error:
        raise CaopanError(f"line {error.lineno}: {error.msg}; a cell must be Python.") from error
    reads, binds = _from_table(table)
    reads |= {n for n in _augmented(tree) if n in binds}  # the table calls these assigned only
    imports = dict(_imports(tree))
    refused = [*(["a magic or shell command"] if magic else []), *_forbidden(tree)]
    changed = frozenset(_changed(tree))
    return Names(reads, binds, changed, tuple(dict.fromkeys(refused)), imports)


def fetched(test: Names, own: frozenset[str]) -> tuple[str, ...]:
    """Give the names that a test takes from the answer, sorted.

    Args:
        test: the test cell's names.
        own: names bound by instructor cells up to and with this one.

    >>> fetched(names_of("assert revenue == sum(shop)"), frozenset({"shop"}))
    ('revenue',)
    """
    return tuple(sorted(test.reads - own - _KNOWN))


def role_of(about: Mapping[str, Any], cell_type: str) -> Role:
    """Say what a cell is for, from nbgrader's metadata.

    >>> role_of({"grade": True, "solution": False}, "code")
    'test'
    """
    if about.get("solution"):
        return "solution"
    if cell_type != "code" or about.get("task"):
        return "other"
    if about.get("grade"):
        return "test"
    return "setup" if about.get("locked") else "other"


def problems(cells: Sequence[Cell]) -> list[str]:
    """Say why tests could not be kept apart from answers: a sentence each, in order of cells.

    Args:
        cells: an assignment's code cells in order, answers with their solutions.

    >>> problems([Cell("a", "x = 1", "solution"), Cell("t", "assert eval('x')", "test")])
    ['cell t uses eval (line 1); a test names what it reads in plain Python.']
    """
    found = {c.grade_id: _named(c) for c in cells}
    answers = [(c.grade_id, found[c.grade_id]) for c in cells if c.role == "solution"]
    set_up = [c for c in cells if c.role == "setup"]
    own: dict[str, str] = {}
    for cell in set_up:
        own |= {name: _meaning(found[cell.grade_id], name) for name in found[cell.grade_id].binds}
    said = [s for c in set_up for s in _refusals(c, found[c.grade_id], stars_only=True)]
    for cell in cells:
        if cell.role == "test":
            test = found[cell.grade_id]
            own |= {name: _meaning(test, name) for name in test.binds}
            said += _refusals(cell, test, stars_only=False)
            said += _ambiguous(cell, test, own, answers)
            said += _taken_imports(cell, test, own, answers)
    return said


def _named(cell: Cell) -> Names:
    try:
        return names_of(cell.source)
    except CaopanError as error:
        raise CaopanError(f"cell {cell.grade_id}, {error}") from error


def _refusals(cell: Cell, names: Names, *, stars_only: bool) -> list[str]:
    return [
        f"cell {cell.grade_id} uses {what}; a test names what it reads in plain Python."
        for what in names.refused
        if not stars_only or what.startswith("import *")
    ]


def _ambiguous(
    cell: Cell, test: Names, own: Mapping[str, str], answers: Sequence[tuple[str, Names]]
) -> list[str]:
    """A name of the instructor's that an answer binds or changes as well."""
    said = []
    for name in sorted(test.reads & set(own)):
        for answer, names in answers:
            same_import = own[name] and own[name] == _meaning(names, name)
            binds = name in names.binds and not same_import
            if binds or name in names.mutates:
                verb = "binds" if binds else "changes"
                said.append(
                    f"cell {cell.grade_id} reads {name!r}, which an instructor's cell binds and "
                    f"the answer {answer} {verb}, too; rename one of them."
                )
    return said


def _taken_imports(
    cell: Cell, test: Names, own: Mapping[str, str], answers: Sequence[tuple[str, Names]]
) -> list[str]:
    """A module or function that only the answer imports: the test would ask the trainee for it."""
    return [
        f"cell {cell.grade_id} reads {name!r}, which only the answer {answer} imports; import it "
        "in the test as well."
        for name in fetched(test, frozenset(own))
        for answer, names in answers
        if name in names.imports
    ]


def _meaning(names: Names, name: str) -> str:
    """Say what an imported name stands for; "" where it is no plain import."""
    return names.imports.get(name, "")


def _as_python(source: str) -> tuple[str, bool]:
    try:
        ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        changed = TransformerManager().transform_cell(source)
        return changed, changed.strip() != source.strip()
    return source, False


def _from_table(table: symtable.SymbolTable) -> tuple[frozenset[str], frozenset[str]]:
    """Walk all scopes: what reaches the module's names from anywhere."""
    reads: set[str] = set()
    binds: set[str] = set()
    todo = [table]
    while todo:
        scope = todo.pop()
        top = scope.get_type() == "module"
        for symbol in scope.get_symbols():
            if not top and not symbol.is_global():
                continue
            if symbol.is_referenced():
                reads.add(symbol.get_name())
            if symbol.is_assigned() or symbol.is_imported():
                binds.add(symbol.get_name())
        todo += scope.get_children()
    return frozenset(reads), frozenset(binds)


def _imports(tree: ast.AST) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                meant = alias.name if alias.asname else alias.name.split(".")[0]
                found.append((alias.asname or meant, meant))
        elif isinstance(node, ast.ImportFrom):
            found += [(a.asname or a.name, f"{node.module}.{a.name}") for a in node.names]
    return found


def _forbidden(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in _REFUSED:
            found.append(f"{node.id} (line {node.lineno})")
        elif isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names):
            found.append(f"import * (line {node.lineno})")
    return found


def _augmented(tree: ast.AST) -> set[str]:
    targets = (n.target for n in ast.walk(tree) if isinstance(n, ast.AugAssign))
    return {t.id for t in targets if isinstance(t, ast.Name)}


def _changed(tree: ast.AST) -> set[str]:
    """Find names whose object a statement changes without binding the name."""
    found: set[str | None] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(
            node.ctx, ast.Store | ast.Del
        ):
            found.add(_root(node))
        elif isinstance(node, ast.AugAssign):
            found.add(_root(node.target))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            in_place = any(k.arg == "inplace" for k in node.keywords)
            if in_place or node.func.attr in _CHANGING:
                found.add(_root(node.func.value))
    return {name for name in found if name is not None}


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
