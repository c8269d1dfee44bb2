"""Evidence: read from real tables, never a number that is none, errors that can be trusted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.board import METRICS
from caopan.diagnosis import Shop, evidence_cards, evidence_table, read_all
from caopan.diagnosis.contrasts import shares
from caopan.diagnosis.sums import Split, Sums, Weighed, contrast, weighed
from caopan.events import TABLES
from caopan.market import CARDS

counts = st.lists(st.integers(1, 10_000), min_size=12, max_size=12).map(
    lambda rows: np.array(rows, dtype=np.float64)
)
HALVES = Split(np.arange(12) < 6, np.arange(12) >= 6, np.zeros(12, dtype=bool))


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with events of three sessions."""
    return Shop.of("yunshi", since=60)


@pytest.fixture(scope="module")
def seen(shop: Shop) -> dict[str, Weighed]:
    """Its evidence."""
    return read_all(shop)


def test_each_card_names_metrics_tables_and_faults_that_exist() -> None:
    """Codes of the board's registry, declared tables, known faults; each fault has evidence."""
    cards = evidence_cards()
    for key, card in cards.items():
        assert card.key == key
        assert card.says
        assert card.metrics, key
        assert set(card.metrics) <= set(METRICS), key
        assert set(card.tables) <= set(TABLES), key
        assert set(card.speaks) <= set(CARDS), key
    assert {fault for card in cards.values() for fault in card.speaks} == set(CARDS)


def test_evidence_is_a_finite_number_or_none_with_its_reason(seen: dict[str, Weighed]) -> None:
    """No NaN and no infinity; whatever is None says why."""
    assert list(seen) == list(evidence_cards())
    for key, one in seen.items():
        if one.value is None or one.z is None:
            assert (one.value, one.z) == (None, None), key
            assert one.why, key
        else:
            assert np.isfinite([one.value, one.z]).all(), key
    known = sum(one.z is not None for one in seen.values())
    assert known > 0.9 * len(seen)


def test_a_missing_table_switches_off_what_needs_it_and_nothing_else(
    shop: Shop, seen: dict[str, Weighed]
) -> None:
    """Without peers and events the rest is read as before; the reason names the table."""
    gone = {"peer_day", "visit", "fulfil"}
    poor = replace(shop, frames={n: t for n, t in shop.frames.items() if n not in gone})
    left = read_all(poor)
    for key, card in evidence_cards().items():
        if gone & set(card.tables):
            assert left[key].z is None, key
            assert any(name in left[key].why for name in gone), key
        else:
            assert left[key] == seen[key], key


def test_empty_tables_are_said_and_break_nothing(shop: Shop) -> None:
    """A shop whose tables hold no row: every piece of evidence is None and says why."""
    empty = replace(shop, frames={n: t.iloc[:0] for n, t in shop.frames.items()})
    assert all(one.z is None and one.why for one in read_all(empty).values())
    assert evidence_table(empty)["z"].isna().all()


def test_rows_collected_twice_change_nothing(shop: Shop, seen: dict[str, Weighed]) -> None:
    """Event tables with each row twice give the same evidence of events."""
    import pandas as pd

    names = ("visit", "order_line", "refund", "fulfil", "interaction")
    twice = {n: pd.concat([shop.frames[n], shop.frames[n]], ignore_index=True) for n in names}
    again = read_all(replace(shop, frames={**shop.frames, **twice}))
    for key in ("bounce", "late", "for_show", "coupons"):
        assert again[key].value == pytest.approx(seen[key].value), key
        assert again[key].z == pytest.approx(seen[key].z), key


@given(counts, counts, st.floats(0.01, 100), st.permutations(range(6)))
@settings(max_examples=40)
def test_a_contrast_knows_sizes_and_days_only(
    top: np.ndarray, under: np.ndarray, times: float, order: list[int]
) -> None:
    """Its change is that of the log of the ratio; units and the order of days do not matter."""
    change, error = contrast([(1, top), (-1, under)], HALVES)
    ratios = [top[days].sum() / under[days].sum() for days in HALVES[:2]]
    assert change == pytest.approx(np.log(ratios[1] / ratios[0]))
    mixed = np.concatenate([np.array(order), np.arange(6, 12)])
    again = contrast([(1, times * top[mixed]), (-1, under[mixed])], HALVES)
    assert again == pytest.approx((change, error), abs=1e-9)
    assert contrast([(1, top), (-1, top)], HALVES) == pytest.approx((0, 0), abs=1e-12)


def test_the_error_of_a_contrast_is_that_of_many_histories() -> None:
    """Against four thousand simulated histories of a rate with noisy days: within a tenth."""
    rng = np.random.default_rng(7)
    views = rng.gamma(20, 50, size=(4_000, 28))
    hits = rng.poisson(views * 0.05 * rng.lognormal(0, 0.1, size=views.shape)).astype(float)
    split = Split(np.arange(28) < 14, np.arange(28) >= 14, np.zeros(28, dtype=bool))
    found = np.array([contrast([(1, h), (-1, v)], split) for h, v in zip(hits, views, strict=True)])
    assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.1)
    inside = np.abs(found[:, 0]) < 1.96 * found[:, 1]
    assert inside.mean() == pytest.approx(0.95, abs=0.03)


@given(st.integers(0, 200), st.integers(0, 200))
def test_shares_need_rows_and_are_finite(one: int, other: int) -> None:
    """Zero rows give None and a reason; never or always among some rows still has an error."""
    found = shares((0.0, float(one)), (float(other), float(other)), 0.005)
    if min(one, other) == 0:
        assert found.z is None
        assert found.why
    else:
        assert found.value == 1
        assert found.z is not None
        assert np.isfinite(found.z)


def test_an_effect_without_an_error_is_none() -> None:
    """A value that is no number, or an error of zero, is never shown."""
    for value, error in ((np.nan, 1.0), (np.inf, 1.0), (1.0, np.nan), (1.0, 0.0)):
        assert weighed(value, error).z is None


def test_sums_by_day_add_up_to_the_tables(shop: Shop) -> None:
    """Against a group-by of the tables: traffic, goods and peers."""
    sums, traffic, goods = Sums(shop), shop.traffic, shop.goods
    paid = traffic[traffic["source"] == "paid"].groupby("day")["visits"].sum()
    assert sums.came("visits", "paid")[paid.index].tolist() == paid.tolist()
    by = goods.groupby(["day", "sku_id"])["units"].sum().unstack(fill_value=0)
    assert (sums.by_sku("units")[by.index] == by[list(sums.skus)]).all(axis=None)
    assert sums.peer["clicks"].sum() == shop.peers["clicks"].sum()


def test_a_day_without_budget_is_set_apart() -> None:
    """It is of neither stretch: what it does is asked by a piece of evidence of its own."""
    shop = Shop.of("yunshi", since=60)
    traffic = shop.frames["traffic_hour"].copy()
    day = shop.day(traffic["hour_ts"])
    live = int(day[day >= 70].min())
    traffic.loc[day == live, "ad_spend_fen"] = 0
    sums = Sums(replace(shop, frames={**shop.frames, "traffic_hour": traffic}))
    assert np.flatnonzero(sums.split.off).tolist() == [live]
    assert not sums.split.after[live]
    assert evidence_cards()["unfunded"].read(sums).z is not None
