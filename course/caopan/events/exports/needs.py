"""The 42 metrics of the board: which tables and columns each needs, and which can be computed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED, relative_path

TOLD = "imported.json"
"""Beside an imported merchant's card: which columns hold stand-ins, and what was imported."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the board: its code, its names, the columns it needs (``table.column``).

    hourly: the columns with which its value by the hour can be told where the events are missing.
    """

    code: str
    zh: str
    en: str
    needs: tuple[str, ...]
    hourly: tuple[str, ...] = ()


def _metric(code: str, zh: str, en: str, needs: str, hourly: str = "") -> Metric:
    """Declare a metric; needs read ``"table: column column; table: column"``."""
    return Metric(code, zh, en, _columns(needs), _columns(hourly))


def _columns(needs: str) -> tuple[str, ...]:
    groups = (group.split(":") for group in needs.split(";") if group)
    return tuple(f"{table.strip()}.{name}" for table, names in groups for name in names.split())


_SEEN = "visit: user_id enter_ts"
_VIEWS = "visit: visit_id enter_ts"
_PAID = "order_line: pay_fen pay_ts"
_BACK = "refund: line_id amount_fen ts"
_SPENT = "ad_spend: cost_fen ts"
_TIERS = "contract_tier: from_fen rate_bp mode"
_BASE = f"{_PAID} line_id p_coupon_fen; {_BACK}; {_TIERS}"

METRICS: dict[str, Metric] = {
    one.code: one
    for one in (
        _metric(
            "T1",
            "直播间曝光次数",
            "room impressions",
            "impression: ts",
            "traffic_hour: impressions",
        ),
        _metric("T2", "曝光进入率", "enter rate", "impression: ts; visit: enter_ts via_impression"),
        _metric("T3", "观看人数", "viewers", _SEEN, "traffic_hour: viewers"),
        _metric("T4", "观看人次", "views", _VIEWS, "traffic_hour: visits"),
        _metric("T5", "实时在线人数", "online now", f"{_SEEN} leave_ts"),
        _metric("T6", "最高在线", "peak concurrent", "visit: enter_ts leave_ts"),
        _metric(
            "T7",
            "人均观看时长",
            "average watch time",
            f"{_SEEN} leave_ts",
            "traffic_hour: watch_s viewers",
        ),
        _metric("T8", "一分钟留存率", "60-second retention", "visit: enter_ts leave_ts"),
        _metric("I1", "评论率", "commenter rate", f"interaction: user_id kind ts; {_SEEN}"),
        _metric("I2", "互动率", "engaged-viewer rate", f"interaction: user_id kind ts; {_SEEN}"),
        _metric(
            "I3", "负反馈率", "negative-feedback rate", f"interaction: user_id kind ts; {_SEEN}"
        ),
        _metric("F1", "净增粉丝", "net new fans", "interaction: kind ts"),
        _metric(
            "F2", "转粉率", "follow conversion", f"interaction: user_id kind ts; {_SEEN} is_fan"
        ),
        _metric("F3", "粉丝观看占比", "fan viewer share", f"{_SEEN} is_fan"),
        _metric("F4", "粉丝成交占比", "fan GMV share", f"{_PAID} is_fan"),
        _metric("C1", "成交金额", "paid GMV", _PAID),
        _metric("C2", "支付订单数", "paid orders", "order_line: order_id pay_ts"),
        _metric("C3", "成交人数", "buyers", "order_line: user_id pay_ts"),
        _metric(
            "C4", "商品曝光率", "product exposure rate", f"product_event: user_id kind ts; {_SEEN}"
        ),
        _metric("C5", "商品点击率", "product CTR", "product_event: user_id kind ts"),
        _metric(
            "C6",
            "点击创单率",
            "click-to-order rate",
            "product_event: user_id kind ts; order_line: user_id create_ts",
        ),
        _metric("C7", "支付成功率", "pay success rate", "order_line: order_id create_ts pay_ts"),
        _metric(
            "C8",
            "看播成交率",
            "view-to-buy rate",
            f"order_line: user_id pay_ts; {_SEEN}",
            "order_line: user_id pay_ts session_id; traffic_hour: viewers",
        ),
        _metric("C9", "客单价", "GMV per buyer", f"{_PAID} user_id"),
        _metric(
            "C10",
            "千次观看成交额",
            "GMV per 1,000 views",
            f"{_PAID}; {_VIEWS}",
            f"{_PAID} session_id; traffic_hour: visits",
        ),
        _metric(
            "G1", "动销率", "selling-SKU rate", "order_line: sku_id pay_ts; shelf: sku_id listed_ts"
        ),
        _metric("G2", "TOP3 集中度", "top-3 GMV share", f"{_PAID} product_id"),
        _metric("G3", "售罄 SKU 数", "stock-outs", "stock_event: sku_id delta ts"),
        _metric(
            "G4",
            "主推可售时长",
            "hero stock cover",
            "stock_event: sku_id delta ts; order_line: sku_id qty pay_ts",
        ),
        _metric(
            "G5",
            "讲解实时 GPM",
            "current-item GPM",
            "explain_seg: product_id start_ts end_ts; visit: enter_ts leave_ts; "
            f"{_PAID} product_id",
        ),
        _metric("A1", "投放消耗", "ad spend", _SPENT, "traffic_hour: ad_spend_fen"),
        _metric(
            "A2",
            "付费流量占比",
            "paid view share",
            f"{_VIEWS} plan_id",
            "traffic_hour: visits source",
        ),
        _metric("A3", "投放 ROI", "attributed ROI", f"{_PAID} plan_id; {_SPENT}"),
        _metric(
            "A4",
            "进房成本",
            "cost per paid view",
            f"{_SPENT}; {_VIEWS} plan_id",
            "traffic_hour: ad_spend_fen visits source",
        ),
        _metric(
            "A5",
            "费比",
            "spend ratio",
            f"{_PAID} m_coupon_fen; {_SPENT}",
            f"{_PAID} m_coupon_fen; traffic_hour: ad_spend_fen",
        ),
        _metric(
            "S1",
            "发货前退款率",
            "pre-ship refund rate",
            "refund: line_id stage; order_line: line_id pay_ts",
        ),
        _metric("S2", "净成交额", "net GMV to date", f"{_PAID} line_id; {_BACK}"),
        _metric("S3", "准时发货率", "on-time ship rate", "fulfil: line_id promise_ts ship_ts"),
        _metric("M1", "预估服务商佣金", "estimated provider commission", _BASE),
        _metric("M2", "距下一阶梯", "gap to next tier", _BASE),
        _metric("M3", "在险佣金", "commission at risk", f"{_BASE}; product: sku_id exp_refund_bp"),
        _metric(
            "M4",
            "预估商家贡献",
            "estimated merchant contribution",
            f"{_BASE}; product: sku_id exp_refund_bp fee_bp comm_bp unit_cost_fen; {_SPENT}",
        ),
    )
}
"""The board's metrics by code, each with the columns its formula reads."""


