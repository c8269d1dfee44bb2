"""Contracts are told apart by skill, exploits are found, and what is scored settles to the fen.

``make prove-contracts``. The sample merchants as they are found. For each: the reference contract,
trivial contracts, the customary one and its mended forms; planted exploits and whether the term by
which each pays is named; random contracts, scored, and one month of each through the settlement
engine; the reference again under luck that its search has not seen. The last line is one JSON
object.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from caopan.commission import (
    ADVERSE,
    QUICK,
    Ads,
    Baseline,
    Contract,
    Fee,
    Gate,
    Outcomes,
    Reserve,
    Share,
    Step,
    agreed,
    customary,
    gamed,
    outcomes,
    reference_contract,
    respond,
    sandbagging,
    score_contract,
    separating_menu,
    trivial,
    worth,
)
from caopan.commission.clocks import SIGNS, come_by
from caopan.commission.offers import CUSTOM_BP
from caopan.commission.paying import changed
from caopan.commission.trial_settlement import settles
from caopan.market import SAMPLES

CI: Final = ("tuantuan", "zhenyun", "xingtu", "yunshi")
MERCHANTS: Final = {"ci": CI, "full": SAMPLES}
RANDOM: Final = {"ci": 40, "full": 60}
FRESH: Final = 100_000
"""First seed of luck that no search has seen."""
TRIVIAL, SURE, STANDS = 0.0, 0.9, 0.9
PROOF: Final = Path(__file__).with_name("prove_contracts.json")


class Row(NamedTuple):
    """What the proof keeps of one merchant.

    left: surplus that an adversary leaves, in parts of the optimum's, of the mended contracts.
    """

    merchant: str
    reference: dict[str, Any]
    skills: dict[str, float]
    left: list[float]
    trivial: float
    exploits: dict[str, bool]
    hype_on_gross: bool
    random: list[float]
    differences: int
    seconds: float
    score_seconds: float


def early_fen(played: Outcomes) -> int:
    """What a month's sales of the merchant count for when they settle at once."""
    come = come_by(SIGNS + 1, played.refund_bp)
    return played.sales_fen - (played.sales_fen - played.net_fen) * come // 10_000


def mended(played: Outcomes) -> dict[str, Contract]:
    """The customary contract, and what is left of its faults as they are mended one by one.

    The share of what stays sold is so much larger that it pays as much for the merchant's own way.
    """
    rate = CUSTOM_BP * early_fen(played) // max(played.net_fen, 1)
    net = agreed(Share(name="share", party="ops", rate_bp=rate))
    less = changed(net, "share", less_ads=True)
    return {"customary": customary(), "net of returns": net, "net of returns and ads": less}


