"""Known shocks: nothing differs before, what they name turns after, bad ones are refused."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.board import CODES
from caopan.errors import CaopanError
from caopan.events import validate
from caopan.market import (
    SHOCKS,
    Scenario,
    Shock,
    baseline,
    compile_world,
    make_shock,
    sample,
    shocked_day,
    start,
    step,
)
from caopan.market.minute import MinuteFacts
from caopan.market.shocking import under
from caopan.market.shocks import HARMFUL, INNOCENT

DAY = 60
LENGTH = 240
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def room() -> Scenario:
    """The jade workshop."""
    return sample("yunshi")


@pytest.fixture(scope="module")
def big() -> Scenario:
    """A large room, every user told."""
    return sample("beichen").model_copy(update={"panel_one_in": 1})


@pytest.fixture(scope="module")
def calm(big: Scenario) -> Frames:
    """Its tables without a shock."""
    return shocked_day(big, DAY)


def _minutes(shop: Scenario, shock: Shock | None, pace: int | None) -> dict[str, np.ndarray]:
    """Counts of a session, minute by minute, as the fold gives them."""
    world = compile_world([shop], [shop.seed])
    state, ticks = start(world, [baseline(shop)], DAY, 1, pace)
    live: list[MinuteFacts] = []
    for actions in ticks if shock is None else under(ticks, shock):
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, MinuteFacts):
            live.append(facts)
    people = ("impressions", "visits", "bounces", "leaves", "follows")
    orders = ("active", "exposures", "clicks", "creates", "pays")
    parts = [("people", name) for name in people] + [("orders", name) for name in orders]
    return {
        name: np.concatenate([getattr(getattr(one, part), name) for one in live])
        for part, name in parts
    } | {"spend": np.concatenate([one.spend_fen for one in live])}


@given(
    kind=st.sampled_from(tuple(SHOCKS)),
    minute=st.integers(1, LENGTH - 1),
    strength=st.floats(0.05, 1),
    pace=st.sampled_from([None, 37]),
)
@settings(max_examples=25, deadline=None)
def test_before_the_shock_nothing_differs(
    kind: str, minute: int, strength: float, pace: int | None
) -> None:
    """The counts of each minute before it are those without a shock, at any pace of the clock."""
    shop = sample("yunshi")
    plain = _minutes(shop, None, None)
    hurt = _minutes(shop, make_shock(kind, minute, strength), pace)
    assert len(plain["visits"]) == len(hurt["visits"])
    for name, counts in plain.items():
        assert np.array_equal(counts[:minute], hurt[name][:minute]), name


TURNS = {
    "sold_out": ("creates", 0.6, 0),
    "links_lost": ("exposures", 0.1, 0),
    "paid_stopped": ("spend", 0.01, 0),
    "throttled": ("visits", 0.85, 0),
    "wrong_audience": ("bounces", 1.05, 1),
    "off_script": ("clicks", 0.7, 0),
    "dearer": ("creates", 0.7, 0),
    "payment_fails": ("pays", 0.3, 0),
    "complaints": ("exposures", 0.97, 0),
    "stutter": ("bounces", 1.1, 1),
}
"""The count that a full shock moves first; times the usual, at most (0) or at least (1)."""


@pytest.mark.parametrize("kind", TURNS)
def test_after_it_the_named_count_turns(big: Scenario, kind: str) -> None:
    """Over the rest of the session, under the same luck, by at least a stated part."""
    name, times, more = TURNS[kind]
    plain, hurt = (_minutes(big, one, None)[name][60:] for one in (None, make_shock(kind, 60)))
    share = hurt.sum() / plain.sum()
    assert share >= times if more else share <= times, share


def test_a_planned_pulse_is_over_after_its_minutes(big: Scenario) -> None:
    """A draw and a countdown fill ten minutes; an hour later the room is about what it was."""
    plain = _minutes(big, None, None)
    for kind, name in (("lottery", "visits"), ("rush", "creates")):
        now = _minutes(big, make_shock(kind, 60), None)[name]
        assert now[60:70].sum() > 1.25 * plain[name][60:70].sum()
        assert now[130:200].sum() == pytest.approx(plain[name][130:200].sum(), rel=0.1)


def test_a_moved_rundown_explains_what_was_to_come(big: Scenario) -> None:
    """The explained cards after it are those of half an hour later, in that order."""
    plain, moved = (
        _minutes(big, one, None)["active"][:, 0, 0]
        for one in (None, make_shock("rundown_moved", 60))
    )
    assert np.array_equal(moved[60:200], plain[90:230])


def _since(tables: Frames, minute: int) -> pd.Timestamp:
    opening: pd.Timestamp = tables["live_session"]["start_ts"].min()
    return opening + pd.Timedelta(minutes=minute)


@pytest.mark.parametrize(
    "kind", ["dearer", "complaints", "refund_wave", "tracking_lost", "off_script"]
)
def test_rows_beside_the_counts_follow_the_schema(big: Scenario, kind: str) -> None:
    """The tables of a shocked day are valid ones; their numbers of rows are unique."""
    tables = shocked_day(big, DAY, make_shock(kind, 100))
    for name in ("order_line", "refund", "interaction", "impression", "explain_seg"):
        validate(name, tables[name])
        assert tables[name]["event_id"].is_unique, name


def test_rows_tell_the_shock_and_only_from_its_minute_on(big: Scenario, calm: Frames) -> None:
    """Complaints, refunds, lost rows and silence begin with the minute, and are many."""
    since = _since(calm, 100)
    acts = shocked_day(big, DAY, make_shock("complaints", 100))["interaction"]
    bad = acts[acts["kind"] == "negative"]["ts"]
    before, after = ((bad < since).sum(), (bad >= since).sum())
    assert after > 10 * before
    usual = calm["interaction"][calm["interaction"]["kind"] == "negative"]["ts"]
    assert before == pytest.approx((usual < since).sum(), abs=25)

    wave = shocked_day(big, DAY, make_shock("refund_wave", 100))
    new = wave["refund"].merge(calm["refund"][["line_id"]], how="left", indicator=True)
    new = new[new["_merge"] == "left_only"].merge(wave["order_line"], on="line_id")
    assert len(new) > 0.2 * wave["order_line"]["pay_ts"].notna().sum()
    assert (new["ts"] >= since).all()
    assert (new["ts"] > new["pay_ts"]).all()
    assert (new["amount_fen"] == new["pay_fen"]).all()

    lost = shocked_day(big, DAY, make_shock("tracking_lost", 100))
    for name in ("impression", "interaction", "product_event"):
        left, whole = lost[name], calm[name]
        assert (left["ts"] < since).sum() == (whole["ts"] < since).sum(), name
        assert (left["ts"] >= since).sum() < 0.15 * (whole["ts"] >= since).sum(), name
    assert len(lost["visit"]) == len(calm["visit"])

    silent = shocked_day(big, DAY, make_shock("off_script", 100))["explain_seg"]
    assert silent["end_ts"].max() == since


def test_who_orders_after_a_wrong_price_pays_it(big: Scenario) -> None:
    """Half as much again from the minute on, on the list too; nobody gets back more than paid."""
    tables = shocked_day(big, DAY, make_shock("dearer", 100))
    lines, since = tables["order_line"], _since(tables, 100)
    lines = lines[lines["session_id"].notna()]
    piece = lines["pay_fen"] / lines["qty"]
    late = lines["create_ts"] >= since
    ratio = piece[late].groupby(lines["sku_id"]).max() / piece[~late].groupby(lines["sku_id"]).max()
    assert ratio.median() == pytest.approx(1.5, abs=0.01)
    off = lines["list_fen"] - lines[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)
    assert (off == lines["pay_fen"]).all()
    back = tables["refund"].groupby("line_id")["amount_fen"].sum()
    paid = tables["order_line"].set_index("line_id")["pay_fen"]
    assert (back <= paid.reindex(back.index)).all()


def test_every_kind_is_told() -> None:
    """Each kind has a card; harmful ones name metrics of the board, innocent ones none."""
    for kind in HARMFUL:
        assert set(SHOCKS[kind].worsens) <= set(CODES), kind
        assert not SHOCKS[kind].innocent
    assert set(HARMFUL) | set(INNOCENT) == set(SHOCKS)
    assert all(one != other for one, other in pairwise(sorted(SHOCKS)))


@pytest.mark.parametrize(
    ("kind", "minute", "strength", "said"),
    [
        ("earthquake", 60, 1.0, "kind: input should be 'sold_out'"),
        ("stutter", 0, 1.0, "minute: input should be greater"),
        ("stutter", 60, 0.0, "strength: input should be greater"),
        ("stutter", 60, 1.5, "strength: input should be less"),
        ("stutter", 60, float("nan"), "strength: input should be a finite number"),
    ],
)
def test_a_bad_shock_is_refused_in_words(
    kind: str, minute: int, strength: float, said: str
) -> None:
    """The sentence names the field and what fits."""
    with pytest.raises(CaopanError, match=said):
        make_shock(kind, minute, strength)


def test_a_shock_that_is_not_within_a_session_is_refused(room: Scenario) -> None:
    """After the end, and on a day without a session."""
    with pytest.raises(CaopanError, match="minute: 999 is not within the session of 240 minutes"):
        shocked_day(room, DAY, make_shock("stutter", 999))
    resting = room.model_copy(update={"slots": tuple(s for s in room.slots if s.weekday == 0)})
    days = [day for day in range(60, 67) if (resting.first_day.weekday() + day) % 7]
    with pytest.raises(CaopanError, match="has no session on day"):
        shocked_day(resting, days[0])
