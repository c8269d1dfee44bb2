"""The registry: the 42 metrics, complete and consistent with the tables they are read from."""

from caopan.board import CODES, METRICS, WINDOWS
from caopan.events.catalogue import DECLARED

FAMILIES = {
    "T": ("Traffic", 8),
    "I": ("Interaction", 3),
    "F": ("Fans", 4),
    "C": ("Conversion", 10),
    "G": ("Goods", 5),
    "A": ("Spend", 5),
    "S": ("Fulfilment", 3),
    "M": ("Commission", 4),
}


def test_there_are_42_in_eight_families_in_order():
    """Codes count up within their family, and the families stand in the board's order."""
    due = [f"{letter}{n}" for letter, (_, many) in FAMILIES.items() for n in range(1, many + 1)]
    assert list(METRICS) == list(CODES) == due
    assert all(metric.family == FAMILIES[code[0]][0] for code, metric in METRICS.items())


def test_every_needed_column_is_declared():
    """What a metric says it reads exists in the event tables."""
    declared = {f"{table}.{name}" for table, spec in DECLARED.items() for name in spec.names}
    for metric in METRICS.values():
        assert metric.needs
        assert {*metric.needs, *metric.hourly} <= declared


def test_words_are_there_and_names_are_unique():
    """Each metric has names, a definition and a trap; no two share a name."""
    for metric in METRICS.values():
        assert metric.zh
        assert metric.en
        assert metric.formula
        assert metric.trap.endswith(".")
        assert metric.window in WINDOWS
        assert "|" not in metric.sentence
    assert len({metric.zh for metric in METRICS.values()}) == 42
    assert len({metric.en for metric in METRICS.values()}) == 42


def test_percentages_are_ratios_and_say_when_they_are_null():
    """A unit that only a division can have comes with its two parts and its null rule."""
    for metric in METRICS.values():
        if metric.unit in {"%", "s", "×", "min"}:
            assert metric.ratio
        if metric.ratio:
            assert metric.numerator
            assert metric.denominator
            assert metric.null != "never"


def test_the_censored_ones_are_the_three_of_the_list():
    """Retention, pay success and on-time shipping judge only what is old enough."""
    assert [code for code, metric in METRICS.items() if metric.censored] == ["T8", "C7", "S3"]
