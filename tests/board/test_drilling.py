"""Parts of a session: each is the board of its rows, none is lost, and sums are the whole."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import sessions
from comparing import board_of, clocks, differences, feed
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import Truth
from test_replay import shows

from caopan.board import CODES, METRICS, Drill
from caopan.board.drilling import ADDS_UP, MOST, REST, SHARED, why_untold
from caopan.board.placing import BYS, UNKNOWN, WAYS
from caopan.board.reading import PLACE
from caopan.board.replay import Replay
from caopan.errors import CaopanError
from caopan.events import SOURCES

WATERMARK_S = 900
DIMS = ("product", "contract_tier", "live_session")
WHOLE = {"source": ("explain_seg", "shelf"), "sku": ("explain_seg",)}
# the part of each row, in SQL and by other means than the drill's; ``nr`` numbers a table's rows
SOURCE = {
    name: f"select nr, coalesce(source, 'unknown') as part from {name}"
    for name in ("impression", "visit", "order_line")
} | {
    name: f"""select d.nr, coalesce((select arg_max(v.source, (v.enter_ts, v.arrive_ts, v.nr))
        from visit v where v.session_id = '{sessions.NAME}' and v.user_id = d.user_id
        and v.enter_ts <= d.ts and v.arrive_ts <= d.arrive_ts), 'unknown') as part
        from {name} d"""
    for name in ("interaction", "product_event")
}  # fmt: skip
SKU = {
    name: f"select nr, coalesce(sku_id, 'unknown') as part from {name}"
    for name in ("order_line", "stock_event", "shelf")
} | {
    "product_event": """select e.nr, coalesce(p.sku_id, 'unknown') as part from product_event e
        left join (select distinct product_id, sku_id from (select product_id, sku_id from product
        union all select product_id, sku_id from shelf)) p using (product_id)"""
}  # fmt: skip
LINES = {
    name: f"""select r.nr, coalesce((select min(o.PART) from order_line o
        where o.line_id = r.line_id), 'unknown') as part from {name} r"""
    for name in ("refund", "fulfil")
}  # fmt: skip
PLACES = {
    by: own | {name: sql.replace("PART", column) for name, sql in LINES.items()}
    for by, own, column in (("source", SOURCE, "source"), ("sku", SKU, "sku_id"))
}


def events(frames):
    """The event tables in order of arrival, with what a drill needs beside them."""
    return {"live_session": shows(), **frames}


def parted(frames, by):
    """The tables of each part, found by SQL."""
    db = duckdb.connect()
    for name, frame in frames.items():
        db.register(name, frame.reset_index(names="nr"))
    found = {}
    for name, sql in PLACES[by].items():
        if name not in frames:
            continue
        for part, rows in db.execute(sql).df().groupby("part")["nr"]:
            # a refund without a known line is null in min(): it is of the part "unknown"
            found.setdefault(part, {})[name] = frames[name].iloc[np.sort(rows.unique())]
    shared = {name: frames[name] for name in WHOLE[by]}
    return {part: shared | tables for part, tables in found.items()}


@given(seed=st.integers(0, 10**6), by=st.sampled_from(BYS))
@settings(max_examples=3, deadline=None)
def test_a_part_is_the_board_of_its_rows(seed, by):
    """Each part's figures are those of the SQL reference over the rows that SQL finds for it; what
    is shared by all parts is the whole's."""
    frames = sessions.session(seed)
    drill = Drill(events(frames), sessions.NAME, by)
    truth = parted(frames, by)
    assert set(drill.parts) == set(truth)
    told = [code for code in CODES if not why_untold(code, by)]
    clock = clocks(seed, 2)[0]
    readings = drill.tick(clock)
    whole = Truth(frames, sessions.NAME, WATERMARK_S).at(clock)
    for part in drill.parts[:2]:
        tables = truth[part] | {"visit": frames["visit"]} if by == "sku" else truth[part]
        due = Truth(tables, sessions.NAME, WATERMARK_S).at(clock)
        assert differences(readings[part], {code: due[code] for code in told}) == []
        for code in set(CODES) - set(told):
            assert readings[part][code].total is None
    assert differences(drill.whole, {code: whole[code] for code in told}) == []


