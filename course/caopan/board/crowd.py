"""Visits: viewers, views, watch time, retention, people online and the peak.

Each visit hangs in the chain of the second in which it began and of that in which it ended. Three
hands go along the seconds (the clock, ten and twenty minutes before it); where one passes a visit,
its part moves from window to window. A visit that is told late is booked at once into all windows
that it belongs to, so that a figure never depends on the order of the rows.

Distinct people are counted by how many visits of theirs a window holds. People online are the
changes, second by second, of the union of each person's visits. A second in which somebody came or
went needs a new leaf in the tree of the peak (``peak``): it is dirty until it has one.
"""

from typing import Any, NamedTuple

from caopan.board.channels import (
    BEFORE,
    BOUGHT,
    CLOSED_US,
    FANS,
    LAST,
    LESS,
    MORE,
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
from caopan.board.peak import amend, height, set_leaf
from caopan.board.seconds import whole_second
from caopan.board.stores import AnyArray, Field, record
from caopan.compiled import in_place

VIA_FLAG, FAN_FLAG, PLAN_FLAG = 1, 2, 4
ROWS, ONLINE, ONLINE_BEFORE, CAME, CAME_BEFORE, DIRTY, FETCHED, SEALED = range(8)
"""Places of the state. SEALED: seconds from the first whose leaves stand: of their visits, some are
forgotten. FETCHED: see ``_fetch``."""


# columns of ``people``: visits in the two short windows for three groups, then
EVER, STRETCH = 6, 7  # the groups of the total, and one more than the first stretch online


class Crowd(NamedTuple):
    """All visits and what is counted of them; times in microseconds since the board's origin.

    visits: with the chains of their seconds, and the stretch of seconds [low, high) in which their
    person is online, chained by person. change: by how many people online changes. moments: room
    for those of one second.
    """

    visits: AnyArray
    seconds: AnyArray
    dirty: AnyArray
    people: AnyArray
    tree: AnyArray
    moments: AnyArray
    state: AnyArray


FIELDS = {
    "visits": record(
        "row",
        "enter:i8 leave:i8 high:i8 low:i4 user:i4 next_enter:i4 next_leave:i4 next_low:i4 flag:u1",
    ),
    "seconds": record(
        "second",
        "first_enter:i4 first_leave:i4 change:i4 is_dirty:u1",
        first_enter=-1,
        first_leave=-1,
    ),
    "dirty": Field("second", "i4"),
    "people": Field("user", "i4", 0, 8),
    "tree": Field("node", "i4", 0, 3),
    "moments": Field("moment", "i8"),
    "state": Field("one", "i8"),
}


@in_place
def _entered(c: Any, s: Any) -> Any:
    """The first visit that began in a second, -1 for none."""
    return c.seconds[s].first_enter if 0 <= s < len(c.seconds) else -1


@in_place
def _gone(c: Any, s: Any) -> Any:
    """The first visit that ended in a second, -1 for none."""
    return c.seconds[s].first_leave if 0 <= s < len(c.seconds) else -1


@in_place
def _person(c: Any, w: Any, user: Any, group: Any, window: Any, sign: Any) -> Any:
    """Count a person's visit into a window's distinct people, or out of them."""
    if window == TOTAL:
        if not c.people[user, EVER] & (1 << group):
            c.people[user, EVER] |= 1 << group
            w[VIEWERS + group, TOTAL] += 1
        return
    at = 2 * group + window - 1
    was = c.people[user, at]
    c.people[user, at] = was + sign
    if was == 0 or was + sign == 0:
        w[VIEWERS + group, window] += sign


@in_place
def _book(c: Any, w: Any, v: Any, window: Any, sign: Any, end: Any) -> Any:
    """Count a visit that began in a window which ends at second ``end``."""
    flag, user = c.visits[v].flag, c.visits[v].user
    w[VIEWS, window] += sign
    if flag & VIA_FLAG:
        w[VIA, window] += sign
    if flag & PLAN_FLAG:
        w[BOUGHT, window] += sign
    if whole_second(c.visits[v].leave) <= end:
        w[CLOSED_US, window] += sign * (c.visits[v].leave - c.visits[v].enter)
    else:
        w[OPEN, window] += sign
        w[OPEN_US, window] += sign * c.visits[v].enter
    _person(c, w, user, VIEWERS - VIEWERS, window, sign)
    _person(c, w, user, FANS - VIEWERS if flag & FAN_FLAG else STRANGERS - VIEWERS, window, sign)


@in_place
def _close(c: Any, w: Any, v: Any, window: Any) -> Any:
    """A visit of a window has ended."""
    w[OPEN, window] -= 1
    w[OPEN_US, window] -= c.visits[v].enter
    w[CLOSED_US, window] += c.visits[v].leave - c.visits[v].enter


@in_place
def _judge(c: Any, w: Any, v: Any, window: Any, sign: Any) -> Any:
    """A visit's mark falls into a window: did it last?"""
    w[OLD, window] += sign
    if c.visits[v].leave - c.visits[v].enter >= RETENTION * SECOND:
        w[STAYED, window] += sign


@in_place
def _soil(c: Any, s: Any) -> Any:
    """A second's leaf of the tree must be made anew."""
    if not c.seconds[s].is_dirty:
        c.seconds[s].is_dirty = 1
        c.dirty[c.state[DIRTY]] = s
        c.state[DIRTY] += 1


@in_place
def _shift(c: Any, s: Any, by: Any, now: Any) -> Any:
    """From second ``s`` on so many more people are online."""
    if s >= len(c.seconds):
        return
    c.seconds[s].change += by
    if s <= now:
        c.state[ONLINE] += by
    if s <= now - TEN_MINUTES:
        c.state[ONLINE_BEFORE] += by


@in_place
def _online(c: Any, v: Any, low: Any, high: Any, now: Any) -> Any:
    """Add the seconds [low, high) of visit ``v`` to those in which its person is online."""
    if high <= low:
        return
    user = c.visits[v].user
    last, at = -1, c.people[user, STRETCH] - 1
    while at >= 0:
        after = c.visits[at].next_low
        if c.visits[at].low <= high and c.visits[at].high >= low:
            _shift(c, c.visits[at].low, LESS, now)
            _shift(c, c.visits[at].high, MORE, now)
            low, high = min(low, c.visits[at].low), max(high, c.visits[at].high)
            if last < 0:
                c.people[user, STRETCH] = after + 1
            else:
                c.visits[last].next_low = after
        else:
            last = at
        at = after
    c.visits[v].low, c.visits[v].high = low, high
    c.visits[v].next_low = c.people[user, STRETCH] - 1
    c.people[user, STRETCH] = v + 1
    _shift(c, low, MORE, now)
    _shift(c, high, LESS, now)


@in_place
def _late(c: Any, w: Any, v: Any, came: Any, now: Any) -> Any:
    """Book a visit that began before the clock."""
    before = now - TEN_MINUTES
    _book(c, w, v, TOTAL, MORE, now)
    if came > before:
        _book(c, w, v, LAST, MORE, now)
    elif came > before - TEN_MINUTES:
        _book(c, w, v, BEFORE, MORE, before)
    stays = c.visits[v].leave > c.visits[v].enter
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
    if came < c.state[SEALED]:
        amend(c.tree, came)
    else:
        _soil(c, came)


@in_place
def feed_visits(c: Any, w: Any, now: Any, rows: Any, begin: Any, end: Any) -> Any:
    """Take the rows begin to end of a batch of visits, with the clock at second ``now``."""
    seen = 0
    for row in range(begin, end):  # as in ``_fetch``
        seen += c.people[max(rows[row].user, 0), EVER]
    c.state[FETCHED] = seen
    for row in range(begin, end):
        told = rows[row]
        if told.status:
            continue
        v = c.state[ROWS]
        c.state[ROWS] += 1
        visit = c.visits[v]
        visit.enter, visit.leave = told.enter, told.leave
        visit.user, visit.flag = told.user, told.flag
        came, gone = whole_second(told.enter), whole_second(told.leave)
        c.visits[v].next_enter = c.seconds[came].first_enter
        c.seconds[came].first_enter = v
        if gone < len(c.seconds):
            c.visits[v].next_leave = c.seconds[gone].first_leave
            c.seconds[gone].first_leave = v
            if gone <= now:
                _soil(c, gone)
        _online(c, v, came, gone, now)
        if came <= now:
            _late(c, w, v, came, now)


@in_place
def _fetch(c: Any, s: Any) -> Any:
    """Read the people of a second's visits, before these are booked.

    These loads do not wait for each other, while a booking waits for the one before it. The sum is
    kept so that the compiler cannot leave the loads out.
    """
    seen, v = 0, _entered(c, s)
    while v >= 0:
        seen += c.people[c.visits[v].user, EVER]
        v = c.visits[v].next_enter
    c.state[FETCHED] = seen


@in_place
def _pass_now(c: Any, w: Any, s: Any) -> Any:
    """The clock reaches second ``s``."""
    v = _entered(c, s)
    while v >= 0:
        _book(c, w, v, TOTAL, MORE, s)
        _book(c, w, v, LAST, MORE, s)
        c.state[CAME] += c.visits[v].leave > c.visits[v].enter
        v = c.visits[v].next_enter
    v = _gone(c, s)
    while v >= 0:
        came = whole_second(c.visits[v].enter)
        if came < s:
            _close(c, w, v, TOTAL)
            if came >= s - TEN_MINUTES:
                _close(c, w, v, LAST)
        v = c.visits[v].next_leave
    v = _entered(c, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, TOTAL, MORE)
        _judge(c, w, v, LAST, MORE)
        v = c.visits[v].next_enter
    if s < len(c.seconds):
        c.state[ONLINE] += c.seconds[s].change
        _soil(c, s)


@in_place
def _pass_before(c: Any, w: Any, s: Any) -> Any:
    """The end of the ten minutes before reaches second ``s``."""
    v = _entered(c, s)
    while v >= 0:
        _book(c, w, v, LAST, LESS, s + TEN_MINUTES)
        _book(c, w, v, BEFORE, MORE, s)
        c.state[CAME_BEFORE] += c.visits[v].leave > c.visits[v].enter
        v = c.visits[v].next_enter
    v = _gone(c, s)
    while v >= 0:
        came = whole_second(c.visits[v].enter)
        if s - TEN_MINUTES <= came < s:
            _close(c, w, v, BEFORE)
        v = c.visits[v].next_leave
    v = _entered(c, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, LAST, LESS)
        _judge(c, w, v, BEFORE, MORE)
        v = c.visits[v].next_enter
    if 0 <= s < len(c.seconds):
        c.state[ONLINE_BEFORE] += c.seconds[s].change


@in_place
def _pass_out(c: Any, w: Any, s: Any) -> Any:
    """Second ``s`` leaves the windows."""
    v = _entered(c, s)
    while v >= 0:
        _book(c, w, v, BEFORE, LESS, s + TEN_MINUTES)
        v = c.visits[v].next_enter
    v = _entered(c, s - RETENTION)
    while v >= 0:
        _judge(c, w, v, BEFORE, LESS)
        v = c.visits[v].next_enter


@in_place
def advance_visits(c: Any, w: Any, now: Any, to: Any) -> Any:
    """Move the clock from second ``now`` to ``to``; ``clean_seconds`` has to follow."""
    last = min(to, len(c.seconds) + 2 * TEN_MINUTES + RETENTION)  # after it, nothing happens
    for s in range(now + 1, last + 1):
        for back in range(3):
            _fetch(c, s - back * TEN_MINUTES)
        _pass_now(c, w, s)
        _pass_before(c, w, s - TEN_MINUTES)
        _pass_out(c, w, s - 2 * TEN_MINUTES)


@in_place
def _moments(c: Any, s: Any) -> Any:
    """Collect what ``height`` takes, as far as there is room: entrances, ends, visits that left."""
    n, left, room = 0, 0, len(c.moments)
    v = c.seconds[s].first_enter
    while v >= 0:
        if n < room:
            c.moments[n] = 2 * c.visits[v].enter + 1
        n += 1
        v = c.visits[v].next_enter
    came = n
    v = c.seconds[s].first_leave
    while v >= 0:
        if n < room:
            c.moments[n] = 2 * c.visits[v].leave
        n += 1
        left += c.visits[v].leave > c.visits[v].enter
        v = c.visits[v].next_leave
    return came, n - came, left


@in_place
def clean_seconds(c: Any) -> Any:
    """Make the leaves of the dirty seconds; returns how much room more it takes, 0 when done."""
    while c.state[DIRTY]:
        s = c.dirty[c.state[DIRTY] - 1]
        came, gone, left = _moments(c, s)
        if came + gone > len(c.moments):
            return came + gone
        set_leaf(c.tree, s, came - gone, height(c.moments, came + gone), left)
        c.seconds[s].is_dirty = 0
        c.state[DIRTY] -= 1
    return 0
