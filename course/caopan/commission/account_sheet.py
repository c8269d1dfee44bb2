"""The ledger of one account (动账明细): each movement with its number, balance and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from caopan.commission.journal import PAYABLE, PAYOUT
from caopan.commission.ledger_tables import table
from caopan.commission.moments import SHANGHAI
from caopan.commission.settlement import RESIDUAL
from caopan.commission.settlement_sheet import Header

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT_HEADERS: Final = {
    "serial": Header("Serial number", "流水号"),
    "at": Header("Time", "动账时间"),
    "direction": Header("Direction", "动账方向"),
    "amount_fen": Header("Amount", "动账金额"),
    "balance_fen": Header("Balance", "账户余额"),
    "session_id": Header("Session", "场次"),
    "reason": Header("Reason", "动账原因"),
}
"""Columns of an account's ledger. A negative balance is owed back (应收)."""


def account_sheet(connection: Any, contract_id: str, party: str) -> pd.DataFrame:
    """All movements of an account, with the columns of ``ACCOUNT_HEADERS``.

    What becomes due comes in, what is taken back or paid out goes out: the balance is what is due
    and not yet paid, in fen. Nobody else's account is read.
    """
    import pandas as pd

    journal, run = table("journal"), table("run")
    query = (
        journal.select()
        .add_columns(run.c.as_of_us)
        .join(run, run.c.run == journal.c.run)
        .where(journal.c.contract_id == contract_id, journal.c.party == party)
        .where(journal.c.account == PAYABLE)
        .order_by(journal.c.run, journal.c.row)
    )
    rows, balance = [], 0
    for one in connection.execute(query).mappings():
        fen = int(one["amount_fen"])
        balance += fen
        serial = f"{one['run']:06d}-{one['row']:05d}"
        way = "in" if fen > 0 else "out"
        reason = reason_of(one["rule"], fen, one["version"])
        rows.append((serial, one["as_of_us"], way, abs(fen), balance, one["session_id"], reason))
    sheet = pd.DataFrame(rows, columns=list(ACCOUNT_HEADERS))
    return sheet.assign(at=pd.to_datetime(sheet["at"], unit="us", utc=True).dt.tz_convert(SHANGHAI))


def reason_of(rule: str, fen: int, version: int) -> str:
    """Why an account moved, in words.

    >>> reason_of("service", -556, 1)
    'service (version 1): taken back after refunds, a new rate or a correction'
    """
    if rule == PAYOUT:
        return "paid out at a cycle"
    name = "what is left to the merchant" if rule == RESIDUAL else rule
    why = "due" if fen > 0 else "taken back after refunds, a new rate or a correction"
    return f"{name} (version {version}): {why}"
