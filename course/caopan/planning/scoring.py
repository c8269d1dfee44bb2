"""What a plan is worth: net settled contribution beside doing nothing, by the same luck.

A plan's value is what it gains on doing nothing, seed by seed: half of it the mean, half of it the
mean of its worst tenth, so that a plan that often costs the merchant money is no good plan. The
skill is that value in parts of the reference's: 0 for doing nothing, 1 for the reference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market import Outcome, Plan, Scenario, baseline, play_many
from caopan.market.inverse import Floats, Ints
from caopan.market.week import scheduled_fen
from caopan.planning.mandate import Mandate, mandate_problems

PAIRS: Final = 80
"""Seeds by which a plan is scored: enough to tell 5 % apart at 80 % power (derived)."""
WORST: Final = 0.1
"""Share of the seeds that are the worst ones."""
CAUTION: Final = 0.5
"""Weight of the worst tenth beside the mean: a merchant lives through one fortnight (assumed)."""
CAP: Final = 1.2
"""Most skill that counts."""
LEAST: Final = 0.02
"""Of the GMV of doing nothing: a reference that gains less tells no skill (assumed)."""


@dataclass(frozen=True, eq=False)
class Score:
    """A played plan beside doing nothing. Money in fen over the whole period.

    skill: 0 for doing nothing, 1 for the reference, at most ``CAP``; below zero for a plan that
    does harm. gain_fen: mean of the differences; worst_fen: mean of their worst tenth; value_fen:
    both weighed. reference_fen: the reference's value. ahead: seeds in which the plan gains.
    differences_fen: (seeds,). messages: what an operator would question.
    """

    skill: float
    gain_fen: int
    worst_fen: int
    value_fen: int
    reference_fen: int
    ahead: int
    differences_fen: Ints
    messages: tuple[str, ...]

    def points(self, most: float) -> float:
        """Give the points for a task of ``most``: skill / 1.2 of them, none for harm.

        >>> Score(0.6, 0, 0, 0, 0, 0, np.zeros(1, dtype=np.int64), ()).points(10)
        5.0
        """
        return round(most * max(self.skill, 0.0) / CAP, 2)


def value_of(differences_fen: Ints | Floats) -> int:
    """Weigh what a plan gains (seeds,) into one number of fen: mean and worst tenth.

    >>> value_of(np.array([100] * 9 + [-100]))
    -10
    """
    gains = np.asarray(differences_fen, dtype=np.float64)
    return round((1 - CAUTION) * float(gains.mean()) + CAUTION * _worst(gains))


def _worst(gains: Floats) -> float:
    count = max(round(WORST * len(gains)), 1)
    return float(np.sort(gains)[:count].mean())


def score_plan(
    scenario: Scenario,
    plan: Plan,
    *,
    reference: Plan | int,
    days: int = 14,
    seeds: Sequence[int] = range(PAIRS),
    mandate: Mandate | None = None,
) -> Score:
    """Play a plan beside doing nothing and give its skill.

    reference: the plan whose value is skill 1, or that value in fen where it is known already
    (then only two sides are played). days: 14 for a session plan, 84 for a growth plan. mandate:
    bounds within which the plan has to stay, if there are any.
    Raises CaopanError as ``play`` does, for a plan beyond its mandate (with all reasons), and where
    a reference loses against doing nothing.

    >>> from caopan.market import sample
    >>> shop = sample("yunshi")
    >>> score_plan(shop, Plan(hype=1.0), reference=1_000_000, days=2, seeds=range(2)).skill < 0
    True
    """
    if mandate and (beyond := mandate_problems(scenario, plan, mandate, days=days)):
        whole = "; ".join(f"{path}: {why}" for path, why in beyond)
        raise CaopanError(f"the plan goes beyond its mandate: {whole}")
    sides = [(scenario, baseline(scenario)), (scenario, plan)]
    if isinstance(reference, Plan):
        sides.append((scenario, reference))
    idle, played, *others = play_many(sides, days=days, seeds=seeds)
    if mandate:
        _check_spent(scenario, plan, played, mandate, days)
    best = value_of(gains_of(others[0], idle)) if others else int(reference)  # type: ignore[arg-type]
    if best < 0:
        raise CaopanError(
            f"reference: it loses {-best / 100:,.0f} yuan on doing nothing; give a plan that gains"
        )
    gains = gains_of(played, idle)
    value = value_of(gains)
    # where nothing can be gained, any loss still counts against the size of the shop
    scale = max(best, LEAST * float(idle.gmv_fen.sum(axis=1).mean()), 1.0)
    return Score(
        skill=min(value / scale, CAP),
        gain_fen=round(float(gains.mean())),
        worst_fen=round(_worst(gains.astype(np.float64))),
        value_fen=value,
        reference_fen=best,
        ahead=int(np.count_nonzero(gains > 0)),
        differences_fen=gains,
        messages=played.messages,
    )


def _check_spent(
    scenario: Scenario, plan: Plan, played: Outcome, mandate: Mandate, days: int
) -> None:
    """Refuse bids and a stop-loss that cut what the budgets of the plan, and its mandate, promise.

    What they leave is known after playing only.
    """
    budget = scheduled_fen(scenario, plan, days)
    spent = float(played.spend_fen.sum(axis=1).mean())
    cut = plan.stop_roi is not None or any(one.bid_fen for one in plan.paid or ())
    if cut and spent * 10_000 < (10_000 - mandate.size_bp) * budget:
        left = f"bids and stop-loss leave {100 * spent / budget:.0f} % of the budget"
        raise CaopanError(
            f"the plan goes beyond its mandate: paid: {left}; "
            f"stay within {mandate.size_bp / 100:g} % of it, or lower the budget itself"
        )


def gains_of(played: Outcome, idle: Outcome) -> Ints:
    """What one outcome earns beside another, seed by seed: (seeds,) fen."""
    gains: Ints = played.total_fen - idle.total_fen
    return gains
