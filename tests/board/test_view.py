"""What the widget sends, and what it does with what a page sends."""

import asyncio
import json
from pathlib import Path

import pytest
import sessions
from test_replay import log, shows

from caopan.board import Alert
from caopan.board.replay import Replay
from caopan.board.view import BoardView
from caopan.errors import CaopanError


@pytest.fixture(scope="module")
def tables():
    """The tables of a dirty session."""
    return {**sessions.session(5), "live_session": shows(), "ops_log": log()}


class Alarmed(Replay):
    """A replay with one alert that always stands."""

    @property
    def alerts(self):
        """Fewer orders are paid."""
        return (Alert("C7", self.opening, -0.4, 12.0),)


@pytest.fixture
def view(tables):
    """A board on a dirty session, closed at the end."""
    made = BoardView(Alarmed(tables, sessions.NAME))
    yield made
    made.close()


def ask(view, what, value=None):
    """Send what a page sends."""
    view._hear(view, {"do": what, "value": value}, [])


def test_state_is_json_with_42_tiles(view):
    """The state can be sent as it is; an alert has a word, a sign and its reason."""
    ask(view, "jump", 1_800)
    told = json.loads(json.dumps(view.state, allow_nan=False))
    assert len(told["tiles"]) == 42
    assert [one["alert"] + one["sign"] for one in told["tiles"] if one["alert"]] == ["alarm▲"]
    assert told["second"] == 1_800
    assert {len(row) for row in view.sparks["points"].values()} == {31}
    assert told["refused"]
    assert "negative" in told["status"] or "session" in told["status"]


@pytest.mark.parametrize(
    ("what", "value"),
    [("jump", "x"), ("jump", None), ("speed", 99), ("speed", True), ("show", "?"), ("fly", 1)],
)
def test_what_makes_no_sense_is_said(view, what, value):
    """A message that cannot be obeyed moves nothing and is answered on the board."""
    ask(view, "jump", 600)
    before = view.replay.speed
    ask(view, what, value)
    assert view.state["problem"]
    assert (view.replay.second, view.replay.speed) == (600, before)
    ask(view, "step", 1)
    assert view.state["problem"] == ""


def test_the_clock_runs_in_a_loop_and_ends_with_the_widget(tables):
    """Play and pause hold; closing ends the task; outside of a loop it is said."""
    view = BoardView(Replay(tables, sessions.NAME))
    with pytest.raises(CaopanError, match="step and jump work"):
        view.play()

    async def played():
        ask(view, "speed", 60)
        ask(view, "pause")
        await asyncio.sleep(0.6)
        task = view._task
        view.close()
        await asyncio.sleep(0.05)
        return task.done()

    assert asyncio.run(played())
    assert view.replay.second > 0


def test_a_slow_page_is_not_flooded(tables):
    """A page that draws nothing gets a few updates and then none, though the clock goes on."""
    view = BoardView(Replay(tables, sessions.NAME))

    async def played():
        ask(view, "speed", 60)
        ask(view, "pause")
        first = view.sent
        await asyncio.sleep(2.2)
        return view.sent - first

    assert asyncio.run(played()) <= 12
    assert view.replay.second >= 90
    view.close()


def test_the_panel_tells_its_parts(tables):
    """An opened tile sends its windows, its range and its parts, those that moved the whole most
    first, the rest and the unknown last; what parts cannot tell has its reason; closed, nothing."""
    view = BoardView(Replay(tables, sessions.NAME))
    ask(view, "jump", 1_800)
    ask(view, "open", "C1")
    panel = json.loads(json.dumps(view.state["open"], allow_nan=False))
    table = view.replay.drill("source").frame("C1")
    rows = panel["drills"]["source"]["rows"]
    assert sorted(row[0] for row in rows) == sorted(table.index)
    moved = [abs(int(table["moved"][row[0]])) for row in rows if row[0] != "unknown"]
    assert moved == sorted(moved, reverse=True)
    assert "unknown" not in [row[0] for row in rows[:-1]]
    assert len(panel["range"]) == 4
    assert all(len(row) == 8 for drill in panel["drills"].values() for row in drill["rows"])
    ask(view, "open", "T1")
    assert "name no SKU" in view.state["open"]["drills"]["sku"]["why"]
    assert view.state["open"]["drills"]["source"]["rows"]
    ask(view, "open", "M1")
    assert all(not one["rows"] for one in view.state["open"]["drills"].values())
    ask(view, "open", "")
    assert view.state["open"] == {}
    view.close()


def test_too_early_to_say_what_moved(tables):
    """Before minute 20 a flow has no change to be shared out; shares of the whole are told."""
    view = BoardView(Replay(tables, sessions.NAME))
    ask(view, "jump", 900)
    ask(view, "open", "T1")
    rows = view.state["open"]["drills"]["source"]["rows"]
    assert rows
    assert {tuple(row[6:]) for row in rows} == {("—", "—")}
    assert {row[5] for row in rows} != {"—"}
    view.close()


def test_watch_is_at_hand_but_not_imported():
    """``from caopan.board import watch`` works; the package alone brings no widgets with it."""
    import subprocess
    import sys

    code = (
        "import sys, caopan.board; assert not {'ipywidgets', 'anywidget', 'numba'} & "
        "set(sys.modules); from caopan.board import watch; assert 'anywidget' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_wheel_has_the_page():
    """The wheel that is built from this checkout holds the widget's script and style."""
    from hatchling.builders.wheel import WheelBuilder

    root = next(one for one in Path(__file__).parents if (one / "pyproject.toml").is_file())
    files = {one.distribution_path for one in WheelBuilder(str(root)).recurse_included_files()}
    assert {"caopan/board/view.js", "caopan/board/view.css", "caopan/widget.js"} <= files
