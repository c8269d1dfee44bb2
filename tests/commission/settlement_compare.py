"""The engine's settlement beside the slow one: the same facts to both, and where they differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from histories import Case
from slow_binding import Slow
from slow_facts import Row, Tables, absent, whole
from slow_settle import paid as slow_paid

from caopan.commission import Contract, Facts, Settlement, paid
from caopan.commission.moments import us_of

TABLES = ("lines", "refunds", "deliveries", "sessions", "spend", "peer_index")
LINE = (
    "contract_id",
    "version",
    "bind_us",
    "pay_fen",
    "worth_fen",
    "gross_fen",
    "kept_fen",
    "refunded_fen",
    "borne_fen",
    "state",
)


@dataclass
class Result:
    """A settlement of either kind as plain dicts; what is 0 is left out."""

    dues: dict[tuple[Any, ...], int] = field(default_factory=dict)
    held: dict[tuple[Any, ...], int] = field(default_factory=dict)
    entries: dict[tuple[Any, ...], int] = field(default_factory=dict)
    lines: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    outside: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, int, str, str]] = field(default_factory=Counter)
    notices: Counter[tuple[str, str]] = field(default_factory=Counter)

    def due(self, party: str) -> int:
        """All that a party is due."""
        tables = (self.dues, self.entries)
        return sum(fen for table in tables for key, fen in table.items() if key[3] == party)

    def on(self, party: str) -> dict[str, int]:
        """What a party is due on each line."""
        found: Counter[str] = Counter()
        for key, fen in self.dues.items():
            if key[3] == party:
                found[key[4]] += fen
        return dict(found)

    def beside(self, party: str) -> dict[tuple[str, str], int]:
        """What a party is due beside lines, by (term, period)."""
        found: Counter[tuple[str, str]] = Counter()
        for key, fen in self.entries.items():
            if key[3] == party:
                found[key[2], key[4]] += fen
        return dict(found)

    def reserved(self, party: str) -> int:
        """What of it is held."""
        return sum(fen for key, fen in self.held.items() if key[3] == party)

    def state(self, line_id: str) -> int:
        """0 estimated, 1 confirmed, 2 settled."""
        state: int = self.lines[line_id][LINE.index("state")]
        return state

    @property
    def codes(self) -> list[tuple[str, str]]:
        """(id, code) of what was refused."""
        return sorted((name, code) for _, _, name, code in self.refused.elements())

    def lost(self) -> int:
        """Fen that are lost or made, each line and each entry for itself."""
        lines: Counter[str] = Counter()
        for key, fen in self.dues.items():
            lines[key[4]] += fen
        worth, borne = LINE.index("worth_fen"), LINE.index("borne_fen")
        leaks = [lines[name] - one[worth] + one[borne] for name, one in self.lines.items()]
        leaks += [fen for name, fen in lines.items() if name not in self.lines]
        entries: Counter[tuple[Any, ...]] = Counter()
        for key, fen in self.entries.items():
            entries[key[0], key[1], key[2], key[4]] += fen
        return sum(map(abs, (*leaks, *entries.values())))


def facts_from(tables: Tables) -> Facts:
    """The tables as frames, with the types that frames have."""
    return Facts(**{name: _frame(tables.get(name, [])) for name in TABLES})


def _frame(rows: list[Row]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame({name: _column(name, [row.get(name) for row in rows]) for name in names})


def _column(name: str, values: list[Any]) -> pd.Series:
    if name.endswith("ts"):
        stamps = pd.Series(pd.to_datetime(values, utc=True)).dt.tz_convert("Asia/Shanghai")
        return stamps.dt.as_unit("us")
    if name.endswith(("_fen", "_bp", "qty")):
        if all(whole(value) for value in values):
            return pd.Series(values, dtype="int64")
        if all(whole(value) or absent(value) for value in values):
            return pd.Series(values, dtype="Int64")
        return pd.Series(values, dtype="object")
    return pd.Series(values, dtype="str")


def merged(cases: Iterable[Case]) -> tuple[list[Contract], Tables]:
    """Contracts and facts of several cases, to be settled together."""
    tables: Tables = {name: [] for name in TABLES}
    contracts = []
    for case in cases:
        contracts += case.contracts
        for name in TABLES:
            tables[name] += case.tables.get(name, [])
    return contracts, tables


def slow_result(cases: Sequence[Case], settled: Sequence[Slow]) -> Result:
    """Slow settlements, one of each case, as one result."""
    result = Result()
    before: Counter[str] = Counter()
    for case, slow in zip(cases, settled, strict=True):
        result.dues |= slow.dues
        result.held |= slow.held
        result.entries |= slow.entries
        result.outside.update(slow.outside)
        result.notices.update(slow.notices)
        result.refused.update(
            (table, row + before[table], name, code)
            for table, row, name, code in slow.known.refused
        )
        for one in slow.bound:
            line, kept = one.line, one.keeps(one.refunds)["buyer"]
            result.lines[line["line_id"]] = (
                one.contract.contract_id,
                one.contract.version,
                us_of(one.moment),
                line["pay_fen"],
                one.worth,
                line["list_fen"] - line["m_coupon_fen"],
                kept,
                line["pay_fen"] - kept,
                one.borne,
                one.state,
            )
        before.update({name: len(rows) for name, rows in case.tables.items()})
    return result


def fast_result(settled: Settlement) -> Result:
    """The engine's settlement as a result."""
    result = Result()
    names = settled.lines["line_id"].tolist()
    for one in settled.dues:
        where = (one.contract_id, one.version, one.term, one.party)
        for table, fen in ((result.dues, one.due_fen), (result.held, one.held_fen)):
            for at in np.flatnonzero(fen).tolist():
                key = (*where, names[at])
                table[key] = table.get(key, 0) + int(fen[at])
    for each in settled.entries:
        key = (
            each.contract_id,
            each.version,
            each.term,
            each.party,
            each.period,
            each.confirmed,
        )
        result.entries[key] = result.entries.get(key, 0) + each.due_fen
    result.entries = {key: fen for key, fen in result.entries.items() if fen}
    rows = settled.lines[list(LINE)].itertuples(index=False, name=None)
    result.lines = dict(zip(names, rows, strict=True))
    result.outside.update(settled.outside)
    result.refused.update((one.table, one.row, one.id, one.code) for one in settled.refused)
    result.notices.update((one.id, one.code) for one in settled.notices)
    return result


def differences(slow: Result, fast: Result) -> list[str]:
    """Where two results differ, in words."""
    found = []
    for name in ("dues", "held", "entries", "lines", "outside", "refused", "notices"):
        one, two = getattr(slow, name), getattr(fast, name)
        for key in sorted({*one, *two}, key=repr):
            if one.get(key) != two.get(key):
                found.append(f"{name} {key}: slow {one.get(key)}, fast {two.get(key)}")
    return found


def account_differences(cases: Sequence[Case], as_of: datetime) -> list[str]:
    """Where the accounts of some cases differ at a clock; both follow them cycle by cycle."""
    slow: dict[tuple[str, str], tuple[int, int]] = {}
    for case in cases:
        slow |= slow_paid(case.contracts, case.tables, as_of)
    contracts, tables = merged(cases)
    fast = {
        key: (one.paid_fen, one.receivable_fen)
        for key, one in paid(contracts, facts_from(tables), as_of).items()
    }
    return [
        f"account {key}: slow {slow.get(key)}, fast {fast.get(key)}"
        for key in sorted({*slow, *fast})
        if slow.get(key, (0, 0)) != fast.get(key, (0, 0))
    ]
