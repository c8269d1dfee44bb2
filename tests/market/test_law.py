"""One law at two resolutions: what minutes say in sums, events say in rows."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from caopan.market import Plan, Scenario, compile_world, histories, sample, start, step
from caopan.market.close import DayFacts

SEEDS = 40
DAY, DAYS = 2, 34  # the day compared, and days enough for its last refund
FIGURES = (
    "impressions",
    "visits",
    "exposures",
    "clicks",
    "creates",
    "pays",
    "gmv_fen",
    "refund_fen",
    "spend_fen",
    "follows",
)
ERROR = 1e-3
"""Chance that a true law fails either test here: shared by all figures (Bonferroni)."""


def _shop(seed: int) -> Scenario:
    """A small workshop: forty evenings of it are told in people within seconds."""
    base = sample("yunshi")
    return base.model_copy(update={"days": DAYS, "event_days": (DAY,), "seed": seed})


@cache
def _by_minutes() -> pd.DataFrame:
    """The day's sums by the fold, without detail: seeds 0 to SEEDS - 1."""
    shop = _shop(0)
    world = compile_world([shop] * SEEDS, list(range(SEEDS)))
    state, ticks = start(world, [Plan()] * SEEDS, 0, DAY + 1, detail=False)
    sums: dict[str, np.ndarray] = {}
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if actions.day != DAY:
            continue
        if isinstance(facts, DayFacts):
            sums |= {"gmv_fen": facts.gmv_fen, "refund_fen": facts.refund_fen}
        else:
            sums = {
                name: getattr(facts.totals, name) + sums.get(name, 0)
                for name in FIGURES
                if name not in {"gmv_fen", "refund_fen"}
            }
    return pd.DataFrame(sums)[list(FIGURES)]


@cache
def _by_events() -> pd.DataFrame:
    """The day's figures counted from event rows, under other seeds."""
    rows = []
    for tables in histories([_shop(1000 + n) for n in range(SEEDS)]):
        lines, cards = tables["order_line"], tables["product_event"]
        funnel = lines[lines["path"] == "funnel"]
        paid = lines[lines["pay_ts"].notna()]
        back = tables["refund"]
        rows.append(
            {
                "impressions": len(tables["impression"]),
                "visits": len(tables["visit"]),
                "exposures": (cards["kind"] == "expose").sum(),
                "clicks": (cards["kind"] == "click").sum(),
                "creates": len(funnel),
                "pays": funnel["pay_ts"].notna().sum(),
                "gmv_fen": paid["pay_fen"].sum(),
                "refund_fen": back["amount_fen"].sum(),
                "spend_fen": tables["ad_spend"]["cost_fen"].sum(),
                "follows": (tables["interaction"]["kind"] == "follow").sum(),
            }
        )
    return pd.DataFrame(rows)[list(FIGURES)]


@pytest.mark.parametrize("figure", FIGURES)
def test_minutes_and_events_agree_in_mean(figure: str) -> None:
    """Welch's t over 40 seeds each; a true law fails once in a thousand runs of all figures.

    A difference of 1.3 standard deviations of a day is found with 95 % power.
    """
    minutes, events = _by_minutes()[figure], _by_events()[figure]
    if minutes.std() == 0:
        assert (events == minutes.iloc[0]).all()  # spend is decided, not drawn
        return
    found = stats.ttest_ind(minutes, events, equal_var=False)
    assert found.pvalue > ERROR / len(FIGURES)


@pytest.mark.parametrize("figure", FIGURES)
def test_minutes_and_events_agree_in_spread(figure: str) -> None:
    """Brown and Forsythe's test of equal spread, with the same error rate.

    A spread that is twice the other's is found with about 90 % power.
    """
    minutes, events = _by_minutes()[figure], _by_events()[figure]
    if minutes.std() == 0:
        assert events.std() == 0
        return
    found = stats.levene(minutes, events, center="median")
    assert found.pvalue > ERROR / len(FIGURES)


def test_one_seed_is_one_evening_at_both_resolutions() -> None:
    """Under the same seed the rows add up to the fold's sums exactly, money in and money back."""
    shop = _shop(1000)
    world = compile_world([shop], [1000])
    state, ticks = start(world, [Plan()], 0, DAY + 1, detail=False)
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if actions.day == DAY and isinstance(facts, DayFacts):
            events = _by_events().iloc[0]
            assert int(facts.gmv_fen[0]) == events["gmv_fen"]
            assert int(facts.refund_fen[0]) == events["refund_fen"]
            assert int(facts.spend_fen[0]) == events["spend_fen"]
            assert int(facts.visits[0]) == events["visits"]
