"""The settlement of a book at its clock, drawn up as frames and arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.folding import OUTSIDE
from caopan.commission.ids import taken
from caopan.commission.moments import moment_of
from caopan.commission.settlement import (
    CONFIRMED,
    ESTIMATED,
    RESIDUAL,
    SETTLED,
    Due,
    Settlement,
)
from caopan.commission.shares import held_of
from caopan.commission.terms import Funder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from caopan.commission.ids import Codes
    from caopan.commission.settlement import Entry, Refused
    from caopan.commission.state import State
    from caopan.commission.store import Store
    from caopan.commission.versions import Version

ALL: tuple[Funder, ...] = ("platform", "channel", "anchor")


def settlement_of(
    store: Store,
    state: State,
    versions: Sequence[Version],
    clock: int,
    entries: tuple[Entry, ...],
    refused: tuple[Refused, ...],
    notices: tuple[Refused, ...],
) -> Settlement:
    """All dues of a book at its clock."""
    order = state.order
    outside = store.line_ids.take(np.flatnonzero(state["version"] == OUTSIDE))
    dues = tuple(one for v in range(len(versions)) for one in _dues(state, versions, v, clock))
    return Settlement(
        as_of=moment_of(clock),
        lines=_frame(store, state, order, versions, clock),
        dues=dues,
        entries=entries,
        outside=tuple(sorted(outside.to_pylist())),
        refused=refused,
        notices=notices,
    )


def payable_of(
    state: State, versions: Sequence[Version], entries: tuple[Entry, ...], clock: int
) -> dict[tuple[str, str], int]:
    """What a cycle would pay by (contract_id, party), in fen, for every party of a contract."""
    found = {
        (one.contract.contract_id, party.id): 0
        for one in versions
        for party in one.contract.parties
    }
    ready = state["confirmed"][state.order] <= clock
    for v in range(len(versions)):
        for one in _dues(state, versions, v, clock):
            found[one.contract_id, one.party] += int((one.due_fen - one.held_fen)[ready].sum())
    for entry in entries:
        if entry.confirmed:
            found[entry.contract_id, entry.party] += entry.due_fen
    return found


def _dues(state: State, versions: Sequence[Version], v: int, clock: int) -> Iterator[Due]:
    version = versions[v]
    contract = version.contract
    order = state.order
    mine = np.flatnonzero(state["version"][order] == v)
    lines = order[mine]

    def spread(values: NDArray[np.int64]) -> NDArray[np.int64]:
        if len(mine) == len(order):
            return values
        whole = np.zeros(len(order), np.int64)
        whole[mine] = values
        return whole

    rule = 0
    for share in version.shares:
        nets = [state.due(rule + n)[lines] for n in range(len(share.passes_on) + 1)]
        whole = nets[0] if len(nets) == 1 else np.sum(nets, axis=0)
        held = held_of(share, whole, state["moment"][lines], clock)
        for net, kept in zip(nets, held, strict=True):
            term, party = version.rules[rule]
            yield Due(
                contract.contract_id, contract.version, term, party, spread(net), spread(kept)
            )
            rule += 1
    none = np.zeros(len(order), np.int64)
    left = spread(state.due(-1)[lines])
    yield Due(contract.contract_id, contract.version, RESIDUAL, contract.merchant, left, none)


def _frame(
    store: Store,
    state: State,
    order: NDArray[Any],
    versions: Sequence[Version],
    clock: int,
) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    facts, row = store.tables["lines"], state["row"][order]
    version = state["version"][order]
    worth = state.base(order, ALL)
    pay = facts["pay_fen"][row] if len(facts) else worth
    settled = np.where(state["settled"][order] <= clock, SETTLED, CONFIRMED)
    numbers = np.array([one.contract.version for one in versions] or [0], np.int64)
    ids = [one.contract.contract_id for one in versions] or [""]
    orders = pa.chunked_array([*store.orders] or [pa.array([], pa.large_string())])
    return pd.DataFrame(
        {
            "line_id": store.line_ids.take(order).to_pandas(),
            "order_id": taken(orders, row).to_pandas(),
            "session_id": _words(store.session_ids, state["session"][order]),
            "sku_id": _words(store.sku_ids, facts["sku"][row] if len(facts) else version),
            "contract_id": pa.array(ids, pa.large_string()).take(pa.array(version)).to_pandas(),
            "version": numbers[version],
            "bind_us": state["moment"][order],
            "pay_fen": pay,
            "worth_fen": worth,
            "gross_fen": state.gross(order, ALL) if len(facts) else worth,
            "kept_fen": state["buyer"][order],
            "refunded_fen": pay - state["buyer"][order],
            "borne_fen": state["borne"][order],
            "state": np.where(state["confirmed"][order] <= clock, settled, ESTIMATED),
            "exp_refund_bp": facts["exp_refund_bp"][row] if len(facts) else worth,
        },
        copy=False,
    )


def _words(codes: Codes, of: NDArray[Any]) -> pd.Series:
    """Ids of a kind of which there are few; empty where there is none."""
    import pyarrow as pa

    known = codes.take(np.arange(len(codes)))
    names = pa.concat_arrays([known, pa.array([""], pa.large_string())])
    words: pd.Series = names.take(pa.array(np.where(of < 0, len(codes), of))).to_pandas()
    return words
