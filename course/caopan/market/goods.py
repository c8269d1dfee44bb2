"""The goods of a day: what was bought, what comes back and when, what the warehouse can ship."""

from dataclasses import dataclass

import numpy as np

from caopan.market.couplings import refund_chance
from caopan.market.expect import expected
from caopan.market.inverse import Floats, Ints, binomial, poisson
from caopan.market.kernel import PAYS
from caopan.market.knobs import knobs
from caopan.market.luck import Luck
from caopan.market.programme import Actions
from caopan.market.sheet import Sheet
from caopan.market.state import State
from caopan.market.world import EARLY, World

PRE_SHIP_DAYS = 1
"""Refunds up to this age come before shipping; goods leave on the next day."""


def aged(world: World, total: Ints, early: Floats, luck: Floats) -> Ints:
    """How many of ``total`` (R, K+1) came by each age: (R, H, K+1), by systematic sampling.

    early (R, K+1): share of them before shipping.
    """
    share = early[:, None, :] * EARLY[None, :, None]
    share = share + (1 - early)[:, None, :] * world.age[..., None]
    whole: Ints = (total[:, None, :] * share + luck[:, None, :]).astype(np.int64)
    return np.minimum(whole, total[:, None, :])


@dataclass(frozen=True)
class DayGoods:
    """What the day's goods come to: SKU arrays (R, K+1) and (R,)."""

    off: Ints
    units: Ints
    back: Ints
    early: Ints
    early_share: Floats
    luck: Floats
    came: Ints  # (R, H, K+1)
    late: Floats
    backlog: Ints
    brushed: Ints


def goods_of(state: State, actions: Actions, sheet: Sheet, luck: Luck, off: Ints) -> DayGoods:
    """Pieces of the day, what of them comes back, and what the warehouse can ship."""
    world, day, cases = state.world, actions.day, actions.cases
    units = state.sold + off
    staff = np.array([plan.service_staff for plan in cases.plans])[cases.group]
    able = np.ceil(world.one("service", "slack") * state.forecast.sum(axis=1)).astype(np.int64)
    able = able + staff * world.whole("service", "per_head")
    pieces = units.sum(axis=1)
    backlog = np.maximum(state.backlog + pieces - able, 0)
    owed = np.maximum(-state.stock, 0).sum(axis=1)  # sold ahead by a presale
    # a service that is too thin leaves a share of the day's parcels lying, unless heads are hired
    thin = 0.35 * knobs(cases.world, day).unmanned[cases.group] * pieces
    left = np.maximum(thin - staff * world.whole("service", "per_head"), 0)
    late = np.minimum((backlog + owed + left) / np.maximum(pieces, 1), 1.0) * (pieces > 0)
    lines = np.maximum(state.sums[:, PAYS], 1)
    usual = expected(world).fan_share
    newcomers = np.where(state.sums[:, PAYS] > 0, usual - state.fan_lines / lines, 0.0)
    returns = refund_chance(
        sheet.refund,
        sheet.pressed[:, None],
        late[:, None],
        newcomers[:, None],
        world.one("refunds", "pre_ship")[:, None],
        sheet.faulty,
    )
    back = binomial(luck.daily(day, "refund"), units, returns.chance)
    when = luck.daily(day, "age")
    early = np.broadcast_to(returns.early, back.shape)
    came = aged(world, back, early, when)
    return DayGoods(
        off,
        units,
        back,
        came[:, PRE_SHIP_DAYS],
        early,
        when,
        came,
        late,
        backlog,
        _brushed(state, actions, luck),
    )


def _brushed(state: State, actions: Actions, luck: Luck) -> Ints:
    """Pieces of the first hero that brushers order, until they are reported: (R, K+1)."""
    world, cases = state.world, actions.cases
    out = np.zeros_like(state.sold)
    rate = np.array([one.brushed for one in cases.acting(actions.day).scenarios])
    told = cases.flag("report") * (actions.day > cases.first)
    pieces = poisson(luck.day(actions.day, "brushed"), (rate * (1 - told))[cases.group])
    first = np.argmax(world.hero, axis=1)
    out[np.arange(len(world)), first] = pieces
    return out
