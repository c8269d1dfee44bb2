"""What a contract may agree: the kinds of terms and their parts. ``RULES.md`` says what each does.

In Python money is whole fen, rates are basis points; in a file they are text with their unit.
"""

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from caopan.commission.moments import Moment
from caopan.documents.units import Unit, parts
from caopan.market.part import Part

Role = Literal["platform", "merchant", "anchor", "mcn", "agent", "promoter", "provider"]
Funder = Literal["platform", "channel", "anchor"]
Period = Literal["session", "day", "month", "contract"]
Mode = Literal["marginal", "whole"]
LineRate = Literal["fee_bp", "comm_bp"]

WIDE: Final = 10**13
MONEY: Final = Unit("yuan", "1000.00 yuan", 2, low=0, high=WIDE)
RATE: Final = Unit("%", "5 %", 2, 0, 10_000)
MULTIPLE: Final = Unit("% of the fee", "300 % of the fee", 2, 0, 1_000_000)
SPAN: Final = Unit("days", "30 days", low=0, high=365, one="day")

Fen = Annotated[int, *parts(MONEY)]
Bp = Annotated[int, *parts(RATE)]
Multiple = Annotated[int, *parts(MULTIPLE)]
Days = Annotated[int, *parts(SPAN)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""Small letters, digits, - and _."""


def _in_a_file(field: str) -> str:
    """The name of a field in a file, where money and rates carry their unit themselves."""
    return field.removesuffix("_fen").removesuffix("_bp")


class Agreed(Part):
    """A piece of a contract. In a file ``rate_bp`` is called ``rate``, ``cap_fen`` ``cap``."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
        alias_generator=_in_a_file,
    )


class Party(Agreed):
    """One who takes part: an id within the contract, a role, a name."""

    id: Id
    role: Role
    name: str = Field(min_length=1, max_length=80)


class Step(Agreed):
    """A step of a ladder: from this base on, this rate."""

    from_fen: Fen = 0
    rate_bp: Bp


def _rising(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    starts = [step.from_fen for step in steps]
    if any(one >= two for one, two in pairwise(starts)):
        raise ValueError("the steps do not rise; order them by where they begin, each once")
    return steps


class Baseline(Agreed):
    """Sales below which an increment-only share earns nothing; indexed: by the peers' index."""

    amount_fen: Fen
    indexed: bool = False


class Gate(Agreed):
    """A quality gate: beyond the limit the term pays only ``pays_bp`` of itself."""

    measure: Literal["refund_rate", "on_time_rate"]
    limit_bp: Bp
    pays_bp: Bp


class Reserve(Agreed):
    """A part that is held back for some days after the sale."""

    share_bp: Bp
    days: Days


class Hop(Agreed):
    """The next one in a chain, and its share of what the one before receives."""

    to: Id
    share_bp: Bp


class Guarantee(Agreed):
    """Sales that whoever takes the fee answers for; exactly one of the two measures."""

    sales_fen: Fen | None = None
    roi_bp: Multiple | None = None
    after_days: Days = 30
    remedy: Literal["refund", "session"] = "refund"

    @model_validator(mode="after")
    def _one_measure(self) -> "Guarantee":
        if (self.sales_fen is None) == (self.roi_bp is None):
            raise ValueError("give either sales or roi, and not both")
        if (self.sales_fen or 0) + (self.roi_bp or 0) == 0:
            raise ValueError("a guarantee of nothing guarantees nothing; give its sales")
        return self


class _Term(Agreed):
    """What every term has: its name, its party, a chain, dates of its own."""

    name: Id
    party: Id
    passes_on: tuple[Hop, ...] = ()
    starts: Moment | None = Field(default=None, alias="from")
    ends: Moment | None = Field(default=None, alias="until")

    def holds(self, at: datetime) -> bool:
        """Whether the term takes what happens at that moment."""
        return (self.starts is None or self.starts <= at) and (self.ends is None or at < self.ends)


class Share(_Term):
    """A share of the base (佣金): a rate, the line's own rate, or a ladder."""

    kind: Literal["share"] = "share"
    per: Period = "month"
    rate_bp: Bp | None = None
    rate_of: LineRate | None = None
    steps: Annotated[tuple[Step, ...], AfterValidator(_rising)] = ()
    mode: Mode = "marginal"
    base: tuple[Funder, ...] | None = Field(default=None, description="coupons counted as paid")
    baseline: Baseline | None = None
    less_ads: bool = False
    cap_fen: Fen | None = None
    floor_fen: Fen | None = None
    gates: tuple[Gate, ...] = ()
    reserve: Reserve | None = None
    keeps_after_settle: bool = False

    @model_validator(mode="after")
    def _one_rate(self) -> "Share":
        if (self.rate_bp is not None) + (self.rate_of is not None) + bool(self.steps) != 1:
            raise ValueError("give exactly one of rate, rate_of and steps")
        if self.rate_of and (self.baseline or self.less_ads):
            raise ValueError("rate_of has no ladder: it knows no baseline and no less_ads")
        if None not in (self.cap_fen, self.floor_fen) and (self.cap_fen or 0) < (
            self.floor_fen or 0
        ):
            raise ValueError("the cap is below the floor; swap them, or drop one")
        return self

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The steps; a single rate is one step from 0; none with ``rate_of``."""
        if self.rate_bp is not None:
            return (Step(from_fen=0, rate_bp=self.rate_bp),)
        return self.steps


class Fee(_Term):
    """A fixed amount (坑位费, 服务月费), with or without guaranteed sales."""

    kind: Literal["fee"] = "fee"
    amount_fen: Fen
    per: Literal["session", "month", "once"] = "session"
    guarantee: Guarantee | None = None

    @model_validator(mode="after")
    def _by_session(self) -> "Fee":
        if self.guarantee and self.per != "session":
            raise ValueError("only a fee per session carries a guarantee; drop it, or per")
        return self


class Ads(_Term):
    """Ad spend: the party fronts it and gets it back first, or bears a part of it."""

    kind: Literal["ads"] = "ads"
    does: Literal["fronts", "bears"]
    share_bp: Bp = 10_000
    markup_bp: Bp = 0

    @model_validator(mode="after")
    def _markup(self) -> "Ads":
        if self.does == "bears" and self.markup_bp:
            raise ValueError("who bears a part of the ads has no markup on it; drop markup")
        return self


Term = Annotated[Share | Fee | Ads, Field(discriminator="kind")]
