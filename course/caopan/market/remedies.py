"""What repairs each fault: a plan that sets the one thing which is wrong, and how long it takes."""

from collections.abc import Callable
from typing import Any, Final

from caopan.errors import CaopanError
from caopan.market.acting import dead_stock, sellers
from caopan.market.air import default_rundown
from caopan.market.effects import GROUPS_FEN
from caopan.market.expect import expected
from caopan.market.norms import norm
from caopan.market.plan import Plan, make_plan
from caopan.market.planted import FaultId
from caopan.market.scenario import Benefit, Scenario
from caopan.market.world import compile_world

Fields = dict[str, Any]

USUAL_DAYS: Final = 14
SLOW: Final[dict[FaultId, int]] = {"FG8": 56, "FT8": 84, "FU2": 84}
"""Days over which a slow remedy is judged; the others over two weeks."""


def remedy(scenario: Scenario, fault: FaultId) -> Plan:
    """The plan that repairs a fault, and nothing else, in this merchant's shop.

    scenario: the merchant as it was before the fault, or with it: its own fields say what is usual.
    Doing nothing is the remedy of "none" and of FX1.
    Raises CaopanError for an unknown fault.

    >>> from caopan.market import sample
    >>> remedy(sample("liuyi"), "FR4").fix_scene
    True
    """
    if fault not in _REMEDIES:
        raise CaopanError(f"fault: {fault!r} is unknown; take one of {', '.join(_REMEDIES)}")
    return make_plan(name=f"remedy-{fault}", **_REMEDIES[fault](scenario))


def remedy_days(fault: FaultId) -> int:
    """Days over which a remedy is judged.

    >>> remedy_days("FR4"), remedy_days("FU2")
    (14, 84)
    """
    return SLOW.get(fault, USUAL_DAYS)


def _shelf(one: Scenario) -> Fields:
    return {"assortment": tuple(sku.sku_id for sku in one.skus if sku.listed)}


def _rundown(one: Scenario, leave_out: frozenset[str] = frozenset()) -> Fields:
    """The merchant's own order of goods, cut to the length of each tier's shortest session."""
    out = {}
    for tier in ("S", "A", "B"):
        left = min((slot.minutes for slot in one.slots if slot.tier == tier), default=0)
        talks: list[dict[str, Any]] = []
        for k, minutes in default_rundown(one):
            if one.skus[k].sku_id not in leave_out and minutes <= left:
                talks.append({"sku_id": one.skus[k].sku_id, "minutes": minutes})
                left -= minutes
        if talks:
            out[tier] = tuple(talks)
    return {"rundown": out}


def _relay(one: Scenario) -> Fields:
    names = [anchor.name for anchor in one.anchors]
    return {"roster": tuple({"anchor": name, "minutes": 60} for name in names)}


def _paid(one: Scenario, **more: Any) -> Fields:
    return {"paid": tuple(plan.model_copy(update=more) for plan in one.paid.plans())}


def _club(one: Scenario) -> Fields:
    club = Benefit(kind="fan_club", amount_fen=200, quantity=30, gate="fans")
    return {"benefits": (*one.benefits, club)}


def _heads(one: Scenario) -> Fields:
    """Heads enough for a fifth of the usual pieces."""
    usual = float(expected(compile_world([one], [0])).units.sum())
    return {"service_staff": max(round(0.2 * usual / max(one.service.per_head, 1)), 1)}


def _lower(one: Scenario) -> Fields:
    """The peers' prices: 12 % lower at level one."""
    level = sum(f.severity for f in one.faults if f.fault == "FG3") or norm(one.base, "FG3")
    return {"price_bp": {sku.sku_id: -min(round(1_200 * level), 5_000) for sku in one.skus}}


def _ordered(one: Scenario) -> Fields:
    """Two weeks' demand of the heroes in one order: no rush, but it has to lie somewhere."""
    usual = expected(compile_world([one], [0])).units[0]
    return {
        "orders": tuple(
            {"day": 0, "sku_id": sku.sku_id, "units": max(round(USUAL_DAYS * float(units)), 1)}
            for sku, units in zip(one.skus, usual[:-1], strict=True)
            if sku.role == "hero" and sku.listed
        )
    }


_REMEDIES: Final[dict[FaultId, Callable[[Scenario], Fields]]] = {
    "none": lambda _: {},
    "FG1": _shelf,
    "FG2": _ordered,
    "FG3": _lower,
    "FG4": _shelf,
    "FG5": lambda one: {"quality_control": tuple(sorted(sellers(one, 3)))},
    "FG6": lambda one: _rundown(one, frozenset(dead_stock(one))),
    "FG7": lambda one: {"m_coupon_fen": {sku.sku_id: sku.m_coupon_fen for sku in one.skus}},
    "FG8": lambda _: {"renewal": True},
    "FT1": lambda _: {"reset_audience": True},
    "FT2": lambda one: {**_paid(one), "creatives": one.paid.creatives},
    "FT3": _paid,
    "FT4": lambda one: _paid(one, exclude_fans=True),
    "FT5": lambda one: {"sessions": one.slots},
    "FT6": lambda one: {"videos": one.calendar.videos},
    "FT7": lambda _: {"appeal": True},
    "FT8": lambda one: {
        **_paid(one), "videos": one.calendar.videos + 1, "private_fen": GROUPS_FEN
    },
    "FR1": _rundown,
    "FR2": _relay,
    "FR3": lambda one: {"hype": one.room.hype},
    "FR4": lambda _: {"fix_scene": True},
    "FR5": lambda one: {"benefits": one.benefits},
    "FR6": _heads,
    "FU1": _club,
    "FU2": lambda _: {"private_fen": GROUPS_FEN},
    "FU3": _paid,
    "FX1": lambda _: {},
    "FX2": lambda _: {"data_fix": True},
    "FX3": lambda _: {"report": True},
}  # fmt: skip
