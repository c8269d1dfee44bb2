"""Contracts in the ledger: each version is kept as it was signed, for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from caopan.commission.contract import Contract
from caopan.commission.ledger_runs import last_run
from caopan.commission.ledger_tables import rows, table
from caopan.commission.moments import moment_of, us_of
from caopan.errors import CaopanError


def stored_contracts(connection: Any) -> tuple[Contract, ...]:
    """All versions of the ledger, in order.

    Raises CaopanError if one is not what was signed.
    """
    found = []
    for row in rows(connection, "contract"):
        try:
            contract = Contract.model_validate(json.loads(row["content"]))
        except ValueError as problem:
            name = f"contract {row['contract_id']!r} version {row['version']}"
            raise CaopanError(
                f"{name} in the ledger cannot be read; bring back a copy"
            ) from problem
        if contract.digest != row["digest"]:
            raise CaopanError(f"{_name(contract)} in the ledger is not what was signed")
        found.append(contract)
    return tuple(found)


def admitted(connection: Any, given: Sequence[Contract]) -> tuple[Contract, ...]:
    """Take new versions into the ledger; all that it then has.

    Raises CaopanError if one is unsigned, differs from what the ledger knows, or begins at or
    before the ledger's clock: what was posted would be bound anew.
    """
    known = {(one.contract_id, one.version): one for one in stored_contracts(connection)}
    last = last_run(connection)
    for contract in given:
        if not isinstance(contract, Contract):
            raise CaopanError(f"{type(contract).__name__} is no contract; give a list of contracts")
        key = contract.contract_id, contract.version
        if key in known and known[key].digest != contract.digest:
            raise CaopanError(
                f"{_name(contract)} is in the ledger with other words; give a new version"
            )
        if key not in known:
            _check(contract, last.as_of_us if last else None)
            content = json.dumps(
                contract.model_dump(mode="json", by_alias=True), ensure_ascii=False
            )
            row = {"contract_id": key[0], "version": key[1], "digest": contract.digest}
            connection.execute(table("contract").insert(), [{**row, "content": content}])
            known[key] = contract
    return tuple(known[key] for key in sorted(known))


def contracts_digest(contracts: Sequence[Contract]) -> str:
    """SHA-256 of the versions' digests: what a run was settled by."""
    return sha256(" ".join(one.digest for one in contracts).encode()).hexdigest()


def _check(contract: Contract, clock_us: int | None) -> None:
    if contract.unsigned:
        missing = ", ".join(contract.unsigned)
        raise CaopanError(f"{_name(contract)} is not signed by {missing}; sign it first")
    if clock_us is not None and us_of(contract.effective_from) <= clock_us:
        raise CaopanError(
            f"{_name(contract)} takes effect {contract.effective_from.isoformat()}, but the ledger "
            f"is posted up to {moment_of(clock_us).isoformat()}; let it begin later"
        )


def _name(contract: Contract) -> str:
    return f"contract {contract.contract_id!r} version {contract.version}"
