"""A replay shows what a board shows, whichever way its clock was moved."""

import numpy as np
import pandas as pd
import pytest
import sessions

from caopan.board import METRICS
from caopan.board.replay import AFTER, Replay
from caopan.errors import CaopanError
from caopan.events import Card, conform, loading
from caopan.events.cards import card_bytes
from caopan.events.catalogue import DECLARED, declared, relative_path

MINUTES = sessions.MINUTES
DEEDS = [(-30, sessions.NAME, "anchor_change"), (60, sessions.NAME, "draw"), (70, "other", "draw")]


def shows():
    """The merchant's sessions: the one that is made, and another."""
    names = [sessions.NAME, "other"]
    begin = [sessions.START, sessions.START + pd.Timedelta(days=1)]
    return conform(
        "live_session",
        pd.DataFrame(
            {
                "event_id": ["x1", "x2"],
                "arrive_ts": begin,
                "session_id": names,
                "merchant_id": ["tiny"] * 2,
                "anchor_id": ["one"] * 2,
                "tier": ["B"] * 2,
                "start_ts": begin,
                "end_ts": [one + pd.Timedelta(minutes=MINUTES) for one in begin],
            }
        ),
    )


def log():
    """An operations log with a deed of another session."""
    when = [sessions.START + pd.Timedelta(seconds=s) for s, _, _ in DEEDS]
    return conform(
        "ops_log",
        pd.DataFrame(
            {
                "event_id": ["d1", "d2", "d3"],
                "arrive_ts": [one + pd.Timedelta(seconds=5) for one in when],
                "ts": when,
                "session_id": [name for _, name, _ in DEEDS],
                "kind": [kind for _, _, kind in DEEDS],
                "subject": ["one", None, None],
                "detail": ["opens", "gated by follow", "gated by follow"],
            }
        ),
    )


@pytest.fixture(scope="module")
def tables():
    """The tables of a dirty session."""
    return {**sessions.session(5), "live_session": shows(), "ops_log": log()}


@pytest.fixture
def merchant(tmp_path, monkeypatch, tables):
    """Put the tables where load() finds them; returns the folder."""
    folder = tmp_path / "tiny"
    card = Card(
        merchant="tiny", name_zh="小店", name_en="Tiny", category="tea", place="a hill",
        stage="start", story="Simulated.", days=3, first_day="2021-09-02", panel_one_in=4,
        event_sessions=(sessions.NAME,),
    )  # fmt: skip
    for name in DECLARED:
        path = folder / relative_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        empty = pd.DataFrame({column.name: [] for column in declared(name).columns})
        frame = tables.get(name, conform(name, empty))
        frame.to_parquet(path)
    (folder / "merchant.json").write_bytes(card_bytes(card))
    monkeypatch.setenv("CAOPAN_DATASETS", str(tmp_path))
    monkeypatch.setattr(loading, "_noted", set())
    return folder


def same(one, two):
    """Whether two readings are of the same clock and show the same."""
    return one.clock == two.clock and dict(one) == dict(two)


def test_any_way_to_a_clock_is_the_same(tables):
    """Steps, jumps over hours, jumps back: the same figures and the same history."""
    walked, jumped = Replay(tables, sessions.NAME), Replay(tables, sessions.NAME)
    for _ in range(30):
        walked.step()
    jumped.jump(44 * 60 + 7)
    jumped.jump(30 * 60)
    assert same(walked.reading, jumped.reading)
    one, two = walked.reading.status, jumped.reading.status
    assert (one.seen, one.used, one.late, one.duplicates) == (
        two.seen, two.used, two.late, two.duplicates,
    )  # fmt: skip
    assert one.refused == two.refused
    np.testing.assert_array_equal(walked.history(), jumped.history())
    assert walked.history().shape == (len(METRICS), 31)
    assert walked.history(10).shape == (len(METRICS), 10)


def test_history_holds_what_was_read(tables):
    """A column of the history is the total of that minute."""
    replay = Replay(tables, sessions.NAME)
    replay.jump(20 * 60)
    wanted = replay.reading.values_array()[:, 0]
    replay.jump(25 * 60 + 30)
    np.testing.assert_array_equal(replay.history()[:, 20], wanted)
    assert replay.history().shape[1] == 26


def test_time_passes_at_a_speed(tables):
    """Real time times speed, in whole seconds, without losing parts; a pause holds it."""
    replay = Replay(tables, sessions.NAME)
    assert not replay.advance(5)
    replay.paused = False
    replay.set_speed(1)
    moved = [replay.advance(0.25) for _ in range(8)]
    assert replay.second == 2
    assert sum(moved) == 2
    replay.set_speed(60)
    assert replay.advance(0.1)
    assert replay.second == 8
    replay.advance(3_600)
    assert replay.second == replay.end == (MINUTES + AFTER) * 60
    assert replay.over
    assert replay.paused


