"""What lesson 09 settles: made orders, a big night of Liuyi House, and the provider's statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise
from caopan.practice.statements import lines_of, right_rows, stated

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission import Contract, Facts, Settlement
    from caopan.commission.terms import Funder, Mode

NIGHT: Final = "liuyi-070-1"
"""The big night of Liuyi House, 12 October 2021."""
LADDER: Final = ((0, 800), (3_000_000, 1_000), (8_000_000, 1_200))
"""Upwind's ladder: from this base of a session on (fen), this rate (basis points); assumed."""
TEXTBOOK: Final = ((0, 800), (10_000_000, 1_000), (30_000_000, 1_200))
"""The ladder of the worked example (derived)."""
LARDER: Final = "gutian-052-1"
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "shop": ("merchant", "the shop"),
    "square": ("platform", "the platform"),
    "host": ("anchor", "the anchor"),
    "upwind": ("provider", "Upwind"),
}
B: Final[tuple[Funder, ...]] = ("platform",)
OPENS: Final = "2021-09-01T20:00:00+08:00"


def moment(day: int, clock: str = "20:00") -> datetime:
    """A moment some days after the made orders.

    >>> moment(1, "08:30").isoformat()
    '2021-09-02T08:30:00+08:00'
    """
    return datetime.fromisoformat(f"2021-09-01T{clock}:00+08:00") + timedelta(days=day)


def made_facts(
    list_fen: int,
    *,
    merchant_fen: int = 0,
    platform_fen: int = 0,
    anchor_fen: int = 0,
    refunds: Sequence[tuple[int, int]] = (),
) -> Facts:
    """One order of one line, paid at 20:00 of day 0, and refunds as pairs of day and fen.

    >>> made_facts(39_800, merchant_fen=2_000).lines["pay_fen"].tolist()
    [37800]
    """
    import pandas as pd

    from caopan.commission import Facts

    at = pd.Timestamp(OPENS)
    coupons = {"m_coupon_fen": merchant_fen, "p_coupon_fen": platform_fen}
    coupons |= {"a_coupon_fen": anchor_fen}
    line = {"line_id": "l1", "order_id": "o1", "session_id": "s1", "sku_id": "k1", "qty": 1}
    line |= {**coupons, "list_fen": list_fen, "pay_fen": list_fen - sum(coupons.values())}
    back = [
        {"event_id": f"r{at_}", "line_id": "l1", "amount_fen": fen, "ts": moment(day)}
        for at_, (day, fen) in enumerate(refunds)
    ]
    names = ["event_id", "line_id", "amount_fen", "ts"]
    told = pd.DataFrame(back, columns=names).astype({"amount_fen": "int64"})
    show = {"session_id": "s1", "anchor_id": "a1", "start_ts": at, "end_ts": moment(0, "23:00")}
    return Facts(
        lines=pd.DataFrame([{**line, "pay_ts": at, "arrive_ts": at}]),
        sessions=pd.DataFrame([show]),
        refunds=told.assign(arrive_ts=told["ts"]),
    )


def plain_deal(
    base: Sequence[Funder] = B, *, session: str | None = None, **rates: int | Mode
) -> Contract:
    """A signed contract with one rate (basis points) for each party that is named.

    base: whose coupons count as paid. session: the only one that it covers. rates: of ``square``,
    ``host``, ``upwind``. Raises CaopanError where there is no such party.

    >>> [term.rate_bp for term in plain_deal(square=500, upwind=300).terms]
    [500, 300]
    """
    from caopan.commission import Share

    terms = [
        Share(name=f"share-of-{party}", party=party, rate_bp=int(bp), per="session")
        for party, bp in rates.items()
    ]
    return _signed(terms, base, session)


def ladder_deal(
    mode: Mode, *, steps: Sequence[tuple[int, int]] = LADDER, session: str | None = NIGHT
) -> Contract:
    """Upwind's ladder as a signed contract: ``marginal`` or ``whole``, per session, on base B.

    >>> ladder_deal("whole").terms[0].mode
    'whole'
    """
    from caopan.commission import Share, Step

    made = tuple(Step(from_fen=fen, rate_bp=bp) for fen, bp in steps)
    term = Share(name="service", party="upwind", steps=made, mode=mode, per="session")
    return _signed([term], B, session)


def _signed(terms: Sequence[object], base: Sequence[Funder], session: str | None) -> Contract:
    from caopan.commission import Contract, signed

    parties = [{"id": one, "role": role, "name": name} for one, (role, name) in NAMES.items()]
    content = {
        "contract_id": "upwind-season",
        "version": 1,
        "parties": parties,
        "scope": {"sessions": None if session is None else (session,)},
        "base": tuple(base),
        "terms": tuple(terms),
        "effective_from": "2021-08-01",
    }
    return signed(Contract.model_validate(content))


def night_ends(session: str = NIGHT) -> datetime:
    """When a sample's session ended."""
    from caopan.events import load

    shows = load("live_session", merchant=session.partition("-")[0])
    end: datetime = shows.loc[shows["session_id"] == session, "end_ts"].iloc[0].to_pydatetime()
    return end


@lru_cache(maxsize=4)
def _settled(mode: Mode, days: int) -> Settlement:
    from caopan.commission import facts_of, settle

    clock = night_ends() + timedelta(days=days)
    return settle([ladder_deal(mode)], facts_of("liuyi"), clock)


def upwind_statement() -> pd.DataFrame:
    """What Upwind says it is due for the big night under the marginal ladder, three weeks later.

    Columns as in ``statements.COLUMNS``.
    """
    lines = lines_of("liuyi")
    right = right_rows(_settled("marginal", 21), lines, "upwind")
    return stated(right, lines, NIGHT, LADDER[-1][1])


@exercise(
    "09-second",
    "Work out what is due at three clocks: before, after the first refund, after the second.",
    "What goes back is a difference of two dues; each due is rounded on all that is kept.",
    praise="Right. Rounded by itself, this refund would take a fen more or less than the rest.",
)
def _second(value: object) -> str | None:
    kept = [8_888, 8_888 - 2_963, 8_888 - 2 * 2_963]
    due = [(2 * fen * 700 + 10_000) // 20_000 for fen in kept]
    traps = {
        "this is seven per cent of the refund, rounded by itself": (2_963 * 7 + 50) // 100,
        "this goes back at the first refund": due[0] - due[1],
        "this is what is still due": due[2],
        "fen are asked for, not yuan": (due[1] - due[2]) / 100,
    }
    right = due[1] - due[2]
    near = {why: fen for why, fen in traps.items() if fen != right}
    return one_number(value, "second_fen", Want(right, rel=1e-9, traps=near))


@exercise(
    "09-larder",
    'facts_of("gutian") has the facts; night_ends("gutian-052-1") is when the session ended.',
    'plain_deal(upwind=500, session="gutian-052-1") is the contract; settle it at both clocks.',
    praise="Right: where little comes back, the night's figure is nearly the settled one.",
)
def _larder(value: object) -> str | None:
    from caopan.commission import facts_of, settle

    deal, facts = plain_deal(upwind=500, session=LARDER), facts_of("gutian")
    end = night_ends(LARDER)
    told, left = (
        settle([deal], facts, end + timedelta(days=days)).due("upwind") for days in (0, 21)
    )
    traps = {
        "the other way round: what is left over what the night showed": 100 * told / left,
        "a share is given; per cent are asked for": left / told,
        "this is what was lost, not what is left": 100 - 100 * left / told,
    }
    return one_number(value, "larder_left", Want(100 * left / told, rel=2e-3, traps=traps))
