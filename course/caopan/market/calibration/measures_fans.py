"""Measures of what lasts: violations, and former buyers who come back."""

import numpy as np

from caopan.market.calibration.claims import Estimate
from caopan.market.calibration.lab import Lab
from caopan.market.plan import Plan
from caopan.market.samples import sample
from caopan.market.scenario import Scenario

NATURAL = ("recommend", "short_video", "plaza")
"""Sources that the platform withholds from a room it punishes."""
SPAN = 28
DARK = tuple(range(7))
"""Days without a session, so that nobody buys on them."""
LONG = 75


def _slipping(slip: float) -> Scenario:
    one = sample("liuyi")
    return one.model_copy(update={"room": one.room.model_copy(update={"slip": slip})})


def _throttled(lab: Lab) -> list[np.ndarray]:
    """Natural covers of each day over those of the same day without a violation, by seed."""
    calm = Plan(name="calm", hype=0.0)
    shown = []
    for slip in (0.06, 0.0):
        tables = [frames["traffic_hour"] for frames in lab.hours(_slipping(slip), calm, days=SPAN)]
        rows = [come[come["source"].isin(NATURAL)] for come in tables]
        shown.append([come.groupby("session_id")["impressions"].sum().to_numpy() for come in rows])
    return [hit / well for hit, well in zip(*shown, strict=True)]


def _spells(ratios: np.ndarray) -> list[np.ndarray]:
    """Runs of days with less than two thirds of the covers; those cut off are left out."""
    low = np.concatenate([[False], ratios < 0.67, [False]])
    starts, ends = (np.flatnonzero(np.diff(low.astype(int)) == step) for step in (1, -1))
    return [
        ratios[start:end]
        for start, end in zip(starts, ends, strict=True)
        if start > 0 and end < len(ratios)
    ]


def throttle_level(lab: Lab, shop: str) -> Estimate:
    """Natural covers on a throttled day over those without the violation."""
    return Estimate.of([float(run.mean()) for seed in _throttled(lab) for run in _spells(seed)])


def throttle_days(lab: Lab, shop: str) -> Estimate:
    """Days on which natural covers are withheld after a violation."""
    return Estimate.of([float(len(run)) for seed in _throttled(lab) for run in _spells(seed)])


def return_lag(lab: Lab, shop: str) -> Estimate:
    """Mean days from a purchase to the visits it brings again.

    A week without sessions makes no buyers; the visits missing later, beyond those that a shop
    without repurchase misses, tell when they would have come back.
    """
    one = sample(shop)
    forgetful = one.model_copy(update={"fans": one.fans.model_copy(update={"loyal": 0.0})})
    pause, usual = Plan(name="a dark week", pause=DARK), Plan(name="usual")
    missed = []
    for played in (one, forgetful):
        dark, open_ = (lab.play(played, plan, days=LONG, share=4).visits for plan in (pause, usual))
        missed.append(1 - dark / np.maximum(open_, 1))
    lost = (missed[0] - missed[1])[:, len(DARK) :]
    days = np.arange(LONG)[len(DARK) :] - np.mean(DARK)
    return Estimate.of((lost * days).sum(axis=1) / lost.sum(axis=1))
