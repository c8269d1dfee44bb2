"""Tax beside a settlement: a memo line, never a part of the split."""

from caopan.commission.rounding import half_up


def tax_memo(due_fen: int, rate_bp: int = 600) -> dict[str, int]:
    """Value-added tax within a service fee, as a memo outside the split: net and tax, in fen.

    due_fen: what a provider or an MCN is due, tax included. rate_bp: 6 % VAT on service fees
    (assumed: known in the trade, without a source). The tax is half up, the net the rest.

    >>> tax_memo(106_00)
    {'net_fen': 10000, 'tax_fen': 600}
    """
    tax = half_up(due_fen * rate_bp, 10_000 + rate_bp)
    return {"net_fen": due_fen - tax, "tax_fen": tax}
