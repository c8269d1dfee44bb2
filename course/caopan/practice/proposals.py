"""The three plans of the warm-up contest, for any merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caopan.market import Plan, Scenario


def proposals(scenario: Scenario) -> dict[str, Plan]:
    """Give the three plans that lie on the owner's desk; which one pays depends on the trouble.

    A "traffic": one more short video a day, and the paid audience is aimed anew.
    B "goods": hook, hero and profit items are kept in stock for five days of demand.
    C "room": the scene is rebuilt once, and the script presses as little as it used to.

    The sizes are assumed: chosen so that no plan is best for every trouble.

    >>> from caopan.market import sample
    >>> [plan.name for plan in proposals(sample("fanhe")).values()]
    ['traffic', 'goods', 'room']
    """
    from caopan.market import Plan, check_plan

    kept = [sku.sku_id for sku in scenario.skus if sku.role in {"hook", "hero", "profit"}]
    plans = {
        "A": Plan(name="traffic", videos=scenario.calendar.videos + 1, reset_audience=True),
        "B": Plan(name="goods", cover_days=dict.fromkeys(kept, 5.0)),
        "C": Plan(name="room", fix_scene=True, hype=scenario.room.hype),
    }
    return {name: check_plan(scenario, plan) for name, plan in plans.items()}
