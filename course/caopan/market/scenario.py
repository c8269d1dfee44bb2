"""A merchant as the simulator sees it: one frozen, typed value that fits into JSON.

Marks in the field descriptions: "published" (a source of the trade names the range), "weakly
sourced" (vendor guidance, shape only), "assumed" (ours, to be tuned).  Ranges are given with them.
"""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from caopan.market.part import Part
from caopan.market.planted import Circumstance, Fault, FaultId

SOURCES = (
    "recommend",
    "follow",
    "short_video",
    "paid",
    "search",
    "plaza",
    "mall",
    "share",
)
Role = Literal["hook", "hero", "profit", "halo", "gift"]
Tier = Literal["S", "A", "B"]
Goal = Literal["enter", "follow", "order"]
Audience = Literal["broad", "buyers", "fans"]
Funder = Literal["merchant", "platform", "anchor"]
Gate = Literal["all", "fans", "new"]
BenefitKind = Literal[
    "coupon", "threshold", "flash", "fan_club", "presale", "lottery", "red_packet"
]


class Source(Part):
    """One way into the room (rates per hour of an average hour at full trend)."""

    name: str
    impressions_per_h: float = Field(ge=0, description="cover shown; assumed per merchant")
    enter: float = Field(gt=0, le=1, description="enter rate; assumed 5-30 %, follow up to 45 %")
    bounce: float = Field(ge=0, lt=1, description="leave within 5 s; assumed 35-50 %")
    stay_s: float = Field(gt=5, description="mean stay of the others; 25-90 s weakly sourced")
    quality: float = Field(gt=0, description="times click and create; assumed 0.5-2")
    fan_share: float = Field(ge=0, le=1, description="visits that are fans'; assumed")
    back: float = Field(default=0.08, ge=0, le=1, description="visits that come again; assumed")
    follow: float = Field(ge=0, le=1, description="non-fan viewers who follow; assumed 1-3 %")


class Sku(Part):
    """One stock keeping unit; chances hold at its reference price, unexplained, without hype."""

    sku_id: str
    product_id: str
    name: str
    role: Role
    list_fen: int = Field(gt=0)
    cost_fen: int = Field(ge=0)
    appeal: float = Field(gt=0, description="share of browsing; Zipf 0.9-1.2 assumed")
    click: float = Field(gt=0, lt=1, description="click per exposure; 3-10 % assumed")
    create: float = Field(gt=0, lt=1, description="order per click; 3-15 % assumed")
    pay: float = Field(default=0.88, gt=0, lt=1, description="orders paid; 80-95 % assumed")
    two: float = Field(default=0.06, ge=0, lt=1, description="lines with two pieces; assumed")
    refund: float = Field(ge=0, lt=1, description="refund chance a piece; by category, assumed")
    m_coupon_fen: int = Field(default=0, ge=0, description="merchant's coupon a piece")
    p_coupon_fen: int = Field(default=0, ge=0, description="platform's coupon a piece")
    a_coupon_fen: int = Field(default=0, ge=0, description="anchor's coupon a piece")
    talk_min: int = Field(default=4, ge=0, le=60, description="minutes of one explanation")
    cover_days: float = Field(default=3.0, ge=0, description="stock kept, in days of demand")
    lead_days: int = Field(default=2, ge=1, le=5, description="order to arrival")
    listed: bool = Field(default=True, description="on the shelf as the merchant keeps it")


class Slot(Part):
    """A session of the weekly calendar; weekday 0 is Monday, minutes of the day count from 0:00.

    It may end after midnight; it belongs to the day on which it opens.
    """

    weekday: int = Field(ge=0, le=6)
    start_min: int = Field(ge=0, le=1439)
    minutes: int = Field(gt=0, le=1440)
    tier: Tier = "B"


