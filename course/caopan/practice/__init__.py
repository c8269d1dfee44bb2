"""Practice inside a notebook: check, hint, guess, explorers, the adopted merchant, one figure look.

What is graded is elsewhere; everything here is open to read and only helps while working.
"""

# these register their exercises on import
from caopan.practice import (
    assignment01,
    assignment01_tables,
    assignment02,
    assignment02_night,
    assignment03,
    assignment03_none,
    assignment03_parts,
    assignment04,
    assignment04_choice,
    assignment04_shops,
    assignment05,
    assignment05_shop,
    assignment06,
    assignment06_heads,
    assignment06_shelf,
    assignment06_shops,
    assignment07,
    assignment07_rows,
    assignment07_sheet,
    assignment07_voice,
    assignment08,
    assignment08_shop,
    assignment09_night,
    assignment09_parts,
    assignment09_statement,
    assignment10,
    assignment10_response,
    assignment10_shop,
    assignment10_sign,
    lesson01,
    lesson02,
    lesson03,
    lesson04,
    lesson05,
    lesson06,
    lesson07,
    lesson08,
    lesson09,
    lesson10,
    warmup,
)
from caopan.practice.adoption import adopt, my_merchant
from caopan.practice.assignment04_choice import worth_of_tests
from caopan.practice.assignment04_shops import totals
from caopan.practice.assignment05_shop import first_day
from caopan.practice.assignment06_shelf import Offer, offer
from caopan.practice.assignment06_shops import heroes_of
from caopan.practice.assignment09_night import night_clocks, own_contract
from caopan.practice.assignment09_parts import edge_case
from caopan.practice.assignment09_statement import provider_statement
from caopan.practice.assignment10_shop import my_offers
from caopan.practice.casefile import Diagnosis, keep_diagnosis, my_diagnosis
from caopan.practice.casefile_contract import ContractChoice, keep_contract, my_contract
from caopan.practice.casefile_growth import Growth, keep_growth, my_growth
from caopan.practice.casefile_paid import PaidChoice, keep_paid_plan, my_paid_plan
from caopan.practice.casefile_sheet import KeptSheet, keep_sheet, my_sheet
from caopan.practice.casefile_stock import Order, keep_order, my_order
from caopan.practice.drafting import drafted
from caopan.practice.exercise import check, exercises, hint
from caopan.practice.explorers import explore_levers, explore_tables
from caopan.practice.faults import FaultsTable, faults_table
from caopan.practice.figures import label, style, times_axis
from caopan.practice.guess import Guess, guess
from caopan.practice.lesson05 import owners_calendar
from caopan.practice.look_inside import look_inside
from caopan.practice.metrics import MetricsTable, metrics_table
from caopan.practice.outcome import Hint, Outcome
from caopan.practice.period import in_days
from caopan.practice.spoil import jammed, spoiled

__all__ = [
    "ContractChoice",
    "Diagnosis",
    "FaultsTable",
    "Growth",
    "Guess",
    "Hint",
    "KeptSheet",
    "MetricsTable",
    "Offer",
    "Order",
    "Outcome",
    "PaidChoice",
    "adopt",
    "assignment01",
    "assignment01_tables",
    "assignment02",
    "assignment02_night",
    "assignment03",
    "assignment03_none",
    "assignment03_parts",
    "assignment04",
    "assignment04_choice",
    "assignment04_shops",
    "assignment05",
    "assignment05_shop",
    "assignment06",
    "assignment06_heads",
    "assignment06_shelf",
    "assignment06_shops",
    "assignment07",
    "assignment07_rows",
    "assignment07_sheet",
    "assignment07_voice",
    "assignment08",
    "assignment08_shop",
    "assignment09_night",
    "assignment09_parts",
    "assignment09_statement",
    "assignment10",
    "assignment10_response",
    "assignment10_shop",
    "assignment10_sign",
    "check",
    "drafted",
    "edge_case",
    "exercises",
    "explore_levers",
    "explore_tables",
    "faults_table",
    "first_day",
    "guess",
    "heroes_of",
    "hint",
    "in_days",
    "jammed",
    "keep_contract",
    "keep_diagnosis",
    "keep_growth",
    "keep_order",
    "keep_paid_plan",
    "keep_sheet",
    "label",
    "lesson01",
    "lesson02",
    "lesson03",
    "lesson04",
    "lesson05",
    "lesson06",
    "lesson07",
    "lesson08",
    "lesson09",
    "lesson10",
    "look_inside",
    "metrics_table",
    "my_contract",
    "my_diagnosis",
    "my_growth",
    "my_merchant",
    "my_offers",
    "my_order",
    "my_paid_plan",
    "my_sheet",
    "night_clocks",
    "offer",
    "own_contract",
    "owners_calendar",
    "provider_statement",
    "spoiled",
    "style",
    "times_axis",
    "totals",
    "warmup",
    "worth_of_tests",
]
