"""Targets of twelve weeks that follow from the funnel.

Each factor of the identity (``funnel``) starts where the shop stands, and moves as far as both its
peers have come and the planned actions can move it: no further. Fans grow by the identity too:
visitors follow, followers come again. What the season does is multiplied on. Hour tables do not see
what is bought between sessions (10-30 % of what is sold): a played plan brings that much more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.diagnosis.days import peer_days
from caopan.diagnosis.facts import facts
from caopan.diagnosis.peers import match_peers
from caopan.errors import CaopanError
from caopan.market.couplings import room_reach, season
from caopan.planning.funnel import (
    FACTORS,
    LATELY,
    WORDS,
    Funnel,
    Peers,
    funnel_of,
    peer_funnels,
    plain_days,
    shown,
    told_days,
)
from caopan.planning.paid_room import paid_room

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop

WEEKS: Final = 12
MIDDLE, UPPER = 0.5, 0.75
"""Which peer a target and a ceiling look to: the middle one, and who leads three in four."""
MOST_FANS: Final = 5.0
"""Most times the fans that twelve weeks are trusted with (assumed)."""


class Move(NamedTuple):
    """What planned actions can do to a factor.

    times: at most. weeks: until that is reached, evenly. by: the actions.
    """

    times: float
    weeks: int
    by: str


MOVES: Final = {
    "covers_h": Move(1.15, 8, "short videos, groups, a steady hour"),
    "enter": Move(1.10, 3, "new creatives, cover and scene"),
    "buy": Move(1.10, 4, "order of explanations, hero in stock, fan-club benefit"),
    "worth": Move(1.03, 6, "bundles, profit SKUs"),
}
"""Times and weeks by factor (assumed, from what the levers of the market do)."""


class Fans(NamedTuple):
    """How fans grow by themselves.

    now: followers. follow: new ones a visit. lose: share that leaves in a week. gmv: share of GMV
    that comes by following.
    """

    now: float
    follow: float
    lose: float
    gmv: float


@dataclass(frozen=True, eq=False)
class Targets:
    """Twelve weeks of targets.

    start: the factors now. ceiling: as far as each can go. why: by factor, what holds it there.
    peers: their factors, or None with the reason in ``notes``. fans: how they grow. weeks: a row a
    week: week, from (its first day), phases (days by phase, in words), the five factors of the
    target, fans, fan_times (GMV by their growth), season (times GMV), now_yuan, target_yuan,
    ceiling_yuan (GMV of the week: nothing changes; each factor at its target; at its ceiling).
    notes: what could not be told.
    """

    merchant: str
    start: Funnel
    ceiling: Funnel
    why: dict[str, str]
    peers: Peers | None
    fans: Fans | None
    weeks: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def month_yuan(self) -> float:
        """GMV of thirty days like the last four weeks', at the target."""
        return _month(self.weeks["target_yuan"])

    @property
    def most_yuan(self) -> float:
        """The same with each factor at its ceiling: the most the funnel carries."""
        return _month(self.weeks["ceiling_yuan"])

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        now, aim, most = (
            f"¥{one / 1e6:.2f}m" for one in (self.start.month_yuan, self.month_yuan, self.most_yuan)
        )
        last = f"in week {len(self.weeks)} {aim} at the target, {most} at the most"
        said = [f"{self.merchant}: {now} a month now; {last}."]
        said += [f"{getattr(WORDS, name)}: {why}" for name, why in self.why.items()]
        return (*said, *self.notes)


def _month(weeks: pd.Series) -> float:
    return float(weeks.tail(4).mean()) * 30 / 7


