"""Playing a shock: the actions of a session turned from a minute on, and the rows it leaves.

What people do under it comes from the same fold and the same luck as without it: the rates of the
sheet and the minutes of the show are other ones from the shock's minute on. A few shocks leave rows
that no count of the fold holds (complaints, refunds) or lose them (tracking).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from caopan.errors import CaopanError
from caopan.market.air import Air, Show
from caopan.market.bugs import Frames
from caopan.market.couplings import price_response
from caopan.market.expect import expected
from caopan.market.history import OWN, tables_of
from caopan.market.inverse import Ints
from caopan.market.programme import Actions
from caopan.market.record import keep
from caopan.market.scenario import Scenario
from caopan.market.sheet import FED, Sheet
from caopan.market.shockrows import leave_rows
from caopan.market.shocks import SHOCKS, Kind, Shock
from caopan.market.world import FOLLOW, PAID, compile_world

GONE = -(10**9)
"""Pieces that may be sold beyond the stock, where not even the stock can be sold."""
LATER = 30
"""Minutes by which a moved rundown is ahead (assumed)."""
Change = dict[str, Any]


def shocked_day(scenario: Scenario, day: int, shock: Shock | None = None) -> Frames:
    """Tables of one day, its first session under a shock; event tables of all its sessions.

    The days before are not played: shelves and fans are as the merchant's conduct keeps them. With
    and without a shock the luck is the same, and the fold's counts of the minutes before it, too.
    Raises CaopanError for a day without a session, and for a shock after the session's end.

    >>> from caopan.market import sample
    >>> from caopan.market.shocks import make_shock
    >>> shocked_day(sample("yunshi"), 60, make_shock("stutter", 999))
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: minute: 999 is not within the session of 240 minutes; ...
    """
    world = compile_world([scenario], [scenario.seed])
    befalls = iter if shock is None else partial(under, shock=shock)
    record = keep(world, [OWN], day, 1, {day}, befalls)
    if not record.minutes:
        raise CaopanError(f"day: {scenario.merchant} has no session on day {day}")
    tables = tables_of(record, 0, scenario, (day,), OWN)
    if shock is None:
        return tables
    rng = np.random.default_rng([scenario.luck_key, day, shock.minute])
    return leave_rows(tables, shock, raised_fen(record.shows[0].sheet, shock)[0], rng)


def under(ticks: Iterator[Actions], shock: Shock) -> Iterator[Actions]:
    """The same ticks with the first session of each day under a shock.

    Raises CaopanError, when the session comes, for a shock that is not within it.
    """
    for actions in ticks:
        if actions.show is None or actions.show.slot:
            yield actions
        else:
            yield from _parts(actions, actions.show, shock)


def _parts(actions: Actions, show: Show, shock: Shock) -> Iterator[Actions]:
    """A run of minutes cut where the shock begins and ends."""
    length = int(show.minutes.max())
    if shock.minute >= length:
        raise CaopanError(
            f"minute: {shock.minute} is not within the session of {length} minutes; "
            "give a minute since its opening"
        )
    lasts = SHOCKS[shock.kind].lasts
    over = length if lasts is None else min(shock.minute + lasts, length)
    changed = _changed(show, slice(shock.minute, over), shock)
    upset = actions.sheet._replace(**SHEETS.get(shock.kind, _as_it_is)(actions, shock.strength))
    begin, end = actions.minute, actions.minute + actions.span
    cuts = [begin, *(at for at in (shock.minute, over) if begin < at < end), end]
    for low, high in pairwise(cuts):
        sheet = upset if shock.minute <= low < over else actions.sheet
        yield replace(actions, sheet=sheet, show=changed, minute=low, span=high - low)


def _changed(show: Show, span: slice, shock: Shock) -> Show:
    """The show with some minutes as the shock makes them."""
    if shock.kind == "rundown_moved":
        later = partial(np.roll, shift=-LATER, axis=0)
        air = _put(show.air, span, {name: later(getattr(show.air, name)[span]) for name in _CARDS})
        talk = show.talk.copy()
        talk[span] = later(talk[span])
        return replace(show, talk=talk, air=air)
    return replace(
        show, air=_put(show.air, span, AIRS.get(shock.kind, _calm)(show.air, span, shock))
    )


_CARDS = ("active", "gain")


def _put(air: Air, span: slice, change: Change) -> Air:
    arrays = {name: getattr(air, name).copy() for name in change}
    for name, values in change.items():
        arrays[name][span] = values
    return air._replace(**arrays)


def _calm(air: Air, span: slice, shock: Shock) -> Change:
    return {}


def _paid_stopped(air: Air, span: slice, shock: Shock) -> Change:
    left = 1 - shock.strength
    spent = np.round(air.spend[span] * left).astype(np.int64)
    return {"paid": air.paid[span] * left, "taken": air.taken[span] * left, "spend": spent}


def _misled(air: Air, span: slice, shock: Shock) -> Change:
    level = shock.strength
    return {
        "paid": air.paid[span] * (1 + 2 * level),
        "quality": air.quality[span] * (1 - 0.7 * level),
    }


def _silent(air: Air, span: slice, shock: Shock) -> Change:
    return {"voice": air.voice[span] * (1 - 0.5 * shock.strength)}


AIRS: dict[Kind, Callable[[Air, slice, Shock], Change]] = {
    "paid_stopped": _paid_stopped,
    "wrong_audience": _misled,
    "off_script": _silent,
}
"""What a shock does to the minutes of a show."""


def _as_it_is(actions: Actions, strength: float) -> Change:
    return {}


def _sold_out(actions: Actions, strength: float) -> Change:
    """Best sellers that make up ``strength`` of the expected pieces cannot be sold."""
    units = expected(actions.cases.world).units
    best = np.argsort(-units, axis=1, kind="stable")
    before = np.cumsum(np.take_along_axis(units, best, axis=1), axis=1)
    before -= np.take_along_axis(units, best, axis=1)
    gone = np.zeros(units.shape, dtype=bool)
    np.put_along_axis(gone, best, before < strength * units.sum(axis=1, keepdims=True), axis=1)
    return {"presale": np.where(gone, GONE, actions.sheet.presale)}


def _links_lost(actions: Actions, strength: float) -> Change:
    sheet, left = actions.sheet, 1 - strength
    return {"see": sheet.see * left, "see_explained": sheet.see_explained * left}


def _throttled(actions: Actions, strength: float) -> Change:
    base = actions.sheet.base.copy()
    base[:, FED] *= 1 - 0.9 * strength
    return {"base": base}


def _wrong_audience(actions: Actions, strength: float) -> Change:
    sheet = actions.sheet
    enter, bounce, follow = (getattr(sheet, name).copy() for name in ("enter", "bounce", "follow"))
    enter[:, PAID] *= 1 - 0.5 * strength
    bounce[:, PAID] += (0.9 - bounce[:, PAID]) * 0.6 * strength
    follow[:, PAID] *= 1 - 0.7 * strength
    return {"enter": enter, "bounce": bounce, "follow": follow}


def _off_script(actions: Actions, strength: float) -> Change:
    sheet, left = actions.sheet, 1 - strength
    plain = {n: 1 + (getattr(sheet, n) - 1) * left for n in ("explain_click", "explain_create")}
    return {"see_explained": sheet.see_explained * left, **plain}


def raised_fen(sheet: Sheet, shock: Shock) -> Ints:
    """Fen by which a shock raises the price of a piece, half up: (G, K+1).

    >>> from types import SimpleNamespace
    >>> sheet = SimpleNamespace(price=np.array([[101]]))
    >>> raised_fen(sheet, Shock(kind="dearer", minute=9)).tolist()
    [[51]]
    """
    points = round(5_000 * shock.strength) * (shock.kind == "dearer")
    raised: Ints = (sheet.price * points + 5_000) // 10_000
    return raised


def _dearer(actions: Actions, strength: float) -> Change:
    sheet, room = actions.sheet, actions.cases.world
    more = raised_fen(sheet, Shock(kind="dearer", minute=1, strength=strength))
    # peers' prices stay: dearer means dearer than theirs
    ratio = 1 + more / np.maximum(sheet.price, 1)
    dear, cheap = (room.one("room", name)[:, None] for name in ("dear", "cheap"))
    moved = {name: getattr(sheet, name) + more for name in ("price", "revenue", "listed")}
    return {"create": sheet.create * price_response(ratio, dear, cheap), **moved}


def _payment_fails(actions: Actions, strength: float) -> Change:
    return {"pay": actions.sheet.pay * (1 - 0.9 * strength)}


def _sooner(actions: Actions, times: float) -> Any:
    """Chance to leave in a minute, at ``times`` the usual hazard."""
    return 1 - (1 - actions.sheet.leave) ** times


def _complaints(actions: Actions, strength: float) -> Change:
    return {"leave": _sooner(actions, 1 + 0.8 * strength)}


def _stutter(actions: Actions, strength: float) -> Change:
    bounce = actions.sheet.bounce
    more = bounce + (0.95 - bounce) * 0.5 * strength
    return {"bounce": more, "leave": _sooner(actions, 1 + 2 * strength)}


def _rush(actions: Actions, strength: float) -> Change:
    return {"create": actions.sheet.create * (1 + strength)}


def _lottery(actions: Actions, strength: float) -> Change:
    base = actions.sheet.base.copy()
    base[:, [*FED, FOLLOW]] *= 1 + strength
    return {"base": base}


SHEETS: dict[Kind, Callable[[Actions, float], Change]] = {
    "sold_out": _sold_out,
    "links_lost": _links_lost,
    "throttled": _throttled,
    "wrong_audience": _wrong_audience,
    "off_script": _off_script,
    "dearer": _dearer,
    "payment_fails": _payment_fails,
    "complaints": _complaints,
    "stutter": _stutter,
    "rush": _rush,
    "lottery": _lottery,
}
"""What a shock does to the rates of a session."""