class PaidPlan(Part):
    """A plan of paid traffic: it spends while the room is on air, up to its bid a visit."""

    plan_id: str = Field(min_length=1)
    fen_per_h: int = Field(ge=0, description="budget an hour on air")
    hours: dict[int, int] = Field(
        default_factory=dict, description="fen an hour in place of fen_per_h, by clock hour 0-23"
    )
    goal: Goal = "order"
    audience: Audience = "buyers"
    exclude_fans: bool = False
    bid_fen: int | None = Field(
        default=None, gt=0, le=100_000_000, description="most that a visit may cost; None: any"
    )

    @model_validator(mode="after")
    def _hours_are_of_the_clock(self) -> "PaidPlan":
        for hour, fen in self.hours.items():
            if not 0 <= hour <= 23:
                raise ValueError(f"hours.{hour}: there is no such hour; give 0 to 23")
            if fen < 0:
                raise ValueError(f"hours.{hour}: {fen} fen is negative; give zero or more")
        return self

    def fen_at(self, hour: int) -> int:
        """Budget of a clock hour.

        >>> PaidPlan(plan_id="p", fen_per_h=100, hours={20: 300}).fen_at(20)
        300
        """
        return self.hours.get(hour, self.fen_per_h)


class Paid(Part):
    """Paid traffic: visits an hour = k (spend an hour / 1000 yuan)^beta."""

    fen_per_h: int = Field(ge=0, description="budget an hour on air at full trend")
    k: float = Field(ge=0, description="visits at 1000 yuan an hour; assumed from cost per entry")
    beta: float = Field(default=0.68, gt=0, le=1, description="0.55-0.8, derived from one case")
    fade: float = Field(
        default=0.30, ge=0, le=1, description="quality ~ (spend/budget)^-fade, one case"
    )
    goal: Goal = "order"
    audience: Audience = "buyers"
    exclude_fans: bool = False
    creatives: float = Field(default=3.0, ge=0, description="new creatives a week; assumed")
    second_share: float = Field(
        default=0.25, ge=0, le=1, description="of the budget, what the second plan spends"
    )
    second_goal: Goal | None = Field(default=None, description="of the second plan; None: the same")
    second_audience: Audience | None = Field(default=None, description="likewise")
    account_fen: int = Field(
        default=100_000_000, ge=0, description="balance of the advertising account"
    )

    def plans(self) -> tuple[PaidPlan, ...]:
        """The merchant's own plans: by default three quarters of the budget, and the rest.

        >>> [plan.fen_per_h for plan in Paid(fen_per_h=1001, k=1).plans()]
        [751, 250]
        """
        rest = int(self.fen_per_h * self.second_share)
        first = PaidPlan(
            plan_id="plan-1",
            fen_per_h=self.fen_per_h - rest,
            goal=self.goal,
            audience=self.audience,
            exclude_fans=self.exclude_fans,
        )
        second = {
            "plan_id": "plan-2",
            "fen_per_h": rest,
            "goal": self.second_goal or self.goal,
            "audience": self.second_audience or self.audience,
        }
        return first, first.model_copy(update=second)


class Benefit(Part):
    """Something given away on air; who pays for it is part of it.

    Price benefits (coupon, threshold, flash, fan_club, presale) take ``amount_fen`` off an order
    line of ``sku_ids`` (empty: the whole shelf); ``quantity`` is how many there are of each SKU a
    session.
    Crowd benefits (lottery, red_packet) are drawn every ``every_min`` minutes, ``quantity`` prizes
    worth ``amount_fen`` at each draw. A flash price holds for ten minutes out of ``every_min``.
    A presale may sell ``quantity`` pieces beyond the stock, to be shipped later.
    """

    kind: BenefitKind
    amount_fen: int = Field(ge=0)
    quantity: int = Field(gt=0)
    funder: Funder = "merchant"
    gate: Gate = "all"
    sku_ids: tuple[str, ...] = ()
    threshold_fen: int = Field(default=0, ge=0, description="least list price of a piece")
    every_min: int = Field(default=0, ge=0, le=240)
    tiers: tuple[Tier, ...] = ("S", "A", "B")

    @property
    def of_price(self) -> bool:
        """Whether it lowers a price; the others draw a crowd."""
        return self.kind not in {"lottery", "red_packet"}


class Anchor(Part):
    """Who speaks."""

    name: str = Field(min_length=1)
    skill: float = Field(default=1.0, gt=0, le=2, description="times stay and create; assumed")
    tires: float = Field(default=1.0, ge=0, description="times what long hours take; assumed")
    fen_per_h: int = Field(default=0, ge=0, description="on top of the crew; 200-500 yuan assumed")


