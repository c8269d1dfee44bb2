"""A big session for the speed of the board: its tables, as a live collector sends them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.events import conform
from caopan.events.room import SOURCES

OPENING = pd.Timestamp("2021-11-11 20:00", tz="Asia/Shanghai")
NAME = "big-001-1"
SKUS = [f"K{n:03d}" for n in range(60)]
PEAK = 100_000
SHARES = {
    "impression": 0.36,
    "visit": 0.20,
    "interaction": 0.22,
    "product_event": 0.16,
    "order_line": 0.025,
    "stock_event": 0.025,
}
"""Of all rows (assumed); refunds and deliveries hang on the lines."""


@dataclass(frozen=True)
class Big:
    """How much happens. rows: about so many in all tables together; hours: on air."""

    rows: int = 5_000_000
    hours: float = 4.0
    seed: int = 1

    @property
    def seconds(self) -> int:
        """Length of the session."""
        return int(self.hours * 3600)


def times(us: np.ndarray) -> pd.Series:
    """Microseconds since the opening as times."""
    start = OPENING.tz_convert(None).to_datetime64().astype("M8[us]").astype("i8")
    naive = pd.Series((us + start).astype("M8[us]"))
    return naive.dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")


def names(letter: str, numbers: np.ndarray) -> pd.Series:
    """Identifiers like the market's."""
    return letter + pd.Series(numbers).astype("str").str.zfill(8)


def words(pool: list[str], at: np.ndarray) -> pd.Series:
    """Words out of a pool."""
    return pd.Series(np.array(pool, dtype=object)[at], dtype="str")


def big_session(big: Big) -> dict[str, pd.DataFrame]:
    """All tables, in order of arrival: late rows, duplicates and machines among them."""
    rng = np.random.default_rng(big.seed)
    n = {table: int(share * big.rows) for table, share in SHARES.items()}
    end = big.seconds * 1_000_000
    people = n["visit"] * 6 // 10

    def when(count: int) -> np.ndarray:
        """A crowd that rises to a rush in the middle."""
        part = rng.random(count)
        rush = rng.random(count) < 0.3
        us = np.where(rush, rng.normal(0.55, 0.05, count).clip(0, 0.999), part) * end
        return np.sort(us.astype(np.int64))

    def sent(us: np.ndarray) -> np.ndarray:
        lag = (rng.exponential(0.6e6, len(us)) + 80_000).astype(np.int64)
        late = rng.random(len(us))
        lag = np.where(late < 0.01, lag + rng.integers(0, 600_000_000, len(us)), lag)
        return us + np.where(late < 0.0005, lag + 3_600_000_000, lag)

    def who(count: int) -> np.ndarray:
        return rng.integers(0, people, count)

    def base(letter: str, us: np.ndarray) -> dict[str, object]:
        count = len(us)
        return {
            "event_id": names(letter, np.arange(count)),
            "arrive_ts": times(sent(us)),
            "session_id": pd.Series(np.full(count, NAME, dtype=object), dtype="str"),
        }

    none = pd.Series([None], dtype="str")

    def nothing(count: int) -> pd.Series:
        return none.reindex(range(count))

    def plan(count: int, share: float) -> pd.Series:
        return words(["a1", "a2"], rng.integers(0, 2, count)).where(rng.random(count) < share)

    out: dict[str, pd.DataFrame] = {}
    us = when(n["impression"])
    k = len(us)
    out["impression"] = pd.DataFrame(
        base("i", us)
        | {
            "ts": times(us),
            "user_id": names("u", who(k)),
            "source": words(list(SOURCES), rng.integers(0, 8, k)),
            "plan_id": plan(k, 0.3),
            "creative_id": nothing(k),
            "audience": nothing(k),
        }
    )
    us = when(n["visit"])
    k = len(us)
    stay = (rng.exponential(PEAK * big.seconds / n["visit"] * 0.42 * 1e6, k)).astype(np.int64)
    stay = np.where(rng.random(k) < 0.03, 0, stay)
    leave = times(us + stay).where(rng.random(k) > 0.01)
    out["visit"] = pd.DataFrame(
        base("v", us)
        | {
            "visit_id": names("w", np.arange(k)),
            "user_id": names("u", who(k)),
            "source": words(list(SOURCES), rng.integers(0, 8, k)),
            "plan_id": plan(k, 0.3),
            "enter_ts": times(us),
            "leave_ts": leave,
            "via_impression": rng.random(k) < 0.8,
            "is_fan": rng.random(k) < 0.3,
            "client_version": words(["10.4.0"], np.zeros(k, dtype=int)),
            "device_id": names("d", who(k)),
        }
    )
    us = when(n["interaction"])
    k = len(us)
    kinds = ["like"] * 12 + ["comment"] * 4 + ["share", "follow", "unfollow", "negative"]
    out["interaction"] = pd.DataFrame(
        base("a", us)
        | {
            "ts": times(us),
            "user_id": names("u", who(k)),
            "kind": words(kinds, rng.integers(0, 20, k)),
            "topic": nothing(k),
        }
    )
    us = when(n["product_event"])
    k = len(us)
    out["product_event"] = pd.DataFrame(
        base("c", us)
        | {
            "ts": times(us),
            "user_id": names("u", who(k)),
            "product_id": words([f"P{int(sku[1:]) // 2}" for sku in SKUS], rng.integers(0, 60, k)),
            "kind": words(["expose", "expose", "click"], rng.integers(0, 3, k)),
        }
    )
    out |= _sold(rng, when, base, names, who, plan, n)
    out |= _room(rng, big, base)
    for table, frame in out.items():
        if table not in {"order_line", "refund", "fulfil", "ad_spend"}:
            twice = frame[rng.random(len(frame)) < 0.005].copy()
            twice["arrive_ts"] = twice["arrive_ts"] + pd.Timedelta(seconds=40)
            frame = pd.concat([frame, twice], ignore_index=True)  # noqa: PLW2901
        out[table] = conform(
            table, frame.sort_values("arrive_ts", kind="stable", ignore_index=True)
        )
    return out


