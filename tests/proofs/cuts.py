"""The cuts of the fault table, computed from a merchant's tables as an operator would.

Each takes the tables of four weeks, two before and two after the onset, and gives one number that
is larger with the fault than with its look-alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

Frames = dict[str, pd.DataFrame]
Peers = Sequence[dict[str, tuple[float, float]]]
"""Sums of each peer before and after the onset, by column."""
FEED = ("recommend", "short_video", "plaza")
SHELVES = ("short_video", "plaza")  # filled by the feed, but not by how the room runs
ASKED = ("search", "mall")  # filled by no feed
SECONDS = pd.Timedelta(seconds=6)


@dataclass(frozen=True)
class Seen:
    """One merchant's tables, its onset, and sums of its peers before and after it."""

    frames: Frames
    first_day: pd.Timestamp
    onset: int
    off_day: int
    peers: Peers = ()

    def day(self, stamp: pd.Series) -> pd.Series:
        """Day of the history of each time; a session that runs past midnight keeps its day."""
        return (stamp - pd.Timedelta(hours=5) - self.first_day).dt.days

    @cached_property
    def traffic(self) -> pd.DataFrame:
        """Hour traffic with its day."""
        table = self.frames["traffic_hour"]
        return table.assign(day=self.day(table["hour_ts"]))

    @cached_property
    def goods(self) -> pd.DataFrame:
        """Hour goods with their day."""
        table = self.frames["goods_hour"]
        return table.assign(day=self.day(table["hour_ts"]))

    def sums(self, table: pd.DataFrame, column: str, **where: object) -> tuple[float, float]:
        """Sum of a column before the onset and from it on, less the day without budget."""
        keep = table["day"] != self.off_day
        for name, wanted in where.items():
            keep &= (
                table[name].isin(wanted)
                if isinstance(wanted, tuple | list | set)
                else (table[name] == wanted)
            )
        table = table[keep]
        late = table["day"] >= self.onset
        return float(table.loc[~late, column].sum()), float(table.loc[late, column].sum())

    def grown(self, column: str, *, goods: bool = False, **where: object) -> float:
        """Log growth of a sum."""
        return log_ratio(self.sums(self.goods if goods else self.traffic, column, **where))

    @cached_property
    def best(self) -> list[str]:
        """The three SKUs that sold most before."""
        before = self.goods[self.goods["day"] < self.onset]
        return before.groupby("sku_id")["gmv_fen"].sum().nlargest(3).index.tolist()

    def event(self, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows of an event table in the sessions before and after."""
        rows, sessions = self.frames[table], self.frames["live_session"]
        start = sessions.set_index("session_id")["start_ts"]
        late = self.day(rows["session_id"].map(start)) >= self.onset
        return rows[~late], rows[late]


def log_ratio(pair: tuple[float, float], pseudo: float = 0.5) -> float:
    """Log of after to before."""
    before, after = pair
    return float(np.log((after + pseudo) / (before + pseudo)))


def headline(one: Seen) -> float:
    """Log change of GMV."""
    return one.grown("gmv_fen", goods=True)


def _bounced(one: Seen) -> float:
    before, after = one.event("visit")
    shares = [((v["leave_ts"] - v["enter_ts"]) < SECONDS).mean() for v in (before, after)]
    return float(shares[1] - shares[0])


def _hero_orders(one: Seen) -> float:
    """Share of the best sellers' orders lost in hours with clicks and no sale, beyond chance."""
    some = one.goods[one.goods["sku_id"].isin(one.best) & (one.goods["day"] != one.off_day)]
    hours = some.groupby(["day", "hour_ts", "sku_id"])[["clicks", "units"]].sum().reset_index()
    late = hours["day"] >= one.onset
    before = hours[~late].groupby("sku_id")[["clicks", "units"]].sum()
    due = hours["clicks"] * hours["sku_id"].map(before["units"] / before["clicks"])
    # by chance alone an hour without a sale is as likely as Poisson has it
    missed = due * ((hours["units"] == 0) - np.exp(-due))
    after, usual = (missed[rows].sum() / due[rows].sum() for rows in (late, ~late))
    return float(after - usual)


def _fans_dear(one: Seen) -> float:
    return one.grown("clicks", goods=True, source="follow") - one.grown(
        "creates", goods=True, source="follow"
    )


def _range(one: Seen) -> float:
    shown = one.goods[one.goods["exposures"] > 0].groupby(["day", "session_id"])["sku_id"].nunique()
    late = shown.index.get_level_values("day") >= one.onset
    return -float(shown[late].mean() - shown[~late].mean())


def _refunded(one: Seen, skus: list[str]) -> float:
    """Log growth of the refunded share; what is still to come is missing from all goods alike."""
    some = {"goods": True, "sku_id": skus}
    return one.grown("refund_fen", **some) - one.grown("gmv_fen", **some)  # type: ignore[arg-type]


def _rest(one: Seen) -> list[str]:
    return [sku for sku in one.goods["sku_id"].unique() if sku not in one.best]


def _few_refunded(one: Seen) -> float:
    return _refunded(one, one.best) - _refunded(one, _rest(one))


def _all_refunded(one: Seen) -> float:
    """Growth of the others' refunds; a few SKUs that grow more speak for their quality."""
    return _refunded(one, _rest(one)) - max(_few_refunded(one), 0.0) / 2


def _dead_looks(one: Seen) -> float:
    before = (
        one.goods[one.goods["day"] < one.onset].groupby("sku_id")[["gmv_fen", "exposures"]].sum()
    )
    worth = (before["gmv_fen"] / before["exposures"].clip(lower=1)).sort_values()
    dead = worth.index[: 2 * len(worth) // 5].tolist()
    return one.grown("exposures", goods=True, sku_id=dead) - one.grown("exposures", goods=True)


def _margin(one: Seen) -> float:
    cost = one.frames["product"].set_index("sku_id")["unit_cost_fen"]
    goods = one.goods.assign(cost=one.goods["units"] * one.goods["sku_id"].map(cost))
    gmv, spent = one.sums(goods, "gmv_fen"), one.sums(goods, "cost")
    return spent[1] / gmv[1] - spent[0] / gmv[0]


def _peers(one: Seen, top: str, under: str) -> float:
    """Fall of a rate of the peers, from (before, after) sums of each."""
    return -float(np.mean([log_ratio(peer[top]) - log_ratio(peer[under]) for peer in one.peers]))


def _peers_look_away(one: Seen) -> float:
    return _peers(one, "clicks", "exposures")


def _peers_buy_less(one: Seen) -> float:
    return _peers(one, "pays", "visits")


def _conversion(one: Seen, *sources: str) -> float:
    return one.grown("pays", goods=True, source=sources) - one.grown("visits", source=sources)


def _strangers_cold(one: Seen) -> float:
    return _conversion(one, "follow") - _conversion(one, "recommend", "paid")


def _covers_tired(one: Seen) -> float:
    return one.grown("impressions", source="paid") - one.grown("visits", source="paid")


def _dose(one: Seen) -> float:
    return one.grown("ad_spend_fen", source="paid")


def _fans_bought(one: Seen) -> float:
    fans = one.sums(one.traffic, "fan_visits", source="paid")
    visits = one.sums(one.traffic, "visits", source="paid")
    return fans[1] / max(visits[1], 1) - fans[0] / max(visits[0], 1)


def _whole_hour(one: Seen) -> float:
    return one.grown("impressions", source=FEED) - one.grown("impressions", source=ASKED)


def _feeder(one: Seen) -> float:
    return one.grown("visits", source=("recommend", *ASKED)) - one.grown(
        "visits", source="short_video"
    )


def _level(one: Seen, sources: tuple[str, ...]) -> pd.Series:
    """Covers of these sources against those that no feed fills, log, by day."""
    rows = one.traffic.groupby(["day", "source"])["impressions"].sum().unstack(fill_value=0)

    def shown(names: tuple[str, ...]) -> pd.Series:
        return rows.reindex(columns=list(names), fill_value=0).sum(axis=1) + 0.5

    return np.log(shown(sources) / shown(ASKED))


def _step(one: Seen) -> float:
    """Fall of the feed at the notice, less what follows: a throttle is a step, a season a slope."""
    log = one.frames["ops_log"]
    notices = one.day(log.loc[log["kind"] == "violation", "ts"])
    level = _level(one, SHELVES).drop(one.off_day, errors="ignore")
    # what follows the step begins four days after it: a later notice cannot be judged yet
    judged = notices[notices.between(one.onset, level.index.max() - 4)]
    at = min(judged, default=one.onset)

    def mean(first: int, last: int) -> float:
        return float(level[(level.index >= at + first) & (level.index <= at + last)].mean())

    return mean(-7, -1) - mean(0, 3) - (mean(0, 3) - mean(4, 13))


def _off_test(one: Seen) -> float:
    level = _level(one, FEED)
    near = level[(abs(level.index - one.off_day) <= 4) & (level.index != one.off_day)]
    return float(near.mean() - level.get(one.off_day, np.nan))


def _long_talk(one: Seen) -> float:
    before, after = one.event("explain_seg")
    long = [(seg["end_ts"] - seg["start_ts"]).dt.total_seconds().mean() for seg in (before, after)]
    return float(np.log(long[1] / long[0]))


def _this_anchor(one: Seen) -> float:
    """How stays grow shorter late in a session, since the onset, between those who opened."""
    sessions = one.frames["live_session"].set_index("session_id")
    since = one.traffic["hour_ts"] - one.traffic["session_id"].map(sessions["start_ts"])
    keys = {
        "anchor": one.traffic["session_id"].map(sessions["anchor_id"]),
        "after": one.traffic["day"] >= one.onset,
        "late": since > pd.Timedelta(minutes=80),
    }
    sums = one.traffic.assign(**keys).groupby(list(keys))[["watch_s", "visits"]].sum()
    stay = np.log(sums["watch_s"] / sums["visits"]).unstack("late")
    change = (stay[True] - stay[False]).unstack("after")
    fall = change[False] - change[True]
    return float(fall.max() - fall.min())


def _crowd_buys(one: Seen) -> float:
    return one.grown("watch_s") - one.grown("pays", goods=True)


def _late_parcels(one: Seen) -> float:
    shares = []
    lines = one.frames["order_line"].set_index("line_id")["session_id"]
    start = one.frames["live_session"].set_index("session_id")["start_ts"]
    sent = one.frames["fulfil"].dropna(subset=["ship_ts"])
    late = one.day(sent["line_id"].map(lines).map(start)) >= one.onset
    for rows in (~late, late):
        part = sent[rows]
        shares.append((part["ship_ts"] > part["promise_ts"]).mean())
    return float(shares[1] - shares[0])


def _fans_away(one: Seen) -> float:
    return one.grown("visits", source=("recommend", *ASKED)) - one.grown("visits", source="follow")


def _fans_buy_less(one: Seen) -> float:
    """In standard errors of the paid lines: a small shop's rates move by chance."""
    others = ("recommend", "short_video", *ASKED)
    lines = [one.sums(one.goods, "pays", source=who) for who in (others, ("follow",))]
    error = np.sqrt(sum(1 / (count + 0.5) for pair in lines for count in pair))
    return float((_conversion(one, *others) - _conversion(one, "follow")) / error)


def _paid_follower(one: Seen) -> float:
    def worth(*sources: str) -> float:
        return one.grown("gmv_fen", goods=True, source=sources) - one.grown(
            "follows", source=sources
        )

    return worth("recommend", "short_video") - worth("paid")


def _unseen(one: Seen) -> float:
    """Share of visits through a cover without a cover seen, worst client version less the best."""
    _, visits = one.event("visit")
    _, shown = one.event("impression")
    known = set(shown["user_id"])
    mine = visits[visits["via_impression"]]
    missing = (~mine["user_id"].isin(known)).groupby(mine["client_version"]).mean()
    return float(missing.max() - missing.min())


def _for_show(one: Seen) -> float:
    """Orders of people who were in the room for less than six seconds."""
    shares = []
    for lines, visits in zip(one.event("order_line"), one.event("visit"), strict=True):
        stay = (visits["leave_ts"] - visits["enter_ts"]).groupby(
            [visits["session_id"], visits["user_id"]], observed=True
        )
        longest = stay.max().rename("stay")
        known = lines.join(longest, on=["session_id", "user_id"], how="inner")
        shares.append(float((known["stay"] < SECONDS).mean()) if len(known) else 0.0)
    return shares[1] - shares[0]


CUTS: dict[str, Callable[[Seen], float]] = {
    "FG1": _bounced,
    "FG2": _hero_orders,
    "FG3": _fans_dear,
    "FG4": _range,
    "FG5": _few_refunded,
    "FG6": _dead_looks,
    "FG7": _margin,
    "FG8": _peers_look_away,
    "FT1": _strangers_cold,
    "FT2": _covers_tired,
    "FT3": _dose,
    "FT4": _fans_bought,
    "FT5": _whole_hour,
    "FT6": _feeder,
    "FT7": _step,
    "FT8": _off_test,
    "FR1": _long_talk,
    "FR2": _this_anchor,
    "FR3": _all_refunded,
    "FR4": _bounced,
    "FR5": _crowd_buys,
    "FR6": _late_parcels,
    "FU1": _fans_away,
    "FU2": _fans_buy_less,
    "FU3": _paid_follower,
    "FX1": _peers_buy_less,
    "FX2": _unseen,
    "FX3": _for_show,
}
EVENTS = frozenset({"FG1", "FR1", "FR4", "FR6", "FX2", "FX3"})
"""Faults whose cut needs event tables."""
PEERS = frozenset({"FG8", "FX1"})
