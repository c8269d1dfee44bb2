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