def test_steps_land_on_whole_minutes(tables):
    """Forward to the next whole minute, back to the one before, and not past the ends."""
    replay = Replay(tables, sessions.NAME)
    replay.jump(90)
    replay.step()
    assert replay.second == 120
    replay.jump(90)
    replay.step(-1)
    assert replay.second == 60
    replay.step(-9)
    assert replay.second == 0
    replay.step(10_000)
    assert replay.over


@pytest.mark.parametrize("speed", [0, 61, float("nan"), -3])
def test_a_speed_that_cannot_be_played(tables, speed):
    """It is refused in words, and the old one stays."""
    replay = Replay(tables, sessions.NAME)
    with pytest.raises(CaopanError, match="take 1 to 60"):
        replay.set_speed(speed)
    assert replay.speed == 10
    with pytest.raises(CaopanError, match="cannot go to nan"):
        replay.jump(float("nan"))


def test_deeds_come_when_they_are_known(tables):
    """The log shows this session's deeds up to the clock, the newest first."""
    replay = Replay(tables, sessions.NAME)
    assert [deed.kind for deed in replay.deeds()] == ["anchor change"]
    assert replay.deeds()[0].subject == "one"
    replay.jump(64)
    assert len(replay.deeds()) == 1
    replay.jump(65)
    assert [(deed.kind, deed.subject) for deed in replay.deeds()] == [
        ("draw", ""),
        ("anchor change", "one"),
    ]


def test_loaded_is_the_same_as_given(merchant, tables):
    """From files, other sessions' rows left out, the same numbers; the panel is said."""
    loaded, given = Replay.of("tiny"), Replay(tables, sessions.NAME)
    for replay in (loaded, given):
        replay.jump(40 * 60)
    assert same(loaded.reading, given.reading)
    assert "another session" in given.reading.status.refused
    assert "another session" not in loaded.reading.status.refused
    assert loaded.panel_note() == "counts and money are those of 1 in 4 users"
    assert given.panel_note() == ""
    assert loaded.title == f"Tiny 小店, {sessions.NAME}, tier B"


def test_unknown_names_are_said(merchant):
    """A session that is not there, or has no event tables, is answered with those that have."""
    with pytest.raises(CaopanError, match="there is no merchant 'nobody'"):
        Replay.of("nobody")
    for wrong in ("s-001-2", "other"):
        with pytest.raises(CaopanError, match=f"no session '{wrong}'.*take one of s-001-1"):
            Replay.of("tiny", wrong)


def test_bad_input_is_counted_with_an_example(merchant, tables):
    """Unknown sessions, negative money and a changed schema reach the status, and nothing fails."""
    lines = tables["order_line"].copy()
    first, second = lines.index[lines["event_id"].str.startswith("o")][:2]
    lines.loc[first, "session_id"] = "never-heard-of"
    lines.loc[second, "pay_fen"] = -5
    lines.to_parquet(merchant / relative_path("order_line"))
    visits = tables["visit"].rename(columns={"enter_ts": "entered"})
    visits.to_parquet(merchant / relative_path("visit"))
    replay = Replay.of("tiny")
    replay.jump(replay.end)
    status = replay.reading.status
    assert status.refused["unknown session"] >= 1
    assert status.refused["changed schema"] == (visits["session_id"] != "other").sum()
    assert status.refused["negative money"] > 0
    assert set(status.refused) <= set(status.examples)
    assert "enter_ts" in status.examples["changed schema"]
    assert replay.reading["T3"].total == 0
    assert replay.reading["C8"].total is None


def test_orders_outside_of_sessions_are_no_mistake(merchant, tables):
    """An order of the mall names no session: it is left out and not complained of."""
    lines = tables["order_line"].copy()
    lines.loc[lines["line_id"] == "l0", "session_id"] = None
    lines.to_parquet(merchant / relative_path("order_line"))
    replay = Replay.of("tiny")
    replay.jump(replay.end)
    assert "empty cell" not in replay.reading.status.refused
    assert "unknown session" not in replay.reading.status.refused


def test_alerts_are_those_of_the_minutes_that_passed():
    """Stepping, jumping and jumping back give the same alerts; a closed room has none."""
    stepped, jumped = Replay.of("liuyi"), Replay.of("liuyi")
    by_minute = [()]
    for _ in range(stepped.end // 60):
        stepped.step()
        by_minute.append(stepped.alerts)
    assert any(by_minute)
    assert by_minute[-1] == ()
    some = [minute for minute, alerts in enumerate(by_minute) if alerts][::40]
    for minute in (*some, 5, *reversed(some)):
        jumped.jump(minute * 60 + 7)
        assert jumped.alerts == by_minute[minute], minute
