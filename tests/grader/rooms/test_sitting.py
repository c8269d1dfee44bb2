"""What passes between the rooms: values as they stand, calls, verdicts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.rooms.limits import Limits
from grader.rooms.sitting import Sitting
from grader.rooms.tested import Reason

Sit = Callable[..., Sitting]
Said = Callable[[list[dict[str, Any]]], str]


def test_a_test_reads_values_as_they_stand(sit: Sit) -> None:
    """A later cell can't change what an earlier test has read."""
    sitting = sit()
    sitting.run("x = 1")
    assert sitting.test("assert x == 1", ("x",)).passed
    sitting.run("x = 2")
    assert not sitting.test("assert x == 1", ("x",)).passed


def test_set_up_cells_give_the_clean_rooms_own_values(sit: Sit) -> None:
    """What the answer made of a name of the instructor's is not seen by a test."""
    sitting = sit(shop__csv=b"a\n1\n")
    sitting.set_up("import pandas as pd\nshop = pd.read_csv('shop.csv')")
    sitting.run("shop = 'gone'")
    assert sitting.test("assert int(shop.a.sum()) == 1", ()).passed


def test_functions_are_called_where_they_live(sit: Sit, said: Said) -> None:
    """They keep their state; arguments are copies; nested functions come along."""
    sitting = sit()
    sitting.run("calls = []")
    sitting.run(
        "def f(x, *, k=0):\n    calls.append(x)\n    x.append(9)\n    return len(calls) + k"
    )
    done = sitting.test("a = [1]\nassert f(a) == 1\nassert f(a, k=5) == 7\nassert a == [1]", ("f",))
    assert done.passed, said(done.outputs)
    sitting.run("def maker():\n    return lambda x: x + 1")
    assert sitting.test("assert maker()(1) == 2", ("maker",)).passed


def test_what_an_answer_raises_arrives_by_type(sit: Sit, said: Said) -> None:
    """The builtin type is raised; the trainee's words are in ``.text`` and nowhere else."""
    sitting = sit()
    sitting.run("class Mine(KeyError):\n    pass\ndef f(x):\n    raise Mine(f'leak {x}')")
    source = "try:\n    f(7919)\nexcept KeyError as e:\n    assert '7919' in e.text\n    print(e)"
    done = sitting.test(source, ("f",))
    assert done.passed, said(done.outputs)
    assert "7919" not in said(done.outputs)
    assert any("7919" in note for note in sitting.notes)
    failed = sitting.test("f(7919)", ("f",))
    assert not failed.passed
    assert "leak" not in said(failed.outputs)


def test_what_is_printed_during_a_test_is_the_instructors(sit: Sit, said: Said) -> None:
    """It goes to the notes, not into the test's outputs, nor into a later cell's."""
    sitting = sit()
    sitting.run("def f(x):\n    print('heard', x)\n    return x")
    done = sitting.test("assert f(4242) == 4242", ("f",))
    assert done.passed
    assert done.outputs == []
    assert any("heard 4242" in note for note in sitting.notes)
    assert said(sitting.run("None").outputs) == ""


def test_a_function_that_hangs_costs_its_test(sit: Sit, said: Said) -> None:
    """The test gets a TimeoutError; who honours the clock stays open."""
    sitting = sit(Limits(call_seconds=0.5, cell_seconds=5))
    sitting.run("def f():\n    while True:\n        pass\ny = 3")
    done = sitting.test("f()", ("f",))
    assert not done.passed
    assert done.reason is Reason.CALL_TIMEOUT
    assert "TimeoutError" in said(done.outputs)
    assert sitting.test("assert y == 3", ("y",)).passed


def test_what_cannot_be_handed_over_is_said(sit: Sit, said: Said) -> None:
    """A clear sentence and no points; the next test goes on."""
    sitting = sit()
    sitting.run("g = (n for n in range(3))\nz = 1")
    done = sitting.test("list(g)", ("g",))
    assert (done.passed, done.reason, done.name) == (False, Reason.UNCARRIED, "g")
    assert "can't be handed to the tests" in said(done.outputs)
    assert sitting.test("assert z == 1", ("z",)).passed


