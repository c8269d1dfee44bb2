"""Identities of the data: what is sound passes, what was planted is found, bad tables are said."""

from dataclasses import replace

import pandas as pd
import pytest
from small_shop import mixed, small_shop, with_peers, with_table

from caopan.board import METRICS
from caopan.diagnosis import Shop, identities
from caopan.diagnosis.quality import IDENTITIES, STEPS
from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED
from caopan.market import collect, plant_bugs
from caopan.market.scenario import Collector

FOUND_BY = {
    "duplicate_orders": "order_line: each once",
    "lost_impressions": "covers of visits",
    "paid_before_created": "order_line: pay_ts is not before create_ts",
    "pay_in_yuan": "order_line: pay_fen is list_fen less the three coupons",
    "refund_above_payment": "refunds within worth",
    "ends_before_begin": "visit: leave_ts is not before enter_ts",
    "orphan_refunds": "refund of a line",
    "early_arrival": "interaction: arrive_ts is not before ts",
}


@pytest.fixture(scope="module")
def liuyi():
    """A sample merchant with all its users in the event tables of three sessions."""
    return Shop.of("liuyi")


def changed(shop, frames):
    """The shop with other tables."""
    return replace(shop, frames=dict(frames))


@pytest.mark.parametrize("name", ["liuyi", "fanhe"])
def test_sound_merchants_break_nothing(name, liuyi):
    """Rows late, lost or twice, and a panel of one in ten, are explained; nothing is violated."""
    found = identities(liuyi if name == "liuyi" else Shop.of(name))
    assert found.violated == ()
    assert found.off == {}
    assert {check.identity.name for check in found.checks if check.state == "not checked"} == set()
    assert found["impression: each once"].state == "explained"
    assert found.frame()["state"].isin({"holds", "explained"}).all()
    assert "none is violated" in found.sentence()


def test_each_planted_bug_is_found_to_the_row(liuyi):
    """All eight bugs of assignment 01 at once: the rows that each touched, and what it costs."""
    frames, bugs = plant_bugs(liuyi.frames, seed=4, count=8)
    found = identities(changed(liuyi, frames))
    assert {bug.kind for bug in bugs} == set(FOUND_BY)
    for bug in bugs:
        check = found[FOUND_BY[bug.kind]]
        assert check.state == "violated", bug.kind
        assert set(check.rows["event_id"]) == set(bug.event_ids), bug.kind
        assert check.broken >= len(set(bug.event_ids))
        assert check.first
    assert {"T1", "T2", "C1", "S1", "returns", "retention"} <= set(found.off)
    assert set(found.off) <= {*METRICS, *STEPS}


def test_lost_impressions_are_laid_to_the_client_version(liuyi):
    """The tracking loss of FX2: one version is named, and the enter rate switched off."""
    sound = {name: liuyi.frames[name] for name in ("visit", "impression")}
    spoiled = collect(sound, Collector(version_lost=0.6, lost=0, late=0, duplicate=0), seed=3)
    check = identities(changed(liuyi, spoiled))["covers of visits"]
    worst = liuyi.frames["visit"]["client_version"].value_counts().idxmax()
    assert check.state == "violated"
    assert check.where.count("% of 1") == 1
    assert worst in check.where
    assert {"T1", "T2"} <= set(check.metrics)


def test_machines_are_more_visits_than_the_hours_book(liuyi):
    """Visits by machines are in the events only."""
    two = {name: liuyi.frames[name] for name in ("visit", "impression")}
    spoiled = collect(two, Collector(bots=0.15), seed=3)
    hours = liuyi.frames["traffic_hour"]
    found = identities(changed(liuyi, spoiled | {"traffic_hour": hours}))
    assert found["events: visits"].state == "violated"
    assert found["traffic_hour: viewers within visits"].state == "holds"


def test_orders_of_people_who_were_hardly_there(liuyi):
    """Orders for show: buyers whose longest visit was two seconds."""
    visits, lines = liuyi.frames["visit"].copy(), liuyi.frames["order_line"]
    hands = set(lines["user_id"].drop_duplicates().head(60))
    some = visits["user_id"].isin(hands)
    visits.loc[some, "leave_ts"] = visits.loc[some, "enter_ts"] + pd.Timedelta(seconds=2)
    check = identities(changed(liuyi, {"visit": visits, "order_line": lines}))["orders take time"]
    assert check.state == "violated"
    assert set(check.rows["user_id"]) <= hands
    assert "C1" in check.metrics


