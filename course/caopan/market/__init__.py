"""The market: merchants, faults, and a simulator in which plans are played.

>>> from caopan.market import baseline, play, sample
>>> shop = sample("yunshi")
>>> outcome = play(shop, baseline(shop), days=1, seeds=[1])
>>> outcome.gmv_fen.shape
(1, 1)
"""

from caopan.market.actions import ACTIONS, actions_table
from caopan.market.checks import check_days, check_plan, check_scenario, check_seeds, plan_problems
from caopan.market.faults import CARDS, FAULTS, FaultCard
from caopan.market.feasibility import feasibility
from caopan.market.fold import start, step
from caopan.market.found import as_found
from caopan.market.history import card_of, event_sessions, histories, history
from caopan.market.levers import Lever, lever, levers
from caopan.market.look import Look, compare, look
from caopan.market.luck import Luck
from caopan.market.measurement import BUGS, Bug, collect, plant_bugs
from caopan.market.outcome import Outcome, play, play_many
from caopan.market.plan import Plan, Shift, Special, StockOrder, Talk, baseline, make_plan
from caopan.market.planted import Circumstance, Fault
from caopan.market.remedies import remedy
from caopan.market.samples import SAMPLES, sample
from caopan.market.scenario import Anchor, Benefit, Collector, PaidPlan, Scenario, Sku, Slot, Source
from caopan.market.shocking import shocked_day
from caopan.market.shocks import SHOCKS, Shock, ShockCard, make_shock
from caopan.market.stakes import Truth, main_fault, three_plans, truth
from caopan.market.state import State
from caopan.market.variants import variant, with_fault
from caopan.market.world import World, compile_world

__all__ = [
    "ACTIONS",
    "BUGS",
    "CARDS",
    "FAULTS",
    "SAMPLES",
    "SHOCKS",
    "Anchor",
    "Benefit",
    "Bug",
    "Circumstance",
    "Collector",
    "Fault",
    "FaultCard",
    "Lever",
    "Look",
    "Luck",
    "Outcome",
    "PaidPlan",
    "Plan",
    "Scenario",
    "Shift",
    "Shock",
    "ShockCard",
    "Sku",
    "Slot",
    "Source",
    "Special",
    "State",
    "StockOrder",
    "Talk",
    "Truth",
    "World",
    "actions_table",
    "as_found",
    "baseline",
    "card_of",
    "check_days",
    "check_plan",
    "check_scenario",
    "check_seeds",
    "collect",
    "compare",
    "compile_world",
    "event_sessions",
    "feasibility",
    "histories",
    "history",
    "lever",
    "levers",
    "look",
    "main_fault",
    "make_plan",
    "make_shock",
    "plan_problems",
    "plant_bugs",
    "play",
    "play_many",
    "remedy",
    "sample",
    "shocked_day",
    "start",
    "step",
    "three_plans",
    "truth",
    "variant",
    "with_fault",
]