def _sold(rng, when, base, names, who, plan, n):  # type: ignore[no-untyped-def]
    us = when(n["order_line"])
    k = len(us)
    sku = np.minimum(rng.exponential(12, k).astype(int), 59)
    wait = (rng.lognormal(2.6, 0.9, k) * 1e6).astype(np.int64)
    fen = rng.integers(900, 40_000, k)
    coupon = rng.integers(0, 500, (3, k))
    paid = rng.random(k) < 0.9
    line = names("l", np.arange(k))
    order_line = pd.DataFrame(
        base("o", us)
        | {
            "line_id": line,
            "order_id": names("q", np.arange(k) * 4 // 5),
            "user_id": names("u", who(k)),
            "product_id": words([f"P{n // 2}" for n in range(60)], sku),
            "sku_id": words(SKUS, sku),
            "qty": rng.integers(1, 3, k),
            "list_fen": fen + coupon.sum(axis=0),
            "m_coupon_fen": coupon[0],
            "p_coupon_fen": coupon[1],
            "a_coupon_fen": coupon[2],
            "pay_fen": fen,
            "create_ts": times(us),
            "pay_ts": times(us + wait).where(paid),
            "source": words(["recommend"], np.zeros(k, dtype=int)),
            "plan_id": plan(k, 0.3),
            "is_fan": rng.random(k) < 0.4,
            "address_hash": line,
            "path": words(["funnel"], np.zeros(k, dtype=int)),
        }
    )
    back = np.flatnonzero(paid & (rng.random(k) < 0.08))
    ts = us[back] + wait[back] + rng.integers(60_000_000, 5_400_000_000, len(back))
    refund = pd.DataFrame(
        base("r", ts)
        | {
            "ts": times(ts),
            "line_id": line.iloc[back].reset_index(drop=True),
            "amount_fen": fen[back],
            "stage": words(["pre_ship", "post_ship"], rng.integers(0, 2, len(back))),
            "reason": words(["quality"], np.zeros(len(back), dtype=int)),
        }
    ).drop(columns="session_id")
    rows = np.flatnonzero(paid)
    pay = us[rows] + wait[rows]
    promise = pay + 3_600_000_000
    fulfil = pd.DataFrame(
        base("f", pay)
        | {
            "line_id": line.iloc[rows].reset_index(drop=True),
            "promise_ts": times(promise),
            "ship_ts": times(promise - rng.integers(-600_000_000, 3_000_000_000, len(rows))),
            "sign_ts": times(promise).where(np.zeros(len(rows), dtype=bool)),
        }
    ).drop(columns="session_id")
    us = np.concatenate([np.full(60, -86_400_000_000), when(n["stock_event"] - 60)])
    k = len(us)
    stock = pd.DataFrame(
        base("s", us)
        | {
            "ts": times(us),
            "sku_id": words(SKUS, np.concatenate([np.arange(60), rng.integers(0, 60, k - 60)])),
            "delta": np.concatenate([np.full(60, 4_000), rng.choice([-1, -2], k - 60)]),
        }
    )
    return {"order_line": order_line, "refund": refund, "fulfil": fulfil, "stock_event": stock}


def _room(rng, big, base):  # type: ignore[no-untyped-def]
    minutes = np.repeat(np.arange(big.seconds // 60), 2) * 60_000_000
    spend = pd.DataFrame(
        base("m", minutes)
        | {
            "ts": times(minutes),
            "plan_id": words(["a1", "a2"], np.arange(len(minutes)) % 2),
            "cost_fen": rng.integers(0, 90_000, len(minutes)),
        }
    )
    spend["arrive_ts"] = spend["arrive_ts"] + pd.Timedelta(seconds=60)
    start = np.arange(0, big.seconds, 300) * 1_000_000 + 250_000
    segment = pd.DataFrame(
        base("t", start)
        | {
            "product_id": words([f"P{n}" for n in range(30)], np.arange(len(start)) % 30),
            "start_ts": times(start),
            "end_ts": times(start + 290_000_000),
            "anchor_id": words(["one"], np.zeros(len(start), dtype=int)),
        }
    )
    listed = np.full(60, -300_000_000)
    shelf = pd.DataFrame(
        base("h", listed)
        | {
            "sku_id": words(SKUS, np.arange(60)),
            "product_id": words([f"P{n // 2}" for n in range(60)], np.arange(60)),
            "listed_ts": times(listed),
            "delisted_ts": times(listed).where(np.zeros(60, dtype=bool)),
            "role": words(["hero"], np.zeros(60, dtype=int)),
        }
    )
    return {"ad_spend": spend, "explain_seg": segment, "shelf": shelf}


def dimensions() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """live_session, product and contract_tier."""
    stamp = times(np.array([-86_400_000_000]))[0]
    live = pd.DataFrame({"session_id": [NAME], "start_ts": [OPENING]})
    product = pd.DataFrame(
        {
            "event_id": [f"g{n}" for n in range(60)],
            "arrive_ts": stamp,
            "product_id": [f"P{n // 2}" for n in range(60)],
            "sku_id": SKUS,
            "name": "thing",
            "category": "tea",
            "unit_list_fen": 9_900,
            "unit_cost_fen": 3_000,
            "fee_bp": 200,
            "comm_bp": 1_500,
            "exp_refund_bp": [1_000 + 30 * n for n in range(60)],
        }
    )
    tiers = pd.DataFrame(
        {
            "event_id": ["k1", "k2", "k3"],
            "arrive_ts": stamp,
            "contract_id": "c",
            "version": 1,
            "from_fen": [0, 30_000_000, 100_000_000],
            "rate_bp": [300, 400, 500],
            "mode": "marginal",
        }
    )
    return live, conform("product", product), conform("contract_tier", tiers)
