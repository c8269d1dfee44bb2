"""Known shocks: what befalls a room from a minute of its session on, and what is only a change.

A shock is a typed value; ``SHOCKS`` tells of each kind which board metrics it must turn for the
worse and what an operator would do. ``shocking`` plays it. All sizes are assumed.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from pydantic import Field, ValidationError

from caopan.market.part import Part, said

Kind = Literal[
    "sold_out",
    "links_lost",
    "paid_stopped",
    "throttled",
    "wrong_audience",
    "off_script",
    "dearer",
    "payment_fails",
    "complaints",
    "refund_wave",
    "tracking_lost",
    "stutter",
    "rundown_moved",
    "rush",
    "lottery",
]
"""What can befall a room; the last three are innocent changes, planned by the operator."""


class Shock(Part):
    """Something that befalls a room from a minute since its opening on.

    strength: up to 1; what it does at 1 stands in ``SHOCKS``.

    >>> Shock(kind="stutter", minute=60).strength
    1.0
    """

    kind: Kind
    minute: int = Field(ge=1, le=1439)
    strength: float = Field(default=1.0, gt=0, le=1)


def make_shock(kind: str, minute: int, strength: float = 1.0) -> Shock:
    """Build a shock from plain data; CaopanError names the field that does not fit.

    >>> make_shock("stutter", 0)
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: such a shock there is not: minute: input should be ...
    """
    try:
        return Shock.model_validate({"kind": kind, "minute": minute, "strength": strength})
    except ValidationError as problem:
        raise said(problem, "such a shock there is not") from problem


@dataclass(frozen=True)
class ShockCard:
    """What is known of a kind of shock.

    says: what happens, at strength 1. worsens: codes of board metrics that must turn for the worse;
    none for an innocent change. act: what an operator would do. lasts: minutes, None to the end.
    """

    zh: str
    says: str
    worsens: tuple[str, ...]
    act: str
    lasts: int | None = None

    @property
    def innocent(self) -> bool:
        """Whether it is a planned change, of which nobody should be alarmed."""
        return not self.worsens


SALES: Final = ("C1", "C2", "C3", "C8", "C10")
PLANNED: Final = "nothing: it was planned"

SHOCKS: Final[dict[Kind, ShockCard]] = {
    "sold_out": ShockCard(
        "爆款断货",
        "the best sellers, of all expected pieces, cannot be sold: the stock was not there",
        ("C6", *SALES),
        "delist them, explain the next best item, load stock or open a presale",
    ),
    "links_lost": ShockCard(
        "掉链接",
        "product cards are no longer shown, the explained one either",
        ("C4", "C5", *SALES),
        "list the links again, meanwhile tell people where to find the goods",
    ),
    "paid_stopped": ShockCard(
        "投放停止",
        "paid plans spend nothing and bring nobody",
        ("T1", "T4", "C1", "C2", "C3"),
        "look at balance and review of the ad account, start a spare plan",
    ),
    "throttled": ShockCard(
        "限流",
        "nine tenths of what the feed showed of the room are gone",
        ("T1", "T2", "T4", "C1", "C2", "C3"),
        "look for a notice of a breach, stop the wording it names, appeal",
    ),
    "wrong_audience": ShockCard(
        "人群跑偏",
        "paid covers are thrice as many and wrong: half enter, most go at once, few click",
        ("T2", "T8", "T7", "F2", "I2", "C4", "C8", "C10"),
        "pause the widened plan, go back to the audience that bought",
    ),
    "off_script": ShockCard(
        "脱稿",
        "nothing is explained any more: no card is put forward, people go sooner",
        ("C4", "C5", "C6", "T7", "T8", *SALES),
        "prompt the anchor, pin the script, let the co-host take over",
    ),
    "dearer": ShockCard(
        "错价",
        "all prices are half as high again: a wrong list, coupons withdrawn",
        ("C6", *SALES),
        "delist, mend the price, tell buyers what was wrong",
    ),
    "payment_fails": ShockCard(
        "支付故障",
        "nine tenths of the orders cannot be paid",
        ("C7", *SALES),
        "tell the platform, tell people to wait, hold the hero back",
    ),
    "complaints": ShockCard(
        "负反馈潮",
        "one in eight who are there reports or dislikes the room; people go sooner",
        ("I3", "T7"),
        "find what they object to, answer it on air, change the item",
    ),
    "refund_wave": ShockCard(
        "退款潮",
        "a third of those who paid ask for their money back within a quarter of an hour",
        ("S1",),
        "find the SKU and the reason, correct what was promised, delist",
    ),
    "tracking_lost": ShockCard(
        "埋点丢失",
        "nine tenths of covers, deeds and cards seen are not sent: the figures, not the room",
        ("T1", "I1", "I2", "F2", "C4", "C5"),
        "trust money and visits, change nothing in the room, have the tracking mended",
    ),
    "stutter": ShockCard(
        "卡顿",
        "the picture stands still: half more go at once, those inside go sooner",
        ("T7", "T8", "I1", "I2", "F2", "C4", *SALES),
        "switch line or encoder, apologise, hold the draw until it runs",
    ),
    "rundown_moved": ShockCard(
        "换品",
        "the rundown goes on with what was to come half an hour later",
        (),
        PLANNED,
    ),
    "rush": ShockCard(
        "秒杀倒计时",
        "a countdown: twice the orders for ten minutes, then as before",
        (),
        PLANNED,
        lasts=10,
    ),
    "lottery": ShockCard(
        "抽奖引流",
        "a draw fills the room for ten minutes: twice the covers of feed and fans",
        (),
        PLANNED,
        lasts=10,
    ),
}
"""Each kind of shock; the list of metrics is that of those which turn under common luck."""

INNOCENT: Final = tuple(kind for kind in get_args(Kind) if SHOCKS[kind].innocent)
HARMFUL: Final = tuple(kind for kind in get_args(Kind) if not SHOCKS[kind].innocent)
