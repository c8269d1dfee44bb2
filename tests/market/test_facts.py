"""Facts of a merchant who does everything at once: each stands in the tables as it was played.

Its tables pass the tests of ``test_history`` too.
"""

import numpy as np
import pandas as pd
import pytest

from caopan.market import Plan, Scenario, compile_world
from caopan.market.paid import spend_by_plan
from caopan.market.record import Record, keep

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def record(rich_shop: Scenario, rich_plan: Plan) -> Record:
    """The fold's own account of the same history."""
    world = compile_world([rich_shop], [rich_shop.seed])
    return keep(world, [rich_plan], 0, rich_shop.days, set(rich_shop.event_days))


def test_sessions_run_past_midnight(rich_tables: Frames) -> None:
    """A session that opens late ends on the next day, and its rows carry that date."""
    show = rich_tables["live_session"].set_index("session_id")
    assert (show["end_ts"].dt.date > show["start_ts"].dt.date).all()
    for name, column in (
        ("visit", "enter_ts"),
        ("order_line", "pay_ts"),
        ("traffic_hour", "hour_ts"),
        ("goods_hour", "hour_ts"),
        ("ad_spend", "ts"),
    ):
        frame = rich_tables[name]
        opened = frame["session_id"].map(show["start_ts"])
        assert (frame[column].dt.date > opened.dt.date).any(), name
    ages = rich_tables["refund"].merge(rich_tables["order_line"], on="line_id")
    assert (ages["ts"] > ages["pay_ts"]).all()


def test_benefits_are_paid_by_their_funder(
    rich_tables: Frames, rich_plan: Plan, rich_shop: Scenario
) -> None:
    """A coupon stands in its funder's column, once a line, for those whom its gate admits."""
    lines = rich_tables["order_line"].query("path == 'funnel'")
    assert rich_plan.benefits is not None
    for benefit in rich_plan.benefits:
        if not benefit.of_price or not benefit.amount_fen:
            continue
        mine = lines[lines["sku_id"].isin(benefit.sku_ids) & lines["pay_ts"].notna()]
        column = {"merchant": "m", "platform": "p", "anchor": "a"}[benefit.funder] + "_coupon_fen"
        usual = {sku.sku_id: getattr(sku, column) for sku in rich_shop.skus}
        off = mine[column] - mine["sku_id"].map(usual) * mine["qty"]
        assert set(off) <= {0, benefit.amount_fen}
        used = off > 0
        assert used.any(), benefit.kind
        if benefit.gate == "fans":
            assert mine.loc[used, "is_fan"].mean() > 0.9


def test_the_roster_shows(rich_tables: Frames, rich_plan: Plan) -> None:
    """Explanations, openers and changes of the anchor follow the roster."""
    assert rich_plan.roster is not None
    segments = rich_tables["explain_seg"].sort_values(["session_id", "start_ts"])
    opener = rich_tables["live_session"]["anchor_id"]
    assert set(opener) == {rich_plan.roster[0].anchor}
    start = rich_tables["live_session"].set_index("session_id")["start_ts"]
    minute = (segments["start_ts"] - segments["session_id"].map(start)).dt.total_seconds() // 60
    names = np.concatenate([np.repeat(one.anchor, one.minutes) for one in rich_plan.roster])
    assert (segments["anchor_id"].to_numpy() == names[minute.astype(int) % len(names)]).all()
    log = rich_tables["ops_log"].query("kind == 'anchor_change'")
    change = segments[
        (segments["session_id"] == segments["session_id"].shift())
        & (segments["anchor_id"] != segments["anchor_id"].shift())
    ]
    told = log[log["session_id"].isin(segments["session_id"])]
    assert set(change["start_ts"]) <= set(told["ts"])


