"""Runs of the ledger: how they are written, chained by their digests, and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final

from caopan.commission.batches import Batch
from caopan.commission.journal import Account, Payout, Posted
from caopan.commission.ledger_tables import rows, table

FIRST: Final = "0" * 64
"""What stands in the first run for the digest of the one before."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands in the database; moments in microseconds, digests as 64 hex digits."""

    run: int
    as_of_us: int
    posted_us: int
    contracts: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A run that is ready to be written: its clock, files, journal rows, payouts."""

    run: int
    as_of_us: int
    batches: tuple[Batch, ...]
    journal: tuple[Posted, ...]
    payouts: tuple[Payout, ...]


def head_of(run: Run | None) -> str:
    """What to keep of a run in order to know it again."""
    return f"{run.run}:{run.digest}" if run else ""


def digest_of(run: Run | dict[str, Any], draft: Draft) -> str:
    """SHA-256 of all that a run says, the digest of the one before included."""
    head = run if isinstance(run, dict) else asdict(run)
    content = {
        **{key: head[key] for key in ("run", "as_of_us", "posted_us", "contracts", "previous")},
        "batches": _dicts(sorted(draft.batches, key=lambda one: one.file)),
        "journal": _dicts(draft.journal),
        "payouts": _dicts(sorted(draft.payouts, key=lambda one: (one.contract_id, one.party))),
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _dicts(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Flat dataclasses of one kind as dicts; ``asdict`` takes ten times as long (measured)."""
    if not parts:
        return []
    names = [field.name for field in fields(parts[0])]
    values = attrgetter(*names)
    return [dict(zip(names, values(part), strict=True)) for part in parts]


def write_runs(connection: Any, drafts: Sequence[Draft], contracts: str, posted_us: int) -> None:
    """Write runs with all that belongs to them, within the caller's transaction."""
    last = last_run(connection)
    previous = last.digest if last else FIRST
    for draft in drafts:
        head: dict[str, Any] = {
            "run": draft.run,
            "as_of_us": draft.as_of_us,
            "posted_us": posted_us,
            "contracts": contracts,
            "previous": previous,
        }
        previous = digest_of(head, draft)
        _insert(connection, "run", [{**head, "digest": previous}])
        _insert(connection, "batch", _of(draft.run, draft.batches))
        numbered = enumerate(_of(draft.run, draft.journal))
        _insert(connection, "journal", [{**row, "row": number} for number, row in numbered])
        _insert(connection, "payout", _of(draft.run, draft.payouts))


def last_run(connection: Any) -> Run | None:
    """The latest run; None if there is none."""
    runs = table("run")
    found = (
        connection.execute(runs.select().order_by(runs.c.run.desc()).limit(1)).mappings().first()
    )
    return Run(**found) if found else None


def read_runs(connection: Any) -> list[tuple[Run, Draft]]:
    """All runs with all that belongs to them, in order."""
    batches = _by_run(rows(connection, "batch"), Batch)
    journal = _by_run(rows(connection, "journal"), Posted)
    payouts = _by_run(rows(connection, "payout"), Payout)
    runs = [Run(**row) for row in rows(connection, "run")]
    return [
        (
            run,
            Draft(
                run.run,
                run.as_of_us,
                tuple(batches.get(run.run, ())),
                tuple(journal.get(run.run, ())),
                tuple(payouts.get(run.run, ())),
            ),
        )
        for run in runs
    ]


def paid_so_far(connection: Any) -> dict[Account, int]:
    """What each account has been paid in all, in fen."""
    return {
        (row["contract_id"], row["party"]): row["paid_fen"] for row in rows(connection, "payout")
    }


def known_batches(connection: Any) -> list[Batch]:
    """The files of all runs."""
    names = [field.name for field in fields(Batch)]
    return [Batch(**{name: row[name] for name in names}) for row in rows(connection, "batch")]


def _of(run: int, parts: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"run": run, **part} for part in _dicts(parts)]


def _insert(connection: Any, name: str, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(table(name).insert(), values)


def _by_run(found: list[dict[str, Any]], kind: Any) -> dict[int, list[Any]]:
    parts: dict[int, list[Any]] = {}
    for row in found:
        values = {key: value for key, value in row.items() if key not in {"run", "row"}}
        parts.setdefault(row["run"], []).append(kind(**values))
    return parts
