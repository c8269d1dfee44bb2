"""The board's alerts see known shocks, and seldom cry for nothing: beside fixed thresholds.

``make prove-alerts``. Rooms of simulated merchants are watched minute by minute, as a live feed
brings their events: some under a shock (``caopan.market.SHOCKS``), as many with nothing, or with an
innocent change, planned by the operator. The last line is one JSON object.

An alert counts for a shock when it is of a metric that the shock's kind must turn for the worse and
rises within ``WITHIN`` minutes after it; later ones of these metrics are neither right nor wrong,
for the shock lasts. Every other alert is false: another metric, an earlier minute, a room without a
shock. Alerts of one metric less than ``MERGED`` minutes apart are one. precision: alerts that
count, of all that are right or wrong. recall: shocks with an alert that counts, of all. delay:
minutes from a shock to the first one, the median of the shocks that were seen.

The fixed rule is what a careful team would use without peer curves: of the same metrics, an alert
while the last ten minutes are below a fixed part of the shop's usual level (above, where down is
good), whatever the number of events behind, for as long as they are. The part of each metric is a
quantile over sound sessions of all shops, the same sessions of which the peer curves are made. It
is told three times. ``rule``: at the quantile whose recall is about the board's. ``shy_rule``: at
the worst ever seen, which of all quantiles up to 2 % has the best F1. ``shop_rule`` knows the peers
too: thresholds for each shop apart, a tenth beyond the worst of the sound sessions of its own
structure (the best F1 of margins of 0 to 60 %). Quantiles, margin and the rules of
``caopan.board.alerts`` were chosen on other merchants than the proof's.
"""

import argparse
import json
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caopan.board import CODES, METRICS, Alerts, Board, PeerCurves, Reading, Status, live
from caopan.board.alerts import FULL, WATCHED
from caopan.board.alerts import RULES as ALERT_RULES
from caopan.board.reading import PLACE, values_of
from caopan.board.replaying import minutes_of
from caopan.market import SHOCKS, Scenario, Shock, Slot, collect, make_shock, sample, shocked_day
from caopan.market.peers import peers_of
from caopan.market.shocks import HARMFUL, INNOCENT

PROOF: Final = Path(__file__).with_name("prove_alerts.json")
PAGE: Final = Path(__file__).parents[2] / "course" / "caopan" / "board" / "ALERTS.md"
ROOMS: Final = (
    "beichen",
    "muyi",
    "gutian",
    "fanhe",
    "qijia",
    "liuyi",
    "qingzhou",
    "ruolan",
    "yunshi",
)
"""Sample merchants whose rooms have 400 and more visits in ten minutes, all users told. In smaller
ones hardly any window has the thirty events without which nothing is alerted."""


class Size(NamedTuple):
    """rooms, sound sessions of each behind curves and thresholds, sessions with each shock."""

    rooms: tuple[str, ...]
    peers: int
    each: int


SIZES: Final = {"ci": Size(ROOMS[3:7], 10, 2), "full": Size(ROOMS, 24, 17)}
LENGTH, OPENS = 150, 19 * 60 + 30
EARLIEST, LATEST = 45, 105
"""Minutes between which a shock comes."""
WEAKEST: Final = 0.6
"""Strength of the weakest shock."""
WITHIN, MERGED = 20, 10
"""See above (assumed)."""
QUANTILE, SHY, MARGIN = 0.0075, 0.0, 0.1
"""Of the fixed rules, chosen on merchants 101 to 115 of each room."""
FIRST: Final = 200
"""Peers from this number on are the proof's; the first ones make the curves."""
FINE: Final = Status(0, 0, 0, 0, 0, {}, {})
HEAD: Final = """# Alerts: how often they are right

Made by `make prove-alerts SCALE=full ARGS=--write`; do not edit. All sizes are assumed.
{shocks} simulated sessions with a known shock, {others} without one, {innocent} of these with an
innocent change that was planned; rooms of {rooms} merchants. An alert counts when it is of a metric
that the shock must turn for the worse and rises within {within} minutes after it; any other is
false, but for later ones of the same metrics. Fixed thresholds are parts of a shop's usual level,
one for each metric, without a fewest number of events; `tests/proofs/prove_alerts.py` tells all
rules in full.

| | precision | recall | delay, min |
|---|---|---|---|
| alerts of the board | {precision:.2f} | {recall:.2f} | {delay_min:g} |
| without peer curves | {no_peers_precision:.2f} | {no_peers_recall:.2f} | {no_peers_delay_min:g} |
| fixed thresholds, about as often | {rule_precision:.2f} | {rule_recall:.2f} | \
{rule_delay_min:g} |
| fixed thresholds, the worst ever seen | {shy_rule_precision:.2f} | {shy_rule_recall:.2f} | \
{shy_rule_delay_min:g} |
| thresholds of each shop apart, from its peers | {shop_rule_precision:.2f} | \
{shop_rule_recall:.2f} | {shop_rule_delay_min:g} |

Read by kind (recall and median delay; false: alerts in its sessions that count for nothing, a
session):

| shock | what happens, at strength 1 | metrics that turn | what to do | recall | delay | false | \
rule's recall | delay | false |
|---|---|---|---|---|---|---|---|---|---|"""
TAIL: Final = """
What is missed: shocks of which too few orders tell within ten minutes (`never under 30 events`:
fixed thresholds speak there, and cry wolf for it), and those that move the whole by less than the
chance of a window, say paid traffic stopped where little is paid for.
"""

