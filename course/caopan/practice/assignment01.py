"""Checks for assignment 01: each reads the own tables, names the broken rule, never the answer.

The graded tests are others, and hidden; these only help while working.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose, log
from typing import TYPE_CHECKING, Final

from caopan.events import card, load
from caopan.practice.compare import Want, as_numbers, reasons
from caopan.practice.exercise import call, exercise

if TYPE_CHECKING:
    import pandas as pd

FUNNEL: Final = (
    "impressions",
    "views_per_impression",
    "viewers_per_view",
    "buyers_per_viewer",
    "gmv_per_buyer",
)
CONTENT_TIME: Final = (
    "viewers",
    "hours_per_viewer",
    "buyers_per_hour",
    "lines_per_buyer",
    "gmv_per_line",
)
NIGHT: Final = ("gmv", "buyers", "gmv_per_buyer", "gpm")
SPLIT: Final = ("units", "per_unit", "units_share")
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
    "01-split",
    "Each growth is 'after divided by before'. Then total = units × per_unit.",
    "Logarithms turn the product into a sum: log(total) = log(units) + log(per_unit).",
    "Where the total did not move, log(total) is zero and a share of it means nothing: None.",
    praise="Right for the published case and for a total that stood still.",
)
def _split(value: object) -> str | None:
    published = call(value, 10, 2.0, 40, 9.0)  # 4 × the merchants, GMV 0.2 to 0.9
    try:
        given = as_numbers(published, SPLIT, "growth_split(10, 2.0, 40, 9.0)")
    except AssertionError as broken:
        return str(broken)
    said = reasons(given, _split_wants(), "growth_split(10, 2.0, 40, 9.0)")
    if said:
        return next(iter(said.values()))
    still = call(value, 10, 2.0, 20, 2.0)
    if not isinstance(still, dict) or still.get("units_share", 0) is not None:
        return "A total that did not move has no growth to share out: units_share must be None."
    return None


def _split_wants() -> dict[str, Want]:
    units, total = 40 / 10, 9.0 / 2.0
    more = "this is growth in per cent or less one; a multiple is asked for"
    per_unit = {
        more: total / units - 1,
        "growths multiply, they do not add up: divide": total - units,
    }
    shares = {
        "shares of differences do not add up to one; take logarithms": (units - 1) / (total - 1),
        "a multiple over a multiple is no share; take logarithms": units / total,
    }
    return {
        "units": Want(units, traps={more: units - 1}),
        "per_unit": Want(total / units, traps=per_unit),
        "units_share": Want(log(units) / log(total), traps=shares),
    }


@exercise(
    "01-funnel",
    "Add up each column over all rows first; divide the sums afterwards.",
    "Each factor is a step divided by the step before it; gmv_fen / 100 is yuan.",
)
def _funnel(value: object) -> str | None:
    traffic, goods = load("traffic_hour", merchant="mine"), load("goods_hour", merchant="mine")
    t, g = _sums(traffic), _sums(goods)
    gmv = g["gmv_fen"] / 100
    mean = "a mean of ratios lets a small hour weigh as much as a big one: divide sums"
    shown = traffic[traffic["impressions"] > 0]
    entered = traffic[traffic["visits"] > 0]
    wants = {
        "impressions": Want(t["impressions"]),
        "views_per_impression": Want(
            t["visits"] / t["impressions"],
            traps={
                "viewers are counted, a view is a visit": t["viewers"] / t["impressions"],
                mean: float((shown["visits"] / shown["impressions"]).mean()),
            },
        ),
        "viewers_per_view": Want(
            t["viewers"] / t["visits"],
            traps={
                "this is its inverse": t["visits"] / t["viewers"],
                mean: float((entered["viewers"] / entered["visits"]).mean()),
            },
        ),
        "buyers_per_viewer": Want(
            g["buyers"] / t["viewers"],
            traps={
                "views stand under the line; viewers are people": g["buyers"] / t["visits"],
                "paid lines are counted; a buyer is a person": g["pays"] / t["viewers"],
            },
        ),
        "gmv_per_buyer": Want(
            gmv / g["buyers"],
            traps={
                "refunds are taken off; GMV keeps them": (gmv - g["refund_fen"] / 100)
                / g["buyers"],
                "lines stand under the line; a buyer is a person": gmv / g["pays"],
                "pieces stand under the line; a buyer is a person": gmv / g["units"],
            },
        ),
    }
    return _named(value, wants, "funnel", gmv)


@exercise(
    "01-content-time",
    "Five steps again: viewers, hours, buyers, lines, money. watch_s is in seconds.",
    "buyers_per_hour is buyers divided by all hours watched, not by the hours on air.",
)
def _content_time(value: object) -> str | None:
    traffic, goods = load("traffic_hour", merchant="mine"), load("goods_hour", merchant="mine")
    t, g = _sums(traffic), _sums(goods)
    gmv, hours = g["gmv_fen"] / 100, t["watch_s"] / 3600
    air = float(traffic["hour_ts"].nunique())
    wants = {
        "viewers": Want(t["viewers"], traps={"these are views, not people": t["visits"]}),
        "hours_per_viewer": Want(
            hours / t["viewers"],
            traps={
                "views stand under the line; viewers are people": hours / t["visits"],
                "watch_s is in seconds; hours are asked for": t["watch_s"] / t["viewers"],
                "these are minutes; hours are asked for": t["watch_s"] / 60 / t["viewers"],
            },
        ),
        "buyers_per_hour": Want(
            g["buyers"] / hours,
            traps={
                "hours on air are counted; hours watched by everybody are asked for": g["buyers"]
                / air,
                "lines are counted; their repeat is the next factor": g["pays"] / hours,
            },
        ),
        "lines_per_buyer": Want(
            g["pays"] / g["buyers"],
            traps={
                "created lines are counted; some were never paid": g["creates"] / g["buyers"],
                "pieces are counted; a line may hold several": g["units"] / g["buyers"],
            },
        ),
        "gmv_per_line": Want(
            gmv / g["pays"],
            traps={
                "created lines stand under the line; some were never paid": gmv / g["creates"],
                "this is GMV per piece": gmv / g["units"],
            },
        ),
    }
    return _named(value, wants, "content_time", gmv)


def _sums(frame: pd.DataFrame) -> dict[str, float]:
    return {str(k): float(v) for k, v in frame.sum(numeric_only=True).items()}


def _named(value: object, wants: dict[str, Want], what: str, gmv: float) -> str | None:
    try:
        given = as_numbers(value, tuple(wants), what)
    except AssertionError as broken:
        return str(broken)
    said = reasons(given, wants, what)
    if not said:
        return None
    product = 1.0
    for number in given.values():
        product *= number
    hold = isclose(product, gmv, rel_tol=1e-3)
    tail = "" if hold else " The product of your factors is not the GMV in yuan, either."
    return next(iter(said.values())) + tail


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
