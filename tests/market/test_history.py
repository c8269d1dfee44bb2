"""Tables: they obey their schemas and identities, and events add up to the hour tables."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.events import PEER_TABLES, TABLES, validate, write_tables
from caopan.market import Scenario, card_of, histories, history, sample, variant

Frames = dict[str, pd.DataFrame]


@pytest.fixture(params=["tables", "short_tables", "rich_tables"])
def told(request: pytest.FixtureRequest) -> Frames:
    """A merchant with ample stock, one without, and one who does everything at once."""
    frames: Frames = request.getfixturevalue(request.param)
    return frames


def test_all_tables_obey_their_schema(told: Frames) -> None:
    """All eighteen tables are there, with rows, and pass every rule of the dictionary."""
    assert set(told) == set(TABLES) - set(PEER_TABLES)
    for name, frame in told.items():
        assert len(frame) > 0, name
        validate(name, frame)


def test_keys_are_unique_across_tables(told: Frames) -> None:
    """An event_id names one fact of the merchant."""
    ids = pd.concat([frame["event_id"] for frame in told.values() if "event_id" in frame])
    assert ids.is_unique


def _hours(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].dt.floor("h")


def _sessions(told: Frames) -> pd.Series:
    return pd.Series(sorted(told["shelf"]["session_id"].unique()))


def _near(traffic: pd.DataFrame, told: Frames) -> pd.DataFrame:
    frame = traffic[traffic["session_id"].isin(_sessions(told))]
    return frame.set_index(["session_id", "hour_ts", "source"]).sort_index()


def _counts(frame: pd.DataFrame, column: str, extra: str | None = None) -> pd.Series:
    keys = [frame["session_id"], _hours(frame, column).rename("hour_ts"), frame["source"]]
    return frame.groupby(keys + ([frame[extra]] if extra else [])).size()


def _equal(hour: pd.Series, told: pd.Series) -> None:
    both = pd.DataFrame({"hour": hour, "events": told}).fillna(0)
    assert (both["hour"] == both["events"]).all(), both[both["hour"] != both["events"]].head()


def test_people_add_up_to_the_hours(told: Frames) -> None:
    """Impressions, visits, viewers, fans' visits, watch time: events and hours agree exactly."""
    hour, visit = _near(told["traffic_hour"], told), told["visit"]
    _equal(hour["impressions"], _counts(told["impression"], "ts"))
    _equal(hour["visits"], _counts(visit, "enter_ts"))
    _equal(hour["fan_visits"], _counts(visit[visit["is_fan"]], "enter_ts"))
    first = visit.sort_values("enter_ts").drop_duplicates(["session_id", "user_id"])
    _equal(hour["viewers"], _counts(first, "enter_ts"))
    watched = []
    for (session, start, source), row in hour.iterrows():
        mine = visit[(visit["session_id"] == session) & (visit["source"] == source)]
        end = start + pd.Timedelta(hours=1)
        inside = mine["leave_ts"].clip(upper=end) - mine["enter_ts"].clip(lower=start)
        watched.append(int(inside.dt.total_seconds().clip(lower=0).sum() + 1e-6) == row["watch_s"])
    assert all(watched)


def test_follows_and_spend_add_up_to_the_hours(told: Frames) -> None:
    """Follows fall into the hour of the visit that made them; spend is the plans' minutes."""
    hour = _near(told["traffic_hour"], told)
    acts, visit = told["interaction"], told["visit"]
    follow = acts[acts["kind"] == "follow"]
    joined = follow.merge(visit, on=["session_id", "user_id"])
    joined = joined[(joined["ts"] >= joined["enter_ts"]) & (joined["ts"] <= joined["leave_ts"])]
    assert len(joined) == len(follow)
    _equal(hour["follows"], _counts(joined, "ts"))
    spend = told["ad_spend"]
    by_hour = spend.groupby([spend["session_id"], _hours(spend, "ts").rename("hour_ts")])[
        "cost_fen"
    ].sum()
    _equal(hour["ad_spend_fen"].groupby(level=["session_id", "hour_ts"]).sum(), by_hour)
    assert not hour["ad_spend_fen"].drop("paid", level="source", errors="ignore").any()