def test_stock_below_zero(liuyi):
    """A load that was never booked."""
    moves = liuyi.frames["stock_event"]
    sold = changed(liuyi, {"stock_event": moves[moves["delta"] < 0]})
    check = identities(sold)["stock on hand"]
    assert (check.state, check.broken) == ("violated", check.of)
    assert {"G3", "G4"} == set(check.metrics)


@pytest.fixture(scope="module")
def small():
    """A small shop with peers, of which every identity that can be checked holds."""
    shop = with_peers(small_shop())
    checks = [one for one in identities(shop).checks if one.identity.table in shop.frames]
    broken = {one.identity.name: one.where for one in checks if one.broken}
    assert broken == {}
    return shop


def first_row(name, value):
    """Change one number in the first row."""
    return lambda t: t.assign(**{name: t[name].where(t.index > 0, value)})


HOURS = [
    ("traffic_hour", first_row("viewers", 900), "traffic_hour: viewers within visits", 1),
    ("traffic_hour", first_row("visits", 9000), "traffic_hour: visits within impressions", 1),
    ("traffic_hour", first_row("ad_spend_fen", 5), "traffic_hour: spend is paid", 1),
    ("traffic_hour", first_row("source", "friends"), "traffic_hour: values", 1),
    ("traffic_hour", lambda t: t[t["session_id"] != "s-003"], "sessions with traffic", 1),
    ("live_session", lambda t: t[t["session_id"] != "s-003"], "hours of sessions", 6),
    ("goods_hour", first_row("clicks", 900), "goods_hour: clicks within exposures", 1),
    ("goods_hour", first_row("gmv_fen", -900), "goods_hour: values", 1),
    ("goods_hour", lambda t: pd.concat([t, t.head(2)]), "goods_hour: each once", 2),
    ("goods_hour", first_row("creates", 4), "goods_hour: pays within creates", 0),
    ("peer_day", first_row("pays", 9000), "peer_day: pays within clicks", 1),
]


@pytest.mark.parametrize(("table", "spoil", "name", "rows"), HOURS)
def test_hour_tables_that_cannot_be(small, table, spoil, name, rows):
    """A step of the funnel wider than the one before, money below zero, hours of nowhere."""
    check = identities(with_table(small, table, spoil(small.frames[table])))[name]
    assert check.broken == rows
    assert check.state == ("violated" if rows else "holds")


def test_times_without_a_zone_or_with_several_switch_off_what_reads_them():
    """The zone is violated, what needs the time is not checked, and all else goes on."""
    shop = small_shop()
    hours = shop.frames["traffic_hour"]
    for stamp, said in (
        (hours["hour_ts"].dt.tz_localize(None), "no time zone"),
        (mixed(hours["hour_ts"]), "several"),
    ):
        found = identities(with_table(shop, "traffic_hour", hours.assign(hour_ts=stamp)))
        check = found["traffic_hour: one time zone"]
        assert check.state == "violated"
        assert said in check.where
        assert "decomposition" in check.steps
        assert found["traffic_hour: each once"].state == "not checked"
        assert found["traffic_hour: viewers within visits"].state == "holds"
    utc = hours.assign(hour_ts=hours["hour_ts"].dt.tz_convert("UTC"))
    check = identities(with_table(shop, "traffic_hour", utc))["traffic_hour: one time zone"]
    assert (check.state, check.metrics) == ("violated", ())


def test_missing_tables_and_columns_are_said_and_the_rest_is_checked():
    """An import with gaps is checked as far as it goes; a shop without tables breaks nothing."""
    shop = small_shop()
    found = identities(
        with_table(shop, "traffic_hour", shop.frames["traffic_hour"].drop(columns="viewers"))
    )
    assert found["traffic_hour: viewers within visits"].where == "no column traffic_hour.viewers"
    assert "no column viewers" in found["traffic_hour: values"].where
    assert "T3" in found.off
    assert found["goods_hour: pays within creates"].state == "holds"
    empty = identities(changed(shop, {}))
    assert {check.state for check in empty.checks} == {"not checked"}
    assert empty.frame()["share"].isna().all()
    hollow = identities(changed(shop, {name: t.iloc[:0] for name, t in shop.frames.items()}))
    assert all(check.share is None for check in hollow.checks if check.of == 0)
    with pytest.raises(CaopanError, match="no identity 'luck'"):
        _ = empty["luck"]


def test_identities_and_steps_name_columns_that_exist():
    """What an identity reads and spoils, and what a step stands on, is declared."""
    known = {f"{table.name}.{name}" for table in DECLARED.values() for name in table.names}
    for one in IDENTITIES:
        assert {*one.needs, *one.spoils} <= known, one.name
    assert {name for needs in STEPS.values() for name in needs} <= known
    assert len({one.name for one in IDENTITIES}) == len(IDENTITIES)
