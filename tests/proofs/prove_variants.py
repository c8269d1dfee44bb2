"""Variants are equally hard: the reference repair regains about the same from each.

``make prove-variants``. Variants as trainees get them, of all sample merchants, are played with and
without their main fault under common luck; what the repair regains in two weeks, of their GMV, is
what a reference answer is worth. Variants without a loss (sound ones, faults of the figures only,
a demand that comes back by itself) are counted apart. The last line is one JSON object.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np

from caopan.market import CARDS, SAMPLES, baseline, play_many, variant

PROOF: Final = Path(__file__).with_name("prove_variants.json")
SIZES: Final = {"ci": (3, 8), "full": (17, 24)}
"""Variants of each merchant, seeds of each play."""
DAYS: Final = 14
WIDEST: Final = 2.0
"""The ninth decile of what is regained, over the first (assumed)."""
APART: Final = 0.25
"""How far a merchant's median may lie from the median of all, of the latter (assumed)."""


def worth(base: str, count: int, seeds: int) -> list[float | None]:
    """What the repair of the main fault regains of two weeks' GMV; None where nothing is lost."""
    # the name tells the merchant, too: all merchants of one trainee share their luck
    shops = [variant(base, "difficulty", f"{base}/{n}", b"proof") for n in range(count)]
    lossy = [one for one in shops if one.fault != "FX1" and _loses(one.fault)]
    pairs = [
        (shop, baseline(shop))
        for one in lossy
        for shop in (one, one.model_copy(update={"faults": one.faults[1:]}))
    ]
    done = play_many(pairs, days=DAYS, seeds=range(seeds))
    found = [
        float((whole.total_fen - ill.total_fen).mean() / whole.gmv_fen.sum(axis=1).mean())
        for ill, whole in zip(done[::2], done[1::2], strict=True)
    ]
    return found + [None] * (count - len(lossy))


def _loses(fault: str) -> bool:
    return fault in CARDS and not CARDS[fault].apparent  # type: ignore[index]


def main() -> int:
    """Play, print a line a merchant and the object; return 1 where it is wider than allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=SIZES, default="ci")
    parser.add_argument("--write", action="store_true", help="keep the JSON")
    given = parser.parse_args()
    began, (count, seeds) = time.perf_counter(), SIZES[given.scale]
    with ProcessPoolExecutor(max_workers=2) as pool:
        rows = pool.map(worth, SAMPLES, [count] * len(SAMPLES), [seeds] * len(SAMPLES))
        found = dict(zip(SAMPLES, rows, strict=True))
    lost = {base: [one for one in some if one is not None] for base, some in found.items()}
    whole = np.array([one for some in lost.values() for one in some])
    low, middle, high = np.quantile(whole, (0.1, 0.5, 0.9))
    medians = {base: float(np.median(some)) for base, some in lost.items() if some}
    for base, some in lost.items():
        print(f"{base:10} {len(some):3} lossy, median {medians.get(base, np.nan):.4f} of GMV")
    worst = max(medians.values(), key=lambda one: abs(one - middle))
    summary = {
        "variants": sum(len(some) for some in found.values()),
        "with_a_loss": len(whole),
        "p10": round(float(low), 4),
        "median": round(float(middle), 4),
        "p90": round(float(high), 4),
        "p90_over_p10": round(float(high / low), 2),
        "merchant_farthest_from_median": round(float(worst / middle), 2),
        "seconds": round(time.perf_counter() - began),
    }
    if given.write:
        PROOF.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(summary))
    # three variants of a merchant say little about its median: the small size judges the whole
    apart = given.scale == "full" and abs(worst / middle - 1) > APART
    return 1 if low <= 0 or high / low > WIDEST or apart else 0


if __name__ == "__main__":
    sys.exit(main())
