"""The parts of the designer's page as HTML: what a contract comes to, says, and leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.best_response import respond
from caopan.commission.contract_checks import check_contract
from caopan.commission.contract_score import score_contract
from caopan.commission.figures_incentives import plot_response, plot_sides
from caopan.commission.gaming import gamed
from caopan.commission.offers import customary
from caopan.commission.reference import reference_contract
from caopan.commission.sentences import sentences_of
from caopan.pictures import Picture, drawn
from caopan.templates import templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from caopan.commission.best_response import Response
    from caopan.commission.contract import Contract
    from caopan.commission.contract_score import ContractScore
    from caopan.commission.gaming import Gamed
    from caopan.commission.phrases import Language
    from caopan.commission.playing import Outcomes

HERE: Final = Path(__file__).parent
TABS: Final = (
    ("sides", "Both sides", "双方"),
    ("response", "What it would do", "对策"),
    ("sentences", "Sentences", "条文"),
    ("questions", "Questions", "检查"),
)
"""The tabs of a contract: name, and what it is called."""
UNTIL_PLAYED: Final = frozenset({"sides", "response"})
"""Tabs that need the merchant's weeks."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """A contract weighed for a merchant, beside the customary one and the reference."""

    contract: Contract
    played: Outcomes
    score: ContractScore
    response: Response
    gamed: tuple[Gamed, ...]


def weigh(contract: Contract, played: Outcomes) -> Weighed:
    """Weigh a contract.

    Raises CaopanError for a contract with two providers, or with none.
    """
    score = score_contract(contract, played)
    return Weighed(contract, played, score, respond(contract, played), gamed(contract, played))


def verdict_part(weighed: Weighed) -> str:
    """Skill, participation and what is gamed, as HTML."""
    return _made("verdict", weighed)


def sides_part(weighed: Weighed) -> str:
    """What both sides have beyond their outside options, in bands over all months, as HTML."""
    played = weighed.played
    sides = {
        "this contract": weighed.response,
        "customary": respond(customary(), played),
        "reference": respond(reference_contract(played).contract, played),
    }
    months = len(weighed.response.provider)
    said = f"What each side has beyond its outside option, {months} months of common luck"
    return _made("sides", _figure(lambda: plot_sides(sides), said), list(sides.items()))


def response_part(weighed: Weighed) -> str:
    """What a provider would do, on the grid, beside what is best for both, as HTML."""
    said = "What each conduct is worth to the provider, and to both"
    return _made(
        "response", _figure(lambda: plot_response(weighed.response), said), weighed.response
    )


def sentences_part(contract: Contract, before: Contract) -> str:
    """The contract's sentences in English and Chinese, those marked that were changed, as HTML."""
    languages: tuple[tuple[str, Language], ...] = (("English", "en"), ("中文", "zh"))
    told = []
    for name, language in languages:
        known = {one.text for one in sentences_of(before, language)}
        rows = [(one, one.text not in known) for one in sentences_of(contract, language)]
        told.append((name, language, rows))
    return _made("sentences", told)


def questions_part(contract: Contract) -> str:
    """What is contradictory, unsaid, exploitable, as HTML; a draft need not be signed."""
    found = [one for one in check_contract(contract) if not one.path.startswith("signatures")]
    return _made("questions", found)


def _figure(draw: Callable[[], Figure], words: str) -> Picture:
    return drawn(lambda _: [(words, draw())], None, words)[0]


def _made(macro: str, *words: Any) -> str:
    page = templates(HERE).get_template("designer.html.j2").module
    return str(getattr(page, macro)(*words)).strip()
