"""Order lines of a session's people, and of those who bought beside the funnel."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caopan.market.choice import Seen
from caopan.market.columns import chosen, hidden, midnight_us, numbered, same, times
from caopan.market.crowd import Visits
from caopan.market.inverse import Ints
from caopan.market.record import MinuteLog, Record
from caopan.market.scenario import SOURCES, Scenario
from caopan.market.sheet import Sheet

Flags = NDArray[np.bool_]
PAID_SOURCE = SOURCES.index("paid")
PLANS = ("plan-1", "plan-2")


def plan_of(user: Ints) -> Ints:
    """Which paid plan reaches a user: three in four belong to the first."""
    second: Ints = ((user * 2654435761 >> 7) % 4 == 3).astype(np.int64)
    return second


@dataclass
class Lines:
    """Order lines: arrays (n,), times in ms from the opening; ``order`` numbers the orders."""

    user: Ints
    sku: Ints
    qty: Ints
    create: Ints
    pay: Ints
    paid: Flags
    source: Ints  # -1: no visit led to it
    fan: Flags
    new: Flags  # the user's first paid line of the session
    order: Ints
    inside: Flags  # created in the session
    start: int  # opening, minute of the day
    sheet: Sheet
    r: int

    def frame(self, scenario: Scenario, session: str, day: int, number: int) -> pd.DataFrame:
        """The rows of ``order_line``."""
        k, n = self.sku, len(self.sku)
        sheet, r = self.sheet, self.r
        zero = midnight_us(scenario.first_day + timedelta(days=day)) + self.start * 60_000_000
        create, pay = zero + self.create * 1000, zero + self.pay * 1000
        fen = {
            name: np.array([getattr(sku, name) for sku in scenario.skus])
            for name in ("p_coupon_fen", "a_coupon_fen")
        }
        own = (sheet.listed - sheet.revenue)[r]
        off = self.source < 0
        ids = self.ids(scenario, day)
        paid_way = np.where(self.source == PAID_SOURCE, plan_of(self.user), len(PLANS))
        return pd.DataFrame(
            {
                "event_id": "e" + ids,
                "arrive_ts": times(np.maximum(create, 0) + 700_000 + self.user % 900_000),
                "line_id": ids,
                "order_id": numbered(f"{_head(scenario, day)}o{number}", self.order, 6),
                "session_id": chosen([session, None], np.where(self.inside, 0, 1)),
                "user_id": hidden("u", self.user),
                "product_id": chosen([sku.product_id for sku in scenario.skus], k),
                "sku_id": chosen([sku.sku_id for sku in scenario.skus], k),
                "qty": self.qty,
                "list_fen": sheet.listed[r, k] * self.qty,
                "m_coupon_fen": own[k] * self.qty,
                "p_coupon_fen": fen["p_coupon_fen"][k] * self.qty,
                "a_coupon_fen": fen["a_coupon_fen"][k] * self.qty,
                "pay_fen": sheet.price[r, k] * self.qty,
                "create_ts": times(create),
                "pay_ts": times(pay, self.paid),
                "source": chosen([*SOURCES, None], np.where(off, len(SOURCES), self.source)),
                "plan_id": chosen([*PLANS, None], paid_way),
                "is_fan": self.fan,
                "address_hash": hidden("h", self.user * 3 + 1),
                "path": chosen(["funnel", "off_funnel"], off.astype(np.int64))
                if n
                else same("funnel", 0),
            }
        )

    def ids(self, scenario: Scenario, day: int) -> "pd.Series[str]":
        """Names of the lines; those beside the funnel count on from another letter."""
        letter = "x" if len(self.source) and self.source[0] < 0 else "l"
        return numbered(
            f"{_head(scenario, day)}{letter}{self.start // 60:02d}", np.arange(len(self.sku)), 6
        )


def _head(scenario: Scenario, day: int) -> str:
    return f"{scenario.merchant[:2]}{day:03d}"


def session_lines(
    r: int, log: MinuteLog, visits: Visits, seen: Seen, rng: np.random.Generator
) -> Lines:
    """Lines of the funnel: a visitor's lines of one hour are one order, made with the last of them.

    Lines that are left unpaid are another checkout than those that are paid.
    """
    rows = np.flatnonzero(seen.create >= 0)
    rows = rows[np.lexsort((seen.sku[rows], seen.visit[rows], seen.minute[rows]))]
    visit = seen.visit[rows]
    hour = (seen.minute[rows] + int(log.show.start[r])) // 60
    key = (hour * (len(visits.user) + 1) + visit) * 2 + ~seen.paid[rows]
    _, order = np.unique(key, return_inverse=True)
    create = np.zeros(order.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(create, order, seen.create[rows])
    wait = np.minimum(rng.lognormal(2.6, 0.9, len(create)) * 1000, 840_000).astype(np.int64) + 900
    user, paid = visits.user[visit], seen.paid[rows]
    new = np.zeros(len(rows), dtype=bool)
    first = np.flatnonzero(paid)[np.lexsort((rows[paid], (create)[order][paid]))]
    _, index = np.unique(user[first], return_index=True)
    new[first[index]] = True
    return Lines(
        user,
        seen.sku[rows],
        seen.qty[rows],
        create[order],
        (create + wait)[order],
        paid,
        visits.source[visit],
        visits.fan[visit],
        new,
        order,
        np.ones(len(rows), dtype=bool),
        int(log.show.start[r]),
        log.sheet,
        r,
    )


def off_lines(
    record: Record,
    scenario: Scenario,
    r: int,
    day: int,
    log: MinuteLog,
    rng: np.random.Generator,
    after: int,
    crowd: int,
) -> Lines:
    """Orders of the day that no visit led to; some fall into the session (shared cards).

    They are told once, with the day's first session. ``after`` orders are numbered already;
    buyers are any of the first ``crowd`` users.
    """
    count = record.days[day - record.first].off[r][:-1] * (log.show.slot == 0)
    sku = np.repeat(np.arange(len(count)), count)
    n = len(sku)
    start, length = int(log.show.start[r]), int(log.show.minutes[r])
    inside = rng.random(n) < scenario.room.off_card
    clock = np.where(inside, rng.uniform(start, start + length, n), rng.uniform(480, 1439, n))
    inside |= (clock >= start) & (clock < start + length)
    create = ((clock - start) * 60_000).astype(np.int64)
    user = rng.integers(0, max(crowd, 1), n)
    wait = (rng.lognormal(2.8, 0.9, n) * 1000).astype(np.int64) + 900
    none = np.full(n, -1)
    return Lines(
        user,
        sku,
        np.ones(n, dtype=np.int64),
        create,
        create + wait,
        np.ones(n, dtype=bool),
        none,
        user < int(log.followed[r]),
        np.zeros(n, dtype=bool),
        after + np.arange(n),
        inside,
        start,
        log.sheet,
        r,
    )
