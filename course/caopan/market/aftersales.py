"""After the sale: shipping, signing, refunds and reviews of a session's lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, times
from caopan.market.goods import PRE_SHIP_DAYS
from caopan.market.inverse import Floats, Ints
from caopan.market.lines import Lines
from caopan.market.people import Flags
from caopan.market.session import DAY, HOUR, MINUTE, Session

PROMISE = 48 * HOUR
STAGES = ("pre_ship", "post_ship", "after_settle")
SETTLED_AFTER = 15
"""Days after which a line is settled (assumed)."""
REASONS = (
    "no_longer_wanted",
    "wrong_size",
    "quality",
    "not_as_described",
    "not_shipped",
    "no_reason",
)
FAULTY_REASONS = (0.0, 0.25, 0.50, 0.20, 0.0, 0.05)
"""Of refunds that a faulty SKU causes, in the order of ``REASONS`` (assumed)."""
TOPICS = ("price", "size", "quality", "shipping", "praise", "other")
FREE_DAYS = 7
"""Days after signing in which goods go back without a reason (published: the law)."""
TWO_PARTS, THREE_PARTS = 0.05, 0.005
"""Shares of refunds after shipping that come in parts: a compensation, then the rest (assumed)."""
NEVER = 999


@dataclass(frozen=True)
class Back:
    """Pieces of some lines that come back: (n,) line, age in days, what the piece had cost."""

    line: Ints
    age: Ints
    fen: Ints


@dataclass(frozen=True)
class Delivery:
    """Of each line: when it was promised, left and was signed for, in microseconds."""

    promise: Ints
    ship: Ints
    sign: Ints
    shipped: Flags  # and seen to be so within the tables
    signed: Flags
    late: Flags
    kept: Flags  # no piece ever comes back


def last_day(session: Session) -> int:
    """Last day of the tables: nothing later has been seen."""
    return session.record.first + len(session.record.days) - 1


def deliver(session: Session, lines: Lines, back: Back) -> Delivery:
    """Ship and sign each line: on the next day, or late for the day's share of late parcels."""
    rng, n = session.rng(f"deliver{lines.letter}"), len(lines)
    early = np.bincount(back.line[back.age <= PRE_SHIP_DAYS], minlength=n)
    first = np.full(n, NEVER)
    after = back.age > PRE_SHIP_DAYS
    np.minimum.at(first, back.line[after], back.age[after])
    returned = session.midnight + first * DAY + 9 * HOUR  # not before this
    luck = rng.random((4, n))
    hours = np.where(early > 0, 24.5 + 7 * luck[0], 10 + 12 * luck[0])
    ship = session.midnight + DAY + (hours * HOUR).astype(np.int64)
    ship = np.maximum(ship, lines.pay_us + HOUR)
    slow = lines.pay_us + PROMISE + ((0.1 + 1.2 * luck[1]) * DAY).astype(np.int64)
    leaves = lines.paid & (early < lines.qty)
    able = leaves & (slow + HOUR < returned)
    share = float(session.facts.late[session.r]) * leaves.sum() / max(int(able.sum()), 1)
    late = able & (luck[2] < share)
    ship = np.where(late, slow, ship)
    sign = ship + ((1.2 + 3.3 * luck[3]) * DAY).astype(np.int64)
    end = session.midnight + (last_day(session) - session.day + 1) * DAY
    shipped = leaves & (ship < end)
    # nobody signs for what was refused on the way
    signed = shipped & (sign < end) & (sign < returned)
    kept = (first == NEVER) & (early == 0)
    return Delivery(lines.pay_us + PROMISE, ship, sign, shipped, signed, late, kept)


def fulfil_rows(session: Session, lines: Lines, sent: Delivery, mine: Flags) -> pd.DataFrame:
    """The rows of ``fulfil``: one for each paid line of the panel."""
    rows = np.flatnonzero(lines.paid & mine)
    return pd.DataFrame(
        {
            "event_id": session.ids(f"f{lines.letter}", len(rows), 6),
            "arrive_ts": times(lines.pay_us[rows] + 2_000_000),
            "line_id": lines.ids(rows),
            "promise_ts": times(sent.promise[rows]),
            "ship_ts": times(sent.ship[rows], sent.shipped[rows]),
            "sign_ts": times(sent.sign[rows], sent.signed[rows]),
        }
    )


def _reason_shares(session: Session) -> Floats:
    """Reasons before shipping, after it, and past the days without reason: (3, 6), assumed.

    Wear goes back for its size, pressed buyers need nothing; later only quality counts.
    """
    sized = "wear" in session.scenario.category
    post = [0.22, 0.34, 0.10, 0.10, 0.0, 0.24] if sized else [0.28, 0.04, 0.20, 0.18, 0.0, 0.30]
    waited = 0.03 + 0.75 * float(session.facts.late[session.r])
    shares = np.array(
        [
            [0.58, 0.08 if sized else 0.01, 0.0, 0.02, waited, 0.26],
            post,
            [0.0, 0.0, 0.7, 0.3, 0.0, 0.0],
        ]
    )
    press = max(float(session.log.sheet.hype[session.case]) - session.scenario.room.hype, 0) / 0.6
    shares[:2, 0] += 0.35 * press
    shares[:2, 3] += 0.25 * press
    normal: Floats = shares / shares.sum(axis=1, keepdims=True)
    return normal