def test_a_missing_name_is_a_name_error(sit: Sit, said: Said) -> None:
    """As it would be anywhere; a value of an earlier test does not stand in."""
    sitting = sit()
    sitting.run("x = 1")
    assert sitting.test("assert x", ("x",)).passed
    sitting.run("del x")
    assert "NameError" in said(sitting.test("x", ("x",)).outputs)


def test_no_answer_can_speak_for_a_test(sit: Sit) -> None:
    """Frames that an answer writes to its own line are a breach: the room is closed, no points."""
    sitting = sit()
    sitting.run("x = 0")
    sitting.run(
        "import os, socket, struct\n"
        "def forge():\n"
        "    for fd in range(3, 40):\n"
        "        try:\n"
        "            s = socket.socket(fileno=os.dup(fd))\n"
        "            s.send(struct.pack('<4sBxxxII', b'room', 10, 1, 2) + b'{}')\n"
        "        except OSError:\n"
        "            pass\n"
    )
    sitting.run("forge()")
    done = sitting.test("assert x == 1", ("x",))
    assert not done.passed
    assert sitting.closed


def test_truth_never_enters_the_student_room(sit: Sit, said: Said, monkeypatch: Any) -> None:
    """The case goes to the clean room alone, over its own line."""
    sitting = sit()
    told = said(sitting.run("from grader.marking import case\ncase()").outputs)
    assert "no case is mounted" in told


def test_partial_credit_is_the_last_number(sit: Sit) -> None:
    """Numbers are handed out as text; truth values and text are no numbers."""
    sitting = sit()
    values = {"2.5": "2.5", "True": None, "'3'": None, "None": None, "float('nan')": "nan"}
    assert {s: sitting.test(s, ()).value for s in values} == values
    assert sitting.test("import numpy as np\nnp.float64(1.5)", ()).value == "1.5"


def test_a_test_that_hangs_is_closed_and_the_next_one_runs(sit: Sit) -> None:
    """An author's endless loop costs its own cell."""
    sitting = sit(Limits(cell_seconds=0.5, grace_seconds=0.5))
    assert not sitting.test("while True:\n    pass", ()).passed
    assert sitting.test("assert True", ()).passed


def test_a_figure_crosses_as_what_it_shows(sit: Sit, said: Said) -> None:
    """A test reads titles, labels and series of the figure that an answer drew."""
    sitting = sit()
    sitting.run(
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n"
        "axes.plot([1, 2], [3, 4], label='sold')\naxes.set_title('Sold a day')\nplt.show()"
    )
    source = (
        "(plot,) = figure.axes\nassert plot.title == 'Sold a day'\n"
        "assert plot.series[0].y == (3, 4)\nassert plot == axes"
    )
    done = sitting.test(source, ("axes", "figure"))
    assert done.passed, said(done.outputs)


def test_frames_cross_whole(sit: Sit, said: Said) -> None:
    """A frame, its index and its types are what they were; the test's copy is its own."""
    sitting = sit()
    sitting.run(
        "import pandas as pd\nday = pd.date_range('2026-01-01', periods=3, tz='Asia/Shanghai')\n"
        "frame = pd.DataFrame({'sku': ['A', None, 'C'], 'fen': [1, 2, 3]}, index=day)"
    )
    source = (
        "assert str(frame.index.tz) == 'Asia/Shanghai'\nassert frame['sku'].isna().sum() == 1\n"
        "frame['fen'] = 0"
    )
    assert sitting.test(source, ("frame",)).passed
    assert said(sitting.run("int(frame.fen.sum())").outputs) == "6"


def test_the_whole_notebook_has_a_time(sit: Sit, said: Said) -> None:
    """Cells that each keep within theirs do not add up to hours; tests then say why they can't."""
    sitting = sit(Limits(notebook_seconds=1, cell_seconds=5))
    for _ in range(20):
        sitting.run("import time\ntime.sleep(0.3)\nx = 1")
    assert sitting.closed == "its notebook ran longer than 1 s"
    assert sitting.test("assert x == 1", ("x",)).reason is Reason.ROOM_CLOSED


def test_processor_time_is_limited(sit: Sit) -> None:
    """A room that computes beyond its share is ended by the kernel."""
    sitting = sit(Limits(cpu_seconds=1, cell_seconds=10))
    sitting.run("while True:\n    pass")
    assert "SIGKILL" in sitting.closed or "SIGXCPU" in sitting.closed
