"""The case file, contract: the terms that lesson 10 leaves for the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.practice.adoption import my_merchant
from caopan.practice.casefile import read_part, write_part
from caopan.practice.drafting import drafted, read_terms

if TYPE_CHECKING:
    from caopan.commission.contract import Contract

FILE: Final = "my_contract.json"


class ContractChoice(NamedTuple):
    """The terms of a contract with a provider.

    merchant: its short name. terms: as ``drafted`` takes them. why: in words. own: whether the
    trainee wrote it; otherwise it is what a search finds for the merchant.
    """

    merchant: str
    terms: dict[str, Any]
    why: str
    own: bool

    def contract(self) -> Contract:
        """The contract, with amounts by what the merchant sells by itself. It takes seconds."""
        from caopan.commission import QUICK, outcomes

        return drafted(outcomes(self.merchant, QUICK), **self.terms)

    def __repr__(self) -> str:
        whose = "your contract" if self.own else "the reference contract"
        said = ", ".join(f"{name} {value}" for name, value in self.terms.items())
        why = f"\n{self.why}" if self.why else ""
        return f"{self.merchant}, {whose}: {said or 'nothing is agreed'}{why}"


def keep_contract(terms: Mapping[str, Any], *, why: str = "") -> ContractChoice:
    """Keep a contract's terms for the adopted merchant; later ones replace them.

    Args:
        terms: as ``drafted`` takes them.
        why: which term answers which conduct, and what would change your mind.

    Raises:
        CaopanError: nobody was adopted, a term is wrong (it says which), or the folder cannot be
            written.
    """
    kept = _choice(my_merchant(), terms, why)
    write_part(FILE, {"merchant": kept.merchant, "terms": kept.terms, "why": kept.why})
    return kept


def my_contract(*, reference: bool = False) -> ContractChoice:
    """Give the adopted merchant's contract: the own one, or the reference's (that takes seconds).

    Args:
        reference: take the reference's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand.
    """
    merchant = my_merchant()
    kept = None if reference else read_part(FILE, _read, "keep_contract")
    return kept if kept and kept.merchant == merchant else _reference(merchant)


def _read(told: Mapping[str, Any]) -> ContractChoice:
    return _choice(str(told["merchant"]), told["terms"], told["why"])


def _choice(merchant: str, terms: Any, why: Any) -> ContractChoice:
    if not isinstance(terms, Mapping):
        raise CaopanError(f"terms: a dict of terms is asked for, not {type(terms).__name__}.")
    if not isinstance(why, str):
        raise CaopanError("why is text.")
    read_terms(terms)
    return ContractChoice(merchant, dict(terms), why, own=True)


def _reference(merchant: str) -> ContractChoice:
    from caopan.commission import QUICK, outcomes, reference_contract

    shop = outcomes(merchant, QUICK)
    found = reference_contract(shop)
    offer = found.offer
    terms = {
        "rate_bp": offer.rate_bp,
        "baseline_bp": offer.baseline_bp,
        "less_ads": offer.less_ads,
        "bears_bp": offer.bears_bp,
        "retainer_bp": round(offer.retainer_fen * 10_000 / shop.sales_fen),
        "reserve_bp": offer.reserve_bp,
    }
    said = {name: value for name, value in terms.items() if value or name == "rate_bp"}
    why = f"{found.worth.value:.0%} of what can be gained, by a search over {found.tried} contracts"
    return ContractChoice(merchant, said, why, own=False)
