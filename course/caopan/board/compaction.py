"""Stores made anew from the rows that still matter: kept rows move, chains skip the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from caopan.board.crowd import STRETCH
from caopan.board.hashing import ABSENT, Names
from caopan.board.stores import AnyArray, Store
from caopan.compiled import compiled


def places(keep: AnyArray) -> AnyArray:
    """The new place of each thing that is kept, ABSENT for the others.

    >>> places(np.array([True, False, True])).tolist()
    [0, -1, 1]
    """
    return np.where(keep, np.cumsum(keep) - 1, ABSENT).astype(np.int32)


def moved(codes: AnyArray, place: AnyArray) -> AnyArray:
    """Codes after a move, ABSENT for what is gone or was absent."""
    return np.where(codes >= 0, np.append(place, np.int32(ABSENT))[codes], ABSENT)


def hashes_of(names: Names, first: int = 0) -> AnyArray:
    """The hash of each code from ``first`` on: (N, 2) of uint64."""
    out = np.zeros((len(names) - first, 2), dtype=np.uint64)
    there = np.flatnonzero(names.codes >= first)
    out[names.codes[there] - first] = names.keys[there]
    return out


def thinned(names: Names, keep: AnyArray) -> Names:
    """The names that are kept, numbered anew in their old order.

    >>> import pandas as pd
    >>> names = Names()
    >>> _ = names.number(pd.Series(["x", "y", "z"], dtype="str"))
    >>> kept = thinned(names, np.array([False, True, True]))
    >>> kept.number(pd.Series(["x", "z", "y"], dtype="str"))[0].tolist()
    [2, 1, 0]
    """
    kept, out = hashes_of(names)[keep], Names()
    out.count = len(kept)
    size = max(1024, 1 << (3 * len(kept)).bit_length())
    out.keys = np.zeros((size, 2), dtype=np.uint64)
    out.codes = np.full(size, ABSENT, dtype=np.int32)
    _enter(out.keys, out.codes, kept)
    return out


@compiled
def _enter(keys: Any, codes: Any, hashes: Any) -> Any:
    """Enter different names into an empty table."""
    mask = np.uint64(len(keys) - 1)
    for at in range(len(hashes)):
        place = hashes[at, 0] & mask
        while codes[place] >= 0:
            place = (place + np.uint64(1)) & mask
        keys[place, 0], keys[place, 1] = hashes[at, 0], hashes[at, 1]
        codes[place] = at


def fresh(store: Store[Any], waits: int, rows: int, users: int) -> Any:
    """Take the store's arrays out and put empty ones in, but for those along seconds."""
    old = store.arrays
    need = {"row": rows + waits, "user": users}
    need = {along: n for along, n in need.items() if along in store.size}
    store.size |= dict.fromkeys(need, 1024)
    store.arrays = store.kind(
        *(
            field.empty(1024) if field.along in need else array
            for field, array in zip(store.fields.values(), old, strict=True)
        )
    )
    store.fit(**need)
    return old


@compiled
def _move_seconds(old: Any, new: Any, row: Any) -> Any:
    """Chain the kept visits by the seconds in which they began and ended."""
    for s in range(len(new.seconds)):
        last, v = -1, old.seconds[s].first_enter
        new.seconds[s].first_enter = -1
        while v >= 0:
            if row[v] >= 0:
                if last < 0:
                    new.seconds[s].first_enter = row[v]
                else:
                    new.visits[last].next_enter = row[v]
                last = row[v]
                new.visits[last].next_enter = -1
            v = old.visits[v].next_enter
        last, v = -1, old.seconds[s].first_leave
        new.seconds[s].first_leave = -1
        while v >= 0:
            if row[v] >= 0:
                if last < 0:
                    new.seconds[s].first_leave = row[v]
                else:
                    new.visits[last].next_leave = row[v]
                last = row[v]
                new.visits[last].next_leave = -1
            v = old.visits[v].next_leave


@compiled
def _move_people(old: Any, new: Any, row: Any, user: Any) -> Any:
    """Move people, and chain the stretches of their kept visits."""
    for u in range(len(user)):
        if user[u] < 0:
            continue
        at = user[u]
        new.people[at] = old.people[u]
        last, v = -1, old.people[u, STRETCH] - 1
        new.people[at, STRETCH] = 0
        while v >= 0:
            if row[v] >= 0:
                if last < 0:
                    new.people[at, STRETCH] = row[v] + 1
                else:
                    new.visits[last].next_low = row[v]
                last = row[v]
                new.visits[last].next_low = -1
            v = old.visits[v].next_low


@compiled
def move_visits(old: Any, new: Any, row: Any, user: Any) -> Any:
    """Move the visits and people that are kept; ``row`` and ``user`` are their new places.

    Both share the arrays along seconds; heads of chains are set anew.
    """
    for v in range(len(row)):
        if row[v] >= 0:
            new.visits[row[v]] = old.visits[v]
            new.visits[row[v]].user = user[old.visits[v].user]
    _move_seconds(old, new, row)
    _move_people(old, new, row, user)


@compiled
def move_deeds(old: Any, new: Any, row: Any, user: Any) -> Any:
    """Move the deeds and people that are kept."""
    for at in range(len(row)):
        if row[at] >= 0:
            new.deeds[row[at]] = old.deeds[at]
            new.deeds[row[at]].user = user[old.deeds[at].user]
    for s in range(len(new.first)):
        last, at = -1, old.first[s]
        new.first[s] = -1
        while at >= 0:
            if row[at] >= 0:
                if last < 0:
                    new.first[s] = row[at]
                else:
                    new.deeds[last].next = row[at]
                last = row[at]
                new.deeds[last].next = -1
            at = old.deeds[at].next
    for u in range(len(user)):
        if user[u] >= 0:
            new.held[user[u]] = old.held[u]


@compiled
def young_deeds(d: Any, after: Any, keep: Any) -> Any:
    """Mark the deeds of the seconds later than ``after``."""
    for s in range(max(after + 1, 0), len(d.first)):
        at = d.first[s]
        while at >= 0:
            keep[at] = True
            at = d.deeds[at].next
