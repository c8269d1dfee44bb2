"""Which term is gamed, and how: the best response beside the honest optimum, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caopan.commission.best_response import respond
from caopan.commission.paying import provider_of
from caopan.commission.repairs import repairs
from caopan.commission.utilities import USUAL, Stakes

if TYPE_CHECKING:
    from caopan.commission.conduct import Conduct
    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

FIELDS: Final = {"effort": "effort", "spend": "spend_bp", "hype": "hype", "brushing": "brush_bp"}
"""What can be done, and the field of a conduct that says how much of it."""
QUICKLY: Final = 50
"""Weeks in which repairs are tried."""


@dataclass(frozen=True)
class Roi:
    """What more ads bring: GMV a yuan, and the GMV a yuan at which they would pay."""

    actual: float
    break_even: float | None


@dataclass(frozen=True)
class Gamed:
    """One thing that a provider does otherwise than is best for both.

    what: effort, spend, hype or brushing. does, best: as a field of a conduct has it. gain_yuan:
    certain worth a month to the provider of doing so; loss_yuan: what both together lose by it.
    term: name of the term by which it pays ("" if no single change mends it); repair: that change.
    roi: of the ads between the two, where ads are what is gamed.
    """

    what: str
    does: float | None
    best: float | None
    gain_yuan: float
    loss_yuan: float
    term: str
    repair: str
    roi: Roi | None = None

    def __str__(self) -> str:
        """In words."""
        said = f"It {_SAYS[self.what](self.does, self.best)}: worth {self.gain_yuan:,.0f} yuan "
        said += f"a month to it, and {self.loss_yuan:,.0f} yuan lost to both together."
        if self.roi:
            said += f" The ads beyond that bring {self.roi.actual:.1f} yuan of sales a yuan"
            pays = self.roi.break_even
            said += "; none would pay." if pays is None else f", and pay from {pays:.1f} on."
        if self.term:
            said += f" It is the term {self.term!r}: {self.repair}."
        return said


def gamed(contract: Contract, played: Outcomes, stakes: Stakes = USUAL) -> tuple[Gamed, ...]:
    """Say what a provider games in a contract, the dearest first; nothing for a sound one.

    Each way in which the best response differs from the honest optimum, and by which both lose, is
    traced to a term by changing one term at a time (``repairs``) and asking the provider again.
    Raises CaopanError for a contract with two providers.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0,), spend_bp=(5_000, 10_000, 20_000), hype=(None,), weeks=15)
    >>> [(one.what, one.term, one.repair) for one in gamed(customary(), outcomes("gutian", small))]
    [('spend', 'share', 'take the ads off its base')]
    """
    found = respond(contract, played, stakes)
    out = []
    for what, field in FIELDS.items():
        does, best = getattr(found.conduct, field), getattr(found.optimum, field)
        other = played.conducts.index(found.conduct._replace(**{field: best}))
        loss = float(found.joint[other] - found.joint[found.choice])
        if does == best or loss <= 0:
            continue
        term, repair = _traced(contract, played, stakes, what, does, best)
        gain = float(found.utility[found.choice] - found.utility[other])
        ads = what == "spend" and does > best
        roi = _roi(played, found.conduct, found.optimum) if ads else None
        out.append(Gamed(what, does, best, gain, loss, term, repair, roi))
    return tuple(sorted(out, key=lambda one: -one.loss_yuan))


def _traced(
    contract: Contract,
    played: Outcomes,
    stakes: Stakes,
    what: str,
    does: float | None,
    best: float | None,
) -> tuple[str, str]:
    """The first change of one term by which the provider comes nearer to the optimum."""
    provider, quick = provider_of(contract), played.some(QUICKLY)
    if provider is None:
        return "", ""
    apart = _apart(does, best)
    for repair in repairs(contract, provider, what):
        then = getattr(respond(repair.contract, quick, stakes).conduct, FIELDS[what])
        if _apart(then, best) < apart:
            return repair.term, repair.words
    return "", ""


def _apart(one: float | None, two: float | None) -> float:
    return abs((one or 0.0) - (two or 0.0))


def _roi(played: Outcomes, does: Conduct, best: Conduct) -> Roi:
    """Of the ads between what is spent and what is best, all else being as it is."""
    cells = played.grid.played()
    high = cells.index(does._replace(brush_bp=0))
    low = cells.index(does._replace(brush_bp=0, spend_bp=best.spend_bp))

    def more(weekly: object) -> float:
        return float((weekly[high] - weekly[low]).sum())  # type: ignore[index]

    spent, sold = more(played.spend_fen), more(played.gross_fen)
    earned = more(played.contribution_fen) + spent
    return Roi(sold / max(spent, 1.0), sold / earned if earned > 0 else None)


_PARTS: Final = ("nothing", "half", "all")


def _effort_says(does: float | None, best: float | None) -> str:
    done, wanted = _PARTS[int(does or 0)], _PARTS[int(best or 0)]
    return f"carries out {done} of the package where {wanted} is best"


def _spend_says(does: float | None, best: float | None) -> str:
    return (
        f"spends {(does or 0) / 10_000:g} times the merchant's ad budget where "
        f"{(best or 0) / 10_000:g} times is best"
    )


def _hype_says(does: float | None, best: float | None) -> str:
    def level(hype: float | None) -> str:
        return "the merchant's own pressure" if hype is None else f"pressure {hype:g}"

    return f"sells with {level(does)} where {level(best)} is best"


def _brush_says(does: float | None, best: float | None) -> str:
    return (
        f"has pieces brushed for {(does or 0) / 100:g} % of the sales where "
        f"{(best or 0) / 100:g} % is best"
    )


_SAYS: Final = {
    "effort": _effort_says,
    "spend": _spend_says,
    "hype": _hype_says,
    "brushing": _brush_says,
}
