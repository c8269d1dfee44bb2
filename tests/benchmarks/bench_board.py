"""The board's speed, told in lines; the last one is a JSON object.  Run by ``make bench-board``.

One session of 5,000,000 rows and four hours, peak 100,000 online; rows come minute by minute, with
a tick each second of all 42 metrics, their windows and their places among peers.  It is played five
times: speed and p99 are the medians, memory and figures those of the last play.  At 20 ticks the
same figures are made anew from all rows by DuckDB (and held against the board's) and by pandas.
Compiled code is warm, as it is kept on disk; everything runs on one core.
"""

import json
import resource
import sys
from fractions import Fraction
from itertools import pairwise
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from board_peers import BigTruth, by_pandas
from board_session import NAME, OPENING, Big, big_session, dimensions

from caopan.board import Board, PeerCurves, Reading

WATERMARK_S = 900
TICKS = 20
PLAYS = 5
Frames = dict[str, pd.DataFrame]


def minutes_of_rows(frames: Frames, big: Big) -> list[Frames]:
    """The rows that arrive in each minute, the first with all before it."""
    out: list[Frames] = [{} for _ in range(big.seconds // 60)]
    ends = OPENING + pd.to_timedelta(np.arange(1, len(out) + 1) * 60, unit="s")
    for name, frame in frames.items():
        cuts = [0, *frame["arrive_ts"].searchsorted(ends, side="right")]
        for minute, (low, high) in enumerate(pairwise(cuts)):
            if high > low:
                out[minute][name] = frame.iloc[low:high]
    return out


def play(big: Big, batches: list[Frames]) -> tuple[Board, dict[int, Reading], np.ndarray, float]:
    """The board, readings at 20 ticks, seconds of each tick, and of all rows' handing over."""
    live, product, contract = dimensions()
    curves = PeerCurves(
        np.random.default_rng(0).random((60, 42, 2, 19), dtype=np.float32).cumsum(3)
    )
    board = Board(live, NAME, product, contract, watermark_s=WATERMARK_S, curves=curves)
    spread = {int(one) for one in np.linspace(0, big.seconds, TICKS + 1)[1:]}
    clocks = [OPENING + pd.Timedelta(seconds=second) for second in range(1, big.seconds + 1)]
    kept, spent, adding = {}, np.empty(big.seconds), 0.0
    for second, clock in enumerate(clocks, 1):
        if second % 60 == 1:
            begun = perf_counter()
            for name, frame in batches[second // 60].items():
                board.add(name, frame)
            adding += perf_counter() - begun
        begun = perf_counter()
        reading = board.tick(clock)
        spent[second - 1] = perf_counter() - begun
        if second in spread:
            kept[second] = reading
    return board, kept, spent, adding


def bounded_mb(batches: list[Frames]) -> list[float]:
    """Megabytes of a board in bounded memory, at most in each quarter of a session."""
    live, product, contract = dimensions()
    board = Board(live, NAME, product, contract, watermark_s=WATERMARK_S, bounded=True)
    sizes = []
    for minute, frames in enumerate(batches, 1):
        for name, frame in frames.items():
            board.add(name, frame)
        board.tick(OPENING + pd.Timedelta(minutes=minute))
        sizes.append(board.memory() / 1e6)
    return [float(part.max()) for part in np.array_split(np.array(sizes), 4)]


def wrong(reading: Reading, truth: dict[str, tuple[object, ...]]) -> list[str]:
    """Codes in which a reading is not the truth."""
    out = []
    for code, due in truth.items():
        figure = reading[code]
        for got, want in zip((figure.total, figure.last, figure.before), due, strict=True):
            if isinstance(want, Fraction) and got is not None:
                good = abs(got - float(want)) <= 1e-9 * max(1.0, abs(float(want)))
            else:
                good = got == want
            if not good:
                out.append(code)
    return out


def main() -> int:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    play(Big(rows=20_000, hours=0.5), minutes_of_rows(big_session(Big(20_000, 0.5)), Big(1, 0.5)))
    big = Big(rows)
    frames = big_session(big)
    count = sum(len(frame) for frame in frames.values())
    print(f"{count:,} rows in {len(frames)} tables, {big.hours:.0f} h on air")
    batches = minutes_of_rows(frames, big)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plays = []
    for _ in range(PLAYS):
        begun, cpu = perf_counter(), process_time()
        board, kept, spent, adding = play(big, batches)
        whole, cpu = perf_counter() - begun, process_time() - cpu
        ms = 1000 * spent
        plays.append((whole, cpu, float(np.quantile(ms, 0.99))))
        quarter = len(ms) // 4
        print(
            f"{whole:.1f} s ({cpu:.1f} s of one core): {adding:.1f} s to take the rows, "
            f"{spent.sum():.1f} s for {len(spent):,} ticks; a tick: mean {ms.mean():.2f} ms, "
            f"p99 {plays[-1][2]:.2f}, most {ms.max():.1f}; "
            f"first quarter {ms[:quarter].mean():.2f}, last {ms[-quarter:].mean():.2f}",
            flush=True,
        )
    whole, cpu, p99 = (float(np.median(one)) for one in zip(*plays, strict=True))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    status = board.tick(OPENING + pd.Timedelta(seconds=big.seconds)).status
    print(
        f"median of {PLAYS} plays of {status.seen:,} rows: {whole:.1f} s ({cpu:.1f} s of one core)"
    )
    print(f"peak {kept[max(kept)]['T6'].total:,} online; {status.sentence()}")
    print(
        f"memory: board {board.memory() / 1e6:.0f} MB; process {after:.0f} MB, tables {before:.0f}"
    )
    quarters = bounded_mb(batches)
    print(f"in bounded memory: {', '.join(f'{mb:.0f}' for mb in quarters)} MB by quarter")
    duck, pandas, errors = [], [], []
    _, product, contract = dimensions()
    truth = BigTruth(frames | {"product": product, "contract_tier": contract}, NAME, WATERMARK_S)
    for second, reading in kept.items():
        clock = OPENING + pd.Timedelta(seconds=second)
        begun = perf_counter()
        due = truth.at(clock)
        duck.append(perf_counter() - begun)
        begun = perf_counter()
        by_pandas(frames, clock, WATERMARK_S)
        pandas.append(perf_counter() - begun)
        errors += [f"{code} at {second}" for code in wrong(reading, due)]
    print(f"by DuckDB {np.mean(duck):.2f} s a tick, by pandas {np.mean(pandas):.2f} s")
    print(f"figures unlike DuckDB's at {len(kept)} ticks: {errors or 'none'}")
    tick = whole / len(spent)
    print(
        json.dumps(
            {
                "events_per_s": round(status.seen / whole),
                "events_per_cpu_s": round(status.seen / cpu),
                "p99_ms": round(p99, 2),
                "memory_mb": round(board.memory() / 1e6),
                "bounded_mb": round(max(quarters)),
                "process_mb": round(after),
                "ratio_duckdb": round(float(np.mean(duck)) / tick),
                "ratio_pandas": round(float(np.mean(pandas)) / tick),
                "wrong": len(errors),
            }
        )
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
