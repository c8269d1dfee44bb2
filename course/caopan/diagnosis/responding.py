"""Response of paid traffic (投放响应): what the next yuan brings, and what it must bring.

Average ROI tells what all yuan brought together. With diminishing returns the last one brought
less: marginal ROI is beta times the average. Only days on which spend moved by itself can tell
beta; a budget that grows along with the shop tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from caopan.breakeven import break_even_roi
from caopan.diagnosis.facts import facts, null, nullable, ratio, tuples, within
from caopan.diagnosis.power import Power, fit_power
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

SHIP_FEN, HANDLING_FEN = 500, 1000
"""A parcel, and the handling of a return; the tables don't hold them (assumed: 5 and 10 yuan)."""
OWN: Final = 0.05
"""Spend that moved by less apart from its trend (a standard deviation) tells no beta (assumed)."""
LOW_BETA, HIGH_BETA = 0.4, 0.9
"""A beta of visits beyond these is no response: something else moved along with spend (0.55 to 0.8
is derived from one weakly sourced case; the margin is assumed)."""
WIDEST: Final = 1.0
"""A beta whose interval is wider tells nothing about the margin (assumed)."""
MOVED: Final = 0.1
"""Spend that moved by less between the stretches tells nothing of the margin there (assumed)."""


class BreakEven(NamedTuple):
    """What a yuan of spend must bring, and its parts: of what paid visitors bought.

    roi: null where no ROI would pay. refund: expected share that goes back. margin: gross, of
    price. rates: platform's fee, commission and the provider's rate. order_fen: GMV per buyer.
    provider_bp: rate of the tier that a month like this reaches; 0 without a contract.
    """

    roi: float | None
    refund: float
    margin: float
    rates: float
    order_fen: float
    provider_bp: int


class Arc(NamedTuple):
    """Between the stretches, a day on air: what spend and its GMV moved by, in fen; ROI of the
    difference; null where spend moved by less than a tenth. What else moved is in it, too."""

    spend_fen: float
    gmv_fen: float
    roi: float | None


@dataclass(frozen=True, eq=False)
class Response:
    """Response of paid traffic.

    rows: day, hour (null by day), spend_fen, visits, gmv_fen, hours on air, roi. visits, gmv: the
    fitted power of paid visits and of their GMV, null with the reason in ``reasons``. average_roi:
    of the stretch after (the board's A3, by source). marginal_roi: (value, low, high), null where
    beta cannot be told. break_even: null with its reason. fan_share: of paid visits before and
    after: fans would often have come without it.
    """

    by: str
    rows: pd.DataFrame
    visits: Power | None
    gmv: Power | None
    average_roi: float
    marginal_roi: tuple[float, float, float] | None
    arc: Arc
    break_even: BreakEven | None
    fan_share: tuple[float | None, float | None]
    reasons: dict[str, str]

    @property
    def verdict(self) -> Literal["past", "room", "unknown"]:
        """Whether the last yuan earns less than it must, more, or nobody knows.

        Where returns diminish the last yuan brings no more than the average, so an average below
        break-even is enough to say past.
        """
        if self.break_even is None:
            return "unknown"
        due = self.break_even.roi
        if due is None or self.average_roi < due:
            return "past"
        if self.marginal_roi is None:
            return "unknown"
        _, low, high = self.marginal_roi
        return "past" if high < due else "room" if low > due else "unknown"

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = [f"A yuan of spend brought ¥{self.average_roi:.2f} of GMV on average."]
        if self.marginal_roi:
            value, low, high = self.marginal_roi
            said.append(f"The last one brought ¥{value:.2f} (95 %: {low:.2f} to {high:.2f}).")
        if self.arc.roi is not None:
            said.append(f"The difference between the stretches brought ¥{self.arc.roi:.2f} a yuan.")
        if self.break_even:
            due = self.break_even.roi
            said.append(
                "No ROI would pay for these goods."
                if due is None
                else f"It must bring ¥{due:.2f} to pay for itself."
            )
        before, after = self.fan_share
        if before is not None and after is not None:
            said.append(f"Fans are {after:.1%} of paid visits ({before:.1%} before).")
        return (*said, *self.reasons.values())


