"""Tests of the settlement share a slow second engine and a maker of histories."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a PostgreSQL server where none is installed, unless it is required."""
    from postgres import binaries

    if binaries() or os.environ.get("CAOPAN_REQUIRE_POSTGRES") == "1":
        return
    needs = [item for item in items if item.get_closest_marker("ledger")]
    if needs:
        config.hook.pytest_deselected(items=needs)
        items[:] = [item for item in items if item not in needs]


@pytest.fixture(scope="session")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to which all facts were posted in three parts; to be copied, not changed."""
    from settled_shop import at, contract, part, shop_facts

    from caopan.commission import Ledger

    facts = shop_facts(60)
    folder = tmp_path_factory.mktemp("posted") / "ledger"
    with Ledger.open(folder, [contract()]) as ledger:
        for low, high, day in ((0, 20, 9), (20, 40, 20), (40, 90, 40)):
            ledger.post(part(facts, low, high), at(day))
    return folder


@pytest.fixture
def ledger_folder(posted: Path, tmp_path: Path) -> Path:
    """A copy of the posted ledger."""
    import shutil

    return Path(shutil.copytree(posted, tmp_path / "ledger"))
