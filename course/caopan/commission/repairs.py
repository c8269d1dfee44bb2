"""Changes of one term that might keep a provider from gaming a contract, by what it does too much.

Each is tried by playing it; which of them works is said by ``gaming``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.commission.paying import changed, without
from caopan.commission.terms import Ads, Baseline, Gate, Reserve, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from caopan.commission.contract import Contract

BORNE: Final = (3_000, 6_000, 10_000)
"""Parts of the ads that the provider might pay, bp."""
MORE: Final = (2, 3, 4)
"""Times the rate that might bring an effort about."""
HELD: Final = Reserve(share_bp=5_000, days=30)


class Repair(NamedTuple):
    """A contract with one term changed. term: its name; words: what is changed."""

    term: str
    words: str
    contract: Contract


def repairs(contract: Contract, provider: str, what: str) -> Iterator[Repair]:
    """Changes that might mend one kind of gaming, gentlest first; then each term left out.

    what: spend, effort, hype or brushing.

    >>> from caopan.commission.offers import customary
    >>> [one.words for one in repairs(customary(), "ops", "spend")][:2]
    ['take the ads off its base', 'let the provider pay 30 % of the ads']
    """
    yield from _KINDS[what](contract, provider)
    for term in contract.terms:
        yield Repair(term.name, "leave it out", without(contract, term.name))


def _shares(contract: Contract, provider: str) -> Iterator[Share]:
    for term in contract.terms:
        chain = (term.party, *(hop.to for hop in term.passes_on))
        if isinstance(term, Share) and provider in chain:
            yield term


def _set(contract: Contract, term: Share, words: str, **fields: object) -> Repair:
    return Repair(term.name, words, changed(contract, term.name, **fields))


def _spend(contract: Contract, provider: str) -> Iterator[Repair]:
    for term in contract.terms:
        if isinstance(term, Ads) and term.markup_bp:
            made = changed(contract, term.name, markup_bp=0)
            yield Repair(term.name, "drop the markup on fronted ads", made)
    shares = list(_shares(contract, provider))
    for term in shares:
        if not term.less_ads and not term.rate_of:
            yield _set(contract, term, "take the ads off its base", less_ads=True)
    for part in BORNE:
        ads = Ads(name="own-ads", party=provider, does="bears", share_bp=part)
        made = contract.model_copy(update={"terms": (*contract.terms, ads)})
        words = f"let the provider pay {part // 100} % of the ads"
        yield Repair(shares[0].name if shares else "own-ads", words, made)


def _effort(contract: Contract, provider: str) -> Iterator[Repair]:
    for term in _shares(contract, provider):
        if term.cap_fen is not None:
            yield _set(contract, term, "drop its cap", cap_fen=None)
        if term.floor_fen is not None:
            yield _set(contract, term, "drop its floor", floor_fen=None)
        if term.baseline and term.baseline.amount_fen:
            lower = Baseline(amount_fen=term.baseline.amount_fen // 2)
            yield _set(contract, term, "halve its baseline", baseline=lower)
        for times in MORE:
            if term.rate_bp and term.rate_bp * times <= 10_000:
                words = f"raise its rate to {term.rate_bp * times / 100:g} %"
                yield _set(contract, term, words, rate_bp=term.rate_bp * times)
    if not any(_shares(contract, provider)):
        share = Share(name="share", party=provider, rate_bp=1_500)
        made = contract.model_copy(update={"terms": (*contract.terms, share)})
        yield Repair("share", "add a share of 15 % of net sales", made)


def _late(contract: Contract, provider: str) -> Iterator[Repair]:
    """What ties pay to what stays sold."""
    for term in _shares(contract, provider):
        if term.keeps_after_settle:
            words = "let returns after settlement count against it"
            yield _set(contract, term, words, keeps_after_settle=False)
    for term in _shares(contract, provider):
        if term.mode == "whole" and term.steps:
            yield _set(contract, term, "make its ladder marginal", mode="marginal")
    for term in _shares(contract, provider):
        yield _set(contract, term, "hold half of it back for 30 days", reserve=HELD)
    waits = contract.model_copy(update={"confirm_days": max(contract.confirm_days, 15)})
    for term in _shares(contract, provider):
        yield Repair(term.name, "confirm after 15 days", waits)
        both = changed(waits, term.name, keeps_after_settle=False, reserve=HELD, mode="marginal")
        words = "count returns, hold half back for 30 days, confirm after 15"
        yield Repair(term.name, words, both)


def _hype(contract: Contract, provider: str) -> Iterator[Repair]:
    yield from _late(contract, provider)
    for term in _shares(contract, provider):
        for limit in (2_000, 4_000, 6_000):
            gate = Gate(measure="refund_rate", limit_bp=limit, pays_bp=0)
            words = f"pay nothing where more than {limit // 100} % come back"
            yield _set(contract, term, words, gates=(*term.gates, gate))


_KINDS: Final[dict[str, Callable[[Contract, str], Iterator[Repair]]]] = {
    "spend": _spend,
    "effort": _effort,
    "hype": _hype,
    "brushing": _late,
}
