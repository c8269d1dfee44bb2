"""Peer curves of the sample merchants' groups: ``python -m caopan.board.peering DATASETS [NAME]``.

A group is category x stage x tier. For each a hundred sessions of simulated peers are watched by a
board of their own, minute by minute; what remains are quantiles, in ``DATASETS/peer_curves``.
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from caopan.board.engine import Board
from caopan.board.peers import STEP, PeerCurves
from caopan.board.replaying import live, minutes_of
from caopan.board.rows import TAKEN
from caopan.errors import CaopanError
from caopan.events.places import roots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from caopan.board.reading import Reading
    from caopan.market import Scenario

FOLDER: Final = "peer_curves"
PEERS, NIGHTS = 25, 4
"""Simulated peers of a group, and how many of each one's last sessions are watched."""
TOGETHER: Final = 5
"""Peers whose event tables are held in memory at once."""


class Grouped(Protocol):
    """A merchant's card or scenario."""

    @property
    def category(self) -> str:
        """What it sells."""

    @property
    def stage(self) -> str:
        """Where it stands on the growth path."""


def group(merchant: Grouped, tier: str) -> str:
    """Name the peer group of a merchant's sessions of a tier.

    >>> from caopan.market import sample
    >>> group(sample("tuantuan"), "B")
    'mother and baby, cold start, tier B'
    """
    return f"{merchant.category}, {merchant.stage}, tier {tier}"


def curves_for(merchant: Grouped, tier: str) -> PeerCurves | None:
    """The curves of a merchant's peer group, or None where nothing is known of such peers.

    merchant: its card, say ``caopan.events.card("liuyi")``. Raises CaopanError for a damaged file.
    """
    name = _file(group(merchant, tier))
    found = (root / FOLDER / name for root in roots())
    return next((PeerCurves.load(path) for path in found if path.is_file()), None)


def _file(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".npz"


def peer_curves(name: str) -> list[PeerCurves]:
    """Simulate the peers of a sample merchant and watch their sessions, tier by tier.

    Peers are sound and of the merchant's own panel, so that a board on its event tables compares
    like with like. Raises CaopanError for an unknown merchant.
    """
    from caopan.market import sample
    from caopan.market.peers import peers_of

    shop = sample(name)
    peers = peers_of(shop, PEERS)
    watched: dict[str, list[Mapping[int, Reading]]] = {tier: [] for tier in _tiers(shop)}
    for first in range(0, PEERS, TOGETHER):
        for tier, readings in _watched(peers[first : first + TOGETHER]):
            watched[tier].append(readings)
    return [PeerCurves.of(some, group(shop, tier)) for tier, some in watched.items()]


def _tiers(shop: Scenario) -> list[str]:
    return sorted({slot.tier for slot in shop.slots})


def _watched(peers: Sequence[Scenario]) -> Iterator[tuple[str, Mapping[int, Reading]]]:
    """Tier and readings, by minute, of the last sessions of each tier of some peers."""
    from caopan.market import histories

    for tables in histories(peers, [_nights(peer) for peer in peers]):
        sessions = tables["live_session"]
        told = sessions["session_id"].isin(tables["visit"]["session_id"].unique())
        for tier, some in sessions[told].groupby("tier"):
            for row in range(len(some)):
                name = str(some["session_id"].iloc[row])
                board = Board(sessions, name, tables["product"], tables["contract_tier"])
                lasted = some["end_ts"].iloc[row] - some["start_ts"].iloc[row]
                minutes = round(lasted.total_seconds() / 60)
                readings = minutes_of(board, live(_of_session(tables, name)), minutes)
                yield str(tier), {at: one for at, one in readings.items() if at % STEP == 0}


def _nights(peer: Scenario) -> list[int]:
    """The last days with a session of each tier."""
    from caopan.market.air import slots_of
    from caopan.market.plan import Plan

    found: dict[str, list[int]] = {tier: [] for tier in _tiers(peer)}
    for day in reversed(range(peer.days)):
        for tier in {slot.tier for slot in slots_of(peer, Plan(), day)}:
            if len(found[tier]) < NIGHTS:
                found[tier].append(day)
    return sorted({day for days in found.values() for day in days})


def _of_session(tables: Mapping[str, pd.DataFrame], session: str) -> dict[str, pd.DataFrame]:
    """The rows of one session; refunds and parcels through its order lines.

    Stock is that of all sessions: what was loaded between two of them names none.
    """
    lines = tables["order_line"]
    mine = set(lines.loc[lines["session_id"] == session, "line_id"])

    def rows(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        if name == "stock_event":
            return frame
        if "session_id" in frame:
            return frame[frame["session_id"] == session]
        return frame[frame["line_id"].isin(mine)]

    return {name: rows(name, frame) for name, frame in tables.items() if name in TAKEN}


def make(name: str, datasets: Path) -> str:
    """Write the curves of a sample merchant's groups; returns its name."""
    for curves in peer_curves(name):
        curves.save(datasets / FOLDER / _file(curves.group))
    return name


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; 0 on success, 2 with one sentence otherwise."""
    from caopan.market import SAMPLES

    if not arguments:
        print("usage: python -m caopan.board.peering DATASETS [MERCHANT ...]", file=sys.stderr)
        return 2
    datasets, names = Path(arguments[0]), arguments[1:] or SAMPLES
    try:
        (datasets / FOLDER).mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(max_workers=2) as pool:
            for name in pool.map(make, names, repeat(datasets)):
                print(name, "done", flush=True)
    except (CaopanError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
