"""Contracts drawn at random, with every field that a file may hold; they need not make sense."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from caopan.commission.contract import Contract
from caopan.commission.moments import moment

IDS = ("shop", "platform", "host", "studio", "ops", "scout")
ROLES = ("platform", "anchor", "mcn", "agent", "promoter", "provider")
FEN = st.integers(0, 10**13) | st.integers(0, 1_000)
BP = st.integers(0, 10_000)
DAYS = st.integers(0, 365)
NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
MOMENTS = st.builds(
    lambda days, us: moment("2021-11-01") + timedelta(days=days, microseconds=us),
    st.integers(0, 400),
    st.sampled_from([0, 0, 0, 72_000_000_000, 61_000_000, 1]),
)
FUNDERS = st.lists(st.sampled_from(["platform", "channel", "anchor"]), unique=True, max_size=3)
PERIODS = st.sampled_from(["session", "day", "month", "contract"])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields, each there or not."""
    return st.fixed_dictionaries({}, optional=fields)


def both(one: st.SearchStrategy[Any], two: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The fields of two dictionaries."""
    return st.builds(lambda a, b: {**a, **b}, one, two)


STEPS = st.lists(FEN, min_size=1, max_size=4, unique=True).flatmap(
    lambda starts: st.lists(BP, min_size=len(starts), max_size=len(starts)).map(
        lambda rates: [
            {"from_fen": low, "rate_bp": bp} for low, bp in zip(sorted(starts), rates, strict=True)
        ]
    )
)
RATES = (
    st.fixed_dictionaries({"rate_bp": BP}, optional={"mode": st.just("whole")})
    | st.fixed_dictionaries({"steps": STEPS, "mode": st.sampled_from(["marginal", "whole"])})
    | st.fixed_dictionaries({"rate_of": st.sampled_from(["fee_bp", "comm_bp"])})
)
EXTRAS = some(
    base=FUNDERS,
    gates=st.lists(
        st.fixed_dictionaries(
            {
                "measure": st.sampled_from(["refund_rate", "on_time_rate"]),
                "limit_bp": BP,
                "pays_bp": BP,
            }
        ),
        max_size=2,
    ),
    reserve=st.fixed_dictionaries({"share_bp": BP, "days": DAYS}),
    keeps_after_settle=st.booleans(),
)
OFFSETS = some(
    baseline=st.fixed_dictionaries({"amount_fen": FEN}, optional={"indexed": st.booleans()}),
    less_ads=st.booleans(),
)
LIMITS = (
    st.lists(FEN, min_size=2, max_size=2)
    .map(sorted)
    .flatmap(lambda pair: some(floor_fen=st.just(pair[0]), cap_fen=st.just(pair[1])))
)
SHARES = both(both(RATES, EXTRAS), LIMITS).flatmap(
    lambda made: st.just(made) if "rate_of" in made else both(st.just(made), OFFSETS)
)
SHARES = both(SHARES, st.fixed_dictionaries({"kind": st.just("share"), "per": PERIODS}))
GUARANTEES = both(
    st.fixed_dictionaries({"sales_fen": FEN.filter(bool)})
    | st.fixed_dictionaries({"roi_bp": st.integers(1, 1_000_000)}),
    some(after_days=DAYS, remedy=st.sampled_from(["refund", "session"])),
)
FEES = st.fixed_dictionaries(
    {"kind": st.just("fee"), "amount_fen": FEN, "per": st.just("session")},
    optional={"guarantee": GUARANTEES},
) | st.fixed_dictionaries(
    {"kind": st.just("fee"), "amount_fen": FEN, "per": st.sampled_from(["month", "once"])}
)
ADS = both(
    st.just({"kind": "ads", "does": "bears"})
    | st.fixed_dictionaries(
        {"kind": st.just("ads"), "does": st.just("fronts")}, optional={"markup_bp": BP}
    ),
    some(share_bp=BP),
)
ORDERS = st.permutations(IDS[1:])


@st.composite
def terms(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A term of one of the kinds, with a chain and dates of its own."""
    made = dict(draw(SHARES | FEES | ADS))
    party, *hops = draw(ORDERS)[: draw(st.integers(1, 3))]
    made |= {"name": name, "party": party}
    made["passes_on"] = [{"to": hop, "share_bp": draw(BP)} for hop in hops]
    starts, ends = sorted([draw(MOMENTS), draw(MOMENTS)])
    if draw(st.booleans()):
        made["starts"] = starts
    if starts < ends and draw(st.booleans()):
        made["ends"] = ends
    return made


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract with any fields, as plain data that its types take."""
    roles = ["merchant", *draw(st.lists(st.sampled_from(ROLES), min_size=5, max_size=5))]
    starts, ends = sorted([draw(MOMENTS), draw(MOMENTS)])
    fields = draw(
        some(
            title=NAMES,
            scope=some(
                sessions=st.lists(NAMES, max_size=2),
                anchors=st.lists(NAMES, max_size=2),
                skus=st.lists(NAMES, max_size=2),
            ),
            base=FUNDERS,
            price_protection=st.sampled_from(["merchant", "reduces_base"]),
            confirm_days=DAYS,
            cycle=st.fixed_dictionaries(
                {"every": st.sampled_from(["day", "week", "month"]), "on": st.integers(1, 7)}
            ),
        )
    )
    made = Contract(
        contract_id=draw(st.sampled_from(["c", "liuyi-ops"])),
        version=draw(st.integers(1, 3)),
        parties=[
            {"id": name, "role": role, "name": draw(NAMES)}
            for name, role in zip(IDS, roles, strict=True)
        ],
        terms=[draw(terms(f"t{at}")) for at in range(draw(st.integers(0, 3)))],
        effective_from=starts,
        effective_until=ends if starts < ends and draw(st.booleans()) else None,
        **fields,
    )
    for party in draw(st.lists(st.sampled_from(IDS), max_size=2, unique=True)):
        made = made.sign(party, draw(MOMENTS))
    return made
