"""A played month as facts that the settlement engine reads: what ``paying`` sums up, in rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from caopan.commission.clocks import BEGIN, DAYS, SIGNS
from caopan.commission.facts import Facts
from caopan.commission.playing import AGES, BRUSH_AGE, MONTH_WEEKS, Outcomes

SELLS: Final = timedelta(hours=20, minutes=30)
ENDS: Final = timedelta(hours=23)


def month_facts(played: Outcomes, conduct: int, month: int) -> Facts:
    """One month under one conduct, both by their numbers: a line a day, and what is brushed.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> facts = month_facts(outcomes("tuantuan", small), conduct=1, month=0)
    >>> len(facts.lines), len(facts.sessions)
    (56, 20)
    """
    cell, level = divmod(conduct, len(played.brushed))
    brushed = int(played.brushed_fen[level])
    lines: list[dict[str, Any]] = []
    refunds: list[dict[str, Any]] = []
    spend: list[dict[str, Any]] = []
    sessions: list[dict[str, Any]] = []
    for day in range(DAYS):
        at = (cell, (month + MONTH_WEEKS[day // 7]) % played.grid.weeks, day % 7)
        start = BEGIN + timedelta(days=day)
        session = f"s{day:02d}" if played.opens[day % 7] else None
        if session:
            sessions.append(_session(session, start))
            cost = int(played.spend_fen[at])
            spend.append(_row(f"a{day:02d}", start + ENDS, session_id=session, cost_fen=cost))
        paid = start + SELLS
        lines.append(_line(played, f"d{day:02d}", session, paid, int(played.gross_fen[at])))
        back = int(played.refund_fen[at])
        come = np.diff([back * share // 10_000 for share in (0, *played.refund_bp)])
        refunds += [
            _back(f"d{day:02d}", paid, age, int(fen))
            for age, fen in zip(AGES, come, strict=True)
            if fen
        ]
        if brushed:
            later = paid + timedelta(minutes=1)
            lines.append(_line(played, f"d{day:02d}b", session, later, brushed))
            refunds.append(_back(f"d{day:02d}b", paid, BRUSH_AGE, brushed))
    return Facts(
        lines=pd.DataFrame(lines),
        sessions=pd.DataFrame(sessions),
        refunds=pd.DataFrame(refunds),
        deliveries=pd.DataFrame([_delivery(line) for line in lines]),
        spend=pd.DataFrame(spend),
    )


def _row(event_id: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "arrive_ts": at, "ts": at} | more


def _session(session_id: str, start: datetime) -> dict[str, Any]:
    begun, ended = start + timedelta(hours=19), start + ENDS
    return {"session_id": session_id, "anchor_id": "a1", "start_ts": begun, "end_ts": ended}


def _line(
    played: Outcomes, line_id: str, session: str | None, at: datetime, fen: int
) -> dict[str, Any]:
    coupons = dict.fromkeys(("m_coupon_fen", "p_coupon_fen", "a_coupon_fen"), 0)
    return {
        "line_id": line_id,
        "arrive_ts": at,
        "order_id": line_id,
        "session_id": session,
        "sku_id": "all",
        "qty": 1,
        "list_fen": fen,
        **coupons,
        "pay_fen": fen,
        "pay_ts": at,
        "fee_bp": played.fee_bp,
        "comm_bp": played.comm_bp,
        "exp_refund_bp": 0,
    }


def _back(line_id: str, paid: datetime, age: int, fen: int) -> dict[str, Any]:
    at = paid + timedelta(days=age)
    return _row(f"r{line_id}-{age}", at, line_id=line_id, amount_fen=fen)


def _delivery(line: dict[str, Any]) -> dict[str, Any]:
    paid = line["pay_ts"]
    sent, signed = paid + timedelta(days=1), paid + timedelta(days=SIGNS)
    return {
        "line_id": line["line_id"],
        "arrive_ts": signed,
        "promise_ts": paid + timedelta(days=2),
        "ship_ts": sent,
        "sign_ts": signed,
    }
