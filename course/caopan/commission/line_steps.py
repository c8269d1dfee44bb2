"""The first steps of an explanation: what was paid for a line, what went back, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from caopan.commission.explanation import Step, yuan
from caopan.commission.known_lines import KnownLines, absent, kind_of_refund, whole

if TYPE_CHECKING:
    from caopan.commission.contract import Contract


def line_steps(known: KnownLines, contract: Contract, line_id: str) -> Iterator[Step]:
    """What was paid for a line, what went back, what is kept."""
    line = known.lines[line_id]
    pay = int(line["pay_fen"])
    parts = [f"list {yuan(int(line['list_fen']))}"]
    for name, who in (("m", "merchant"), ("p", "platform"), ("c", "channel"), ("a", "anchor")):
        fen = whole(line.get(f"{name}_coupon_fen"))
        parts += [f"less the {who}'s coupon {yuan(fen)}"] if fen else []
    yield Step("paid (实付)", ", ".join(parts), pay)
    reduces = contract.price_protection == "reduces_base"
    kept = known.kept(line_id, reduces)
    for refund in known.refunds.get(line_id, ()):
        yield Step("refund (退款)", _refund(refund))
    coupons = [f"{who}'s coupon {yuan(fen)}" for who, fen in kept.coupons.items() if fen]
    says = "nothing: the line is void" if kept.void else f"the buyer's part {yuan(kept.buyer_fen)}"
    worth = kept.buyer_fen + sum(kept.coupons.values())
    yield Step("kept (保留)", ", ".join([says, *coupons]), worth)


def _refund(refund: Any) -> str:
    kind = kind_of_refund(refund)
    if kind == "void":
        return f"{refund['event_id']}: void"
    if absent(refund["amount_fen"]):
        return f"{refund['event_id']}: {kind}, {whole(refund.get('qty'))} pieces"
    return f"{refund['event_id']}: {kind}, {yuan(whole(refund['amount_fen']))}"
