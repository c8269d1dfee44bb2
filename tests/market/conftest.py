"""Merchants played once for all tests of the market."""

import pandas as pd
import pytest

from caopan.market import Scenario, history, sample, with_fault

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def shop() -> Scenario:
    """The jade workshop, three weeks of it, two sessions with events."""
    return sample("yunshi").model_copy(update={"days": 24, "event_days": (3, 8)})


@pytest.fixture(scope="session")
def tables(shop: Scenario) -> Frames:
    """Its true tables."""
    return history(shop)


@pytest.fixture(scope="session")
def short_shop() -> Scenario:
    """The wear shop with empty shelves of heroes: stock binds, events are made of all users."""
    base = sample("liuyi")
    calendar = base.calendar.model_copy(update={"start": 0.3})
    thin = base.model_copy(update={"days": 12, "event_days": (5,), "calendar": calendar})
    return with_fault(thin, "FG2", from_day=2, severity=1.7)


@pytest.fixture(scope="session")
def short_tables(short_shop: Scenario) -> Frames:
    """Its true tables."""
    return history(short_shop)
