"""Mix against rate: exact, additive, blind to order; reversals are pointed out."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.board import METRICS
from caopan.diagnosis import RATES, Shop, mix_and_rate, rate_changes
from caopan.diagnosis.mixrate import Rate, mix_terms, split
from caopan.errors import CaopanError

COUNTS = st.lists(
    st.tuples(*[st.integers(0, 900), st.integers(0, 5000)] * 2), min_size=1, max_size=6
).filter(lambda rows: all(sum(row[k] for row in rows) > 0 for k in (1, 3)))
BUY = Rate("buys", (), "pays", "visits")


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with event tables in both stretches."""
    return Shop.of("liuyi")


def exact(rows):
    """Mix, rate and off of the whole, in fractions, straight from their definition."""
    before, after = (sum(row[k] for row in rows) for k in (1, 3))
    mix = rate = off = Fraction(0)
    for n0, d0, n1, d1 in rows:
        w0, w1 = Fraction(d0, before), Fraction(d1, after)
        off += (Fraction(n1, after) if not d1 else 0) - (Fraction(n0, before) if not d0 else 0)
        r0, r1 = (Fraction(n, d) if d else None for n, d in ((n0, d0), (n1, d1)))
        r0, r1 = (
            (r1 or Fraction(0)) if r0 is None else r0,
            (r0 or Fraction(0)) if r1 is None else r1,
        )
        mix += (w1 - w0) * (r0 + r1) / 2
        rate += (w0 + w1) / 2 * (r1 - r0)
    return [float(x) for x in (mix, rate, off)]


@given(COUNTS)
def test_terms_are_the_change_and_equal_an_independent_sum(rows):
    """Mix, rate and off together are the change; each equals the definition in exact fractions."""
    n0, d0, n1, d1 = np.array(rows, dtype=float).T
    terms = [float(t.sum()) for t in mix_terms(n0, d0, n1, d1)]
    assert sum(terms) == pytest.approx(n1.sum() / d1.sum() - n0.sum() / d0.sum(), abs=1e-9)
    assert terms == pytest.approx(exact(rows), rel=1e-9, abs=1e-9)


@given(COUNTS, st.randoms(use_true_random=False))
def test_order_and_direction_of_time_do_not_matter(rows, random):
    """Groups may stand in any order; going back in time turns each sign and nothing else."""
    order = list(range(len(rows)))
    random.shuffle(order)
    n0, d0, n1, d1 = np.array(rows, dtype=float).T
    there, mixed = mix_terms(n0, d0, n1, d1), mix_terms(n0[order], d0[order], n1[order], d1[order])
    back = mix_terms(n1, d1, n0, d0)
    for one, other, turned in zip(there, mixed, back, strict=True):
        np.testing.assert_allclose(one[order], other, atol=1e-9)
        np.testing.assert_allclose(one, -turned, atol=1e-9)


def days(before, after, noise=0):
    """Counts by day and group: each side gives (pays, visits) a day by group, ten days long."""
    rng = np.random.default_rng(5)
    rows = [
        (day, name, side, int(pays + noise * rng.integers(-1, 2)), visits)
        for side, groups in ((False, before), (True, after))
        for day in range(10)
        for name, (pays, visits) in groups.items()
    ]
    return pd.DataFrame(rows, columns=["day", "group", "after", "pays", "visits"])


def test_a_reversal_is_pointed_out():
    """Both sources buy more, the whole buys less, for cold visitors came: it is said so."""
    table = days({"cold": (10, 500), "warm": (90, 900)}, {"cold": (75, 3000), "warm": (96, 900)}, 1)
    found = split(table, BUY, "source")
    assert found.after < found.before
    assert found.reversal
    assert "in each of the 2 groups" in found.reversal
    assert "no more than chance" not in found.reversal
    assert found.terms.loc["mix", "high"] < 0 < found.terms.loc["rate", "low"]
    assert any(line.startswith("Reversal") for line in found.words)


def test_a_group_with_too_few_neither_makes_nor_hides_a_reversal():
    """Fewer than 30 under the line are said to be too few; the others are judged without them."""
    before = {"cold": (10, 500), "warm": (90, 900), "rare": (2, 2)}
    after = {"cold": (75, 3000), "warm": (96, 900), "rare": (0, 2)}
    found = split(days(before, after), BUY, "source")
    assert found.groups["few"].to_dict() == {"cold": False, "rare": True, "warm": False}
    assert found.reversal
    assert any("rare" in line and "Too few" in line for line in found.words)


def test_where_shares_stay_all_is_rate():
    """Without a change of mix the whole change is rate, and no reversal is seen."""
    found = split(days({"a": (10, 100), "b": (5, 50)}, {"a": (20, 100), "b": (6, 50)}), BUY, "x")
    assert found.terms["value"]["mix"] == pytest.approx(0)
    assert found.terms["value"]["rate"] == pytest.approx(found.after - found.before)
    assert found.reversal is None


def test_intervals_hold_the_value_and_need_three_days():
    """An interval from resampled days holds the value; of two days there is none, said as null."""
    table = days({"a": (10, 100)}, {"a": (14, 100)}, 3)
    terms = split(table, BUY, "x").terms.loc["change"]
    assert terms["low"] <= terms["value"] <= terms["high"]
    short = split(table[table["day"] < 2], BUY, "x").terms
    assert short[["low", "high"]].isna().all(axis=None)


def test_nothing_under_the_line_is_said():
    """A stretch without visits is a sentence, not a NaN."""
    with pytest.raises(CaopanError, match="no visits in the stretch after"):
        split(days({"a": (1, 10)}, {"a": (0, 0)}), BUY, "x")


def test_a_shop_adds_up_and_the_left_out_are_told(shop):
    """By source all terms are the change; share has no covers, so it is off; fan is not known."""
    found = mix_and_rate(shop, "visits", "impressions", draws=0)
    value = found.terms["value"]
    assert value["mix"] + value["rate"] + value["off"] == pytest.approx(found.after - found.before)
    assert found.groups["off"].abs().gt(0).to_dict()["share"]
    assert pd.isna(found.groups.loc["share", "rate_after"])
    rates = rate_changes(shop, "fan", draws=0)
    told = rates["reason"].isna()
    assert rates.index[told].to_list() == list(RATES)[-4:]
    assert rates.loc[~told, "reason"].str.contains("by fan").all()
    numbers = rates.select_dtypes("Float64").loc[told, ["before", "after", "change"]]
    assert np.isfinite(numbers.to_numpy(np.float64)).all()


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(["hour", "on_air", "weekday", "anchor", "tier", ("tier", "source")]))
def test_the_whole_does_not_depend_on_the_grouping(shop, by):
    """However people are grouped, the rate of the whole is the tables' own."""
    found = mix_and_rate(shop, "buyers", "viewers", by, draws=0)
    goods, traffic = shop.goods, shop.traffic
    own = goods.groupby("after")["buyers"].sum() / traffic.groupby("after")["viewers"].sum() * 100
    assert [found.before, found.after] == pytest.approx(own.to_list())


def test_rates_name_metrics_of_the_board():
    """What a rate comes near to can be looked up on the board."""
    assert {code for rate in RATES.values() for code in rate.codes} <= set(METRICS)


def test_events_and_hours_are_not_mixed(shop):
    """All sessions over a few would be no rate: it is refused in words."""
    with pytest.raises(CaopanError, match="different sessions"):
        mix_and_rate(shop, "purchasers", "viewers")
    with pytest.raises(CaopanError, match="by SKU and role only goods"):
        mix_and_rate(shop, "pays", "visits", "sku")