def test_orders_add_up_to_the_hours(told: Frames) -> None:
    """Creates, pays, buyers, units, GMV, refunds of the funnel: cell by cell."""
    goods = told["goods_hour"][told["goods_hour"]["session_id"].isin(_sessions(told))]
    key = ["session_id", "hour_ts", "source", "sku_id"]
    goods = goods.set_index(key).sort_index()
    lines = told["order_line"]
    lines = lines[lines["path"] == "funnel"].assign(hour_ts=lambda f: _hours(f, "create_ts"))
    _equal(goods["creates"], lines.groupby(key).size())
    paid = lines[lines["pay_ts"].notna()]
    _equal(goods["pays"], paid.groupby(key).size())
    _equal(goods["units"], paid.groupby(key)["qty"].sum())
    _equal(goods["gmv_fen"], paid.groupby(key)["pay_fen"].sum())
    first = paid.sort_values(["create_ts", "line_id"]).drop_duplicates(["session_id", "user_id"])
    assert goods["buyers"].sum() == len(first)
    back = told["refund"].merge(paid, on="line_id")
    _equal(goods["refund_fen"], back.groupby(key)["amount_fen"].sum())


def test_cards_add_up_to_the_hours(told: Frames) -> None:
    """Exposures and clicks by session, hour and product."""
    sku = told["product"].set_index("sku_id")["product_id"]
    goods = told["goods_hour"][told["goods_hour"]["session_id"].isin(_sessions(told))]
    goods = goods.assign(product_id=goods["sku_id"].map(sku))
    key = ["session_id", "hour_ts", "product_id"]
    sums = goods.groupby(key)[["exposures", "clicks"]].sum()
    events = told["product_event"].assign(hour_ts=lambda f: _hours(f, "ts"))
    _equal(sums["exposures"], events[events["kind"] == "expose"].groupby(key).size())
    _equal(sums["clicks"], events[events["kind"] == "click"].groupby(key).size())


def test_the_funnel_holds_for_each_user(told: Frames) -> None:
    """Viewers contain exposed, clickers, creators, buyers in turn, but beside the funnel."""
    key = ["session_id", "user_id"]

    def users(frame: pd.DataFrame, by: list[str]) -> set[tuple[object, ...]]:
        return set(frame[by].itertuples(index=False, name=None))

    cards, lines = told["product_event"], told["order_line"]
    seen, clicked = cards[cards["kind"] == "expose"], cards[cards["kind"] == "click"]
    funnel = lines[lines["path"] == "funnel"]
    product = [*key, "product_id"]
    assert users(seen, key) <= users(told["visit"], key)
    assert users(clicked, product) <= users(seen, product)
    assert users(funnel, product) <= users(clicked, product)
    off = lines[lines["path"] == "off_funnel"]
    assert len(off) > 0
    assert not users(off[off["source"].notna()], product) & users(clicked, product)


def test_deeds_fall_into_a_visit_of_their_user(told: Frames) -> None:
    """Cards are seen and orders are made while the user is in the room; shown before entered."""
    visit = told["visit"]
    for frame, column in (
        (told["product_event"], "ts"),
        (told["order_line"].query("path == 'funnel'"), "create_ts"),
    ):
        keyed = frame[["session_id", "user_id", column, "event_id"]]
        joined = keyed.merge(
            visit[["session_id", "user_id", "enter_ts", "leave_ts"]], on=["session_id", "user_id"]
        )
        inside = joined[
            (joined[column] >= joined["enter_ts"]) & (joined[column] <= joined["leave_ts"])
        ]
        assert inside["event_id"].nunique() == len(frame)
    via = visit[visit["via_impression"]].merge(
        told["impression"], on=["session_id", "user_id", "source"]
    )
    led = via[via["ts"] <= via["enter_ts"]]["visit_id"].nunique()
    assert led == int(visit["via_impression"].sum())


def test_money_and_refunds_hold_line_by_line(told: Frames) -> None:
    """pay is list less coupons, all refunds of a line stay within it, after it was paid."""
    lines = told["order_line"]
    coupons = lines["m_coupon_fen"] + lines["p_coupon_fen"] + lines["a_coupon_fen"]
    assert (lines["pay_fen"] == lines["list_fen"] - coupons).all()
    back = told["refund"].merge(lines, on="line_id", how="left")
    assert back["pay_ts"].notna().all()
    assert (back["ts"] > back["pay_ts"]).all()
    total = back.groupby("line_id")["amount_fen"].sum()
    assert (total <= lines.set_index("line_id")["pay_fen"].loc[total.index]).all()
    stage = back.merge(told["fulfil"][["line_id", "ship_ts"]], on="line_id")
    early = stage[stage["stage"] == "pre_ship"]
    assert (early["ship_ts"].isna() | (early["ship_ts"] > early["ts"])).all()
    late = stage[stage["stage"] != "pre_ship"]
    assert (late["ship_ts"] < late["ts"]).all()


