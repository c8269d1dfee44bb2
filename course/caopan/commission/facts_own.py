"""Facts of a merchant's own exports: what the sheets tell, and what they do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from caopan.commission.facts import NEEDED, Facts
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.events.exports import Imported

RATES: Final = ("fee_bp", "comm_bp", "exp_refund_bp")
"""Rates of goods that a line takes along."""
TABLES: Final = {
    "sessions": "live_session",
    "refunds": "refund",
    "deliveries": "fulfil",
    "spend": "ad_spend",
}
"""The event table that each frame of facts comes from, besides the lines."""
MISSING: Final = {
    "sessions": "no live report was exported, so every line counts as outside of sessions",
    "refunds": "no after-sales sheet was exported, so nothing counts as sent back",
    "deliveries": "no delivery is told, so nothing is confirmed: all stays estimated",
    "spend": "no ad spend is told, so none counts",
}


def facts_of_exports(folder: Path) -> tuple[Facts, tuple[str, ...]]:
    """Read a folder of a merchant's own exports as facts; nothing is written.

    Also says what is not told, and how many rows were refused. Raises CaopanError if no order can
    be read there.
    """
    from caopan.events.exports import read_exports

    imported = read_exports(folder, merchant=folder.resolve().name or "own")
    lines = imported.frames.get("order_line")
    if lines is None:
        reason = imported.objection() or "no sheet of orders is among the exports"
        raise CaopanError(f"{folder}: {reason}; earnings need orders")
    frames, notes = _told(imported)
    refused = len(imported.report.refused)
    if refused:
        notes.append(f"{refused} rows of the exports were refused: caopan import names them")
    return Facts(lines=_rated(lines, imported), **frames), tuple(notes)


def _told(imported: Imported) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Frames that the sheets tell, and what they do not."""
    frames, notes = {}, []
    for name, table in TABLES.items():
        frame = imported.frames.get(table)
        known = imported.columns().get(table, [])
        if frame is None or (name == "deliveries" and "sign_ts" not in known):
            notes.append(MISSING[name])
        elif set(NEEDED[name]) <= set(frame.columns):
            frames[name] = frame
    return frames, notes


def _rated(lines: pd.DataFrame, imported: Imported) -> pd.DataFrame:
    """Lines with the rates of their goods, as far as those were exported."""
    goods = imported.frames.get("product")
    if goods is None:
        return lines
    known = [name for name in RATES if name in imported.columns()["product"]]
    return lines.merge(goods[["sku_id", *known]], on="sku_id", how="left")
