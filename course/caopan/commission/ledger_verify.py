"""Whether a ledger is what it says: chain, hashes, balances, sums, payouts, all counted anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.commission.batches import Batch, get_batch
from caopan.commission.journal import (
    PAYOUT,
    Account,
    Payout,
    journal_rows,
    payout_rows,
    unbalanced,
)
from caopan.commission.ledger_contracts import contracts_digest, stored_contracts
from caopan.commission.ledger_reading import book_of, kept, kind_of
from caopan.commission.ledger_runs import FIRST, Draft, Run, digest_of, head_of, read_runs
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.settlement import Due, Entry, Settlement

_SHOWN = 20
"""Sums of a rule that do not fit which are told one by one."""
_HEAD = re.compile(r"[1-9][0-9]*:[0-9a-f]{64}")
RULE = ("contract_id", "version", "term", "party")
WHERE = ("session_id", "line_id", "period")
Rule = tuple[str, int, str, str]


def faults(connection: Any, folder: Path, head: str = "") -> tuple[str, ...]:
    """All that does not fit, a sentence each; empty if the ledger is sound.

    The dues are settled anew from the facts that were kept and held against the sum of all
    batches, line by line. head: of a run that must be among them. Raises CaopanError if it is none.
    """
    runs = read_runs(connection)
    found = [
        *_head(runs, head),
        *_chain(runs),
        *_files(runs, folder),
        *_books(runs),
        *_payouts(runs),
    ]
    if found:
        return tuple(found)
    found += _journal(runs, folder)
    try:
        contracts = stored_contracts(connection)
        if runs and runs[-1][0].contracts != contracts_digest(contracts):
            found.append("the contracts are not those by which the last run was settled")
        found += _sums(contracts, connection, folder) if runs else []
    except CaopanError as problem:
        found.append(str(problem))
    return tuple(found)


def _head(runs: Sequence[tuple[Run, Draft]], head: str) -> Iterator[str]:
    if not head:
        return
    if not _HEAD.fullmatch(head):
        raise CaopanError(f"{head!r} is no head of a ledger; give one as Ledger.head told it")
    if head not in {head_of(run) for run, _ in runs}:
        number = head.partition(":")[0]
        yield f"run {number}: is not the one that was kept; the ledger was cut off or written anew"


def _chain(runs: Sequence[tuple[Run, Draft]]) -> Iterator[str]:
    previous, clock = FIRST, None
    for number, (run, draft) in enumerate(runs, start=1):
        if run.run != number:
            yield f"run {run.run}: stands where run {number} is due"
        if run.previous != previous:
            yield f"run {run.run}: does not follow the run before it"
        if run.digest != digest_of(run, draft):
            yield f"run {run.run}: its rows are not those that were written"
        if clock is not None and run.as_of_us < clock:
            yield f"run {run.run}: its clock is before that of the run before it"
        previous, clock = run.digest, run.as_of_us


def _files(runs: Sequence[tuple[Run, Draft]], folder: Path) -> Iterator[str]:
    for batch in _batches(runs):
        try:
            if len(get_batch(folder, batch)) != batch.rows:
                yield f"{batch.file}: does not hold {batch.rows} rows"
        except CaopanError as problem:
            yield str(problem)


def _batches(runs: Sequence[tuple[Run, Draft]]) -> list[Batch]:
    return [batch for _, draft in runs for batch in draft.batches]


def _books(runs: Sequence[tuple[Run, Draft]]) -> Iterator[str]:
    for run, draft in runs:
        for (contract_id, version), fen in unbalanced(draft.journal).items():
            yield f"run {run.run}: {contract_id} version {version} is out of balance by {fen} fen"


def _payouts(runs: Sequence[tuple[Run, Draft]]) -> Iterator[str]:
    paid: dict[Account, int] = {}
    for run, draft in runs:
        for one in draft.payouts:
            account = one.contract_id, one.party
            if not _right(one, paid.get(account, 0), run.as_of_us):
                yield f"run {run.run}: the payout to {one.party} of {one.contract_id} is not due"
            paid[account] = one.paid_fen
        booked = [row for row in draft.journal if row.rule == PAYOUT]
        versions = {one.contract_id: 0 for one in draft.payouts}
        versions |= {row.contract_id: row.version for row in booked}
        if sorted(map(str, booked)) != sorted(map(str, payout_rows(draft.payouts, versions))):
            yield f"run {run.run}: the journal's payouts are not those of its accounts"


def _right(one: Payout, before: int, clock_us: int) -> bool:
    now = max(before, one.payable_fen)
    told = (one.paid_fen, one.pays_fen, one.receivable_fen, one.at_us)
    return told == (now, now - before, now - one.payable_fen, clock_us)


def _journal(runs: Sequence[tuple[Run, Draft]], folder: Path) -> Iterator[str]:
    """Each run's journal against its batches."""
    for run, draft in runs:
        tables = {kind_of(one.file): get_batch(folder, one) for one in draft.batches}
        due = journal_rows(tables.get("deltas"), tables.get("inflow"))
        if due != [row for row in draft.journal if row.rule != PAYOUT]:
            yield f"run {run.run}: the journal is not the sum of its batches"


