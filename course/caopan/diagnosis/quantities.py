"""What can be counted, and by what it can be grouped: one place for all steps that slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from caopan.diagnosis.facts import facts
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

TRAFFIC: Final = {
    "impressions": "times the cover was shown",
    "visits": "visits",
    "viewers": "viewers",
    "fan_visits": "visits by fans",
    "other_visits": "visits by people who were no fans",
    "watch_s": "seconds watched",
    "follows": "follows",
    "ad_spend_fen": "ad spend",
}
GOODS: Final = {
    "exposures": "product exposures",
    "clicks": "product clicks",
    "creates": "lines created",
    "pays": "lines paid",
    "buyers": "buyers",
    "units": "pieces",
    "gmv_fen": "paid GMV",
    "refund_fen": "refunds",
}
VISITS: Final = {
    "entries": "visits of event sessions",
    "judged": "visits that can be judged after 60 s",
    "stayed": "visits of 60 s or more",
    "bounced": "visits of less than 6 s",
    "people": "viewers of event sessions",
}
LINES: Final = {
    "lines": "lines paid, of event sessions",
    "paid_fen": "paid GMV of event sessions",
    "purchasers": "buyers of event sessions",
}
QUANTITIES: Final = TRAFFIC | GOODS | VISITS | LINES
"""What can be counted, in words: from hour tables, then from event tables."""

GROUPINGS: Final = ("source", "hour", "on_air", "weekday", "sku", "role", "anchor", "tier", "fan")
"""By what it can be grouped; ``on_air`` is hours since the session opened. By SKU and role only
goods are known, by fan only event tables."""

_TABLES: Final = (
    ("traffic_hour", TRAFFIC),
    ("goods_hour", GOODS),
    ("visit", VISITS),
    ("order_line", LINES),
)
_BOUNCE_S, _MARK_S = 6, 60


def counts(shop: Shop, names: Sequence[str], by: str | Sequence[str] = ()) -> pd.DataFrame:
    """Sums of quantities by day and group, over the whole history.

    names: of ``QUANTITIES``, all from hour tables or all from event tables. by: none, one or
    several of ``GROUPINGS``. The columns of the frame are ``day``, ``group`` (labels of several
    are joined by " x ") and the quantities; a group that a table never names counts zero there.
    Raises CaopanError for an unknown name, or a grouping that one of them does not know.

    >>> from caopan.diagnosis import Shop
    >>> counts(Shop.of("liuyi"), ["gmv_fen", "visits"], "source").columns.to_list()
    ['day', 'group', 'gmv_fen', 'visits']
    """
    import pandas as pd

    keys = [by] if isinstance(by, str) else list(by)
    for word, known in [*((n, QUANTITIES) for n in names), *((k, GROUPINGS) for k in keys)]:
        if word not in known:
            raise CaopanError(f"{word!r} is unknown: take one of {', '.join(known)}.")
    tables = [(table, [n for n in names if n in told]) for table, told in _TABLES]
    tables = [(table, some) for table, some in tables if some]
    if len({table.endswith("_hour") for table, _ in tables}) > 1:
        raise CaopanError(
            f"{' and '.join(names)} are counted over different sessions: hour tables hold all, "
            "event tables a few; take both from one sort."
        )
    parts = [_summed(shop, table, some, keys) for table, some in tables]
    joined = pd.concat(parts, axis=1).fillna(0).reindex(columns=list(names))
    return joined.astype("int64").reset_index()


def label(shop: Shop, table: pd.DataFrame, key: str) -> pd.Series:
    """Label of each row of a table by one of ``GROUPINGS``; "unknown" where it is not told.

    Raises CaopanError where the table does not know the grouping.
    """
    if key == "fan" and "is_fan" in table:
        found = table["is_fan"].map({True: "fan", False: "no fan"})
    elif key in {"sku", "role"} and "sku_id" in table:
        found = table["sku_id"] if key == "sku" else table["sku_id"].map(roles(shop))
    elif key == "source" and "source" in table:
        found = table["source"]
    elif key in {"anchor", "tier"}:
        column = "anchor_id" if key == "anchor" else "tier"
        found = table["session_id"].map(_of_session(shop, column))
    else:
        return _time(shop, table, key)
    return found.fillna("unknown")


def _time(shop: Shop, table: pd.DataFrame, key: str) -> pd.Series:
    stamp = next((s for s in ("hour_ts", "enter_ts", "create_ts") if s in table), None)
    if key == "weekday":
        return table["day"].map(lambda day: f"{shop.date_of(int(day)):%a}", na_action="ignore")
    if key == "hour" and stamp:
        hour: pd.Series = table[stamp].dt.hour
        return hour
    if key == "on_air" and stamp:
        opened = table["session_id"].map(_of_session(shop, "start_ts"))
        start = opened.dt.floor("h") if stamp == "hour_ts" else opened
        return (table[stamp] - start).dt.total_seconds() // 3600
    raise CaopanError(
        f"not known by {key}: by SKU and role only goods are counted (exposures, clicks, orders), "
        f"by fan only event tables ({', '.join(VISITS | LINES)})."
    )


def roles(shop: Shop) -> pd.Series:
    """Role of each SKU as the shelf has it most often, by ``sku_id``.

    Raises CaopanError where the merchant has no shelf.

    >>> from caopan.diagnosis import Shop
    >>> roles(Shop.of("liuyi"))["liuyi-k01"]
    'hero'
    """
    shelf = facts(shop, "shelf", "sku_id", "role")
    often = shelf.groupby(["sku_id", "role"], as_index=False).size().sort_values("size")
    return often.drop_duplicates("sku_id", keep="last").set_index("sku_id")["role"]


def _of_session(shop: Shop, column: str) -> pd.Series:
    sessions = facts(shop, "live_session", "session_id", column)
    return sessions.drop_duplicates("session_id").set_index("session_id")[column]


def _summed(shop: Shop, name: str, wanted: list[str], keys: list[str]) -> pd.DataFrame:
    table = facts(shop, name).dropna(subset="day")
    made = _made(shop, name, table, wanted)
    labels = [label(shop, table, key) for key in keys]
    made = made.assign(day=table["day"].astype("int64"), group=_joined(labels))
    for who, rows in (("people", None), ("purchasers", "pay_ts")):
        if who in wanted:  # a person counts once a session and group
            seen = made.assign(session_id=table["session_id"], user_id=table["user_id"])
            seen = seen if rows is None else seen[table[rows].notna()]
            made[who] = 0
            once = ~seen.duplicated(["session_id", "user_id", "group"])
            made.loc[once[once].index, who] = 1
    return made.groupby(["day", "group"])[wanted].sum()


def _joined(labels: list[pd.Series]) -> pd.Series | str:
    if len(labels) < 2:
        return labels[0] if labels else "all"
    first, *others = (one.astype(str) for one in labels)
    for other in others:
        first = first + " x " + other
    return first


def _made(shop: Shop, name: str, table: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    if name == "visit":
        return _stays(shop, facts(shop, name, "enter_ts", "leave_ts", "user_id").loc[table.index])
    if name == "order_line":
        table = facts(shop, name, "pay_ts", "pay_fen", "user_id").loc[table.index]
        paid = table["pay_ts"].notna().astype("int64")
        return table.assign(lines=paid, paid_fen=table["pay_fen"] * paid)[["lines", "paid_fen"]]
    if "other_visits" in wanted:
        table = facts(shop, name, "visits", "fan_visits").loc[table.index]
        table = table.assign(other_visits=table["visits"] - table["fan_visits"])
    stored = [n for n in wanted if n != "other_visits"]
    facts(shop, name, *stored)  # says which one is missing
    return table[wanted]


def _stays(shop: Shop, visits: pd.DataFrame) -> pd.DataFrame:
    """Which visits stayed; those cut off by the end of the session before their mark are young."""
    end = visits["session_id"].map(_of_session(shop, "end_ts"))
    left = visits["leave_ts"].fillna(end)
    stay = (left - visits["enter_ts"]).dt.total_seconds()
    cut = left >= end
    return visits.assign(
        entries=1,
        stayed=(stay >= _MARK_S).astype("int64"),
        judged=((stay >= _MARK_S) | ~cut).astype("int64"),
        bounced=((stay < _BOUNCE_S) & ~cut).astype("int64"),
    )[["entries", "stayed", "judged", "bounced"]]