def test_paid_plans_share_every_minute(rich_tables: Frames, rich_plan: Plan) -> None:
    """A minute's fen are split by the plans' budgets of its hour; visits name their plan."""
    spend = rich_tables["ad_spend"]
    table = spend.pivot_table("cost_fen", ["session_id", "ts"], "plan_id", "sum", fill_value=0)
    assert rich_plan.paid is not None
    assert list(table.columns) == sorted(one.plan_id for one in rich_plan.paid)
    plans = sorted(rich_plan.paid, key=lambda one: one.plan_id)
    hours = table.index.get_level_values("ts").hour
    weight = np.array([[one.fen_at(int(hour)) for one in plans] for hour in hours])
    whole = table.to_numpy()
    assert (whole == spend_by_plan(whole.sum(axis=1), weight)).all()
    visit = rich_tables["visit"]
    assert (visit["plan_id"].notna() == (visit["source"] == "paid")).all()
    shut = [one.plan_id for one in rich_plan.paid if one.exclude_fans]
    assert not visit.loc[visit["plan_id"].isin(shut), "is_fan"].any()
    share = visit["plan_id"].value_counts(normalize=True)
    fen = spend.groupby("plan_id")["cost_fen"].sum()
    assert (abs(share - fen / fen.sum()) < 0.12).all()


def test_a_cover_names_the_plan_of_its_visit(rich_tables: Frames) -> None:
    """Before each paid visit there is a cover of the same plan, with creative and audience."""
    visit = rich_tables["visit"].dropna(subset="plan_id")
    shown = rich_tables["impression"]
    paid = shown["plan_id"].notna()
    assert (paid == (shown["source"] == "paid")).all()
    for column in ("creative_id", "audience"):
        assert (shown[column].notna() == paid).all()
    key = ["session_id", "user_id", "plan_id"]
    both = visit.merge(shown[[*key, "ts"]], on=key)
    assert both.loc[both["ts"] <= both["enter_ts"], "visit_id"].nunique() == len(visit)


def test_orders_are_credited_to_the_last_paid_touch(rich_tables: Frames) -> None:
    """plan_id of an order is that of the buyer's last paid visit before it, by counting anew."""
    lines = rich_tables["order_line"].dropna(subset="session_id")
    visit = rich_tables["visit"].dropna(subset="plan_id").sort_values("enter_ts")
    key = ["session_id", "user_id"]
    found = pd.merge_asof(
        lines[[*key, "create_ts", "line_id"]].sort_values("create_ts"),
        visit[[*key, "plan_id", "enter_ts"]],
        left_on="create_ts",
        right_on="enter_ts",
        by=key,
    ).set_index("line_id")["plan_id"]
    plan = lines.set_index("line_id")["plan_id"]
    pd.testing.assert_series_equal(plan, found.loc[plan.index], check_names=False)
    assert plan.notna().sum() > 5


def test_the_shelf_holds_what_is_listed(rich_tables: Frames, rich_plan: Plan) -> None:
    """Only listed SKUs stand on the shelf, and only they are seen and ordered."""
    assert rich_plan.assortment is not None
    assert set(rich_tables["shelf"]["sku_id"]) == set(rich_plan.assortment)
    lines = rich_tables["order_line"].query("path == 'funnel'")
    assert set(lines["sku_id"]) <= set(rich_plan.assortment)


def test_brushers_are_few_hands(rich_tables: Frames, record: Record) -> None:
    """Brushed orders: no look, a second in the room, few phones and addresses, back in week two."""
    lines = rich_tables["order_line"]
    fake = lines[(lines["path"] == "off_funnel") & lines["source"].notna()]
    days = sorted({key[0] for key in record.minutes})
    assert len(fake) == sum(int(record.days[day].brushed[0].sum()) for day in days) > 40
    assert fake["pay_ts"].notna().all()
    visit = rich_tables["visit"].merge(fake[["session_id", "user_id", "create_ts"]])
    mine = visit[
        (visit["enter_ts"] <= visit["create_ts"]) & (visit["create_ts"] <= visit["leave_ts"])
    ]
    assert len(mine) == len(fake)
    assert ((mine["leave_ts"] - mine["enter_ts"]).dt.total_seconds() < 2).all()
    assert mine["device_id"].nunique() < len(fake) / 5
    assert fake["address_hash"].nunique() < len(fake) / 5
    back = rich_tables["refund"].merge(fake, on="line_id")
    age = (back["ts"].dt.normalize() - back["create_ts"].dt.normalize()).dt.days
    assert len(back) > 0.9 * len(fake)
    assert age.between(7, 12).all()
    assert (
        back["amount_fen"].sum()
        == fake.set_index("line_id")["pay_fen"].loc[back["line_id"].unique()].sum()
    )


