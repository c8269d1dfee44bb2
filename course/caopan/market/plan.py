"""What an operator decides for the days to come: typed data, and what it makes of shelf and price.

A field left at its default keeps the merchant's own conduct, a planted fault included. Whether a
merchant can carry a plan out is judged in ``checks``; what an operator would question about one
that can be carried out, in ``feasibility``; what each field does and costs stands in ``actions``.
"""

from typing import Annotated

from pydantic import Field, ValidationError

from caopan.errors import CaopanError
from caopan.market.part import Part, said
from caopan.market.scenario import Benefit, PaidPlan, Scenario, Sku, Slot, Tier

Day = Annotated[int, Field(ge=0, le=10_000)]
Change = Annotated[int, Field(gt=-10_000, le=20_000)]
Fen = Annotated[int, Field(ge=0, le=100_000_000)]
Cover = Annotated[float, Field(ge=0, le=365)]


class StockOrder(Part):
    """Pieces ordered at the end of a day of the plan (0 is the first)."""

    day: Day
    sku_id: str
    units: int = Field(gt=0, le=10_000_000)
    arrives: Day | None = Field(
        default=None, description="day of the plan; by default as soon as the lead allows"
    )


class Talk(Part):
    """A stretch of the rundown."""

    sku_id: str
    minutes: int = Field(gt=0, le=240)


class Shift(Part):
    """A stretch of the roster: who speaks, for how long before the next one takes over."""

    anchor: str
    minutes: int = Field(gt=0, le=960)


class Special(Part):
    """A dated session (专场): on its day the weekly calendar's sessions give way to it.

    It may end after midnight; it belongs to the day on which it opens.
    """

    day: Day
    start_min: int = Field(ge=0, le=1439)
    minutes: int = Field(gt=0, le=1440)
    tier: Tier = "B"

    def slot(self, weekday: int) -> Slot:
        """The session as one of the weekly calendar.

        >>> Special(day=3, start_min=600, minutes=720, tier="S").slot(5).weekday
        5
        """
        return Slot(weekday=weekday, start_min=self.start_min, minutes=self.minutes, tier=self.tier)


class Plan(Part):
    """A plan for an operated period. Days count from 0, the first one of the plan.

    >>> Plan(price_bp={"sku": -1000}).price_bp
    {'sku': -1000}
    """

    name: str = "plan"
    # goods
    assortment: tuple[str, ...] | None = Field(
        default=None, description="the SKUs on the shelf, these and no others"
    )
    pull: dict[str, Day] = Field(
        default_factory=dict, description="SKU off the shelf from that day on"
    )
    price_bp: dict[str, Change] = Field(
        default_factory=dict, description="change of the list price, in basis points of it"
    )
    m_coupon_fen: dict[str, Fen] = Field(
        default_factory=dict, description="merchant's coupon a piece, in place of the own one"
    )
    cover_days: dict[str, Cover] = Field(
        default_factory=dict, description="stock kept, in days of demand; bought in a rush"
    )
    orders: tuple[StockOrder, ...] = Field(default=(), description="single orders of stock")
    quality_control: tuple[str, ...] = Field(
        default=(), description="SKUs inspected piece by piece"
    )
    renewal: bool = Field(default=False, description="goods of the new season for the old ones")
    # the room
    sessions: tuple[Slot, ...] | None = Field(
        default=None, description="weekly calendar; a session may end after midnight"
    )
    specials: tuple[Special, ...] = Field(
        default=(), description="dated sessions, in place of the calendar's on their days"
    )
    pause: tuple[Day, ...] = Field(default=(), description="days on which no session opens")
    rundown: dict[Tier, tuple[Talk, ...]] = Field(
        default_factory=dict, description="by tier of session, repeated on air"
    )
    roster: tuple[Shift, ...] | None = Field(default=None, description="repeated on air")
    hype: float | None = Field(default=None, ge=0, le=1, description="pressure in the script")
    fix_scene: bool = Field(default=False, description="a new scene, light and sound included")
    benefits: tuple[Benefit, ...] | None = Field(
        default=None, description="in place of the own ones"
    )
    # traffic
    paid: tuple[PaidPlan, ...] | None = Field(default=None, description="in place of the own plans")
    paid_bp: int = Field(
        default=10_000, ge=0, le=100_000, description="of all budgets, in basis points of them"
    )
    stop_roi: float | None = Field(
        default=None,
        ge=0,
        le=1_000,
        description="GMV of paid visits a yuan spent below which they stop for the session",
    )
    stop_after_fen: Fen = Field(
        default=50_000, description="spent in the session before that is asked; assumed"
    )
    reset_audience: bool = Field(default=False, description="drop what the ad system has learnt")
    creatives: float | None = Field(default=None, ge=0, le=50, description="new ones a week")
    videos: float | None = Field(default=None, ge=0, le=20, description="short videos a day")
    persona: bool = Field(default=False, description="a clear persona and position, built anew")
    # fans, service, rules
    private_fen: Fen | None = Field(default=None, description="private domain, a month")
    service_staff: int = Field(default=0, ge=0, le=100, description="further heads")
    appeal: bool = Field(default=False, description="against each throttling")
    data_fix: bool = Field(default=False, description="mend the tracking")
    report: bool = Field(default=False, description="report brushed orders to the platform")


