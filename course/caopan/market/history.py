"""Histories: a merchant's tables, alone or many variants as one batch."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from caopan.errors import CaopanError
from caopan.events import Card
from caopan.market.eventlog import event_tables
from caopan.market.hours import cells_of, goods_hour, traffic_hour
from caopan.market.opslog import ops_log
from caopan.market.plan import Plan
from caopan.market.record import keep
from caopan.market.scenario import Scenario
from caopan.market.session import session_id
from caopan.market.small import contract_tier, live_session, product
from caopan.market.world import compile_world

if TYPE_CHECKING:
    from caopan.market.record import Record

BATCH = 12
OWN = Plan(name="history")
"""The merchant's own conduct."""


def history(
    scenario: Scenario, events_for: Iterable[int] | None = None, plan: Plan | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of one merchant's history, true and complete.

    events_for: days whose sessions get event tables (by default ``scenario.event_days``); without
    any, only the small tables are made. plan: carried out from the first day on, in place of the
    merchant's own conduct.
    Raises CaopanError for a day outside of the history or without a session.

    >>> from caopan.market import sample
    >>> tables = history(sample("yunshi").model_copy(update={"days": 2, "event_days": ()}))
    >>> sorted(tables)
    ['contract_tier', 'goods_hour', 'live_session', 'ops_log', 'product', 'traffic_hour']
    """
    days = None if events_for is None else [tuple(events_for)]
    return histories([scenario], days, None if plan is None else [plan])[0]


def histories(
    scenarios: Sequence[Scenario],
    events_for: Sequence[Iterable[int]] | None = None,
    plans: Sequence[Plan] | None = None,
) -> list[dict[str, pd.DataFrame]]:
    """The tables of many merchants of one structure, played together.

    Played in batches of twelve, so that memory stays flat; the batch a scenario falls into changes
    none of its numbers.
    """
    days = (
        [tuple(one.event_days) for one in scenarios]
        if events_for is None
        else [tuple(chosen) for chosen in events_for]
    )
    under = [OWN] * len(scenarios) if plans is None else plans
    out: list[dict[str, pd.DataFrame]] = []
    for at in range(0, len(scenarios), BATCH):
        some = slice(at, at + BATCH)
        out += _batch(scenarios[some], days[some], under[some])
    return out


def _batch(
    scenarios: Sequence[Scenario], days: Sequence[tuple[int, ...]], plans: Sequence[Plan]
) -> list[dict[str, pd.DataFrame]]:
    for one, chosen in zip(scenarios, days, strict=True):
        if outside := [day for day in chosen if not 0 <= day < one.days]:
            raise CaopanError(
                f"event_days: {one.merchant} has no day {outside[0]}; "
                f"its history runs from 0 to {one.days - 1}"
            )
        if one.days != scenarios[0].days:
            raise CaopanError("days: play merchants with histories of one length together")
    world = compile_world(scenarios, [one.seed for one in scenarios])
    wanted = {day for chosen in days for day in chosen}
    record = keep(world, list(plans), 0, scenarios[0].days, wanted)
    return [tables_of(record, r, one, days[r], plans[r]) for r, one in enumerate(scenarios)]


def tables_of(
    record: "Record", r: int, scenario: Scenario, days: tuple[int, ...], plan: Plan
) -> dict[str, pd.DataFrame]:
    """The tables of replicate ``r`` of what was played, with the events of ``days``."""
    cells = cells_of(record, r)
    traffic = traffic_hour(record, r, scenario)
    goods = goods_hour(record, r, scenario, cells)
    events = event_tables(record, r, scenario, plan, cells, days, traffic, goods)
    return {
        "live_session": live_session(record, r, scenario),
        "product": product(record, r, scenario),
        "contract_tier": contract_tier(scenario),
        "ops_log": ops_log(record, r, scenario, plan),
        "traffic_hour": traffic,
        "goods_hour": goods,
        **events,
    }


def event_sessions(scenario: Scenario) -> tuple[str, ...]:
    """Names of the sessions which have event tables.

    >>> from caopan.market import sample
    >>> event_sessions(sample("liuyi"))[0]
    'liuyi-039-1'
    """
    from caopan.market.air import slots_of

    return tuple(
        session_id(scenario, day, slot)
        for day in sorted(scenario.event_days)
        for slot in range(len(slots_of(scenario, Plan(), day)))
    )


def card_of(scenario: Scenario) -> Card:
    """The merchant's card; it says nothing about faults.

    >>> from caopan.market import sample
    >>> card_of(sample("fanhe")).panel_one_in
    10
    """
    fields = (
        "merchant",
        "name_zh",
        "name_en",
        "category",
        "place",
        "stage",
        "story",
        "days",
        "first_day",
        "panel_one_in",
    )
    return Card(
        **{name: getattr(scenario, name) for name in fields},
        event_sessions=event_sessions(scenario),
    )
