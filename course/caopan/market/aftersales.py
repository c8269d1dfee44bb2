"""After the sale: refunds, shipping, signing, reviews of a session's lines."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from caopan.market.close import PRE_SHIP_DAYS
from caopan.market.columns import chosen, midnight_us, numbered, times
from caopan.market.hours import Cells
from caopan.market.inverse import Floats, Ints
from caopan.market.knobs import knobs
from caopan.market.lines import Lines
from caopan.market.record import MinuteLog, Record
from caopan.market.scenario import Scenario

DAY = 86_400_000_000
HOUR = 3_600_000_000
STAGES = ("pre_ship", "post_ship", "after_settle")
SETTLED_AFTER = 15  # days (assumed)
REASONS = (
    "no_longer_wanted",
    "wrong_size",
    "quality",
    "not_as_described",
    "not_shipped",
    "no_reason",
)
TOPICS = ("price", "size", "quality", "shipping", "praise", "other")
NEVER = 999


@dataclass
class Left:
    """What refunds do to delivery, for each line: pieces back before shipping, first age after."""

    early: Ints
    first: Ints


def _zero(scenario: Scenario, day: int) -> int:
    return midnight_us(scenario.first_day + timedelta(days=day))


def _end(record: Record, scenario: Scenario) -> int:
    """The end of the tables: nothing later has been seen."""
    return _zero(scenario, record.first + len(record.days)) - 1


def _pieces(cells: Cells, lines: Lines, mine: Ints) -> tuple[Ints, Ints]:
    """Line and age of each refunded piece of the session."""
    paid = np.flatnonzero(lines.paid)
    unit = np.repeat(paid, lines.qty[paid])
    hour = (lines.create[unit] // 60_000 + lines.start) // 60
    key = (hour * 16 + lines.source[unit]) * 1000 + lines.sku[unit]
    order = np.lexsort((unit, key))
    key, unit = key[order], unit[order]
    cell, piece, age = cells.returns
    here = np.isin(cell, mine)
    cell, piece, age = cell[here], piece[here], age[here]
    want = (cells.hour[cell] * 16 + cells.source[cell]) * 1000 + cells.sku[cell]
    return unit[np.searchsorted(key, want) + piece], age


def _reason_shares(record: Record, scenario: Scenario, r: int, day: int) -> Floats:
    """Reasons by stage (3, 6): wear for its size, pressed buyers for no need (assumed)."""
    sized = "wear" in scenario.category
    post = [0.22, 0.34, 0.10, 0.10, 0.0, 0.24] if sized else [0.28, 0.04, 0.20, 0.18, 0.0, 0.30]
    shares = np.array(
        [
            [0.58, 0.08 if sized else 0.01, 0.0, 0.02, 0.06, 0.26],
            post,
            [0.05, 0.05, 0.60, 0.25, 0, 0.05],
        ]
    )
    press = float(knobs(record.world, day).press[r])
    shares[:2, 0] += 0.35 * press
    shares[:2, 3] += 0.25 * press
    normal: Floats = shares / shares.sum(axis=1, keepdims=True)
    return normal


def refund_rows(
    record: Record,
    scenario: Scenario,
    r: int,
    day: int,
    cells: Cells,
    lines: Lines,
    off: Lines,
    log: MinuteLog,
    rng: np.random.Generator,
    number: int,
) -> tuple[pd.DataFrame, tuple[Left, Left]]:
    """The rows of ``refund`` dated within the tables, and what they do to delivery."""
    at = [i for i, sums in enumerate(record.shows) if sums.show is log.show]
    line, age = _pieces(cells, lines, np.flatnonzero(np.isin(cells.show, at)))
    off_day, off_sku, off_piece, off_age = cells.off_returns
    here = (off_day == day) & (len(off.sku) > 0)
    base = np.searchsorted(off.sku, np.arange(len(scenario.skus)))
    off_line = base[off_sku[here]] + off_piece[here]
    left = (_left(lines, line, age), _left(off, off_line, off_age[here]))
    parts = [
        _frame(record, scenario, r, day, lines, line, age, rng, f"r{number}"),
        _frame(record, scenario, r, day, off, off_line, off_age[here], rng, f"y{number}"),
    ]
    return pd.concat(parts, ignore_index=True), left


def _left(lines: Lines, line: Ints, age: Ints) -> Left:
    early = np.bincount(line[age <= PRE_SHIP_DAYS], minlength=len(lines.sku))
    first = np.full(len(lines.sku), NEVER)
    late = age > PRE_SHIP_DAYS
    np.minimum.at(first, line[late], age[late])
    return Left(early, first)


def _frame(
    record: Record,
    scenario: Scenario,
    r: int,
    day: int,
    lines: Lines,
    line: Ints,
    age: Ints,
    rng: np.random.Generator,
    letter: str,
) -> pd.DataFrame:
    stage = np.where(age <= PRE_SHIP_DAYS, 0, np.where(age <= SETTLED_AFTER, 1, 2))
    pay = _zero(scenario, day) + lines.start * 60_000_000 + lines.pay[line] * 1000
    dawn = _zero(scenario, day) + age * DAY
    luck = rng.random(len(line))
    ts = dawn + (9 * HOUR + luck * 14.5 * HOUR).astype(np.int64)
    rest = np.maximum(dawn + DAY - 1_000_000 - pay, 60_000_000)
    ts = np.where(age == 0, pay + (luck * rest).astype(np.int64), np.maximum(ts, pay + 60_000_000))
    amount = lines.sheet.price[r, lines.sku[line]]
    cum = np.cumsum(_reason_shares(record, scenario, r, day), axis=1)
    reason = (cum[stage] < rng.random(len(line))[:, None]).sum(axis=1).clip(max=5)
    # some post-ship refunds come in two parts: a compensation, then the rest
    split = (stage > 0) & (amount >= 500) & (rng.random(len(line)) < 0.05)
    first = np.where(split, amount // 5, amount)
    rows = np.concatenate([np.arange(len(line)), np.flatnonzero(split)])
    again = np.arange(len(rows)) >= len(line)
    when = ts[rows] + again * 240_000_000
    fen = np.where(again, (amount - first)[rows], first[rows])
    keep = np.flatnonzero((ts[rows] <= _end(record, scenario)) & (fen > 0))
    keep = keep[np.lexsort((rows[keep], when[keep]))]
    ids = lines.ids(scenario, day)
    return pd.DataFrame(
        {
            "event_id": numbered(
                f"{scenario.merchant[:2]}{day:03d}{letter}-", np.arange(len(keep)), 6
            ),
            "arrive_ts": times(when[keep] + 1_200_000),
            "ts": times(when[keep]),
            "line_id": ids.iloc[line[rows[keep]]].reset_index(drop=True),
            "amount_fen": fen[keep],
            "stage": chosen(STAGES, stage[rows[keep]]),
            "reason": chosen(REASONS, reason[rows[keep]]),
        }
    )


def fulfil_and_reviews(
    record: Record,
    scenario: Scenario,
    day: int,
    lines: Lines,
    off: Lines,
    left: tuple[Left, Left],
    rng: np.random.Generator,
    number: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of ``fulfil`` (paid lines) and ``review`` (some of the signed ones)."""
    made = [
        _delivery(record, scenario, day, one, what, rng, f"{letter}{number}")
        for one, what, letter in ((lines, left[0], "f"), (off, left[1], "g"))
    ]
    return (
        pd.concat([one for one, _ in made], ignore_index=True),
        pd.concat([two for _, two in made], ignore_index=True),
    )


