"""Checks for assignment 01: each reads the own tables, names the broken rule, never the answer.

The graded tests are others, and hidden; these only help while working.
"""

from __future__ import annotations

from math import isclose, log
from typing import TYPE_CHECKING, Final

from caopan.events import load
from caopan.practice.compare import Want, as_numbers, reasons
from caopan.practice.exercise import call, exercise

if TYPE_CHECKING:
    import pandas as pd

SPLIT: Final = ("units", "per_unit", "units_share")
BY_HAND: Final = "the definition gives another number; work it out by hand for these four"


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
        "this is the growth of the total; what is left of it for one unit?": total,
        "this is before ÷ after; after ÷ before is asked for": units / total,
        "growths multiply, they do not add up: divide": total - units,
    }
    shares = {
        "shares of differences do not add up to one; take logarithms": (units - 1) / (total - 1),
        "a multiple over a multiple is no share; take logarithms": units / total,
    }
    return {
        "units": Want(units, traps={more: units - 1}, otherwise=BY_HAND),
        "per_unit": Want(total / units, traps=per_unit, otherwise=BY_HAND),
        "units_share": Want(log(units) / log(total), traps=shares, otherwise=BY_HAND),
    }


@exercise(
    "01-funnel",
    "Add up each column over all rows first: `traffic.sum(numeric_only=True)`. Divide afterwards.",
    "Each factor is a step divided by the step before it; gmv_fen / 100 is yuan.",
)
def _funnel(value: object) -> str | None:
    traffic, goods = load("traffic_hour", merchant="mine"), load("goods_hour", merchant="mine")
    t, g = _sums(traffic), _sums(goods)
    wants = _traffic_wants(traffic, t) | _buyer_wants(t, g)
    return _named(value, wants, "funnel", g["gmv_fen"] / 100)


def _traffic_wants(traffic: pd.DataFrame, t: dict[str, float]) -> dict[str, Want]:
    mean = "a mean of ratios lets a small hour weigh as much as a big one: divide sums"
    shown = traffic[traffic["impressions"] > 0]
    entered = traffic[traffic["visits"] > 0]
    return {
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
    }


def _buyer_wants(t: dict[str, float], g: dict[str, float]) -> dict[str, Want]:
    gmv = g["gmv_fen"] / 100
    return {
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


@exercise(
    "01-content-time",
    "Five steps again: viewers, hours, buyers, lines, money. watch_s is in seconds.",
    "buyers_per_hour is buyers divided by all hours watched, not by the hours on air.",
)
def _content_time(value: object) -> str | None:
    traffic, goods = load("traffic_hour", merchant="mine"), load("goods_hour", merchant="mine")
    t, g = _sums(traffic), _sums(goods)
    on_air = float(traffic["hour_ts"].nunique())
    wants = _time_wants(t, g, on_air) | _line_wants(g)
    return _named(value, wants, "content_time", g["gmv_fen"] / 100)


def _time_wants(t: dict[str, float], g: dict[str, float], on_air: float) -> dict[str, Want]:
    hours = t["watch_s"] / 3600
    return {
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
                / on_air,
                "lines are counted; their repeat is the next factor": g["pays"] / hours,
            },
        ),
    }


def _line_wants(g: dict[str, float]) -> dict[str, Want]:
    gmv = g["gmv_fen"] / 100
    return {
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
