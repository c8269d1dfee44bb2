"""Peer curves: where a value stands among peers, and when nobody can say."""

from pathlib import Path

import numpy as np
import pytest
import sessions
from comparing import board_of, feed
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.board import Board, PeerCurves, Reading, Status, live, minutes_of
from caopan.board.peers import FEWEST, PERCENTS
from caopan.errors import CaopanError
from caopan.market import Scenario, history, sample


def readings(value: int, minutes: int = 40) -> dict[int, Reading]:
    """A peer that shows the same in all metrics and minutes."""
    status = Status(0, 0, 0, 0, 0, {}, {})
    up, down = np.full((42, 3), value), np.ones((42, 3), dtype=np.int64)
    places = np.full((42, 2), np.nan)
    return {
        minute: Reading(0, minute, up, down, places, status) for minute in range(1, minutes + 1)
    }


@pytest.fixture(scope="module")
def curves() -> PeerCurves:
    """A hundred and one peers that show 0 to 100."""
    return PeerCurves.of([readings(value) for value in range(101)], "a hundred")


def place(curves: PeerCurves, value: float, minute: int = 20) -> float:
    """The place of a value of metric T1."""
    return float(curves.percentiles(minute, np.full((42, 2), value))[0, 0])


@settings(max_examples=50, deadline=None)
@given(value=st.floats(5, 95))
def test_place_is_the_share_of_peers_below(value: float) -> None:
    """Among peers spread evenly from 0 to 100 a value is its own percentile, at any minute."""
    even = PeerCurves(np.broadcast_to(np.float32(PERCENTS), (5, 42, 2, 19)))
    for minute in (10, 13, 30):
        assert place(even, value, minute) == pytest.approx(value, abs=1e-4)


def test_ends_ties_and_nulls(curves: PeerCurves) -> None:
    """Beyond the ends 5 and 95; the middle of a flat stretch; null for null, early and late."""
    assert (place(curves, -3), place(curves, 500)) == (5, 95)
    assert np.isnan(place(curves, np.nan))
    assert np.isnan(place(curves, 50, minute=9))
    assert np.isnan(place(curves, 50, minute=41))
    flat = PeerCurves(np.zeros((3, 42, 2, 19), dtype=np.float32))
    assert place(flat, 0.0, 12) == 50


def test_too_few_peers_say_nothing() -> None:
    """With one peer less than enough there is no curve; with enough there is."""
    few = PeerCurves.of([readings(value) for value in range(FEWEST - 1)])
    enough = PeerCurves.of([readings(value) for value in range(FEWEST)])
    assert np.isnan(place(few, 3))
    assert 5 < place(enough, 3) < 95


def test_saved_curves_are_small_and_the_same(tmp_path: Path) -> None:
    """Eight hours of noisy curves of all metrics stay under 250 kB; values to a few in 10,000."""
    rng = np.random.default_rng(3)
    level = rng.lognormal(3, 4, (1, 42, 2, 1))
    grown = np.linspace(1, 30, 95)[:, None, None, None] * np.linspace(0.3, 3, 19)
    noise = 1 + 0.02 * rng.random((95, 42, 2, 1))
    made = PeerCurves((level * grown * noise).astype(np.float32), "tea, 晚场")
    made.quantiles[:, 7] = np.nan
    made.save(tmp_path / "curves.npz")
    assert (tmp_path / "curves.npz").stat().st_size <= 250_000
    again = PeerCurves.load(tmp_path / "curves.npz")
    assert again.group == made.group
    np.testing.assert_allclose(again.quantiles, made.quantiles, rtol=5e-4)


def test_no_curves_are_refused(tmp_path: Path) -> None:
    """A file that is absent or something else is said to be so in words."""
    (tmp_path / "odd.npz").write_bytes(b"not a zip")
    for name in ("odd.npz", "absent.npz"):
        with pytest.raises(CaopanError, match="holds no peer curves"):
            PeerCurves.load(tmp_path / name)


def test_a_reading_shows_its_places(curves: PeerCurves) -> None:
    """A board with curves shows a metric's place from minute ten on, and not before."""
    frames = sessions.session(2)
    board = feed(board_of(frames, curves=curves), frames)
    shown = minutes_of(board, {}, 12)
    assert shown[9]["T4"].percentile is None
    figure = shown[12]["T4"]
    assert figure.percentile == pytest.approx(place(curves, float(figure.total or 0), 12))


@pytest.fixture(scope="module")
def played() -> tuple[Scenario, dict[str, object]]:
    """A session of the jade workshop, played."""
    shop = sample("yunshi").model_copy(update={"days": 4, "event_days": (3,)})
    return shop, history(shop)


def test_the_market_feeds_the_board(played: tuple[Scenario, dict[str, object]]) -> None:
    """A played session, told live, gives the board what the market's own tables sum to."""
    _, tables = played
    lines = tables["order_line"]
    name = lines["session_id"].dropna().iloc[0]
    product, contract = tables["product"], tables["contract_tier"]
    board = Board(tables["live_session"], name, product, contract)
    length = tables["live_session"].set_index("session_id").loc[name]
    minutes = int((length["end_ts"] - length["start_ts"]).total_seconds()) // 60
    shown = minutes_of(board, live(tables), minutes)
    last, visits = shown[minutes], tables["visit"]
    clock = last.clock
    known = visits[visits["enter_ts"] <= clock - np.timedelta64(30, "s")]
    assert len(known) <= last["T4"].total <= len(visits)
    mine = lines[(lines["session_id"] == name) & (lines["pay_ts"] <= clock)]
    mine = mine[mine["arrive_ts"] <= clock]
    assert last["C1"].total == mine["pay_fen"].sum()
    assert last["M1"].total is not None
    assert any(shown[minute]["G5"].total for minute in shown)
    half = shown[minutes // 2]
    assert 0 < half["T5"].total <= half["T6"].total <= last["T6"].total
