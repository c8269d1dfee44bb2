"""A board in bounded memory forgets much and says the same, but for people of the total."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import reference
import sessions
from comparing import WATERMARK_S, board_of, differences, feed, pieces
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.board import Reading, Status, load_board, save_board
from caopan.board.bounded import ERROR, GROUPS, keep_s
from caopan.board.levels import COUNTS, RATIOS
from caopan.board.reading import ESTIMATED
from caopan.errors import CaopanError

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
THREE = settings(FEW, max_examples=3)
EVERY = 211  # seconds between ticks: the board forgets often, and never at round moments


def rounds(minutes: int = 150) -> list[pd.Timestamp]:
    """Clocks through a session, and long after what it told."""
    return [sessions.START + pd.Timedelta(seconds=s) for s in range(0, minutes * 60, EVERY)]


@THREE
@given(seed=SEEDS, at_once=st.booleans())
def test_bounded_is_the_reference(seed: int, at_once: bool) -> None:
    """All 42, three windows, at clocks between many compactions, with late and double rows.

    So few people are in the sessions that the sketches are exact to the unit.
    """
    frames, clocks = sessions.session(seed), rounds()
    board = board_of(frames, bounded=True)
    parts = pieces(frames, clocks)
    if at_once:
        feed(board, frames)
    truth = reference.Truth(frames, sessions.NAME, WATERMARK_S)
    for at, (part, clock) in enumerate(zip(parts, clocks, strict=False)):
        reading = (board if at_once else feed(board, part)).tick(clock)
        if at % 10 == 4:
            assert differences(reading, truth.at(clock)) == []


@FEW
@given(seed=SEEDS)
def test_bounded_is_the_exact_board(seed: int) -> None:
    """All figures, and rows used, late and told twice, are as on a board that forgets nothing."""
    frames, clocks = sessions.session(seed), rounds(90)
    exact, bounded = board_of(frames), board_of(frames, bounded=True)
    for part, clock in zip(pieces(frames, clocks), clocks, strict=False):
        one, two = feed(exact, part).tick(clock), feed(bounded, part).tick(clock)
        assert dict(one) == dict(two)
        assert _told(one.status) == _told(two.status)


def _told(status: Status) -> tuple[object, ...]:
    return status.used, status.late, status.duplicates, status.waiting, status.refused


@FEW
@given(seed=SEEDS)
def test_restart_of_a_bounded_board(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A board that forgets, saved and restored, goes on as if nothing had happened."""
    frames, clocks = sessions.session(seed), rounds(90)
    board = board_of(frames, bounded=True)
    path, half = tmp_path_factory.mktemp("board") / "board.npz", len(clocks) // 3
    parts = pieces(frames, clocks)
    for part, clock in zip(parts[:half], clocks[:half], strict=True):
        feed(board, part).tick(clock)
    save_board(board, path)
    again = load_board(path)
    for part, clock in zip(parts[half:], clocks[half:], strict=False):
        one, two = feed(board, part).tick(clock), feed(again, part).tick(clock)
        assert dict(one) == dict(two)
        assert one.status == two.status


def many(minutes: int, each: int) -> pd.DataFrame:
    """Visits of a large room: ``each`` new ones a minute, a third of them by people of before."""
    n = minutes * each
    rng = np.random.default_rng(5)
    who = np.where(rng.random(n) < 1 / 3, rng.integers(0, n, n), np.arange(n) + n)
    frame = sessions.session(5)["visit"].iloc[:1]
    frame = frame.loc[frame.index.repeat(n)].reset_index(drop=True)
    enter = sessions.START + pd.to_timedelta(np.sort(rng.integers(0, minutes * 60_000, n)), "ms")
    stay = pd.to_timedelta(rng.integers(1, 300, n), "s")
    return frame.assign(
        event_id=[f"e{at}" for at in range(n)],
        session_id=sessions.NAME,
        user_id=[f"u{one}" for one in who],
        enter_ts=enter,
        leave_ts=(enter + stay).as_unit("us"),
        arrive_ts=(enter + pd.Timedelta(seconds=2)).as_unit("us"),
    ).astype({"enter_ts": frame["enter_ts"].dtype, "event_id": "str", "user_id": "str"})


def long_run(visits: pd.DataFrame, minutes: int, **more: object) -> tuple[list[int], Reading]:
    """Bytes of the board minute by minute, and the last reading."""
    frames = {name: frame.iloc[:0] for name, frame in sessions.session(5).items()}
    board = board_of(frames, **more)
    sizes = []
    ends = [sessions.START + pd.Timedelta(minutes=minute) for minute in range(minutes + 1)]
    for low, high in pairwise(ends):
        board.add("visit", visits[(visits["arrive_ts"] > low) & (visits["arrive_ts"] <= high)])
        reading = board.tick(high)
        sizes.append(board.memory())
    return sizes, reading