@given(seed=st.integers(0, 10**6), by=st.sampled_from(BYS), most=st.integers(0, 7))
@settings(max_examples=8, deadline=None)
def test_parts_add_up_to_the_whole(seed, by, most):
    """Counts and fen of all parts are the whole's to the fen, in all windows and at all clocks, and
    so are what the parts moved; however many SKUs are the rest."""
    frames = sessions.session(seed)
    drill = Drill(events(frames), sessions.NAME, by, most=most)
    for clock in clocks(seed, 4):
        readings = drill.tick(clock)
        whole = drill.whole
        for code in ADDS_UP[by]:
            at = PLACE[code]
            up = sum(one.numerator[at] for one in readings.values())
            assert np.array_equal(up + np.zeros(3, dtype=np.int64), whole.numerator[at]), code
            if METRICS[code].ratio and code not in SHARED[by]:
                down = sum(one.denominator[at] for one in readings.values())
                assert np.array_equal(down + np.zeros(3, dtype=np.int64), whole.denominator[at])
            figure = whole[code]
            if figure.last is None or figure.before is None:
                continue
            table = drill.frame(code)
            moved = figure.last - figure.before
            if not METRICS[code].ratio:
                assert int(table["moved"].sum()) == moved
            else:  # what the parts moved may be large and cancel out
                near = 1e-9 * max(1.0, float(table["moved"].abs().sum()))
                assert float(table["moved"].sum()) == pytest.approx(moved, abs=near)


@given(seed=st.integers(0, 10**6), by=st.sampled_from(BYS))
@settings(max_examples=6, deadline=None)
def test_nothing_of_the_future(seed, by):
    """Rows that arrive after a clock change nothing at it; ticks on the way change nothing, too."""
    frames = events(sessions.session(seed))
    early, clock = clocks(seed, 3)[:2]
    known = {
        name: one if name in DIMS else one[one["arrive_ts"] <= clock].reset_index(drop=True)
        for name, one in frames.items()
    }
    one, other = (Drill(tables, sessions.NAME, by) for tables in (frames, known))
    one.tick(early)
    a, b = one.tick(clock), other.tick(clock)
    for part in one.parts:
        if part in b:
            assert np.array_equal(a[part].numerator, b[part].numerator)
            assert np.array_equal(a[part].denominator, b[part].denominator)
        else:
            assert not a[part].numerator[[PLACE[code] for code in ADDS_UP[by]]].any()


def test_told_again_stays_where_it_was():
    """A line that is told again with another SKU and source, and a changed second telling of an
    event, count once, in the part of the first telling."""
    seed = next(n for n in range(99) if len(sessions.session(n)["order_line"]) > 20)
    frames = sessions.session(seed)
    for name in ("order_line", "impression"):
        again = frames[name].copy()
        again["arrive_ts"] += pd.Timedelta(seconds=50)
        again["source"] = "share"
        if name == "order_line":
            again["event_id"] = "again-" + again["event_id"]
            again["sku_id"], again["product_id"] = "K06", "P5"
        whole = pd.concat([frames[name], again]).sort_values("arrive_ts", kind="stable")
        frames[name] = whole.reset_index(drop=True)
    clock = sessions.START + pd.Timedelta(minutes=40)
    for by, code in (("source", "C1"), ("sku", "C1"), ("source", "T1")):
        drill = Drill(events(frames), sessions.NAME, by)
        drill.tick(clock)
        assert drill.whole[code].total
        assert int(drill.frame(code)["total"].sum()) == drill.whole[code].total


def test_registry_says_what_can_be_told():
    """A metric is told by a part exactly where its tables name that part, or the reason is in
    words; what adds up is among what is told."""
    for by in BYS:
        for code, metric in METRICS.items():
            reason = why_untold(code, by)
            assert bool(reason) is (by not in metric.grain)
            tables = {need.split(".")[0] for need in metric.needs}
            if not reason:
                # who came is the whole's where a SKU is asked for
                shared = {"visit"} if code in SHARED[by] else set()
                assert tables <= {*WAYS[by], *shared}, code
            elif metric.family != "Commission" and code != "G2":
                assert not tables <= set(WAYS[by]), code
        assert all(by in METRICS[code].grain for code in ADDS_UP[by] | SHARED[by])


