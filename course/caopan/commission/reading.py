"""Each table of facts, read: its columns, ids still as text, and what is wrong with each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.intake import (
    CODE,
    COUPONS,
    FIELDS,
    KINDS,
    MOST_BP,
    MOST_PIECES,
    NONE,
    RATES,
    Table,
)

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray


def read_lines(frame: pd.DataFrame) -> tuple[Table, dict[str, Any]]:
    """Order lines: their columns, ids still as text; what is wrong with a row stands in why."""
    table = Table("lines", frame)
    ids = {name: table.text(name) for name in ("line_id", "session_id", "sku_id", "order_id")}
    data: dict[str, Any] = {"arrive": table.moment("arrive_ts"), "pay_ts": table.moment("pay_ts")}
    data["deposit"] = table.moment("deposit_ts")
    data["qty"] = table.whole("qty", least=1, most=MOST_PIECES)
    for name in ("list_fen", *COUPONS, "pay_fen"):
        data[name] = table.whole(name)
    for name in ("qty", "list_fen", *COUPONS[:-1], "pay_fen"):
        table.needed(name, data[name])
    data["c_coupon_fen"] = np.maximum(data["c_coupon_fen"], 0)
    for name in RATES:
        data[name] = np.maximum(table.whole(name, most=MOST_BP), 0).astype(np.int32)
    off = sum(data[name] for name in (*COUPONS, "pay_fen"))
    whole = (table.why == 0) | (table.why == CODE["too_large"])
    table.refuse((off != data["list_fen"]) & whole, "coupons", "pay_fen")
    gone = _null(ids["line_id"])
    table.refuse(gone, "not_whole", "line_id")
    return table, data | {"ids": ids}


def read_refunds(frame: pd.DataFrame) -> tuple[Table, dict[str, Any]]:
    """Refunds: the same; kind is its place in KINDS."""
    import pyarrow as pa

    table = Table("refunds", frame)
    ids = {name: table.text(name) for name in ("event_id", "line_id")}
    kinds = table.text("kind").fill_null(KINDS[0]) if table.has("kind") else None
    if kinds is None:
        kind = np.zeros(table.rows, np.int8)
    else:
        import pyarrow.compute as pc

        found = pc.index_in(kinds, pa.array(KINDS, pa.large_string())).fill_null(-1)
        kind = found.to_numpy(zero_copy_only=False).astype(np.int8)
    void = kind == KINDS.index("void")
    amount = table.whole("amount_fen")
    table.needed("amount_fen", amount, kind != 0)
    wrong, field = table.why.copy(), table.field.copy()
    by_pieces = (kind == 0) & (amount == NONE)
    table.why[:] = 0
    pieces = table.whole("qty", least=1, most=MOST_PIECES)
    table.needed("amount_fen", pieces)
    # what is not read cannot be wrong: amounts of a void, pieces beside an amount
    table.why[:] = np.where(by_pieces, table.why, np.where(void, 0, wrong))
    table.field[:] = np.where(by_pieces, table.field, field)
    table.why[kind < 0] = CODE["unknown_kind"]
    table.field[kind < 0] = FIELDS.index("kind")
    for name in ("event_id", "line_id"):
        table.refuse(_null(ids[name]), "not_whole", name)
    data = {
        "arrive": table.moment("arrive_ts"),
        "ts": table.moment("ts"),
        "kind": kind,
        "amount": amount,
        "pieces": np.where(by_pieces, pieces, NONE),
    }
    return table, data | {"ids": ids}


def read_deliveries(frame: pd.DataFrame) -> tuple[Table, dict[str, Any]]:
    """Deliveries: the same."""
    table = Table("deliveries", frame)
    data = {name: table.moment(f"{name}_ts") for name in ("arrive", "promise", "ship", "sign")}
    ids = {"line_id": table.text("line_id")}
    table.refuse(_null(ids["line_id"]), "not_whole", "line_id")
    return table, data | {"ids": ids}


def read_spend(frame: pd.DataFrame) -> tuple[Table, dict[str, Any]]:
    """Ad spend: the same."""
    table = Table("spend", frame)
    ids = {name: table.text(name) for name in ("event_id", "session_id")}
    cost = table.whole("cost_fen")
    table.needed("cost_fen", cost)
    table.refuse(_null(ids["event_id"]), "not_whole", "event_id")
    data = {"arrive": table.moment("arrive_ts"), "ts": table.moment("ts"), "cost": cost}
    return table, data | {"ids": ids}


def _null(ids: pa.Array) -> NDArray[np.bool_] | None:
    if not ids.null_count:
        return None
    return np.asarray(ids.is_null().to_numpy(zero_copy_only=False), np.bool_)


def repeats(
    event: NDArray[Any], arrive: NDArray[Any], why: NDArray[Any], *content: NDArray[Any]
) -> NDArray[np.int8]:
    """Which rows count, of several with one event_id: 0 counts, 1 a repeat, 2 one that differs.

    The first to arrive counts, of equal ones the first in the table; rows refused by themselves
    (why) are not in it.

    >>> event, arrive = np.array([0, 0, 1]), np.array([5, 3, 4])
    >>> repeats(event, arrive, np.zeros(3), np.array([70, 80, 90])).tolist()
    [2, 0, 0]
    """
    found = np.zeros(len(event), np.int8)
    good = np.flatnonzero((why == 0) & (event >= 0))
    if not len(good):
        return found
    times = np.bincount(event[good])
    many = good[times[event[good]] > 1]
    if not len(many):
        return found
    many = many[np.lexsort((many, arrive[many], event[many]))]
    codes = event[many]
    head = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    first = many[np.repeat(head, np.diff(np.r_[head, len(many)]))]
    differs = np.zeros(len(many), np.bool_)
    for column in content:
        differs |= column[many] != column[first]
    found[many] = np.where(many == first, 0, np.where(differs, 2, 1))
    return found
