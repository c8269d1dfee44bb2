"""The dues of one version's lines: its shares, floors and the base that entries ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.columns import each
from caopan.commission.entries import Draft, sessions_of
from caopan.commission.intake import NEVER
from caopan.commission.judging import judge
from caopan.commission.moments import day_of, us_of
from caopan.commission.periods import Grouping, later
from caopan.commission.rounding import half_up
from caopan.commission.settlement import Refused
from caopan.commission.shares import WHOLE_BP, Lines, dues_of, sums
from caopan.commission.versions import dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from caopan.commission.state import State
    from caopan.commission.store import Store
    from caopan.commission.terms import Share, Term
    from caopan.commission.versions import Scopes, Version

MOST: Final = 2**61
"""An offset beyond any sum of bases, which is all that a larger one means."""


class Dues:
    """Dues by the versions at one clock, of lines as they stand in a state."""

    def __init__(
        self, store: Store, state: State, versions: Sequence[Version], spent: list[int]
    ) -> None:
        self._store, self._state, self._versions, self._spent = store, state, versions, spent
        self._mine: dict[int, NDArray[np.int64]] = {}
        self.notices: list[Refused] = []

    def lines_of(self, v: int) -> NDArray[np.int64]:
        """Lines that a version binds, in order."""
        if v not in self._mine:
            order = self._state.order
            self._mine[v] = order[self._state["version"][order] == v]
        return self._mine[v]

    def within(self, term: Term, lines: NDArray[Any]) -> NDArray[Any]:
        """Those of some lines whose binding moment lies within a term's dates."""
        if term.starts is None and term.ends is None:
            return lines
        begin, end = dates(term)
        moment = self._state["moment"][lines]
        some: NDArray[Any] = lines[(begin <= moment) & (moment < end)]
        return some

    def grouping(self, share: Share, lines: NDArray[Any]) -> Grouping:
        """Groups of lines under a share."""
        sessions = len(self._store.session_ids)
        state = self._state
        return Grouping(share.per, state["session"][lines], state["day"][lines], sessions)

    def of_share(self, v: int, share: Share, lines: NDArray[Any]) -> NDArray[np.int64]:
        """What a share is due on lines in order, before its chain: on all, or on any by itself."""
        version, state = self._versions[v], self._state
        groups = self.grouping(share, lines)
        funders = version.contract.base_of(share)
        base = state.base(lines, funders, cut=share.keeps_after_settle)
        asks = {gate.measure for gate in share.gates}
        none = base[:0]
        rate = None
        if share.rate_of:
            rate = self._store.tables["lines"][share.rate_of][state["row"][lines]]
        given = Lines(
            group=groups.code,
            count=groups.count,
            base=base,
            whole=state.base(lines, funders) if "refund_rate" in asks else none,
            gross=state.gross(lines, funders) if "refund_rate" in asks else none,
            delivery=state["delivery"][lines] if "on_time_rate" in asks else none.astype(np.int8),
            rate=rate,
        )
        return dues_of(share, given, self._offset(version, share, groups))

    def _offset(self, version: Version, share: Share, groups: Grouping) -> NDArray[np.int64]:
        offset = np.zeros(groups.count, np.int64)
        if share.baseline is not None:
            there = np.flatnonzero(np.bincount(groups.code, minlength=groups.count))
            for code in there.tolist():
                offset[code] = min(self._baseline(version, share, groups, code), MOST)
        if share.less_ads:
            for _, code, session in sessions_of(version, share, self._store):
                group = groups.code_of(code, day_of(session.start))
                if group >= 0:
                    offset[group] += self._spent[code]
        return offset

    def _baseline(self, version: Version, share: Share, groups: Grouping, code: int) -> int:
        baseline = share.baseline
        if baseline is None:
            return 0
        if not baseline.indexed:
            return baseline.amount_fen
        period = groups.name(code, self._store.session_ids.text)
        index = self._store.peer_index.get(period)
        if index is not None:
            return half_up(baseline.amount_fen * index, WHOLE_BP)
        where = f"{version.contract.contract_id} {version.contract.version}, {share.name}"
        reason = f"{where}: the peers have no index for it, so the agreed amount counts"
        self.notices.append(Refused("peer_index", -1, period, "index_bp", "no_index", reason))
        return baseline.amount_fen

    def floors(self, v: int, share: Share, clock: int) -> Iterator[Draft]:
        """Entries that lift a share to its floor, one for each group with a paid line."""
        if not share.floor_fen:
            return
        version, state = self._versions[v], self._state
        lines = self.within(share, self.lines_of(v))
        groups = self.grouping(share, lines)
        given = np.zeros(groups.count, np.int64)
        first = version.rules.index((share.name, share.party))
        for rule in range(first, first + len(share.passes_on) + 1):
            given += sums(groups.code, state.due(rule)[lines], groups.count)
        ends = self._store.session_columns()[2]
        until = version.contract.effective_until
        contract_end = us_of(until) if until else NEVER
        there = np.flatnonzero(np.bincount(groups.code, minlength=groups.count))
        named = {groups.name(code, self._store.session_ids.text): code for code in there.tolist()}
        for period, code in sorted(named.items()):
            lift = share.floor_fen - int(given[code])
            if lift > 0:
                session = self._store.session_ids.text(groups.session_of(code))
                end = later(groups.end(code, ends, contract_end), version.contract.confirm_days)
                yield Draft(share, session, period, lift, end <= clock)


class LineBases:
    """Bases of sessions' lines, now and as they were known at another clock."""

    def __init__(
        self,
        store: Store,
        scopes: Scopes,
        versions: Sequence[Version],
        dues: Dues,
        state: State,
        known: dict[Any, int],
    ) -> None:
        self._store, self._scopes, self._versions = store, scopes, versions
        self._dues, self._state, self._known = dues, state, known
        self._now: dict[tuple[int, str], NDArray[np.int64]] = {}

    def now(self, version: Version, term: Term, session: int) -> int:
        """Base of a session's lines that the version binds within the term's dates, in fen."""
        v = self._versions.index(version)
        if (v, term.name) not in self._now:
            lines = self._dues.within(term, self._dues.lines_of(v))
            base = self._state.base(lines, version.contract.base)
            count = len(self._store.session_ids) + 1
            self._now[v, term.name] = sums(self._state["session"][lines], base, count)
        return int(self._now[v, term.name][session])

    def at(self, version: Version, term: Term, sessions: tuple[int, ...], clock: int) -> int:
        """The same of some sessions, from all that was known at a clock, in fen."""
        v = self._versions.index(version)
        key = (v, term.name, sessions, clock)
        if key not in self._known:
            self._known[key] = self._measured(v, term, sessions, clock)
        return self._known[key]

    def _measured(self, v: int, term: Term, sessions: tuple[int, ...], clock: int) -> int:
        rows = self._store.rows_naming(np.array(sessions))
        lines = each(len(self._store.line_ids), self._store.tables["lines"]["line"][rows])
        found = judge(self._store, self._scopes, lines, clock, cuts=False)
        begin, end = dates(term)
        mine = (found.version == v) & np.isin(found.session, sessions)
        mine &= (begin <= found.moment) & (found.moment < end)
        base = found.kept[0].copy()
        for funder in dict.fromkeys(self._versions[v].contract.base):
            base += found.kept[FUNDED[funder]]
        return int(base[mine].sum())


FUNDED: Final = {"platform": 1, "anchor": 2, "channel": 3}
"""Place of each funder's coupon in what is kept of a line."""
