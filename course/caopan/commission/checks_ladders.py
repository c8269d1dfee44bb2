"""Where a share jumps or stops: rungs, gates, caps. There a push or a pause pays."""

from collections.abc import Iterator
from typing import Final

from caopan.commission.phrases import Voice
from caopan.commission.rounding import half_up
from caopan.commission.terms import Share, Step
from caopan.commission.usual_sales import Usual
from caopan.documents.findings import Finding

SAY: Final = Voice("en")
WHOLE: Final = 10_000
JUMP_BP: Final = 2_000
"""A gate that takes more than this at one limit is a cliff (assumed)."""
ROOM: Final = 2
"""A cap that is reached at less than so many times the usual sales stops effort (assumed)."""


def cliffs(path: str, term: Share, usual: Usual | None = None) -> Iterator[Finding]:
    """The jump of a whole-amount ladder at each rung, in yuan.

    >>> steps = (Step(rate_bp=1_000), Step(from_fen=30_000_000, rate_bp=1_200))
    >>> [one] = cliffs("terms.0", Share(name="s", party="ops", steps=steps, mode="whole"))
    >>> one.says.partition(":")[0]
    'at ¥300,000 the due of ops jumps by ¥6,000'
    """
    if term.mode != "whole":
        return
    before = 0
    for number, step in enumerate(term.steps):
        jump = half_up(step.from_fen * (step.rate_bp - before), WHOLE)
        before = step.rate_bp
        if not jump:
            continue
        where = f"{path}.steps.{number}"
        rung, mend = SAY.yuan(step.from_fen), "say mode: marginal"
        if jump > 0:
            says = f"at {rung} the due of {term.party} jumps by {SAY.yuan(jump)}: just below it "
            says += f"gains by brushing orders over the rung{_storm(step, usual)}"
            yield Finding("warning", where, f"{says}; {mend}")
        else:
            says = f"at {rung} the due of {term.party} falls by {SAY.yuan(-jump)}: it gains by "
            yield Finding("warning", where, f"{says}holding sales below the rung; {mend}")


def _storm(step: Step, usual: Usual | None) -> str:
    if not usual or not usual.refund_bp:
        return ", and a storm of returns takes it below again after it is shown"
    needed = step.from_fen * WHOLE // max(1, WHOLE - usual.refund_bp)
    back = SAY.rate(usual.refund_bp)
    return f", and as {back} go back here, sales up to ¥{needed // 100:,} fall below it again"


def gates(path: str, term: Share) -> Iterator[Finding]:
    """Gates at which much is lost at once.

    >>> gate = {"measure": "refund_rate", "limit_bp": 4_000, "pays_bp": 5_000}
    >>> [one] = gates("terms.0", Share(name="s", party="ops", rate_bp=500, gates=[gate]))
    >>> one.path
    'terms.0.gates.0'
    """
    for measure in ("refund_rate", "on_time_rate"):
        told = [(gate, at) for at, gate in enumerate(term.gates) if gate.measure == measure]
        told.sort(key=lambda one: one[0].limit_bp, reverse=measure == "on_time_rate")
        pays = WHOLE
        for gate, at in told:
            lost, pays = pays - gate.pays_bp, min(pays, gate.pays_bp)
            if lost > JUMP_BP:
                limit = f"{gate.measure} at {SAY.rate(gate.limit_bp)}"
                says = f"one order more or less takes {SAY.rate(lost)} of it ({limit}): near the "
                says += f"limit {term.party} gains by moving returns and parcels into another "
                says += "period, beyond it by no longer caring"
                mend = f"take several gates, each at most {SAY.rate(JUMP_BP)} less than the last"
                yield Finding("warning", f"{path}.gates.{at}", f"{says}; {mend}")


def caps(path: str, term: Share, usual: Usual | None = None) -> Iterator[Finding]:
    """A cap that is reached: beyond it effort earns nothing.

    >>> [one] = caps("terms.0", Share(name="s", party="ops", rate_bp=500, cap_fen=500_000))
    >>> one.says.partition(" ops")[0]
    'from sales of ¥100,000 on'
    """
    if term.cap_fen is None or not term.ladder:
        return
    full = reached_at(term)
    sales = usual.period_fen(term.per) if usual else None
    if full is None or (sales is not None and full >= ROOM * sales):
        return
    beside = f"; usual are {SAY.yuan(sales)}" if sales is not None else ""
    says = f"from sales of {SAY.yuan(full)} on {term.party} earns nothing more{beside}: it gains "
    says += "by stopping there, or by moving sales into the next period"
    yield Finding("warning", f"{path}.cap", f"{says}; raise it, or let a last step pay less")


def reached_at(term: Share) -> int | None:
    """The base in fen, above the baseline, at which the cap is reached; None if never.

    >>> reached_at(Share(name="s", party="ops", rate_bp=500, cap_fen=1_000))
    20000
    """
    cap = (term.cap_fen or 0) * WHOLE
    steps = term.ladder
    if term.mode == "whole":
        return _whole(steps, cap)
    given = 0
    for step, after in zip(steps, (*steps[1:], None), strict=True):
        room = cap - given
        if step.rate_bp:
            full = step.from_fen - (-room // step.rate_bp)
            if after is None or full <= after.from_fen:
                return full
        if after is not None:
            given += (after.from_fen - step.from_fen) * step.rate_bp
    return None


def _whole(steps: tuple[Step, ...], cap: int) -> int | None:
    for step, after in zip(steps, (*steps[1:], None), strict=True):
        if step.rate_bp:
            full = max(step.from_fen, -(-cap // step.rate_bp))
            if after is None or full < after.from_fen:
                return full
    return None