Sums: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Numerators and denominators of all minutes, (M, 42, 3) each."""
Values: TypeAlias = NDArray[np.float64]
Raised: TypeAlias = list[tuple[str, int]]
"""Alerts: metric and minute."""


class Session(NamedTuple):
    """A session of the proof: whose room, which of the peers, what befalls it."""

    base: str
    number: int
    shock: Shock | None = None


class Told(NamedTuple):
    """What a rule made of a session: alerts that count, that do not, minutes to the first."""

    right: int
    wrong: int
    delay: int | None


def room(base: str, number: int) -> Scenario:
    """A sound merchant of the structure of a sample merchant: two and a half hours each evening.

    All its users are told, not only a panel: an operator's board sees everybody.
    """
    slots = tuple(Slot(weekday=day, start_min=OPENS, minutes=LENGTH) for day in range(7))
    shop = sample(base).model_copy(update={"panel_one_in": 1, "slots": slots})
    return peers_of(shop, number)[-1]


def watch(session: Session) -> Sums:
    """Play a session and read a board on its events at each minute, as its collector got them."""
    shop = room(session.base, session.number)
    facts = shocked_day(shop, 60 + session.number % 7, session.shock)
    facts = collect(facts, shop.collector, seed=session.number)
    shows = facts["live_session"]
    name = str(shows["session_id"].iloc[0])
    board = Board(shows, name, facts["product"], facts["contract_tier"])
    readings = minutes_of(board, live(facts), LENGTH).values()
    return np.stack([one.numerator for one in readings]), np.stack(
        [one.denominator for one in readings]
    )


def readings_of(sums: Sums, curves: PeerCurves | None) -> list[Reading]:
    """The readings again, placed among peers."""
    out = []
    for at, (up, down) in enumerate(zip(*sums, strict=True)):
        places = np.full((len(CODES), 2), np.nan)
        if curves is not None:
            places = curves.percentiles(at + 1, values_of(up, down)[:, :2])
        out.append(Reading((at + 1) * 60_000_000, at + 1, up, down, places, FINE))
    return out


def merged(standing: Sequence[Sequence[str]]) -> Raised:
    """Alerts by minute of rising; those of a metric that stand again before long are one.

    >>> merged([["C1"], [], ["C1", "C2"]])
    [('C1', 1), ('C2', 3)]
    """
    last: dict[str, int] = {}
    out: Raised = []
    for minute, codes in enumerate(standing, 1):
        for code in codes:
            if minute - last.get(code, -MERGED) >= MERGED:
                out.append((code, minute))
            last[code] = minute
    return out


def ours(sums: Sums, curves: PeerCurves | None) -> Raised:
    """The board's alerts."""
    alerts = Alerts()
    return merged([[one.code for one in alerts.see(r)] for r in readings_of(sums, curves)])


def last_ten(sums: Sums) -> Values:
    """Values of the last ten minutes of what is watched, turned so that more is better: (M, W)."""
    rows = [PLACE[code] for code in WATCHED]
    turn = np.array([1 if METRICS[code].good == "up" else -1 for code in WATCHED])
    values = np.stack([values_of(up, down)[rows, 1] for up, down in zip(*sums, strict=True)])
    return values * turn


