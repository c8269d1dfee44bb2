"""The steps of a full diagnosis, by name: what each does, and what a report shows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from caopan.diagnosis import report_figures as figures
from caopan.diagnosis import telling, telling_parts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from caopan.diagnosis.shop import Shop
    from caopan.diagnosis.telling import Told

Part = Literal["all", "goods", "traffic", "room"]


class Ask(NamedTuple):
    """What a step is asked: the shop, and how often and from which seed days are drawn again."""

    shop: Shop
    draws: int
    seed: int


class Step(NamedTuple):
    """One step.

    key: its name. part: of the report; ``all`` stands before the three parts. title, zh: in words.
    run: gives its result, or raises CaopanError. tell: what a report shows of the result. draw:
    its figures, each with what it shows in words. stands_on: its name among those that a broken
    identity of the data switches off; empty: none.
    """

    key: str
    part: Part
    title: str
    zh: str
    run: Callable[[Ask], Any]
    tell: Callable[[Any], Told]
    draw: Callable[[Any], list[tuple[str, Figure]]] | None = None
    stands_on: str = ""


def _quality(ask: Ask) -> Any:
    from caopan.diagnosis.quality import identities

    return identities(ask.shop)


def _peers(ask: Ask) -> Any:
    from caopan.diagnosis.peers import match_peers

    return match_peers(ask.shop)


def _terms(by: Any) -> Callable[[Ask], Any]:
    def run(ask: Ask) -> Any:
        from caopan.diagnosis.decomposition import decompose_shop

        return decompose_shop(ask.shop, by, draws=ask.draws, seed=ask.seed)

    return run


def _mix(by: str) -> Callable[[Ask], Any]:
    def run(ask: Ask) -> Any:
        from caopan.diagnosis.mixrate import rate_changes

        return rate_changes(ask.shop, by, draws=ask.draws)

    return run


def _changes(ask: Ask) -> Any:
    from caopan.diagnosis.changes import change_points

    return change_points(ask.shop, seed=ask.seed)


def _drill(ask: Ask) -> Any:
    from caopan.diagnosis.drilling import drill

    return drill(ask.shop)


def _refunds(ask: Ask) -> Any:
    from caopan.diagnosis.returns import refund_shares

    return refund_shares(ask.shop, draws=ask.draws)


def _returns(ask: Ask) -> Any:
    from caopan.diagnosis.returns import returns_by_age

    return returns_by_age(ask.shop)


def _pacing(ask: Ask) -> Any:
    from caopan.diagnosis.explaining import pacing

    return pacing(ask.shop)


def _response(by: Any) -> Callable[[Ask], Any]:
    def run(ask: Ask) -> Any:
        from caopan.diagnosis.responding import response

        return response(ask.shop, by)

    return run


def _retention(ask: Ask) -> Any:
    from caopan.diagnosis.staying import retention

    return retention(ask.shop)


def _cohorts(ask: Ask) -> Any:
    from caopan.diagnosis.repurchase import cohorts

    return cohorts(ask.shop)


def _fan_weeks(ask: Ask) -> Any:
    from caopan.diagnosis.repurchase import fan_weeks

    return fan_weeks(ask.shop)


_STEPS: Final = (
    Step("quality", "all", "Data quality", "数据质量", _quality, telling.quality),
    Step("peers", "all", "Same-structure peers", "同结构对标", _peers, telling.peers,
         figures.peers, "peers"),
    Step("decomposition", "all", "What moved GMV", "成交额拆解", _terms(None),
         telling.decomposition, figures.decomposition, "decomposition"),
    Step("changes", "all", "When levels shifted", "拐点", _changes, telling.changes,
         figures.changes, "change points"),
    Step("drill", "goods", "SKU × source × hour", "下钻", _drill, telling_parts.drill,
         figures.drill),
    Step("roles", "goods", "What moved GMV, by SKU role", "按货品角色拆解", _terms("role"),
         telling.groups, figures.groups, "decomposition"),
    Step("refunds", "goods", "Refunded share by SKU", "退款占比", _refunds, telling_parts.refunds,
         figures.refunds, "returns"),
    Step("returns", "goods", "Returns by age and reason", "退货时效与原因", _returns,
         telling_parts.returns, figures.returns, "returns"),
    Step("pacing", "goods", "Minutes against GMV", "讲解节奏", _pacing, telling_parts.pacing,
         figures.pacing),
    Step("sources", "traffic", "What moved GMV, by source", "按流量来源拆解", _terms("source"),
         telling.groups, figures.groups, "decomposition"),
    Step("mix by source", "traffic", "Mix against rate, by source", "结构与比率（来源）",
         _mix("source"), telling.mix, None, "mix and rate"),
    Step("response", "traffic", "Response of paid traffic, by day", "投放响应（按日）",
         _response("day"), telling.response, figures.response, "paid response"),
    Step("response by hour", "traffic", "Response of paid traffic, by hour", "投放响应（按小时）",
         _response("hour"), telling.response, figures.response, "paid response"),
    Step("hours", "room", "What moved GMV, by hour", "按小时拆解", _terms("hour"),
         telling.groups, figures.groups, "decomposition"),
    Step("retention", "room", "Retention by minute since entry", "留存", _retention,
         telling_parts.retention, figures.retention, "retention"),
    Step("mix by fan", "room", "Mix against rate, fans and others", "结构与比率（粉丝）",
         _mix("fan"), telling.mix, None, "mix and rate"),
    Step("cohorts", "room", "Cohorts and repurchase", "复购", _cohorts, telling_parts.cohorts,
         figures.cohorts, "cohorts"),
    Step("fans", "room", "Fans by the week", "粉丝周趋势", _fan_weeks, telling_parts.fan_weeks,
         figures.fan_weeks),
)  # fmt: skip


def steps() -> dict[str, Step]:
    """All steps by name, in the order of the report.

    >>> list(steps())[:3]
    ['quality', 'peers', 'decomposition']
    """
    return {step.key: step for step in _STEPS}
