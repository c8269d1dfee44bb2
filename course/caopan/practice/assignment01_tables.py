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


def _clean_lines(session: str) -> pd.DataFrame:
    """Paid lines of a night, each fact once, each price rebuilt from list price and coupons."""
    lines = load("order_line", merchant="mine", session=session).drop_duplicates("event_id")
    paid = lines[lines["pay_ts"].notna()]
    coupons = paid[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)
    return paid.assign(worth_fen=paid["list_fen"] - coupons)


@exercise(
    "01-bugs",
    "Take the rules one by one. Which rows break it? Keep their event_id, as a list.",
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
    return None


@exercise(
    "01-night",
    "First drop facts seen twice, then keep what was paid, then repair the prices.",
    "A price can be rebuilt: list_fen less the three coupons. GPM is GMV per 1,000 views (visits).",
)
def _night(value: object) -> str | None:
    session = card("mine").event_sessions[-1]
    raw = load("order_line", merchant="mine", session=session)
    views = load("visit", merchant="mine", session=session)["event_id"].nunique()
    paid = _clean_lines(session)
    yuan, buyers = float(paid["worth_fen"].sum()) / 100, float(paid["user_id"].nunique())
    traps = _night_traps(raw, paid)
    wants = {
        "gmv": Want(yuan, traps=traps),
        "buyers": Want(buyers, traps=_buyer_traps(raw, paid)),
        "gmv_per_buyer": Want(yuan / buyers, traps={k: v / buyers for k, v in traps.items()}),
        "gpm": Want(yuan * 1000 / views, traps={k: v * 1000 / views for k, v in traps.items()}),
    }
    try:
        said = reasons(as_numbers(value, NIGHT, "night"), wants, "night")
    except AssertionError as broken:
        return str(broken)
    return next(iter(said.values()), None)


def _night_traps(raw: pd.DataFrame, paid: pd.DataFrame) -> dict[str, float]:
    refunds = load("refund", merchant="mine")
    back = refunds.loc[refunds["line_id"].isin(paid["line_id"]), "amount_fen"].sum()
    is_paid = raw["pay_ts"].notna()
    return {
        "all lines are in it, also those that nobody paid": float(raw["pay_fen"].sum()) / 100,
        "facts seen twice, or prices in the wrong unit, are still in it": float(
            raw.loc[is_paid, "pay_fen"].sum()
        )
        / 100,
        "prices in the wrong unit are still in it": float(paid["pay_fen"].sum()) / 100,
        "refunds are taken off; GMV keeps them": float(paid["worth_fen"].sum() - back) / 100,
    }


def _buyer_traps(raw: pd.DataFrame, paid: pd.DataFrame) -> dict[str, float]:
    return {
        "people who never paid are in it": float(raw["user_id"].nunique()),
        "lines are counted, not people": float(len(paid)),
        "orders are counted, not people": float(paid["order_id"].nunique()),
    }