class Fees(Part):
    """Fees, logistics and running costs."""

    fee_bp: int = Field(default=500, ge=0, le=10_000, description="platform fee, 1-5 % weak")
    comm_bp: int = Field(default=0, ge=0, le=10_000, description="commission")
    ship_fen: int = Field(default=450, ge=0, description="a parcel, 250-600 fen assumed")
    return_fen: int = Field(default=900, ge=0, description="handling a return, 600-1500 assumed")
    hold_bp: int = Field(default=20, ge=0, description="holding a piece a day, of cost; assumed")
    air_fen_per_h: int = Field(default=40_000, ge=0, description="anchor and crew, 200-500 yuan")
    scene_fen: int = Field(default=600_000, ge=0, description="new scene once, 2-20k yuan assumed")
    rush_bp: int = Field(
        default=300, ge=0, description="dearer goods when stock is forced; assumed"
    )
    video_fen: int = Field(default=30_000, ge=0, description="one short video, 300-2000 yuan")
    creative_fen: int = Field(default=60_000, ge=0, description="one creative, 300-2000 yuan")
    call_fen: int = Field(default=60_000, ge=0, description="a further anchor, a session; assumed")
    check_fen: int = Field(default=300, ge=0, description="inspecting a piece; assumed")
    staff_fen: int = Field(default=30_000, ge=0, description="one of the service, a day; assumed")
    persona_fen: int = Field(default=1_500_000, ge=0, description="a new persona once; assumed")
    appeal_fen: int = Field(default=200_000, ge=0, description="preparing an appeal; assumed")
    renew_fen: int = Field(default=1_000_000, ge=0, description="goods of a new season; assumed")
    data_fix_fen: int = Field(default=500_000, ge=0, description="mending the tracking; assumed")
    stage_s_fen: int = Field(default=3_000_000, ge=0, description="preparing an S session; assumed")
    stage_b_fen: int = Field(default=20_000, ge=0, description="setting up any session; assumed")
    stage_a_fen: int = Field(default=500_000, ge=0, description="preparing an A session; assumed")

    def stage_fen(self, tier: Tier) -> int:
        """What preparing a session of a tier costs.

        >>> Fees().stage_fen("B")
        20000
        """
        return {"S": self.stage_s_fen, "A": self.stage_a_fen, "B": self.stage_b_fen}[tier]


class Service(Part):
    """Warehouse and customer service."""

    slack: float = Field(
        default=1.6, gt=0, description="pieces shipped a day / usual demand; assumed"
    )
    per_head: int = Field(default=150, ge=0, description="pieces a further head ships; assumed")


class Refunds(Part):
    """When a refund comes: days after payment."""

    pre_ship: float = Field(default=0.35, ge=0, le=1, description="share before shipping, 25-45 %")
    middle_day: float = Field(default=6.0, gt=1, description="median day of the others; assumed")
    tail: float = Field(default=0.06, ge=0, le=1, description="share after day 15; assumed")


class Room(Part):
    """How the room works on people; every number is explained at its coupling."""

    explain_click: float = Field(default=1.2, description="click while explained, published +21 %")
    explain_create: float = Field(default=1.9, description="buy x2.3 = 1.2 x 1.9, published +136 %")
    see_explained: float = Field(default=0.30, description="present who see the card; assumed")
    browse: float = Field(default=0.55, description="cards seen a minute in the bag; assumed")
    fan_stay: float = Field(default=2.0, description="fans stay 2-4 times as long; assumed")
    fan_buy: float = Field(default=1.8, description="fans' click and create together; assumed")
    dear: float = Field(default=3.0, description="price elasticity above peers, 1.5-3 assumed")
    cheap: float = Field(default=1.2, description="price elasticity below peers; assumed")
    coupon: float = Field(default=2.2, description="elasticity of a coupon, 1.5-3 assumed")
    substitute: float = Field(
        default=0.30, ge=0, le=1, description="who take another card at a stock-out, 20-40 %"
    )
    hype: float = Field(default=0.30, ge=0, le=1, description="pressure in the script, 0-1")
    hype_create: float = Field(default=0.20, description="create +15-25 % at 1, assumed")
    hype_refund: float = Field(
        default=0.16, description="refund share added by hype^2; +11.7 pp a SD published"
    )
    feed_power: float = Field(default=0.5, description="recommend ~ room score^0.5, assumed")
    feed_low: float = 0.6
    feed_high: float = 1.6
    spill: float = Field(default=0.12, description="off-session pieces a session piece, 10-30 %")
    off_card: float = Field(default=0.15, description="of those, bought while on air; assumed")
    slip: float = Field(
        default=0.002, ge=0, le=1, description="chance of a violation a session, calm; assumed"
    )