def weekly_targets(
    shop: Shop,
    *,
    weeks: int = WEEKS,
    air_h: float | None = None,
    fans: int | None = None,
    moves: dict[str, Move] | None = None,
) -> Targets:
    """Set targets by the week from the day after the history.

    air_h: hours on air a week that the calendar plans; as now by default. fans: followers now; by
    default estimated from the fans' visits and how often the peers' fans come. moves: what actions
    can do, in place of ``MOVES``. Raises CaopanError as ``funnel_of`` does, for hours that a week
    does not have, no weeks, or less than no fans.

    >>> from caopan.diagnosis import Shop
    >>> plan = weekly_targets(Shop.of("liuyi"))
    >>> plan.start.month_yuan < plan.month_yuan < plan.most_yuan
    True
    """
    start, notes = funnel_of(shop), []
    hours = start.air_h if air_h is None else float(air_h)
    if weeks < 1 or (fans is not None and fans < 0):
        raise CaopanError(
            f"weeks, fans: {weeks} and {fans}; give a week or more, and no less than 0."
        )
    if not 0 < hours <= 112:
        raise CaopanError(f"air_h: {hours:g} hours a week cannot be aired; give up to 112.")
    try:
        peers: Peers | None = peer_funnels(shop)
    except CaopanError as problem:
        peers, notes = None, [f"Held against nobody: {problem}"]
    known = _fans(shop, fans, notes)
    moves = _with_paid(shop, MOVES if moves is None else moves, notes)
    target, ceiling, why = bounds(start, hours, peers, moves)
    first = shop.first_day + timedelta(days=shop.days)
    table = _table(start, target, ceiling, known, first, weeks, moves)
    return Targets(shop.name, start, ceiling, why, peers, known, table, tuple(notes))


def _with_paid(shop: Shop, moves: dict[str, Move], notes: list[str]) -> dict[str, Move]:
    """Covers may grow by paid traffic too, as far as its last yuan pays; else it is said."""
    try:
        room = paid_room(shop)
    except CaopanError as problem:
        notes.append(f"Whether more paid traffic would pay cannot be told: {problem}")
        return moves
    if room.times > 1 and "covers_h" in moves:
        own = moves["covers_h"]
        more = Move(own.times * room.times, own.weeks, f"{own.by}, paid traffic to break-even")
        return {**moves, "covers_h": more}
    if room.spend_yuan:
        notes.append(f"No covers are bought on top: {room.words}.")
    return moves


def bounds(
    start: Funnel, hours: float, peers: Peers | None, moves: dict[str, Move] | None = None
) -> tuple[Funnel, Funnel, dict[str, str]]:
    """Target and ceiling of each factor at so many hours a week, and why no further.

    A target goes to the middle peer, a ceiling to the one that leads three in four, both no
    further than actions can move it, and never below what is there. More hours than now thin
    covers out. moves: in place of ``MOVES``.

    >>> now = Funnel(30, 20_000, 0.1, 0.02, 150)
    >>> target, ceiling, why = bounds(now, 30, None)
    >>> round(ceiling.enter, 3), why["enter"]
    (0.11, '0.1 now, up to 0.11 by new creatives, cover and scene')
    """
    moves = MOVES if moves is None else moves
    target, ceiling = {"air_h": hours}, {"air_h": hours}
    thin = float(room_reach(hours, start.air_h))  # more hours, fewer covers in each
    why = {"air_h": f"{hours:.0f} a week, as the calendar has it"}
    both = [None if peers is None else peers.at(share) for share in (MIDDLE, UPPER)]
    for name in FACTORS[1:]:
        own = getattr(start, name)
        move = moves.get(name, Move(1.0, 1, "nothing planned"))
        base = own * thin if name == "covers_h" else own
        most = base * move.times
        middle, upper = (most if one is None else float(getattr(one, name)) for one in both)
        target[name] = max(base, min(middle, most))
        ceiling[name] = max(base, min(upper, most))
        why[name] = _why(own, base, most, upper, move, peers)
    return Funnel(**target), Funnel(**ceiling), why


def _why(
    own: float, base: float, most: float, upper: float, move: Move, peers: Peers | None
) -> str:
    thin = f"; more hours thin it out to {shown(base)}" if base < own * 0.999 else ""
    now, most_told, theirs = (shown(one) for one in (own, most, upper))
    if peers is None:
        return f"{now} now, up to {most_told} by {move.by}{thin}"
    if upper <= base:
        return f"{now} now, beyond three in four peers ({theirs}): nothing to promise{thin}"
    if most < upper:
        return f"{now} now; {move.by} can move it to {most_told}, peers reach {theirs}{thin}"
    return f"{now} now; three in four peers stay below {theirs}{thin}"


