"""Which names a cell reads, binds and changes; which tests the build refuses."""

from __future__ import annotations

import builtins
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from grader.rooms.names import Cell, fetched, names_of, problems, role_of

TRICKY = {
    "x + y": ("x y", ""),
    "a = b": ("b", "a"),
    "a += b": ("a b", "a"),
    "a: int = b": ("b int", "a"),
    "def f(p, q=d):\n    return p + g": ("d g", "f"),
    "def f():\n    x = 1\n    def h():\n        return x + y\n    return h": ("y", "f"),
    "f = lambda v, w=k: v + u": ("k u", "f"),
    "[i + n for i in items if i > low]": ("n items low", ""),
    "[(m := i) for i in items]": ("items", "m"),
    "(m := 3)": ("", "m"),
    "class C(Base):\n    z = top\n    def m(self):\n        return self.z + out": (
        "Base top out",
        "C",
    ),
    "@deco\ndef f(x: note) -> back:\n    pass": ("deco note back", "f"),
    "def f():\n    global counter\n    counter = 1": ("", "f counter"),
    "import a.b, c as d\nfrom e import f as g": ("", "a d g"),
    "for i in rows:\n    pass": ("rows", "i"),
    "with open_it() as h, other as (p, q):\n    pass": ("open_it other", "h p q"),
    "try:\n    risky()\nexcept Bad as e:\n    print(e)": ("risky Bad e print", "e"),
    "match value:\n    case {'k': v, **rest}:\n        pass\n    case Point(x=px):\n        pass": (
        "value Point",
        "v rest px",
    ),
    "f'{name!r:>{width}}'": ("name width", ""),
    "first, *others = things": ("things", "first others"),
    "async def f():\n    await g()": ("g", "f"),
    "x = lambda: x": ("x", "x"),
}


@pytest.mark.parametrize("source", TRICKY)
def test_names_at_every_depth(source: str) -> None:
    """What reaches the cell's globals, from any scope, and nothing that is local to one."""
    reads, binds = TRICKY[source]
    names = names_of(source)
    assert names.reads == set(reads.split())
    assert names.binds == set(binds.split())


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(string.ascii_lowercase), min_size=1, max_size=8))
def test_what_running_needs_is_what_is_read(letters: list[str]) -> None:
    """A cell that adds up names runs with exactly the names that were found, and not without."""
    source = "total = " + " + ".join(letters)
    need = fetched(names_of(source), frozenset())
    assert set(need) == set(letters)
    space = dict.fromkeys(need, 1)
    exec(source, space)  # an independent reference: Python itself
    assert space["total"] == len(letters)
    for name in need:
        with pytest.raises(NameError):
            exec(source, {n: 1 for n in need if n != name})


CHANGES = {
    "x['a'] = 1": "x",
    "x.a.b = 1": "x",
    "x[0][1] += 1": "x",
    "del x['a']": "x",
    "x.append(1)": "x",
    "x.loc[x.a > 1, 'b'] = 2": "x",
    "x.sort_values('a', inplace=True)": "x",
    "x['a'].fillna(0, inplace=True)": "x",
    "x.update({})": "x",
    "x += [1]": "x",
    "y = x.copy()": "",
    "y = x.sort_values('a')": "",
    "make().a = 1": "",
}


@pytest.mark.parametrize("source", CHANGES)
def test_changes_in_place_are_seen(source: str) -> None:
    """Whatever changes an object without binding its name counts as a change of that name."""
    assert names_of(source).mutates == set(CHANGES[source].split())


def _cells(*cells: tuple[str, str, str]) -> list[Cell]:
    return [Cell(name, source, role) for name, role, source in cells]  # type: ignore[arg-type]


SETUP = ("s", "setup", "import pandas as pd\nshop = load()")


@pytest.mark.parametrize(
    ("answer", "test", "said"),
    [
        ("shop = 1", "assert shop == 1", "reads 'shop'"),
        ("shop['a'] = 1", "assert shop.a", "changes"),
        ("x = 1", "x = x + 1\nassert x == 2", "reads 'x'"),
        ("import numpy as pd", "pd.Series(x)", "reads 'pd'"),
        ("from math import log\nx = 1", "assert log(x) == 0", "only the answer a imports"),
        ("x = 1", "assert eval('x') == 1", "uses eval"),
        ("x = 1", "assert globals()['x'] == 1", "uses globals"),
        ("x = 1", "exec('assert x')", "uses exec"),
        ("x = 1", "%timeit x", "magic"),
        ("x = 1", "!ls", "magic"),
        ("x = 1", "from math import *\nassert x", "import *"),
        ("x = 1", "assert input() == x", "uses input"),
        ("x = 1", "assert __import__('os')", "uses __import__"),
    ],
)
def test_unsafe_tests_are_refused_with_both_cells(answer: str, test: str, said: str) -> None:
    """The sentence names the test, what is wrong and, where there is one, the answer."""
    found = problems(_cells(SETUP, ("a", "solution", answer), ("t", "test", test)))
    assert found
    assert said in found[0]
    assert "cell t" in found[0]


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        ("import pandas as pd\nx = pd.Series([1])", "pd.testing.assert_series_equal(x, x)"),
        ("x = shop.copy()\nx['a'] = 1", "assert x.a.sum() == len(shop)"),
        ("def f(shop):\n    shop = 1", "assert f(shop) is None"),
        ("x = 1", "_x = x + 1\nassert _x == 2"),
        ("_tmp = 2\nx = _tmp", "from math import log\nassert log(x)"),
        ("%matplotlib inline\nx = 1", "assert x"),
    ],
)
def test_safe_tests_pass(answer: str, test: str) -> None:
    """The same import on both sides, copies, parameters, names of one's own."""
    assert problems(_cells(SETUP, ("a", "solution", answer), ("t", "test", test))) == []


def test_a_name_of_a_later_test_is_not_the_earlier_ones() -> None:
    """Own names are those of set-up cells and of tests up to this one."""
    cells = _cells(("a", "solution", "x = 1"), ("t", "test", "assert x"), ("u", "test", "x = 2"))
    assert problems(cells) == []


def test_what_is_no_python_is_told_with_its_line() -> None:
    """The cell and the line stand in the sentence."""
    with pytest.raises(CaopanError, match=r"cell a, line 2"):
        problems(_cells(("a", "solution", "x = 1\nx ==== 2")))


def test_builtins_are_never_fetched() -> None:
    """They are the clean room's own, however an answer may have patched them."""
    every = "\n".join(n for n in dir(builtins) if n.isidentifier() and n[0] != "_")
    kept = "\n".join(n for n in every.split() if n not in ("None", "True", "False"))
    assert fetched(names_of(kept), frozenset()) == ()


def test_roles_follow_nbgraders_flags() -> None:
    """Answers, tests, set-up cells; written answers and tasks are none of them."""
    flags = {"grade": False, "solution": False, "locked": False}
    assert role_of({**flags, "solution": True, "grade": True}, "code") == "solution"
    assert role_of({**flags, "grade": True}, "code") == "test"
    assert role_of({**flags, "locked": True}, "code") == "setup"
    assert role_of({**flags, "locked": True}, "markdown") == "other"
    assert role_of({**flags, "task": True}, "code") == "other"