def make_plan(**fields: object) -> Plan:
    """Build a plan from plain data; CaopanError names the field that does not fit.

    >>> make_plan(paid_bp=-1)
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: the plan cannot be carried out: paid_bp: input should be ...
    """
    try:
        return Plan.model_validate(fields)
    except ValidationError as problem:
        raise said(problem, "the plan cannot be carried out") from problem


def baseline(scenario: Scenario) -> Plan:
    """Go on as the merchant does: the plan against which others are measured.

    It sets nothing, so it is the same for each merchant; ``scenario`` says whose conduct is meant.

    >>> from caopan.market import sample
    >>> baseline(sample("yunshi")).paid_bp
    10000
    """
    return Plan(name="baseline")


def sku_of(scenario: Scenario, sku_id: str) -> Sku:
    """Find a SKU of the merchant; CaopanError if there is none of that name."""
    for sku in scenario.skus:
        if sku.sku_id == sku_id:
            return sku
    raise CaopanError(f"{scenario.merchant} has no SKU {sku_id!r}: look at scenario.skus")


def on_shelf(scenario: Scenario, plan: Plan, day: int = 0) -> tuple[str, ...]:
    """SKUs for sale on a day of the plan, in the merchant's order.

    >>> from caopan.market import sample
    >>> len(on_shelf(sample("liuyi"), Plan(pull={"liuyi-k01": 3}), day=3))
    23
    """
    chosen = None if plan.assortment is None else set(plan.assortment)
    return tuple(
        sku.sku_id
        for sku in scenario.skus
        if (sku.listed if chosen is None else sku.sku_id in chosen)
        and day < plan.pull.get(sku.sku_id, day + 1)
    )


def list_after(plan: Plan, scenario: Scenario, sku_id: str) -> int:
    """List price of a piece under the plan, in fen (half up)."""
    sku = sku_of(scenario, sku_id)
    return (sku.list_fen * (10_000 + plan.price_bp.get(sku_id, 0)) + 5_000) // 10_000


def income_after(plan: Plan, scenario: Scenario, sku_id: str) -> int:
    """What a piece brings the merchant under the plan: list less the own coupon, in fen.

    Coupons of the platform and of the anchor are paid back to the merchant.
    """
    own = plan.m_coupon_fen.get(sku_id, sku_of(scenario, sku_id).m_coupon_fen)
    return list_after(plan, scenario, sku_id) - own


def price_after(plan: Plan, scenario: Scenario, sku_id: str) -> int:
    """What a buyer pays for a piece under the plan: list less the three coupons, in fen."""
    sku = sku_of(scenario, sku_id)
    return income_after(plan, scenario, sku_id) - sku.p_coupon_fen - sku.a_coupon_fen


def yuan(fen: int) -> str:
    """Write whole fen as yuan.

    >>> yuan(123456), yuan(-5)
    ('1,234.56 yuan', '-0.05 yuan')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d} yuan"
