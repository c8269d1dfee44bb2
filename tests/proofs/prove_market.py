"""Each fault can be found by its cut and not by the headline; each remedy works.

``make prove-market``. For each fault some merchants have it and as many have its look-alike, in a
market in which GMV moves alike. The cut (see ``cuts``) must rank the two apart, the change of GMV
must not. The last line is one JSON object.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
import cuts

from caopan.market import (
    CARDS,
    SAMPLES,
    Scenario,
    baseline,
    collect,
    histories,
    norms,
    play_many,
    remedy,
    sample,
    variant,
    with_fault,
)
from caopan.market.acting import acting
from caopan.market.norms import MOST, balance, norm, possible, with_look_alike
from caopan.market.planted import FaultId
from caopan.market.remedies import remedy_days

DAYS: Final = 28
ONSET: Final = 14
OFF_DAY: Final = 23
"""Without budget; like the days below, the nearest day before it on which the merchant is live."""
EVENT_DAYS: Final = (6, 9, 12, 16, 19, 22)
PEERS: Final = 6
SOUND: Final = 12
WANTED: Final = {"ci": 12, "full": 204}
SIEVED, UNSEEN = 12, 0.7
"""Merchants of each side, and the area below which a cut does not see the fault in a merchant."""
PROOF: Final = Path(__file__).with_name("prove_market.json")
PAGE: Final = Path(__file__).parents[2] / "course" / "caopan" / "market" / "FAULTS.md"
HEAD: Final = """# Faults, look-alikes, cuts and remedies

Made by `make prove-market SCALE=full ARGS=--write`; do not edit. All sizes are assumed. A cut ranks
merchants with the fault above merchants with its look-alike: the area under its curve (AUC), and
the lower end of its 95 % interval. Cuts of hour tables are read as an operator reads them: against
how sound merchants of the same structure move, in their standard deviations. The headline is the
change of GMV, which must not tell the two apart. At least {merchants} simulated merchants of each
side, variants of the sample merchants.
Regained: share of the loss that the remedy brings back, and that the look-alike's remedy does.
Not in: merchants in which the fault is not planted, because it cannot cost there what a fault costs
or because there its cut does not see it (an area below {unseen}, found with other simulated
merchants than these: the refunds or fans of a small shop are too few).
What the sample merchants of `datasets` have since day 60 tells `truth(as_found("liuyi"))`; an
operator who wants to find it should not look there first.

| fault | planted | look-alike | cut | AUC | lower | headline | remedy | regained | mistaken \
| not in |
|---|---|---|---|---|---|---|---|---|---|---|"""
CUT, CUT_LOWER, HEADLINE = 0.85, 0.80, 0.60
REGAINED, MISTAKEN = 0.6, 0.2


Rows = list[tuple[float, float]]
Arms = tuple[dict[str, Rows], dict[str, Rows]]
"""Cut and headline by merchant, with the fault and with its look-alike."""


class Found(NamedTuple):
    """Of one fault: merchants, areas under the curve, the first's lower bound, shares regained."""

    fault: FaultId
    merchants: int
    cut: float
    lower: float
    headline: float
    regained: float
    mistaken: float


def merchants(fault: FaultId, alike: bool, base: str, count: int, name: str = "") -> list[Scenario]:
    """Variants of a sample merchant with a fault, or with its look-alike, from ``ONSET`` on."""
    made = []
    for n in range(count):
        one = _sound(base, f"{name}{fault}{alike}{n}")
        days = sorted({_live(one, day) for day in EVENT_DAYS}) if fault in cuts.EVENTS else ()
        one = one.model_copy(update={"event_days": tuple(days)})
        made.append(
            with_look_alike(one, fault, ONSET, balance(base, fault))
            if alike
            else with_fault(one, fault, from_day=ONSET)
        )
    return made


def _sound(base: str, name: str) -> Scenario:
    # the name tells the merchant, too: all merchants of one trainee share their luck
    one = variant(base, "proof", f"{base}/{name}", b"proof", days=DAYS, faults=["none"])
    return one.model_copy(update={"unfunded_days": (_live(one, OFF_DAY),)})