def _fans(shop: Shop, count: int | None, notes: list[str]) -> Fans | None:
    """How fans grow, from the own follows and from how the peers' fans come and leave."""
    plain = plain_days(shop)[-LATELY:]
    own = {name: float(days[plain].sum()) for name, days in told_days(shop).items()}
    try:
        visits, fan_visits, follows = (own[name] for name in ("visits", "fan_visits", "follows"))
        come, lose = _peer_fans(shop, plain)
    except (CaopanError, KeyError) as problem:
        notes.append(f"Fans are left as they are: {problem}")
        return None
    now = float(count) if count is not None else fan_visits / len(plain) * 7 / come
    if count is None:
        notes.append(f"Fans are estimated at {now:,.0f}: their visits, if they come as the peers'.")
    goods = facts(shop, "goods_hour", "source", "gmv_fen")
    goods = goods[goods["day"].isin(plain)]
    gmv = float(goods.loc[goods["source"] == "follow", "gmv_fen"].sum() / goods["gmv_fen"].sum())
    return Fans(max(now, 1.0), follows / max(visits, 1.0), lose, gmv)


def _peer_fans(shop: Shop, plain: np.ndarray) -> tuple[float, float]:
    """Visits a fan and week, and share of fans lost in a week, at the middle peer."""
    kept = match_peers(shop).kept or peer_days(shop).names
    table = facts(shop, "peer_day", "peer_id", "fans", "fan_visits", "follows")
    table = table[table["peer_id"].isin(kept) & table["day"].isin(plain)].sort_values("day")
    come, lose = [], []
    for _, rows in table.groupby("peer_id"):
        fans = rows["fans"].to_numpy(np.float64)
        if len(rows) < 2 or fans.mean() <= 0:
            continue
        gone = rows["follows"].to_numpy(np.float64)[1:].sum() - (fans[-1] - fans[0])
        span = float(rows["day"].iloc[-1] - rows["day"].iloc[0])
        lose.append(max(gone / span * 7 / fans.mean(), 0.0))
        come.append(float(rows["fan_visits"].mean()) * 7 / fans.mean())
    if not come or min(come) <= 0:
        raise CaopanError(
            f"{shop.name}: no peer tells how many fans it has and how often they come"
        )
    return float(np.median(come)), float(np.median(lose))


def _table(
    start: Funnel,
    target: Funnel,
    ceiling: Funnel,
    fans: Fans | None,
    first: date,
    weeks: int,
    moves: dict[str, Move],
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    paths = {"now": start, "target": target, "ceiling": ceiling}
    many = dict.fromkeys(paths, 1.0)  # fans, times those of now
    for week in range(weeks):
        begins = first + timedelta(days=7 * week)
        times, phases = _season(begins)
        row: dict[str, object] = {"week": week + 1, "from": begins, "phases": phases}
        for name, end in paths.items():
            at = _on_the_way(start, end, week + 1, moves)
            grown = 1.0 if fans is None else 1 + fans.gmv * (many[name] - 1)
            if fans is not None:
                visits = at.air_h * at.covers_h * at.enter * grown
                many[name] += visits * fans.follow / fans.now - many[name] * fans.lose
                many[name] = min(many[name], MOST_FANS)
            row[f"{name}_yuan"] = at.gmv_yuan * grown * times
            if name == "target":
                row |= at._asdict() | {"fans": None if fans is None else many[name] * fans.now}
                row |= {"fan_times": grown, "season": times}
        rows.append(row)
    order = ["week", "from", "phases", *FACTORS, "fans", "fan_times", "season"]
    return pd.DataFrame(rows)[[*order, *(f"{name}_yuan" for name in paths)]]


def _on_the_way(start: Funnel, end: Funnel, week: int, moves: dict[str, Move]) -> Funnel:
    """The factors of a week: hours at once, the others evenly over the weeks that they take."""
    values = {}
    for name in FACTORS:
        share = 1.0 if name not in moves else min(week / moves[name].weeks, 1.0)
        values[name] = getattr(start, name) + share * (getattr(end, name) - getattr(start, name))
    return Funnel(**values)


def _season(first: date) -> tuple[float, str]:
    """Times GMV of a week by the calendar, and its days by phase in words."""
    from caopan.events.festivals import around

    days = [first + timedelta(days=at) for at in range(7)]
    times = float(np.mean([season(day).traffic * season(day).create for day in days]))
    phases = [around(day).phase for day in days]
    said = [f"{phases.count(one)} {one}" for one in dict.fromkeys(phases) if one != "plain"]
    return times, ", ".join(said)
