"""The independent truth: all 42 metrics by DuckDB SQL from the event tables, at any clock.

Nothing of the engine is used. Each figure is written down as the registry words it, from all rows
that had arrived by the clock; sums are cast to BIGINT, times are whole microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import duckdb
import pandas as pd

from caopan.events.catalogue import DECLARED

SECOND = 1_000_000
EVER = -(1 << 60)
Value = int | Fraction | None

# per table: the latest date in a row that had passed by its arrival, sound rows, and whose they are
RULES = {
    "impression": ("ts", "true", True),
    "visit": (
        "greatest(enter_ts, past(leave_ts, arrive_ts))",
        "coalesce(leave_ts >= enter_ts, true)",
        True,
    ),
    "interaction": ("ts", "true", True),
    "product_event": ("ts", "true", True),
    "explain_seg": (
        "greatest(past(start_ts, arrive_ts), past(end_ts, arrive_ts))",
        "end_ts >= start_ts",
        True,
    ),
    "shelf": (
        "greatest(past(listed_ts, arrive_ts), past(delisted_ts, arrive_ts))",
        "coalesce(delisted_ts >= listed_ts, true)",
        True,
    ),
    "stock_event": ("past(ts, arrive_ts)", "true", False),
    "order_line": (
        "greatest(create_ts, past(pay_ts, arrive_ts))",
        (
            "coalesce(pay_ts >= create_ts, true) and qty >= 1 and list_fen >= 0 "
            "and m_coupon_fen >= 0 and p_coupon_fen >= 0 and a_coupon_fen >= 0 and pay_fen >= 0"
        ),
        True,
    ),
    "refund": ("ts", "amount_fen >= 1", False),
    "fulfil": (
        "greatest(past(promise_ts, arrive_ts), past(ship_ts, arrive_ts), past(sign_ts, arrive_ts))",
        "coalesce(sign_ts >= ship_ts, true)",
        False,
    ),
    "ad_spend": ("ts", "cost_fen >= 0", True),
}
BORN = {
    "impression": "ts",
    "visit": "enter_ts",
    "interaction": "ts",
    "product_event": "ts",
    "order_line": "create_ts",
    "refund": "ts",
    "ad_spend": "ts",
}


@dataclass(frozen=True)
class Window:
    """A window (lo, hi] in microseconds."""

    lo: int
    hi: int


def windows(clock: int) -> dict[str, Window]:
    """The three windows of a clock in microseconds."""
    ten = 600 * SECOND
    return {
        "total": Window(EVER, clock),
        "last": Window(clock - ten, clock),
        "before": Window(clock - 2 * ten, clock - ten),
    }


class Truth:
    """The tables as known at a clock.

    tables: frames by name, in any order of rows. watermark_s: seconds a row may travel.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], session: str, watermark_s: int) -> None:
        self.db = duckdb.connect()
        self.db.execute("set threads = 1")
        self.db.execute("create macro past(x, a) as case when x <= a then x end")
        self.session, self.watermark, self.clock = session, watermark_s * SECOND, 0
        for name in (*RULES, "product", "contract_tier"):
            self._load(name, tables.get(name))

    def _load(self, name: str, frame: pd.DataFrame | None) -> None:
        """Put a whole table into the database, times as microseconds."""
        columns = DECLARED[name].columns
        if frame is None:
            frame = pd.DataFrame({column.name: [] for column in columns})
        kinds = {"text": "VARCHAR", "integer": "BIGINT", "flag": "BOOLEAN", "time": "TIMESTAMPTZ"}
        parts = [f"{column.name}::{kinds[column.kind]}" for column in columns]
        parts = [
            f"{f'epoch_us({part})' if column.kind == 'time' else part} as {column.name}"
            for column, part in zip(columns, parts, strict=True)
        ]
        self.db.register("raw", frame.reset_index(drop=True).reset_index(names="nr"))
        self.db.execute(f"create table all_{name} as select nr, {', '.join(parts)} from raw")
        self.db.unregister("raw")

    def at(self, clock: pd.Timestamp) -> dict[str, tuple[Value, Value, Value]]:
        """Every metric's three windows: whole numbers, exact fractions, or None."""
        self.clock = (clock - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(microseconds=1)
        for name in RULES:
            self._known(name)
        by_window = [self.window(one) for one in windows(self.clock).values()]
        return {code: tuple(figures[code] for figures in by_window) for code in by_window[0]}  # type: ignore[misc]

    def _known(self, name: str) -> None:
        """Keep the rows that had arrived, are sound, ours, not too late, and told first."""
        passed, sound, ours = RULES[name]
        born = f"{BORN[name]} <= arrive_ts" if name in BORN else "true"
        mine = f"session_id = '{self.session}'" if ours else "true"
        again = "line_id" if name in {"order_line", "fulfil"} else "event_id"
        known = "line_id in (select line_id from order_line)"
        self.db.execute(
            f"""create or replace table {name} as with good as (
                select * from all_{name} where arrive_ts <= {self.clock} and ({sound}) and {born}
                and {mine} and arrive_ts - coalesce({passed}, arrive_ts) <= {self.watermark}
            ), once as (select * from good qualify row_number() over
                (partition by event_id order by arrive_ts, nr) = 1)
            select * from once where {known if name in {"refund", "fulfil"} else "true"}
            qualify row_number() over (partition by {again} order by arrive_ts, nr) = 1"""
        )

    def one(self, sql: str) -> int:
        """A whole number that SQL finds, zero for nothing."""
        found = self.db.execute(f"select coalesce(({sql})::BIGINT, 0)").fetchone()
        assert found is not None
        return int(found[0])

    def window(self, w: Window) -> dict[str, Value]:
        """All metrics of one window."""
        return self.room(w) | self.sales(w) | self.goods(w) | self.money(w)

    def room(self, w: Window) -> dict[str, Value]:
        """Traffic, interaction and fans."""
        one = self.one
        came = f"enter_ts > {w.lo} and enter_ts <= {w.hi}"
        shown = one(f"select count(*) from impression where ts > {w.lo} and ts <= {w.hi}")
        via = one(f"select count(*) from visit where via_impression and {came}")
        viewers = one(f"select count(distinct user_id) from visit where {came}")
        mark = f"enter_ts + {60 * SECOND} > {w.lo} and enter_ts + {60 * SECOND} <= {w.hi}"
        old = one(f"select count(*) from visit where {mark}")
        stayed = one(
            f"select count(*) from visit where {mark} and "
            f"least(coalesce(leave_ts, {w.hi}), {w.hi}) - enter_ts >= {60 * SECOND}"
        )
        watched = one(
            f"select sum((least(coalesce(leave_ts, {w.hi}), {w.hi}) - enter_ts)::BIGINT)::BIGINT "
            f"from visit where {came}"
        )
        online = one(
            f"select count(distinct user_id) from visit where enter_ts <= {w.hi} "
            f"and (leave_ts is null or leave_ts > {w.hi})"
        )

        def people(kinds: str) -> int:
            return one(
                f"select count(distinct user_id) from interaction where kind in ({kinds}) "
                f"and ts > {w.lo} and ts <= {w.hi}"
            )

        def acts(kind: str) -> int:
            return one(
                f"select count(*) from interaction where kind = '{kind}' "
                f"and ts > {w.lo} and ts <= {w.hi}"
            )

        strangers = one(f"select count(distinct user_id) from visit where not is_fan and {came}")
        fans = one(f"select count(distinct user_id) from visit where is_fan and {came}")
        return {
            "T1": shown,
            "T2": over(via, shown),
            "T3": viewers,
            "T4": one(f"select count(*) from visit where {came}"),
            "T5": online,
            "T6": self.peak(w),
            "T7": over(Fraction(watched, SECOND), viewers),
            "T8": over(stayed, old),
            "I1": over(people("'comment'"), viewers),
            "I2": over(people("'like', 'comment', 'share', 'follow'"), viewers),
            "I3": over(people("'negative'"), viewers),
            "F1": acts("follow") - acts("unfollow"),
            "F2": over(people("'follow'"), strangers),
            "F3": over(fans, viewers),
        }

    def peak(self, w: Window) -> int:
        """Most visits open at one moment: at an entrance, or as the window begins."""
        inside = self.one(
            f"""select max(n) from (select count(*) as n from
            (select distinct enter_ts as moment from visit
             where enter_ts > {w.lo} and enter_ts <= {w.hi}) as moments,
            visit where enter_ts <= moment and (leave_ts is null or leave_ts > moment)
            group by moment)"""
        )
        carried = self.one(
            f"select count(*) from visit where enter_ts <= {w.lo} "
            f"and (leave_ts is null or leave_ts > {w.lo})"
        )
        return max(inside, carried)

    def sales(self, w: Window) -> dict[str, Value]:
        """Conversion, and the fans' share of it."""
        one = self.one
        paid = f"pay_ts > {w.lo} and pay_ts <= {w.hi}"
        gmv = one(f"select sum(pay_fen)::BIGINT from order_line where {paid}")
        fan = one(f"select sum(pay_fen)::BIGINT from order_line where is_fan and {paid}")
        buyers = one(f"select count(distinct user_id) from order_line where {paid}")
        came = f"enter_ts > {w.lo} and enter_ts <= {w.hi}"
        viewers = one(f"select count(distinct user_id) from visit where {came}")
        views = one(f"select count(*) from visit where {came}")

        def cards(kind: str) -> int:
            return one(
                f"select count(distinct user_id) from product_event where kind = '{kind}' "
                f"and ts > {w.lo} and ts <= {w.hi}"
            )

        creators = one(
            f"select count(distinct user_id) from order_line "
            f"where create_ts > {w.lo} and create_ts <= {w.hi}"
        )
        orders = (
            "(select order_id, min(create_ts) + 900000000 as mark, min(pay_ts) as paid "
            "from order_line group by order_id)"
        )
        due = f"mark > {w.lo} and mark <= {w.hi}"
        old = one(f"select count(*) from {orders} where {due}")
        done = one(f"select count(*) from {orders} where {due} and paid <= {w.hi}")
        return {
            "F4": over(fan, gmv),
            "C1": gmv,
            "C2": one(f"select count(distinct order_id) from order_line where {paid}"),
            "C3": buyers,
            "C4": over(cards("expose"), viewers),
            "C5": over(cards("click"), cards("expose")),
            "C6": over(creators, cards("click")),
            "C7": over(done, old),
            "C8": over(buyers, viewers),
            "C9": over(gmv, buyers),
            "C10": over(gmv * 1000, views),
        }

    def goods(self, w: Window) -> dict[str, Value]:
        """Goods."""
        one = self.one
        paid = f"pay_ts > {w.lo} and pay_ts <= {w.hi}"
        gmv = one(f"select sum(pay_fen)::BIGINT from order_line where {paid}")
        sold = one(f"select count(distinct sku_id) from order_line where {paid}")
        listed = one(f"select count(distinct sku_id) from shelf where listed_ts <= {w.hi}")
        top = one(
            f"select sum(s)::BIGINT from (select sum(pay_fen)::BIGINT as s from order_line "
            f"where {paid} group by product_id order by s desc limit 3)"
        )
        out = one(
            f"select count(*) from (select sku_id from stock_event where ts <= {w.hi} "
            f"group by sku_id having sum(delta) <= 0)"
        )
        return {
            "G1": over(sold, listed),
            "G2": over(top, gmv),
            "G3": out,
            "G4": self.cover(w.hi),
            "G5": self.current(w.hi),
        }

    def cover(self, hi: int) -> Value:
        """Minutes for which the stock of the best seller lasts."""
        best = self.db.execute(
            f"select sku_id, sum(qty)::BIGINT from order_line where pay_ts > {hi - 600 * SECOND} "
            f"and pay_ts <= {hi} group by sku_id order by 2 desc, 1 limit 1"
        ).fetchone()
        if best is None:
            return None
        stock = self.db.execute(
            f"select sum(delta)::BIGINT from stock_event where ts <= {hi} and sku_id = ?", [best[0]]
        ).fetchone()
        if stock is None or stock[0] is None:
            return None
        return over(max(stock[0], 0) * 10, best[1])

    def current(self, hi: int) -> Value:
        """GMV per 1,000 visits of the item being explained."""
        item = self.db.execute(
            f"select product_id, start_ts from explain_seg where start_ts <= {hi} "
            f"and end_ts > {hi} order by start_ts desc, product_id limit 1"
        ).fetchone()
        if item is None:
            return None
        gmv = self.db.execute(
            "select coalesce(sum(pay_fen), 0)::BIGINT from order_line "
            f"where product_id = ? and pay_ts >= ? and pay_ts <= {hi}",
            list(item),
        ).fetchone()
        there = self.one(
            f"select count(*) from visit where enter_ts <= {hi} and (leave_ts is null or "
            f"(leave_ts > {item[1]} and leave_ts > enter_ts))"
        )
        assert gmv is not None
        return over(gmv[0] * 1000, there)

    def money(self, w: Window) -> dict[str, Value]:
        """Spend, fulfilment and commission."""
        one = self.one
        paid = f"pay_ts > {w.lo} and pay_ts <= {w.hi}"
        inside = f"ts > {w.lo} and ts <= {w.hi}"
        gmv = one(f"select sum(pay_fen)::BIGINT from order_line where {paid}")
        spent = one(f"select sum(cost_fen)::BIGINT from ad_spend where {inside}")
        came = f"enter_ts > {w.lo} and enter_ts <= {w.hi}"
        views = one(f"select count(*) from visit where {came}")
        bought = one(f"select count(*) from visit where plan_id is not null and {came}")
        credited = one(
            f"select sum(pay_fen)::BIGINT from order_line where plan_id is not null and {paid}"
        )
        coupons = one(f"select sum(m_coupon_fen)::BIGINT from order_line where {paid}")
        back = one(
            f"select count(distinct line_id) from refund where stage = 'pre_ship' and {inside}"
        )
        lines = one(f"select count(*) from order_line where {paid}")
        refunds = one(f"select sum(amount_fen)::BIGINT from refund where {inside}")
        due = f"promise_ts > {w.lo} and promise_ts <= {w.hi}"
        promised = one(f"select count(*) from fulfil where {due}")
        kept = one(f"select count(*) from fulfil where {due} and ship_ts <= promise_ts")
        return {
            "A1": spent,
            "A2": over(bought, views),
            "A3": over(credited, spent),
            "A4": over(spent, bought),
            "A5": over(spent + coupons, gmv),
            "S1": over(back, lines),
            "S2": gmv - refunds,
            "S3": over(kept, promised),
            **self.commission(w.hi),
        }

    def commission(self, hi: int) -> dict[str, Value]:
        """The provider's commission, as it stands."""
        tiers = self.db.execute(
            "select from_fen, rate_bp, mode from all_contract_tier where version = (select "
            "max(version) from all_contract_tier where arrive_ts <= ?) order by 1",
            [self.clock],
        ).fetchall()
        if not tiers:
            return dict.fromkeys(("M1", "M2", "M3", "M4"))
        base = self.one(
            f"select sum(pay_fen + p_coupon_fen)::BIGINT from order_line where pay_ts <= {hi}"
        ) - self.one(f"select sum(amount_fen)::BIGINT from refund where ts <= {hi}")
        due = commission_of(base, tiers)
        above = [low for low, _, _ in tiers if low > base]
        kept = self.db.execute(
            f"""select pay_fen + p_coupon_fen, qty, exp_refund_bp, fee_bp, comm_bp, unit_cost_fen
            from order_line left join all_product using (sku_id) where pay_ts <= {hi}
            and line_id not in (select line_id from refund where ts <= {hi})"""
        ).fetchall()
        out: dict[str, Value] = {"M1": due, "M2": min(above) - base if above else None}
        if any(row[2] is None for row in kept):
            return out | {"M3": None, "M4": None}
        risk = half_up(Fraction(sum(worth * bp for worth, _, bp, _, _, _ in kept), 10_000))
        stay = sum(
            Fraction(10_000 - bp, 10_000)
            * (Fraction(worth * (10_000 - fee - share), 10_000) - cost * qty)
            for worth, qty, bp, fee, share, cost in kept
        )
        spent = self.one(f"select sum(cost_fen)::BIGINT from ad_spend where ts <= {hi}")
        return out | {
            "M3": due - commission_of(base - risk, tiers),
            "M4": half_up(Fraction(stay)) - spent - due,
        }


def commission_of(base: int, tiers: list[tuple[int, int, str]]) -> int:
    """What a contract's tiers give on a base, in fen, half up; nothing below zero."""
    reached = [tier for tier in tiers if tier[0] <= base]
    if base <= 0 or not reached:
        return 0
    if reached[-1][2] == "whole":
        return half_up(Fraction(base * reached[-1][1], 10_000))
    ends = [low for low, _, _ in reached[1:]] + [base]
    whole = sum((end - low) * bp for (low, bp, _), end in zip(reached, ends, strict=True))
    return half_up(Fraction(whole, 10_000))


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half upward."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def over(part: int | Fraction, whole: int) -> Value:
    """A ratio, or None when nothing is below the line."""
    return Fraction(part) / whole if whole else None
