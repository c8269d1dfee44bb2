"""What the panel of a chosen tile shows: windows, range, and the parts by source and SKU."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.board.drilling import ADDS_UP, REST, why_untold
from caopan.board.metric import Metric
from caopan.board.placing import BYS, UNKNOWN, By
from caopan.board.reading import PLACE
from caopan.board.registry import METRICS
from caopan.board.tiles import NONE, Tile, amount, compared

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.replay import Replay

SOURCE_NAMES: Final = {
    "recommend": "recommended feed 推荐",
    "follow": "followed 关注",
    "short_video": "short video 短视频",
    "paid": "paid 付费",
    "search": "search 搜索",
    "plaza": "live plaza 直播广场",
    "mall": "mall 商城",
    "share": "shared link 分享",
}
HOW: Final[Mapping[By, str]] = {
    "source": (
        "Impressions, visits and orders name their source; other deeds go to the person's last "
        "visit before them, refunds and parcels to their order."
    ),
    "sku": "Cards are shown by product, so all SKUs of a product count its exposures and clicks.",
}
OVERLAPS: Final = (
    "A person, an order or a peak can be in several parts: they do not add up to the whole."
)


def panel(replay: Replay, tile: Tile, minutes: int, *, wan: bool, anew: bool) -> dict[str, Any]:
    """Give all texts of a tile's panel at the clock.

    minutes: of the sparkline. wan: write 10,000 and more in 万. anew: the panel was just opened,
    see :meth:`Replay.drill`.
    """
    code = tile.code
    return {
        "code": code,
        "last": tile.last,
        "before": tile.before,
        "last_place": tile.last_place,
        "parts": tile.parts,
        "range": _range(replay, code, minutes, wan),
        "drills": {by: _drill(replay, code, by, wan, anew) for by in BYS},
    }


def _range(replay: Replay, code: str, minutes: int, wan: bool) -> list[str]:
    """The lowest and the highest value of the sparkline, and the minutes at its ends."""
    row = replay.history(minutes)[PLACE[code]]
    there = row[~np.isnan(row)]
    if not len(there):
        return []
    metric, last = METRICS[code], replay.second // 60
    ends = [_value(metric, float(one), wan) for one in (there.min(), there.max())]
    return [*ends, f"minute {last - len(row) + 1}", f"minute {last}"]


def _drill(replay: Replay, code: str, by: By, wan: bool, anew: bool) -> dict[str, Any]:
    if reason := why_untold(code, by):
        return {"why": f"Not told by {_word(by)}: {reason}.", "rows": [], "notes": []}
    table = replay.drill(by, anew=anew).frame(code)
    metric, figure = METRICS[code], replay.reading[code]
    early = not compared(metric, figure.last, figure.before, replay.reading.minute)[1]
    if early:
        table[["moved", "share_of_change"]] = None
    notes = [HOW[by]] if by == "source" or code in {"C4", "C5", "C6"} else []
    if code not in ADDS_UP[by]:
        notes.append(OVERLAPS)
    names = replay.sku_names if by == "sku" else SOURCE_NAMES
    ordered = _ordered(table).astype(object)
    told = ordered.where(ordered.notna(), None).to_dict("index")
    rows = [
        _row(metric, names.get(str(part), ""), str(part), one, wan) for part, one in told.items()
    ]
    return {"why": "" if rows else "No part has a row yet.", "rows": rows, "notes": notes}


def _word(by: By) -> str:
    return "SKU" if by == "sku" else by


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Who moved the whole most stands first; what is not a part of its own, last."""
    keys = table.assign(
        away=[part in (REST, UNKNOWN) for part in table.index],
        size=table["moved"].astype("float64").abs().fillna(0),
    )
    keys = keys.sort_values(["away", "size", "share"], ascending=[True, False, False])
    return keys.drop(columns=["away", "size"])


def _row(metric: Metric, name: str, part: str, one: Mapping[Any, Any], wan: bool) -> list[str]:
    """Part, name, the three windows, share, what it moved, share of the change."""
    share, moved, of_it = one["share"], one["moved"], one["share_of_change"]
    return [
        part,
        name,
        *(_value(metric, one[key], wan) for key in ("total", "last", "before")),
        NONE if share is None else f"{share * 100:.0f} %",
        NONE if moved is None else _signed(metric, moved, wan),
        NONE if of_it is None else _percent(of_it),
    ]


def _percent(share: float) -> str:
    """With its sign: a part that moved against the whole has a share below zero.

    >>> _percent(0.623), _percent(-0.1), _percent(0.001)
    ('+62 %', '−10 %', '0 %')
    """
    percent = round(share * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent):,} %"


def _value(metric: Metric, value: float | None, wan: bool) -> str:
    return amount(metric, value if value is None or metric.ratio else int(value), wan=wan)


def _signed(metric: Metric, moved: float, wan: bool) -> str:
    """By how much a part moved the whole."""
    size = abs(moved)
    if metric.unit == "%":
        text = f"{size * 100:.1f} points"
        zero = text == "0.0 points"
    else:
        text, zero = _value(metric, size, wan), not size
    return text if zero else f"{'−' if moved < 0 else '+'}{text}"