@dataclass(frozen=True, slots=True)
class Available:
    """What can be computed: codes of metrics; and for the others, by code, what is missing."""

    can: tuple[str, ...]
    hourly: tuple[str, ...]
    off: dict[str, str]

    def sentence(self) -> str:
        """Say it in one line.

        >>> available({"impression": ["ts"]}).sentence().partition(";")[0]
        '1 of 42 metrics can be computed'
        """
        said = f"{len(self.can)} of {len(METRICS)} metrics can be computed"
        if self.hourly:
            said += f"; by the hour only: {', '.join(self.hourly)}"
        reasons: dict[str, list[str]] = {}
        for code, why in self.off.items():
            reasons.setdefault(why, []).append(code)
        off = ", ".join(f"{', '.join(codes)} ({why})" for why, codes in reasons.items())
        return f"{said}; off: {off}" if off else said


def available(where: Path | Mapping[str, Collection[str]]) -> Available:
    """Tell which of the board's metrics can be computed.

    where: a merchant's folder, or the columns (a frame will do) of each table by its name. In the
    folder of an imported merchant, columns with stand-ins count as missing.

    Raises CaopanError if the folder's tables cannot be read.

    >>> found = available({"order_line": ["order_id", "pay_ts"]})
    >>> found.can, found.off["C1"], found.off["T1"]
    (('C2',), 'no column order_line.pay_fen', 'no table impression')
    """
    there = _in_folder(where) if isinstance(where, Path) else where
    columns = {f"{table}.{name}" for table, names in there.items() for name in names}
    can, hourly, off = [], [], {}
    for metric in METRICS.values():
        missing = [name for name in metric.needs if name not in columns]
        if not missing:
            can.append(metric.code)
        elif metric.hourly and columns.issuperset(metric.hourly):
            hourly.append(metric.code)
        else:
            off[metric.code] = _words(missing, there)
    return Available(tuple(can), tuple(hourly), off)


def _words(missing: list[str], there: Mapping[str, Collection[str]]) -> str:
    tables = dict.fromkeys(name.partition(".")[0] for name in missing)
    absent = [table for table in tables if table not in there]
    return f"no table {', '.join(absent)}" if absent else f"no column {', '.join(missing)}"


def _in_folder(folder: Path) -> dict[str, set[str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made_up = set(told_of(folder).get("made_up", {}))
    found: dict[str, set[str]] = {}
    for table in DECLARED:
        path = folder / relative_path(table)
        if path.is_file():
            try:
                names = pq.read_schema(path).names
            except (pa.ArrowException, OSError) as problem:
                msg = f"cannot read {path}: {problem}; import or build it again"
                raise CaopanError(msg) from problem
            found[table] = {name for name in names if f"{table}.{name}" not in made_up}
    return found


def told_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what an import told of a merchant's folder; nothing where it was not imported.

    Raises CaopanError if the note cannot be read.
    """
    path = folder / TOLD
    try:
        told = json.loads(path.read_bytes()) if path.is_file() else {}
    except (OSError, ValueError) as problem:
        raise CaopanError(f"cannot read {path}: {problem}; import the merchant again") from problem
    if not isinstance(told, dict) or not isinstance(told.get("made_up", {}), dict):
        raise CaopanError(f"{path} is no note of an import: import the merchant again")
    return told
