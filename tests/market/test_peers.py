"""Peers: alike in structure, different in numbers and luck, under one season."""

import numpy as np
import pandas as pd
import pytest

from caopan.events import validate
from caopan.market import sample, with_fault
from caopan.market.couplings import calendar
from caopan.market.peers import PEERS, peer_day, peers_of


@pytest.fixture(scope="module")
def days() -> pd.DataFrame:
    """The peers of a grown shop, which neither starts nor falls."""
    return peer_day(sample("beichen"))


def test_the_table_keeps_to_its_declaration(days: pd.DataFrame) -> None:
    """Six peers, ninety days each, every row within the schema."""
    assert len(validate("peer_day", days)) == PEERS * 90
    assert days["peer_id"].nunique() == PEERS


def test_peers_share_structure_and_not_the_merchants_own_fault() -> None:
    """Category, stage and calendar are the merchant's; luck and numbers each one's own."""
    one = with_fault(sample("liuyi"), "FT3")
    others = peers_of(one)
    assert others == peers_of(sample("liuyi"))
    for other in others:
        assert (other.category, other.stage, other.slots) == (one.category, one.stage, one.slots)
        assert other.calendar == one.calendar
        assert other.faults == ()
        ratio = [a.list_fen / b.list_fen for a, b in zip(other.skus, one.skus, strict=True)]
        assert 0.85 < min(ratio) <= max(ratio) < 1.18
    assert len({other.luck_key for other in others} | {one.luck_key}) == PEERS + 1
    assert len({other.sources for other in others}) == PEERS


def test_parts_never_exceed_the_whole(days: pd.DataFrame) -> None:
    """Viewers are visits, paid GMV is GMV, buyers bought, a day without a session is empty."""
    for part, whole in (
        ("viewers", "visits"),
        ("paid_visits", "visits"),
        ("paid_gmv_fen", "gmv_fen"),
        ("refund_fen", "gmv_fen"),
        ("buyers", "pays"),
        ("pays", "units"),
    ):
        assert (days[part] <= days[whole]).all()
    shut = peer_day(sample("zhenyun").model_copy(update={"days": 7}))
    shut = shut[shut["sessions"] == 0]
    assert len(shut) == 2 * PEERS
    assert shut["tier"].isna().all()
    assert not shut[["visits", "gmv_fen", "ad_spend_fen", "air_min"]].to_numpy().any()


def test_the_season_common_to_all_shows_in_them(days: pd.DataFrame) -> None:
    """Over days of one weekday, the peers' visits move with the index of the calendar."""
    mean = np.log(days.groupby("day_ts")["impressions"].sum())
    index = pd.Series(np.log([calendar(day.date()).traffic for day in mean.index]), mean.index)
    weekday = mean.index.day_of_week
    a, b = (one - one.groupby(weekday).transform("mean") for one in (mean, index))
    assert float(np.corrcoef(a, b)[0, 1]) > 0.3
