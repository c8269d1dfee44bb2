"""The engine is right at every clock, however its rows come."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import reference
import sessions
from comparing import WATERMARK_S, board_of, clocks, differences, feed, pieces
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.board import CODES, Board, load_board, save_board
from caopan.errors import CaopanError

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(seed=SEEDS)
def test_engine_is_the_reference(seed: int) -> None:
    """All 42, three windows each, at random clocks over a random dirty session."""
    frames = sessions.session(seed)
    board = feed(board_of(frames), frames)
    truth = reference.Truth(frames, sessions.NAME, WATERMARK_S)
    for clock in clocks(seed, 4):
        assert differences(board.tick(clock), truth.at(clock)) == []


@FEW
@given(seed=SEEDS)
def test_batches_do_not_matter(seed: int) -> None:
    """Rows in any cuts, with ticks between, give the same readings and status as all at once."""
    frames = sessions.session(seed)
    whole, cut = feed(board_of(frames), frames), board_of(frames)
    times = clocks(seed, 6)
    for part, clock in zip(pieces(frames, times), [*times, None], strict=True):
        for name, frame in part.items():
            half = int(np.random.default_rng(seed).integers(0, len(frame) + 1))
            cut.add(name, frame[:half])
            cut.add(name, frame[half:])
        if clock is not None:
            one, two = whole.tick(clock), cut.tick(clock)
            assert dict(one) == dict(two)
            assert one.status.used == two.status.used
            assert one.status.refused == two.status.refused


@FEW
@given(seed=SEEDS)
def test_order_of_a_batch_does_not_matter(seed: int) -> None:
    """A frame whose rows are shuffled is put in order of arrival."""
    frames = sessions.session(seed)
    mixed = {
        name: frame
        if frame["arrive_ts"].duplicated().any()
        else frame.sample(frac=1, random_state=1)
        for name, frame in frames.items()
    }
    one, two = feed(board_of(frames), frames), feed(board_of(frames), mixed)
    for clock in clocks(seed, 4):
        assert dict(one.tick(clock)) == dict(two.tick(clock))


@FEW
@given(seed=SEEDS)
def test_restart_in_mid_session(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A board that was saved and restored shows what it would have shown."""
    frames = sessions.session(seed)
    board = feed(board_of(frames), frames)
    path = tmp_path_factory.mktemp("board") / "board.npz"
    times = clocks(seed, 5)
    for clock in times[:2]:
        board.tick(clock)
    save_board(board, path)
    again = load_board(path)
    for clock in times[2:]:
        one, two = board.tick(clock), again.tick(clock)
        assert dict(one) == dict(two)
        assert one.status == two.status


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    """A file that is cut short, or is no board, is said to be so in words."""
    frames = sessions.session(7)
    path = tmp_path / "board.npz"
    save_board(feed(board_of(frames), frames), path)
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"nonsense" * 99):
        path.write_bytes(content)
        with pytest.raises(CaopanError, match="holds no saved board"):
            load_board(path)
    np.savez(path, allow_pickle=False, head=np.zeros(3, dtype=np.uint8))
    with pytest.raises(CaopanError, match="holds no saved board"):
        load_board(path)
    with pytest.raises(CaopanError, match="holds no saved board"):
        load_board(tmp_path / "absent.npz")