def _live(one: Scenario, day: int) -> int:
    air = {slot.weekday for slot in one.slots}
    on = [d for d in range(day + 1) if (one.first_day + timedelta(days=d)).weekday() in air]
    return on[-1]


def _peers(fault: FaultId, alike: bool, base: str, ours: Sequence[Scenario]) -> list[cuts.Peers]:
    """Sums of the peers of each merchant, who are in the same market and season."""
    others = []
    for n, one in enumerate(ours):
        some = [_sound(base, f"peer{fault}{alike}{n}/{i}") for i in range(PEERS)]
        if not alike:
            some = [with_fault(peer, fault, from_day=ONSET) for peer in some]
        shared = tuple(c for c in one.circumstances if c.kind == "market")
        others += [peer.model_copy(update={"circumstances": shared}) for peer in some]
    frames = histories(others, [() for _ in others])
    sums = [_sums(_seen(facts, one, ())) for facts, one in zip(frames, others, strict=True)]
    return [sums[n : n + PEERS] for n in range(0, len(sums), PEERS)]


def _sums(seen: cuts.Seen) -> dict[str, tuple[float, float]]:
    names = ("clicks", "exposures", "pays", "visits")
    return {n: seen.sums(seen.traffic if n == "visits" else seen.goods, n) for n in names}


def sound(base: str) -> dict[FaultId, list[float]]:
    """The cuts of sound merchants of the same structure in the same weeks.

    How they move by themselves, as an operator sees it in peers and in the year before. Cuts that
    need event tables are left out: no peer gives its events away.
    """
    some = [_sound(base, f"usual/{i}") for i in range(SOUND)]
    frames = histories(some, [() for _ in some])
    seen = [_seen(facts, one, ()) for one, facts in zip(some, frames, strict=True)]
    sums = [_sums(one) for one in seen]
    hourly: list[FaultId] = [fault for fault in CARDS if fault not in cuts.EVENTS]
    return {
        fault: [
            cuts.CUTS[fault](replace(one, peers=[*sums[:n], *sums[n + 1 :]]))
            for n, one in enumerate(seen)
        ]
        for fault in hourly
    }


class Usual(NamedTuple):
    """Of a cut, by merchant: where it stands with nothing planted, and by how much it strays."""

    middle: dict[str, float]
    spread: dict[str, float]


def usual(fault: FaultId, everybody: dict[str, dict[FaultId, list[float]]]) -> Usual:
    """What is usual of a cut, from what ``sound`` gives for each sample merchant."""
    if fault in cuts.EVENTS:
        return Usual(dict.fromkeys(everybody, 0.0), dict.fromkeys(everybody, 1.0))
    middle = {base: float(np.mean(some[fault])) for base, some in everybody.items()}
    if fault in cuts.PEERS:  # the peers are what is looked at, not the merchant among them
        return Usual(middle, dict.fromkeys(everybody, 1.0))
    spread = {base: float(np.std(some[fault], ddof=1)) for base, some in everybody.items()}
    # a dozen tell a spread roughly: none is taken to be far below that of the others
    least = float(np.median(list(spread.values()))) / 3 or 1.0
    return Usual(middle, {base: max(one, least) for base, one in spread.items()})


def _seen(frames: cuts.Frames, one: Scenario, peers: cuts.Peers) -> cuts.Seen:
    first = pd.Timestamp(one.first_day, tz="Asia/Shanghai")
    return cuts.Seen(frames, first, ONSET, one.unfunded_days[0], peers)


def measure(
    fault: FaultId, alike: bool, base: str, count: int, name: str = ""
) -> list[tuple[float, float]]:
    """Cut and headline of each merchant; another name gives other merchants."""
    some = merchants(fault, alike, base, count, name)
    rows = []
    peers = _peers(fault, alike, base, some) if fault in cuts.PEERS else [()] * count
    for n, (one, facts) in enumerate(zip(some, histories(some), strict=True)):
        frames = collect(facts, acting(one, DAYS - 1).collector, seed=n)
        seen = _seen(frames, one, peers[n])
        rows.append((cuts.CUTS[fault](seen), cuts.headline(seen)))
    return rows


