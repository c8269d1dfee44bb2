"""Bad tables: the step that is hit says what it could not do; the others go on, without NaN."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from caopan.diagnosis import (
    Shop,
    change_points,
    cohorts,
    drill,
    fan_weeks,
    mix_and_rate,
    pacing,
    plot_changes,
    plot_cohorts,
    plot_drill,
    plot_fan_weeks,
    plot_mix_and_rate,
    plot_pacing,
    plot_response,
    plot_retention,
    plot_returns,
    rate_changes,
    refund_shares,
    response,
    retention,
    returns_by_age,
)
from caopan.errors import CaopanError

STEPS: dict[str, Callable[[Shop], object]] = {
    "mix_and_rate": lambda shop: mix_and_rate(shop, "buyers", "viewers", draws=20),
    "rate_changes": lambda shop: rate_changes(shop, draws=0),  # fifteen rates: the dear one
    "drill": drill,
    "retention": retention,
    "pacing": pacing,
    "returns_by_age": returns_by_age,
    "refund_shares": lambda shop: refund_shares(shop, draws=20),
    "cohorts": cohorts,
    "fan_weeks": fan_weeks,
    "response": response,
    "change_points": lambda shop: change_points(shop, ["enter rate", "GMV per visit"]),
}
READING = {"mix_and_rate", "drill", "retention", "cohorts"}
"""One step for each table that is spoilt."""
PLOTS = {
    "mix_and_rate": plot_mix_and_rate,
    "drill": plot_drill,
    "retention": plot_retention,
    "pacing": plot_pacing,
    "returns_by_age": plot_returns,
    "cohorts": plot_cohorts,
    "fan_weeks": plot_fan_weeks,
    "response": plot_response,
    "change_points": plot_changes,
}


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with event tables in both stretches."""
    return Shop.of("liuyi")


@pytest.fixture(scope="module")
def sound(shop) -> dict[str, object]:
    """What each step gives for the merchant as it is."""
    return results(shop)


def with_table(shop: Shop, name: str, table: pd.DataFrame) -> Shop:
    """The shop with another table."""
    return replace(shop, frames={**shop.frames, name: table})


def results(shop: Shop, names: Iterable[str] = STEPS) -> dict[str, object]:
    """What each step gives, or its sentence; anything else than a CaopanError is an error here."""
    found: dict[str, object] = {}
    for name in names:
        try:
            found[name] = STEPS[name](shop)
        except CaopanError as problem:
            found[name] = str(problem)
    return found


def shown(value: object) -> list[float]:
    """All numbers that a result shows, nulls left out."""
    if isinstance(value, pd.DataFrame):
        numbers = value.select_dtypes("number")
        return [x for column in numbers for x in numbers[column].dropna().astype(float)] + [
            np.nan
            for column in numbers
            if isinstance(numbers[column].dtype, np.dtype) and numbers[column].isna().any()
        ]
    if hasattr(value, "__dataclass_fields__"):
        return [x for one in fields(value) for x in shown(getattr(value, one.name))]
    if isinstance(value, tuple):
        return [x for one in value for x in shown(one)]
    return [float(value)] if isinstance(value, int | float) else []


def test_no_step_shows_nan_or_infinity(sound):
    """Each number that a step gives is finite or null, and each sentence says neither word."""
    for name, found in sound.items():
        assert not isinstance(found, str), name
        if name != "change_points":  # a day without a session is no number there
            assert np.isfinite(shown(found)).all(), name
        words = " ".join(getattr(found, "words", ()))
        assert "nan" not in words.lower().split(), name
        assert "inf" not in words.lower().split(), name


def test_each_figure_names_its_axes(sound):
    """Each axis that has a scale of its own carries a label; drawing warns of nothing."""
    for name, found in sound.items():
        if name in PLOTS:
            figure = PLOTS[name](found)
            figure.canvas.draw()
            assert all(axes.get_xlabel() or axes.get_ylabel() for axes in figure.axes), name


@pytest.mark.parametrize(
    ("table", "column", "hit"),
    [
        ("traffic_hour", "viewers", {"mix_and_rate"}),
        ("goods_hour", "gmv_fen", {"drill", "refund_shares", "fan_weeks", "response"}),
        ("visit", "leave_ts", {"retention", "pacing"}),
        ("order_line", "pay_ts", {"pacing", "returns_by_age", "cohorts"}),
    ],
)
def test_a_missing_column_hits_only_what_reads_it(shop, table, column, hit):
    """The steps that read the column name it and its table; all others give their result."""
    lame = with_table(shop, table, shop.table(table).drop(columns=column))
    found = results(lame, READING | hit)
    said = {name: text for name, text in found.items() if isinstance(text, str)}
    assert set(said) == hit
    assert all(column in text and table in text for text in said.values())


def test_facts_collected_twice_change_nothing(shop, sound):
    """With each row of each table there twice, all steps give what they gave."""
    twice = {name: pd.concat([table, table]) for name, table in shop.frames.items()}
    names = [name for name in STEPS if name != "rate_changes"]
    for name, again in results(replace(shop, frames=twice), names).items():
        assert shown(sound[name]) == pytest.approx(shown(again), nan_ok=True), name


def test_times_without_a_zone_are_refused_in_words(shop):
    """Hours in two zones, or in none, are not guessed at."""
    rows = shop.table("traffic_hour")
    bare = rows.assign(hour_ts=rows["hour_ts"].dt.tz_localize(None))
    mixed = rows.assign(hour_ts=rows["hour_ts"].astype(object))
    for table in (bare, mixed):
        found = results(with_table(shop, "traffic_hour", table), ["mix_and_rate", "drill"])
        assert "no time zone" in str(found["mix_and_rate"])
        assert not isinstance(found["drill"], str)


def test_one_session_and_no_tables_are_sentences(shop):
    """A shop with a single session, or with nothing at all, gets a reason from each step."""
    one = shop.table("live_session").iloc[[39]]
    few = {
        name: table[table["session_id"].isin(one["session_id"])] if "session_id" in table else table
        for name, table in shop.frames.items()
    }
    for frames in (few, {}):
        for name, found in results(replace(shop, frames=frames)).items():
            if name == "rate_changes":
                assert found["reason"].notna().all()
            elif not (frames and name in {"pacing", "drill", "fan_weeks", "cohorts"}):
                assert isinstance(found, str), name
                assert len(found) > 40
