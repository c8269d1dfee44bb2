"""Peer curves of the sample merchants' groups: there, small, and of such peers."""

from pathlib import Path

import numpy as np
import pytest

from caopan.board import CODES, curves_for
from caopan.board.peering import FOLDER, _watched, group
from caopan.board.peers import FIRST, PERCENTS
from caopan.errors import CaopanError
from caopan.events import card
from caopan.market import SAMPLES, sample
from caopan.market.peers import peers_of

DATASETS = Path(__file__).parents[2] / "datasets"
MOST_BYTES = 5_000_000


def groups() -> list[tuple[str, str]]:
    """Each of these merchants with each tier of its calendar."""
    tiers = {name: sorted({slot.tier for slot in sample(name).slots}) for name in SAMPLES}
    return [(name, tier) for name, some in tiers.items() for tier in some]


@pytest.mark.parametrize(("name", "tier"), groups())
def test_each_group_has_curves_over_its_sessions(name: str, tier: str) -> None:
    """From minute ten to the end of the longest session of the calendar, rising by percent."""
    curves = curves_for(card(name), tier)
    assert curves is not None
    assert curves.group == group(sample(name), tier)
    longest = max(slot.minutes for slot in sample(name).slots if slot.tier == tier)
    assert longest - 5 <= curves.minutes <= longest
    rising = np.diff(curves.quantiles, axis=-1)
    assert (rising[~np.isnan(rising)] >= 0).all()
    # what a room always has is never missing: covers, views, people online, GMV
    for code in ("T1", "T4", "T5", "C1"):
        assert not np.isnan(curves.quantiles[:, CODES.index(code)]).any(), code


def test_all_curves_together_are_small() -> None:
    """At most five megabytes, one file a group and nothing else."""
    files = sorted((DATASETS / FOLDER).iterdir())
    assert len(files) == len(groups())
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES


def test_a_peer_stands_among_its_peers() -> None:
    """A simulated peer's sessions lie all over the curves of its group, not beside them."""
    curves = curves_for(sample("yunshi"), "B")
    assert curves is not None
    places = []
    for tier, readings in _watched(peers_of(sample("yunshi"), 1)):
        if tier != "B":
            continue
        for minute in (30, 90, 150):
            places.append(curves.percentiles(minute, readings[minute].values_array()[:, :2]))
    found = np.stack(places)
    assert len(places) >= 12
    assert 35 < np.nanmean(found) < 65
    assert np.nanmin(found) >= PERCENTS[0]
    assert np.nanmax(found) <= PERCENTS[-1]
    assert np.isnan(curves.percentiles(FIRST - 1, readings[30].values_array()[:, :2])).all()


def test_who_has_no_such_peers_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown group gives None; a damaged file is named."""
    one = sample("liuyi")
    assert curves_for(one.model_copy(update={"category": "pianos"}), "B") is None
    damaged = tmp_path / FOLDER / "women-s-wear-cold-start-to-growth-tier-a.npz"
    damaged.parent.mkdir()
    damaged.write_bytes(b"no curves")
    monkeypatch.setenv("CAOPAN_DATASETS", str(tmp_path))
    with pytest.raises(CaopanError, match=f"{damaged.name} holds no peer curves"):
        curves_for(one, "A")
