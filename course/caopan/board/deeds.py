"""What people did in the room: interactions, and cards shown to them or tapped by them."""

from typing import Any, NamedTuple

import numpy as np

from caopan.board.channels import (
    BEFORE,
    COMMENTERS,
    LAST,
    LESS,
    MORE,
    NET_FANS,
    SECOND,
    TEN_MINUTES,
    TOTAL,
)
from caopan.board.stores import AnyArray, Field, record
from caopan.compiled import in_place

KINDS = ("like", "comment", "share", "follow", "unfollow", "negative", "expose", "click")
COMMENT, FOLLOW, UNFOLLOW, NEGATIVE, EXPOSE, CLICK = 1, 3, 4, 5, 6, 7
# groups of people, in the order of the channels from COMMENTERS on
EVER = 12
ROWS, FETCHED = range(2)
COMMENTED, ENGAGED, REPORTED, FOLLOWED, SAW, TAPPED = (np.int64(n) for n in range(6))


class Deeds(NamedTuple):
    """All deeds, chained by second, and how many of each group a window holds of a person."""

    deeds: AnyArray
    first: AnyArray
    held: AnyArray
    state: AnyArray


FIELDS = {
    "deeds": record("row", "user:i4 next:i4 kind:i1"),
    "first": Field("second", "i4", -1),
    "held": Field("user", "i4", 0, 13),  # the last: of the total
    "state": Field("one", "i8"),
}


@in_place
def _first(heads: Any, s: Any) -> Any:
    """The first of a second's chain, -1 for none."""
    return heads[s] if 0 <= s < len(heads) else -1


@in_place
def _person(d: Any, w: Any, user: Any, group: Any, window: Any, sign: Any) -> Any:
    """Count a person's deed into a window's distinct people, or out of them."""
    if window == TOTAL:
        if not d.held[user, EVER] & (1 << group):
            d.held[user, EVER] |= 1 << group
            w[COMMENTERS + group, TOTAL] += 1
        return
    at = 2 * group + window - 1
    was = d.held[user, at]
    d.held[user, at] = was + sign
    if was == 0 or was + sign == 0:
        w[COMMENTERS + group, window] += sign


@in_place
def _book(d: Any, w: Any, row: Any, window: Any, sign: Any) -> Any:
    """Count a deed into a window, or out of it."""
    kind, user = d.deeds[row].kind, d.deeds[row].user
    if kind <= FOLLOW:
        _person(d, w, user, ENGAGED, window, sign)
    if kind == COMMENT:
        _person(d, w, user, COMMENTED, window, sign)
    elif kind == FOLLOW:
        w[NET_FANS, window] += sign
        _person(d, w, user, FOLLOWED, window, sign)
    elif kind == UNFOLLOW:
        w[NET_FANS, window] -= sign
    elif kind == NEGATIVE:
        _person(d, w, user, REPORTED, window, sign)
    elif kind == EXPOSE:
        _person(d, w, user, SAW, window, sign)
    elif kind == CLICK:
        _person(d, w, user, TAPPED, window, sign)


@in_place
def _fetch(d: Any, s: Any) -> Any:
    """Read what is held of a second's people, before their deeds are booked.

    These loads do not wait for each other, while a booking waits for the one before it. The sum is
    kept so that the compiler cannot leave the loads out.
    """
    seen, at = 0, _first(d.first, s)
    while at >= 0:
        seen += d.held[d.deeds[at].user, EVER]
        at = d.deeds[at].next
    d.state[FETCHED] = seen


@in_place
def feed_deeds(d: Any, w: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take the rows begin to end of a batch, with the clock at second ``now``."""
    seen = 0
    for row in range(begin, end):  # as in ``_fetch``
        seen += d.held[max(rows[row].user, 0), EVER]
    d.state[FETCHED] = seen
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        at = d.state[ROWS]
        d.state[ROWS] += 1
        d.deeds[at].user, d.deeds[at].kind = told.user, told.kind
        s = -((-told.ts) // SECOND)
        d.deeds[at].next = d.first[s]
        d.first[s] = at
        if s <= now:
            _book(d, w, at, TOTAL, MORE)
            if s > now - TEN_MINUTES:
                _book(d, w, at, LAST, MORE)
            elif s > now - 2 * TEN_MINUTES:
                _book(d, w, at, BEFORE, MORE)


@in_place
def advance_deeds(d: Any, w: Any, now: Any, to: Any) -> Any:
    """Move the clock from second ``now`` to ``to``."""
    last = min(to, len(d.first) + 2 * TEN_MINUTES)  # after it, nothing happens
    for s in range(now + 1, last + 1):
        for back in range(3):
            _fetch(d, s - back * TEN_MINUTES)
        at = _first(d.first, s)
        while at >= 0:
            _book(d, w, at, TOTAL, MORE)
            _book(d, w, at, LAST, MORE)
            at = d.deeds[at].next
        at = _first(d.first, s - TEN_MINUTES)
        while at >= 0:
            _book(d, w, at, LAST, LESS)
            _book(d, w, at, BEFORE, MORE)
            at = d.deeds[at].next
        at = _first(d.first, s - 2 * TEN_MINUTES)
        while at >= 0:
            _book(d, w, at, BEFORE, LESS)
            at = d.deeds[at].next
