"""Planted faults and circumstances that are rates of the model, and how far a plan mends them.

What is a field of the merchant (its shelf, its budget, its hours) is changed there, see ``acting``.
"""

from dataclasses import dataclass

import numpy as np

from caopan.market import effects
from caopan.market.cases import Cases
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.world import Floats, World

DIP_DAYS = 40
"""Days in which a pulled-forward demand comes back (assumed)."""
SEASON_DAYS = 10
"""Days in which the feed's season turns (assumed)."""


@dataclass(frozen=True)
class Knobs:
    """What is turned on a day, each (R,), zero where it is absent or mended.

    hookless: newcomers without a hook. short: heroes that can't be had. rival: cheaper peers.
    season: goods out of season. tags: audience astray. throttled: breach of rules. dependent:
    natural traffic that hangs on the paid. scene: scene, light, sound. unmanned: service. worn:
    fans that come less. estranged: former buyers that don't return. dip: pulled-forward demand.
    feed: the feed's season. late: an evening crowd that buys less.
    """

    hookless: Floats
    short: Floats
    rival: Floats
    season: Floats
    tags: Floats
    throttled: Floats
    dependent: Floats
    scene: Floats
    unmanned: Floats
    worn: Floats
    estranged: Floats
    dip: Floats
    feed: Floats
    late: Floats


_FAULT = {
    "hookless": "FG1",
    "short": "FG2",
    "rival": "FG3",
    "season": "FG8",
    "tags": "FT1",
    "throttled": "FT7",
    "dependent": "FT8",
    "scene": "FR4",
    "unmanned": "FR6",
    "worn": "FU1",
    "estranged": "FU2",
}


def knobs(world: World, day: int) -> Knobs:
    """Levels of ``day`` as they are without any plan."""

    def level(fault: str) -> Floats:
        return np.array([fault_level(one, fault, day) for one in world.scenarios])

    def befallen(kind: str, days: int) -> Floats:
        rows = [
            sum(
                c.strength * min((day - c.from_day + 1) / days, 1.0)
                for c in one.circumstances
                if c.kind == kind and c.from_day <= day < c.until_day
            )
            for one in world.scenarios
        ]
        return np.array(rows, dtype=np.float64)

    dip = [
        sum(
            f.severity * max(1 - (day - f.from_day) / DIP_DAYS, 0.0)
            for f in one.faults
            if f.fault == "FX1" and day >= f.from_day
        )
        for one in world.scenarios
    ]
    found = {name: level(fault) for name, fault in _FAULT.items()}
    found["short"] = np.maximum(found["short"] - 1, 0)  # up to one it is the merchant's own cover
    return Knobs(
        **found,
        dip=np.array(dip, dtype=np.float64),
        feed=befallen("feed_season", SEASON_DAYS),
        late=befallen("late_crowd", 1),
    )


def fault_level(one: Scenario, fault: str, day: int) -> float:
    """Severity of a fault on a day, zero before it.

    >>> from caopan.market import sample, with_fault
    >>> fault_level(with_fault(sample("liuyi"), "FR4", from_day=3), "FR4", 2)
    0
    """
    return sum(f.severity for f in one.faults if f.fault == fault and day >= f.from_day)


def mended(cases: Cases, knob: Knobs, day: int) -> Knobs:
    """What the plans leave of the knobs (G,) on ``day``; most remedies need some days."""
    since = day - cases.first

    def left(part: float, days: int, does: Floats) -> Floats:
        grown = min(max(since + 1, 0) / days, 1.0)
        return 1 - part * grown * does

    def if_(does: list[bool]) -> Floats:
        return np.array(does, dtype=np.float64)

    plans = cases.plans
    groups = if_([(plan.private_fen or 0) >= effects.GROUPS_FEN for plan in plans])
    content = if_(
        [
            (plan.videos or 0) >= one.calendar.videos + 1
            and (plan.private_fen or 0) >= effects.GROUPS_FEN
            for one, plan in cases.pairs()
        ]
    )
    reset = cases.flag("reset_audience") * (since >= effects.RESET_DAYS)
    forgiven = cases.flag("appeal") * (since >= effects.APPEAL_DAYS)
    return Knobs(
        hookless=knob.hookless * (1 - if_([has_hook(one, p) for one, p in cases.pairs()])),
        short=knob.short,
        rival=knob.rival,
        season=knob.season * left(0.9, effects.RENEW_DAYS, cases.flag("renewal")),
        tags=knob.tags * (1 - reset),
        throttled=knob.throttled * (1 - forgiven),
        dependent=knob.dependent * left(0.9, effects.CONTENT_DAYS, content),
        scene=knob.scene * (1 - cases.flag("fix_scene")),
        unmanned=knob.unmanned,
        worn=knob.worn * left(0.9, effects.CLUB_DAYS, if_([has_club(plan) for plan in plans])),
        estranged=knob.estranged * left(0.9, effects.GROUP_DAYS, groups),
        dip=knob.dip,
        feed=knob.feed,
        late=knob.late,
    )


def has_hook(one: Scenario, plan: Plan) -> bool:
    """Whether a plan puts a hook on the shelf.

    >>> from caopan.market import sample
    >>> has_hook(sample("liuyi"), Plan(assortment=("liuyi-k03",)))
    True
    """
    chosen = plan.assortment or ()
    return any(sku.role == "hook" and sku.sku_id in chosen for sku in one.skus)


def has_club(plan: Plan) -> bool:
    """Whether a plan gives something to fans alone.

    >>> has_club(Plan())
    False
    """
    return any(one.kind == "fan_club" or one.gate == "fans" for one in plan.benefits or ())
