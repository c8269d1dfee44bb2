"""The measurement layer, apart from the truth: what the collector makes of the facts."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caopan.events.columns import TIME_ZONE
from caopan.market.acting import acting
from caopan.market.bugs import BUGS, Bug, Frames, plant_bugs
from caopan.market.machines import with_machines
from caopan.market.scenario import Collector, Scenario

__all__ = ["BUGS", "COLLECTED", "Bug", "collect", "plant_bugs"]

COLLECTED = (
    "impression",
    "visit",
    "interaction",
    "product_event",
    "order_line",
    "refund",
    "ad_spend",
)
"""Tables whose rows travel over the network (assumed)."""
MONEY = ("order_line", "refund", "ad_spend")
"""Tables of which no row is lost: they are booked, not only sent."""


def collect(
    frames: Mapping[str, pd.DataFrame], collector: Collector | None = None, *, seed: int = 0
) -> Frames:
    """The twelfth coupling: the facts as a collector gets them, which is not as they are.

    Machines visit besides people, one client version loses impressions, orders are credited to a
    paid plan by a rule of bookkeeping, some rows come late, some never, some twice. All shares are
    assumed and stand in ``collector`` (by default a sound one). A late row arrives minutes to
    hours after it happened; a duplicate keeps its event_id and arrives later. Money tables lose no
    row and repeat none (the platform settles by their ids); hour tables are its own and stay. The
    frames given are not changed.

    >>> when = pd.to_datetime(["2021-09-02"] * 2)
    >>> rows = pd.DataFrame({"event_id": ["a", "b"], "arrive_ts": when})
    >>> len(collect({"visit": rows}, Collector(duplicate=1.0, lost=0.0))["visit"])
    4
    """
    rule = collector or Collector()
    out = dict(frames)
    if rule.bots and {"visit", "impression"} <= set(out):
        out = with_machines(out, rule.bots, np.random.default_rng([seed, 8]))
    if rule.version_lost and {"visit", "impression"} <= set(out):
        rng = np.random.default_rng([seed, 9])
        out["impression"] = _without_version(out, rule, rng)
    if rule.touch != "last" and {"visit", "order_line"} <= set(out):
        out["order_line"] = _credited(out["order_line"], out["visit"], rule.touch)
    rng = np.random.default_rng([seed, 7])
    for table in COLLECTED:
        if table in out:
            lost, twice = (0.0, 0.0) if table in MONEY else (rule.lost, rule.duplicate)
            out[table] = _collected(out[table], rng, rule.late, lost, twice)
    return out


def tracked(frames: Mapping[str, pd.DataFrame], scenario: Scenario) -> Frames:
    """The facts less what a planted tracking loss (FX2) keeps from the collector, and nothing else.

    >>> from caopan.market.samples import sample
    >>> tracked({}, sample("liuyi"))
    {}
    """
    loss = acting(scenario, scenario.days - 1).collector
    if not loss.version_lost:
        return dict(frames)
    sound = Collector(late=0, lost=0, duplicate=0)
    rule = sound.model_copy(update={"version_lost": loss.version_lost, "lost_from": loss.lost_from})
    return collect(frames, rule, seed=scenario.luck_key)


def _collected(
    frame: pd.DataFrame, rng: np.random.Generator, late: float, lost: float, duplicate: float
) -> pd.DataFrame:
    luck = rng.random((len(frame), 3))
    frame = frame.copy()
    delay = pd.to_timedelta(np.round(rng.lognormal(6.0, 1.0, len(frame)) * 1e6), unit="us")
    frame["arrive_ts"] = frame["arrive_ts"].where(luck[:, 0] >= late, frame["arrive_ts"] + delay)
    twice = frame[luck[:, 2] < duplicate].copy()
    twice["arrive_ts"] = twice["arrive_ts"] + pd.Timedelta(seconds=40)
    kept = frame[luck[:, 1] >= lost]
    return pd.concat([kept, twice], ignore_index=True).sort_values(
        "arrive_ts", kind="stable", ignore_index=True
    )


def _without_version(frames: Frames, rule: Collector, rng: np.random.Generator) -> pd.DataFrame:
    """Impressions, less a share of those sent by the most frequent client version.

    Who never came in has a version too, which no table tells: it is drawn as versions are spread.
    """
    visits, shown = frames["visit"], frames["impression"]
    spread = visits["client_version"].value_counts(normalize=True).sort_index()
    if spread.empty:
        return shown
    broken = str(spread.idxmax())
    known = visits.drop_duplicates("user_id").set_index("user_id")["client_version"]
    user, who = pd.factorize(shown["user_id"])
    sent_by = known.reindex(who)
    drawn = np.asarray(rng.random(len(who)) < spread[broken])
    hit = np.where(sent_by.isna(), drawn, (sent_by == broken).fillna(False)).astype(bool)
    gone = hit[user] & (rng.random(len(shown)) < rule.version_lost)
    if rule.lost_from is not None:
        gone &= (shown["ts"] >= pd.Timestamp(rule.lost_from, tz=TIME_ZONE)).to_numpy()
    return shown[~gone].reset_index(drop=True)


def _credited(orders: pd.DataFrame, visits: pd.DataFrame, touch: str) -> pd.DataFrame:
    """Orders credited to the first paid visit before them, or to any paid visit of the session.

    The facts name the last one before the order (``last``).
    """
    key = ["session_id", "user_id"]
    paid = visits.loc[visits["plan_id"].notna(), [*key, "plan_id", "enter_ts"]]
    paid = paid.sort_values("enter_ts", kind="stable").drop_duplicates(key)
    found = orders[[*key, "create_ts"]].merge(paid, on=key, how="left", validate="many_to_one")
    if touch == "any":
        known = orders["plan_id"].reset_index(drop=True)
        plan = known.where(known.notna(), found["plan_id"])
    else:
        plan = found["plan_id"].where(found["enter_ts"] <= found["create_ts"])
    return orders.assign(plan_id=plan.to_numpy())
