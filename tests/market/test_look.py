"""A look inside: two plays under one luck, and honest bands of them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Plan, baseline, play, play_many, sample
from caopan.market.bands import MEASURES, band, daily, summed
from caopan.market.look import HEAD, Look, Stretch, compare, look, shown

DAYS, SEEDS = 9, 12


@pytest.fixture(scope="module")
def seen() -> Look:
    """Half as much again for paid traffic at the jade workshop."""
    return look("yunshi", "paid", 150, days=DAYS, seeds=SEEDS)


def test_bands_are_of_the_plays_themselves(seen: Look) -> None:
    """Bands equal the quantiles of ``play`` with the same seeds; differences are paired."""
    one = sample("yunshi")
    plans = [(one, baseline(one)), (one, Plan(paid_bp=15_000))]
    idle, done = play_many(plans, days=DAYS, seeds=range(SEEDS))
    sides = seen.of_days("gmv")
    for got, values in (
        (sides.without, idle.gmv_fen),
        (sides.pulled, done.gmv_fen),
        (sides.difference, done.gmv_fen - idle.gmv_fen),
    ):
        assert np.allclose(got, np.quantile(values / 100, (0.1, 0.5, 0.9), axis=0))
    assert seen.better == (done.total_fen > idle.total_fen).sum()


def test_what_comes_together_ends_at_the_total(seen: Look) -> None:
    """The last day of the running band is the band of the whole period."""
    total = seen.of("contribution", Stretch("total", 0, DAYS))
    last = np.array([[float(end[-1]) for end in side] for side in seen.running()])
    assert np.allclose(last, np.array(total, dtype=np.float64))


def test_both_sides_have_the_same_luck(seen: Look) -> None:
    """Paired differences vary far less than two plays with luck of their own would."""
    idle, done = seen.without.total_fen, seen.pulled.total_fen
    assert np.var(done - idle) < 0.2 * (np.var(done) + np.var(idle))


@pytest.mark.parametrize("merchant", SAMPLES)
def test_doing_nothing_changes_nothing(merchant: str) -> None:
    """Without a change all differences are nought, in numbers and in words."""
    idle = look(merchant, "nothing", days=2, seeds=3)
    for measure in MEASURES:
        assert not np.any(idle.of_days(measure.name).difference)
    assert idle.sentence() == "Contribution is the same with it and without in all 3 seeds."
    assert idle.better == 0
    assert idle.messages == ()


def test_the_sentence_counts_and_measures(seen: Look) -> None:
    """The sentence holds the count, the median and the ends of the paired difference."""
    gain = (seen.pulled.total_fen - seen.without.total_fen) / 100
    low, median, high = np.quantile(gain, (0.1, 0.5, 0.9))
    assert seen.sentence().startswith(f"{(gain > 0).sum()} of {SEEDS} seeds ")
    assert f"by {median:+,.0f} yuan (80 % of seeds: {low:+,.0f} to {high:+,.0f})" in seen.sentence()
    first = int(np.argmax(gain))
    won = np.where(np.arange(SEEDS) == first, 1, -1)[:, None]
    one = replace(seen, pulled=replace(seen.without, contribution_fen=seen.without.fans * 0 + won))
    none = replace(one, without=replace(seen.without, contribution_fen=seen.without.fans * 0))
    assert none.sentence().startswith(f"1 of {SEEDS} seeds is better with it")


def test_measures_add_up_as_they_say(seen: Look) -> None:
    """Money and stock-outs are summed, fans are those of the last day, refunds a share of sums."""
    done, days = seen.pulled, slice(0, DAYS)
    assert (summed(done, "spend", days) == done.spend_fen.sum(axis=1) / 100).all()
    assert (summed(done, "stock_outs", days) == done.stock_outs.sum(axis=1)).all()
    assert (summed(done, "fans", days) == done.fans[:, -1]).all()
    share = done.refund_fen.sum(axis=1) / done.gmv_fen.sum(axis=1)
    assert np.allclose(summed(done, "refund_share", days), 100 * share)


def test_a_share_of_nothing_is_none(seen: Look) -> None:
    """Where nothing was sold the refund share is missing, not nought, and no warning comes."""
    sold = seen.without.gmv_fen.copy()
    sold[0, 0], sold[:, 1] = 0, 0
    shy = replace(seen.without, gmv_fen=sold)
    assert np.isnan(daily(shy, "refund_share")[0, 0])
    bands = band(daily(shy, "refund_share"))
    assert np.isfinite(bands.median[0])
    assert np.isnan(bands.median[1])
    rows = replace(seen, without=shy).rows(Stretch("day 2", 1, 2))
    assert rows[2][1:] == ("–", rows[2][2], "–", "–")


def test_weeks_and_dates(seen: Look) -> None:
    """Days follow the history; weeks are of the plan, the last may be short; one week is none."""
    assert [span.name for span in seen.stretches()] == ["week 1", "week 2", "total"]
    assert seen.stretches()[1] == Stretch("week 2", 7, DAYS)
    assert [span.name for span in look("yunshi", "nothing", days=7, seeds=1).stretches()] == [
        "total"
    ]
    one = seen.scenario
    assert (seen.date(0) - one.first_day).days == one.days
    assert isinstance(seen.date(0), date)


def test_the_table_holds_every_day_week_and_total(seen: Look) -> None:
    """One row a measure and stretch; low <= median <= high; a single day equals its daily band."""
    frame = seen.frame()
    assert len(frame) == len(MEASURES) * (DAYS + 3)
    for side in ("without", "pulled", "difference"):
        low, median, high = (frame[f"{side}_{end}"] for end in ("low", "median", "high"))
        assert (low <= median).all()
        assert (median <= high).all()
    day = frame[(frame["measure"] == "gmv") & (frame["span"] == "day 3")].iloc[0]
    assert day["pulled_median"] == pytest.approx(float(seen.of_days("gmv").pulled.median[2]))
    assert day["first_day"] == day["last_day"] == seen.date(2)


def test_rows_are_text_without_minus_nothing(seen: Look) -> None:
    """Rows have a cell for each heading, signs on differences, and no "-0"."""
    for row in seen.rows(seen.stretches()[-1]):
        assert len(row) == len(HEAD)
        assert row[3][0] in "+-"
        assert "-0" not in {cell.rstrip(".0") for cell in row}


def test_a_play_is_remembered() -> None:
    """The same merchant, plan, days and seeds are played once; the name of a plan is no matter."""
    first, again = (look("yunshi", "hype", 0.6, days=2, seeds=2) for _ in range(2))
    assert first.pulled is again.pulled
    other = look("yunshi", "videos", 6, days=2, seeds=2)
    assert other.without is first.without
    named = compare(sample("yunshi"), Plan(name="calm", hype=0.6), days=2, seeds=2)
    assert named.pulled is first.pulled
    assert named.said == "calm"


def test_a_remembered_play_is_the_play() -> None:
    """What is shown is what ``play`` gives for the same plan, also through JSON and back."""
    one = sample("yunshi")
    plain = play(one, Plan(hype=0.6), days=2, seeds=range(2))
    kept = look("yunshi", "hype", 0.6, days=2, seeds=2).pulled
    assert (plain.contribution_fen == kept.contribution_fen).all()


def test_the_operator_hears_what_is_questionable() -> None:
    """A plan's feasibility messages are there; those on the merchant's own calendar are not."""
    assert any("hype" in said for said in look("yunshi", "hype", 0.9, days=2, seeds=1).messages)
    rest = look("yunshi", "rest", 1, days=7, seeds=1)
    assert rest.messages == ()


@pytest.mark.parametrize(
    ("merchant", "days", "seeds", "reason"),
    [
        ("mine", 2, 2, "truth of a graded merchant is not in this house"),
        ("nobody", 2, 2, "no sample merchant 'nobody'"),
        ("", 2, 2, "no sample merchant"),
        ("yunshi", 0, 2, "days: 0 cannot be played here; give 1 to 90"),
        ("yunshi", 91, 2, "days"),
        ("yunshi", 2, 0, "seeds: 0 cannot be played here; give 1 to 1000"),
        ("yunshi", 2, 1001, "seeds"),
    ],
)
def test_what_cannot_be_looked_at_is_said(
    merchant: str, days: int, seeds: int, reason: str
) -> None:
    """Graded and unknown merchants, no days, no seeds, too many: one sentence each."""
    with pytest.raises(CaopanError, match=reason):
        look(merchant, "paid", days=days, seeds=seeds)


def test_names_may_be_typed_loosely() -> None:
    """Capitals and blanks around a merchant's name do not matter."""
    assert shown("  YUNSHI ").merchant == "yunshi"
