"""The people of a session: plain arrays between the fold's counts and the rows of the tables."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.market.inverse import Floats, Ints

Flags = NDArray[np.bool_]


class Counts(NamedTuple):
    """What the fold counted: (M, 2S) by source and fan, (M, S) and (M, S, A)."""

    came: Ints
    back: Ints
    bounces: Ints
    leaves: Ints
    follows: Ints
    exposures: Ints


class Named(NamedTuple):
    """Users to be given out, each list in turn."""

    fans: Ints
    followers: Ints
    strangers: Ints


class People(NamedTuple):
    """Visits in order of coming: (n,), times in ms from the opening."""

    user: Ints
    group: Ints  # 2 x source + fan
    enter: Ints
    leave: Ints
    first: Flags  # the user's first visit of the session
    follow: Flags


class Floor(NamedTuple):
    """Who is inside, group by group, and who has gone, non-fans and fans."""

    base: Ints  # (2S,) where the group begins in ``present``
    size: Ints
    present: Ints
    gone: Ints  # (2, n)
    left: Ints  # (2,) how many are gone
    given: Ints  # (5,) rows of people, fans, followers, strangers, cards so far
    rows: Ints  # scratch


@dataclass
class Visits:
    """Visits of a session in order of coming: arrays (n,), times in ms from the opening."""

    user: Ints
    source: Ints
    fan: Flags
    enter: Ints
    leave: Ints
    first: Flags
    follow: Flags
    zest: Floats  # how much of a buyer this person is
    plan: Ints  # number of the paid plan, -1 without
    device: Ints
    brushed: Flags  # came to place an order for show


@dataclass
class Seen:
    """Cards seen, one row each: visit, SKU, cell, and times in ms (-1 where it did not happen)."""

    visit: Ints
    sku: Ints
    minute: Ints
    expose: Ints
    click: Ints
    create: Ints
    paid: Flags
    qty: Ints
    redeemed: Flags  # with the session's price benefit
