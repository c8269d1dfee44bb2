"""The same dues by a plain loop over Decimals and by DuckDB's SQL: peers of the settlement."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd

from caopan.commission import Facts

PARTIES: Final = ("platform", "anchor", "mcn", "promoter", "provider", "merchant")
STEPS: Final = ((0, 800), (10_000_000, 1_000), (30_000_000, 1_200))

HALF_UP: Final = "CREATE OR REPLACE MACRO half_up(n, d) AS (2 * n + d) // (2 * d)"
DUES: Final = """
CREATE OR REPLACE TABLE dues AS
WITH known AS (
  SELECT * FROM lines WHERE arrive_ts <= $clock
  QUALIFY row_number() OVER (PARTITION BY line_id ORDER BY arrive_ts DESC) = 1
), back AS (
  SELECT line_id, sum(amount_fen)::BIGINT AS fen FROM (
    SELECT * FROM refunds WHERE arrive_ts <= $clock AND ts <= $clock
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY arrive_ts) = 1
  ) GROUP BY line_id
), delivered AS (
  SELECT line_id, sign_ts + INTERVAL 7 DAYS AS confirmed FROM (
    SELECT * FROM deliveries WHERE arrive_ts <= $clock
    QUALIFY row_number() OVER (PARTITION BY line_id ORDER BY arrive_ts DESC) = 1
  ) WHERE sign_ts <= $clock
), kept AS (
  SELECT line_id, fee_bp, confirmed, pay_fen, pay_ts, p_coupon_fen AS p,
         c_coupon_fen AS c, a_coupon_fen AS a,
         pay_fen - coalesce(fen, 0) AS buyer, date_trunc('month', start_ts) AS month
  FROM known JOIN sessions USING (session_id) LEFT JOIN back USING (line_id)
       LEFT JOIN delivered USING (line_id)
  WHERE pay_ts <= $clock
), parts AS (
  SELECT *, half_up(p * buyer, pay_fen) AS pk, half_up(c * buyer, pay_fen) AS ck,
         half_up(a * buyer, pay_fen) AS ak
  FROM kept
), based AS (
  SELECT *, buyer + pk + ck AS base, buyer + pk + ck + ak AS worth FROM parts
), stretched AS (
  SELECT *, sum(base) OVER (PARTITION BY month ORDER BY pay_ts, line_id
                            ROWS UNBOUNDED PRECEDING)::BIGINT AS up_to
  FROM based
), shared AS (
  SELECT line_id, worth, pay_ts, confirmed,
         half_up(base * fee_bp, 10000) AS platform,
         half_up(base * 2000, 10000) AS talent,
         half_up(buyer * 300, 10000) AS promoter,
         half_up((least(up_to, 10000000) - least(up_to - base, 10000000)) * 800
               + (least(greatest(up_to, 10000000), 30000000)
                - least(greatest(up_to - base, 10000000), 30000000)) * 1000
               + (greatest(up_to, 30000000) - greatest(up_to - base, 30000000)) * 1200,
                 10000) AS provider
  FROM stretched
)
SELECT line_id, platform, talent - half_up(talent * 3000, 10000) AS anchor,
       half_up(talent * 3000, 10000) AS mcn, promoter, provider,
       worth - platform - talent - promoter - provider AS merchant,
       CASE WHEN confirmed IS NULL OR confirmed > $clock THEN 0
            WHEN date_trunc('month', confirmed - INTERVAL 1 MICROSECOND) + INTERVAL 1 MONTH
                 <= $clock THEN 2 ELSE 1 END AS state,
       CASE WHEN pay_ts + INTERVAL 30 DAYS > $clock THEN half_up(talent * 1500, 10000)
            ELSE 0 END AS held
FROM shared ORDER BY pay_ts, line_id
"""


def opened(facts: Facts) -> duckdb.DuckDBPyConnection:
    """DuckDB with the facts' frames, on one thread."""
    database = duckdb.connect(config={"threads": 1})
    database.execute("SET TimeZone = 'Asia/Shanghai'")
    database.execute(HALF_UP)
    for name in ("lines", "refunds", "deliveries", "sessions"):
        database.register(name, getattr(facts, name))
    return database


def by_duckdb(database: duckdb.DuckDBPyConnection, clock: datetime) -> None:
    """Every party's due per line, its state and what is held, as the table ``dues``."""
    database.execute(DUES, {"clock": clock})


def fetched(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The dues by line_id."""
    return database.execute("SELECT * FROM dues").df().set_index("line_id").sort_index()


def by_decimals(facts: Facts, clock: datetime) -> dict[str, dict[str, int]]:
    """Every party's due by line: a loop over rows, as one writes it first."""
    start = dict(zip(facts.sessions["session_id"], facts.sessions["start_ts"], strict=True))
    known: dict[str, Any] = {}
    for row in facts.lines.to_dict("records"):
        old = known.get(row["line_id"])
        if row["arrive_ts"] <= clock and (old is None or row["arrive_ts"] >= old["arrive_ts"]):
            known[row["line_id"]] = row
    back: dict[str, int] = {}
    seen = set()
    for row in facts.refunds.to_dict("records"):
        if row["event_id"] not in seen and max(row["arrive_ts"], row["ts"]) <= clock:
            seen.add(row["event_id"])
            back[row["line_id"]] = back.get(row["line_id"], 0) + row["amount_fen"]
    reached: dict[Any, int] = {}
    found = {}
    for row in sorted(known.values(), key=lambda one: (one["pay_ts"], one["line_id"])):
        if row["pay_ts"] > clock:
            continue
        pay, name = Decimal(row["pay_fen"]), row["line_id"]
        buyer = row["pay_fen"] - back.get(name, 0)
        kept = {f: whole(row[f"{f}_coupon_fen"] * buyer / pay) for f in ("p", "c", "a")}
        base = buyer + kept["p"] + kept["c"]
        at = start[row["session_id"]]
        low = reached.get((at.year, at.month), 0)
        reached[at.year, at.month] = low + base
        talent = part(base, 2_000)
        dues = {"platform": part(base, row["fee_bp"]), "mcn": part(talent, 3_000)}
        dues |= {"anchor": talent - dues["mcn"], "promoter": part(buyer, 300)}
        dues["provider"] = whole(climbed(low, low + base) / 10_000)
        dues["merchant"] = base + kept["a"] - sum(dues.values())
        found[name] = dues
    return found


def climbed(low: int, high: int) -> Decimal:
    """What a stretch of the ladder earns, in fen times basis points."""
    exact = Decimal(0)
    ends = [*(start for start, _ in STEPS[1:]), high]
    for (start, rate), end in zip(STEPS, ends, strict=True):
        exact += Decimal(max(0, min(high, end) - max(low, start))) * rate
    return exact


def part(fen: int, rate_bp: int) -> int:
    """A part of an amount, a half going up."""
    return whole(Decimal(fen) * rate_bp / 10_000)


def whole(exact: Decimal) -> int:
    """The next whole number."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def compared(frame: pd.DataFrame, dues: dict[str, np.ndarray]) -> int:
    """How many dues differ; frame and dues both by line_id."""
    return sum(int((frame[one].to_numpy() != dues[one]).sum()) for one in PARTIES)
