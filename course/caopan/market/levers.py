"""Named levers: one thing that an operator may change, a range for it, and the plan it makes.

A lever is made for one merchant, because ranges and defaults depend on its prices and its habits.

>>> from caopan.market.samples import sample
>>> lever = levers(sample("liuyi"))["paid"]
>>> lever.plan(150).paid_bp, lever.said(150)
(15000, 'paid 付费预算: 150 % of the usual budget')
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from caopan.errors import CaopanError
from caopan.events.catalogue import did_you_mean
from caopan.market import moves, moves_room
from caopan.market.checks import check_plan
from caopan.market.plan import Plan, make_plan
from caopan.market.scenario import Scenario

Group = Literal["nothing", "goods", "room", "traffic", "fans and service"]
Kind = Literal["none", "switch", "whole", "number"]
Move = Callable[[Scenario, float, int], Mapping[str, object]]
GROUPS: Final[tuple[Group, ...]] = ("nothing", "goods", "room", "traffic", "fans and service")


@dataclass(frozen=True)
class Span:
    """Values that a lever can take: ``low`` to ``high`` in steps, and one to begin with.

    unit: what a value counts. now: the merchant's own value, None where there is no single one.

    >>> Span(0, 1, 1, 1).kind, Span(0, 300, 10, 150).kind, Span(0, 1, 0.05, 0.6).kind
    ('switch', 'whole', 'number')
    """

    low: float
    high: float
    step: float
    default: float
    unit: str = ""
    now: float | None = None

    @property
    def kind(self) -> Kind:
        """How a value is asked for: not at all, by a tick, as a whole or as any number."""
        if self.low == self.high == 0:
            return "none"
        if (self.low, self.high, self.step) == (0, 1, 1):
            return "switch"
        return "whole" if float(self.step).is_integer() else "number"

    def taken(self, value: float, where: str) -> float:
        """Return the value if it can be meant.

        Raises CaopanError for one that is no number, out of range or not whole where it must be.

        >>> Span(1, 3, 1, 1, "sessions a week").taken(7, "rest")
        Traceback (most recent call last):
        ...
        caopan.errors.CaopanError: rest: 7 is outside of its range; give 1 to 3 sessions a week
        """
        asked = f"give {self.low:,g} to {self.high:,g} {self.unit}".strip()
        if not isinstance(value, int | float) or math.isnan(value):
            raise CaopanError(f"{where}: {value!r} is no number; {asked}")
        if not self.low <= value <= self.high:
            raise CaopanError(f"{where}: {value:g} is outside of its range; {asked}")
        if self.kind != "number" and not float(value).is_integer():
            raise CaopanError(f"{where}: {value:g} is not whole; {asked}")
        return value

    def counted(self, value: float) -> str:
        """Say a value with its unit.

        >>> Span(1, 3, 1, 1, "sessions a week").counted(1)
        '1 session a week'
        """
        single = value == 1 and not self.unit.startswith("%")
        unit = re.sub(r"s\b", "", self.unit, count=1) if single else self.unit
        return f"{value:,g} {unit}"

    def asked(self) -> str:
        """Say in one line which values are asked for.

        >>> Span(0, 10, 1, 5, "short videos a day", 3.0).asked()
        '0 to 10 short videos a day; default 5, now 3'
        """
        if self.kind in {"none", "switch"}:
            return ""
        said = f"{self.low:,g} to {self.high:,g} {self.unit}; default {self.default:,g}"
        return said if self.now is None else f"{said}, now {self.now:,g}"


SWITCH: Final = Span(0, 1, 1, 1)


@dataclass(frozen=True)
class Lever:
    """One lever of one merchant.

    what: one sentence on what it does. quantity: a second number (coupons, prizes), else None.
    """

    scenario: Scenario
    name: str
    zh: str
    what: str
    span: Span
    move: Move
    group: Group
    quantity: Span | None = None

    def plan(self, value: float | None = None, quantity: float | None = None) -> Plan:
        """Make the plan; a number not given is the default.

        Raises CaopanError for a value out of range, a quantity that is not asked for, or a plan
        that this merchant cannot carry out.
        """
        value, many = self._numbers(value, quantity)
        off = self.span.kind == "switch" and not value
        fields = {} if off else self.move(self.scenario, value, many)
        return check_plan(self.scenario, make_plan(name=self.name, **fields))

    def said(self, value: float | None = None, quantity: float | None = None) -> str:
        """Say the lever and its value in one line; raises CaopanError as ``plan`` does."""
        value, many = self._numbers(value, quantity)
        head = f"{self.name} {self.zh}"
        if self.span.kind == "none":
            return head
        if self.span.kind == "switch":
            return f"{head}: {'carried out' if value else 'not carried out'}"
        more = f", {self.quantity.counted(many)}" if self.quantity else ""
        return f"{head}: {self.span.counted(value)}{more}"

    def _numbers(self, value: float | None, quantity: float | None) -> tuple[float, int]:
        taken = self.span.default if value is None else self.span.taken(value, self.name)
        if self.quantity is None:
            if quantity is not None:
                raise CaopanError(f"{self.name}: takes no quantity; leave it out")
            return taken, 0
        if quantity is None:
            return taken, int(self.quantity.default)
        return taken, int(self.quantity.taken(quantity, f"{self.name}, quantity"))


def levers(scenario: Scenario) -> dict[str, Lever]:
    """Give the levers of a merchant by name, in the order of ``GROUPS``.

    A lever that the merchant cannot pull (a roster with one anchor, say) is left out.

    >>> from caopan.market.samples import sample
    >>> [name for name in levers(sample("yunshi"))][:4]
    ['nothing', 'price', 'shelf', 'cover']
    """
    return {one.name: one for one in _all(scenario) if one.span.low <= one.span.high}


def lever(scenario: Scenario, name: str) -> Lever:
    """Give one lever of a merchant.

    Raises CaopanError for a name that is none, with those that are.
    """
    known = levers(scenario)
    if name not in known:
        near = did_you_mean(name, list(known))
        raise CaopanError(
            f"{scenario.merchant} has no lever {name!r}{near}: take one of {', '.join(known)}"
        )
    return known[name]


def _all(one: Scenario) -> list[Lever]:
    """Each lever: name, Chinese, group, what it does, values, move, quantity."""
    listed = [sku for sku in one.skus if sku.listed]
    heroes = moves.heroes(one)
    least = min(sku.list_fen - sku.p_coupon_fen - sku.a_coupon_fen for sku in heroes) // 100
    cover = sorted(sku.cover_days for sku in listed)[len(listed) // 2] if listed else 0
    videos, creatives = one.calendar.videos, one.paid.creatives
    tail, free = len(listed) - 1, len(one.slots) - 1
    turns = 240 if len(one.anchors) > 1 else 0
    goods, room, traffic, service = (partial(Lever, one, group=group) for group in GROUPS[1:])
    return [
        Lever(one, "nothing", "什么都不做", "Goes on as before.", Span(0, 0, 1, 0), moves.always(),
              "nothing"),
        goods("price", "主推价格", "Changes the heroes' list price.",
              Span(-30, 30, 1, -10, "% on the heroes' price"), moves.price),
        goods("shelf", "精简货盘", "Takes the goods with the least appeal off the shelf.",
              Span(1, min(tail, 20), 1, min(5, tail), "SKUs fewer"), moves.shelf),
        goods("cover", "备货天数", "Keeps so many days of demand in stock, of all goods.",
              Span(0.5, 20, 0.5, min(cover + 4, 20), "days of stock", cover), moves.cover),
        goods("order", "加急备货", "Orders so much more of each hero on the first day.",
              Span(10, 1000, 10, 50, "pieces of each hero"), moves.order),
        goods("check", "品控抽检", "Inspects the goods with most refunds piece by piece.",
              Span(1, min(10, tail + 1), 1, min(3, tail + 1), "SKUs inspected"), moves.check),
        goods("pull", "下架", "Pulls the goods with most refunds off the shelf.",
              Span(1, min(5, tail), 1, 1, "SKUs pulled"), moves.pull),
        room("more", "加播", "Adds two hours by day, on the least busy days.",
             Span(1, 3, 1, 1, "sessions a week more"), moves_room.more),
        room("rest", "减播", "Leaves out ordinary sessions, on days that lie apart.",
             Span(1, min(3, free), 1, min(2, free), "sessions a week fewer"), moves_room.rest),
        room("pause", "停播", "Stays off air on the first days.",
             Span(1, 7, 1, 2, "days without a session"), moves_room.pause),
        room("tier", "大场", "Makes sessions of 12 hours (tier S), Sundays first.",
             Span(1, min(2, free + 1), 1, 1, "sessions a week of tier S"), moves_room.tier),
        room("talk", "讲解时长", "Explains each hero for so long at a stretch.",
             Span(1, 30, 1, 12, "minutes on a hero", heroes[0].talk_min), moves_room.talk),
        room("anchor", "轮换主播", "A second anchor takes over after so long, then back.",
             Span(60, turns, 30, 120, "minutes to a change"), moves_room.anchor),
        room("hype", "逼单话术", "Sets how hard the script presses.",
             Span(0, 1, 0.05, 0.6, "of full pressure", one.room.hype), moves.hype),
        room("scene", "场景重搭", "Rebuilds scene, light and sound.",
             SWITCH, moves.always(fix_scene=True)),
        room("coupon", "主推券", "Coupons on the heroes, paid by the merchant.",
             Span(1, max(least // 3, 1), 1, max(least // 20, 1), "yuan off a hero"),
             moves.coupon, quantity=Span(10, 1000, 10, 100, "coupons a session")),
        room("lottery", "抽奖", "Draws prizes of 20 yuan, open to everybody.",
             Span(5, 60, 5, 15, "minutes to a draw"),
             moves.lottery, quantity=Span(1, 20, 1, 5, "prizes a draw")),
        traffic("paid", "付费预算", "Changes the budget of all paid plans.",
                Span(0, 300, 10, 150, "% of the usual budget"), moves.paid),
        traffic("prime", "黄金时段投放", "Moves budget of other hours into those from 20 to 22.",
                Span(0, 90, 10, 50, "% of the other hours' budget"), moves.prime),
        traffic("follows", "涨粉目标", "Lets all paid plans buy follows, not orders.",
                SWITCH, moves.follows),
        traffic("exclude", "排除粉丝", "Keeps fans out of all paid plans.", SWITCH, moves.exclude),
        traffic("reset", "重置人群", "Builds the paid audience anew from buyers.",
                SWITCH, moves.always(reset_audience=True)),
        traffic("creatives", "素材更新", "Makes so many advertising creatives.",
                Span(0, 20, 1, min(round(creatives) + 5, 20), "new creatives a week", creatives),
                moves.creatives),
        traffic("videos", "短视频", "Posts so many short videos.",
                Span(0, 10, 1, min(round(videos) + 2, 10), "short videos a day", videos),
                moves.videos),
        traffic("persona", "人设定位", "Builds a clear persona and position.",
                SWITCH, moves.always(persona=True)),
        service("private", "私域运营", "Works with fans in groups.",
                Span(0, 20_000, 500, 5_000, "yuan a month", one.fans.private_fen / 100),
                moves.private),
        service("staff", "客服加人", "Hires for service and warehouse.",
                Span(1, 10, 1, 2, "heads more"), moves.staff),
        service("appeal", "违规申诉", "Appeals against each throttling.",
                SWITCH, moves.always(appeal=True)),
        service("datafix", "修复埋点", "Mends the tracking.", SWITCH, moves.always(data_fix=True)),
        goods("renew", "换季上新", "Renews the goods for the season.",
              SWITCH, moves.always(renewal=True)),
        service("report", "举报刷单", "Reports brushed orders to the platform.",
                SWITCH, moves.always(report=True)),
    ]  # fmt: skip
