"""One share of one group, line by line in whole numbers: slow and obvious, for explanations.

The engine does the same for all lines at once; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from caopan.commission.group_lines import GroupLines, period_of
from caopan.commission.known_lines import KnownLines, whole
from caopan.commission.rounding import half_up

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.terms import Gate, Share

BP = 10_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line that earns one rate, in fen and basis points."""

    fen: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate with what was measured: part of whole, and whether the term passes it."""

    gate: Gate
    part: int
    of: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A line of a share within its group; amounts in fen.

    number: of the line among the group's lines, from 1 on. before_fen: running sum of bases before
    it. stretches: of the line. raw_fen: its part before the cap. given_fen: given before the line.
    """

    period: str
    number: int
    count: int
    base_fen: int
    before_fen: int
    total_fen: int
    baseline_fen: int
    ads_fen: int
    stretches: tuple[Stretch, ...]
    gates: tuple[GateResult, ...]
    pays_bp: int
    raw_fen: int
    given_fen: int
    due_fen: int

    @property
    def offset_fen(self) -> int:
        """What of the group earns nothing: the baseline and the ads."""
        return self.baseline_fen + self.ads_fen


def alone(share: Share) -> bool:
    """Whether a line's due does not depend on the other lines of its group."""
    one_rate = all(step.from_fen == 0 for step in share.ladder)
    whole_group = share.baseline or share.less_ads or share.gates or share.cap_fen is not None
    return one_rate and not whole_group


def group_of(
    share: Share, lines: GroupLines, known: KnownLines, at: int, ends: datetime | None
) -> Group:
    """The line at a place of its group's lines; ends: when the contract version does."""
    bases = lines.bases(share)
    *before, total = accumulate(bases, initial=0)
    baseline = _baseline(share, lines.period, known)
    ads = _ads(lines.contract, share, lines.period, known, ends) if share.less_ads else 0
    rates = lines.rates(share)
    gates = tuple(_measured(gate, lines, share) for gate in share.gates)
    pays = min((one.gate.pays_bp for one in gates if not one.passed), default=BP)

    def stretches(one: int) -> tuple[Stretch, ...]:
        if share.rate_of:
            return (Stretch(bases[one], rates[one]),)
        return _stretches(share, bases[one], before[one], baseline + ads, total)

    def raw(one: int) -> int:
        return half_up(exact(stretches(one)) * pays, BP * BP)

    given, due = 0, raw(at)
    if share.cap_fen is not None:
        gross = sum(raw(one) for one in range(at))
        given = min(gross, share.cap_fen)
        due = min(gross + raw(at), share.cap_fen) - given
    return Group(
        period=lines.period,
        number=at + 1,
        count=len(bases),
        base_fen=bases[at],
        before_fen=before[at],
        total_fen=total,
        baseline_fen=baseline,
        ads_fen=ads,
        stretches=stretches(at),
        gates=gates,
        pays_bp=pays,
        raw_fen=raw(at),
        given_fen=given,
        due_fen=due,
    )


def exact(stretches: Sequence[Stretch]) -> int:
    """What stretches earn before any rounding, in fen times basis points."""
    return sum(one.fen * one.rate_bp for one in stretches)


def _baseline(share: Share, period: str, known: KnownLines) -> int:
    if not share.baseline:
        return 0
    if not share.baseline.indexed or period not in known.index:
        return share.baseline.amount_fen
    return half_up(share.baseline.amount_fen * known.index[period], BP)


def _ads(
    contract: Contract, share: Share, period: str, known: KnownLines, ends: datetime | None
) -> int:
    """The group's known spend, of sessions that the contract takes."""
    spent = 0
    for row in known.spend:
        session = known.sessions.get(row["session_id"])
        if session is None or not _takes(contract, share, session, ends):
            continue
        if period_of(share.per, row["session_id"], 0, known.sessions) == period:
            spent += whole(row["cost_fen"])
    return spent


def _takes(contract: Contract, share: Share, session: Any, ends: datetime | None) -> bool:
    start = session["start_ts"]
    return (
        contract.scope.takes_session(session["session_id"], session["anchor_id"])
        and contract.effective_from <= start
        and (ends is None or start < ends)
        and share.holds(start)
    )


def _stretches(
    share: Share, base: int, before: int, offset: int, total: int
) -> tuple[Stretch, ...]:
    if share.mode == "whole":
        earned = max(0, before + base - max(before, offset))
        reached = [step for step in share.ladder if step.from_fen <= total - offset]
        rate = reached[-1].rate_bp if reached and total > offset else 0
        return (Stretch(earned, rate),)
    parts = []
    for step, following in zip(share.ladder, [*share.ladder[1:], None], strict=True):
        low = max(before, offset + step.from_fen)
        high = before + base
        if following:
            high = min(high, offset + following.from_fen)
        if high > low:
            parts.append(Stretch(high - low, step.rate_bp))
    return tuple(parts)


def _measured(gate: Gate, lines: GroupLines, share: Share) -> GateResult:
    if gate.measure == "refund_rate":
        gross, left = lines.gross(share), lines.left(share)
        return GateResult(gate, gross - left, gross, (gross - left) * BP <= gate.limit_bp * gross)
    good, promised = lines.on_time()
    return GateResult(gate, good, promised, good * BP >= gate.limit_bp * promised)