def area(ill: np.ndarray, alike: np.ndarray) -> float:
    """Chance that a merchant with the fault ranks above one with its look-alike."""
    return float((ill[:, None] > alike).mean() + 0.5 * (ill[:, None] == alike).mean())


def error(auc: float, n: int) -> float:
    """Standard error of an area from ``n`` merchants each (Hanley and McNeil, 1982)."""
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (n - 1) * (q1 - auc**2) + (n - 1) * (q2 - auc**2)
    return float(np.sqrt(max(spread, 0.0) / (n * n)))


def shares(fault: FaultId, seeds: int, base: str = "fanhe") -> tuple[float, float]:
    """Share of the loss that the remedy regains, and that the look-alike's remedy regains."""
    card, sound = CARDS[fault], sample(base)
    if card.apparent or fault == "FX1":
        return np.nan, np.nan
    ill = with_fault(sound, fault, from_day=sound.days - 10)
    plans = [remedy(ill, fault)]
    if card.look_alike in CARDS:
        plans.append(remedy(ill, card.look_alike))  # type: ignore[arg-type]
    done = play_many(
        [(sound, baseline(sound)), (ill, baseline(ill)), *((ill, plan) for plan in plans)],
        days=remedy_days(fault),
        seeds=range(seeds),
    )
    plain, hurt, *helped = (float(one.total_fen.sum()) for one in done)
    got = [(one - hurt) / (plain - hurt) for one in helped]
    return got[0], got[1] if len(got) > 1 else 0.0  # waiting regains nothing


def prove(fault: FaultId, arms: Arms, normal: Usual, remedied: tuple[float, float]) -> Found:
    """Judge one fault: each cut in spreads of what is usual for its merchant."""
    sides = []
    for arm in arms:
        rows = np.array([row for base in arm for row in arm[base]])
        at = np.repeat(list(arm), [len(rows) for rows in arm.values()])
        middle = np.array([normal.middle[base] for base in at])
        spread = np.array([normal.spread[base] for base in at])
        sides.append(((rows[:, 0] - middle) / spread, rows[:, 1]))
    (ill, ill_gmv), (alike, alike_gmv) = sides
    cut, headline = area(ill, alike), area(ill_gmv, alike_gmv)
    return Found(
        fault,
        len(ill),
        cut,
        cut - 1.645 * error(cut, len(ill)),
        max(headline, 1 - headline),
        *remedied,
    )