def _parts(fen: Ints, stage: Ints, luck: Floats) -> tuple[Ints, Ints, Ints]:
    """Refunds in one, two or three parts: row, number of the part, fen; they sum to ``fen``."""
    able = (stage > 0) & (fen >= 500)
    three = able & (luck < THREE_PARTS)
    two = able & (luck < TWO_PARTS)
    first, second = fen // 5 * two, fen // 4 * three
    table = np.stack([first, second, fen - first - second])
    part, row = np.nonzero(table)
    return row, part, table[part, row]


def refund_rows(
    session: Session, lines: Lines, back: Back, sent: Delivery, mine: Flags
) -> pd.DataFrame:
    """The rows of ``refund`` whose day lies within the tables, of the panel."""
    rng = session.rng(f"refund{lines.letter}")
    line, age = back.line, back.age
    stage = np.where(age <= PRE_SHIP_DAYS, 0, np.where(age <= SETTLED_AFTER, 1, 2))
    pay = lines.pay_us[line]
    dawn = session.midnight + age * DAY
    luck = rng.random((3, len(line)))
    ts = dawn + (9 * HOUR + luck[0] * 14.5 * HOUR).astype(np.int64)
    rest = np.maximum(dawn + DAY - 1_000_000 - pay, MINUTE)
    ts = np.where(age == 0, pay + (luck[0] * rest).astype(np.int64), np.maximum(ts, pay + MINUTE))
    ts = np.where(stage > 0, np.maximum(ts, sent.ship[line] + MINUTE), ts)
    cum = np.cumsum(_reason_shares(session), axis=1)
    asked = np.where(ts > sent.sign[line] + FREE_DAYS * DAY, 2, np.minimum(stage, 1))
    reason = (cum[asked] < luck[1][:, None]).sum(axis=1).clip(max=len(REASONS) - 1)
    # of a faulty SKU's refunds after shipping, those that its fault causes say so
    bad = (stage > 0) & (rng.random(len(line)) < session.faulty[lines.sku[line]])
    said = np.searchsorted(np.cumsum(FAULTY_REASONS), rng.random(len(line)))
    reason = np.where(bad, said.clip(max=len(REASONS) - 1), reason)
    row, part, fen = _parts(back.fen, stage, luck[2])
    seen = (session.day + age[row] <= last_day(session)) & mine[line[row]]
    row, part, fen = row[seen], part[seen], fen[seen]
    when = ts[row] + part * 4 * MINUTE
    order = np.lexsort((part, row, when))
    row, when = row[order], when[order]
    return pd.DataFrame(
        {
            "event_id": session.ids(f"r{lines.letter}", len(row), 6),
            "arrive_ts": times(when + 1_200_000),
            "ts": times(when),
            "line_id": lines.ids(line[row]),
            "amount_fen": fen[order],
            "stage": chosen(STAGES, stage[row]),
            "reason": chosen(REASONS, reason[row]),
        }
    )


def review_rows(session: Session, lines: Lines, sent: Delivery, mine: Flags) -> pd.DataFrame:
    """The rows of ``review``: one signed line in seven that is kept; late ones please less."""
    rng, n = session.rng(f"review{lines.letter}"), len(lines)
    end = session.midnight + (last_day(session) - session.day + 1) * DAY
    luck = rng.random((4, n))
    when = sent.sign + ((0.2 + 3 * luck[0]) * DAY).astype(np.int64)
    wrote = np.flatnonzero(mine & sent.signed & sent.kept & (luck[1] < 0.14) & (when < end))
    late = sent.late[wrote]
    poor = late | (rng.random(len(wrote)) < session.faulty[lines.sku[wrote]])
    stars = 5 - np.searchsorted([0.70, 0.86, 0.93, 0.97], luck[2, wrote] ** np.where(poor, 0.5, 1))
    topic = rng.choice(len(TOPICS), size=len(wrote), p=[0.08, 0.16, 0.24, 0.12, 0.30, 0.10])
    topic = np.where(late & (luck[3, wrote] < 0.5), TOPICS.index("shipping"), topic)
    topic = np.where((stars <= 3) & (topic == 4), 2, topic)
    return pd.DataFrame(
        {
            "event_id": session.ids(f"w{lines.letter}", len(wrote), 6),
            "arrive_ts": times(when[wrote] + 800_000),
            "ts": times(when[wrote]),
            "line_id": lines.ids(wrote),
            "stars": stars.astype(np.int64),
            "topic": chosen(TOPICS, topic),
        }
    )
