"""The settlement sheet by order (订单结算表): what came in, what went where, what was settled.

Its columns are named as the fields of a platform's sheet that ``caopan import`` reads, so that the
two can be laid side by side. What is due beside lines is in ``entry_sheet``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.line_coupons import kept_coupons, known_rows, sold_coupons
from caopan.commission.moments import DAY_US, SHANGHAI
from caopan.commission.periods import EVERY, cycle_at
from caopan.commission.settlement import SETTLED, Ints
from caopan.commission.terms import Role, Share

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

COLUMN_OF: Final[dict[Role, str]] = {
    "platform": "tech_fee_fen",
    "anchor": "creator_fen",
    "mcn": "creator_fen",
    "agent": "recruiter_fen",
    "promoter": "promoter_fen",
    "provider": "provider_fen",
    "merchant": "settled_fen",
}
"""Columns of what each role is due."""
INCOME: Final = ("pay_fen", "paymkt_fen", "p_coupon_fen", "a_coupon_fen")
OUTGO: Final = (
    "refund_fen",
    "coupon_back_fen",
    "tech_fee_fen",
    "creator_fen",
    "recruiter_fen",
    "promoter_fen",
    "provider_fen",
    "other_fen",
)


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name in English and Chinese."""

    en: str
    zh: str


HEADERS: Final = {
    "order_id": Header("Order", "订单编号"),
    "creator_id": Header("Creator ID", "达人ID"),
    "mcn_id": Header("MCN ID", "MCN机构ID"),
    "pay_fen": Header("Paid", "订单实付"),
    "paymkt_fen": Header("Payment channel's subsidy", "支付营销补贴"),
    "p_coupon_fen": Header("Platform's subsidy", "平台补贴"),
    "m_coupon_fen": Header("Merchant's subsidy", "商家补贴"),
    "a_coupon_fen": Header("Anchor's subsidy", "达人补贴"),
    "income_fen": Header("Total income", "合计收入"),
    "refund_fen": Header("Refund", "订单退款"),
    "coupon_back_fen": Header("Subsidy returned", "补贴退回"),
    "tech_fee_fen": Header("Technical fee", "技术服务费"),
    "creator_fen": Header("Creator's commission", "达人佣金"),
    "recruiter_fen": Header("Recruiter's commission", "团长佣金"),
    "mode": Header("Commission mode", "佣金模式"),
    "promoter_fen": Header("Promoter's commission", "快赚客佣金"),
    "provider_fen": Header("Provider's commission", "服务商佣金"),
    "base_fen": Header("Commission base", "分账基数"),
    "other_fen": Header("Other charges", "其他收费"),
    "outgo_fen": Header("Total charges", "合计支出"),
    "settled_fen": Header("Settled amount", "实际结算金额"),
    "settle_ts": Header("Settled at", "实际结算时间"),
    "rule": Header("Settlement rule", "结算规则"),
}
"""Columns of the sheet in order. A merchant's subsidy is a lower price: it is no income."""


def order_sheet(
    settlement: Settlement,
    contracts: Sequence[Contract],
    facts: Facts,
    *,
    first_hops: bool = False,
) -> Any:
    """A row per order with the columns of ``HEADERS``; amounts in fen.

    Income as it was sold less refunds, returned subsidies and what all others are due is what the
    merchant has: income_fen − outgo_fen = settled_fen, to the fen. ``other_fen`` is what the
    merchant paid alone. ``settle_ts`` is empty until each line of the order is settled.
    contracts, facts: those of the settlement. first_hops: what a term gives stands with its own
    party, and not with those to whom it is passed on: what the merchant may see.
    """
    import pandas as pd

    lines = settlement.lines
    versions = versions_of(settlement, contracts)
    amounts = _amounts(settlement, versions, facts, first_hops)
    frame = pd.DataFrame({"order_id": lines["order_id"].to_numpy(), **amounts})
    sums = frame.groupby("order_id", sort=False).sum()
    texts = pd.DataFrame(
        {
            "order_id": frame["order_id"],
            "creator_id": [_ids(one, "anchor") for one in versions],
            "mcn_id": [_ids(one, "mcn") for one in versions],
            "mode": [mode_of(one) for one in versions],
            "rule": [f"{one.contract_id} v{one.version}" for one in versions],
        }
    )
    said = texts.groupby("order_id", sort=False).agg(_once)
    sheet = sums.join(said)
    sheet["settle_ts"] = settled_at(settlement, versions, facts)
    return sheet.reset_index()[list(HEADERS)]


def entry_sheet(settlement: Settlement) -> Any:
    """What is due beside lines: a row per entry, amounts in fen.

    Columns: contract_id, version, period, session_id, term, party, due_fen, confirmed.
    """
    import pandas as pd

    columns = ("contract_id", "version", "period", "session_id", "term", "party", "due_fen")
    names = (*columns, "confirmed")
    rows = [tuple(getattr(one, name) for name in names) for one in settlement.entries]
    return pd.DataFrame(rows, columns=list(names))