def response(shop: Shop, by: Literal["day", "hour"] = "day") -> Response:
    """Fit what paid traffic brings for its spend, over the whole history.

    Beside spend the fit knows of the trend (straight and bent), of other sources' visits (the
    calendar moves both), and by the hour of the clock hour. Rows without spend are left out.
    Raises CaopanError where hour tables are missing, or nothing was spent in the stretch after.

    >>> from caopan.diagnosis import Shop
    >>> found = response(Shop.of("liuyi"))
    >>> found.marginal_roi is None, found.verdict, round(found.average_roi, 2)
    (True, 'past', 2.4)
    """
    rows = _rows(shop, by)
    late = within(shop, rows)
    late = late[late["after"]]
    if not late["spend_fen"].sum():
        raise CaopanError(
            f"{shop.name} spent nothing on plans in the stretch after: there is no response of "
            "paid traffic to tell."
        )
    reasons: dict[str, str] = {}
    visits, gmv = (_fit(rows, what, by, reasons) for what in ("visits", "gmv_fen"))
    _sane(visits, reasons)
    average = float(late["gmv_fen"].sum() / late["spend_fen"].sum())
    try:
        due: BreakEven | None = break_even(shop)
    except CaopanError as problem:
        due, reasons["break_even"] = None, str(problem)
    return Response(
        by,
        rows.drop(columns=["others", "fans"]),
        visits,
        gmv,
        average,
        _marginal(visits, gmv, late, average, reasons),
        _arc(within(shop, rows)),
        due,
        _fan_share(within(shop, rows)),
        reasons,
    )


def _rows(shop: Shop, by: str) -> pd.DataFrame:
    """Paid traffic by day, or by day and clock hour, with other sources' visits."""
    traffic = facts(shop, "traffic_hour", "source", "visits", "fan_visits", "ad_spend_fen")
    goods = facts(shop, "goods_hour", "source", "gmv_fen")
    keys = ["day"] if by == "day" else ["day", "hour_ts"]
    paid = traffic[traffic["source"] == "paid"]
    rows = paid.groupby(keys)[["ad_spend_fen", "visits", "fan_visits"]].sum()
    rows = rows.rename(columns={"ad_spend_fen": "spend_fen", "fan_visits": "fans"})
    sold = goods[goods["source"] == "paid"].groupby(keys)["gmv_fen"].sum()
    rows["gmv_fen"] = sold.reindex(rows.index).fillna(0).astype("int64")
    free = traffic[~traffic["source"].isin(["paid", "follow"])].groupby(keys)["visits"].sum()
    rows["others"] = free.reindex(rows.index).fillna(0)
    rows = rows.join(air_hours(shop, by)).reset_index()
    rows["hour"] = rows["hour_ts"].dt.hour if by == "hour" else nullable(np.full(len(rows), np.nan))
    rows["roi"] = ratio(rows["gmv_fen"], rows["spend_fen"])
    return rows[rows["hours"] > 0].drop(columns="hour_ts", errors="ignore")


def air_hours(shop: Shop, by: str) -> pd.Series:
    """Hours on air of each day, or of each hour of each day (index ``day``, ``hour_ts``).

    >>> from caopan.diagnosis import Shop
    >>> air_hours(Shop.of("liuyi"), "day").loc[0]
    np.float64(4.25)
    """
    import pandas as pd

    sessions = facts(shop, "live_session", "start_ts", "end_ts")
    if by == "day":
        length = (sessions["end_ts"] - sessions["start_ts"]).dt.total_seconds() / 3600
        return length.groupby(sessions["day"]).sum().rename("hours")
    hours = [pd.date_range(s.start_ts.floor("h"), s.end_ts, freq="h") for s in tuples(sessions)]
    spans = sessions.assign(hour_ts=pd.Series(hours, index=sessions.index)).explode("hour_ts")
    spans["hour_ts"] = spans["hour_ts"].astype(sessions["start_ts"].dtype)
    first = spans[["start_ts", "hour_ts"]].max(axis=1)
    last = pd.concat([spans["end_ts"], spans["hour_ts"] + pd.Timedelta(hours=1)], axis=1).min(
        axis=1
    )
    length = ((last - first).dt.total_seconds() / 3600).clip(lower=0)
    return length.groupby([spans["day"], spans["hour_ts"]]).sum().rename("hours")


def _fit(rows: pd.DataFrame, what: str, by: str, reasons: dict[str, str]) -> Power | None:
    some = rows[rows["spend_fen"] > 0]
    day = some["day"].to_numpy(np.float64)
    when = (day - day.mean()) / max(float(np.std(day)), 1.0)
    columns = [when, when**2, np.log(some["others"].to_numpy(np.float64) / some["hours"] + 0.5)]
    if by == "hour":
        columns += [some["hour"].to_numpy() == hour for hour in sorted(set(some["hour"]))[1:]]
    try:
        fit = fit_power(
            some["spend_fen"] / some["hours"],
            some[what] / some["hours"],
            np.column_stack(columns).astype(np.float64),
        )
    except CaopanError as problem:
        reasons[what] = f"Paid {'visits' if what == 'visits' else 'GMV'}: {problem}"
        return None
    if fit.own < OWN:
        reasons["own"] = (
            f"Spend moved by {fit.own:.1%} apart from its trend: what the last yuan brought cannot "
            "be told. Let two budgets, a third apart, take turns by the day for two weeks."
        )
        return None
    return fit


