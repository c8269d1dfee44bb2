"""What the tests of incentives share: small grids, played once, and random contracts on them."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from caopan.commission import (
    Ads,
    Baseline,
    Contract,
    Cycle,
    Fee,
    Gate,
    Grid,
    Guarantee,
    Hop,
    Outcomes,
    Party,
    Reserve,
    Share,
    Step,
    outcomes,
)
from caopan.commission.clocks import BEGIN

SMALL = Grid(spend_bp=(4_000, 10_000, 20_000), weeks=20)
PARTIES = tuple(
    Party(id=name, role=role, name=name)
    for name, role in (
        ("shop", "merchant"),
        ("ops", "provider"),
        ("star", "anchor"),
        ("mcn", "mcn"),
    )
)
BP = st.integers(0, 10_000)


@cache
def shop(name: str = "tuantuan") -> Outcomes:
    """A merchant's weeks under few conducts."""
    return outcomes(name, SMALL)


@st.composite
def chains(draw: st.DrawFn) -> dict[str, Any]:
    """Who gets a term, and to whom it is passed on."""
    order = draw(st.permutations(["ops", "star", "mcn"]))
    hops = draw(st.integers(0, 2))
    passed = tuple(Hop(to=name, share_bp=draw(BP)) for name in order[1 : hops + 1])
    return {"party": order[0], "passes_on": passed}


@st.composite
def shares(draw: st.DrawFn, net_fen: int) -> Share:
    """A share of any shape, its amounts near what the shop sells in its period."""
    per = draw(st.sampled_from(["session", "day", "month", "contract"]))
    scale = net_fen // 28 if per in {"session", "day"} else net_fen
    part = st.integers(0, 200).map(lambda percent: scale * percent // 100)
    fields: dict[str, Any] = {"per": per, "keeps_after_settle": draw(st.booleans())}
    shape = draw(st.sampled_from(["rate", "line", "ladder"]))
    if shape == "rate":
        fields["rate_bp"] = draw(BP)
    elif shape == "line":
        fields["rate_of"] = draw(st.sampled_from(["fee_bp", "comm_bp"]))
    else:
        starts = sorted(draw(st.sets(part, min_size=1, max_size=3)))
        fields["steps"] = tuple(Step(from_fen=one, rate_bp=draw(BP)) for one in starts)
        fields["mode"] = draw(st.sampled_from(["marginal", "whole"]))
    if shape != "line":
        if draw(st.booleans()):
            fields["baseline"] = Baseline(amount_fen=draw(part), indexed=draw(st.booleans()))
        fields["less_ads"] = draw(st.booleans())
    bound = draw(st.sampled_from(["none", "cap_fen", "floor_fen"]))
    if bound != "none":
        fields[bound] = draw(part) // 5
    measures = draw(st.lists(st.sampled_from(["refund_rate", "on_time_rate"]), max_size=2))
    fields["gates"] = tuple(
        Gate(measure=one, limit_bp=draw(BP), pays_bp=draw(BP)) for one in measures
    )
    if draw(st.booleans()):
        fields["reserve"] = Reserve(share_bp=draw(BP), days=draw(st.integers(0, 60)))
    return Share(name="share", **draw(chains()), **fields)


@st.composite
def fees(draw: st.DrawFn, net_fen: int) -> Fee:
    """A fee, by the session often with guaranteed sales."""
    per = draw(st.sampled_from(["session", "session", "month", "once"]))
    guarantee = None
    if per == "session" and draw(st.booleans()):
        days, remedy = draw(st.integers(0, 40)), draw(st.sampled_from(["refund", "session"]))
        if draw(st.booleans()):
            sales: dict[str, int] = {"sales_fen": draw(st.integers(1, net_fen // 10))}
        else:
            sales = {"roi_bp": draw(st.integers(1, 100_000))}
        guarantee = Guarantee(after_days=days, remedy=remedy, **sales)
    amount = draw(st.integers(0, net_fen // 20))
    return Fee(name="fee", amount_fen=amount, per=per, guarantee=guarantee, **draw(chains()))


@st.composite
def ads(draw: st.DrawFn) -> Ads:
    """Ads that are fronted or borne."""
    does = draw(st.sampled_from(["fronts", "bears"]))
    markup = draw(st.integers(0, 3_000)) if does == "fronts" else 0
    return Ads(name="ads", does=does, share_bp=draw(BP), markup_bp=markup, **draw(chains()))


@st.composite
def contracts(draw: st.DrawFn, net_fen: int) -> Contract:
    """A contract of up to three terms."""
    one = st.one_of(shares(net_fen), shares(net_fen), fees(net_fen), ads())
    terms = draw(st.lists(one, max_size=3))
    named = tuple(
        term.model_copy(update={"name": f"{term.name}-{at}"}) for at, term in enumerate(terms)
    )
    return Contract(
        contract_id="any",
        version=1,
        parties=PARTIES,
        effective_from=BEGIN,
        confirm_days=draw(st.integers(0, 20)),
        cycle=Cycle(every=draw(st.sampled_from(["day", "week", "month"]))),
        terms=named,
    )
