"""What a contract pays in played months, whatever a provider does: exact, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission import month_sums
from caopan.commission.clocks import BEGIN, DAYS, LAST, Clock, clock, clocks, come_by
from caopan.commission.contract import Contract, Scope, signed
from caopan.commission.playing import BRUSH_AGE, MONTH_WEEKS
from caopan.commission.rounding import half_up
from caopan.commission.terms import Ads, Fee, Share
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.commission.playing import Outcomes

    Ints = NDArray[np.int64]

_NONE: Any = -1
_MOST = 2**61
"""Bound of a fee times its guaranteed sales, in fen x fen: beyond it half_up would overflow."""


@dataclass(frozen=True, eq=False)
class Pay:
    """What is paid in each month under each conduct: (conducts, months) fen.

    given_fen: due to all parties but the merchant. due_fen: of it, to the provider in the end.
    most_fen: the most that the provider's account is ever paid, at a day of paying up or in the
    end: what one keeps who then leaves and owes. fronted_fen: ads that it pays itself at first.
    """

    given_fen: Ints
    due_fen: Ints
    most_fen: Ints
    fronted_fen: Ints


def provider_of(contract: Contract) -> str | None:
    """Id of the party that runs the shop, None if the contract has no provider.

    Raises CaopanError if there are two: what one does for its own benefit would be the other's.

    >>> from caopan.commission.offers import customary
    >>> provider_of(customary())
    'ops'
    """
    found = [party.id for party in contract.parties if party.role == "provider"]
    if len(found) > 1:
        raise CaopanError(f"parties: {found} are all providers; look at one contract with one")
    return found[0] if found else None


def on_trial(contract: Contract) -> Contract:
    """The contract as it would hold for the played month: for the whole shop, signed.

    Its scope and the dates of its terms are left aside; sessions, anchors and days of the market's
    months have no names.

    >>> from caopan.commission.offers import customary
    >>> on_trial(customary()).unsigned
    ()
    """
    terms = tuple(term.model_copy(update={"starts": None, "ends": None}) for term in contract.terms)
    held = {"effective_from": BEGIN, "effective_until": BEGIN + timedelta(days=DAYS)}
    whole = {"scope": Scope(), "terms": terms, "signatures": ()}
    return signed(contract.model_copy(update=held | whole))


def pay(contract: Contract, played: Outcomes) -> Pay:
    """Settle a contract in every played month, under every conduct.

    Coupons are left out (what buyers pay is the base); a day is one line, brushed orders another.
    Raises CaopanError as ``provider_of`` does, and for a guarantee that is too large to be counted.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> pay(customary(), outcomes("tuantuan", small)).due_fen.shape
    (6, 15)
    """
    view = _View(contract, played, provider_of(contract))
    last = view.sums(LAST)
    most = last[..., month_sums.MINE]
    for at in clocks(contract.cycle, contract.confirm_days):
        most = np.maximum(most, view.sums(at)[..., month_sums.PAYABLE])
    return Pay(
        given_fen=view.flat(last[..., month_sums.TOTAL]),
        due_fen=view.flat(last[..., month_sums.MINE]),
        most_fen=view.flat(most),
        fronted_fen=view.fronted(),
    )


@dataclass(frozen=True, eq=False)
class _View:
    """One contract in one merchant's months."""

    contract: Contract
    played: Outcomes
    provider: str | None

    def flat(self, sums: Ints) -> Ints:
        return sums.reshape(self.played.grid.size, -1)

    def sums(self, at: int) -> Ints:
        """Sums at a clock: (conducts, levels, months, 3)."""
        now = clock(at, self.played.refund_bp, self.contract.cycle, self.contract.confirm_days)
        played = self.played
        shape = (len(played.gross_fen), len(played.brushed), played.grid.weeks, 3)
        whole = np.zeros(shape, dtype=np.int64)
        for term in self.contract.terms:
            if isinstance(term, Share):
                whole += self.share(term, now)
            elif isinstance(term, Ads):
                whole += self.ads(term, now)
            else:
                whole += self.fee(term, now)
        return whole

    def share(self, term: Share, now: Clock) -> Ints:
        played = self.played
        real, fake = now.real, now.fake
        if term.keeps_after_settle:
            real, fake = now.settled_real, now.settled_fake
        if term.rate_of:
            steps, rates = [0], [getattr(played, term.rate_of)]
        else:
            steps = [step.from_fen for step in term.ladder]
            rates = [step.rate_bp for step in term.ladder]
        floors = now.past(self.contract.confirm_days)
        by_day = term.per in {"session", "day"}
        if not by_day:
            floors = np.full(DAYS, now.at >= DAYS + self.contract.confirm_days)
        reserve = term.reserve
        held = now.held(reserve.days) if reserve else np.zeros(DAYS, dtype=np.bool_)
        knobs = [
            by_day,
            term.mode == "whole",
            term.baseline.amount_fen if term.baseline else 0,
            term.less_ads,
            _NONE if term.cap_fen is None else term.cap_fen,
            _NONE if term.floor_fen is None else term.floor_fen,
            reserve.share_bp if reserve else 0,
            self.place(term),
        ]
        gates = [
            (gate.limit_bp, gate.pays_bp) for gate in term.gates if gate.measure == "refund_rate"
        ]
        return month_sums.share_sums(
            *self.months(),
            now.days,
            np.stack([real, fake, now.real, now.fake]),
            np.stack([now.confirmed, held, floors]),
            np.array(steps, dtype=np.int64),
            np.array(rates, dtype=np.int64),
            np.array(knobs, dtype=np.int64),
            np.array(gates, dtype=np.int64).reshape(-1, 2),
            self.hops(term),
        )

    def fee(self, term: Fee, now: Clock) -> Ints:
        if term.per != "session":
            owed = term.amount_fen if term.per == "once" or now.at >= DAYS else 0
            mine = month_sums.netted(owed, self.hops(term), self.place(term))
            return np.array([owed, mine, mine], dtype=np.int64)
        whole = self.by_session(term, now.past(0), now.days, fee=term.amount_fen)
        bound = term.guarantee
        if bound is None:
            return whole
        sales = bound.sales_fen
        if sales is None:
            sales = half_up(term.amount_fen * (bound.roi_bp or 0), 10_000)
        if not sales:
            return whole
        if term.amount_fen * sales >= _MOST:
            raise CaopanError(
                f"terms: {term.name}: a fee of {term.amount_fen // 100} yuan with sales of "
                f"{sales // 100} yuan is beyond what can be played; give smaller ones"
            )
        reads = (come_by(bound.after_days, self.played.refund_bp), bound.after_days >= BRUSH_AGE)
        back = self.by_session(
            term, now.past(bound.after_days), now.days, reads=(reads[0], 10_000 * reads[1]),
            fee=term.amount_fen, sales=sales,
        )  # fmt: skip
        return whole + back

    def ads(self, term: Ads, now: Clock) -> Ints:
        if term.does == "bears":
            return self.by_session(term, now.past(0), now.days, bears=term.share_bp)
        return self.by_session(
            term, now.past(0), now.days, reads=(now.real, now.fake),
            fronts=term.share_bp, markup=term.markup_bp,
        )  # fmt: skip

    def by_session(
        self,
        term: Fee | Ads,
        due: NDArray[np.bool_],
        days: int,
        reads: tuple[Any, Any] = (0, 0),
        *,
        fee: int = 0,
        sales: int = _NONE,
        fronts: int = 0,
        markup: int = 0,
        bears: int = 0,
    ) -> Ints:
        return month_sums.session_sums(
            *self.months(),
            days,
            np.array(self.played.opens),
            np.stack([np.broadcast_to(np.asarray(one, dtype=np.int64), DAYS) for one in reads]),
            due,
            np.array([fee, sales, fronts, markup, bears, self.place(term)], dtype=np.int64),
            self.hops(term),
        )

    def months(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        played = self.played
        weeks = np.array(MONTH_WEEKS, dtype=np.int64)
        return played.gross_fen, played.refund_fen, played.spend_fen, played.brushed_fen, weeks

    def hops(self, term: Share | Fee | Ads) -> Ints:
        return np.array([hop.share_bp for hop in term.passes_on], dtype=np.int64)

    def place(self, term: Share | Fee | Ads) -> int:
        chain = [term.party, *(hop.to for hop in term.passes_on)]
        return chain.index(self.provider) if self.provider in chain else -1

    def fronted(self) -> Ints:
        """Ads that the provider pays itself at first: its own party's share, half up a session."""
        played = self.played
        out = np.zeros((played.grid.size, played.grid.weeks), dtype=np.int64)
        for term in self.contract.terms:
            if isinstance(term, Ads) and term.does == "fronts" and term.party == self.provider:
                daily = (2 * played.spend_fen * term.share_bp + 10_000) // 20_000
                months = played.months(daily.sum(axis=2))
                out += np.repeat(months, len(played.brushed), axis=0)
        return out


def without(contract: Contract, name: str) -> Contract:
    """The contract without the term of that name.

    >>> from caopan.commission.offers import customary
    >>> without(customary(), "share").terms
    ()
    """
    kept = tuple(term for term in contract.terms if term.name != name)
    return contract.model_copy(update={"terms": kept})


def changed(contract: Contract, name: str, **fields: object) -> Contract:
    """The contract with fields of one term replaced.

    >>> from caopan.commission.offers import customary
    >>> changed(customary(), "share", rate_bp=800).terms[0].rate_bp
    800
    """
    terms = tuple(
        term.model_copy(update=fields) if term.name == name else term for term in contract.terms
    )
    return contract.model_copy(update={"terms": terms})
