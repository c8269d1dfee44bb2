"""Orders for show: a few hands with many accounts, who look at nothing and send all back.

Fixed by luck alone, so that hour tables of all days and events of some tell the same.
"""

from dataclasses import dataclass

import numpy as np

from caopan.market.air import Show
from caopan.market.close import BRUSHED_AGE
from caopan.market.inverse import Floats, Ints
from caopan.market.lines import Lines
from caopan.market.people import Visits
from caopan.market.record import Record
from caopan.market.scenario import SOURCES
from caopan.market.session import Session, first_of_day, fixed_luck

SHARE = SOURCES.index("share")
FIRST_USER = 1 << 38
"""Accounts, devices and addresses beyond those of real people."""
PER_USER, PER_DEVICE, PER_ADDRESS = 2, 15, 12
"""Orders of a day by one account, on one phone, to one address (assumed)."""
BURST_MIN = 40
"""Minutes into which the orders of a day fall (assumed)."""
AROUND = 5
"""Days about ``BRUSHED_AGE`` on which they go back: 8 to 12, when nobody asks (assumed)."""


@dataclass(frozen=True)
class Brushed:
    """Brushed orders of a session, one visit and one piece each: (n,), times in ms."""

    sku: Ints
    enter: Ints
    leave: Ints
    account: Ints  # number among the accounts
    first: Ints  # 1 for the account's first visit of the session
    luck: Floats


def brushed(record: Record, r: int, show: Show, length: int) -> Brushed:
    """The brushed orders of a show of ``length`` minutes: the day's, if it is the day's first."""
    count = record.days[show.day - record.first].brushed[r][:-1]
    count = count * first_of_day(record, r, show)
    n = int(count.sum())
    luck = fixed_luck(record, r, f"brush{show.day}", 3 * n + 1)
    window = min(length, BURST_MIN) * 60_000 - 3_000
    begin = luck[-1] * (length * 60_000 - 3_000 - window)
    enter = np.sort((begin + luck[:n] * window).astype(np.int64))
    accounts = -(-n // PER_USER)
    return Brushed(
        np.repeat(np.arange(len(count)), count)[np.argsort(luck[n : 2 * n])],
        enter,
        enter + 300 + (luck[n : 2 * n] * 1_500).astype(np.int64),
        np.arange(n) % max(accounts, 1),
        (np.arange(n) < accounts).astype(np.int64),
        luck[2 * n : 3 * n],
    )


def with_brushed(visits: Visits, some: Brushed) -> Visits:
    """The visits and those of the brushers behind them."""
    n = len(some.sku)
    more = {
        "user": FIRST_USER + some.account,
        "source": np.full(n, SHARE),
        "fan": np.zeros(n, dtype=bool),
        "enter": some.enter,
        "leave": some.leave,
        "first": some.first > 0,
        "follow": np.zeros(n, dtype=bool),
        "zest": np.zeros(n),
        "plan": np.full(n, -1),
        "device": FIRST_USER + some.account % (1 + n // PER_DEVICE),
        "brushed": np.ones(n, dtype=bool),
    }
    return Visits(**{name: np.r_[getattr(visits, name), new] for name, new in more.items()})


def brushed_lines(session: Session, some: Brushed, after: int) -> Lines:
    """Their order lines: made and paid within the second or two of the visit."""
    n = len(some.sku)
    create = some.enter + (some.leave - some.enter) // 2
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    return Lines(
        session,
        "b",
        FIRST_USER + some.account,
        some.sku,
        np.ones(n, dtype=np.int64),
        no,
        create,
        create + 2_000 + (some.luck * 8_000).astype(np.int64),
        yes,
        np.full(n, SHARE),
        np.full(n, -1),
        no,
        no,
        after + np.arange(n),
        yes,
        FIRST_USER + some.account % (1 + n // PER_ADDRESS),
    )


def return_age(some: Brushed) -> Ints:
    """Age in days at which each piece goes back."""
    age: Ints = BRUSHED_AGE - AROUND // 2 + (some.luck * AROUND).astype(np.int64)
    return age
