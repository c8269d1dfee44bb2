"""What to try and what to do about each fault: the cheapest test that would settle it, the remedy.

All costs, lags and side effects are the course's own assumptions, in the order of magnitude that
operators report; a merchant's own prices go before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from caopan.market.planted import FaultId


class Trial(NamedTuple):
    """An experiment an operator can do: what, its cost in fen, and its days (assumed)."""

    does: str
    cost_fen: int
    days: int


class Advice(NamedTuple):
    """Of one fault (all assumed).

    trial: the cheapest discriminating test. remedy: what repairs it. cost_fen: of the remedy, over
    two weeks. lag_days: until it is felt. side_effect: what else it does.
    """

    trial: Trial
    remedy: str
    cost_fen: int
    lag_days: int
    side_effect: str


def _yuan(amount: int) -> int:
    return amount * 100


def _is(does: str, test: tuple[int, int], remedy: str, costs: tuple[int, int], side: str) -> Advice:
    """Advice from plain words; costs and days as (yuan, days)."""
    return Advice(Trial(does, _yuan(test[0]), test[1]), remedy, _yuan(costs[0]), costs[1], side)


ADVICE: Final[dict[FaultId, Advice]] = {
    "none": _is("compare one more week, before anything is changed", (0, 7),
                "change nothing", (0, 0),
                "a true fault that is too small to see stays"),
    "FG1": _is("one subsidised hook in the first half hour of every second session", (300, 4),
               "one or two hooks back on the shelf", (1_500, 0), "bargain hunters come, too"),
    "FG2": _is("load twice the heroes' stock for one session and count orders for a click", (0, 2),
               "order the heroes' stock ahead, or sell a presale", (2_000, 3),
               "presale ships later: three to six points more refunds"),
    "FG3": _is("the peers' price on one core item in one session, shown to fans and strangers",
               (500, 1), "lower prices or bundle", (4_000, 1), "less margin on each piece"),
    "FG4": _is("put back two of the goods that left the shelf, in every second session", (0, 4),
               "put the goods back, each with a role", (0, 7), "the heroes are seen less"),
    "FG5": _is("open twenty pieces of the three best sellers and read their reasons of refund",
               (200, 2), "inspect these SKUs, mend the size chart, or pull them", (3_000, 14),
               "their GMV is missed meanwhile"),
    "FG6": _is("one session with the goods of least value a look left out of the rundown", (0, 1),
               "a rundown without them; clear them at cost", (1_000, 1), "cash now, margin lost"),
    "FG7": _is("one session with the own coupons halved on two profit items", (0, 1),
               "coupons back to what they were", (0, 1), "five to ten per cent of GMV"),
    "FG8": _is("ask two peers, and show three goods of the new season in one session", (500, 3),
               "renew the goods; those in reach first", (10_000, 14), "old stock is cleared cheap"),
    "FT1": _is("half the budget for three sessions on the audience that bought", (0, 3),
               "reset the paid audience and start again from fans", (2_000, 3),
               "three to five sessions of lower volume"),
    "FT2": _is("two new videos beside the old ones, at the same budget", (1_000, 2),
               "new creatives each week", (3_000, 2), "none worth naming"),
    "FT3": _is("two sessions at half the budget: what do the lost views cost in orders?", (0, 2),
               "cut the budget to the hour's break-even", (0, 0), "GMV falls a little"),
    "FT4": _is("exclude fans from the plans in every second session", (0, 4),
               "exclude fans from paid plans", (0, 1), "the reported ROI falls, profit rises"),
    "FT5": _is("the old hour on two days of the week", (0, 7),
               "move the sessions back", (0, 7), "fans need a week or two to relearn"),
    "FT6": _is("three videos a day for three days", (1_000, 4),
               "post videos again", (14_000, 5), "hours of work each day"),
    "FT7": _is("look up the notice and its date; appeal", (0, 3),
               "mend the breach and appeal, then wait", (500, 4), "none worth naming"),
    "FT8": _is("one session without budget: does unpaid traffic halve?", (0, 1),
               "videos and work in groups instead of budget", (14_000, 21),
               "slow, volume first falls"),
    "FR1": _is("one session at half the minutes an item", (0, 1),
               "a brisk rundown, rehearsed", (800, 1), "slow buyers ask more in comments"),
    "FR2": _is("swap the anchors of the late hours for two sessions", (400, 2),
               "anchors relieve each other every hour", (5_000, 1), "regulars miss their anchor"),
    "FR3": _is("one session by a calm script", (0, 8),
               "audit the script, promise less", (300, 1), "GMV falls, what is kept rises"),
    "FR4": _is("another background and light in one session, same cover", (500, 1),
               "a new scene, sound and light", (10_000, 2), "none worth naming"),
    "FR5": _is("one session with the draws behind a follow or an order", (0, 1),
               "gate the benefits by fans or level", (0, 1), "fewer people online"),
    "FR6": _is("count what lies unshipped after the promise, and call the warehouse", (0, 1),
               "hire for service and warehouse", (6_000, 7), "fixed cost in quiet weeks"),
    "FU1": _is("a benefit for fans alone in two sessions", (400, 7),
               "something for the fan club, a rest, a new category", (1_500, 5),
               "fans who come for a prize"),
    "FU2": _is("write to the hundred best buyers of last month", (100, 7),
               "work in groups", (3_000, 30), "slow: one to two months"),
    "FU3": _is("two sessions with all plans on orders", (0, 2),
               "stop plans that buy follows", (0, 1), "the count of fans grows slower"),
    "FX1": _is("lay the same weeks of last year and the peers beside it", (0, 1),
               "do nothing: demand comes back", (0, 21), "impatience"),
    "FX2": _is("count entries and covers by client version; GMV stands apart", (0, 1),
               "have the tracking mended; change nothing in the room", (0, 2),
               "old weeks stay wrong"),
    "FX3": _is("list buyers who were in the room for no six seconds, by phone and address", (0, 1),
               "report it; the contract says who bears it", (0, 8), "reported GMV falls"),
}  # fmt: skip
"""Advice by answer, in the order of ``caopan.market.FAULTS``."""
