"""Cohorts and repurchase (复购): who comes back to buy, as far as it was seen.

Event tables hold some sessions only. Who bought again in another session was not seen, so a share
is a lower bound; how much of the time was looked at stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.diagnosis.facts import FEW, facts, nullable, ratio, tuples
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

WITHIN: Final = (7, 14, 30)
"""Days within which a second purchase is looked for (assumed)."""


@dataclass(frozen=True, eq=False)
class Cohorts:
    """Buyers by the session of their first purchase that was seen.

    table: a row per session and span: session_id, day, buyers, within (days), seen, on_air
    (later sessions within it with event tables, and all), again (buyers who paid again within it,
    in another session or outside of one), share (lower bound; null where no later session was
    seen, or the span runs beyond the history), fan_share, again_fans, few. seen, on_air: sessions
    of the whole history.
    """

    table: pd.DataFrame
    seen: int
    on_air: int

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = [
            (
                f"Event tables hold {self.seen} of {self.on_air} sessions: purchases in the others "
                "were not seen, so shares are lower bounds, and first means first seen."
            )
        ]
        told = self.table[self.table["share"].notna()]
        for row in tuples(told):
            few = f" (fewer than {FEW} buyers: too few to judge)" if row.few else ""
            said.append(
                f"Day {row.day}: of {row.buyers} buyers at least {row.share:.1%} bought again "
                f"within {row.within} days; {row.seen} of {row.on_air} sessions were seen{few}."
            )
        if told.empty:
            said.append("No span of days holds two sessions that were seen: repurchase is unknown.")
        return tuple(said)


def cohorts(shop: Shop, spans: tuple[int, ...] = WITHIN) -> Cohorts:
    """Count who bought again within some days of the first purchase that was seen.

    spans: in days. The whole history is used, not the stretches: there are few event sessions.
    Raises CaopanError where there are no paid lines with a session.

    >>> from caopan.diagnosis import Shop
    >>> found = cohorts(Shop.of("liuyi"))
    >>> found.seen, found.on_air, found.table["buyers"].min() > 0
    (3, 90, np.True_)
    """
    import pandas as pd

    columns = ("line_id", "user_id", "session_id", "pay_ts", "is_fan")
    lines = facts(shop, "order_line", *columns).drop_duplicates("line_id")
    lines = lines[lines["pay_ts"].notna()].sort_values("pay_ts")
    first = lines[lines["day"].notna()].drop_duplicates("user_id")
    if first.empty:
        raise CaopanError(
            f"{shop.name} has no paid lines with a session: repurchase is left out; event tables "
            "of two sessions within a month are needed."
        )
    air = np.sort(facts(shop, "live_session", "start_ts")["day"].to_numpy(np.int64))
    seen = np.sort(lines["day"].dropna().unique().astype(np.int64))
    later = lines.merge(first, on="user_id", suffixes=("", "_first"))
    later = later[later["session_id"].isna() | (later["session_id"] != later["session_id_first"])]
    later = later[later["pay_ts"] > later["pay_ts_first"]]
    waited = (later["pay_ts"] - later["pay_ts_first"]).dt.total_seconds() / 86_400
    first = first.assign(wait=first["user_id"].map(waited.groupby(later["user_id"]).min()))
    rows = [
        _row(shop, session, day, buyers, span, seen, air)
        for (session, day), buyers in first.groupby(["session_id", "day"])
        for span in spans
    ]
    table = pd.DataFrame(rows).sort_values(["day", "within"], ignore_index=True)
    for column in ("share", "again_fans"):
        table[column] = nullable(table[column])
    return Cohorts(table, len(seen), len(air))


def _row(
    shop: Shop, session: Any, day: Any, buyers: pd.DataFrame, span: int, seen: Any, air: Any
) -> dict[str, Any]:
    inside = [int(((d > day) & (d <= day + span)).sum()) for d in (seen, air)]
    known = inside[0] > 0 and day + span < shop.days
    again = buyers["wait"] <= span
    fans = buyers["is_fan"].to_numpy(bool)
    return {
        "session_id": session,
        "day": int(day),
        "buyers": len(buyers),
        "within": span,
        "seen": inside[0],
        "on_air": inside[1],
        "again": int(again.sum()),
        "share": float(again.mean()) if known else np.nan,
        "fan_share": float(fans.mean()),
        "again_fans": float(again[fans].mean()) if known and fans.any() else np.nan,
        "few": len(buyers) < FEW,
    }


def fan_weeks(shop: Shop) -> pd.DataFrame:
    """Fans by the week, from the hour tables: what tells of loyalty where events are few.

    Columns: week (0 is the first seven days), visits, fan_share (of visits), follow_visits (from
    the follow source, a day on air), follow_gmv_share, follow_gpm (yuan), peer_fan_share (all
    peers together, null without). A week with fewer than seven days is left out.
    Raises CaopanError where an hour table is missing.

    >>> from caopan.diagnosis import Shop
    >>> fan_weeks(Shop.of("liuyi"))["fan_share"].between(0, 1).all()
    np.True_
    """
    import pandas as pd

    traffic = facts(shop, "traffic_hour", "source", "visits", "fan_visits")
    goods = facts(shop, "goods_hour", "source", "gmv_fen")
    week, weeks = traffic["day"] // 7, shop.days // 7
    follow = traffic["source"] == "follow"
    frame = traffic.groupby(week)[["visits", "fan_visits"]].sum()
    air = traffic.groupby(week)["day"].nunique()
    gmv = goods.groupby(goods["day"] // 7)["gmv_fen"].sum().reindex(frame.index, fill_value=0)
    some = goods[goods["source"] == "follow"]
    own = some.groupby(some["day"] // 7)["gmv_fen"].sum().reindex(frame.index, fill_value=0)
    came = traffic[follow].groupby(week[follow])["visits"].sum().reindex(frame.index, fill_value=0)
    made = pd.DataFrame(
        {
            "visits": frame["visits"],
            "fan_share": ratio(frame["fan_visits"], frame["visits"]),
            "follow_visits": ratio(came, air),
            "follow_gmv_share": ratio(own, gmv),
            "follow_gpm": ratio(own * 10, came),
            "peer_fan_share": nullable(_peer_fans(shop).reindex(frame.index)),
        }
    )
    return made[made.index < weeks].rename_axis("week").reset_index()


def _peer_fans(shop: Shop) -> pd.Series:
    import pandas as pd

    try:
        table = facts(shop, "peer_day", "fan_visits", "visits")
    except CaopanError:
        return pd.Series(dtype="float64")
    sums = table.groupby(table["day"] // 7)[["fan_visits", "visits"]].sum()
    return sums["fan_visits"] / sums["visits"].where(sums["visits"] > 0)
