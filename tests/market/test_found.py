"""The sample merchants as they are found: what is wrong is known, and lies in their tables."""

import pandas as pd
import pytest

from caopan.errors import CaopanError
from caopan.events import Card
from caopan.market import CARDS, SAMPLES, as_found, card_of, sample, truth
from caopan.market.faults import CIRCUMSTANCES
from caopan.market.found import TROUBLES
from caopan.market.norms import onset_of, possible
from caopan.market.peers import peers_of


def test_each_merchant_has_its_trouble_and_something_innocent() -> None:
    """One or two faults that can be planted there, one or two look-alikes, all from the onset on.

    No two merchants have the same main fault, and every family of faults is somebody's.
    """
    assert list(TROUBLES) == list(SAMPLES)
    for name in SAMPLES:
        found, day = as_found(name), onset_of(sample(name))
        assert 1 <= len(found.faults) <= 2
        assert 1 <= len(found.circumstances) <= 2
        assert {one.from_day for one in (*found.faults, *found.circumstances)} == {day}
        assert all(possible(name, one.fault) for one in found.faults)
        assert all(one.kind in CIRCUMSTANCES for one in found.circumstances)
        sound = found.model_copy(update={"faults": (), "circumstances": ()})
        assert sound == sample(name)
    mains = [as_found(name).fault for name in SAMPLES]
    assert len(set(mains)) == len(mains)
    families = {CARDS[one.fault].family for name in SAMPLES for one in as_found(name).faults}
    assert families == {"goods", "traffic", "room", "fans", "data"}
    with pytest.raises(CaopanError, match="nobody"):
        as_found("nobody")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_main_fault_is_the_one_whose_repair_regains_most(name: str) -> None:
    """By playing each merchant without each of its faults: what is said to be main is main."""
    known = truth(as_found(name), seeds=range(6))
    assert known.faults == TROUBLES[name].faults
    assert known.circumstances == TROUBLES[name].innocent
    assert known.main == known.faults[0]
    assert known.lost_fen > 0


def test_the_merchants_card_gives_nothing_away() -> None:
    """Neither the id nor the name of a fault or circumstance stands on the card."""
    for name in SAMPLES:
        card: Card = card_of(as_found(name))
        text = card.model_dump_json().lower()
        assert card == card_of(sample(name))
        assert not [one for one in CARDS if one.lower() in text.split()]
        assert not [one for one in CIRCUMSTANCES if "_" in one and one in text]


def test_peers_have_what_befalls_the_trade_and_nothing_else() -> None:
    """A season turns for all of them, a thin shelf is the merchant's own."""
    qijia, fanhe = as_found("qijia"), as_found("fanhe")
    for peer in peers_of(qijia):
        assert [one.fault for one in peer.faults] == ["FG8"]
        assert peer.circumstances == ()
    for peer in peers_of(fanhe):
        assert peer.faults == ()
        assert [one.kind for one in peer.circumstances] == ["market"]


def test_the_tables_are_those_of_the_merchant_as_found() -> None:
    """What a trainee loads is the merchant with its trouble: its coupons are deeper since then."""
    from caopan.events import load

    log = load("ops_log", merchant="beichen")
    goods = load("goods_hour", merchant="beichen")
    day = (goods["hour_ts"] - goods["hour_ts"].min()).dt.days
    price = goods["gmv_fen"].groupby(day >= onset_of(sample("beichen"))).sum()
    units = goods["units"].groupby(day >= onset_of(sample("beichen"))).sum()
    assert len(log)
    assert isinstance(price, pd.Series)
    assert price[True] / units[True] < 0.97 * price[False] / units[False]
