"""Small random sessions with every trap, made from one seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caopan.events import conform
from caopan.events.room import INTERACTIONS, SOURCES

Frames = dict[str, pd.DataFrame]
NAME = "s-001-1"
START = pd.Timestamp("2021-09-02 23:40", tz="Asia/Shanghai")
MINUTES = 45
PRODUCTS = {"K01": "P1", "K02": "P1", "K03": "P2", "K04": "P3", "K05": "P4", "K06": "P5"}


class Maker:
    """Draws the rows of a session that opens before midnight."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.size = int(self.rng.choice([0, 3, 15, 40]))

    def n(self, share: float) -> int:
        """How many rows of a table; sometimes none, though the room is full."""
        return 0 if self.rng.random() < 0.08 else int(self.rng.poisson(self.size * share))

    def when(self, n: int, minutes: float = MINUTES) -> np.ndarray:
        """Moments since the opening, in microseconds; many fall on whole seconds or together."""
        us = (self.rng.random(n) * minutes * 60e6).astype(np.int64)
        round_one = self.rng.random(n) < 0.4
        return np.where(round_one, us // 1_000_000 * 1_000_000, us)

    def who(self, n: int) -> list[str]:
        """Few people, so that the same come again and by other sources."""
        return [f"u{one}" for one in self.rng.integers(0, max(3, self.size // 2), n)]

    def lag(self, n: int) -> np.ndarray:
        """Mostly a second, sometimes minutes, now and then beyond any watermark."""
        us = (self.rng.exponential(1.5e6, n)).astype(np.int64)
        late = self.rng.random(n)
        us = np.where(late < 0.2, us + self.rng.integers(0, 600_000_000, n), us)
        return np.where(late < 0.04, us + 3_600_000_000, us)

    def pick(self, words: tuple[str, ...], n: int) -> list[str]:
        """Words by chance."""
        return [words[at] for at in self.rng.integers(0, len(words), n)]

    def maybe(self, values: list[str], share: float) -> list[str | None]:
        """Some of the values, the others missing."""
        return [one if self.rng.random() < share else None for one in values]

    def flags(self, n: int, share: float) -> np.ndarray:
        """Yes with a chance."""
        flags: np.ndarray = self.rng.random(n) < share
        return flags


def stamp(us: np.ndarray, known: np.ndarray | None = None) -> pd.Series:
    """Moments since the opening as times; those not known as NaT."""
    times = START + pd.to_timedelta(pd.Series(np.asarray(us, dtype="i8")), unit="us")
    return times if known is None else times.where(pd.Series(known))


def session(seed: int) -> Frames:
    """The tables of a small session; all rows in order of arrival, duplicates and dirt included."""
    make = Maker(seed)
    frames = {
        **_people(make),
        **_show(make),
        **_orders(make),
        "product": _products(make),
        "contract_tier": _contract(make),
    }
    return {
        name: _collected(make, name, frame) if name not in {"product", "contract_tier"} else frame
        for name, frame in frames.items()
    }


def _frame(table: str, letter: str, arrive: pd.Series, **columns: object) -> pd.DataFrame:
    ids = [f"{letter}{at}" for at in range(len(arrive))]
    frame = pd.DataFrame({"event_id": pd.Series(ids, dtype="str"), "arrive_ts": arrive} | columns)
    return conform(table, frame)


def _people(make: Maker) -> Frames:
    n = make.n(1.5)
    ts = make.when(n)
    plan = make.maybe(make.pick(("a1", "a2"), n), 0.3)
    none = [None] * n
    shown = _frame(
        "impression", "i", stamp(ts + make.lag(n)), ts=stamp(ts), session_id=[NAME] * n,
        user_id=make.who(n), source=make.pick(SOURCES, n), plan_id=plan, creative_id=none,
        audience=none,
    )  # fmt: skip
    n = make.n(1.2)
    enter = make.when(n)
    stay = np.where(make.flags(n, 0.2), 0, make.when(n, 6))
    stay = np.where(make.flags(n, 0.1), 60_000_000, stay)
    gone = ~make.flags(n, 0.1)
    sent = enter + np.where(make.flags(n, 0.5), stay, 0)
    visit = _frame(
        "visit", "v", stamp(sent + make.lag(n)), visit_id=[f"w{at}" for at in range(n)],
        session_id=[NAME] * n, user_id=make.who(n), source=make.pick(SOURCES, n),
        plan_id=make.maybe(make.pick(("a1", "a2"), n), 0.3), enter_ts=stamp(enter),
        leave_ts=stamp(enter + stay, gone), via_impression=make.flags(n, 0.7),
        is_fan=make.flags(n, 0.3), client_version=["1"] * n, device_id=["d"] * n,
    )  # fmt: skip
    n = make.n(1.5)
    ts = make.when(n)
    acts = _frame(
        "interaction", "a", stamp(ts + make.lag(n)), ts=stamp(ts), session_id=[NAME] * n,
        user_id=make.who(n), kind=make.pick(INTERACTIONS, n), topic=[None] * n,
    )  # fmt: skip
    n = make.n(1.5)
    ts = make.when(n)
    cards = _frame(
        "product_event", "c", stamp(ts + make.lag(n)), ts=stamp(ts), session_id=[NAME] * n,
        user_id=make.who(n), product_id=make.pick(("P1", "P2", "P3"), n),
        kind=make.pick(("expose", "expose", "click"), n),
    )  # fmt: skip
    return {"impression": shown, "visit": visit, "interaction": acts, "product_event": cards}


def _show(make: Maker) -> Frames:
    n = make.n(0.2)
    start = np.sort(make.when(n))
    span = make.when(n, 12)
    sent = start + np.where(make.flags(n, 0.3), span, 0)
    segment = _frame(
        "explain_seg", "t", stamp(sent + make.lag(n)), session_id=[NAME] * n,
        product_id=make.pick(("P1", "P2", "P3", "P4"), n), start_ts=stamp(start),
        end_ts=stamp(start + span), anchor_id=["one"] * n,
    )  # fmt: skip
    skus = [sku for sku in PRODUCTS if make.rng.random() < 0.7]
    n = len(skus)
    listed = make.when(n, 20) - 300_000_000
    shelf = _frame(
        "shelf", "h", stamp(listed + make.lag(n)), session_id=[NAME] * n, sku_id=skus,
        product_id=[PRODUCTS[sku] for sku in skus], listed_ts=stamp(listed),
        delisted_ts=stamp(listed, np.zeros(n, dtype=bool)), role=["hero"] * n,
    )  # fmt: skip
    n = make.n(0.5)
    ts = np.where(make.flags(n, 0.3), -86_400_000_000, make.when(n))
    delta = np.where(make.flags(n, 0.5), 5, -3)
    stock = _frame(
        "stock_event", "s", stamp(ts + make.lag(n)), ts=stamp(ts),
        session_id=make.maybe([NAME] * n, 0.7), sku_id=make.pick(tuple(PRODUCTS), n), delta=delta,
    )  # fmt: skip
    n = make.n(0.4)
    ts = make.when(n) // 60_000_000 * 60_000_000
    spend = _frame(
        "ad_spend", "m", stamp(ts + 60_000_000 + make.lag(n)), ts=stamp(ts), session_id=[NAME] * n,
        plan_id=make.pick(("a1", "a2"), n), cost_fen=make.rng.integers(0, 5_000, n),
    )  # fmt: skip
    return {"explain_seg": segment, "shelf": shelf, "stock_event": stock, "ad_spend": spend}


def _orders(make: Maker) -> Frames:
    n = make.n(0.8)
    order = make.rng.integers(0, max(n, 1), n)
    moment, wait = make.when(n), make.when(n, 20)
    if make.rng.random() < 0.5:  # lines of an order share their moments, or come apart
        moment, wait = moment[order], wait[order]
    create = moment
    paid = ~make.flags(n, 0.2)
    sku = make.pick(tuple(PRODUCTS), n)
    worth = make.rng.integers(100, 60_000, n) * (make.rng.random(n) > 0.05)
    coupons = make.rng.integers(0, 500, (3, n))
    sent = create + np.where(make.flags(n, 0.2), wait, 0)
    lines = [f"l{at}" for at in range(n)]
    order_line = _frame(
        "order_line", "o", stamp(sent + make.lag(n)), line_id=lines,
        order_id=[f"q{at}" for at in order], session_id=[NAME] * n, user_id=make.who(n),
        product_id=[PRODUCTS[one] for one in sku], sku_id=sku, qty=make.rng.integers(1, 4, n),
        list_fen=worth + coupons.sum(axis=0), m_coupon_fen=coupons[0], p_coupon_fen=coupons[1],
        a_coupon_fen=coupons[2], pay_fen=worth, create_ts=stamp(create),
        pay_ts=stamp(create + wait, paid), source=make.maybe(make.pick(SOURCES, n), 0.9),
        plan_id=make.maybe(make.pick(("a1", "a2"), n), 0.3), is_fan=make.flags(n, 0.4),
        address_hash=["x"] * n, path=["funnel"] * n,
    )  # fmt: skip
    m = make.n(0.6) if n else 0
    line = make.rng.integers(0, max(n, 1), m)
    ts = create[line] + wait[line] + np.where(make.flags(m, 0.3), 86_400_000_000, make.when(m, 20))
    part = np.where(make.flags(m, 0.2), 99_999, worth[line] // 2 + 1)
    known = make.maybe([lines[at] for at in line], 0.9)
    refund = _frame(
        "refund", "r", stamp(ts + make.lag(m)), ts=stamp(ts),
        line_id=[one or "lost" for one in known], amount_fen=part,
        stage=make.pick(("pre_ship", "post_ship", "after_settle"), m), reason=["quality"] * m,
    )  # fmt: skip
    rows = np.flatnonzero(paid & make.flags(n, 0.9))
    k = len(rows)
    pay = create[rows] + wait[rows]
    promise = pay + np.where(make.flags(k, 0.5), make.when(k, 15), 172_800_000_000)
    ship = promise + np.where(make.flags(k, 0.5), -1_000_000, make.when(k, 5))
    shipped = make.flags(k, 0.7)
    fulfil = _frame(
        "fulfil", "f", stamp(pay + make.lag(k)), line_id=[lines[at] for at in rows],
        promise_ts=stamp(promise), ship_ts=stamp(ship, shipped),
        sign_ts=stamp(ship + 5_000_000, shipped & make.flags(k, 0.5)),
    )  # fmt: skip
    return {"order_line": order_line, "refund": refund, "fulfil": fulfil}


def _products(make: Maker) -> pd.DataFrame:
    skus = [sku for sku in PRODUCTS if make.rng.random() < 0.97]
    n = len(skus)
    return _frame(
        "product", "p", stamp(np.full(n, -(10**11))), product_id=[PRODUCTS[sku] for sku in skus],
        sku_id=skus, name=["thing"] * n, category=["tea"] * n,
        unit_list_fen=make.rng.integers(100, 60_000, n),
        unit_cost_fen=make.rng.integers(10, 30_000, n), fee_bp=make.rng.integers(0, 600, n),
        comm_bp=make.rng.integers(0, 2_500, n), exp_refund_bp=make.rng.integers(0, 10_001, n),
    )  # fmt: skip


def _contract(make: Maker) -> pd.DataFrame:
    rows = []
    for version in range(1, int(make.rng.integers(0, 3)) + 1):
        mode = str(make.rng.choice(["marginal", "whole"]))
        arrive = -(10**11) if version == 1 else int(make.when(1)[0])
        rows += [
            (version, low, int(make.rng.integers(100, 2_000)), mode, arrive)
            for low in (0, 200_000, 700_000)
        ]
    n = len(rows)
    return _frame(
        "contract_tier", "k", stamp(np.array([row[4] for row in rows], dtype="i8")),
        contract_id=["c"] * n, version=[row[0] for row in rows], from_fen=[row[1] for row in rows],
        rate_bp=[row[2] for row in rows], mode=[row[3] for row in rows],
    )  # fmt: skip


def _collected(make: Maker, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """With rows told twice, rows of another session, and broken ones, in order of arrival."""
    twice = frame[make.flags(len(frame), 0.1)].copy()
    twice["arrive_ts"] = twice["arrive_ts"] + pd.Timedelta(seconds=40)
    parts = [frame, twice]
    if len(frame):
        bad = frame.iloc[:1].copy()
        bad["event_id"] = "bad-" + bad["event_id"]
        if "session_id" in bad and table != "stock_event":
            parts.append(bad.assign(session_id="other"))
        for fen in ("pay_fen", "cost_fen", "amount_fen"):
            if fen in bad:
                parts.append(bad.assign(**{fen: -5}))
        if "leave_ts" in bad:
            parts.append(bad.assign(leave_ts=bad["enter_ts"] - pd.Timedelta(seconds=9)))
        if "line_id" in bad and table != "refund":
            parts.append(bad.assign(arrive_ts=bad["arrive_ts"] + pd.Timedelta(seconds=1)))
    whole = pd.concat(parts, ignore_index=True)
    return conform(table, whole.sort_values("arrive_ts", kind="stable", ignore_index=True))