def quantile(seen: Values, part: float) -> Values:
    """A quantile over minutes (M, W) of the values there are: (W,)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing is due for shipping on the night
        found: Values = np.nanquantile(seen, part, axis=0)
    return found


class Fixed:
    """Thresholds of the fixed rules, from sound sessions of each shop's peers."""

    def __init__(self, sound: Mapping[str, Sequence[Sums]]) -> None:
        seen = {
            base: np.concatenate([last_ten(sums)[FULL - 1 :] for sums in some])
            for base, some in sound.items()
        }
        usual = {base: np.abs(quantile(values, 0.5)) for base, values in seen.items()}
        self.usual = {base: np.where(one > 0, one, 1.0) for base, one in usual.items()}
        whole = np.concatenate([values / self.usual[base] for base, values in seen.items()])
        self.part = {part: quantile(whole, part) for part in (QUANTILE, SHY)}
        worst = {base: quantile(values, 0) for base, values in seen.items()}
        self.worst = {base: one - MARGIN * np.abs(one) for base, one in worst.items()}

    def raised(self, sums: Sums, base: str) -> list[Raised]:
        """Alerts by the three rules."""
        limits = [self.part[part] * self.usual[base] for part in (QUANTILE, SHY)]
        return [fixed(sums, below) for below in (*limits, self.worst[base])]


def fixed(sums: Sums, below: Values) -> Raised:
    """Alerts while values are below thresholds (W,)."""
    bad = last_ten(sums) < below
    bad[: FULL - 1] = False
    return merged([[WATCHED[at] for at in np.flatnonzero(row)] for row in bad])


def judge(raised: Raised, shock: Shock | None) -> Told:
    """Which alerts count for the shock.

    >>> judge([("T8", 9), ("T8", 65), ("C7", 66), ("T8", 95)], make_shock("stutter", 60))
    Told(right=1, wrong=2, delay=5)
    """
    if shock is None:
        return Told(0, len(raised), None)
    listed = SHOCKS[shock.kind].worsens
    after = [(code, at - shock.minute) for code, at in raised if code in listed]
    caused = [(code, wait) for code, wait in after if wait > 0]
    right = {code for code, wait in caused if wait <= WITHIN}
    first = min((wait for _, wait in caused), default=None)
    return Told(len(right), len(raised) - len(caused), first if right else None)


