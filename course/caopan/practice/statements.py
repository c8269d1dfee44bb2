"""A provider's statement with the errors that such ones have, made from a settlement."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission import Settlement

CAUSES: Final = ("refund", "coupon", "rung", "unpaid", "outside", "twice")
"""A refund left out; the merchant's coupon in the base; the top rung's rate on a line below it; a
line never paid; a line sold off air; a line that stands twice."""
EACH: Final = {"refund": 2, "coupon": 2, "rung": 1, "unpaid": 1, "outside": 1, "twice": 1}
"""How many lines of each cause a statement has, where the night has as many that fit."""
Row = dict[str, Any]
COLUMNS: Final = ("line_id", "paid_fen", "coupon_fen", "refunded_fen", "base_fen", "due_fen")
LEAST_FEN: Final = 300
"""A merchant's coupon below this is no error worth a letter."""


def lines_of(merchant: str) -> pd.DataFrame:
    """All order lines of a merchant by line_id, paid or not, on air or not.

    Raises CaopanError as ``caopan.events.load`` does.
    """
    from caopan.events import load

    return load("order_line", merchant=merchant).set_index("line_id", drop=False)


def right_rows(night: Settlement, lines: pd.DataFrame, party: str) -> pd.DataFrame:
    """The rows of a statement as they should be, by line_id; base B.

    night: settled under one contract. lines: as ``lines_of``. party: whose statement it is.
    """
    import pandas as pd

    bound = night.lines
    own = lines.loc[bound["line_id"]]
    due = next(one.due_fen for one in night.dues if one.party == party)
    pay, kept = bound["pay_fen"].to_numpy(), bound["kept_fen"].to_numpy()
    whole, some = own["p_coupon_fen"].to_numpy(), pay.clip(1)
    coupon = np.where(pay > 0, (2 * whole * kept + some) // (2 * some), whole)
    rows = {"paid_fen": pay, "coupon_fen": whole}
    rows |= {"refunded_fen": pay - kept, "base_fen": kept + coupon, "due_fen": due}
    return pd.DataFrame(rows, index=pd.Index(bound["line_id"], name="line_id"))


def stated(right: pd.DataFrame, lines: pd.DataFrame, session: str, top_bp: int) -> pd.DataFrame:
    """A statement in which some rows are wrong, all to the provider's good.

    right: as ``right_rows``. session: whose statement it is. top_bp: rate of the ladder's top rung.
    Columns: ``COLUMNS``; which rows are wrong hangs on the lines' ids alone.
    """
    import pandas as pd

    left = dict(EACH)
    rows: dict[str, Row] = {}
    for line, row in zip(right.index, right.to_dict("records"), strict=True):
        rows[str(line)] = {"line_id": str(line)} | {str(name): fen for name, fen in row.items()}
    twice: list[Row] = []
    for line in sorted(lines.index, key=lambda line: blake2b(str(line).encode()).digest()):
        told = lines.loc[line]
        fits = (
            one for one in CAUSES if left[one] and _fits(one, told, rows.get(line), session, top_bp)
        )
        cause = next(fits, None)
        if cause is None:
            continue
        left[cause] -= 1
        if cause == "twice":
            twice.append(rows[line])
        else:
            rows[line] = {"line_id": line, **_wrong(cause, told, rows.get(line), top_bp)}
    table = pd.DataFrame([*rows.values(), *twice])[list(COLUMNS)]
    return table.sort_values("line_id", kind="stable", ignore_index=True)


def _fits(cause: str, told: pd.Series, row: Row | None, session: str, top_bp: int) -> bool:
    """Whether a line can have an error of this cause that raises what is due."""
    paid = bool(told["pay_ts"] == told["pay_ts"])
    if row is None:
        off_air = not isinstance(told["session_id"], str)
        unpaid = not paid and bool(told["session_id"] == session)
        return unpaid if cause == "unpaid" else cause == "outside" and off_air and paid
    whole, coupon = row["refunded_fen"] == 0, told["m_coupon_fen"]
    found: dict[str, bool] = {
        "refund": not whole and row["paid_fen"] > 0,
        "coupon": whole and coupon >= LEAST_FEN and row["due_fen"] > 0,
        "rung": whole and coupon == 0 and _at(row["base_fen"], top_bp) > row["due_fen"],
        "twice": whole and coupon == 0 and row["due_fen"] > 0,
    }
    return bool(found.get(cause, False))


def _at(base_fen: int, bp: int) -> int:
    return (2 * int(base_fen) * bp + 10_000) // 20_000


def _wrong(cause: str, told: pd.Series, row: Row | None, top_bp: int) -> dict[str, int]:
    """A row with the error in it: at the rate that the right row has, else at the top one."""
    if row is None:
        paid, coupon = int(told["pay_fen"]), int(told["p_coupon_fen"])
        made = {
            "paid_fen": paid,
            "coupon_fen": coupon,
            "refunded_fen": 0,
            "base_fen": paid + coupon,
        }
        return {**made, "due_fen": _at(made["base_fen"], top_bp)}
    made = {name: int(row[name]) for name in COLUMNS[1:]}
    if cause == "rung":
        return {**made, "due_fen": _at(made["base_fen"], top_bp)}
    bp = _at(10**8 * made["due_fen"], 1) // made["base_fen"] if made["base_fen"] else top_bp
    if cause == "refund":
        made |= {"refunded_fen": 0, "base_fen": made["paid_fen"] + made["coupon_fen"]}
    else:
        made["base_fen"] += int(told["m_coupon_fen"])
    return {**made, "due_fen": _at(made["base_fen"], bp)}
