"""The sums that the board keeps for each of its three windows, by their row in one table.

Every kernel writes into the same array ``w`` (channel, window) of int64; a metric is a channel, or
one divided by another. Windows: 0 total, 1 last ten minutes, 2 the ten minutes before.
"""

import numpy as np

CHANNELS = (
    # distinct people among the visits, then sums over visits
    "viewers",
    "strangers",
    "fans",
    "views",
    "via",
    "bought",
    "old",
    "stayed",
    "open",
    "open_us",
    "closed_us",
    # distinct people among the deeds, then follows less unfollows
    "commenters",
    "engaged",
    "negative",
    "followers",
    "exposed",
    "clickers",
    "net_fans",
    # lines and orders
    "gmv",
    "fan_gmv",
    "plan_gmv",
    "coupons",
    "lines",
    "base",
    "buyers",
    "creators",
    "orders",
    "back_lines",
    "refunds",
    "due",
    "on_time",
    "marked",
    "marked_paid",
    # covers and spend
    "shown",
    "spent",
)
(
    VIEWERS,
    STRANGERS,
    FANS,
    VIEWS,
    VIA,
    BOUGHT,
    OLD,
    STAYED,
    OPEN,
    OPEN_US,
    CLOSED_US,
    COMMENTERS,
    ENGAGED,
    NEGATIVE,
    FOLLOWERS,
    EXPOSED,
    CLICKERS,
    NET_FANS,
    GMV,
    FAN_GMV,
    PLAN_GMV,
    COUPONS,
    LINES,
    BASE,
    BUYERS,
    CREATORS,
    ORDERS,
    BACK_LINES,
    REFUNDS,
    DUE,
    ON_TIME,
    MARKED,
    MARKED_PAID,
    SHOWN,
    SPENT,
) = (np.int64(n) for n in range(len(CHANNELS)))

# numbers of a fixed type: for each plain literal that a kernel is called with, it is compiled anew
TOTAL, LAST, BEFORE = (np.int64(n) for n in range(3))
MORE, LESS = np.int64(1), np.int64(-1)
SECOND = 1_000_000  # microseconds
TEN_MINUTES = 600  # seconds: the registry's windows
RETENTION = 60  # seconds until a visit is judged (T8)
PAY_MARK = 900  # seconds until an order is judged (C7)
NEVER = 1 << 60  # microseconds: a date that is not known
NO_SECOND = 1 << 40
