"""A contract: who takes part, what it covers, what each is due, from when on, and who signed it."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from pydantic import Field, ValidationError, model_validator

from caopan.commission.moments import Moment
from caopan.commission.terms import Days, Funder, Id, Party, Share, Term
from caopan.documents.findings import Contradictions
from caopan.errors import CaopanError
from caopan.market.part import Part, said

PLATFORM_BASE: Final[tuple[Funder, ...]] = ("platform", "channel")
"""Base B: coupons of the platform and the payment channel count as paid."""


class Scope(Part):
    """What a contract covers; what is left out is taken whole."""

    sessions: tuple[str, ...] | None = None
    anchors: tuple[str, ...] | None = None
    skus: tuple[str, ...] | None = None

    def takes_session(self, session_id: str, anchor_id: str) -> bool:
        """Whether a session is within the scope.

        >>> Scope(anchors=("a1",)).takes_session("s1", "a2")
        False
        """
        return (self.sessions is None or session_id in self.sessions) and (
            self.anchors is None or anchor_id in self.anchors
        )


class Cycle(Part):
    """When accounts are paid up: 00:00 of each day, of a weekday, or of a day of a month."""

    every: Literal["day", "week", "month"] = "month"
    on: int = Field(default=1, ge=1, le=28)

    @model_validator(mode="after")
    def _weekday(self) -> "Cycle":
        if self.every == "week" and self.on > 7:
            raise ValueError(f"on: {self.on} is no weekday; give 1 (Monday) to 7")
        return self


class Signature(Part):
    """One party's sign-off: ``digest`` is that of the content which was signed."""

    party: Id
    at: Moment
    digest: str


class Contract(Part):
    """One version of a contract. Money in fen, rates in basis points, moments with their offset.

    >>> from caopan.commission.terms import Party, Share
    >>> contract = Contract(
    ...     contract_id="liuyi-ops", version=1, effective_from="2021-11-01",
    ...     parties=(Party(id="shop", role="merchant", name="Liuyi"),
    ...              Party(id="ops", role="provider", name="Upwind")),
    ...     terms=(Share(name="service", party="ops", rate_bp=500),))
    >>> contract.merchant, contract.others
    ('shop', ('ops',))
    """

    contract_id: Id
    version: int = Field(ge=1, le=10_000)
    title: str = Field(default="", max_length=120)
    parties: tuple[Party, ...]
    scope: Scope = Scope()
    base: tuple[Funder, ...] = Field(default=PLATFORM_BASE, description="coupons counted as paid")
    price_protection: Literal["merchant", "reduces_base"] = "merchant"
    terms: tuple[Term, ...] = ()
    effective_from: Moment
    effective_until: Moment | None = None
    confirm_days: Days = Field(default=7, description="after delivery, until a line is confirmed")
    cycle: Cycle = Cycle()
    signatures: tuple[Signature, ...] = ()

    @model_validator(mode="after")
    def _one_whole(self) -> "Contract":
        found = [*self._of_parties(), *self._of_terms()]
        if self.effective_until and self.effective_until <= self.effective_from:
            found.append(("effective_until", "it ends before it begins; mend one of the two"))
        if found:
            raise Contradictions(found)
        return self

    def _of_parties(self) -> Iterator[tuple[str, str]]:
        yield from _once([party.id for party in self.parties], "parties", "id")
        if [party.role for party in self.parties].count("merchant") != 1:
            yield "parties", "exactly one is the merchant; mend the roles"

    def _of_terms(self) -> Iterator[tuple[str, str]]:
        ids = [party.id for party in self.parties]
        merchants = {party.id for party in self.parties if party.role == "merchant"}
        yield from _once([term.name for term in self.terms], "terms", "name")
        for number, term in enumerate(self.terms):
            place = f"terms.{number}"
            chain = [term.party, *(hop.to for hop in term.passes_on)]
            yield from _once(chain, place, "party in its chain")
            for party in dict.fromkeys(chain):
                if party not in ids:
                    yield place, f"{party!r} is none of the parties {ids}; mend its name"
                if party in merchants:
                    yield place, "the merchant gets what is left and has no term; drop it"
            if term.starts and term.ends and term.ends <= term.starts:
                yield place, "until is not after from; mend one of the two"

    @property
    def merchant(self) -> str:
        """Id of the party that gets what is left."""
        return next(party.id for party in self.parties if party.role == "merchant")

    @property
    def others(self) -> tuple[str, ...]:
        """Ids of all parties but the merchant, in order."""
        return tuple(party.id for party in self.parties if party.role != "merchant")

    def base_of(self, term: Share) -> tuple[Funder, ...]:
        """The coupons that count as paid for a term."""
        return self.base if term.base is None else term.base

    @property
    def digest(self) -> str:
        """SHA-256 of the content without its signatures: what a party signs."""
        content = self.model_dump(mode="json", by_alias=True, exclude={"signatures"})
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def sign(self, party: str, at: datetime) -> "Contract":
        """The contract with the party's sign-off of its present content.

        Raises CaopanError if there is no such party.
        """
        if party not in {one.id for one in self.parties}:
            raise CaopanError(f"{party!r} is no party of {self.contract_id}; it cannot sign")
        one = Signature(party=party, at=at, digest=self.digest)
        kept = tuple(other for other in self.signatures if other.party != party)
        return self.model_copy(update={"signatures": (*kept, one)})

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Parties whose sign-off of the present content is missing; the platform need not sign."""
        good = {one.party for one in self.signatures if one.digest == self.digest}
        need = [party.id for party in self.parties if party.role != "platform"]
        return tuple(party for party in need if party not in good)


def signed(contract: Contract, at: datetime | None = None) -> Contract:
    """The contract as all its parties have signed it, by default when it takes effect.

    >>> shop = Party(id="shop", role="merchant", name="Liuyi")
    >>> draft = Contract(contract_id="c", version=1, parties=(shop,), effective_from="2021-11-01")
    >>> draft.unsigned, signed(draft).unsigned
    (('shop',), ())
    """
    for party in contract.unsigned:
        contract = contract.sign(party, at or contract.effective_from)
    return contract


def _once(names: list[str], where: str, what: str) -> Iterator[tuple[str, str]]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield where, f"{what} {name!r} stands twice; give each its own"


def checked(given: object) -> Contract:
    """The contract as it would be read anew: ``model_copy`` checks nothing.

    Raises CaopanError for what is no contract, and with the field that does not fit.

    >>> shop = Party(id="shop", role="merchant", name="Liuyi")
    >>> draft = Contract(contract_id="c", version=1, parties=(shop,), effective_from="2021-11-01")
    >>> checked(draft) == draft
    True
    """
    if not isinstance(given, Contract):
        raise CaopanError(f"{type(given).__name__} is no contract; give a list of contracts")
    try:
        return Contract.model_validate(given.model_dump(warnings=False))
    except ValidationError as problem:
        raise said(problem, f"{given.contract_id}: it is no contract as it stands") from problem
