"""How far paid traffic should go: to where its last yuan brings what it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.diagnosis.responding import break_even
from caopan.errors import CaopanError
from caopan.planning.funnel import LATELY, plain_days, told_days

if TYPE_CHECKING:
    from caopan.diagnosis import Shop

POWER: Final = 0.45
"""GMV of paid visits as a power of spend, fading quality included (assumed; visits 0.55-0.8)."""
LEAST, MOST = 0.4, 2.0
"""Share of the spend of now to which it is moved at once: paid traffic brings followers, too, and
twice the spend is another audience (assumed)."""


class PaidRoom(NamedTuple):
    """Where paid traffic stands on the last plain days, and how far it should move.

    spend_yuan: a month. roi: GMV by source a yuan. due: what a yuan must bring, None where no ROI
    would pay. share: of the spend of now, at which the last yuan brings that. visits: share of
    all visits that are paid.
    """

    spend_yuan: float
    roi: float
    due: float | None
    share: float
    visits: float

    @property
    def times(self) -> float:
        """Times all visits, if spend moves up to that share; 1 where it moves down."""
        return 1 + self.visits * (float(max(self.share, 1.0) ** POWER) - 1)

    @property
    def words(self) -> str:
        """What there is to say."""
        if not self.spend_yuan:
            return "Nothing is spent on plans."
        due = "no ROI would pay" if self.due is None else f"¥{self.due:.2f} would pay"
        return f"a yuan brought ¥{self.roi:.2f}, and {due}"


def paid_room(shop: Shop) -> PaidRoom:
    """Read it from tables, by the average ROI and the power of spend.

    A fitted response (``caopan.diagnosis.response``) needs days on which spend moved by itself;
    this is what can be said without them. Raises CaopanError where tables are missing.

    >>> from caopan.diagnosis import Shop
    >>> found = paid_room(Shop.of("ruolan"))
    >>> found.share, found.times, found.words
    (0.4, 1.0, 'a yuan brought ¥1.73, and ¥2.46 would pay')
    """
    plain = plain_days(shop)[-LATELY:]
    sums = {name: int(days[plain].sum()) for name, days in told_days(shop).items()}
    if "ad_spend_fen" not in sums or "paid_gmv_fen" not in sums:
        raise CaopanError(f"{shop.name}: its tables do not tell what was spent on plans.")
    spend, visits = sums["ad_spend_fen"], sums["paid_visits"] / max(sums["visits"], 1)
    if not spend:
        return PaidRoom(0.0, 0.0, None, 1.0, visits)
    roi, due = sums["paid_gmv_fen"] / spend, break_even(shop).roi
    best = 0.0 if due is None else (roi / due * POWER) ** (1 / (1 - POWER))
    share = round(min(max(best, LEAST), MOST), 1)
    return PaidRoom(spend / 100 * 30 / len(plain), roi, due, share, visits)
