"""What a provider may do with a shop for its own benefit: effort x ads x hype x brushing.

All sizes are assumed (ours, to be tuned) but for what the market itself does with them: what more
ads, pressure and better hands bring is played there, not assumed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from caopan.errors import CaopanError
from caopan.market import Plan, Scenario

WEEK: Final = 7
"""Days of a draw: the shop as it is once the work has taken hold, each weekday once."""


class Effort(NamedTuple):
    """A part of the operator's package. skill: times the anchors' (coaching, cadence, a rundown
    that is kept); content: times videos and creatives, which the merchant pays; mends: whether the
    merchant's main fault is mended.
    """

    skill: float
    content: float
    mends: bool


EFFORTS: Final = (Effort(1.0, 1.0, False), Effort(1.05, 1.1, False), Effort(1.10, 1.2, True))
"""Nothing, half, all of the package (assumed)."""


class Conduct(NamedTuple):
    """One way to run the shop.

    effort: how much of the package, 0 to 2. spend_bp: ad budgets, in bp of the merchant's own.
    hype: pressure in the script, 0 to 1; None: the merchant's own way. brush_bp: pieces ordered by
    brushers a day, in bp of the pieces that the merchant sells by itself.
    """

    effort: int = 0
    spend_bp: int = 10_000
    hype: float | None = None
    brush_bp: int = 0

    def __str__(self) -> str:
        """In words.

        >>> str(Conduct(2, 20_000, 0.6, 1_000))
        'effort 2 of 2, ads x2, hype 0.6, brushed orders for 10 % of its sales'
        """
        press = "own way of selling" if self.hype is None else f"hype {self.hype:g}"
        fake = f"brushed orders for {self.brush_bp / 100:g} % of its sales"
        whole = f"effort {self.effort} of 2, ads x{self.spend_bp / 10_000:g}, {press}, "
        return whole + (fake if self.brush_bp else "no brushing")


OWN: Final = Conduct()
"""What the merchant does without a provider."""


@dataclass(frozen=True)
class Grid:
    """The ways that are tried, and how many weeks of luck each is played in.

    Raises CaopanError where the merchant's own way is not among them, or where there are too few
    weeks to make months of.

    >>> STANDARD.size, QUICK.size
    (72, 54)
    """

    effort: tuple[int, ...] = (0, 1, 2)
    spend_bp: tuple[int, ...] = (2_500, 5_000, 10_000, 20_000)
    hype: tuple[float | None, ...] = (None, 0.8)
    brush_bp: tuple[int, ...] = (0, 1_000, 3_000)
    weeks: int = 200

    def __post_init__(self) -> None:
        if OWN not in set(self.conducts()):
            raise CaopanError("the grid leaves out the merchant's own way; keep effort 0, ads x1")
        if self.weeks < 15:
            raise CaopanError(f"weeks: {self.weeks} make no months; give at least 15")

    @property
    def size(self) -> int:
        """Number of conducts."""
        return len(self.effort) * len(self.spend_bp) * len(self.hype) * len(self.brush_bp)

    def played(self) -> tuple[Conduct, ...]:
        """Those that are played: brushed orders touch nothing else and are added afterwards."""
        some = product(self.effort, self.spend_bp, self.hype)
        return tuple(Conduct(effort, spend, hype) for effort, spend, hype in some)

    def conducts(self) -> Iterator[Conduct]:
        """All of them, brushing the innermost."""
        for one in self.played():
            for brush in self.brush_bp:
                yield one._replace(brush_bp=brush)


STANDARD: Final = Grid()
"""For a merchant that is looked at for long: 24 ways played in 200 weeks."""
QUICK: Final = Grid(spend_bp=(4_000, 10_000, 20_000), weeks=50)
"""For a variant that is scored within seconds: 18 ways played in 50 weeks."""


def shop_under(scenario: Scenario, conduct: Conduct) -> tuple[Scenario, Plan]:
    """The shop and the plan that a conduct makes of a merchant, its brushing left out.

    The ad account is kept topped up: whoever spends more is not stopped by it.

    >>> from caopan.market import as_found
    >>> shop, plan = shop_under(as_found("liuyi"), Conduct(effort=2))
    >>> shop.faults, round(shop.anchors[0].skill / as_found("liuyi").anchors[0].skill, 2)
    ((), 1.1)
    """
    does = EFFORTS[conduct.effort]
    coached = tuple(
        one.model_copy(update={"skill": min(one.skill * does.skill, 2.0)})
        for one in scenario.anchors
    )
    paid = scenario.paid.model_copy(update={"account_fen": 10**12})
    shop = scenario.model_copy(
        update={
            "anchors": coached,
            "paid": paid,
            "faults": scenario.faults[1:] if does.mends else scenario.faults,
        }
    )
    more = does.content > 1
    plan = Plan(
        name="conduct",
        paid_bp=conduct.spend_bp,
        hype=conduct.hype,
        videos=min(scenario.calendar.videos * does.content, 20.0) if more else None,
        creatives=min(scenario.paid.creatives * does.content, 50.0) if more else None,
    )
    return shop, plan
