"""Break-even ROI of paid traffic: what a yuan of spend must bring in GMV to pay for itself."""


def break_even_roi(
    refund: float,
    margin: float,
    rates: float,
    ship: float,
    handling: float,
    value: float,
    again: float = 0.0,
) -> float | None:
    """Least GMV per yuan of spend at which an order pays for its advertising.

    1 / [(1 - r)(gm - fees) - ship / value - r x handling / value], derived from the trade's usual
    cost lines. refund: share of the value that goes back. margin: gross margin, a share of price.
    rates: platform fee, commission and provider's fee, shares of price. ship, handling: a parcel,
    a return; value: price of an order; in one unit of money. again: further orders that a bought
    buyer places by itself and would not have placed otherwise; each earns what the first one does,
    and nobody pays for its visit. None where no ROI would pay.

    >>> [round(break_even_roi(r, 0.55, 0.10, 5, 10, 180), 1) for r in (0.0, 0.2, 0.55)]
    [2.4, 3.1, 6.9]
    >>> round(break_even_roi(0.4, 0.55, 0.10, 5, 10, 180, again=0.5), 1)  # 4.5 without
    3.0
    >>> break_even_roi(0.9, 0.3, 0.1, 5, 10, 50) is None
    True
    """
    kept = (1 - refund) * (margin - rates) - (ship + refund * handling) / value
    return 1 / (kept * (1 + again)) if kept > 0 else None
