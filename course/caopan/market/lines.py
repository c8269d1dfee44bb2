"""Order lines of a session's people, and of those who bought beside the funnel."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.market.columns import Column, chosen, hidden, numbered, same, times
from caopan.market.inverse import Ints
from caopan.market.paid import last_touch, plan_names
from caopan.market.people import Flags, Seen, Visits
from caopan.market.scenario import SOURCES
from caopan.market.session import Session

FUNDED = ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen")


@dataclass
class Lines:
    """Order lines: arrays (n,), times in ms from the opening; ``order`` numbers the orders."""

    session: Session
    letter: str  # tells lines of the funnel from others by name
    user: Ints
    sku: Ints
    qty: Ints
    redeemed: Flags  # with the session's price benefit
    create: Ints
    pay: Ints
    paid: Flags
    source: Ints  # -1: no visit led to it
    plan: Ints  # last paid touch, -1: none
    fan: Flags
    new: Flags  # the user's first paid line of the session
    order: Ints
    inside: Flags  # created in the session
    address: Ints

    def __len__(self) -> int:
        return len(self.user)

    @property
    def hour(self) -> Ints:
        """Clock hour of creation; 24 and more after midnight."""
        return (self.create // 60_000 + self.session.start) // 60

    @property
    def pay_us(self) -> Ints:
        """When they were paid, in microseconds since 1970 (UTC)."""
        return self.session.opening + self.pay * 1000

    def deal(self) -> Ints:
        """Fen that the session's price benefit takes off each line."""
        off: Ints = np.where(self.redeemed, self.session.rates.deal[self.sku], 0)
        return off

    def worth(self) -> Ints:
        """What the buyer pays for each line, in fen."""
        paid: Ints = self.session.rates.price[self.sku] * self.qty - self.deal()
        return paid

    def coupons(self) -> list[Ints]:
        """Fen off each line that merchant, platform and anchor pay for."""
        rates, skus = self.session.rates, self.session.scenario.skus
        own = [
            rates.own[:-1],
            np.array([sku.p_coupon_fen for sku in skus]),
            np.array([sku.a_coupon_fen for sku in skus]),
        ]
        deal, funder = self.deal(), rates.funder[self.sku]
        return [fen[self.sku] * self.qty + deal * (funder == who) for who, fen in enumerate(own)]

    def ids(self, rows: Ints, before: str = "") -> Column:
        """Names of some of the lines."""
        session = self.session
        return numbered(f"{before}{session.head}{self.letter}{session.log.show.slot}", rows, 6)

    def frame(self, mine: Ints) -> pd.DataFrame:
        """The rows of ``order_line`` for some of the lines."""
        session, k, n = self.session, self.sku[mine], len(mine)
        rates, skus = session.rates, session.scenario.skus
        create = (session.opening + self.create * 1000)[mine]
        source, plan = self.source[mine], self.plan[mine]
        return pd.DataFrame(
            {
                "event_id": self.ids(mine, "e"),
                "arrive_ts": times(create + 700_000 + self.user[mine] % 900_000),
                "line_id": self.ids(mine),
                "order_id": numbered(f"{session.head}o{session.number}", self.order[mine], 6),
                "session_id": chosen([session.name], np.where(self.inside[mine], 0, -1)),
                "user_id": hidden("u", self.user[mine]),
                "product_id": chosen([sku.product_id for sku in skus], k),
                "sku_id": chosen([sku.sku_id for sku in skus], k),
                "qty": self.qty[mine],
                "list_fen": (rates.listed[self.sku] * self.qty)[mine],
                **{name: fen[mine] for name, fen in zip(FUNDED, self.coupons(), strict=True)},
                "pay_fen": self.worth()[mine],
                "create_ts": times(create),
                "pay_ts": times(self.pay_us[mine], self.paid[mine]),
                "source": chosen(SOURCES, source),
                "plan_id": chosen(plan_names(session), plan),
                "is_fan": self.fan[mine],
                "address_hash": hidden("h", self.address[mine]),
                "path": same("funnel" if self.letter == "l" else "off_funnel", n),
            }
        )


def session_lines(session: Session, visits: Visits, seen: Seen) -> Lines:
    """Lines of the funnel: a visitor's lines of one hour are one order, made with the last of them.

    Lines that are left unpaid are another checkout than those that are paid.
    """
    rng = session.rng("lines")
    rows = np.flatnonzero(seen.create >= 0)
    rows = rows[np.lexsort((seen.sku[rows], seen.visit[rows], seen.minute[rows]))]
    visit, paid = seen.visit[rows], seen.paid[rows]
    hour = (seen.minute[rows] + session.start) // 60
    key = (hour * (len(visits.user) + 1) + visit) * 2 + ~paid
    _, order = np.unique(key, return_inverse=True)
    create = np.zeros(order.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(create, order, seen.create[rows])
    wait = np.minimum(rng.lognormal(2.6, 0.9, len(create)) * 1000, 840_000).astype(np.int64) + 900
    user = visits.user[visit]
    new = np.zeros(len(rows), dtype=bool)
    first = np.flatnonzero(paid)[np.argsort(create[order][paid], kind="stable")]
    new[first[np.unique(user[first], return_index=True)[1]]] = True
    return Lines(
        session,
        "l",
        user,
        seen.sku[rows],
        seen.qty[rows],
        seen.redeemed[rows],
        create[order],
        (create + wait)[order],
        paid,
        visits.source[visit],
        last_touch(visits, user, create[order]),
        visits.fan[visit],
        new,
        order,
        np.ones(len(rows), dtype=bool),
        user * 3 + 1,
    )


def off_lines(session: Session, visits: Visits, after: int) -> Lines:
    """Orders of the day that no visit led to; some fall into the session (shared cards).

    They are told once, with the day's first session. ``after`` orders are numbered already;
    buyers are any of the users so far.
    """
    rng = session.rng("off")
    count = session.facts.off[session.r][:-1] * session.first_of_day
    sku = np.repeat(np.arange(len(count)), count)
    n, start, length = len(sku), session.start, session.minutes
    inside = rng.random(n) < session.scenario.room.off_card
    clock = np.where(inside, rng.uniform(start, start + length, n), rng.uniform(480, 1439, n))
    inside |= (clock >= start) & (clock < start + length)
    create = ((clock - start) * 60_000).astype(np.int64)
    user = rng.integers(0, int(visits.user[~visits.brushed].max(initial=0)) + 1, n)
    wait = (rng.lognormal(2.8, 0.9, n) * 1000).astype(np.int64) + 900
    return Lines(
        session,
        "x",
        user,
        sku,
        np.ones(n, dtype=np.int64),
        np.zeros(n, dtype=bool),
        create,
        create + wait,
        np.ones(n, dtype=bool),
        np.full(n, -1),
        np.where(inside, last_touch(visits, user, create), -1),
        user < session.followed,
        np.zeros(n, dtype=bool),
        after + np.arange(n),
        inside,
        user * 3 + 1,
    )