def test_a_refused_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Saving goes by another name first: a folder in the place stays, and it is said in words."""
    (tmp_path / "board.npz").mkdir()
    with pytest.raises(CaopanError, match="cannot write"):
        save_board(board_of(sessions.session(1)), tmp_path / "board.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["board.npz"]


def test_late_rows_correct_and_later_ones_are_counted() -> None:
    """Within the watermark a late visit corrects what the board says; beyond it, it is told."""
    frames = sessions.session(5)
    visit = (
        frames["visit"]
        .iloc[:1]
        .assign(session_id=sessions.NAME, enter_ts=sessions.START, leave_ts=pd.NaT, user_id="late")
    )
    board = board_of(frames)
    clock = sessions.START + pd.Timedelta(minutes=14)
    assert board.tick(clock)["T4"].before == 0
    arrived = clock + pd.Timedelta(seconds=30)
    board.add("visit", visit.assign(event_id="x1", arrive_ts=arrived))
    board.add("visit", visit.assign(event_id="x2", arrive_ts=arrived + pd.Timedelta(minutes=2)))
    reading = board.tick(clock + pd.Timedelta(minutes=3))
    assert (reading["T4"].total, reading["T5"].total, reading["T6"].total) == (1, 1, 1)
    assert (reading.status.used, reading.status.late) == (1, 1)
    assert "1 too late" in reading.status.sentence()


def test_duplicates_change_nothing() -> None:
    """The same rows once more are counted as told twice, and no figure moves."""
    frames = sessions.session(8)
    once, twice = feed(board_of(frames), frames), feed(board_of(frames), frames)
    again = {
        name: frame.assign(arrive_ts=frame["arrive_ts"] + pd.Timedelta(minutes=1))
        for name, frame in frames.items()
    }
    feed(twice, again)
    clock = sessions.START + pd.Timedelta(days=2)
    one, two = once.tick(clock), twice.tick(clock)
    assert dict(one) == dict(two)
    assert two.status.used == one.status.used
    assert two.status.duplicates >= one.status.duplicates + one.status.used
    assert one.status.used > 100


BAD = {
    "negative money": ("order_line", {"pay_fen": -1}),
    "another session": ("visit", {"session_id": "other"}),
    "unknown session": ("visit", {"session_id": "never"}),
    "ended before it began": (
        "order_line",
        {"pay_ts": sessions.START - pd.Timedelta(minutes=1)},
    ),
    "arrived before it happened": ("interaction", {"arrive_ts": sessions.START}),
    "before the opening": ("impression", {"ts": sessions.START - pd.Timedelta(days=400)}),
    "unknown word": ("refund", {"stage": "sideways"}),
    "empty cell": ("visit", {"user_id": None}),
    "amount out of all measure": ("ad_spend", {"cost_fen": 10**15}),
}


@pytest.mark.parametrize("reason", BAD)
def test_bad_rows_are_counted_with_an_example(reason: str) -> None:
    """Each kind of bad row is left out, counted and shown in words, and the figures stay."""
    frames = sessions.session(2)
    table, cells = BAD[reason]
    board, sound = feed(board_of(frames), frames), feed(board_of(frames), frames)
    sound_rows = frames[table][~frames[table]["event_id"].str.startswith("bad")]
    row = sound_rows.iloc[:1].assign(event_id="odd-1", **cells)
    board.add(table, row.astype({"user_id": "str"}) if "user_id" in cells else row)
    clock = sessions.START + pd.Timedelta(days=40)
    reading, before = board.tick(clock), sound.tick(clock)
    assert dict(reading) == dict(before)
    extra = reading.status.refused.get(reason, 0) - before.status.refused.get(reason, 0)
    assert extra == 1
    assert table in reading.status.examples[reason] or extra < reading.status.refused[reason]
    assert reason in reading.status.sentence()


def test_a_changed_schema_is_told() -> None:
    """A frame without a column, with text for money, or of no known table is refused whole."""
    frames = sessions.session(8)
    board, clock = board_of(frames), sessions.START + pd.Timedelta(minutes=5)
    board.add("visit", frames["visit"].drop(columns="leave_ts"))
    board.add("order_line", frames["order_line"].assign(pay_fen="12 yuan"))
    board.add("order_lines", frames["order_line"])
    board.add("review", pd.DataFrame({"anything": [1, 2]}))
    status = board.tick(clock).status
    due = len(frames["visit"]) + len(frames["order_line"])
    assert status.refused == {"changed schema": due, "unknown table": len(frames["order_line"])}
    assert "leave_ts" in status.examples["changed schema"]
    assert status.used == 0


def test_a_clock_that_runs_backwards_is_answered_with_the_last_one() -> None:
    """The board never goes back: the reading says at which clock it stands, the status why."""
    frames = sessions.session(8)
    board = feed(board_of(frames), frames)
    there = sessions.START + pd.Timedelta(minutes=20)
    ahead = board.tick(there)
    back = board.tick(there - pd.Timedelta(minutes=5))
    assert back.clock == ahead.clock == there
    assert dict(back) == dict(ahead)
    assert back.status.refused["clock ran backwards"] == 1


def test_empty_session_and_no_contract() -> None:
    """With nothing to count, counts are zero, ratios null, commissions null without a contract."""
    live = pd.DataFrame({"session_id": ["s"], "start_ts": [sessions.START]})
    reading = Board(live, "s").tick(sessions.START + pd.Timedelta(minutes=30))
    assert set(reading) == set(CODES)
    assert (reading["T1"].total, reading["C1"].last, reading["T6"].before) == (0, 0, 0)
    empty = [code for code in CODES if reading[code].total is None]
    assert {"T2", "T7", "C9", "G4", "G5", "M1", "M2", "M3", "M4"} <= set(empty)


def test_unknown_session_is_refused() -> None:
    """A board of a session that is not in the table cannot be opened."""
    live = pd.DataFrame({"session_id": ["s"], "start_ts": [sessions.START]})
    with pytest.raises(CaopanError, match="take one of s"):
        Board(live, "t")
    with pytest.raises(CaopanError, match="no time zone"):
        Board(live, "s").tick(pd.Timestamp("2021-09-02 20:00"))