def test_a_day_comes_to_what_the_fold_says(rich_tables: Frames, record: Record) -> None:
    """GMV, spend, follows and visits of each event day: the tables' and the fold's, to the fen."""
    lines = rich_tables["order_line"].dropna(subset="pay_ts")
    day = lines["line_id"].str[2:5].astype(int)
    gmv = lines.groupby(day)["pay_fen"].sum()
    number = rich_tables["ad_spend"]["session_id"].str[-5:-2].astype(int)
    spend = rich_tables["ad_spend"].groupby(number)["cost_fen"].sum()
    acts = rich_tables["interaction"].query("kind == 'follow'")
    follows = acts.groupby(acts["session_id"].str[-5:-2].astype(int)).size()
    visit = rich_tables["visit"]
    visits = visit.groupby(visit["session_id"].str[-5:-2].astype(int)).size()
    for at in sorted({key[0] for key in record.minutes}):
        facts = record.days[at]
        assert gmv[at] == facts.gmv_fen[0]
        assert spend[at] == facts.spend_fen[0]
        assert follows[at] == facts.follows[0]
        assert visits[at] == facts.visits[0] + facts.brushed[0].sum()


def test_off_session_orders_are_those_of_the_day(rich_tables: Frames, record: Record) -> None:
    """Each event day tells the pieces bought off session on it, by SKU."""
    lines = rich_tables["order_line"]
    off = lines[(lines["path"] == "off_funnel") & lines["source"].isna()]
    days = sorted({key[0] for key in record.minutes})
    want = sum(record.days[day].off[0] for day in days)
    assert len(off) == int(want.sum()) > 0


def test_late_parcels_and_their_refunds(rich_tables: Frames, record: Record) -> None:
    """The share of parcels shipped late is the warehouse's; waiting buyers say so."""
    sent = rich_tables["fulfil"].dropna(subset="ship_ts")
    late = (sent["ship_ts"] > sent["promise_ts"]).mean()
    days = sorted({key[0] for key in record.minutes})
    want = np.mean([record.days[day].late[0] for day in days])
    assert want > 0.2
    assert abs(late - want) < 0.1
    early = rich_tables["refund"].query("stage == 'pre_ship'")
    assert (early["reason"] == "not_shipped").mean() > 0.1


def test_violations_stand_in_the_log(rich_tables: Frames, record: Record) -> None:
    """One row for each day with a violation, in its session; natural traffic falls after it."""
    log = rich_tables["ops_log"].query("kind == 'violation'")
    days = [at for at, facts in enumerate(record.days) if facts.violation[0]]
    assert len(log) == len(days) > 0
    shows = rich_tables["live_session"].set_index("session_id")
    where = shows.loc[log["session_id"]]
    assert (log["ts"].to_numpy() >= where["start_ts"].to_numpy()).all()
    assert (log["ts"].to_numpy() <= where["end_ts"].to_numpy()).all()
    assert record.days[days[0] + 1].throttled[0] < 0.6


def test_draws_stand_in_the_log(rich_tables: Frames, rich_plan: Plan) -> None:
    """A lottery leaves a row each time it is drawn, with its gate and who pays."""
    assert rich_plan.benefits is not None
    lottery = next(one for one in rich_plan.benefits if one.kind == "lottery")
    log = rich_tables["ops_log"].query("kind == 'draw'")
    shows = rich_tables["live_session"]
    minutes = (shows["end_ts"] - shows["start_ts"]).dt.total_seconds() // 60
    assert len(log) == int((minutes // lottery.every_min).sum())
    assert log["detail"].str.contains("gated by follow, paid by merchant").all()


def test_some_refunds_come_in_parts(rich_tables: Frames) -> None:
    """A line may have several refunds, which together stay within its worth."""
    back = rich_tables["refund"]
    assert back["line_id"].duplicated().any()
