"""Watch the fold and keep what the tables need: hour sums of all days, minutes of some."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from caopan.market.air import Show
from caopan.market.close import DayFacts
from caopan.market.fold import start, step
from caopan.market.goods import aged
from caopan.market.inverse import Ints
from caopan.market.minute import MinuteFacts, Orders
from caopan.market.plan import Plan
from caopan.market.programme import Actions
from caopan.market.sheet import Sheet
from caopan.market.world import PAID, World

TRAFFIC = ("impressions", "visits", "viewers", "fan_visits", "watch_s", "follows", "ad_spend_fen")
GOODS = ("exposures", "clicks", "creates", "pays", "extra", "redeemed")
GOLDEN = 0.6180339887498949


@dataclass
class HourSums:
    """Sums of one show: traffic (R, H, S, 7) and goods (R, H, S, K+1, 6)."""

    show: Show
    sheet: Sheet
    traffic: Ints
    goods: Ints


@dataclass
class MinuteLog:
    """Everything of one show, minute by minute, for the events."""

    show: Show
    sheet: Sheet
    stock: Ints  # (R, K+1) at the opening
    followed: Ints  # (R,) fans ever, at the opening
    facts: list[MinuteFacts] = field(default_factory=list)

    def counts(self, part: str, name: str, r: int) -> Ints:
        """A fact of the people or orders, minute by minute, of one replicate: (M, ...)."""
        runs = [getattr(getattr(run, part), name)[:, r] for run in self.facts]
        whole: Ints = np.concatenate(runs)[: int(self.show.minutes[self.sheet.group[r]])]
        return whole

    def spend(self, r: int) -> Ints:
        """Fen of each minute: (M,)."""
        runs = [run.spend_fen[:, r] for run in self.facts]
        whole: Ints = np.concatenate(runs)[: int(self.show.minutes[self.sheet.group[r]])]
        return whole


@dataclass(frozen=True)
class Returned:
    """Refunded pieces of a day: replicate, SKU, number among the day's pieces, age in days."""

    replicate: Ints
    sku: Ints
    piece: Ints
    age: Ints


@dataclass
class Record:
    """What was kept: shows, minute logs by (day, slot), day facts and refunds by day."""

    world: World
    first: int
    shows: list[HourSums] = field(default_factory=list)
    minutes: dict[tuple[int, int], MinuteLog] = field(default_factory=dict)
    days: list[DayFacts] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)


def keep(
    world: World,
    plans: list[Plan],
    first: int,
    days: int,
    events_for: set[int],
    turned: Callable[[Iterator[Actions]], Iterator[Actions]] = iter,
) -> Record:
    """Play and keep; ``events_for`` are the days whose minutes are kept whole.

    turned: what befalls the actions of the plans on their way (see ``shocking``).
    """
    state, ticks = start(world, plans, first, days)
    record = Record(world, first)
    for actions in turned(ticks):
        before = state
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, DayFacts):
            record.days.append(facts)
            record.returned.append(_returned(world, facts))
            continue
        if actions.minute == 0:
            record.shows.append(_open(world, actions))
            if actions.day in events_for:
                show = actions.show
                assert show is not None
                record.minutes[actions.day, show.slot] = MinuteLog(
                    show, actions.sheet, before.stock + before.locked, before.followed
                )
        _add(record.shows[-1], actions, facts)
        if actions.day in events_for:
            record.minutes[actions.day, record.shows[-1].show.slot].facts.append(facts)
    return record


def _open(world: World, actions: Actions) -> HourSums:
    show = actions.show
    assert show is not None
    hours = int((show.clock // 60 - show.start // 60).max()) + 1
    sources = actions.sheet.enter.shape[1]
    shape = (len(world), hours, sources)
    return HourSums(
        show,
        actions.sheet,
        np.zeros((*shape, len(TRAFFIC)), dtype=np.int64),
        np.zeros((*shape, world.skus + 1, len(GOODS)), dtype=np.int64),
    )


def _add(sums: HourSums, actions: Actions, facts: MinuteFacts) -> None:
    """Add a run of minutes to the hours it falls into."""
    people, show = facts.people, sums.show
    span = slice(actions.minute, actions.minute + actions.span)
    group = sums.sheet.group
    live = np.arange(span.start, span.stop)[:, None] < show.minutes[group]
    hours = (show.clock[span] // 60 - show.start // 60)[:, group]  # (B, R)
    spend = np.zeros_like(people.impressions)
    spend[..., PAID] = facts.spend_fen
    visits = people.visits.sum(axis=3)
    columns = (
        people.impressions,
        visits,
        visits - people.back.sum(axis=3),
        people.visits[..., 1],
        facts.watch_s,
        people.follows,
        spend,
    )
    table = np.stack(columns, axis=-1)
    for hour in np.unique(hours):
        here = (hours == hour) & live
        sums.traffic[:, hour] += np.where(here[..., None, None], table, 0).sum(axis=0)
    _add_goods(sums, facts.orders, hours)


def _add_goods(sums: HourSums, orders: Orders, hours: Ints) -> None:
    b, r, s, a = orders.exposures.nonzero()
    if not len(b):
        return
    shape = sums.goods.shape[:-1]
    place = np.ravel_multi_index((r, hours[b, r], s, orders.active[b, r, a]), shape)
    for at, name in enumerate(GOODS):
        values = getattr(orders, name)[b, r, s, a]
        sums.goods[..., at] += (
            np.bincount(place, values, np.prod(shape)).astype(np.int64).reshape(shape)
        )


def _returned(world: World, facts: DayFacts) -> Returned:
    """Which pieces come back when: spread evenly over the day's pieces, ages dealt by turns."""
    total, sold = facts.refunds, facts.sold + facts.off
    r, k = np.nonzero(total)
    count = total[r, k]
    group = np.repeat(np.arange(len(r)), count)
    j = np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)
    luck = facts.refund_luck[r, k][group]
    piece = ((j + luck) * sold[r, k][group] / np.maximum(count[group], 1)).astype(np.int64)
    turn = np.lexsort(((j * GOLDEN + luck) % 1, group))
    rank = np.empty_like(j)
    rank[turn] = j  # groups are contiguous, so the sorted places have the same numbers
    came = aged(world, total, facts.early_share, facts.refund_luck)[r, :, k]
    age = (came[group] <= rank[:, None]).sum(axis=1)
    return Returned(r[group], k[group], piece, age)
