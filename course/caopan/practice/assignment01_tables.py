"""Checks for assignment 01, on the spoiled event tables: the bugs, and the night repaired.

The graded tests are others, and hidden; these only help while working.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from caopan.events import card, load
from caopan.practice.compare import Want, as_numbers, reasons
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

NIGHT: Final = ("gmv", "buyers", "gmv_per_buyer", "gpm")
NET: Final = "refunds are taken off; GMV keeps them"
PLANTED: Final = 5
BUG_TABLES: Final = {
    "duplicate_orders": "order_line",
    "paid_before_created": "order_line",
    "pay_in_yuan": "order_line",
    "refund_above_payment": "refund",
    "orphan_refunds": "refund",
    "ends_before_begin": "visit",
    "lost_impressions": "visit",
    "early_arrival": "interaction",
}
"""The kinds of bug that a trainee may meet, and the table whose rows are named."""


@exercise(
    "01-bugs",
    "Take the rules one by one. Which rows break it? list(lines.loc[rows, 'event_id']) names them.",
    "Two numbers can disagree because the *other* one is broken: compare refunds with what a line "
    "was worth, list price less coupons.",
    "Three kinds break no rule in your tables. Leave their keys out.",
    praise="The shape is right, and nothing is impossible. Hidden tests compare row by row.",
)
def _bugs(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return f"bugs: a dict is asked for, not {type(value).__name__}."
    unknown = [kind for kind in value if kind not in BUG_TABLES]
    if unknown:
        return f"bugs: {unknown[0]!r} is no kind of the table above."
    for kind, rows in value.items():
        said = _impossible(str(kind), rows)
        if said:
            return said
    if len(value) != PLANTED:
        return f"bugs: {len(value)} kinds are named; {PLANTED} are in your tables."
    return None


def _impossible(kind: str, rows: object) -> str | None:
    if not isinstance(rows, list | tuple | set) or not all(isinstance(r, str) for r in rows):
        return f"bugs[{kind!r}]: a list of event_id is asked for, text by text."
    if not rows:
        return f"bugs[{kind!r}]: is empty; leave out a kind that you did not find."
    known = set(load(BUG_TABLES[kind], merchant="mine")["event_id"])
    strangers = set(rows) - known
    if strangers:
        return f"bugs[{kind!r}]: {min(strangers)!r} is no event_id of {BUG_TABLES[kind]}."
    if len(set(rows)) > len(known) / 2:
        return f"bugs[{kind!r}]: more than half of the table; is the rule the right way round?"
    return _whole_orders(set(rows)) if kind == "duplicate_orders" else None


def _whole_orders(rows: set[str]) -> str | None:
    """Say so where orders of several lines were taken for facts collected twice."""
    lines = load("order_line", merchant="mine")
    same_order = lines["order_id"].duplicated(keep=False)
    same_fact = lines["event_id"].duplicated(keep=False)
    healthy = rows & set(lines.loc[same_order & ~same_fact, "event_id"])
    if len(healthy) * 3 < len(rows):
        return None
    return (
        "bugs['duplicate_orders']: rows are named that share an order_id only. An order may have "
        "several lines; which column names a fact?"
    )


@exercise(
    "01-night",
    "First drop facts seen twice (drop_duplicates), then keep what was paid, then repair prices.",
    "A price can be rebuilt: list_fen less the three coupons. GPM is GMV per 1,000 views (visits).",
)
def _night(value: object) -> str | None:
    session = card("mine").event_sessions[-1]
    lines = load("order_line", merchant="mine").pipe(_with_worth)
    visits = load("visit", merchant="mine", session=session)
    try:
        given = as_numbers(value, NIGHT, "night")
    except AssertionError as broken:
        return str(broken)
    return next(iter(reasons(given, _night_wants(lines, visits, session), "night").values()), None)


def _with_worth(lines: pd.DataFrame) -> pd.DataFrame:
    """Add each line's price as rebuilt from list price and coupons."""
    coupons = lines[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)
    return lines.assign(worth_fen=lines["list_fen"] - coupons)


