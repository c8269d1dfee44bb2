"""What may be wrong, ranked: how likely, by which evidence, at what cost, and how to settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from caopan.diagnosis.sheets import Sheet, money, moved, number, percent, sheet
from caopan.errors import CaopanError
from caopan.market.faults import CARDS

if TYPE_CHECKING:
    from caopan.diagnosis.model import Finding, Moved
    from caopan.diagnosis.shop import Shop
    from caopan.diagnosis.stakes import Stake
    from caopan.market.planted import FaultId

Part = Literal["all", "goods", "traffic", "room"]
PARTS: Final[dict[str, Part]] = {
    "goods": "goods",
    "traffic": "traffic",
    "room": "room",
    "fans": "room",
    "data": "all",
}
"""The part of a report to which a family of faults belongs."""
SURE: Final = 0.5
"""From this probability on one answer is said, below it the first two (assumed)."""
SHOWN, LEAST = 5, 0.02
"""So many answers are shown, and further ones that are at least so likely (assumed)."""
NOTHING: Final = "nothing is wrong"


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """One answer.

    fault: its class; ``none`` says that nothing is wrong. name, zh: in words. part: of the report.
    probability: from 0 to 1. evidence: what moved it most. cut: what tells it from its look-alike.
    stake, test, remedy: what it costs, the cheapest test that would settle it, what repairs it;
    where nothing is at stake, or that cannot be told, stake is empty.
    """

    fault: FaultId
    name: str
    zh: str
    part: Part
    probability: float
    evidence: Sheet
    cut: str = ""
    stake: str = ""
    test: str = ""
    remedy: str = ""

    @property
    def words(self) -> str:
        """Its class and name."""
        return self.name if self.fault == "none" else f"{self.fault} {self.name}"


@dataclass(frozen=True, eq=False)
class Verdict:
    """All answers, the likeliest first, and what there is to say of them."""

    says: tuple[str, ...]
    ranked: tuple[Hypothesis, ...]

    @property
    def shown(self) -> tuple[Hypothesis, ...]:
        """The answers that a report lists."""
        return tuple(
            one for n, one in enumerate(self.ranked) if n < SHOWN or one.probability >= LEAST
        )


def verdict(shop: Shop) -> Verdict:
    """Rank what may be wrong with a shop.

    Raises CaopanError where no evidence can be read at all.
    """
    from caopan.diagnosis.model import findings

    return ranked(findings(shop))


def ranked(found: Sequence[Finding]) -> Verdict:
    """Say findings in words, the likeliest first.

    >>> from caopan.diagnosis.model import Finding
    >>> from caopan.diagnosis.remedies import ADVICE
    >>> ranked([Finding(one, p, (), ADVICE[one]) for one, p in (("none", 0.8), ("FR6", 0.2))]).says
    ('Most likely nothing is wrong: 80 %. Next: FR6 thin service (20 %).',)
    """
    if not found:
        raise CaopanError("there are no findings to rank: read the evidence of a shop first.")
    answers = sorted((_hypothesis(one) for one in found), key=lambda one: -one.probability)
    return Verdict(tuple(_says(answers)), tuple(answers))


def _hypothesis(found: Finding) -> Hypothesis:
    trial, remedy, cost, lag, side = found.advice
    words = Hypothesis(
        fault=found.fault,
        name=NOTHING,
        zh="无病",
        part="all",
        probability=found.probability,
        evidence=_evidence(found.moved),
        test=f"{trial.does} ({_for(trial.cost_fen, trial.days)})",
        remedy=f"{remedy} ({_for(cost)}; felt after {_days(lag)}); but: {side}",
    )
    if found.fault == "none":
        return words
    card = CARDS[found.fault]
    stake = _stake(found.stake) if found.stake else ""
    part = PARTS[card.family]
    return replace(words, name=card.name, zh=card.zh, part=part, cut=card.cut, stake=stake)


def _stake(one: Stake) -> str:
    if not one.high_fen:
        return "nothing that a repair would regain"
    span = f"{money(one.low_fen)} to {money(one.high_fen)}"
    return f"about {money(one.fen)} of contribution in two weeks (90 %: {span})"


def _for(fen: int, days: int | None = None) -> str:
    """Costs and days of a test or remedy; all of them are assumed."""
    cost = f"about {money(fen)}" if fen else "free"
    return f"{cost}, assumed" if days is None else f"{cost}, {_days(days)}; assumed"


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}" if days else "no delay"


HEAD: Final = ("evidence", "metrics", "effect", "z", "for or against")


def _evidence(some: Sequence[Moved]) -> Sheet:
    from caopan.diagnosis.evidence import evidence_cards

    cards = evidence_cards()
    rows = [
        (
            cards[one.key].says,
            " ".join(one.metrics),
            _effect(cards[one.key].unit, one.value),
            number(one.z, 1, signed=True),
            f"{'for' if one.log_odds > 0 else 'against'}, {number(abs(one.log_odds), 1)}",
        )
        for one in some
    ]
    note = "z: effect in standard errors. Weights are in log odds: 1 makes it 2.7 times as likely."
    return sheet("What moved it most", HEAD, rows, left=("evidence", "metrics"), note=note)


def _effect(unit: str, value: float) -> str:
    if unit == "log ratio":
        return moved(value)
    if unit == "share":
        return f"{number(value * 100, 1, signed=True)} points"
    return f"{number(value, 1, signed=True)} {unit}"


def _says(answers: Sequence[Hypothesis]) -> list[str]:
    first, *rest = answers
    likely = [_said(one) for one in rest[:1] if one.probability >= LEAST]
    if first.fault == "none" and first.probability >= SURE:
        said = f"Most likely {NOTHING}: {percent(first.probability, 0)}."
        return [said + (f" Next: {likely[0]}." if likely else "")]
    if first.probability >= SURE:
        said = f"Most likely: {_said(first)}."
        return [said + (f" Next: {likely[0]}." if likely else ""), *_to_do(first)]
    both = " or ".join([_said(first), *likely])
    return [f"Not sure yet: {both}.", *_to_do(first if first.fault != "none" else answers[1])]


def _said(one: Hypothesis) -> str:
    return f"{one.words} ({percent(one.probability, 0)})"


def _to_do(one: Hypothesis) -> list[str]:
    """What is at stake, and which test comes first."""
    stake = [f"At stake: {one.stake}."] if one.stake else []
    return [*stake, f"Cheapest test of {one.fault}: {one.test}."]
