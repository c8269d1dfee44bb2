"""What an operator decides for the days to come: typed, checked against the merchant, never half.

A field left at ``None`` keeps the merchant's own conduct, a planted fault included.
"""

from pydantic import Field, ValidationError, model_validator

from caopan.errors import CaopanError
from caopan.market.scenario import Part, Scenario, Slot, said


class StockOrder(Part):
    """Pieces ordered on a day of the plan (0 is the first); they arrive after the SKU's lead."""

    day: int = Field(ge=0)
    sku_id: str
    units: int = Field(gt=0)


class Talk(Part):
    """A stretch of the rundown."""

    sku_id: str
    minutes: int = Field(gt=0, le=240)


class Plan(Part):
    """A plan for an operated period.

    >>> Plan(price_bp={"sku": -1000}).price_bp
    {'sku': -1000}
    """

    name: str = "plan"
    sessions: tuple[Slot, ...] | None = Field(default=None, description="weekly calendar")
    rundown: tuple[Talk, ...] | None = Field(default=None, description="repeated on air")
    paid_bp: int = Field(default=10_000, ge=0, le=100_000, description="of the merchant's budget")
    price_bp: dict[str, int] = Field(default_factory=dict, description="change of list price")
    m_coupon_fen: dict[str, int] = Field(default_factory=dict, description="a piece, in place")
    cover_days: dict[str, float] = Field(default_factory=dict, description="stock kept")
    orders: tuple[StockOrder, ...] = ()
    hype: float | None = Field(default=None, ge=0, le=1)
    videos: float | None = Field(default=None, ge=0, le=20, description="short videos a day")
    fix_scene: bool = False
    reset_audience: bool = False

    @model_validator(mode="after")
    def _prices_stay_positive(self) -> "Plan":
        for sku, change in self.price_bp.items():
            if not -10_000 < change <= 20_000:
                msg = f"price_bp.{sku}: {change} bp is too much, keep within -10000 and 20000"
                raise ValueError(msg)
        return self


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


def _refuse(path: str, why: str) -> None:
    raise CaopanError(f"the plan cannot be carried out: {path}: {why}")


def _check_calendar(slots: tuple[Slot, ...]) -> None:
    busy: dict[int, list[tuple[int, int]]] = {}
    for at, slot in enumerate(slots):
        end = slot.start_min + slot.minutes
        if end > 1440:
            _refuse(
                f"sessions.{at}.minutes",
                f"the session ends {end - 1440} min after midnight; "
                "start earlier or make it shorter",
            )
        for start, stop in busy.setdefault(slot.weekday, []):
            if slot.start_min < stop and start < end:
                _refuse(f"sessions.{at}", "two sessions at once; move one of them")
        busy[slot.weekday].append((slot.start_min, end))


def check_plan(scenario: Scenario, plan: Plan) -> Plan:
    """Return the plan if this merchant can carry it out.

    Raises CaopanError with the field's path and the reason.
    """
    known = {sku.sku_id: sku for sku in scenario.skus}
    named = [
        (f"{field}.{sku}", sku)
        for field in ("price_bp", "m_coupon_fen", "cover_days")
        for sku in getattr(plan, field)
    ]
    named += [(f"orders.{at}.sku_id", order.sku_id) for at, order in enumerate(plan.orders)]
    named += [(f"rundown.{at}.sku_id", talk.sku_id) for at, talk in enumerate(plan.rundown or ())]
    for path, sku in named:
        if sku not in known:
            _refuse(path, f"{scenario.merchant} has no SKU {sku!r}; take one of {', '.join(known)}")
    for field in ("m_coupon_fen", "cover_days"):
        for sku, value in getattr(plan, field).items():
            if value < 0:
                _refuse(f"{field}.{sku}", f"{value} is negative; give zero or more")
    for sku_id, sku in known.items():
        if price_after(plan, scenario, sku_id) < 0:
            _refuse(f"m_coupon_fen.{sku_id}", f"coupons exceed the price of {sku.list_fen} fen")
    if plan.rundown == ():
        _refuse("rundown", "is empty; name at least one SKU or leave it out")
    _check_calendar(plan.sessions if plan.sessions is not None else scenario.slots)
    return plan


def list_after(plan: Plan, scenario: Scenario, sku_id: str) -> int:
    """List price of a piece under the plan, in fen (half up)."""
    sku = next(sku for sku in scenario.skus if sku.sku_id == sku_id)
    return (sku.list_fen * (10_000 + plan.price_bp.get(sku_id, 0)) + 5_000) // 10_000


def price_after(plan: Plan, scenario: Scenario, sku_id: str) -> int:
    """What a buyer pays for a piece under the plan: list less the three coupons, in fen."""
    sku = next(sku for sku in scenario.skus if sku.sku_id == sku_id)
    merchant = plan.m_coupon_fen.get(sku_id, sku.m_coupon_fen)
    return list_after(plan, scenario, sku_id) - merchant - sku.p_coupon_fen - sku.a_coupon_fen


def baseline(scenario: Scenario) -> Plan:
    """Go on as the merchant does: the plan against which others are measured.

    >>> from caopan.market import sample
    >>> baseline(sample("yunshi")).paid_bp
    10000
    """
    return check_plan(scenario, Plan(name="baseline"))
