"""Simulated shops on which the reference diagnosis is fitted and tried: a dozen in one market."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.diagnosis.shop import Shop, periods

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market import Scenario
    from caopan.market.planted import Fault, FaultId

DOZEN: Final = 12
SOUND_EVERY: Final = 5
"""Each fifth has no fault, only innocent circumstances; a few more draw none like any fault."""
LENGTHS: Final = {3: 30, 7: 90}
"""Days of a history by the last digit of the dozen's number; the others have 42 (assumed)."""
SEEDS: Final = 4
"""Plays under common luck that tell which of two faults is the main one (assumed)."""
DAYS: Final = 14
"""Days over which a loss is counted, as in ``caopan.market.truth``."""


class Simulated(NamedTuple):
    """A simulated shop and what only the simulator knows.

    lost_fen: contribution of two weeks that the repair of the main fault would regain; None where
    it was not played.
    """

    shop: Shop
    base: str
    main: FaultId
    lost_fen: int | None = None


def dozens(count: int) -> list[tuple[str, int, range]]:
    """So many dozens, each as (sample merchant, days, numbers): a tenth short, a tenth long.

    >>> dozens(13)[0], dozens(13)[12]
    (('liuyi', 42, range(0, 12)), ('liuyi', 42, range(12, 24)))
    """
    from caopan.market import SAMPLES

    bases = list(SAMPLES)
    return [
        (bases[n % len(bases)], LENGTHS.get(n % 10, 42), range(DOZEN * at, DOZEN * (at + 1)))
        for n in range(count)
        for at in (n // len(bases),)
    ]


def drawn(base: str, days: int, numbers: Sequence[int], secret: bytes) -> list[Scenario]:
    """Merchants as assignments draw them, in one market: its season and demand befall them all.

    base: the sample merchant of their structure. numbers: which ones.

    >>> [one.fault for one in drawn("yunshi", 30, [4, 9], b"doctest")]
    ['none', 'none']
    """
    from caopan.market import variant
    from caopan.market.peers import SHARED

    some = [
        variant(
            base,
            "diagnosis",
            f"{base}/{n}",
            secret,
            days=days,
            fault="none" if n % SOUND_EVERY == SOUND_EVERY - 1 else None,
        )
        for n in numbers
    ]
    common = tuple(one for one in some[0].circumstances if one.kind in SHARED)
    return [
        one.model_copy(
            update={
                "circumstances": (
                    *(c for c in one.circumstances if c.kind not in SHARED),
                    *common,
                ),
                # the session between the stretches is not read
                "event_days": (one.event_days[0], one.event_days[-1]),
            }
        )
        for one in some
    ]


def simulated(
    base: str, days: int, numbers: Sequence[int], secret: bytes, *, played: bool = False
) -> list[Simulated]:
    """Simulate merchants of one market with their tables, as collected, and their six peers.

    They share the peers, but for those with a fault that the whole trade has: these have their own.
    played: whether the main of two faults, and the loss, are found by playing the merchant without
    each of them; otherwise the stronger one is the main one.
    """
    from caopan.market import collect, histories
    from caopan.market.acting import acting

    some = drawn(base, days, numbers, secret)
    frames = [
        collect(facts, acting(one, days - 1).collector, seed=one.luck_key)
        for one, facts in zip(some, histories(some), strict=True)
    ]
    told = _played(some) if played else [(_stronger(one), None) for one in some]
    return [
        Simulated(_shop(one, tables | {"peer_day": peers}), base, *truth)
        for one, tables, peers, truth in zip(some, frames, _peers(some), told, strict=True)
    ]


def shop_of(scenario: Scenario) -> Shop:
    """The tables of one merchant's history as collected, with its peers', ready to be diagnosed.

    >>> from caopan.market import sample
    >>> short = sample("yunshi").model_copy(update={"days": 14, "event_days": ()})
    >>> shop_of(short).days
    14
    """
    from caopan.market import collect, history
    from caopan.market.acting import acting
    from caopan.market.peers import peer_day

    rules = acting(scenario, scenario.days - 1).collector
    frames = collect(history(scenario), rules, seed=scenario.luck_key)
    return _shop(scenario, frames | {"peer_day": peer_day(scenario)})


def _shop(one: Scenario, frames: dict[str, pd.DataFrame]) -> Shop:
    return Shop(
        name=one.merchant,
        frames=frames,
        first_day=one.first_day,
        days=one.days,
        periods=periods(one.days),
        category=one.category,
        stage=one.stage,
        panel_one_in=one.panel_one_in,
    )


def _peers(some: Sequence[Scenario]) -> list[pd.DataFrame]:
    from caopan.market.peers import COMMON, peer_days

    ill = [one for one in some if any(fault.fault in COMMON for fault in one.faults)]
    others = [one for one in some if one not in ill]
    tables = peer_days([*others[:1], *ill])
    own = {one.luck_key: table for one, table in zip(ill, tables[len(others[:1]) :], strict=True)}
    return [own.get(one.luck_key, tables[0]) for one in some]


def _stronger(one: Scenario) -> FaultId:
    from caopan.market import CARDS

    names = [fault.fault for fault in one.faults]
    real = [name for name in names if not CARDS[name].apparent]
    return (real or names or ["none"])[0]


def _played(some: Sequence[Scenario]) -> list[tuple[FaultId, int | None]]:
    """Main fault and loss of each: by playing it without each of its faults."""
    from caopan.market import CARDS, baseline, play_many

    ill = [one for one in some if one.faults]
    arms = [
        [one, *(one.model_copy(update={"faults": _but(one, fault)}) for fault in one.faults)]
        for one in ill
    ]
    pairs = [(arm, baseline(arm)) for one in arms for arm in one]
    done = iter(play_many(pairs, days=DAYS, seeds=range(SEEDS)) if pairs else ())
    told: list[tuple[FaultId, int | None]] = []
    for one in some:
        if not one.faults:
            told.append(("none", None))
            continue
        idle = next(done)
        gain = {
            fault.fault: round(float((next(done).total_fen - idle.total_fen).mean()))
            for fault in one.faults
        }
        main = max(gain, key=lambda name: (not CARDS[name].apparent, gain[name]))
        told.append((main, gain[main]))
    return told


def _but(one: Scenario, fault: Fault) -> tuple[Fault, ...]:
    return tuple(other for other in one.faults if other is not fault)
