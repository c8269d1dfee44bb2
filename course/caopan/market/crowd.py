"""Minute counts to people: who came, who left when, who saw, clicked, ordered and paid what.

The counts are the fold's and stay exactly as they are; only the names are dealt here. Everything
is made for all users; a panel (1 in k) is cut out later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caopan.market.inverse import Floats, Ints
from caopan.market.record import MinuteLog

Rng = np.random.Generator
Flags = NDArray[np.bool_]
BOUNCE_MS = (900, 7_100)  # mean four seconds, as the fold counts them


@dataclass
class Visits:
    """Visits of a session in order of coming: arrays (n,), times in ms from the opening."""

    user: Ints
    source: Ints
    fan: Flags
    enter: Ints
    leave: Ints
    first: Flags  # the user's first visit of the session
    follow: Flags
    zest: Floats  # how much of a buyer this person is


def within(group: Ints, count: Ints, key: Floats) -> Flags:
    """In each group (numbered from zero) choose ``count[group]`` rows of the smallest keys."""
    order = np.lexsort((key, group))
    sizes = np.bincount(group, minlength=len(count))
    place = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    out = np.zeros(len(group), dtype=bool)
    out[order] = place < count[group[order]]
    return out


class Names:
    """Deals user numbers: fans from those who ever followed, new fans next, strangers beyond."""

    def __init__(self, rng: Rng, followed: int, follows: int, visits: int, pool: int) -> None:
        """Fans are users 0..followed-1; today's followers get the next numbers."""
        self._fans = (
            rng.permutation(followed) if followed < 50_000 else _some_of(rng, followed, visits)
        )
        self._new = followed
        self._floor = followed + follows
        self._size = max(pool, 2 * visits) | 1
        self._step = int(rng.integers(self._size // 3, self._size // 2))
        while np.gcd(self._step, self._size) != 1:
            self._step += 1
        self._at = int(rng.integers(self._size))
        self._fan_at = 0

    def fans(self, n: int) -> Ints:
        """The next ``n`` fans."""
        self._fan_at += n
        return self._fans[self._fan_at - n : self._fan_at]

    def followers(self, n: int) -> Ints:
        """Strangers who are about to follow."""
        self._new += n
        return np.arange(self._new - n, self._new)

    def strangers(self, n: int) -> Ints:
        """The next ``n`` people who do not follow (each at most once a session)."""
        i = self._at + np.arange(n)
        self._at += n
        return self._floor + i * self._step % self._size


def _some_of(rng: Rng, n: int, size: int) -> Ints:
    return rng.choice(n, size=min(n, size), replace=False)


class Crowd:
    """Goes through a session minute by minute and deals the counts to people."""

    def __init__(self, log: MinuteLog, r: int, rng: Rng, pool: int) -> None:
        """``pool``: how many people there are beyond the fans."""
        self.rng, self.r, self.log = rng, r, log
        self.came, self.back, self.bounces, self.leaves = (
            log.counts("people", name, r).reshape(int(log.show.minutes[r]), -1)
            for name in ("visits", "back", "bounces", "leaves")
        )
        self.follows = log.counts("people", "follows", r)
        self.exposures = log.counts("orders", "exposures", r)
        total = int(self.came.sum())
        self.names = Names(rng, int(log.followed[r]), int(self.follows.sum()), total, pool)
        self.visits = Visits(
            *(
                np.zeros(total, dtype=kind)
                for kind in (np.int64, np.int64, bool, np.int64, np.int64, bool, bool, float)
            )
        )
        self.visits.zest = rng.standard_normal(total)
        self.inside: Ints = np.zeros(0, dtype=np.int64)  # visits going on
        self.gone = [np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)]  # users, by fan
        self.seen: list[tuple[Ints, ...]] = []
        self.count = 0
        self.active = log.show.active[:, r]

    def run(self) -> tuple[Visits, Ints]:
        """Deal all minutes: the visits, and cards seen as (visit, sku, minute, cell, time)."""
        for minute in range(len(self.came)):
            here = self._coming(minute)
            self._cards(minute, here, self._leaving(minute))
        end = len(self.came) * 60_000
        self.visits.leave[self.inside] = end
        parts = self.seen or [tuple(np.zeros(0, dtype=np.int64) for _ in range(5))]
        return self.visits, np.stack(
            [np.concatenate(column) for column in zip(*parts, strict=True)]
        )

    def _coming(self, minute: int) -> Ints:
        """Visits of this minute; returns those that stay."""
        v, rng, counts = self.visits, self.rng, self.came[minute]
        n = int(counts.sum())
        rows = np.arange(self.count, self.count + n)
        self.count += n
        group = np.repeat(np.arange(len(counts)), counts)
        v.source[rows], v.fan[rows] = group // 2, group % 2 == 1
        bounced = within(group, self.bounces[minute], rng.random(n))
        back = within(group, self.back[minute], rng.random(n))
        fresh = ~back & ~bounced & ~v.fan[rows]
        source = group // 2
        wish = np.where(fresh, rng.random(n), 2.0)
        follow = within(source, self.follows[minute], wish) & fresh
        v.first[rows], v.follow[rows] = ~back, follow
        self._name(rows, back, follow)
        v.enter[rows] = minute * 60_000 + rng.integers(500, 52_000, n)
        brief = rows[bounced]
        v.leave[brief] = v.enter[brief] + rng.integers(*BOUNCE_MS, len(brief))
        self._depart(brief)
        return rows[~bounced]

    def _name(self, rows: Ints, back: Flags, follow: Flags) -> None:
        v = self.visits
        for fan in (0, 1):
            mine = rows[back & (v.fan[rows] == bool(fan))]
            if mine.size:
                pool = self.gone[fan]
                take = self.rng.choice(len(pool), size=mine.size, replace=False)
                v.user[mine] = pool[take]
                self.gone[fan] = np.delete(pool, take)
        fans, new = rows[~back & v.fan[rows]], rows[follow]
        other = rows[~back & ~v.fan[rows] & ~follow]
        v.user[fans] = self.names.fans(fans.size)
        v.user[new] = self.names.followers(new.size)
        v.user[other] = self.names.strangers(other.size)

    def _depart(self, rows: Ints) -> None:
        for fan in (0, 1):
            users = self.visits.user[rows[self.visits.fan[rows] == bool(fan)]]
            if users.size:
                self.gone[fan] = np.concatenate([self.gone[fan], users])

    def _leaving(self, minute: int) -> tuple[Ints, Flags]:
        """Those who were inside before: (visits, whether they leave in this minute)."""
        v, inside = self.visits, self.inside
        group = v.source[inside] * 2 + v.fan[inside]
        out = within(group, self.leaves[minute], self.rng.random(len(inside)))
        going = inside[out]
        v.leave[going] = minute * 60_000 + self.rng.integers(200, 59_800, going.size)
        self._depart(going)
        return inside, out

    def _cards(self, minute: int, came: Ints, before: tuple[Ints, Flags]) -> None:
        """Deal the cards seen in this minute to those present."""
        inside, out = before
        v = self.visits
        present = np.concatenate([inside, came])
        self.inside = np.concatenate([inside[~out], came])
        counts = self.exposures[minute]  # (S, A)
        if not counts.any():
            return
        key = self.rng.random((counts.shape[1], len(present))) + 0.3 * v.zest[present]
        source = v.source[present]
        order = np.argsort(source * 64.0 - key, axis=1)  # keen people see more cards
        starts = np.searchsorted(np.sort(source), np.arange(counts.shape[0]))
        s, a = np.nonzero(counts)
        n = counts[s, a]
        cell = np.repeat(np.arange(len(s)), n)
        step = np.arange(len(cell)) - np.repeat(np.cumsum(n) - n, n)
        who = present[order[a[cell], starts[s][cell] + step]]
        floor = np.maximum(v.enter[who], minute * 60_000)
        roof = np.where(
            v.leave[who] > 0, np.minimum(v.leave[who], (minute + 1) * 60_000), (minute + 1) * 60_000
        )
        at = floor + ((roof - floor) * 0.6 * self.rng.random(len(who))).astype(np.int64)
        code = (minute * counts.shape[0] + s[cell]) * counts.shape[1] + a[cell]
        self.seen.append((who, self.active[minute][a[cell]], np.full(len(who), minute), code, at))