def mode_of(contract: Contract) -> str:
    """How the shares of a contract count, in words.

    >>> from caopan.commission.contract import Contract
    >>> from caopan.commission.terms import Party, Step
    >>> share = Share(name="service", party="ops", steps=(Step(rate_bp=800),), mode="whole")
    >>> mode_of(Contract(contract_id="c", version=1, effective_from="2021-11-01", terms=(share,),
    ...     parties=(Party(id="shop", role="merchant", name="Liuyi"),
    ...              Party(id="ops", role="provider", name="Upwind"))))
    'service: whole ladder per month'
    """
    said = []
    for term in contract.terms:
        if isinstance(term, Share):
            how = "rate of the line" if term.rate_of else "rate"
            how = f"{term.mode} ladder" if term.steps else how
            said.append(f"{term.name}: {how} per {term.per}")
    return ", ".join(said)


def _amounts(
    settlement: Settlement, versions: Sequence[Contract], facts: Facts, first_hops: bool
) -> dict[str, Ints]:
    """Each column of fen by line."""
    lines = settlement.lines
    pay, kept = lines["pay_fen"].to_numpy(), lines["kept_fen"].to_numpy()
    sold = sold_coupons(known_rows(facts.lines, "lines", settlement, lines["line_id"]))
    back = kept_coupons(lines, sold)
    of = {
        "pay_fen": pay,
        "paymkt_fen": sold["channel"],
        "p_coupon_fen": sold["platform"],
        "m_coupon_fen": sold["merchant"],
        "a_coupon_fen": sold["anchor"],
        "refund_fen": pay - kept,
        "coupon_back_fen": sum(sold[who] - back[who] for who in back),
        "other_fen": lines["borne_fen"].to_numpy(),
        **_due_columns(settlement, versions, first_hops),
    }
    of["income_fen"] = sum(of[name] for name in INCOME)
    of["outgo_fen"] = sum(of[name] for name in OUTGO)
    of["base_fen"] = kept + sum(
        np.where([who in one.base for one in versions], back[who], 0) for who in back
    )
    return {name: np.asarray(of[name], np.int64) for name in HEADERS if name in of}


def versions_of(settlement: Settlement, contracts: Sequence[Contract]) -> list[Contract]:
    """The contract version that binds each line of a settlement, in order."""
    lines = settlement.lines
    of = {(one.contract_id, one.version): one for one in contracts}
    return [of[key] for key in zip(lines["contract_id"], lines["version"], strict=True)]


def _due_columns(
    settlement: Settlement, versions: Sequence[Contract], first_hops: bool
) -> dict[str, Ints]:
    """What each role is due, (lines,) in fen, by its column."""
    bound = {(one.contract_id, one.version): one for one in versions}
    found = {name: np.zeros(len(settlement.lines), np.int64) for name in COLUMN_OF.values()}
    for due in settlement.dues:
        contract = bound.get((due.contract_id, due.version))
        if contract:  # a version that binds no line gives nothing
            party = _first_hop(contract, due.term, due.party) if first_hops else due.party
            role = next(one.role for one in contract.parties if one.id == party)
            found[COLUMN_OF[role]] += due.due_fen
    return found


def _first_hop(contract: Contract, name: str, party: str) -> str:
    return next((term.party for term in contract.terms if term.name == name), party)


def _once(texts: Any) -> str:
    return "; ".join(dict.fromkeys(texts))


def _ids(contract: Contract, role: Role) -> str:
    return " ".join(party.id for party in contract.parties if party.role == role)


def settled_at(settlement: Settlement, versions: Sequence[Contract], facts: Facts) -> Any:
    """When the last line of each order was settled; empty while one is not. By order_id."""
    import pandas as pd

    lines = settlement.lines
    done = (lines["state"] == SETTLED).to_numpy()
    at = np.zeros(len(lines), np.int64)
    if done.any():
        rows = known_rows(facts.deliveries, "deliveries", settlement, lines["line_id"][done])
        moments = pd.DatetimeIndex(rows["sign_ts"]).tz_convert("UTC").as_unit("us").asi8
        for where, us in zip(np.flatnonzero(done), moments, strict=True):
            contract = versions[int(where)]
            confirmed = int(us) + contract.confirm_days * DAY_US
            at[where] = cycle_at(confirmed, EVERY[contract.cycle.every], contract.cycle.on)
    orders = lines["order_id"].to_numpy()
    late = pd.Series(at, index=orders).groupby(level=0, sort=False)
    whole = late.max().where(late.min() > 0)
    return pd.to_datetime(whole, unit="us", utc=True).dt.tz_convert(SHANGHAI)