def sessions(size: Size) -> list[Session]:
    """The proof's sessions: each shock in turn over the rooms, and as many without one."""
    rng, out = np.random.default_rng(11), []
    wanted = [kind for kind in HARMFUL for _ in range(size.each)]
    wanted += [kind for kind in INNOCENT for _ in range(size.each)]
    sound = len(HARMFUL) * size.each - len(INNOCENT) * size.each
    for n in range(len(wanted) + sound):
        shock = None
        if n < len(wanted):
            strength = round(float(rng.uniform(WEAKEST, 1)), 2)
            shock = make_shock(wanted[n], int(rng.integers(EARLIEST, LATEST + 1)), strength)
        out.append(Session(size.rooms[n % len(size.rooms)], FIRST + n // len(size.rooms), shock))
    return out


RULES: Final = ("", "no_peers_", "rule_", "shy_rule_", "shop_rule_")


def verdicts(size: Size, pool: ProcessPoolExecutor) -> list[tuple[Session, tuple[Told, ...]]]:
    """Each session with what each of ``RULES`` made of it."""
    peers = [Session(base, n) for base in size.rooms for n in range(1, size.peers + 1)]
    some = sessions(size)
    seen = list(pool.map(watch, [*peers, *some], chunksize=4))
    sound = {
        base: seen[at * size.peers : (at + 1) * size.peers] for at, base in enumerate(size.rooms)
    }
    rules = Fixed(sound)
    curves = {
        base: PeerCurves.of([{one.minute: one for one in readings_of(s, None)} for s in sums], base)
        for base, sums in sound.items()
    }
    out = []
    for one, sums in zip(some, seen[len(peers) :], strict=True):
        mine = [ours(sums, curves[one.base]), ours(sums, None)]
        raised = mine + rules.raised(sums, one.base)
        out.append((one, tuple(judge(alerts, one.shock) for alerts in raised)))
    return out


def figures(told: Sequence[tuple[Session, Told]]) -> dict[str, float]:
    """Precision, recall, median delay and false alerts a session."""
    right, wrong = (sum(getattr(one, name) for _, one in told) for name in ("right", "wrong"))
    hurt = [one for session, one in told if session.shock and SHOCKS[session.shock.kind].worsens]
    delays = [one.delay for one in hurt if one.delay is not None]
    return {
        "precision": round(right / max(right + wrong, 1), 3),
        "recall": round(len(delays) / max(len(hurt), 1), 3),
        "delay_min": float(np.median(delays)) if delays else float(WITHIN),
        "false": round(wrong / max(len(told), 1), 2),
    }


def by_kind(found: Sequence[tuple[Session, tuple[Told, ...]]]) -> dict[str, list[dict[str, float]]]:
    """Figures of each kind of shock, of innocent change, and of nothing, rule by rule."""
    out = {}
    for kind in (*HARMFUL, *INNOCENT, "none"):
        some = [row for row in found if (row[0].shock.kind if row[0].shock else "none") == kind]
        out[kind] = [figures([(one, told[at]) for one, told in some]) for at in range(len(RULES))]
    return out


def subject() -> dict[str, Any]:
    """What the figures are of: if it changes, the proof is to be run again."""
    return {
        "rules": {code: asdict(rule) for code, rule in ALERT_RULES.items()},
        "worsens": {kind: list(card.worsens) for kind, card in SHOCKS.items()},
    }


def main() -> int:
    """Prove, print a line a kind and the object; return 1 where the fixed rule is as good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=SIZES, default="ci")
    parser.add_argument("--write", action="store_true", help="the JSON and ALERTS.md")
    given = parser.parse_args()
    began, size = time.perf_counter(), SIZES[given.scale]
    with ProcessPoolExecutor(max_workers=2) as pool:
        found = verdicts(size, pool)
    kinds = by_kind(found)
    for kind, (board, _, rule, *_) in kinds.items():
        print(f"{kind:15} {_line(board)}   fixed rule: {_line(rule)}")
    summary: dict[str, Any] = {
        before + name: value
        for at, before in enumerate(RULES)
        for name, value in figures([(one, told[at]) for one, told in found]).items()
    }
    summary |= {
        "shocks": len(HARMFUL) * size.each,
        "others": len(found) - len(HARMFUL) * size.each,
        "innocent": len(INNOCENT) * size.each,
        "rooms": len(size.rooms),
        "seconds": round(time.perf_counter() - began),
    }
    if given.write:
        kept = {"summary": summary, "kinds": kinds, "subject": subject()}
        PROOF.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
    print(json.dumps(summary))
    return 0 if beats(summary) else 1


def beats(summary: Mapping[str, Any]) -> bool:
    """Whether the board is clearly more precise at about the fixed rule's recall."""
    # five shocks in a hundred are within the chance of a proof of this size
    return bool(
        summary["precision"] >= 1.3 * summary["rule_precision"]
        and summary["recall"] >= summary["rule_recall"] - 0.05 * (1 + 2 * (summary["shocks"] < 200))
    )


def _line(one: Mapping[str, float]) -> str:
    return (
        f"recall {one['recall']:.2f} delay {one['delay_min']:4.1f} min, "
        f"{one['false']:.2f} false alerts a session"
    )


def page(proof: Mapping[str, Any]) -> str:
    """ALERTS.md: what the proof found, kind by kind."""
    lines = HEAD.format(within=WITHIN, **proof["summary"]).splitlines()
    for kind, (board, _, rule, *_) in proof["kinds"].items():
        if kind == "none":
            cells = ["nothing", "-", "-", "-"]
        else:
            card = SHOCKS[kind]
            name = f"{kind.replace('_', ' ')} {card.zh}"
            cells = [name, card.says, " ".join(card.worsens) or "-", card.act]
        for one in (board, rule):
            hurt = kind in HARMFUL
            seen = hurt and one["recall"] > 0
            cells += [f"{one['recall']:.2f}" if hurt else "-"]
            cells += [f"{one['delay_min']:g}" if seen else "-", f"{one['false']:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n" + TAIL


if __name__ == "__main__":
    sys.exit(main())
