"""Visits: viewers, views, watch time, retention, people online and the peak.

Each visit hangs in the chain of the second in which it began and of the one in which it ended. Three
hands go along the seconds (the clock, ten and twenty minutes before it); where one passes a visit,
its part moves from window to window. A visit that is told late is booked at once into all windows
that it belongs to, so that a figure never depends on the order of the rows.

Distinct people are counted by how many visits of theirs a window holds. People online are the
changes, second by second, of the union of each person's visits. The peak is a tree over seconds:
each leaf knows by how much the room grew within its second, and how high it stood at most.
"""

from typing import NamedTuple

import numpy as np

from caopan.board.channels import (
    BEFORE,
    BOUGHT,
    CLOSED_US,
    FANS,
    LAST,
    LESS,
    MORE,
    NO_SECOND,
    OLD,
    OPEN,
    OPEN_US,
    RETENTION,
    SECOND,
    STAYED,
    STRANGERS,
    TEN_MINUTES,
    TOTAL,
    VIA,
    VIEWERS,
    VIEWS,
)
from caopan.board.stores import AnyArray, Field
from caopan.compiled import compiled

VIA_FLAG, FAN_FLAG, PLAN_FLAG = 1, 2, 4
ROWS, ONLINE, ONLINE_BEFORE, CAME, CAME_BEFORE, DIRTY = range(6)


class Crowd(NamedTuple):
    """All visits and what is counted of them; times in microseconds since the board's origin."""

    enter: AnyArray
    leave: AnyArray
    user: AnyArray
    flag: AnyArray
    next_enter: AnyArray
    next_leave: AnyArray
    low: AnyArray  # stretches of seconds in which a person is online, chained by person
    high: AnyArray
    next_low: AnyArray
    first_enter: AnyArray  # by second
    first_leave: AnyArray
    change: AnyArray  # of the people online
    is_dirty: AnyArray
    dirty: AnyArray
    held: AnyArray  # by person: visits in the last ten minutes and before, for three groups
    ever: AnyArray
    first_low: AnyArray
    grew: AnyArray  # the tree, by node
    top: AnyArray
    left: AnyArray
    state: AnyArray


FIELDS = {
    "enter": Field("row", "i8"),
    "leave": Field("row", "i8"),
    "user": Field("row", "i4"),
    "flag": Field("row", "u1"),
    "next_enter": Field("row", "i4"),
    "next_leave": Field("row", "i4"),
    "low": Field("row", "i4"),
    "high": Field("row", "i8"),
    "next_low": Field("row", "i4"),
    "first_enter": Field("second", "i4", -1),
    "first_leave": Field("second", "i4", -1),
    "change": Field("second", "i4"),
    "is_dirty": Field("second", "u1"),
    "dirty": Field("second", "i4"),
    "held": Field("user", "i4", 0, 6),
    "ever": Field("user", "u1"),
    "first_low": Field("user", "i4", -1),
    "grew": Field("node", "i4"),
    "top": Field("node", "i4"),
    "left": Field("node", "i4"),
    "state": Field("one", "i8"),
}


