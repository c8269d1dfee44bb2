"""The five checks of a STAGE sheet as typed parts, each named as its place in the file.

盘货品 stock, 盘直播 timeline, 盘商业化 ads, 盘福利 gifts, 盘亮点 events; and what else an operator
decides, under service. A part that is left out keeps the merchant's own conduct.
"""

from typing import Final, Literal, get_args

from pydantic import Field

from caopan.documents.units import Date
from caopan.market.part import Part
from caopan.market.scenario import Audience, BenefitKind, Funder, Gate, Goal, Role, Tier
from caopan.planning.sheet_units import (
    Bid,
    Budget,
    Clock,
    Cover,
    Creatives,
    Every,
    Heads,
    Hour,
    Length,
    Monthly,
    Pieces,
    Pressure,
    Roi,
    Share,
    Since,
    TalkMinutes,
    Threshold,
    TurnMinutes,
    Videos,
    Yuan,
)
from caopan.planning.sheet_values import Price, Target

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)


class SkuRow(Part):
    """What is decided for a SKU; a row may also only say its role."""

    sku: str
    role: Role | None = Field(default=None, description="hook, hero, profit, halo or gift")
    price: Price | None = Field(default=None, description="list price, or a change of it")
    coupon: Yuan | None = Field(default=None, description="merchant's own coupon a piece")
    cover: Cover | None = Field(default=None, description="stock kept, in days of demand")
    pulled_from: Date | None = Field(default=None, description="off the shelf from this day on")
    note: str = Field(default="", description="for people")


class Order(Part):
    """Pieces ordered on a day, to be there on another: by default as soon as the lead allows."""

    sku: str
    pieces: Pieces
    ordered: Date
    arrives: Date | None = None


class Stock(Part):
    """盘货品: the shelf, prices, stock."""

    shelf: tuple[str, ...] | None = Field(
        default=None, description="the SKUs on the shelf, these and no others"
    )
    skus: tuple[SkuRow, ...] = Field(default=(), description="role, price and stock of single SKUs")
    orders: tuple[Order, ...] = Field(default=(), description="single orders of stock")
    inspected: tuple[str, ...] = Field(default=(), description="SKUs inspected piece by piece")
    renewal: bool = Field(default=False, description="goods of the new season for the old ones")


class WeeklySession(Part):
    """A session of every week; it may end after midnight."""

    day: Weekday
    start: Clock
    length: Length
    tier: Tier = "B"


class DatedSession(Part):
    """A session of one date; it opens in place of that weekday's sessions."""

    date: Date
    start: Clock
    length: Length
    tier: Tier = "B"


class TalkRow(Part):
    """A stretch of the rundown: from which minute, how long, which SKU."""

    at: Since
    length: TalkMinutes
    sku: str


class Turn(Part):
    """Who speaks, and how long until the next one takes over."""

    anchor: str
    length: TurnMinutes


class Timeline(Part):
    """盘直播: when the room is on air, what is explained, who speaks."""

    weekly: tuple[WeeklySession, ...] | None = Field(
        default=None, description="the weekly calendar, in place of the own one"
    )
    dated: tuple[DatedSession, ...] = Field(
        default=(), description="in place of that day's sessions"
    )
    rest: tuple[Date, ...] = Field(default=(), description="days on which no session opens")
    rundown: dict[Tier, tuple[TalkRow, ...]] = Field(
        default_factory=dict, description="by tier of session, repeated on air: an explain loop"
    )
    roster: tuple[Turn, ...] | None = Field(default=None, description="repeated on air")
    pressure: Pressure | None = Field(default=None, description="in the script, 0 to 1")
    new_scene: bool = Field(default=False, description="a new scene, light and sound included")


class AdPlan(Part):
    """A plan of paid traffic: it spends while the room is on air."""

    id: str = Field(min_length=1)
    budget: Budget = Field(description="an hour on air")
    pacing: dict[Hour, Budget] = Field(
        default_factory=dict, description="by clock hour 0 to 23, in place of the budget"
    )
    goal: Goal = "order"
    audience: Audience = "buyers"
    exclude_fans: bool = False
    bid: Bid | None = Field(default=None, description="most that a visit may cost")


class StopLoss(Part):
    """Paid plans stop for the rest of a session whose paid visits bring too little."""

    roi: Roi | None = Field(default=None, description="least GMV of paid visits a yuan of spend")
    after: Yuan | None = Field(default=None, description="spend from which on that is looked at")


class Ads(Part):
    """盘商业化: paid traffic and what feeds it."""

    plans: tuple[AdPlan, ...] | None = Field(default=None, description="in place of the own plans")
    budget_share: Share = Field(default=10_000, description="of all budgets")
    stop_loss: StopLoss = StopLoss()
    reset_audience: bool = Field(default=False, description="drop what the ad system has learnt")
    creatives: Creatives | None = Field(default=None, description="new ones a week")
    videos: Videos | None = Field(default=None, description="short videos a day")
    new_persona: bool = Field(default=False, description="a clear persona, built anew")


class Trigger(Part):
    """When a marketing tool works, and for whom."""

    gate: Gate = Field(default="all", description="all, fans or new")
    threshold: Threshold = Field(default=0, description="least list price of a piece")
    every: Every = Field(default=0, description="draws and flash prices: how often")
    tiers: tuple[Tier, ...] = ("S", "A", "B")


class Gift(Part):
    """A marketing tool of the session: what, how many, when, who pays."""

    kind: BenefitKind
    amount: Yuan = Field(description="off an order line; of a draw, a prize")
    quantity: Pieces = Field(description="of each SKU a session; of a draw, prizes at each")
    funder: Funder = Field(description="who pays; never left open")
    skus: tuple[str, ...] = Field(default=(), description="none named: the whole shelf")
    trigger: Trigger = Trigger()


class Gifts(Part):
    """盘福利: every marketing tool of the session."""

    tools: tuple[Gift, ...] | None = Field(default=None, description="in place of the own ones")


class Highlight(Part):
    """盘亮点: something that is remembered, with what it must reach."""

    date: Date
    time: Clock
    what: str = Field(min_length=1)
    teaser: str = Field(default="", description="how people hear of it before")
    asset: str = Field(default="", description="what has to be ready")
    target: Target | None = Field(default=None, description="measured on its date")


class Service(Part):
    """Fans in groups, warehouse, rules, data."""

    staff: Heads = Field(default=0, description="further heads for service and warehouse")
    private_domain: Monthly | None = Field(default=None, description="work with fans in groups")
    appeal: bool = Field(default=False, description="against each throttling")
    data_fix: bool = Field(default=False, description="mend the tracking")
    report: bool = Field(default=False, description="report brushed orders to the platform")