def whole_ladder(played: Outcomes, mode: str) -> Contract:
    """A rung a little above the merchant's own sales, ads the provider's, paid before returns."""
    steps = (Step(rate_bp=200), Step(from_fen=early_fen(played) * 104 // 100, rate_bp=600))
    share = Share(name="ladder", party="ops", mode=mode, steps=steps, keeps_after_settle=True)  # type: ignore[arg-type]
    own = Ads(name="ads", party="ops", does="bears")
    return agreed(share, own, confirm_days=1, every="day")


def exploits(played: Outcomes) -> dict[str, bool]:
    """Which planted exploits the toolkit finds and names."""
    spend = {one.what: one for one in gamed(customary(), played)}.get("spend")
    whole, marginal = whole_ladder(played, "whole"), whole_ladder(played, "marginal")
    brushed = {one.what: one for one in gamed(whole, played, ADVERSE)}.get("brushing")
    gentle = {one.what: one for one in gamed(marginal, played, ADVERSE)}.get("brushing")
    early = agreed(Share(name="share", party="ops", rate_bp=1_500, keeps_after_settle=True),
                   confirm_days=0, every="day")  # fmt: skip
    kept = {one.what: one for one in gamed(early, played, ADVERSE)}.get("brushing")
    menu = separating_menu(played)
    return {
        "gross share, merchant's ads: over-spending": spend is not None
        and spend.term == "share"
        and spend.roi is not None
        and (spend.roi.break_even is None or spend.roi.actual < spend.roi.break_even),
        "whole ladder: brushing near the rung": brushed is not None
        and brushed.term == "ladder"
        and (gentle is None or brushed.gain_yuan > gentle.gain_yuan),
        "paid before returns: brushing": kept is not None and kept.term == "share",
        "stale baseline: holding back": sandbagging(played).gain_yuan > 0,
        "menu separates good from poor": menu is not None and menu.separates,
    }


def hype_on_gross(played: Outcomes) -> bool:
    """Whether pressure sells more before returns are counted, else being as the merchant does."""
    cells = {one.hype: at for at, one in enumerate(played.grid.played())
             if (one.effort, one.spend_bp) == (0, 10_000)}  # fmt: skip
    own = played.gross_fen[cells.pop(None)].sum()
    return any(played.gross_fen[at].sum() > own for at in cells.values())


def random_contract(rng: np.random.Generator, played: Outcomes) -> Contract:
    """A contract of one share, often with ads, a retainer, a gate or a reserve."""
    net = played.net_fen
    often = lambda chance: bool(rng.random() < chance)  # noqa: E731 - a word, not a function
    fields: dict[str, Any] = {"rate_bp": int(rng.integers(0, 4_000))}
    if often(0.4):
        rungs = np.sort(rng.integers(0, 3 * net // 2, 2))
        steps = [(0, 800), (int(rungs[0]) + 1, 2_000), (int(rungs[1]) + 2, 4_000)]
        fields = {
            "steps": tuple(
                Step(from_fen=start, rate_bp=int(rng.integers(0, most))) for start, most in steps
            ),
            "mode": "whole" if often(0.5) else "marginal",
        }
    if often(0.5):
        fields["baseline"] = Baseline(amount_fen=int(rng.integers(0, net)))
    if often(0.2):
        fields["cap_fen"] = int(rng.integers(net // 100, net // 5))
    if often(0.3):
        fields["reserve"] = Reserve(share_bp=int(rng.integers(0, 10_000)), days=30)
    if often(0.3):
        limit, pays = (int(one) for one in rng.integers(0, 10_000, 2))
        fields["gates"] = (Gate(measure="refund_rate", limit_bp=limit, pays_bp=pays),)
    share = Share(
        name="share", party="ops", less_ads=often(0.4), keeps_after_settle=often(0.3), **fields
    )
    terms: list[Any] = [share]
    if often(0.4):
        part = int(rng.integers(0, 10_000))
        terms.append(Ads(name="ads", party="ops", does="bears", share_bp=part))
    if often(0.6):
        fen = int(rng.integers(0, played.sales_fen // 12))
        terms.append(Fee(name="retainer", party="ops", amount_fen=fen, per="month"))
    every = ("day", "week", "month")[int(rng.integers(3))]
    return agreed(*terms, confirm_days=int(rng.integers(0, 16)), every=every)


def measure(work: tuple[str, int]) -> Row:
    """Search for one merchant's reference and set everything beside it."""
    name, many = work
    begun = time.perf_counter()
    played = outcomes(name, QUICK)
    best = reference_contract(played)
    fresh = worth(best.contract, outcomes(name, QUICK, FRESH))
    reference = {
        "skill": round(score_contract(best.contract, played).skill, 3),
        "value": round(best.worth.value, 3),
        "signed": min(best.worth.usual.provider_in, best.worth.usual.merchant_in),
        "fresh_value": round(fresh.value, 3),
        "fresh_signed": min(fresh.usual.provider_in, fresh.usual.merchant_in),
        "offer": best.offer._asdict(),
    }
    skills = {
        key: round(score_contract(one, played).skill, 3) for key, one in mended(played).items()
    }
    left = [respond(one, played, ADVERSE).part for one in mended(played).values()]
    cheap = {key: score_contract(one, played).skill for key, one in trivial(played).items()}
    rng = np.random.default_rng([len(name), *name.encode()])
    some = [random_contract(rng, played) for _ in range(many)]
    clock = time.process_time()
    scored = [score_contract(one, played) for one in some]
    score_seconds = (time.process_time() - clock) / many
    differences = sum(bool(one.refusal) for one in scored)
    for one in some:
        cell, month = int(rng.integers(QUICK.size)), int(rng.integers(QUICK.weeks))
        differences += bool(settles(one, played, cell, month))
    return Row(
        name,
        reference,
        skills,
        left,
        max(cheap.values()),
        exploits(played),
        hype_on_gross(played),
        [one.skill for one in scored],
        differences,
        round(time.perf_counter() - begun, 1),
        round(score_seconds, 3),
    )


def summary(rows: Sequence[Row], scale: str, many: int) -> dict[str, Any]:
    """The proof's figures."""
    luck = [skill for row in rows for skill in row.random]
    return {
        "scale": scale,
        "merchants": len(rows),
        "trivial_max_skill": round(max(row.trivial for row in rows), 3),
        "reference_skill": min(row.reference["skill"] for row in rows),
        "reference_value": min(row.reference["value"] for row in rows),
        "reference_signed": round(min(row.reference["signed"] for row in rows), 3),
        "fresh_luck_value": min(row.reference["fresh_value"] for row in rows),
        "fresh_luck_signed": round(min(row.reference["fresh_signed"] for row in rows), 3),
        "skills": {
            key: [min(row.skills[key] for row in rows), max(row.skills[key] for row in rows)]
            for key in rows[0].skills
        },
        "adversary_leaves": [
            round(float(np.mean(some)), 3) for some in zip(*(row.left for row in rows), strict=True)
        ],
        "rising": round(float(np.mean([row.left == sorted(row.left) for row in rows])), 3),
        "exploits_found": {
            key: round(float(np.mean([row.exploits[key] for row in rows])), 3)
            for key in rows[0].exploits
        },
        "hype_sells_more_before_returns": round(
            float(np.mean([row.hype_on_gross for row in rows])), 3
        ),
        "random_contracts": len(luck),
        "random_median_skill": round(float(np.median(luck)), 3),
        "random_max_skill": round(max(luck), 3),
        "settled_months": 2 * many * len(rows),
        "settled_differences": sum(row.differences for row in rows),
        "score_cpu_s": max(row.score_seconds for row in rows),
    }


def failing(found: dict[str, Any]) -> list[str]:
    """Names of the figures that miss their bound."""
    most = 1 - 1 / found["merchants"] - 1e-3  # all merchants but one
    held = {
        "trivial_max_skill": found["trivial_max_skill"] <= TRIVIAL,
        "reference_skill": found["reference_skill"] >= 1 - 1e-9,
        "reference_signed": found["reference_signed"] >= SURE,
        "fresh_luck_signed": found["fresh_luck_signed"] >= SURE,
        "fresh_luck_value": found["fresh_luck_value"] >= STANDS * found["reference_value"],
        "rising": found["rising"] >= most,
        "random_max_skill": found["random_max_skill"] <= 1.2,
        "settled_differences": found["settled_differences"] == 0,
    }
    spending = found["exploits_found"]["gross share, merchant's ads: over-spending"]
    held["over-spending"] = spending >= most
    held["holding back"] = found["exploits_found"]["stale baseline: holding back"] >= most
    return [name for name, good in held.items() if not good]


def main() -> int:
    """Run the proof; exit code 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=tuple(MERCHANTS), default="ci")
    parser.add_argument("--write", action="store_true", help="keep the figures beside this file")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.perf_counter()
    names, many = MERCHANTS[asked.scale], RANDOM[asked.scale]
    rows = []
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        for row in pool.map(measure, [(name, many) for name in names]):
            rows.append(row)
            print(row.merchant, f"{row.seconds:.0f} s", row.reference, row.skills, flush=True)
            print("   ", row.exploits, f"best at random: {max(row.random):.2f}", flush=True)
    found = summary(rows, asked.scale, many) | {"seconds": round(time.perf_counter() - begun)}
    missed = failing(found)
    found["failing"] = missed
    if asked.write:
        PROOF.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
