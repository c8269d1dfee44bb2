"""A merchant's own exports as a shop: what was exported counts, what an import made up does not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caopan.diagnosis.shop import Shop, periods
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.events.exports.report import Report

UNKNOWN: Final = "unknown"
"""Source of an order that no sheet tells."""


def shop_of_exports(folder: Path, since: int | None = None) -> tuple[Shop, tuple[str, ...]]:
    """Read a folder of a merchant's own exports as a shop; nothing is written.

    since: the day on which something changed, where it is known. Also gives what the import has
    to say: rows refused and left out, and what is not known.

    Raises CaopanError where the folder holds nothing to read, or a history too short to compare.
    """
    from caopan.events.exports import read_exports

    name = folder.resolve().name or "own"
    imported = read_exports(folder, merchant=name)
    if not imported.frames:
        raise CaopanError(f"{folder}: {imported.objection()}")
    card = imported.card()
    shop = Shop(
        name=name,
        frames=completed(imported.frames, imported.made_up),
        first_day=card.first_day,
        days=card.days,
        periods=periods(card.days, since),
        category=card.category,
    )
    return shop, tuple(_notes(imported.report, imported.made_up))


def completed(
    frames: Mapping[str, pd.DataFrame], made_up: Collection[str]
) -> dict[str, pd.DataFrame]:
    """Give the tables of an import without their stand-ins, and goods by the hour from its orders.

    made_up: ``table.column`` of the stand-ins. No sheet tells of exposures and clicks, so that
    these two columns are not there, and what needs them says so.

    >>> completed({}, ())
    {}
    """
    found = {
        name: frame.drop(columns=[c for c in frame if f"{name}.{c}" in made_up])
        for name, frame in frames.items()
    }
    if "goods_hour" not in frames and "order_line" in frames:
        known = "order_line.user_id" not in made_up
        found["goods_hour"] = _goods_hour(frames["order_line"], frames.get("refund"), known)
    return found


def _goods_hour(lines: pd.DataFrame, refunds: pd.DataFrame | None, people: bool) -> pd.DataFrame:
    """Order lines by session, hour, source and SKU; a day stands for a session that is not told.

    people: whether buyers are known.
    """
    lines = lines.drop_duplicates("line_id").sort_values("create_ts", kind="stable")
    paid = lines["pay_ts"].notna()
    made = lines[["sku_id", "user_id"]].assign(
        session_id=lines["session_id"].fillna(lines["create_ts"].dt.strftime("%Y-%m-%d")),
        hour_ts=lines["create_ts"].dt.floor("h"),
        source=lines["source"].fillna(UNKNOWN),
        creates=1,
        pays=paid.astype("int64"),
        units=lines["qty"].where(paid, 0),
        gmv_fen=lines["pay_fen"].where(paid, 0),
    )
    counted = ["creates", "pays", "units", "gmv_fen"]
    if people:
        first = paid & ~made[paid].duplicated(["session_id", "user_id"]).reindex(
            made.index, fill_value=True
        )
        made["buyers"] = first.astype("int64")
        counted.insert(2, "buyers")
    if refunds is not None:
        back = lines["line_id"].map(refunds.groupby("line_id")["amount_fen"].sum())
        made["refund_fen"] = back.fillna(0).where(paid, 0).astype("int64")
        counted.append("refund_fen")
    keys = ["session_id", "hour_ts", "source", "sku_id"]
    return made.groupby(keys, as_index=False)[counted].sum()


def _notes(report: Report, made_up: Mapping[str, str]) -> list[str]:
    """What an import has to say before its diagnosis."""
    read = ", ".join(f"{one.role} {one.rows:,} rows" for one in report.read)
    said = [f"Read from the merchant's own exports: {read}."]
    rows = {one.place for one in report.refused if one.place.row}
    if rows:
        first = report.refused[0]
        said.append(f"{len(rows):,} rows were refused and left out; the first: {first}.")
    if report.left:
        said.append(f"{len(report.left):,} rows are no facts of their own and were left out.")
    if objection := report.objection():
        said.append(f"Mind: {objection.partition('; ')[0]}; caopan import tells all of them.")
    if made_up:
        said.append(f"Not told by any sheet, so not used: {', '.join(sorted(made_up))}.")
    return said