class Fans(Part):
    """Followers of the account."""

    opening: int = Field(ge=0)
    now: int = Field(ge=0, description="at the end of the history, where playing starts")
    reach_per_h: float = Field(
        default=0.010, ge=0, description="covers shown a fan and hour; assumed"
    )
    unfollow: float = Field(default=0.002, ge=0, lt=1, description="a day; assumed")
    tire: float = Field(default=0.05, ge=0, le=1, description="reach lost a live hour above rest")
    loyal: float = Field(
        default=0.5, ge=0, description="follow visits by former buyers / the others; assumed"
    )
    private_fen: int = Field(
        default=0, ge=0, description="private-domain work a month, 3-8k yuan assumed"
    )


class Calendar(Part):
    """Growth, weekdays and the luck of the day."""

    start: float = Field(default=1.0, gt=0, description="trend on the first day, last day 1")
    middle: float = Field(default=30.0, description="day of steepest growth")
    width: float = Field(default=8.0, gt=0)
    weekend: float = Field(default=1.12, gt=0, description="+10-15 % assumed")
    ar: float = Field(default=0.5, ge=0, lt=1, description="day effect phi 0.5 assumed")
    sd: float = Field(default=0.13, ge=0, description="log sd; sessions 0.25-0.4 in all, assumed")
    videos: float = Field(default=3.0, ge=0, description="short videos a day")
    video_memory: float = Field(default=0.65, ge=0, lt=1, description="3-7 days lag assumed")
    video_base: float = Field(default=0.05, ge=0, description="feeder left without videos")


class Collector(Part):
    """What the platform's collector makes of the facts; shares of rows, assumed."""

    late: float = Field(default=0.01, ge=0, le=1)
    lost: float = Field(default=0.001, ge=0, le=1)
    duplicate: float = Field(default=0.002, ge=0, le=1)
    bots: float = Field(default=0.0, ge=0, le=1, description="visits by machines, of all visits")
    version_lost: float = Field(
        default=0.0, ge=0, le=1, description="impressions lost by one client version"
    )
    lost_from: date | None = Field(default=None, description="day on which that began")
    touch: Literal["last", "first", "any"] = Field(
        default="last", description="which paid visit of the session an order is credited to"
    )


class Scenario(Part):
    """All that the simulator knows of one merchant.

    >>> from caopan.market import sample
    >>> liuyi = sample("liuyi")
    >>> Scenario.from_json(liuyi.to_json()) == liuyi
    True
    """

    merchant: str
    base: str
    name_zh: str
    name_en: str
    category: str
    place: str
    stage: str
    story: str
    first_day: date
    days: int = Field(ge=1, le=400)
    slots: tuple[Slot, ...]
    sources: tuple[Source, ...]
    skus: tuple[Sku, ...] = Field(min_length=1)
    paid: Paid
    fees: Fees = Fees()
    refunds: Refunds = Refunds()
    room: Room = Room()
    fans: Fans
    calendar: Calendar = Calendar()
    service: Service = Service()
    anchors: tuple[Anchor, ...] = Field(
        default=(Anchor(name="A1"), Anchor(name="A2")), min_length=1
    )
    benefits: tuple[Benefit, ...] = ()
    subsidy_fen: int = Field(
        default=60_000,
        ge=0,
        description="what the platform, and the anchor, give to a session's benefits; assumed",
    )
    collector: Collector = Collector()
    brushed: float = Field(
        default=0.0, ge=0, description="pieces a day ordered by brushers, sent back after day 7"
    )
    faults: tuple[Fault, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    unfunded_days: tuple[int, ...] = Field(
        default=(), description="days on which the advertising account was not topped up"
    )
    luck_key: int = Field(default=1, ge=0, lt=2**64)
    seed: int = Field(default=0, ge=0, description="luck of the history that the tables show")
    panel_one_in: int = Field(default=1, ge=1)
    event_days: tuple[int, ...] = ()

    @property
    def summary(self) -> str:
        """The first paragraph of the story."""
        return self.story.partition("\n\n")[0]

    @property
    def fault(self) -> FaultId:
        """The main planted fault, or "none"."""
        return self.faults[0].fault if self.faults else "none"
