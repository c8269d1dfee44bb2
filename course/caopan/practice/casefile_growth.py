"""The case file goes on: the promise and the growth plan of the adopted merchant (lesson 05)."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.practice.adoption import my_merchant
from caopan.practice.casefile import read_part, write_part

if TYPE_CHECKING:
    from caopan.market import Plan
    from caopan.planning import GrowthPlan

FILE: Final = "my_growth.json"


class Growth(NamedTuple):
    """What was promised to a merchant, and by which plan.

    merchant: its short name. stage: name of its stage. promise_yuan: GMV of a month at the end of
    twelve weeks. plan: what is played, days counted from the end of the history. own: whether the
    trainee wrote it; otherwise it is the toolkit's proposal.
    """

    merchant: str
    stage: str
    promise_yuan: float
    plan: Plan
    own: bool

    def __repr__(self) -> str:
        whose = "your plan" if self.own else "the proposal"
        sessions = len(self.plan.specials)
        fields = sorted(self.plan.model_fields_set - {"name", "specials", "pause"})
        return (
            f"{self.merchant}, {self.stage}, {whose}: ¥{self.promise_yuan / 1e6:.2f}m a month by "
            f"week 12, {sessions} sessions; {', '.join(fields) or 'nothing else changed'}"
        )


def keep_growth(promise_yuan: float, plan: Plan | GrowthPlan) -> Growth:
    """Keep the own promise and growth plan of the adopted merchant; a later one replaces it.

    Args:
        promise_yuan: GMV of thirty days at the end of twelve weeks.
        plan: a plan of the market, or a growth plan.

    Raises:
        CaopanError: nobody was adopted, the promise is no GMV, the plan cannot be carried out, or
            the folder cannot be written.
    """
    from caopan.planning import GrowthPlan

    chosen = plan.plan() if isinstance(plan, GrowthPlan) else plan
    kept = _growth(my_merchant(), promise_yuan, chosen)
    told = {"merchant": kept.merchant, "promise_yuan": kept.promise_yuan,
            "plan": chosen.model_dump(mode="json", exclude_unset=True)}  # fmt: skip
    write_part(FILE, told)
    return kept


def my_growth(*, reference: bool = False) -> Growth:
    """Give the adopted merchant's promise and growth plan: the own ones, or the toolkit's.

    Args:
        reference: take the toolkit's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand.
    """
    merchant = my_merchant()
    kept = None if reference else read_part(FILE, _read, "keep_growth")
    # who adopts anew starts from the proposal
    return kept if kept and kept.merchant == merchant else _reference(merchant)


def _read(told: Mapping[str, Any]) -> Growth:
    from caopan.market.plan import make_plan

    return _growth(str(told["merchant"]), told["promise_yuan"], make_plan(**told["plan"]))


def _growth(merchant: str, promise: object, plan: Plan) -> Growth:
    from caopan.diagnosis import Shop
    from caopan.market import as_found
    from caopan.market.checks import check_plan
    from caopan.planning import stage

    check_plan(as_found(merchant), plan, 84)
    return Growth(merchant, stage(Shop.of(merchant)).name, _yuan(promise), plan, own=True)


def _yuan(promise: object) -> float:
    number = isinstance(promise, int | float) and not isinstance(promise, bool)
    value = float(promise) if number else 0.0  # type: ignore[arg-type]
    if not isfinite(value) or value <= 0:
        raise CaopanError(f"promise_yuan: a GMV in yuan above zero is asked for, not {promise!r}.")
    return value


def _reference(merchant: str) -> Growth:
    from caopan.diagnosis import Shop
    from caopan.planning import propose_growth, stage, weekly_targets

    shop = Shop.of(merchant)
    found = stage(shop)
    promise = weekly_targets(shop).month_yuan
    plan = propose_growth(shop, found.number).plan()
    return Growth(merchant, found.name, promise, plan, own=False)
