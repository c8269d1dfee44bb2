"""Who is meant by a count: the fold's numbers of a session, dealt minute by minute to people.

Compiled, because each minute depends on who is inside.  A compiled function and those that it
calls stay in this one file: the cache on disk does not see changes in another one.
"""

import numpy as np
from numpy.typing import NDArray

from caopan.compiled import compiled
from caopan.market.inverse import Floats, Ints
from caopan.market.people import Counts, Floor, Named, People

Seed = NDArray[np.uint64]

MINUTE_MS = 60_000
SHORTEST, LONGEST = 900, 7_100
"""A bouncer's stay in ms: mean four seconds, as the fold counts them."""


@compiled
def _unit(seed: Seed) -> float:
    """Next uniform strictly between 0 and 1 (SplitMix64, as in ``luck``)."""
    seed[0] += np.uint64(0x9E3779B97F4A7C15)
    z = seed[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (np.float64(z >> np.uint64(12)) + 0.5) * 2.0**-52


@compiled
def _below(seed: Seed, n: int) -> int:
    return int(_unit(seed) * n)


@compiled
def _to_the_end(rows: Ints, low: int, high: int, count: int, seed: Seed) -> None:
    """Move ``count`` random ones of rows[low:high] to its end."""
    for last in range(high - 1, high - 1 - count, -1):
        at = low + _below(seed, last - low + 1)
        rows[at], rows[last] = rows[last], rows[at]


@compiled
def _floor(counts: Counts, total: int) -> Floor:
    minutes, groups = counts.came.shape
    base = np.zeros(groups, np.int64)
    room = 0
    for g in range(groups):
        base[g] = room
        most = inside = 0
        for m in range(minutes):
            most = max(most, inside + counts.came[m, g])
            inside += counts.came[m, g] - counts.bounces[m, g] - counts.leaves[m, g]
        room += most
    return Floor(
        base,
        np.zeros(groups, np.int64),
        np.empty(room, np.int64),
        np.empty((2, total), np.int64),
        np.zeros(2, np.int64),
        np.zeros(5, np.int64),
        np.empty(total, np.int64),
    )


@compiled
def _return(row: int, fan: int, people: People, floor: Floor, seed: Seed) -> None:
    """Let somebody who had gone come in as visit ``row``."""
    gone, left = floor.gone[fan], floor.left
    at = _below(seed, left[fan])
    for _ in range(3):  # a new follower would be a fan by now: rather somebody else
        if people.follow[gone[at]]:
            at = _below(seed, left[fan])
    people.user[row] = people.user[gone[at]]
    left[fan] -= 1
    gone[at] = gone[left[fan]]


@compiled
def _arrive(m: int, g: int, counts: Counts, people: People, floor: Floor, seed: Seed) -> None:
    """New visits of a group: who returns, who goes at once, who follows."""
    rows, low = floor.rows, floor.given[0]
    high = low + counts.came[m, g]
    for i in range(low, high):
        rows[i] = i
        people.user[i] = -1
        people.group[i] = g
        people.enter[i] = m * MINUTE_MS + 500 + _below(seed, 51_500)
    floor.given[0] = high
    _to_the_end(rows, low, high, counts.back[m, g], seed)
    for i in range(high - counts.back[m, g], high):
        _return(rows[i], g % 2, people, floor, seed)
    _to_the_end(rows, low, high, counts.bounces[m, g], seed)  # drawn apart, as the law has it
    for i in range(high - counts.bounces[m, g], high):
        stay = SHORTEST + _below(seed, LONGEST - SHORTEST)
        people.leave[rows[i]] = people.enter[rows[i]] + stay
    if g % 2 == 0:
        fresh = low
        for i in range(low, high):
            if people.user[i] < 0 and people.leave[i] == 0:
                rows[fresh] = i
                fresh += 1
        wish = counts.follows[m, g // 2]
        _to_the_end(rows, low, fresh, wish, seed)
        for i in range(fresh - wish, fresh):
            people.follow[rows[i]] = True


@compiled
def _name(low: int, people: People, named: Named, given: Ints) -> None:
    """Name the visits from ``low`` on that are their user's first."""
    for i in range(low, given[0]):
        people.first[i] = people.user[i] < 0
        if people.user[i] >= 0:
            continue
        if people.group[i] % 2:
            people.user[i] = named.fans[given[1]]
            given[1] += 1
        elif people.follow[i]:
            people.user[i] = named.followers[given[2]]
            given[2] += 1
        else:
            people.user[i] = named.strangers[given[3]]
            given[3] += 1


@compiled
def _enter(low: int, people: People, floor: Floor) -> None:
    """Put the new visits on the floor, behind those who were there; bouncers are gone."""
    for i in range(low, floor.given[0]):
        g = people.group[i]
        if people.leave[i]:
            floor.gone[g % 2, floor.left[g % 2]] = i
            floor.left[g % 2] += 1
        else:
            floor.present[floor.base[g] + floor.size[g]] = i
            floor.size[g] += 1


@compiled
def _see(
    cell: int, s: int, wish: int, floor: Floor, keen: Floats, mark: Ints, seen: Ints, seed: Seed
) -> None:
    """Choose ``wish`` people of source ``s``, the keen rather: keen (2, n) chances to be taken.

    Of many it is quicker to find those who do not see the card, the dull ones rather.
    """
    one, two = floor.base[2 * s], floor.base[2 * s + 1]
    plain = floor.size[2 * s]
    n = plain + floor.size[2 * s + 1]
    out = 1 if 2 * wish > n else 0
    open_ = n - wish if out else wish
    at = floor.given[4]
    while open_:
        i = _below(seed, n)
        who = floor.present[one + i] if i < plain else floor.present[two + i - plain]
        if mark[who] != cell and _unit(seed) < keen[out, who]:
            mark[who] = cell
            open_ -= 1
            if not out:
                seen[0, at], seen[1, at] = who, cell
                at += 1
    for i in range(n if out else 0):
        who = floor.present[one + i] if i < plain else floor.present[two + i - plain]
        if mark[who] != cell:
            seen[0, at], seen[1, at] = who, cell
            at += 1
    floor.given[4] = at


@compiled
def _away(g: int, stay: int, out: int, floor: Floor) -> None:
    """Take those who left out of the group: they stand behind the ``stay`` first."""
    low, present = floor.base[g] + stay, floor.present
    for at in range(low, low + out):
        floor.gone[g % 2, floor.left[g % 2]] = present[at]
        floor.left[g % 2] += 1
    for at in range(low, floor.base[g] + floor.size[g] - out):
        present[at] = present[at + out]
    floor.size[g] -= out


@compiled
def _times(shape: tuple[int, ...], people: People, seen: Ints, seed: Seed) -> None:
    """When each card was seen: while its viewer was there, early in the minute rather."""
    for row in range(seen.shape[1]):
        m, who = seen[1, row] // (shape[1] * shape[2]), seen[0, row]
        begin = max(people.enter[who], m * MINUTE_MS)
        end = min(people.leave[who], (m + 1) * MINUTE_MS)
        seen[2, row] = begin + int((end - begin) * 0.6 * _unit(seed))


@compiled
def deal(counts: Counts, keen: Floats, named: Named, seed: Seed) -> tuple[People, Ints]:
    """Deal the people of a session.

    keen: (2, n) chances, above 0, that the n-th visit is taken when it is asked whether it sees a
    card, or whether it misses it. seed: (1,) a state of the random numbers, which moves on.
    Returns the visits, and the cards seen cell by cell: (3, k) of visit, code of the cell in
    (M, S, A), and time.
    """
    (minutes, groups), shape = counts.came.shape, counts.exposures.shape
    total = counts.came.sum()
    people = People(
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros(total, np.bool_),
        np.zeros(total, np.bool_),
    )
    floor = _floor(counts, total)
    seen = np.empty((3, counts.exposures.sum()), np.int64)
    mark, stay = np.full(total, -1), np.zeros(groups, np.int64)
    for m in range(minutes):
        low = floor.given[0]
        for g in range(groups):
            _arrive(m, g, counts, people, floor, seed)
        _name(low, people, named, floor.given)
        for g in range(groups):
            base, size = floor.base[g], floor.size[g]
            stay[g] = size - counts.leaves[m, g]
            _to_the_end(floor.present, base, base + size, counts.leaves[m, g], seed)
            for at in range(base + stay[g], base + size):
                people.leave[floor.present[at]] = m * MINUTE_MS + 200 + _below(seed, 59_600)
        _enter(low, people, floor)
        for s in range(shape[1]):
            for a in range(shape[2]):
                cell = (m * shape[1] + s) * shape[2] + a
                _see(cell, s, counts.exposures[m, s, a], floor, keen, mark, seen, seed)
        for g in range(groups):
            _away(g, stay[g], counts.leaves[m, g], floor)
    for g in range(groups):
        for at in range(floor.base[g], floor.base[g] + floor.size[g]):
            people.leave[floor.present[at]] = minutes * MINUTE_MS
    _times(shape, people, seen, seed)
    return people, seen
