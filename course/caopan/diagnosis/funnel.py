"""A shop's funnel by the day, whole or by source, SKU role or hour of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from caopan.diagnosis.divisia import CHAIN, Floats, Ints
from caopan.diagnosis.needs import need
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

By = Literal["source", "role", "hour"]
TRAFFIC: Final = CHAIN[:3]
GOODS: Final = CHAIN[3:]
CLOCK: Final = np.array([f"{hour:02d}:00" for hour in range(24)])
LINES: Final = (
    *("event_id", "session_id", "sku_id", "create_ts"),
    *("pay_ts", "pay_fen", "source", "path"),
)
"""Columns of order_line that tell what was bought past the funnel."""


class FunnelDays(NamedTuple):
    """Sums by the day of one stretch: chain (days, groups, 8), GMV and GMV past it (days, groups).

    The last of the chain's quantities is the GMV, once more.
    """

    chain: Floats
    gmv: Ints
    off: Ints


def funnel_days(shop: Shop, by: By | None) -> tuple[list[str], list[FunnelDays], list[str]]:
    """Names of the groups, sums by the day before and after, and what was left out.

    by: as ``decompose_shop`` takes it. Raises CaopanError as it does.
    """
    traffic = _hours(shop, "traffic_hour", ("session_id", "hour_ts", "source", *TRAFFIC))
    goods = _hours(shop, "goods_hour", ("session_id", "hour_ts", "source", "sku_id", *GOODS))
    notes: list[str] = []
    covers = _covers(shop, traffic, notes)
    inside = goods["source"].isin(covers)
    frames = (
        traffic[traffic["source"].isin(covers)],
        goods[inside],
        _off_funnel(shop, goods[~inside], notes),
    )
    groups = [_groups(shop, by, frame) for frame in frames]
    names = sorted(set().union(*(one.unique() for one in groups[by == "role" :]))) or ["all"]
    sides = []
    for late, stretch in zip((False, True), shop.periods, strict=True):
        chain, off = (
            np.zeros((stretch.end - stretch.first, len(names), width), dtype=np.int64)
            for width in (8, 1)
        )
        targets = (chain[..., :3], chain[..., 3:], off)
        for target, frame, group, columns in zip(
            targets, frames, groups, (TRAFFIC, GOODS, ("gmv_fen",)), strict=True
        ):
            rows = (frame["after"] == late).to_numpy(dtype=bool)
            day = (frame["day"].to_numpy(dtype=np.int64) - stretch.first)[rows]
            values = frame[list(columns)].to_numpy(dtype=np.int64)[rows]
            if by == "role" and columns is TRAFFIC:  # no cover is of a SKU: all roles share them
                np.add.at(target, day, values[:, None, :])
            else:
                place = np.searchsorted(names, group.to_numpy(dtype=str)[rows])
                np.add.at(target, (day, place), values)
        sides.append(FunnelDays(chain.astype(np.float64), chain[..., -1], off[..., 0]))
    return names, sides, notes


def _hours(shop: Shop, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows of an hour table within the stretches, each once."""
    twice = len(need(shop, table, columns)) < len(shop.table(table))
    return shop.by_day(table).drop_duplicates() if twice else shop.by_day(table)


def _covers(shop: Shop, traffic: pd.DataFrame, notes: list[str]) -> list[str]:
    """Sources that show a cover; the others are noted."""
    if not len(traffic):
        raise CaopanError(f"{shop.name} was on air on no day of either stretch: nothing to compare")
    shown = traffic.groupby("source")["impressions"].sum()
    if linked := sorted(shown.index[shown == 0]):
        notes.append(f"{', '.join(linked)}: no cover is shown there, its GMV is off-funnel")
    return sorted(shown.index[shown > 0])


def _off_funnel(shop: Shop, linked: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """GMV without a chain: of sources without a cover, and lines bought past the funnel."""
    import pandas as pd

    columns = ["source", "sku_id", "hour_ts", "day", "after", "gmv_fen"]
    past = _past(shop, notes)
    return pd.concat([linked[columns], past[columns]], ignore_index=True) if len(past) else linked


def _past(shop: Shop, notes: list[str]) -> pd.DataFrame:
    """Paid lines of the stretches that were bought past the funnel, if all of them are known."""
    import pandas as pd

    if "order_line" not in shop.frames:
        notes.append("no table order_line: what was bought past the funnel is not known")
        return pd.DataFrame()
    try:
        lines = need(shop, "order_line", LINES)
    except CaopanError as broken:
        notes.append(f"what was bought past the funnel is not known: {broken}")
        return pd.DataFrame()
    first, end = shop.periods.before, shop.periods.after
    day = shop.day(lines["create_ts"])
    lines = lines.assign(day=day, after=day >= end.first)
    here = day.between(first.first, first.end - 1) | day.between(end.first, end.end - 1)
    lines = lines[here & lines["pay_ts"].notna()]
    past = lines[lines["path"] == "off_funnel"]
    sessions = shop.traffic["session_id"].unique()
    known = len(set(sessions) & set(lines["session_id"].dropna()))
    if known < len(sessions) or shop.panel_one_in > 1:
        share = int(past["pay_fen"].sum()) / max(int(lines["pay_fen"].sum()), 1)
        notes.append(
            f"GMV past the funnel is not in it: order lines cover {known} of {len(sessions)} "
            f"sessions ({share:.0%} of what was paid there)"
        )
        return pd.DataFrame()
    return past.assign(
        source=past["source"].fillna("unknown"),
        hour_ts=past["create_ts"],
        gmv_fen=past["pay_fen"],
    )


def _groups(shop: Shop, by: By | None, frame: pd.DataFrame) -> pd.Series:
    """The group of each row, as text."""
    import pandas as pd

    if by == "source":
        return frame["source"].astype(str)
    if by == "hour":
        hours = frame["hour_ts"].dt.tz_convert("Asia/Shanghai").dt.hour
        return pd.Series(CLOCK[hours.to_numpy()], frame.index)
    if by == "role" and "sku_id" in frame:
        roles = _roles(shop)
        return pd.Series([roles.get(sku, "unknown") for sku in frame["sku_id"]], frame.index)
    return pd.Series("all", index=frame.index)


def _roles(shop: Shop) -> dict[str, str]:
    """The role of each SKU, as the last shelf that shows it has it."""
    if "shelf" not in shop.frames:
        return {}
    shelf = need(shop, "shelf", ("event_id", "sku_id", "listed_ts", "role"))
    shelf = shelf.sort_values("listed_ts", kind="stable")
    return dict(zip(shelf["sku_id"], shelf["role"], strict=True))
