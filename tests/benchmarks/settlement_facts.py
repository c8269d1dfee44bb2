"""Facts of any size for the settlement's speed: two months of sessions, coupons, refunds, ads."""

from typing import Any

import numpy as np
import pandas as pd

from caopan.commission import (
    Contract,
    Facts,
    Hop,
    Party,
    Reserve,
    Share,
    Step,
    signed,
)

BEGIN_US = 1_635_696_000_000_000
"""2021-11-01 00:00 in Shanghai."""
DAY_US = 86_400_000_000
DAYS, SESSIONS_A_DAY = 60, 4
REFUNDED, REPEATED = 0.35, 0.10
"""Parts of lines with refunds, and of those with more than one."""


def contract() -> Contract:
    """A ladder per month, four more takers, the merchant: five parties besides the merchant."""
    roles = ("merchant", "platform", "anchor", "mcn", "promoter", "provider")
    return signed(
        Contract(
            contract_id="ladder",
            version=1,
            effective_from="2021-11-01",
            parties=tuple(Party(id=role, role=role, name=role) for role in roles),
            base=("platform", "channel"),
            terms=(
                Share(name="tech", party="platform", rate_of="fee_bp"),
                Share(
                    name="talent",
                    party="anchor",
                    rate_bp=2_000,
                    per="session",
                    passes_on=(Hop(to="mcn", share_bp=3_000),),
                    reserve=Reserve(share_bp=1_500, days=30),
                ),
                Share(name="promotion", party="promoter", rate_bp=300, base=()),
                Share(
                    name="service",
                    party="provider",
                    mode="marginal",
                    steps=(
                        Step(from_fen=0, rate_bp=800),
                        Step(from_fen=10_000_000, rate_bp=1_000),
                        Step(from_fen=30_000_000, rate_bp=1_200),
                    ),
                ),
            ),
        )
    )


def facts(lines: int, seed: int = 0, *, first: int = 0, last_days: int = DAYS) -> Facts:
    """Facts of so many lines; their last payments lie before the end of the days.

    first: number of the first line, so that later facts have ids of their own; last_days: of the
    days only the last so many have lines.
    """
    rng = np.random.default_rng(seed)
    span = last_days * DAY_US
    pay = np.sort(rng.integers(0, span, lines)) + BEGIN_US + (DAYS - last_days) * DAY_US
    day = (pay - BEGIN_US) // DAY_US
    number = np.arange(first, first + lines)
    listed = rng.integers(990, 60_000, lines)
    off = {
        "m_coupon_fen": listed * rng.integers(0, 12, lines) // 100,
        "p_coupon_fen": listed * rng.integers(0, 9, lines) // 100,
        "a_coupon_fen": listed * rng.integers(0, 4, lines) // 100,
        "c_coupon_fen": listed * rng.integers(0, 3, lines) // 100,
    }
    frame = pd.DataFrame(
        {
            "line_id": named("l", number),
            "arrive_ts": moments(pay + 1_000_000),
            "order_id": named("o", number // 2),
            "session_id": named("s", day * SESSIONS_A_DAY + rng.integers(0, SESSIONS_A_DAY, lines)),
            "sku_id": named("k", rng.integers(0, 200, lines)),
            "qty": rng.integers(1, 4, lines),
            "list_fen": listed,
            **off,
            "pay_fen": listed - sum(off.values()),
            "pay_ts": moments(pay),
            "fee_bp": rng.choice([200, 500], lines),
            "comm_bp": rng.choice([1_000, 1_500], lines),
            "exp_refund_bp": np.full(lines, 3_500),
        }
    )
    return Facts(
        lines=frame,
        sessions=sessions() if first == 0 else pd.DataFrame(),
        refunds=refunds(frame, pay, rng),
        deliveries=deliveries(frame, pay, rng),
    )


def refunds(lines: pd.DataFrame, pay: Any, rng: np.random.Generator) -> pd.DataFrame:
    """Refunds of a third of the lines: half of them whole, some of them in two parts."""
    some = np.flatnonzero(rng.random(len(lines)) < REFUNDED)
    paid = lines["pay_fen"].to_numpy()[some]
    whole = rng.random(len(some)) < 0.5
    part = np.where(whole, paid, paid * rng.integers(10, 50, len(some)) // 100)
    again = np.flatnonzero(~whole & (rng.random(len(some)) < 2 * REPEATED))
    at = np.concatenate([some, some[again]])
    amount = np.concatenate([part, part[again] // 2])
    ts = pay[at] + rng.integers(DAY_US // 2, 12 * DAY_US, len(at))
    order = np.argsort(ts)
    at, amount, ts = at[order], amount[order], ts[order]
    ids = lines["line_id"].array.take(at)
    return pd.DataFrame(
        {
            "event_id": pd.Series(ids).str.cat(named("-r", np.arange(len(at)))),
            "arrive_ts": moments(ts + 1_000_000),
            "ts": moments(ts),
            "line_id": ids,
            "amount_fen": amount,
        }
    )


def deliveries(lines: pd.DataFrame, pay: Any, rng: np.random.Generator) -> pd.DataFrame:
    """A delivery of each line, signed for after some days."""
    ship = pay + rng.integers(0, 3 * DAY_US, len(pay))
    sign = ship + rng.integers(DAY_US, 4 * DAY_US, len(pay))
    return pd.DataFrame(
        {
            "line_id": lines["line_id"],
            "arrive_ts": moments(pay),
            "promise_ts": moments(pay + 2 * DAY_US),
            "ship_ts": moments(ship),
            "sign_ts": moments(sign),
        }
    )


def sessions() -> pd.DataFrame:
    """The sessions, each six hours of its day."""
    number = np.arange(DAYS * SESSIONS_A_DAY)
    start = BEGIN_US + number * (DAY_US // SESSIONS_A_DAY)
    return pd.DataFrame(
        {
            "session_id": named("s", number),
            "anchor_id": np.where(number % 2, "a1", "a2"),
            "start_ts": moments(start),
            "end_ts": moments(start + DAY_US // SESSIONS_A_DAY),
        }
    )


def named(letter: str, numbers: Any) -> pd.Series:
    """Ids of numbers, all of one length."""
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    text: pd.Series = pc.binary_join_element_wise(pa.scalar(letter), digits, "").to_pandas()
    return text.astype("str")


def moments(us: Any) -> pd.Series:
    """Times of Shanghai of microseconds since 1970."""
    return (
        pd.Series(np.asarray(us, "datetime64[us]"))
        .dt.tz_localize("UTC")
        .dt.tz_convert("Asia/Shanghai")
    )
