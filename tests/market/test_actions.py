"""The catalogue of actions covers what a plan can say."""

import re
from importlib import import_module
from typing import get_args

from caopan.market.actions import ACTIONS, DO_NOTHING, Mark, actions_markdown, actions_table
from caopan.market.plan import Plan
from caopan.market.scenario import Fees

DEMANDED = {
    "assortment and price": {"assortment", "price_bp", "m_coupon_fen"},
    "stock orders with lead time": {"orders", "cover_days"},
    "session calendar": {"sessions", "specials"},
    "rundown": {"rundown"},
    "anchors and rest": {"roster"},
    "script and hype level": {"hype"},
    "scene": {"fix_scene"},
    "benefits with funder and gates": {"benefits"},
    "paid plans by hour with goal, audience seeds and exclusions": {"paid", "paid_bp"},
    "stop-loss": {"stop_roi", "stop_after_fen"},
    "audience reset": {"reset_audience"},
    "creatives": {"creatives"},
    "short videos": {"videos"},
    "persona and positioning": {"persona"},
    "quality control or pulling a SKU": {"quality_control", "pull"},
    "private-domain operations": {"private_fen"},
    "service staff": {"service_staff"},
    "appeal": {"appeal"},
    "data fix": {"data_fix"},
    "report": {"report"},
    "new season": {"renewal"},
    "pausing": {"pause"},
    "doing nothing": {""},
}


def test_each_field_of_a_plan_is_one_action() -> None:
    """A bijection with the fields of a plan, its name left out; doing nothing has no field."""
    fields = [action.field for action in ACTIONS]
    assert len(fields) == len(set(fields))
    assert set(fields) == set(Plan.model_fields) - {"name"}
    assert set().union(*DEMANDED.values()) == {*fields, DO_NOTHING.field}


def test_each_action_says_cost_lag_and_side_effect() -> None:
    """No cell is empty, costs name fees that exist, and each fee but rates belongs to an action."""
    for action in (*ACTIONS, DO_NOTHING):
        for cell in (action.zh, action.title, action.what, action.lag, action.side_effect):
            assert cell
        assert action.cost
        assert set(re.findall(r"\w+_(?:fen|bp)\b", action.cost)) == {
            fee for fee in action.fees if fee != "air_fen_per_h"
        }
        assert action.mark in get_args(Mark)
    used = {fee for action in ACTIONS for fee in action.fees}
    assert used == set(Fees.model_fields) - {"fee_bp", "comm_bp"}


def test_each_coupling_is_a_function() -> None:
    """The named couplings exist where the catalogue says, and each of the twelve is pulled."""
    named = {name for action in (*ACTIONS, DO_NOTHING) for name in action.couplings}
    for name in named:
        module, _, function = f"couplings.{name}".rpartition(".")
        module = module.removeprefix("couplings.")
        assert callable(getattr(import_module(f"caopan.market.{module}"), function)), name
    assert len(named - {"price_response"}) == 12


def test_the_table_and_its_markdown() -> None:
    """One row an action, doing nothing last; the Markdown has the same cells."""
    table = actions_table()
    assert table["field"].tolist() == [*(action.field for action in ACTIONS), "-"]
    lines = actions_markdown().splitlines()
    assert len(lines) == len(table) + 2
    assert {line.count("|") for line in lines} == {len(table.columns) + 1}