def each(fault: FaultId, wanted: int) -> dict[str, int]:
    """Merchants of each sample in which the fault is planted, ``wanted`` together at the least."""
    bases = [base for base in SAMPLES if possible(base, fault)]
    return dict.fromkeys(bases, -(-wanted // len(bases)))


def sieve(faults: Sequence[FaultId], pool: Executor) -> None:
    """Find in which merchants a cut does not see its fault, and keep it: there it is not planted.

    Other merchants than the proof's, so that the proof is no judge of its own.
    """
    jobs = [
        (fault, alike, base, SIEVED, "sieve")
        for fault in faults
        for base in SAMPLES
        if norm(base, fault) < MOST
        for alike in (False, True)
    ]
    rows = pool.map(measure, *zip(*jobs, strict=True))
    unseen: dict[str, dict[FaultId, float]] = {base: {} for base in SAMPLES}
    for fault, _, base, *_ in jobs[::2]:
        ill, alike = next(rows), next(rows)
        seen = area(np.array(ill)[:, 0], np.array(alike)[:, 0])
        print(f"{fault} {base} {seen:.2f}{'' if seen >= UNSEEN else '  not seen'}", flush=True)
        if seen < UNSEEN:
            unseen[base][fault] = round(seen, 2)
    for base, found in unseen.items():
        there = norms.known()[base].get("unseen", {})
        for fault in faults:
            there.pop(fault, None)
        norms.keep(base, "unseen", found)
    norms.save(tuple(SAMPLES))


def main() -> int:
    """Prove, print a line a fault and the object, return 1 where something fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=WANTED, default="ci")
    parser.add_argument("--faults", default=",".join(CARDS))
    parser.add_argument("--each", type=int, help="merchants with each fault, at the least")
    parser.add_argument("--write", action="store_true", help="the JSON and FAULTS.md")
    parser.add_argument("--sieve", action="store_true", help="find where a fault cannot be seen")
    given = parser.parse_args()
    began, wanted = time.perf_counter(), given.each or WANTED[given.scale]
    faults: list[FaultId] = given.faults.split(",")
    with ProcessPoolExecutor(max_workers=2) as pool:
        if given.sieve:
            sieve(faults, pool)
            return 0
        found = _found(faults, wanted, 3 if given.scale == "ci" else 12, pool)
    bad = [one.fault for one in found if _fails(one)]
    for one in found:
        print(
            f"{one.fault} cut {one.cut:.3f} (at least {one.lower:.3f}) headline "
            f"{one.headline:.3f} remedy {one.regained:.2f} look-alike's {one.mistaken:.2f}"
            f"{'  <-- fails' if one.fault in bad else ''}",
            flush=True,
        )
    summary = {
        "merchants": min(one.merchants for one in found),
        "worst_cut_auc": round(min(one.cut for one in found), 3),
        "worst_cut_lower": round(min(one.lower for one in found), 3),
        "worst_headline_auc": round(max(one.headline for one in found), 3),
        "remedies_failing": sum(not _works(one) for one in found),
        "failing": bad,
        "seconds": round(time.perf_counter() - began),
    }
    if given.write:
        summary["norms"] = digest()
        rows = {one.fault: [_plain(value) for value in one[1:]] for one in found}
        kept = {"summary": summary, "rows": rows}
        PROOF.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
    print(json.dumps(summary))
    return 1 if bad else 0


def _found(faults: list[FaultId], wanted: int, seeds: int, pool: Executor) -> list[Found]:
    """Simulate and judge; the longest work is begun first."""
    order = sorted(faults, key=lambda fault: fault not in cuts.EVENTS | cuts.PEERS)
    arms = {
        (fault, alike, base): pool.submit(measure, fault, alike, base, count)
        for fault in order
        for base, count in each(fault, wanted).items()
        for alike in (False, True)
    }
    remedied = dict(zip(faults, pool.map(shares, faults, [seeds] * len(faults)), strict=True))
    everybody = dict(zip(SAMPLES, pool.map(sound, SAMPLES), strict=True))
    found = []
    for fault in faults:
        ill, alike = (
            {base: arms[fault, like, base].result() for base in each(fault, wanted)}
            for like in (False, True)
        )
        found.append(prove(fault, (ill, alike), usual(fault, everybody), remedied[fault]))
    return found


def _works(one: Found) -> bool:
    """Whether the remedy works and the look-alike's does not (nan where there is none to try)."""
    return not (one.regained < REGAINED or one.mistaken >= MISTAKEN)


def _fails(one: Found) -> bool:
    # at a small scale an honest area may fall short by chance: by three of its standard errors
    n = one.merchants
    slack = 0.0 if n >= WANTED["full"] else 1.0
    seen = (
        one.cut >= CUT - slack * 3 * error(CUT, n)
        and one.lower >= CUT_LOWER - slack * 4.6 * error(CUT_LOWER, n)
        and one.headline <= HEADLINE + slack * 3 * error(HEADLINE, n)
    )
    return not (seen and _works(one))


def digest() -> str:
    """Of the levels at which faults are planted: a proof is about these and no others."""
    return hashlib.sha256(norms.FILE.read_bytes()).hexdigest()


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)


def page(proof: dict[str, Any]) -> str:
    """FAULTS.md: the table of faults with what the proof found."""
    told = proof["summary"]
    lines = HEAD.format(merchants=told["merchants"], unseen=UNSEEN).splitlines()
    for fault, (_, cut, lower, headline, regained, mistaken) in proof["rows"].items():
        card = CARDS[fault]  # type: ignore[index]
        cells = [
            f"{fault} {card.name} {card.zh}",
            card.knob,
            card.look_alike.replace("_", " "),
            card.cut,
            *(f"{value:.2f}" for value in (cut, lower, headline)),
            card.remedy,
            *("-" if value is None else f"{value:.0%}" for value in (regained, mistaken)),
            ", ".join(base for base in SAMPLES if not possible(base, fault)) or "-",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
