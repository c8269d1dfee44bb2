"""A board at minute steps says what the event tables of the same evening say, or null."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from caopan.board import CODES, Board, PeerCurves, Reading
from caopan.board.minutes import MinuteBoard, why
from caopan.board.rows import TAKEN
from caopan.errors import CaopanError
from caopan.market import Plan, compile_world, histories, sample, start, step
from caopan.market.close import DayFacts
from caopan.market.fold import Facts
from caopan.market.state import State

DAY, SEED = 2, 1000
SHOP = sample("yunshi").model_copy(update={"days": 4, "event_days": (DAY,), "seed": SEED})
WINDOWS = ("total", "last", "before")
EXACT = ("T1", "T2", "T4", "T5", "A1", "A2", "A4")
TOTALS = ("T3", "T7")
PAID = ("C1", "C10")
MOMENTS = ("ts", "enter_ts", "leave_ts", "create_ts", "pay_ts")


@cache
def steps() -> tuple[tuple[State, Facts], ...]:
    """The evening minute by minute: the state after each step, and its facts."""
    world = compile_world([SHOP], [SEED])
    state, ticks = start(world, [Plan()], 0, DAY + 1, pace=1)
    found = []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if actions.day == DAY:
            found.append((state, facts))
    return tuple(found)


@cache
def evening() -> tuple[pd.Timestamp, Board]:
    """The opening, and a board fed with the rows of the same evening.

    Rows travel no time, all moments are a millisecond later, so that one on the stroke of a minute
    falls into the minute that it opens, the cost of a minute is dated at its end instead of its
    beginning, and orders beside the funnel, which the minutes do not play, are left out.
    """
    tables = dict(next(iter(histories([SHOP]))))
    live = tables["live_session"]
    one = live[live["session_id"].isin(tables["visit"]["session_id"])].iloc[0]
    board = Board(live, one["session_id"], tables["product"], tables["contract_tier"])
    spend, lines = tables["ad_spend"], tables["order_line"]
    tables["ad_spend"] = spend.assign(ts=spend["ts"] + pd.Timedelta(seconds=59))
    tables["order_line"] = lines[lines["path"] == "funnel"]
    born = {"visit": "enter_ts", "order_line": "create_ts"}
    for name in TAKEN:
        frame, moment = tables[name], born.get(name, "ts")
        moments = [one for one in MOMENTS if one in frame]
        frame = frame.assign(**{one: frame[one] + pd.Timedelta(milliseconds=1) for one in moments})
        if moment in frame:
            frame = frame.assign(arrive_ts=frame[moment])
        board.add(name, frame)
    return one["start_ts"], board


@cache
def readings() -> tuple[tuple[Reading, Reading], ...]:
    """Both boards at the end of each minute."""
    opening, board = evening()
    minutes = MinuteBoard(opening)
    both = []
    for _, facts in steps():
        if not isinstance(facts, DayFacts):
            told = minutes.add(facts)
            both.append((told, board.tick(told.clock)))
    return tuple(both)


def test_what_minutes_tell_is_what_events_tell() -> None:
    """Covers, visits, people online and spend: each minute, all windows, equal to the unit."""
    assert len(readings()) == 180
    for told, truth in readings()[:-1]:
        for code in EXACT:
            for window in WINDOWS:
                assert getattr(told[code], window) == getattr(truth[code], window), code
        assert told["T3"].total == truth["T3"].total


def test_watch_time_and_money_agree_over_the_evening() -> None:
    """Minutes count watch time in whole minutes (within 5 %); money is in as soon as it is ordered.

    So GMV runs ahead of the events' by what is ordered and not paid, and ends the same.
    """
    told, truth = readings()[-1]
    assert told["T7"].total == pytest.approx(truth["T7"].total, rel=0.05)
    opening, board = evening()
    later = board.tick(opening + pd.Timedelta(minutes=240))
    assert told["C1"].total == later["C1"].total
    assert told["C10"].total == later["C10"].total
    gaps = [told["C1"].numerator[0] - truth["C1"].numerator[0] for told, truth in readings()]
    assert min(gaps) >= 0
    assert np.mean(gaps) < 0.05 * later["C1"].numerator[0]


def test_online_is_the_states() -> None:
    """People online, summed from who came and went, are those whom the market's state holds."""
    opening, _ = evening()
    board = MinuteBoard(opening)
    for state, facts in steps():
        if not isinstance(facts, DayFacts):
            assert board.add(facts)["T5"].total == state.online.sum()


def test_what_minutes_do_not_tell_is_null_with_a_reason() -> None:
    """Exactly the metrics with a reason are null at every minute; the others have a figure."""
    assert {code for code in CODES if why(code) is None} == {*EXACT, *TOTALS, *PAID}
    for told, _ in readings()[30:]:
        for code in CODES:
            for window in WINDOWS:
                there = getattr(told[code], window) is not None
                assert there == (why(code, window) is None), (code, window)
    assert all("a minute step" in str(why(code)) for code in CODES if why(code))
    with pytest.raises(CaopanError, match="no metric"):
        why("T99")


def test_runs_of_minutes_do_not_matter() -> None:
    """A whole session in one step gives the same board as minute by minute."""
    opening, _ = evening()
    world = compile_world([SHOP, SHOP], [SEED + 1, SEED])
    state, ticks = start(world, [Plan(), Plan()], 0, DAY + 1)
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if actions.day == DAY and not isinstance(facts, DayFacts):
            whole = MinuteBoard(opening, replicate=1).add(facts)
    assert dict(whole) == dict(readings()[-1][0])
    assert whole.clock == readings()[-1][0].clock


def test_peers_places_are_given_where_a_figure_is() -> None:
    """With peer curves a figure that is told has its place from minute 10 on, a null has none."""
    opening, _ = evening()
    shape = (60, len(CODES), 2, 19)
    curves = PeerCurves(np.random.default_rng(0).random(shape, dtype=np.float32).cumsum(3))
    board = MinuteBoard(opening, curves=curves)
    for _, facts in steps()[:40]:
        reading = board.add(facts)
    assert reading["T4"].percentile is not None
    assert reading["C3"].percentile is None


def test_other_facts_are_refused() -> None:
    """A day's close, minutes without detail and a replicate that is not there are said in words."""
    opening, _ = evening()
    close = next(facts for _, facts in steps() if isinstance(facts, DayFacts))
    with pytest.raises(CaopanError, match="hold no minutes"):
        MinuteBoard(opening).add(close)
    world = compile_world([SHOP], [SEED])
    state, ticks = start(world, [Plan()], 0, DAY + 1, detail=False)
    for actions in ticks:
        if actions.show is not None:
            with pytest.raises(CaopanError, match="hold no minutes"):
                MinuteBoard(opening).add(step(state, actions, world.luck)[1])
            break
        state, _ = step(state, actions, world.luck)
    with pytest.raises(CaopanError, match="no replicate 3"):
        MinuteBoard(opening, 3).add(steps()[0][1])
    with pytest.raises(CaopanError, match="no time zone"):
        MinuteBoard(pd.Timestamp("2021-08-05 19:30"))
