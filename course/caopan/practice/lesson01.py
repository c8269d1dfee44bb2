"""The two questions inside lesson 01, on sample merchants."""

from __future__ import annotations

from caopan.events import card, load
from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise


@exercise(
    "01-per-buyer",
    "Which column names the person? Which rows were paid?",
    "`paid` holds the paid lines already; `.nunique()` counts different values of a column.",
    praise="Right: people, not lines, stand under the line.",
)
def _per_buyer(value: object) -> str | None:
    lines = load("order_line", merchant="liuyi", session=card("liuyi").event_sessions[-1])
    paid = lines[lines["pay_ts"].notna()]
    gmv, people = float(paid["pay_fen"].sum()) / 100, float(paid["user_id"].nunique())
    funnel = paid[paid["path"] == "funnel"]
    funnel_gmv, funnel_people = float(funnel["pay_fen"].sum()) / 100, funnel["user_id"].nunique()
    traps = {
        "the hour table's GMV, without what was bought past the funnel, is divided by all buyers; "
        "money and people must come from the same lines": funnel_gmv / people,
        "only the funnel's lines, as in the hour table, are in it; take all paid lines": funnel_gmv
        / funnel_people,
        "paid lines are counted, not people": gmv / len(paid),
        "orders are counted, not people": gmv / paid["order_id"].nunique(),
        "lines that nobody paid are in it": float(lines["pay_fen"].sum())
        / 100
        / lines["user_id"].nunique(),
        "pieces are counted, not people (that is 件单价)": gmv / float(paid["qty"].sum()),
    }
    return one_number(value, "per_buyer", Want(gmv / people, traps=traps))


@exercise(
    "01-jade",
    "Two sums over all days, and one division. Which table holds which?",
    "goods_hour has gmv_fen, traffic_hour has viewers. Add up first, divide afterwards.",
    praise="Right. Make the funnel of both shops: which two factors differ most?",
)
def _jade(value: object) -> str | None:
    goods = load("goods_hour", merchant="yunshi")
    traffic = load("traffic_hour", merchant="yunshi")
    gmv, viewers = float(goods["gmv_fen"].sum()) / 100, float(traffic["viewers"].sum())
    nights = traffic.groupby("session_id")["viewers"].sum()
    by_night = goods.groupby("session_id")["gmv_fen"].sum() / 100 / nights
    traps = {
        "views (visits) are counted, not viewers": gmv / float(traffic["visits"].sum()),
        "buyers stand under the line; all viewers belong there": gmv / float(goods["buyers"].sum()),
        "a mean of the nights' ratios lets a small night weigh as much as a big one": float(
            by_night.mean()
        ),
        "refunds are taken off; GMV keeps them": gmv / viewers
        - float(goods["refund_fen"].sum()) / 100 / viewers,
    }
    return one_number(value, "jade", Want(gmv / viewers, traps=traps))
