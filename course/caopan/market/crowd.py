"""The people of a session: who came, who left when, who saw which card.

The counts are the fold's and stay exactly as they are; only the names are dealt here. Everything
is made for all users; a panel (1 in k) is cut out later.
"""

import numpy as np

from caopan.market.dealing import deal
from caopan.market.inverse import Ints
from caopan.market.paid import plan_of
from caopan.market.people import Counts, Named, Visits
from caopan.market.scenario import SOURCES
from caopan.market.session import Session

PAID_SOURCE = SOURCES.index("paid")
MANY = 50_000


def _named(session: Session, counts: Counts, rng: np.random.Generator) -> Named:
    """Fans are users 0..followed-1, today's followers get the next numbers, strangers others."""
    followed, follows = session.followed, int(counts.follows.sum())
    plain, fans = (counts.came - counts.back)[:, 0::2].sum(), counts.came[:, 1::2].sum()
    if followed < MANY:
        known = rng.permutation(followed)
    else:
        known = rng.choice(followed, size=min(followed, int(fans)), replace=False)
    pool = (12 * int(counts.came.sum()) + 1000) | 1
    step = int(rng.integers(pool // 3, pool // 2))
    while np.gcd(step, pool) != 1:
        step += 1
    turn = int(rng.integers(pool)) + np.arange(int(plain))
    return Named(known, followed + np.arange(follows), followed + follows + turn * step % pool)


def deal_people(session: Session) -> tuple[Visits, Ints]:
    """Deal all minutes: the visits, and cards seen as (visit, cell, time)."""
    rng = session.rng("people")
    came, back, bounces, leaves = (
        np.ascontiguousarray(session.counts("people", name).reshape(session.minutes, -1))
        for name in ("visits", "back", "bounces", "leaves")
    )
    follows = np.ascontiguousarray(session.counts("people", "follows"))
    exposures = np.ascontiguousarray(session.counts("orders", "exposures"))
    counts = Counts(came, back, bounces, leaves, follows, exposures)
    zest = rng.standard_normal(int(counts.came.sum()))
    keen = np.exp(np.minimum(np.stack([0.5 * zest, -0.5 * zest]), 1.0) - 1.0)
    seed = rng.integers(0, 1 << 63, size=1, dtype=np.uint64)
    people, seen = deal(counts, keen, _named(session, counts, rng), seed)
    source, fan = people.group // 2, people.group % 2 == 1
    plan = np.full(len(source), -1)
    paid = np.flatnonzero(source == PAID_SOURCE)
    plan[paid] = plan_of(session, people.user[paid], people.enter[paid] // 60_000, fan[paid])
    visits = Visits(
        people.user,
        source,
        fan,
        people.enter,
        people.leave,
        people.first,
        people.follow,
        zest,
        plan,
        people.user * 5 + 2,
        np.zeros(len(source), dtype=bool),
    )
    return visits, seen
