"""Worked examples, told in a few words and settled twice: by the engine and by the slow one."""

from datetime import datetime
from typing import Any

from histories import Case
from settlement_compare import (
    Result,
    account_differences,
    differences,
    facts_from,
    fast_result,
    slow_result,
)
from slow_facts import Row, Tables
from slow_settle import settle as slow_settle

from caopan.commission import Contract, Party, Share, paid, settle, signed
from caopan.commission.moments import SHANGHAI

PARTIES = tuple(
    Party(id=name, role=role, name=name.title())
    for name, role in (
        ("shop", "merchant"),
        ("ops", "provider"),
        ("anna", "anchor"),
        ("mcn1", "mcn"),
        ("mcn2", "mcn"),
        ("plat", "platform"),
    )
)


def at(text: str) -> datetime:
    """``11-06 20:30`` of 2021, Shanghai time; a day alone is its 00:00; a year may stand before."""
    text = text if text.startswith("20") else f"2021-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def deal(*terms: Any, **changes: Any) -> Contract:
    """A signed contract from 1 November 2021 on, confirmed after 7 days, paid up on the 1st."""
    given: dict[str, Any] = {
        "contract_id": "deal",
        "version": 1,
        "parties": PARTIES,
        "terms": terms,
        "effective_from": at("11-01"),
    }
    return signed(Contract(**given | changes))


def share(percent: int, party: str = "anna", **more: Any) -> Share:
    """A share of so many per cent of the base."""
    return Share(**{"name": f"share-{party}", "party": party, "rate_bp": percent * 100} | more)


class Told:
    """What happened, row by row; each arrives when it happens unless ``known`` says otherwise."""

    def __init__(self) -> None:
        self.tables: Tables = {"lines": [], "refunds": [], "deliveries": [], "sessions": []}
        self.tables |= {"spend": [], "peer_index": []}

    def session(
        self,
        name: str,
        start: str,
        end: str | None,
        anchor: str = "anna",
        makes_up: str | None = None,
    ) -> None:
        """A session."""
        self.tables["sessions"].append(
            {
                "session_id": name,
                "anchor_id": anchor,
                "start_ts": at(start),
                "end_ts": at(end) if end else None,
                "makes_up_for": makes_up,
            }
        )

    def sold(self, name: str, list_fen: Any, when: str | None = "11-06 20:30", **more: Any) -> None:
        """A line: m, p, a, c are its coupons; ``when`` None: created, not paid."""
        coupons = {f"{one}_coupon_fen": more.pop(one, 0) for one in ("m", "p", "a", "c")}
        known = more.pop("known", when or "11-06 20:30")
        line: Row = {
            "line_id": name,
            "arrive_ts": at(known),
            "order_id": "o1",
            "session_id": None,
            "sku_id": "k1",
            "qty": 1,
            "list_fen": list_fen,
            **coupons,
            "pay_fen": list_fen - sum(coupons.values()),
            "pay_ts": at(when) if when else None,
            "deposit_ts": None,
        }
        self.tables["lines"].append(line | more)

    def signed(
        self, name: str, when: str | None, shipped: str = "11-07", promise: str = "11-08"
    ) -> None:
        """A delivery."""
        self.tables["deliveries"].append(
            {
                "line_id": name,
                "arrive_ts": at(when or shipped),
                "promise_ts": at(promise),
                "ship_ts": at(shipped),
                "sign_ts": at(when) if when else None,
            }
        )

    def refunded(self, name: str, amount: Any, when: str = "11-09", **more: Any) -> None:
        """A refund of the line."""
        row: Row = {
            "event_id": f"r{len(self.tables['refunds']) + 1}",
            "arrive_ts": at(more.pop("known", when)),
            "ts": at(when),
            "line_id": name,
            "amount_fen": amount,
            "qty": None,
            "kind": "goods",
        }
        self.tables["refunds"].append(row | more)

    def spent(self, session: str, cost: Any, when: str, **more: Any) -> None:
        """Ad spend of a session."""
        name = f"x{len(self.tables['spend']) + 1}"
        row: Row = {
            "event_id": name,
            "arrive_ts": at(when),
            "ts": at(when),
            "session_id": session,
            "cost_fen": cost,
        }
        self.tables["spend"].append(row | more)


def settled(told: Told, when: str, *contracts: Contract) -> Result:
    """Settle with both engines; they must agree to the fen and lose none."""
    case = Case(list(contracts), told.tables, [])
    slow = slow_result([case], [slow_settle(case.contracts, case.tables, at(when))])
    fast = fast_result(settle(case.contracts, facts_from(case.tables), at(when)))
    assert differences(slow, fast) == []
    assert fast.lost() == 0
    return fast


def account(told: Told, when: str, party: str, *contracts: Contract) -> tuple[int, int]:
    """(paid, receivable) of a party, by both engines."""
    case = Case(list(contracts), told.tables, [])
    assert account_differences([case], at(when)) == []
    found = paid(case.contracts, facts_from(told.tables), at(when))
    one = found[contracts[0].contract_id, party]
    return one.paid_fen, one.receivable_fen