def test_most_sold_get_their_own_part():
    """At a clock the SKUs that sold most by then stand alone; all others are the rest."""
    seed = next(n for n in range(99) if len(sessions.session(n)["order_line"]) > 20)
    frames = sessions.session(seed)
    clock = sessions.START + pd.Timedelta(minutes=15)
    all_of_them = Drill(events(frames), sessions.NAME, "sku")
    few = Drill(events(frames), sessions.NAME, "sku", most=2, at=clock)
    assert few.crowded
    assert not all_of_them.crowded
    assert [part for part in few.parts if part != UNKNOWN][2:] == [REST]
    all_of_them.tick(clock)
    few.tick(clock)
    sold = all_of_them.frame("C1")["total"].sort_values(ascending=False)
    assert set(sold[sold > 0].index[:2]) <= set(few.parts)
    assert few.frame("C1")["total"].sum() == sold.sum()


def test_wrong_questions_are_answered_in_words():
    """An unknown part, metric or untold metric, and a question before the first tick."""
    frames = events(sessions.session(5))
    with pytest.raises(CaopanError, match="did you mean 'source'"):
        Drill(frames, sessions.NAME, "sources")
    drill = Drill(frames, sessions.NAME, "sku")
    with pytest.raises(CaopanError, match="tick it first"):
        drill.frame("C1")
    with pytest.raises(CaopanError, match="name no SKU"):
        drill.frame("T1")
    with pytest.raises(CaopanError, match="no metric 'X1'"):
        drill.frame("X1")
    with pytest.raises(CaopanError, match="no session"):
        Drill(frames, "nowhere", "sku")


def test_replay_moves_its_drill_on():
    """A replay makes the parts when asked, moves them with the clock, makes them again only after
    the clock went back, and shows what a drill made at that clock shows."""
    tables = {**sessions.session(5), "live_session": shows()}
    replay = Replay(tables, sessions.NAME)
    replay.jump(600)
    made = replay.drill("source")
    replay.jump(1_500)
    assert replay.drill("source") is made
    fresh = Drill({**tables, "live_session": shows()}, sessions.NAME, "source")
    replay.jump(900)
    again = replay.drill("source")
    assert again is not made
    fresh.tick(replay.reading.clock)
    for code in ("T1", "C1", "T8"):
        mine, due = again.frame(code), fresh.frame(code).reindex(again.frame(code).index)
        pd.testing.assert_frame_equal(mine, due)


def test_broken_tables_are_left_to_the_whole_board():
    """A table of another form is counted by the board of the whole; the parts do without it."""
    frames = {**sessions.session(5), "live_session": shows()}
    frames["impression"] = frames["impression"].drop(columns=["source"])
    replay = Replay(frames, sessions.NAME)
    replay.jump(1_200)
    assert replay.drill("source").parts
    assert "changed schema" in replay.reading.status.refused


def test_reference_boards_hold_too():
    """A drill's whole is the board that the session has without a drill."""
    frames = sessions.session(7)
    clock = clocks(7, 2)[0]
    drill = Drill(events(frames), sessions.NAME, "source")
    drill.tick(clock)
    board = feed(board_of(frames), frames).tick(clock)
    for code in set(CODES) - {"M1", "M2", "M3", "M4"}:
        assert drill.whole[code].total == board[code].total
    assert set(drill.parts) <= {*SOURCES, UNKNOWN}


def test_a_thousand_skus():
    """With 1,000 SKUs sold there are as many parts as a reader can use; the sum is still whole."""
    seed = next(n for n in range(99) if len(sessions.session(n)["order_line"]) > 20)
    frames = sessions.session(seed)
    line = frames["order_line"].iloc[:1]
    many = line.loc[line.index.repeat(1_000)].reset_index(drop=True)
    numbers = many.index.astype(str)
    many["event_id"], many["line_id"] = "n" + numbers, "m" + numbers
    many["order_id"], many["sku_id"] = "q" + numbers, "S" + numbers
    many["session_id"], many["pay_fen"] = sessions.NAME, np.arange(1_000) + 100
    many["pay_ts"] = many["arrive_ts"] = many["create_ts"]
    frames["order_line"] = many
    replay = Replay({**frames, "live_session": shows()}, sessions.NAME)
    replay.jump(2_400)
    drill = replay.drill("sku")
    assert drill.crowded
    assert len(drill.parts) <= MOST + 2
    assert drill.parts[0] == "S999"
    table = drill.frame("C1")
    assert table["total"].sum() == replay.reading["C1"].total == sum(range(100, 1_100))
    replay.jump(2_500)
    assert replay.drill("sku", anew=True) is drill, "the choice is not ten minutes old"
    replay.jump(2_400 + 600)
    assert replay.drill("sku", anew=True) is not drill