def _night_wants(lines: pd.DataFrame, visits: pd.DataFrame, session: str) -> dict[str, Want]:
    """Give the night's true numbers, and those of each other reading under its reason."""
    paid = _paid_of(lines, session)
    views = float(visits["event_id"].nunique())
    true = _numbers(paid, "worth_fen", views)
    others = {
        why: _numbers(rows, money, views)
        for why, (rows, money) in _readings(lines, paid, session).items()
    }
    traps = {name: {why: n[name] for why, n in others.items()} for name in NIGHT}
    back = _refunded(paid) / 100
    traps["gmv"][NET] = true["gmv"] - back
    traps["gmv_per_buyer"][NET] = (true["gmv"] - back) / true["buyers"]
    traps["gmv_per_buyer"]["lines are counted, not people"] = true["gmv"] / len(paid)
    traps["buyers"]["lines are counted, not people"] = float(len(paid))
    traps["buyers"]["orders are counted, not people"] = float(paid["order_id"].nunique())
    traps["gpm"] |= _view_traps(true["gmv"], visits) | {NET: (true["gmv"] - back) * 1000 / views}
    return {name: Want(true[name], traps=traps[name]) for name in NIGHT}


def _paid_of(lines: pd.DataFrame, session: str) -> pd.DataFrame:
    once = lines.drop_duplicates("event_id")
    return once[once["pay_ts"].notna() & (once["session_id"] == session)]


def _readings(
    lines: pd.DataFrame, paid: pd.DataFrame, session: str
) -> dict[str, tuple[pd.DataFrame, str]]:
    """Give the other ways to read the night: the rows taken, and the column added up."""
    inside = lines[lines["session_id"] == session]
    once = lines.drop_duplicates("event_id")
    in_fen = paid["pay_fen"] == paid["worth_fen"]
    in_order = paid["pay_ts"] >= paid["create_ts"]
    outside = "orders without a session_id are in it; the night is one session"
    twice = "facts seen twice are in it twice"
    return {
        outside: (once[once["pay_ts"].notna()], "worth_fen"),
        f"{outside}, and {twice}": (lines[lines["pay_ts"].notna()], "worth_fen"),
        "only the funnel's lines are in it; the night takes both paths": (
            paid[paid["path"] == "funnel"],
            "worth_fen",
        ),
        twice: (inside[inside["pay_ts"].notna()], "worth_fen"),
        "rows in the wrong unit are dropped; repair them, the money was paid": (
            paid[in_fen],
            "worth_fen",
        ),
        "rows with a wrong clock are dropped; the money was paid all the same": (
            paid[in_order],
            "worth_fen",
        ),
        "rows that break a rule are dropped; repair what can be repaired, the money was paid": (
            paid[in_fen & in_order],
            "worth_fen",
        ),
        "all lines are in it, also those that nobody paid": (
            inside.drop_duplicates("event_id"),
            "worth_fen",
        ),
        "everything is added up as it came, paid or not": (inside, "pay_fen"),
        "prices in the wrong unit are still in it": (paid, "pay_fen"),
        "facts seen twice, or prices in the wrong unit, are still in it": (
            inside[inside["pay_ts"].notna()],
            "pay_fen",
        ),
        "orders without a session_id, or prices in the wrong unit, are in it": (
            once[once["pay_ts"].notna()],
            "pay_fen",
        ),
    }


def _numbers(rows: pd.DataFrame, money: str, views: float) -> dict[str, float]:
    yuan, buyers = float(rows[money].sum()) / 100, float(rows["user_id"].nunique())
    return {
        "gmv": yuan,
        "buyers": buyers,
        "gmv_per_buyer": yuan / buyers,
        "gpm": yuan * 1000 / views,
    }


def _view_traps(yuan: float, visits: pd.DataFrame) -> dict[str, float]:
    kept = visits[~(visits["leave_ts"] < visits["enter_ts"])]
    return {
        "viewers stand under the line; GPM is per 1,000 views": yuan
        * 1000
        / visits["user_id"].nunique(),
        "visits with a wrong clock are dropped; somebody came in all the same": yuan
        * 1000
        / len(kept),
        "this is per view; GPM is per 1,000 views": yuan / len(visits),
    }


def _refunded(paid: pd.DataFrame) -> float:
    refunds = load("refund", merchant="mine")
    return float(refunds.loc[refunds["line_id"].isin(paid["line_id"]), "amount_fen"].sum())