def _sane(visits: Power | None, reasons: dict[str, str]) -> None:
    if visits and not (visits.high > LOW_BETA and visits.low < HIGH_BETA):
        reasons["confounded"] = (
            f"Paid visits moved as spend to the power of {visits.beta:.2f}, which is no "
            "diminishing return: something else moved along with spend. It is no response; test it."
        )


def _marginal(
    visits: Power | None,
    gmv: Power | None,
    late: pd.DataFrame,
    average: float,
    reasons: dict[str, str],
) -> tuple[float, float, float] | None:
    """Beta times average ROI, with the errors of both."""
    if visits is None or gmv is None or "confounded" in reasons:
        return None
    if gmv.high - gmv.low > WIDEST or gmv.low > 1:
        reasons["marginal"] = (
            f"GMV of paid visits moved as spend to the power of {gmv.low:.2f} to {gmv.high:.2f} "
            "(95 %): what the last yuan brought cannot be told. Let two budgets take turns."
        )
        return None
    rest = (late["gmv_fen"] - average * late["spend_fen"]).to_numpy(np.float64)
    doubt = float(np.sqrt((rest**2).sum())) / float(late["spend_fen"].sum())
    spread = 1.96 * float(np.hypot(average * gmv.error, gmv.beta * doubt))
    value = gmv.beta * average
    return value, value - spread, value + spread


def _arc(rows: pd.DataFrame) -> Arc:
    sums = rows.groupby("after")[["spend_fen", "gmv_fen"]].sum()
    days = rows.groupby("after")["day"].nunique()
    if len(days) < 2:
        return Arc(0.0, 0.0, None)
    (spend0, gmv0), (spend1, gmv1) = sums.div(days, axis=0).to_numpy().tolist()
    spend, gmv = spend1 - spend0, gmv1 - gmv0
    moved = abs(spend) >= MOVED * spend0 and spend != 0
    return Arc(spend, gmv, gmv / spend if moved else None)


def _fan_share(rows: pd.DataFrame) -> tuple[float | None, float | None]:
    sums = rows.groupby("after")[["fans", "visits"]].sum().reindex([False, True])
    before, after = ratio(sums["fans"].fillna(0), sums["visits"].fillna(0))
    return (None if null(before) else float(before), None if null(after) else float(after))


def break_even(shop: Shop, ship_fen: int = SHIP_FEN, handling_fen: int = HANDLING_FEN) -> BreakEven:
    """Give the ROI at which what paid visitors bought in the stretch after pays for its spend.

    Cost, fee, commission and expected refunds are the product list's; the provider's rate is the
    contract's. ship_fen, handling_fen: of a parcel, of a return (assumed, no table holds them).
    Raises CaopanError where a table is missing, or paid visitors bought nothing.

    >>> from caopan.diagnosis import Shop
    >>> 2 < break_even(Shop.of("liuyi")).roi < 8
    True
    """
    goods = within(
        shop, facts(shop, "goods_hour", "source", "sku_id", "units", "buyers", "gmv_fen")
    )
    goods = goods[goods["after"] & (goods["source"] == "paid")]
    columns = ("sku_id", "unit_cost_fen", "fee_bp", "comm_bp", "exp_refund_bp")
    product = facts(shop, "product", *columns).set_index("sku_id")[list(columns[1:])]
    sold = goods.groupby("sku_id")[["units", "buyers", "gmv_fen"]].sum().join(product, how="inner")
    gmv = int(sold["gmv_fen"].sum())
    if not gmv:
        raise CaopanError(
            f"paid visitors of {shop.name} bought nothing in the stretch after that the product "
            "list knows: what a yuan must bring cannot be told."
        )
    refund, fee, commission = (
        float((sold["gmv_fen"] * sold[c]).sum() / gmv / 10_000)
        for c in ("exp_refund_bp", "fee_bp", "comm_bp")
    )
    cost = int((sold["units"] * sold["unit_cost_fen"]).sum())
    provider = _provider_bp(shop)
    margin, rates = (gmv - cost) / gmv, fee + commission + provider / 10_000
    order = gmv / max(int(sold["buyers"].sum()), 1)
    roi = break_even_roi(refund, margin, rates, ship_fen, handling_fen, order)
    return BreakEven(roi, refund, margin, rates, order, provider)


def _provider_bp(shop: Shop) -> int:
    """Rate of the tier that a month like the stretch after reaches; 0 without a contract."""
    if "contract_tier" not in shop.frames:
        return 0
    tiers = facts(shop, "contract_tier", "version", "from_fen", "rate_bp")
    tiers = tiers[tiers["version"] == tiers["version"].max()]
    goods = within(shop, facts(shop, "goods_hour", "gmv_fen"))
    after = shop.periods.after
    month = int(goods.loc[goods["after"], "gmv_fen"].sum()) * 30 // (after.end - after.first)
    reached = tiers[tiers["from_fen"] <= month].sort_values("from_fen")
    return int(reached["rate_bp"].iloc[-1]) if len(reached) else 0