def test_a_large_room_within_the_stated_error() -> None:
    """Of a hundred thousand people the total is told to three standard errors; the rest exactly."""
    visits = many(200, 900)
    _, exact = long_run(visits, 200)
    sizes, told = long_run(visits, 200, bounded=True)
    true, guess = exact["T3"].total, told["T3"].total
    assert true is not None
    assert guess is not None
    assert true > 100_000
    assert abs(guess / true - 1) <= 3 * ERROR
    assert 0 < told.status.error == ERROR < 0.005
    assert exact.status.error == 0
    assert told.error("T3") == ERROR < told.error("I2") < 2 * ERROR
    assert told.error("T4") == exact.error("T3") == 0
    assert f"±{ERROR:.2%}" in told.status.sentence()
    assert [told[code].last for code in told] == [exact[code].last for code in exact]
    assert [told[code].before for code in told] == [exact[code].before for code in exact]
    for code in ("T1", "T2", "T4", "T5", "T6", "T8", "C1", "G3"):
        assert told[code] == exact[code]
    # memory: what two hours more bring is nothing
    assert max(sizes[140:]) <= 1.05 * max(sizes[60:140])


@pytest.mark.parametrize("bounded", [False, True])
def test_a_visit_of_a_day_makes_room(bounded: bool) -> None:
    """When seconds beyond the usual nine hours come up, what was counted before them stands."""
    frames = {name: frame.copy() for name, frame in sessions.session(8).items()}
    came = sessions.START + pd.Timedelta(minutes=70)
    row = frames["visit"].iloc[:1].assign(
        event_id="day", user_id="day", session_id=sessions.NAME, enter_ts=came,
        leave_ts=came + pd.Timedelta(hours=20), arrive_ts=came + pd.Timedelta(seconds=2),
    )  # fmt: skip
    row = row.astype(frames["visit"].dtypes.to_dict())
    board = feed(board_of(frames, bounded=bounded), frames)
    for minute in range(5, 65, 5):
        board.tick(sessions.START + pd.Timedelta(minutes=minute))
    board.add("visit", row)
    frames["visit"] = pd.concat([frames["visit"], row], ignore_index=True)
    truth = reference.Truth(frames, sessions.NAME, WATERMARK_S)
    for clock in (came + pd.Timedelta(minutes=3), came + pd.Timedelta(hours=21)):
        assert differences(board.tick(clock), truth.at(clock)) == []


def test_errors_are_told_of_all_that_is_estimated() -> None:
    """A metric over a group of people that has a sketch tells its error, and no other does."""
    groups = {channel for _, _, channels in GROUPS for channel in channels}
    due = {code: len(groups & set(map(int, two))) for code, two in RATIOS.items()}
    due |= {code: int(one in groups) for code, one in COUNTS.items()}
    assert {code: n for code, n in due.items() if n} | {"T7": 1} == ESTIMATED


def test_late_visits_beyond_what_is_kept() -> None:
    """A visit of hours that is told as it ends counts everywhere, and the peak is off by one."""
    visits = many(120, 30)
    last = visits.iloc[:1].assign(
        event_id="long",
        user_id="long",
        enter_ts=sessions.START + pd.Timedelta(minutes=5),
        leave_ts=sessions.START + pd.Timedelta(minutes=118),
        arrive_ts=sessions.START + pd.Timedelta(minutes=119),
    )
    visits = pd.concat([visits, last.astype(visits.dtypes.to_dict())], ignore_index=True)
    visits = visits.sort_values("arrive_ts", kind="stable", ignore_index=True)
    assert keep_s(WATERMARK_S) < 113 * 60
    (_, exact), (_, told) = long_run(visits, 120), long_run(visits, 120, bounded=True)
    for code in told:
        if code != "T6":
            assert told[code] == exact[code]
    assert told["T6"].last == exact["T6"].last
    off = exact["T6"].numerator[0] - told["T6"].numerator[0]
    assert 0 <= off <= 1


def test_a_bounded_file_without_its_sketches_is_refused(tmp_path: Path) -> None:
    """A saved board in bounded memory that lost a part is said to be damaged."""
    path = tmp_path / "board.npz"
    save_board(board_of(sessions.session(1), bounded=True), path)
    with np.load(path) as found:
        arrays = {name: found[name] for name in found.files if not name.startswith("sketch.3")}
    arrays.pop("sketch.0")
    np.savez(path, allow_pickle=False, **arrays)
    with pytest.raises(CaopanError, match="holds no saved board"):
        load_board(path)
