"""How a merchant acts, and what surrounds it, on a day: faults and circumstances as plain fields.

Most faults are conduct: a shelf, a budget, a script, an hour. They are planted where an operator
would find them, in the merchant's own fields, so that a plan which sets the field mends the fault.
What has no field of its own is a rate, see ``caopan.market.knobs``.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from weakref import ref

from caopan.market.scenario import Benefit, Scenario, Sku, Slot

Change = Callable[[Scenario, float], Scenario]
EARLIEST_MIN = 8 * 60
"""No merchant goes on air before eight in the morning (assumed)."""

_known: dict[int, tuple[ref[Scenario], dict[tuple[Any, ...], Scenario]]] = {}


def acting(scenario: Scenario, day: int) -> Scenario:
    """The merchant with the faults and circumstances of ``day`` in its fields.

    The same object for all days on which nothing changes; the merchant itself where nothing is
    planted.

    >>> from caopan.market import sample, with_fault
    >>> ill = with_fault(sample("liuyi"), "FT6", from_day=40)
    >>> acting(ill, 39) is ill, acting(ill, 40).calendar.videos < ill.calendar.videos
    (True, True)
    """
    now = _now(scenario, day)
    if not now:
        return scenario
    known = _known.get(id(scenario))
    if known is None or known[0]() is not scenario:
        # a dead merchant's number may be given to another one: the reference tells them apart
        key = id(scenario)
        known = (ref(scenario, lambda _: _known.pop(key, None)), {})
        _known[key] = known
    if now not in known[1]:
        changed = scenario
        for name, level, first in now:
            changed = _CHANGES[name](changed, level)
            if name == "FX2":
                since = scenario.first_day + timedelta(days=first)
                changed = _with(changed, "collector", lost_from=since)
        known[1][now] = changed
    return known[1][now]


def _now(one: Scenario, day: int) -> tuple[tuple[str, float, int], ...]:
    faults = [
        (f.fault, f.severity, f.from_day)
        for f in one.faults
        if f.fault in _CHANGES and day >= f.from_day
    ]
    befallen = [
        (c.kind, c.strength, c.from_day)
        for c in one.circumstances
        if c.kind in _CHANGES and c.from_day <= day < c.until_day
    ]
    return (*faults, *befallen)


def _with(one: Scenario, part: str, **fields: Any) -> Scenario:
    return one.model_copy(update={part: getattr(one, part).model_copy(update=fields)})


def _skus(one: Scenario, change: Callable[[Sku], dict[str, Any]]) -> Scenario:
    return one.model_copy(
        update={"skus": tuple(sku.model_copy(update=change(sku)) for sku in one.skus)}
    )


def _sources(one: Scenario, field: str, times: dict[str, float]) -> Scenario:
    return one.model_copy(
        update={
            "sources": tuple(
                source.model_copy(
                    update={field: getattr(source, field) * times.get(source.name, 1.0)}
                )
                for source in one.sources
            )
        }
    )


def value(sku: Sku) -> float:
    """What a thousand looks at a SKU bring, in fen.

    >>> from caopan.market import sample
    >>> round(value(sample("liuyi").skus[0]))
    425
    """
    return sku.click * sku.create * sku.list_fen


def sellers(one: Scenario, count: int) -> set[str]:
    """The SKUs on the shelf that sell most."""
    listed = [sku for sku in one.skus if sku.listed]
    first = sorted(listed, key=lambda sku: -sku.appeal * value(sku))[:count]
    return {sku.sku_id for sku in first}


def dead_stock(one: Scenario) -> set[str]:
    """The two fifths of the shelf that bring least for a look at them."""
    listed = [sku for sku in one.skus if sku.listed]
    last = sorted(listed, key=value)[: 2 * len(listed) // 5]
    return {sku.sku_id for sku in last}


# goods


def _no_hook(one: Scenario, _: float) -> Scenario:
    return _skus(one, lambda sku: {"listed": sku.listed and sku.role != "hook"})


def _thin(one: Scenario, level: float) -> Scenario:
    """Off the shelf: goods that earn well beside the heroes, 30 % of its appeal at level one."""
    some = sorted(
        (sku for sku in one.skus if sku.listed and sku.role not in {"hero", "hook"}),
        key=lambda sku: -sku.appeal * value(sku),
    )
    room = min(0.3 * level, 0.8) * sum(sku.appeal for sku in one.skus if sku.listed)
    gone: set[str] = set()
    for sku in some:
        if sku.appeal <= room:
            gone.add(sku.sku_id)
            room -= sku.appeal
    return _skus(one, lambda sku: {"listed": sku.listed and sku.sku_id not in gone})


def _short(one: Scenario, level: float) -> Scenario:
    """Heroes kept at less stock than before; beyond level one they are scarce, see ``knobs``."""
    return _skus(
        one,
        lambda sku: {"cover_days": sku.cover_days * max(1 - level * (sku.role == "hero"), 0.02)},
    )


def _faulty(one: Scenario, level: float) -> Scenario:
    some = sellers(one, 3)
    more = 0.25 * level
    return _skus(one, lambda sku: {"refund": min(sku.refund + more * (sku.sku_id in some), 0.9)})


def _dead(one: Scenario, level: float) -> Scenario:
    dead = dead_stock(one)
    return _skus(
        one,
        lambda sku: {"talk_min": min(sku.talk_min + round(8 * level) * (sku.sku_id in dead), 60)},
    )


def _leak(one: Scenario, level: float) -> Scenario:
    def coupon(sku: Sku) -> dict[str, Any]:
        deep = min(0.1 * level, 0.5) * (sku.role in {"hero", "hook", "profit"})
        return {"m_coupon_fen": sku.m_coupon_fen + int(deep * sku.list_fen)}

    return _skus(one, coupon)


# traffic


def _stale(one: Scenario, level: float) -> Scenario:
    """Few new creatives, and a budget that makes up for them."""
    few = one.paid.creatives * max(1 - 0.8 * level, 0.02)
    return _spend(one, 1 + 0.4 * level, creatives=few)


def _spend(one: Scenario, times: float, **more: Any) -> Scenario:
    return _with(one, "paid", fen_per_h=round(one.paid.fen_per_h * times), **more)


def _to_fans(one: Scenario, level: float) -> Scenario:
    share = min(0.4 + 0.4 * level, 1.0)
    return _spend(one, 1 + 0.5 * level, second_audience="fans", second_share=share)


def _follows_bought(one: Scenario, level: float) -> Scenario:
    share = min(0.4 + 0.4 * level, 1.0)
    return _spend(one, 1 + 0.5 * level, second_goal="follow", second_share=share)


def _early(one: Scenario, level: float) -> Scenario:
    room = min((slot.start_min for slot in one.slots), default=0) - EARLIEST_MIN
    shift = min(round(180 * level), max(room, 0))
    return _slots(one, lambda slot: {"start_min": slot.start_min - shift})


def _slots(one: Scenario, change: Callable[[Slot], dict[str, Any]]) -> Scenario:
    slots = tuple(slot.model_copy(update=change(slot)) for slot in one.slots)
    return one.model_copy(update={"slots": slots})


def _no_videos(one: Scenario, level: float) -> Scenario:
    return _with(one, "calendar", videos=one.calendar.videos * max(1 - 0.6 * level, 0.0))


# the room


def _slow(one: Scenario, level: float) -> Scenario:
    return _skus(one, lambda sku: {"talk_min": min(round(sku.talk_min * (1 + level)), 60)})


def _worn_out(one: Scenario, level: float) -> Scenario:
    first, *rest = one.anchors
    tired = first.model_copy(update={"tires": first.tires + 6 * level})
    return one.model_copy(update={"anchors": (tired, *rest)})


def _pressed(one: Scenario, level: float) -> Scenario:
    return _with(one, "room", hype=min(one.room.hype + 0.6 * level, 1.0))


def _lottery(one: Scenario, level: float) -> Scenario:
    draw = Benefit(kind="lottery", amount_fen=round(1_000 * level), quantity=2, every_min=5)
    return one.model_copy(update={"benefits": (*one.benefits, draw)})


# data


def _brushing(one: Scenario, level: float) -> Scenario:
    """A piece a day for so many covers an hour: brushers go by the size of the shop."""
    size = sum(source.impressions_per_h for source in one.sources) / 100
    return one.model_copy(update={"brushed": one.brushed + level * size})


def _untracked(one: Scenario, level: float) -> Scenario:
    return _with(one, "collector", version_lost=min(0.6 * level, 0.95))


# innocent circumstances


def _market(one: Scenario, level: float) -> Scenario:
    times = 0.8**level
    less = _sources(one, "impressions_per_h", dict.fromkeys(_NATURAL, times))
    return _with(less, "fans", reach_per_h=one.fans.reach_per_h * times)


_NATURAL = ("recommend", "short_video", "search", "plaza", "mall", "share")


def _stand_in(one: Scenario, level: float) -> Scenario:
    return one.model_copy(
        update={
            "anchors": tuple(
                who.model_copy(update={"skill": who.skill * max(1 - 0.12 * level, 0.2)})
                for who in one.anchors
            )
        }
    )


def _cold_mix(one: Scenario, level: float) -> Scenario:
    more = 1 + 0.6 * level
    wider = _sources(one, "impressions_per_h", {"recommend": more, "plaza": more})
    return _with(wider, "fans", reach_per_h=one.fans.reach_per_h * max(1 - 0.3 * level, 0.1))


def _hero_focus(one: Scenario, level: float) -> Scenario:
    def talk(sku: Sku) -> dict[str, Any]:
        longer = 1 + 2 * level if sku.role == "hero" else 0.6
        return {"talk_min": min(max(round(sku.talk_min * longer), 1), 60)}

    return _skus(one, talk)


def _auction(one: Scenario, level: float) -> Scenario:
    return _with(one, "paid", k=one.paid.k * max(1 - 0.4 * level, 0.05))


def _good_ads(one: Scenario, level: float) -> Scenario:
    better = _sources(one, "quality", {"paid": 1 + 0.2 * level})
    return _with(better, "paid", k=one.paid.k * (1 + 0.4 * level))


def _cover(one: Scenario, level: float) -> Scenario:
    return _sources(one, "enter", dict.fromkeys(_COVERED, max(1 - 0.2 * level, 0.1)))


_COVERED = ("recommend", "follow", "short_video", "paid", "search", "plaza", "mall")


def _great_cover(one: Scenario, level: float) -> Scenario:
    """More of those who see it come in; the feed shows it to fewer."""
    more = 1 + 0.35 * level
    sources = tuple(
        source.model_copy(
            update={
                "enter": min(source.enter * more, 0.95),
                "impressions_per_h": source.impressions_per_h / more,
            }
        )
        if source.name in _COVERED
        else source
        for source in one.sources
    )
    seen = one.model_copy(update={"sources": sources})
    return _with(seen, "fans", reach_per_h=one.fans.reach_per_h / more)


def _fan_event(one: Scenario, level: float) -> Scenario:
    draw = Benefit(kind="lottery", amount_fen=2_000, quantity=1, every_min=20, gate="fans")
    event = _slots(one, lambda _: {"tier": "A"})
    return event.model_copy(update={"benefits": (*one.benefits, draw)})


def _viral(one: Scenario, level: float) -> Scenario:
    hit = sellers(one, 1)
    shared = _sources(one, "impressions_per_h", {"share": 1 + 4 * level})
    return _skus(
        shared, lambda sku: {"click": min(sku.click * (1 + 0.3 * level * (sku.sku_id in hit)), 0.9)}
    )


_CHANGES: dict[str, Change] = {
    "FG1": _no_hook,
    "FG2": _short,
    "FG4": _thin,
    "FG5": _faulty,
    "FG6": _dead,
    "FG7": _leak,
    "FT2": _stale,
    "FT3": lambda one, level: _spend(one, 1 + 1.5 * level),
    "FT4": _to_fans,
    "FT5": _early,
    "FT6": _no_videos,
    "FT8": lambda one, level: _spend(one, 1 + 0.5 * level),
    "FR1": _slow,
    "FR2": _worn_out,
    "FR3": _pressed,
    "FR5": _lottery,
    "FU3": _follows_bought,
    "FX2": _untracked,
    "FX3": _brushing,
    "market": _market,
    "stand_in": _stand_in,
    "cold_mix": _cold_mix,
    "hero_focus": _hero_focus,
    "dear_auction": _auction,
    "good_ads": _good_ads,
    "growth_push": lambda one, level: _spend(one, 1 + 0.6 * level),
    "festival_cover": _cover,
    "fan_event": _fan_event,
    "early_growth": lambda one, level: _sources(
        one, "follow", dict.fromkeys((*_NATURAL, "paid"), 1 + 0.6 * level)
    ),
    "great_cover": _great_cover,
    "viral_hit": _viral,
}