@compiled
def _second(us):  # type: ignore[no-untyped-def]
    """The first whole second at which a moment has passed."""
    return NO_SECOND if us >= NO_SECOND * SECOND else -((-us) // SECOND)


@compiled
def _first(heads, s):  # type: ignore[no-untyped-def]
    """The first of a second's chain, -1 for none."""
    return heads[s] if 0 <= s < len(heads) else -1


@compiled
def _person(c, w, user, group, window, sign):  # type: ignore[no-untyped-def]
    """Count a person's visit into a window's distinct people, or out of them."""
    if window == TOTAL:
        if not c.ever[user] & (1 << group):
            c.ever[user] |= 1 << group
            w[VIEWERS + group, TOTAL] += 1
        return
    at = 2 * group + window - 1
    was = c.held[user, at]
    c.held[user, at] = was + sign
    if was == 0 or was + sign == 0:
        w[VIEWERS + group, window] += sign


@compiled
def _book(c, w, v, window, sign, end):  # type: ignore[no-untyped-def]
    """Count a visit that began in a window which ends at second ``end``."""
    flag, user = c.flag[v], c.user[v]
    w[VIEWS, window] += sign
    if flag & VIA_FLAG:
        w[VIA, window] += sign
    if flag & PLAN_FLAG:
        w[BOUGHT, window] += sign
    if _second(c.leave[v]) <= end:
        w[CLOSED_US, window] += sign * (c.leave[v] - c.enter[v])
    else:
        w[OPEN, window] += sign
        w[OPEN_US, window] += sign * c.enter[v]
    _person(c, w, user, VIEWERS - VIEWERS, window, sign)
    _person(c, w, user, FANS - VIEWERS if flag & FAN_FLAG else STRANGERS - VIEWERS, window, sign)


@compiled
def _close(c, w, v, window):  # type: ignore[no-untyped-def]
    """A visit of a window has ended."""
    w[OPEN, window] -= 1
    w[OPEN_US, window] -= c.enter[v]
    w[CLOSED_US, window] += c.leave[v] - c.enter[v]


@compiled
def _judge(c, w, v, window, sign):  # type: ignore[no-untyped-def]
    """A visit's mark falls into a window: did it last?"""
    w[OLD, window] += sign
    if c.leave[v] - c.enter[v] >= RETENTION * SECOND:
        w[STAYED, window] += sign


@compiled
def _soil(c, s):  # type: ignore[no-untyped-def]
    """A second's leaf of the tree must be made anew."""
    if not c.is_dirty[s]:
        c.is_dirty[s] = 1
        c.dirty[c.state[DIRTY]] = s
        c.state[DIRTY] += 1


@compiled
def _shift(c, s, by, now):  # type: ignore[no-untyped-def]
    """From second ``s`` on so many more people are online."""
    if s >= len(c.change):
        return
    c.change[s] += by
    if s <= now:
        c.state[ONLINE] += by
    if s <= now - TEN_MINUTES:
        c.state[ONLINE_BEFORE] += by


@compiled
def _online(c, v, low, high, now):  # type: ignore[no-untyped-def]
    """Add the seconds [low, high) of visit ``v`` to those in which its person is online."""
    if high <= low:
        return
    user = c.user[v]
    last, at = -1, c.first_low[user]
    while at >= 0:
        after = c.next_low[at]
        if c.low[at] <= high and c.high[at] >= low:
            _shift(c, c.low[at], LESS, now)
            _shift(c, c.high[at], MORE, now)
            low, high = min(low, c.low[at]), max(high, c.high[at])
            if last < 0:
                c.first_low[user] = after
            else:
                c.next_low[last] = after
        else:
            last = at
        at = after
    c.low[v], c.high[v] = low, high
    c.next_low[v] = c.first_low[user]
    c.first_low[user] = v
    _shift(c, low, MORE, now)
    _shift(c, high, LESS, now)


@compiled
def _late(c, w, v, came, now):  # type: ignore[no-untyped-def]
    """Book a visit that began before the clock."""
    before = now - TEN_MINUTES
    _book(c, w, v, TOTAL, MORE, now)
    if came > before:
        _book(c, w, v, LAST, MORE, now)
    elif came > before - TEN_MINUTES:
        _book(c, w, v, BEFORE, MORE, before)
    stays = c.leave[v] > c.enter[v]
    c.state[CAME] += stays
    if came <= before:
        c.state[CAME_BEFORE] += stays
    mark = came + RETENTION
    if mark <= now:
        _judge(c, w, v, TOTAL, MORE)
        if mark > before:
            _judge(c, w, v, LAST, MORE)
        elif mark > before - TEN_MINUTES:
            _judge(c, w, v, BEFORE, MORE)
    _soil(c, came)


@compiled
def feed_visits(c, w, now, status, enter, leave, user, flag, begin, end):  # type: ignore[no-untyped-def]
    """Take the rows begin to end of a batch, with the clock at second ``now``."""
    for row in range(begin, end):
        if status[row]:
            continue
        v = c.state[ROWS]
        c.state[ROWS] += 1
        c.enter[v], c.leave[v], c.user[v], c.flag[v] = enter[row], leave[row], user[row], flag[row]
        came, gone = _second(enter[row]), _second(leave[row])
        c.next_enter[v] = c.first_enter[came]
        c.first_enter[came] = v
        if gone < len(c.first_leave):
            c.next_leave[v] = c.first_leave[gone]
            c.first_leave[gone] = v
            if gone <= now:
                _soil(c, gone)
        _online(c, v, came, gone, now)
        if came <= now:
            _late(c, w, v, came, now)


@compiled
def _pass_now(c, w, s):  # type: ignore[no-untyped-def]
    """The clock reaches second ``s``."""
    v = _first(c.first_enter, s)
    while v >= 0:
        _book(c, w, v, TOTAL, MORE, s)
        _book(c, w, v, LAST, MORE, s)
        c.state[CAME] += c.leave[v] > c.enter[v]
        v = c.next_enter[v]
    v = _first(c.first_leave, s)
    while v >= 0:
        came = _second(c.enter[v])
        if came < s:
            _close(c, w, v, TOTAL)
            if came >= s - TEN_MINUTES:
                _close(c, w, v, LAST)
        v = c.next_leave[v]
    v = _first(c.first_enter, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, TOTAL, MORE)
        _judge(c, w, v, LAST, MORE)
        v = c.next_enter[v]
    if s < len(c.change):
        c.state[ONLINE] += c.change[s]
        _soil(c, s)


@compiled
def _pass_before(c, w, s):  # type: ignore[no-untyped-def]
    """The end of the ten minutes before reaches second ``s``."""
    v = _first(c.first_enter, s)
    while v >= 0:
        _book(c, w, v, LAST, LESS, s + TEN_MINUTES)
        _book(c, w, v, BEFORE, MORE, s)
        c.state[CAME_BEFORE] += c.leave[v] > c.enter[v]
        v = c.next_enter[v]
    v = _first(c.first_leave, s)
    while v >= 0:
        came = _second(c.enter[v])
        if s - TEN_MINUTES <= came < s:
            _close(c, w, v, BEFORE)
        v = c.next_leave[v]
    v = _first(c.first_enter, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, LAST, LESS)
        _judge(c, w, v, BEFORE, MORE)
        v = c.next_enter[v]
    if 0 <= s < len(c.change):
        c.state[ONLINE_BEFORE] += c.change[s]


@compiled
def _pass_out(c, w, s):  # type: ignore[no-untyped-def]
    """Second ``s`` leaves the windows."""
    v = _first(c.first_enter, s)
    while v >= 0:
        _book(c, w, v, BEFORE, LESS, s + TEN_MINUTES)
        v = c.next_enter[v]
    v = _first(c.first_enter, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, BEFORE, LESS)
        v = c.next_enter[v]


@compiled
def _leaf(c, s, half):  # type: ignore[no-untyped-def]
    """Make a second's leaf anew from its chains, and the nodes above it."""
    n, left = 0, 0
    v = c.first_enter[s]
    while v >= 0:
        n += 1
        v = c.next_enter[v]
    v = c.first_leave[s]
    while v >= 0:
        n += 1
        left += c.leave[v] > c.enter[v]
        v = c.next_leave[v]
    moments = np.empty(n, np.int64)
    n = 0
    v = c.first_enter[s]
    while v >= 0:
        moments[n] = 2 * c.enter[v] + 1  # odd: an entrance, after the leaves of its moment
        n += 1
        v = c.next_enter[v]
    v = c.first_leave[s]
    while v >= 0:
        moments[n] = 2 * c.leave[v]
        n += 1
        v = c.next_leave[v]
    moments.sort()
    open_now, most = 0, 0
    for moment in moments:
        open_now += 1 if moment & 1 else -1
        most = max(most, open_now)
    node = half + s
    c.grew[node], c.top[node], c.left[node] = open_now, most, left
    node >>= 1
    while node:
        one, two = 2 * node, 2 * node + 1
        c.grew[node] = c.grew[one] + c.grew[two]
        c.top[node] = max(c.top[one], c.grew[one] + c.top[two])
        c.left[node] = c.left[one] + c.left[two]
        node >>= 1


@compiled
def advance_visits(c, w, now, to):  # type: ignore[no-untyped-def]
    """Move the clock from second ``now`` to ``to``."""
    for s in range(now + 1, to + 1):
        _pass_now(c, w, s)
        _pass_before(c, w, s - TEN_MINUTES)
        _pass_out(c, w, s - 2 * TEN_MINUTES)
    half = len(c.grew) // 2
    for at in range(c.state[DIRTY]):
        s = c.dirty[at]
        c.is_dirty[s] = 0
        _leaf(c, s, half)
    c.state[DIRTY] = 0


@compiled
def _upto(c, s):  # type: ignore[no-untyped-def]
    """Growth, height and leaves of the seconds 0 to ``s``."""
    half = len(c.grew) // 2
    if s < 0:
        return 0, 0, 0
    s = min(s, half - 1)
    node = half + s
    grew, top, left = c.grew[node], c.top[node], c.left[node]
    while node > 1:
        if node & 1:
            one = node - 1
            top = max(c.top[one], c.grew[one] + top)
            grew += c.grew[one]
            left += c.left[one]
        node >>= 1
    return grew, top, left


@compiled
def _highest(c, low, high):  # type: ignore[no-untyped-def]
    """Most visits open at a moment from the end of second ``low`` to second ``high``."""
    half = len(c.grew) // 2
    if low < 0:
        return max(_upto(c, high)[1], 0)
    base = _upto(c, low)[0]
    best, run = 0, 0
    low, high = low + 1, min(high, half - 1)
    while low <= high:  # whole blocks from the left
        block = 0
        while not (low >> block) & 1 and low + (2 << block) - 1 <= high:
            block += 1
        node = (half + low) >> block
        best = max(best, run + c.top[node])
        run += c.grew[node]
        low += 1 << block
    return base + best


@compiled
def read_visits(c, now, peak):  # type: ignore[no-untyped-def]
    """Write the peaks of the three windows ending at ``now`` into ``peak``."""
    before = now - TEN_MINUTES
    peak[TOTAL] = _highest(c, -1, now)
    peak[LAST] = _highest(c, before, now)
    peak[BEFORE] = _highest(c, before - TEN_MINUTES, before) if before >= 0 else 0


@compiled
def present_since(c, start, came):  # type: ignore[no-untyped-def]
    """Visits open at some time since moment ``start``, of the ``came`` that had begun."""
    s = _second(start)
    gone = _upto(c, s - 1)[2]
    if 0 <= s < len(c.first_leave):
        v = c.first_leave[s]
        while v >= 0:
            if c.leave[v] <= start and c.leave[v] > c.enter[v]:
                gone += 1
            v = c.next_leave[v]
    return came - gone


@compiled
def rebuild(c):  # type: ignore[no-untyped-def]
    """Make the tree's leaves anew for all seconds, after it has grown."""
    half = len(c.grew) // 2
    for s in range(len(c.first_enter)):
        if c.first_enter[s] >= 0 or c.first_leave[s] >= 0:
            _leaf(c, s, half)