def _delivery(
    record: Record,
    scenario: Scenario,
    day: int,
    lines: Lines,
    left: Left,
    rng: np.random.Generator,
    letter: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = np.flatnonzero(lines.paid)
    n, zero, end = len(rows), _zero(scenario, day), _end(record, scenario)
    pay = zero + lines.start * 60_000_000 + lines.pay[rows] * 1000
    late = (rng.random(n) < 0.04) & (left.first[rows] > 5)
    night = np.where(late, 3, np.where(left.early[rows] > 0, 2, 1))
    ship = (
        zero
        + night * DAY
        + ((10 + np.where(night == 2, 0, 12 * rng.random(n))) * HOUR).astype(np.int64)
    )
    ship = np.maximum(ship, pay + HOUR)
    sign = ship + ((1.2 + 3.3 * rng.random(n)) * DAY).astype(np.int64)
    shipped = (left.early[rows] < lines.qty[rows]) & (ship <= end)
    # nobody signs for what was refused on the way
    signed = shipped & (sign <= end) & (zero + left.first[rows] * DAY > sign)
    ids = lines.ids(scenario, day).iloc[rows].reset_index(drop=True)
    head = f"{scenario.merchant[:2]}{day:03d}{letter}-"
    fulfil = pd.DataFrame(
        {
            "event_id": numbered(head, np.arange(n), 6),
            "arrive_ts": times(pay + 2_000_000),
            "line_id": ids,
            "promise_ts": times(pay + 48 * HOUR),
            "ship_ts": times(ship, shipped),
            "sign_ts": times(sign, signed),
        }
    )
    when = sign + ((0.2 + 3 * rng.random(n)) * DAY).astype(np.int64)
    wrote = np.flatnonzero(
        signed & (left.first[rows] == NEVER) & (rng.random(n) < 0.14) & (when <= end)
    )
    stars = 5 - np.searchsorted([0.70, 0.86, 0.93, 0.97], rng.random(len(wrote)))
    topic = rng.choice(len(TOPICS), size=len(wrote), p=[0.08, 0.16, 0.24, 0.12, 0.30, 0.10])
    topic = np.where((stars <= 3) & (topic == 4), 2, topic)
    review = pd.DataFrame(
        {
            "event_id": numbered(head + "w", np.arange(len(wrote)), 6),
            "arrive_ts": times(when[wrote] + 800_000),
            "ts": times(when[wrote]),
            "line_id": ids.iloc[wrote].reset_index(drop=True),
            "stars": stars.astype(np.int64),
            "topic": chosen(TOPICS, topic),
        }
    )
    return fulfil, review
