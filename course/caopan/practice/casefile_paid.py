"""The case file, paid traffic: the budget by hour that lesson 08 leaves for the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.practice.adoption import my_merchant
from caopan.practice.casefile import read_part, write_part

FILE: Final = "my_paid_plan.json"
MOST_FEN: Final = 100_000_000
"""Fen an hour beyond which nobody spends (our choice)."""


class PaidChoice(NamedTuple):
    """A budget of paid traffic.

    merchant: its short name. hours: fen an hour by clock hour; none in the others. leave_fans_out:
    whether fans are kept out of the plans. why: in words. own: whether the trainee wrote it;
    otherwise it is what the course's method makes of the merchant's trial.
    """

    merchant: str
    hours: dict[int, int]
    leave_fans_out: bool
    why: str
    own: bool

    def __repr__(self) -> str:
        whose = "your budget" if self.own else "the reference budget"
        hours = ", ".join(f"{hour}:00 ¥{fen / 100:,.0f}" for hour, fen in self.hours.items())
        fans = "fans left out" if self.leave_fans_out else "fans left in"
        why = f"\n{self.why}" if self.why else ""
        return f"{self.merchant}, {whose}, {fans}: {hours or 'nothing is spent'}{why}"


def keep_paid_plan(
    hours: Mapping[int, int], *, leave_fans_out: bool = False, why: str = ""
) -> PaidChoice:
    """Keep the own budget for the adopted merchant; a later one replaces it.

    Args:
        hours: fen an hour by clock hour, 0 to 23.
        leave_fans_out: whether fans are kept out of the plans.
        why: what speaks for it, and what would change your mind.

    Raises:
        CaopanError: nobody was adopted, a part is wrong (it says which), or the folder cannot be
            written.
    """
    kept = _choice(my_merchant(), hours, leave_fans_out, why)
    told = kept._asdict() | {"hours": {str(hour): fen for hour, fen in kept.hours.items()}}
    write_part(FILE, {name: told[name] for name in told if name != "own"})
    return kept


def my_paid_plan(*, reference: bool = False) -> PaidChoice:
    """Give the adopted merchant's budget: the own one, or the reference's.

    Args:
        reference: take the reference's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand.
    """
    merchant = my_merchant()
    kept = None if reference else read_part(FILE, _read, "keep_paid_plan")
    return kept if kept and kept.merchant == merchant else _reference(merchant)


def _read(told: Mapping[str, Any]) -> PaidChoice:
    hours = {int(hour): fen for hour, fen in told["hours"].items()}
    return _choice(str(told["merchant"]), hours, told["leave_fans_out"], told["why"])


def _choice(merchant: str, hours: Any, leave_fans_out: Any, why: Any) -> PaidChoice:
    if not isinstance(hours, Mapping):
        raise CaopanError(f"hours: a dict by clock hour is asked for, not {type(hours).__name__}.")
    for hour, fen in hours.items():
        whole = isinstance(fen, int) and not isinstance(fen, bool)
        if hour not in range(24) or not whole or not 0 <= fen <= MOST_FEN:
            raise CaopanError(
                f"hours[{hour!r}] is {fen!r}: give whole fen for an hour of the clock, 0 to 23."
            )
    if not isinstance(leave_fans_out, bool) or not isinstance(why, str):
        raise CaopanError("leave_fans_out is True or False, and why is text.")
    return PaidChoice(merchant, dict(sorted(hours.items())), leave_fans_out, why, own=True)


def _reference(merchant: str) -> PaidChoice:
    from caopan.diagnosis import break_even
    from caopan.market import as_found
    from caopan.planning import (
        paid_response,
        paid_trial,
        plan_paid,
        read_holdout,
        running_plans,
    )

    trial = paid_trial(merchant)
    due = break_even(trial.shop).roi
    out = read_holdout(trial.days, trial.days["without_fans"]).decision == "leave fans out"
    if due is None:
        return PaidChoice(merchant, {}, out, "no ROI would pay for these goods", own=False)
    own = running_plans(as_found(merchant))
    plan = plan_paid(own, trial.hours, paid_response(trial.days), due, leave_fans_out=out)
    clock = sorted({hour for one in plan.paid or () for hour in one.hours})
    hours = {hour: sum(one.fen_at(hour) for one in plan.paid or ()) for hour in clock}
    return PaidChoice(merchant, hours, out, f"break-even ROI is {due:.2f}", own=False)
