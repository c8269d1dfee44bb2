"""The full diagnosis (全面诊断): every step of a shop, its result or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from caopan.diagnosis.shop import Shop
from caopan.diagnosis.steps import Ask, Step, steps
from caopan.diagnosis.telling import Told
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.diagnosis.hypotheses import Verdict
    from caopan.diagnosis.peers import Match
    from caopan.diagnosis.standing import Standing

DRAWS: Final = 200
"""Times that days are drawn again for intervals."""
TITLES: Final = {
    "all": ("The whole", "总览"),
    "goods": ("Goods", "货品"),
    "traffic": ("Traffic", "流量"),
    "room": ("Live room & fans", "直播间与粉丝"),
}
"""The parts of a report, in order."""
UNFORESEEN: Final = "The tables hold something that this step did not foresee"
"""How the reason begins where a step failed in a way that it cannot tell of."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of a step.

    result: as the step gives it; None where it could not be done. told: what a report shows of it.
    reason: why it could not be done, in a sentence; empty where it could. doubt: which broken
    identity of the data it stands on; empty: none.
    """

    step: Step
    result: Any
    told: Told
    reason: str = ""
    doubt: str = ""


@dataclass(frozen=True, eq=False)
class Report:
    """A full diagnosis.

    name: the merchant's. title: its name and category in words. stretches: what was compared, in
    words. verdict: what is wrong, how sure, what it costs and which test would settle it; None
    with ``no_verdict`` where that cannot be told. standing: the numbers of each part and their
    place among the peers; None with ``no_standing``. outcomes: all steps by name, in order.
    notes: what else a reader must know, such as rows that an import refused.
    """

    name: str
    title: str
    stretches: str
    verdict: Verdict | None
    no_verdict: str
    standing: Standing | None
    no_standing: str
    outcomes: dict[str, Outcome]
    notes: tuple[str, ...] = ()

    def of(self, part: str) -> tuple[Outcome, ...]:
        """The outcomes of a part: all, goods, traffic or room."""
        return tuple(one for one in self.outcomes.values() if one.step.part == part)

    @property
    def undone(self) -> dict[str, str]:
        """Steps that could not be done, and why."""
        return {key: one.reason for key, one in self.outcomes.items() if one.reason}


def diagnose(
    shop: Shop | str, draws: int = DRAWS, seed: int = 0, notes: tuple[str, ...] = ()
) -> Report:
    """Do every step of a diagnosis; what cannot be done says why, and the rest goes on.

    shop: a merchant's tables, or its name. draws: for intervals, days drawn again so often. seed:
    of these draws. notes: what else a reader must know.

    Raises CaopanError for an unknown merchant, or a history too short to compare.

    >>> report = diagnose("yunshi", draws=0)
    >>> list(report.outcomes)[:2], "retention" in report.undone
    (['quality', 'peers'], True)
    """
    if isinstance(shop, str):
        shop = Shop.of(shop)
    ask = Ask(shop, draws, seed)
    outcomes: dict[str, Outcome] = {}
    off: dict[str, str] = {}
    for key, step in steps().items():
        outcomes[key] = _outcome(step, ask, off)
        if key == "quality" and outcomes[key].result is not None:
            off = outcomes[key].result.off
    standing, no_standing = _try(lambda: _standing(shop, outcomes["peers"].result))
    verdict, no_verdict = _try(lambda: _verdict(shop))
    return Report(
        name=shop.name,
        title=_title(shop),
        stretches=_stretches(shop),
        verdict=verdict,
        no_verdict=no_verdict,
        standing=standing,
        no_standing=no_standing,
        outcomes=outcomes,
        notes=notes,
    )


def _outcome(step: Step, ask: Ask, off: dict[str, str]) -> Outcome:
    done, reason = _try(lambda: _done(step, ask))
    result, told = done or (None, Told(()))
    return Outcome(step, result, told, reason, off.get(step.stands_on, ""))


def _done(step: Step, ask: Ask) -> tuple[Any, Told]:
    result = step.run(ask)
    return result, step.tell(result)


def _try(work: Callable[[], Any]) -> tuple[Any, str]:
    """What some work gives, or the reason why it gives nothing."""
    try:
        return work(), ""
    except CaopanError as problem:
        return None, str(problem)
    except Exception as problem:  # one step must not take the others down, whatever the tables hold
        return None, f"{UNFORESEEN} ({type(problem).__name__}: {problem}); see the data quality."


def _standing(shop: Shop, match: Match | None) -> Standing:
    from caopan.diagnosis.adjustment import adjust
    from caopan.diagnosis.standing import standing

    return standing(shop, adjust(shop, match))


def _verdict(shop: Shop) -> Verdict:
    from caopan.diagnosis.hypotheses import verdict

    return verdict(shop)


def _title(shop: Shop) -> str:
    from caopan.events import card, merchants

    if shop.name in merchants():
        known = card(shop.name)
        return f"{known.name_en} {known.name_zh}".strip()
    return shop.name


def _stretches(shop: Shop) -> str:
    """Which days were compared, in words."""
    before, after = (
        f"{shop.date_of(one.first):%d %b} to {shop.date_of(one.end - 1):%d %b %Y} "
        f"(days {one.first} to {one.end - 1})"
        for one in shop.periods
    )
    return f"{after} against {before}"
