"""Which part of a session each row is of: by the traffic source of its people, or by its SKU."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from caopan.board.rows import TAKEN, formed
from caopan.board.stores import AnyArray
from caopan.errors import CaopanError
from caopan.events import SOURCES

if TYPE_CHECKING:
    import pandas as pd

By = Literal["source", "sku"]
BYS: Final[tuple[By, ...]] = ("source", "sku")
UNKNOWN: Final = "unknown"
"""The part of the rows of which nothing tells theirs."""

Way = Literal["column", "visit", "line", "product", "whole"]
WAYS: Final[Mapping[By, Mapping[str, Way]]] = {
    "source": {
        "impression": "column",
        "visit": "column",
        "interaction": "visit",
        "product_event": "visit",
        "order_line": "column",
        "refund": "line",
        "fulfil": "line",
        "explain_seg": "whole",
        "shelf": "whole",
    },
    "sku": {
        "product_event": "product",
        "order_line": "column",
        "refund": "line",
        "fulfil": "line",
        "stock_event": "column",
        "shelf": "column",
        "explain_seg": "whole",
    },
}
"""How a table's rows find their part; tables that are not named tell nothing of parts.

column: the table says it itself. visit: the last visit of the person that was known by then. line:
the order line. product: all SKUs of the product. whole: the same for all parts.
"""
_COLUMN: Final[Mapping[By, str]] = {"source": "source", "sku": "sku_id"}


class Placed:
    """A table's rows with their parts: ``rows[n]`` of the frame is of part ``parts[n]``.

    A row of a product with several SKUs stands there once for each of them.
    """

    def __init__(self, frame: pd.DataFrame, rows: AnyArray, parts: pd.Series) -> None:
        self.frame, self.rows = frame, rows
        self.parts = parts.reset_index(drop=True)


def place_rows(
    tables: Mapping[str, pd.DataFrame], session: str, by: By
) -> tuple[dict[str, Placed], dict[str, pd.DataFrame]]:
    """Find the part of each row; and the tables that are the same for all parts.

    tables: in order of arrival, as ``live`` gives them. A row told again is of the part of its
    first telling. A person's deed is of the last visit that began before it, of those whose rows
    had arrived with it, so that nothing is used that was not known then. Tables of another form
    are left out: the board of the whole session says so.
    """
    sound = {}
    for name in TAKEN:
        if name in tables:
            try:
                sound[name] = formed(name, tables[name]).reset_index(drop=True)
            except CaopanError:
                continue
    ways, placed = WAYS[by], {}
    whole = {name: frame for name, frame in sound.items() if ways.get(name) == "whole"}
    part_of_line: pd.Series | None = None
    if "order_line" in sound:
        frame = sound["order_line"]
        parts = _first_told(_told(frame, by), frame["line_id"])
        placed["order_line"] = Placed(frame, np.arange(len(frame)), parts)
        part_of_line = parts.groupby(frame["line_id"]).first()
    for name, frame in sound.items():
        way = ways.get(name)
        if way is None or way == "whole" or name == "order_line":
            continue
        if way == "product":
            placed[name] = _by_product(frame, tables)
            continue
        if way == "column":
            parts = _told(frame, by)
        elif way == "line":
            parts = _by_line(frame, part_of_line)
        else:
            parts = _by_visit(frame, sound.get("visit"), session)
        placed[name] = Placed(frame, np.arange(len(frame)), _first_told(parts, frame["event_id"]))
    return placed, whole


def _told(frame: pd.DataFrame, by: By) -> pd.Series:
    """The part that a table names itself."""
    named = frame[_COLUMN[by]]
    known = named.isin(SOURCES) if by == "source" else named.notna()
    return named.where(known, UNKNOWN).astype(object)


def _first_told(parts: pd.Series, keys: pd.Series) -> pd.Series:
    """The part of the first row of each key."""
    if not keys.duplicated().any():
        return parts
    return parts.groupby(keys).transform("first").where(keys.notna(), parts)


def _by_line(frame: pd.DataFrame, part_of_line: pd.Series | None) -> pd.Series:
    if part_of_line is None:
        return frame["line_id"].map(lambda _: UNKNOWN).astype(object)
    return frame["line_id"].map(part_of_line).astype(object).fillna(UNKNOWN)


def _by_visit(deeds: pd.DataFrame, visits: pd.DataFrame | None, session: str) -> pd.Series:
    import pandas as pd

    out = np.full(len(deeds), UNKNOWN, dtype=object)
    if visits is None:
        return pd.Series(out)
    ours = visits[(visits["session_id"] == session).fillna(False) & visits["user_id"].notna()]
    came = pd.DataFrame(
        {
            "user_id": ours["user_id"],
            "enter": ours["enter_ts"],
            "told": ours["arrive_ts"],
            "part": _told(ours, "source"),
        }
    )
    did = deeds[["user_id", "ts", "arrive_ts"]].reset_index(names="row").dropna()
    both = did.merge(came, on="user_id")
    both = both[(both["enter"] <= both["ts"]) & (both["told"] <= both["arrive_ts"])]
    both = both.sort_values(["row", "enter", "told"], kind="stable").drop_duplicates(
        "row", keep="last"
    )
    out[both["row"].to_numpy()] = both["part"].to_numpy()
    return pd.Series(out)


def _by_product(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Placed:
    """Each row for all SKUs of its product, by the product list and the shelf."""
    import pandas as pd

    lists = [
        tables[name][["product_id", "sku_id"]]
        for name in ("product", "shelf")
        if name in tables and {"product_id", "sku_id"} <= set(tables[name].columns)
    ]
    product = _first_told(frame["product_id"].astype(object), frame["event_id"])
    rows = pd.DataFrame({"row": np.arange(len(frame)), "product_id": product})
    if not lists:
        return Placed(frame, rows["row"].to_numpy(), product.map(lambda _: UNKNOWN).astype(object))
    pairs = pd.concat(lists, ignore_index=True).dropna().astype(object).drop_duplicates()
    both = rows.merge(pairs, on="product_id", how="left")
    return Placed(frame, both["row"].to_numpy(), both["sku_id"].fillna(UNKNOWN))
