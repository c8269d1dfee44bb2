"""Random contracts of every shape: terms, chains, versions, scopes that part or overlap."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chances import Chances

from caopan.commission.contract import Contract, Cycle, Scope, signed
from caopan.commission.moments import SHANGHAI
from caopan.commission.terms import (
    WIDE,
    Ads,
    Baseline,
    Fee,
    Gate,
    Guarantee,
    Hop,
    Party,
    Reserve,
    Share,
    Step,
)

FIRST = datetime(2021, 10, 28, tzinfo=SHANGHAI)
"""The first day of all cases; the last is 45 days later, so two ends of a month are met."""
ROLES = ("provider", "anchor", "mcn", "agent", "promoter", "platform")
RATES = (500, 0, 10_000, 1, 3_333, 2_000, 1_800)
FEN = (0, 1, 2, 100, 333, 1_000, 5_000, 9_999, 20_000)
TIMES = (timedelta(0), timedelta(hours=12), timedelta(hours=20), timedelta(hours=23, minutes=59))


@dataclass(frozen=True)
class Names:
    """Ids of one case: a prefix parts it from the other cases of a batch."""

    prefix: str
    wide: bool = True

    def of(self, kind: str, number: int) -> str:
        """One id."""
        return f"{self.prefix}{kind}{number}"

    def some(self, kind: str, many: int) -> tuple[str, ...]:
        """Ids from 1 on."""
        return tuple(self.of(kind, number) for number in range(1, many + 1))


def moment(chances: Chances, low: int = 0, high: int = 45) -> datetime:
    """A moment on a coarse grid, so that moments meet."""
    return FIRST + timedelta(days=chances.number(low, high)) + chances.pick(TIMES)


def random_contracts(chances: Chances, names: Names) -> list[Contract]:
    """One or two contracts of one to three versions each, all signed.

    Without ``wide`` no contract takes a session of another case.
    """
    scopes = _scopes(chances, names)
    return [
        version
        for number, scope in enumerate(scopes, 1)
        for version in _versions(chances, names.of("c", number), scope)
    ]


def _scopes(chances: Chances, names: Names) -> list[Scope]:
    a1, a2 = names.some("a", 2)
    skus = names.some("k", 3)
    s1, s2, s3, s4 = names.some("s", 4)
    both = (a1, a2)
    apart = [
        [Scope(anchors=both)],
        [Scope(anchors=(a1,)), Scope(anchors=(a2,))],
        [Scope(anchors=both, skus=skus[:1]), Scope(anchors=both, skus=skus[1:])],
        [Scope(sessions=(s1, s3)), Scope(sessions=(s2, s4))],
        [Scope(anchors=(a1,), skus=skus[:2]), Scope(anchors=(a2,))],
        [Scope(skus=skus[:1]), Scope(skus=skus[1:])],
        [Scope(skus=skus)],
    ]
    wide = [[Scope()], [Scope(), Scope(anchors=(a1,))], [Scope(skus=skus[:2])]]
    overlap = [
        [Scope(anchors=(a1,)), Scope(anchors=both)],
        [Scope(sessions=(s1,)), Scope(anchors=both, skus=skus[:2])],
        [Scope(skus=skus[:2]), Scope(skus=skus[1:])],
    ]
    if chances.often(12):
        return chances.pick(overlap)
    if names.wide and chances.often(60):
        return chances.pick(wide)
    return chances.pick(apart)


def _versions(chances: Chances, contract_id: str, scope: Scope) -> list[Contract]:
    roles = ROLES[: chances.number(1, len(ROLES))]
    parties = (
        Party(id="shop", role="merchant", name="Liuyi"),
        *(Party(id=role, role=role, name=role) for role in roles),
    )
    days = sorted({chances.number(0, 25) for _ in range(chances.pick((1, 1, 1, 2, 2, 3)))})
    starts = [FIRST + timedelta(days=day) + chances.pick(TIMES[:3]) for day in days]
    if chances.often(60):
        starts[0] = FIRST - timedelta(days=20)
    found = []
    for number, start in enumerate(starts):
        contract = Contract(
            contract_id=contract_id,
            version=2 * number + 1,
            parties=parties,
            scope=scope,
            base=_base(chances),
            price_protection=chances.pick(("merchant", "reduces_base")),
            terms=_terms(chances, roles, sessionless=_beside_sessions(scope)),
            effective_from=start,
            effective_until=moment(chances, 30, 45) if chances.often(25) else None,
            confirm_days=chances.pick((7, 0, 1, 15)),
            cycle=_cycle(chances),
        )
        found.append(signed(contract))
    return found


def _beside_sessions(scope: Scope) -> bool:
    return scope.skus is not None and scope.anchors is None and scope.sessions is None


def _cycle(chances: Chances) -> Cycle:
    every = chances.pick(("month", "week", "week", "month", "day"))
    return Cycle(every=every, on=chances.pick((1, 3, 7) if every == "week" else (1, 10, 15, 28)))


def _base(chances: Chances) -> tuple[Any, ...]:
    return chances.pick(
        (
            ("platform", "channel"),
            (),
            ("platform", "channel", "anchor"),
            ("anchor",),
            ("channel",),
        )
    )


def _terms(chances: Chances, roles: tuple[str, ...], *, sessionless: bool) -> tuple[Any, ...]:
    makers = (_share,) if sessionless else (_share, _share, _share, _fee, _fee, _ads)
    many = chances.pick((1, 2, 3, 1, 2, 4, 0))
    terms = []
    for number in range(many):
        common: dict[str, Any] = {"name": f"t{number}", **_chain(chances, roles)}
        if chances.often(15):
            common["starts"] = moment(chances, 0, 20)
        if chances.often(15):
            common["ends"] = moment(chances, 21, 45)
        term = chances.pick(makers)(chances, common, sessionless)
        terms.append(term)
    return tuple(terms)


def _chain(chances: Chances, roles: tuple[str, ...]) -> dict[str, Any]:
    first = chances.number(0, len(roles) - 1)
    order = [*roles[first:], *roles[:first]]
    hops = min(chances.pick((0, 0, 0, 1, 2, 4)), len(order) - 1)
    share = chances.pick
    return {
        "party": order[0],
        "passes_on": tuple(
            Hop(to=role, share_bp=share((4_000, 5_000, 0, 10_000, 3_333)))
            for role in order[1 : hops + 1]
        ),
    }


def _share(chances: Chances, common: dict[str, Any], sessionless: bool) -> Share:
    shape = chances.pick(("rate", "steps", "steps", "rate", "line"))
    terms: dict[str, Any] = {"per": chances.pick(("month", "session", "day", "contract"))}
    if shape == "rate":
        terms["rate_bp"] = chances.pick(RATES)
    elif shape == "line":
        terms["rate_of"] = chances.pick(("comm_bp", "fee_bp"))
    else:
        starts = sorted({chances.pick(FEN) for _ in range(chances.number(1, 4))})
        terms["steps"] = tuple(
            Step(from_fen=start, rate_bp=chances.pick(RATES)) for start in starts
        )
        terms["mode"] = chances.pick(("marginal", "whole"))
    if shape != "line" and chances.often(30):
        amount = WIDE if chances.often(2) else chances.pick((*FEN, 333))
        terms["baseline"] = Baseline(amount_fen=amount, indexed=chances.often(50))
    if shape != "line" and not sessionless and chances.often(25):
        terms["less_ads"] = True
    return Share(**common, **terms, **_extras(chances))


def _extras(chances: Chances) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if chances.often(25):
        extras["base"] = _base(chances)
    if chances.often(30):
        extras["cap_fen"] = chances.pick((50, 0, 1, 333, 1_000, 5_000))
    if chances.often(25):
        low = chances.pick((100, 1, 1_000, 7_777))
        low = WIDE if chances.often(3) else low
        extras["floor_fen"] = min(low, extras.get("cap_fen", low))
    if chances.often(35):
        extras["gates"] = tuple(_gate(chances) for _ in range(chances.number(1, 2)))
    if chances.often(25):
        extras["reserve"] = Reserve(
            share_bp=chances.pick((2_000, 1_000, 10_000, 3_333)), days=chances.pick((30, 0, 7, 14))
        )
    if chances.often(25):
        extras["keeps_after_settle"] = True
    return extras


def _gate(chances: Chances) -> Gate:
    return Gate(
        measure=chances.pick(("refund_rate", "on_time_rate")),
        limit_bp=chances.pick((3_500, 0, 5_000, 3_333, 10_000)),
        pays_bp=chances.pick((8_000, 0, 5_000, 9_999)),
    )


def _fee(chances: Chances, common: dict[str, Any], _: bool) -> Fee:
    per = chances.pick(("session", "session", "month", "once"))
    guarantee = None
    if per == "session" and chances.often(60):
        by = chances.pick(("sales_fen", "roi_bp"))
        size = chances.pick((20_000, 1, 100_000) if by == "sales_fen" else (30_000, 10_000, 333))
        size = WIDE if by == "sales_fen" and chances.often(3) else size
        guarantee = Guarantee(
            **{by: size},
            after_days=chances.pick((7, 0, 1, 20)),
            remedy=chances.pick(("refund", "session")),
        )
    amount = WIDE if chances.often(2) else chances.pick((1_000, 0, 1, 9_999, 333, 31))
    return Fee(**common, amount_fen=amount, per=per, guarantee=guarantee)


def _ads(chances: Chances, common: dict[str, Any], _: bool) -> Ads:
    does = chances.pick(("fronts", "bears"))
    markup = chances.pick((0, 500)) if does == "fronts" else 0
    share = chances.pick((10_000, 5_000, 3_333, 1))
    return Ads(**common, does=does, share_bp=share, markup_bp=markup)