def _sums(contracts: Sequence[Contract], connection: Any, folder: Path) -> Iterator[str]:
    """Σ of all batches against the dues of the kept facts, by line, rule and party."""
    posted = kept(connection, folder, ["deltas"])["deltas"]
    settlement = book_of(contracts, connection, folder).settlement()
    dues = {(one.contract_id, one.version, one.term, one.party): one for one in settlement.dues}
    rules = {rule for table in posted for rule in _rules(table)}
    rules |= dues.keys() | {_rule(one) for one in settlement.entries}
    for rule in sorted(rules):
        parts = [_of_rule(table, rule) for table in posted]
        due = [_less_due(settlement, dues[rule])] if rule in dues else []
        entries = _less_entries([one for one in settlement.entries if _rule(one) == rule])
        yield from _left_over(rule, [*parts, *due, entries])


def _rule(one: Any) -> Rule:
    return one.contract_id, one.version, one.term, one.party


def _rules(table: Any) -> set[Rule]:
    """The rules of which a batch holds rows."""
    found = table.select(list(RULE)).group_by(list(RULE)).aggregate([])
    return set(zip(*(found[name].to_pylist() for name in RULE), strict=True))


def _of_rule(table: Any, rule: Rule) -> Any:
    """A rule's rows of a batch: where, and how many fen."""
    import pyarrow.compute as pc

    mask = None
    for name, value in zip(RULE, rule, strict=True):
        one = pc.equal(table[name], value)
        mask = one if mask is None else pc.and_(mask, one)
    some = table.filter(mask)
    return _table([some[name] for name in WHERE], some["delta_fen"])


def _less_due(settlement: Settlement, due: Due) -> Any:
    import pyarrow as pa

    some = due.due_fen != 0
    lines = settlement.lines.loc[some, ["session_id", "line_id"]]
    sessions, ids = (pa.array(lines[name]) for name in ("session_id", "line_id"))
    return _table([sessions, ids, pa.nulls(len(lines), pa.string())], -due.due_fen[some])


def _less_entries(entries: Sequence[Entry]) -> Any:
    import pyarrow as pa

    sessions = pa.array([one.session_id for one in entries], pa.string())
    periods = pa.array([one.period for one in entries], pa.string())
    fen = pa.array([-one.due_fen for one in entries], pa.int64())
    return _table([sessions, pa.nulls(len(entries), pa.string()), periods], fen)


def _table(where: Sequence[Any], fen: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [pc.fill_null(pc.cast(one, pa.string()), "") for one in where]
    return pa.table([*texts, fen], names=[*WHERE, "fen"])


def _left_over(rule: Rule, parts: Sequence[Any]) -> Iterator[str]:
    """What of a rule does not sum up to 0, the first of it one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sums = pa.concat_tables(parts).group_by(list(WHERE)).aggregate([("fen", "sum")])
    for row in sums.filter(pc.not_equal(sums["fen_sum"], 0)).to_pylist()[:_SHOWN]:
        what = " ".join(str(one) for one in (*rule, *(row[name] for name in WHERE)) if one)
        yield f"{what}: the batches hold {row['fen_sum']} fen more than is due"
