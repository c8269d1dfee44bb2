"""Contracts as the settlement uses them: versions in order, their spans, scopes and rules."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.contract import checked
from caopan.commission.intake import NEVER
from caopan.commission.moments import us_of
from caopan.commission.periods import EVERY
from caopan.commission.terms import Share
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caopan.commission.contract import Contract
    from caopan.commission.store import Session, Store
    from caopan.commission.terms import Term


@dataclass(frozen=True, slots=True)
class Version:
    """A version and when it holds: from start to before end, in microseconds."""

    contract: Contract
    start: int
    end: int

    @property
    def shares(self) -> tuple[Share, ...]:
        """The terms that are due on lines."""
        return tuple(term for term in self.contract.terms if isinstance(term, Share))

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """(term, party) of each column of dues on lines, the merchant's residual left out."""
        return tuple((share.name, party) for share in self.shares for party in chain(share))

    def holds(self, us: int) -> bool:
        """Whether the version is in force at a moment."""
        return self.start <= us < self.end

    def takes(self, session_id: str, session: Session, term: Term) -> bool:
        """Whether a session is within the scope, the version's time and the term's dates."""
        scope = self.contract.scope
        begin, end = dates(term)
        return (
            scope.takes_session(session_id, session.anchor)
            and self.holds(session.start)
            and begin <= session.start < end
        )


def chain(term: Term) -> tuple[str, ...]:
    """The parties of a term: who receives, and down the chain."""
    return (term.party, *(hop.to for hop in term.passes_on))


def dates(term: Term) -> tuple[int, int]:
    """The moments from which and until which a term holds, in microseconds."""
    begin = us_of(term.starts) if term.starts else -NEVER
    return begin, us_of(term.ends) if term.ends else NEVER


def versions_of(contracts: Sequence[Contract]) -> tuple[Version, ...]:
    """All versions, those of one contract one after another.

    Raises CaopanError if one is not signed as it stands, stands twice, or takes effect before the
    one that it follows.
    """
    known = set()
    for one in map(checked, contracts):
        name = f"{one.contract_id} version {one.version}"
        if one.unsigned:
            raise CaopanError(
                f"{name} is not signed as it stands by {', '.join(one.unsigned)}: it does not "
                "settle; have its present content signed"
            )
        if (one.contract_id, one.version) in known:
            raise CaopanError(f"{name} is given twice; give it once, or number the other anew")
        known.add((one.contract_id, one.version))
    ids = dict.fromkeys(one.contract_id for one in contracts)
    return tuple(version for name in ids for version in _follow(contracts, name))


def _follow(contracts: Sequence[Contract], contract_id: str) -> list[Version]:
    mine = sorted(
        (one for one in contracts if one.contract_id == contract_id), key=lambda one: one.version
    )
    for one, two in pairwise(mine):
        if two.effective_from < one.effective_from:
            raise CaopanError(
                f"{contract_id}: version {two.version} takes effect before version {one.version}, "
                "which it follows; mend effective_from"
            )
    found = []
    for n, one in enumerate(mine):
        ends = [mine[n + 1].effective_from] if n + 1 < len(mine) else []
        ends += [one.effective_until] if one.effective_until else []
        start = us_of(one.effective_from)
        found.append(Version(one, start, us_of(min(ends)) if ends else NEVER))
    return found


class Scopes:
    """What binds lines, as arrays by version: spans, scopes, days until confirmed, cycles."""

    def __init__(self, versions: Sequence[Version], store: Store) -> None:
        contracts = [one.contract for one in versions]
        ids = list(dict.fromkeys(one.contract_id for one in contracts))
        self.starts = np.array([one.start for one in versions], np.int64)
        self.ends = np.array([one.end for one in versions], np.int64)
        self.contract = np.array([ids.index(one.contract_id) for one in contracts], np.int64)
        self.days = np.array([one.confirm_days for one in contracts], np.int64)
        self.every = np.array([EVERY[one.cycle.every] for one in contracts], np.int64)
        self.on = np.array([one.cycle.on for one in contracts], np.int64)
        self.reduces = np.array([one.price_protection == "reduces_base" for one in contracts])
        self.sessions = np.zeros((len(versions), len(store.session_ids) + 1), np.bool_)
        self.skus = np.zeros((len(versions), len(store.sku_ids) + 1), np.bool_)
        for v, one in enumerate(contracts):
            self._scope(v, one, store)

    def _scope(self, v: int, one: Contract, store: Store) -> None:
        scope = one.scope
        for code, session in store.sessions.items():
            name = store.session_ids.text(code)
            self.sessions[v, code] = scope.takes_session(name, session.anchor)
        self.sessions[v, -1] = scope.sessions is None and scope.anchors is None
        self.skus[v] = scope.skus is None
        for sku in scope.skus or ():
            code = store.sku_ids.code(sku)
            if code >= 0:
                self.skus[v, code] = True

    def by_line(self, column: NDArray[Any], version: NDArray[Any], none: Any) -> NDArray[Any]:
        """A column by version for each line; none where no version binds it."""
        if not len(column):
            return np.full(len(version), none)
        found: NDArray[Any] = np.where(version >= 0, column[version], none)
        return found