def test_stock_never_falls_below_zero(told: Frames) -> None:
    """The running sum of movements of each SKU stays at zero or above; each sold piece is there."""
    moves = told["stock_event"].sort_values(["ts", "event_id"])
    presold = moves["sku_id"].eq("yunshi-k05")  # a presale may owe pieces
    assert (moves[~presold].groupby("sku_id")["delta"].cumsum() >= 0).all()
    paid = told["order_line"].query("path == 'funnel'")
    paid = paid[paid["pay_ts"].notna()]
    assert -moves.loc[moves["session_id"].notna(), "delta"].sum() == paid["qty"].sum()


def test_a_stock_out_shows_in_the_tables(short_tables: Frames) -> None:
    """A hero without stock is still seen and clicked, and not ordered (the cut of FG2)."""
    goods = short_tables["goods_hour"]
    shelf = short_tables["shelf"].drop_duplicates("sku_id").set_index("sku_id")["role"]
    last = goods[
        goods["session_id"].str.contains("-0(?:0[89]|1[01])")
        & (goods["sku_id"].map(shelf) == "hero")
    ]
    late = last[last["hour_ts"].dt.hour == 22]
    early = last[last["hour_ts"].dt.hour == 19]
    assert late["clicks"].sum() > 50
    assert (
        late["creates"].sum() / late["clicks"].sum()
        < 0.5 * early["creates"].sum() / early["clicks"].sum()
    )


def test_a_history_is_the_same_every_time_and_in_any_company() -> None:
    """Alone or in a batch, a variant's tables have the same values."""
    two = [variant("yunshi", "a", name, b"k", days=12) for name in ("ada", "bo")]
    batch, alone = histories(two)[1], history(two[1])
    for name, frame in alone.items():
        pd.testing.assert_frame_equal(frame, batch[name])


def test_a_panel_is_one_user_in_k_in_every_table() -> None:
    """Panel tables hold the same users throughout; about one visit in k."""
    whole = sample("yunshi").model_copy(update={"days": 4, "event_days": (3,)})
    full, panel = histories([whole, whole.model_copy(update={"panel_one_in": 4})])
    assert set(panel["visit"]["user_id"]) <= set(full["visit"]["user_id"])
    assert set(panel["product_event"]["user_id"]) <= set(panel["visit"]["user_id"])
    funnel = panel["order_line"].query("path == 'funnel'")
    assert set(funnel["user_id"]) <= set(panel["visit"]["user_id"])
    assert set(panel["refund"]["line_id"]) <= set(panel["order_line"]["line_id"])
    for name in ("visit", "impression", "product_event"):
        assert 0.2 < len(panel[name]) / len(full[name]) < 0.3, name
    pd.testing.assert_frame_equal(panel["stock_event"], full["stock_event"])
    pd.testing.assert_frame_equal(panel["goods_hour"], full["goods_hour"])


def test_events_follow_the_law_of_the_other_sessions(tables: Frames, shop: Scenario) -> None:
    """Watch time and repeat buyers, decided by users in event sessions, have the law's mean."""
    traffic = tables["traffic_hour"]
    told = traffic["session_id"].isin(tables["visit"]["session_id"].unique())
    stay = [
        part["watch_s"].sum() / part["visits"].sum() for part in (traffic[told], traffic[~told])
    ]
    assert abs(np.log(stay[0] / stay[1])) < 0.08
    goods = tables["goods_hour"]
    assert (goods["buyers"] <= goods["pays"]).all()
    assert 0.85 < goods["buyers"].sum() / goods["pays"].sum() <= 1
    assert shop.panel_one_in == 1


def test_a_day_outside_of_the_history_is_refused(shop: Scenario) -> None:
    """Events for a day that is not there: one sentence."""
    with pytest.raises(CaopanError, match="event_days"):
        history(shop, events_for=[99])


def test_a_silent_room_has_tables_without_rows(shop: Scenario, tmp_path: Path) -> None:
    """Nobody sees the room, nobody follows, nothing is paid for: tables hold and are written."""
    silent = shop.model_copy(
        update={
            "days": 4,
            "event_days": (3,),
            "sources": tuple(
                one.model_copy(update={"impressions_per_h": 0.0}) for one in shop.sources
            ),
            "fans": shop.fans.model_copy(update={"opening": 0, "now": 0}),
            "paid": shop.paid.model_copy(update={"fen_per_h": 0}),
        }
    )
    told = history(silent)
    for name, frame in told.items():
        validate(name, frame)
    assert len(told["visit"]) == len(told["ad_spend"]) == 0
    assert len(told["explain_seg"]) > 0
    write_tables(told, tmp_path, card_of(silent))
    assert len(pd.read_parquet(tmp_path / "events" / "visit.parquet")) == 0
