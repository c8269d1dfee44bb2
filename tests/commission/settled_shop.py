"""A small shop for the tests of the ledger and its documents, with most of what there is."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from caopan.commission.contract import Contract, Cycle, signed
from caopan.commission.facts import Facts
from caopan.commission.moments import SHANGHAI
from caopan.commission.terms import (
    Fee,
    Hop,
    Party,
    Reserve,
    Share,
    Step,
)

START = datetime(2021, 11, 1, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
PARTIES = (
    Party(id="shop", role="merchant", name="Liuyi"),
    Party(id="plat", role="platform", name="Platform"),
    Party(id="host", role="anchor", name="Host"),
    Party(id="house", role="mcn", name="House"),
    Party(id="scout", role="agent", name="Scout"),
    Party(id="crowd", role="promoter", name="Crowd"),
    Party(id="ops", role="provider", name="Upwind"),
)
LADDER = (Step(from_fen=0, rate_bp=800), Step(from_fen=100_000, rate_bp=1_000))


def at(days: float) -> datetime:
    """A moment, in days after the start."""
    return START + timedelta(seconds=round(days * 86_400))


def contract(version: int = 1, **parts: Any) -> Contract:
    """A signed contract: platform fee, a chain of three, a ladder with reserve, a session fee."""
    terms = (
        Share(name="fee", party="plat", rate_of="fee_bp"),
        Share(
            name="talent",
            party="host",
            rate_bp=2_000,
            passes_on=(Hop(to="house", share_bp=4_000), Hop(to="crowd", share_bp=2_500)),
        ),
        Share(
            name="service",
            party="ops",
            steps=LADDER,
            per="session",
            reserve=Reserve(share_bp=1_500, days=30),
        ),
        Fee(name="slot", party="host", amount_fen=5_000),
    )
    given = {
        "contract_id": "liuyi-ops",
        "version": version,
        "parties": PARTIES,
        "terms": terms,
        "effective_from": START,
        "cycle": Cycle(every="week", on=1),
        **parts,
    }
    return signed(Contract(**given))


def shop_facts(lines: int = 60, seed: int = 1, *, days: int = 10) -> Facts:
    """Facts of some days: sessions each evening, coupons, refunds, deliveries, spend."""
    rng = np.random.default_rng(seed)
    paid = np.sort(rng.integers(0, days * 86_400, lines))
    list_fen = rng.choice([990, 39_800, 9_900, 1, 20_000], lines)
    m, p, c, a = (
        np.minimum(rng.choice([0, 0, fen], lines), list_fen // 4)
        for fen in (2_000, 1_500, 333, 500)
    )
    pay_ts = [START + timedelta(seconds=int(one)) for one in paid]
    day = [f"s{one // 86_400}" for one in paid]
    frame = pd.DataFrame(
        {
            "line_id": [f"l{number:05d}" for number in range(lines)],
            "arrive_ts": [one + timedelta(minutes=1) for one in pay_ts],
            "order_id": [f"o{number // 2:05d}" for number in range(lines)],
            "session_id": day,
            "sku_id": rng.choice(["k1", "k2", "k3"], lines),
            "qty": 1,
            "list_fen": list_fen,
            "m_coupon_fen": m,
            "p_coupon_fen": p,
            "a_coupon_fen": a,
            "c_coupon_fen": c,
            "pay_fen": list_fen - m - p - c - a,
            "pay_ts": pay_ts,
            "fee_bp": 500,
            "comm_bp": 2_000,
            "exp_refund_bp": 3_500,
        }
    )
    return Facts(
        lines=frame,
        sessions=_sessions(days),
        refunds=_refunds(frame, rng),
        deliveries=_deliveries(frame),
        spend=_spend(days),
    )


def _sessions(days: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "session_id": [f"s{day}" for day in range(days)],
            "anchor_id": "host",
            "start_ts": [START + day * DAY for day in range(days)],
            "end_ts": [START + day * DAY + timedelta(hours=20) for day in range(days)],
        }
    )


def _refunds(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A third is refunded after some days: whole, in part, or in two parts."""
    rows = []
    for one in lines.itertuples():
        times = rng.choice([0, 0, 1, 2])
        for number in range(times):
            ts = one.pay_ts + timedelta(days=int(rng.integers(1, 25)))
            fen = int(one.pay_fen) // (times + int(rng.integers(0, 2)))
            rows.append((f"r{one.line_id}-{number}", ts + timedelta(hours=1), ts, one.line_id, fen))
    frame = pd.DataFrame(rows, columns=["event_id", "arrive_ts", "ts", "line_id", "amount_fen"])
    return frame.astype({"amount_fen": "int64"})


def _deliveries(lines: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line_id": lines["line_id"],
            "arrive_ts": lines["pay_ts"] + pd.Timedelta(days=4),
            "promise_ts": lines["pay_ts"] + pd.Timedelta(days=2),
            "ship_ts": lines["pay_ts"] + pd.Timedelta(days=1),
            "sign_ts": lines["pay_ts"] + pd.Timedelta(days=4),
        }
    )


def _spend(days: int) -> pd.DataFrame:
    moments = [START + day * DAY + timedelta(hours=20) for day in range(days)]
    return pd.DataFrame(
        {
            "event_id": [f"a{day}" for day in range(days)],
            "arrive_ts": moments,
            "ts": moments,
            "session_id": [f"s{day}" for day in range(days)],
            "cost_fen": 700,
        }
    )


def part(facts: Facts, low: int, high: int, step: int = 1) -> Facts:
    """Some of each table's rows; all sessions."""
    names = ("lines", "refunds", "deliveries", "spend")
    frames = {name: getattr(facts, name).iloc[low:high:step] for name in names}
    return Facts(sessions=facts.sessions, **frames)
