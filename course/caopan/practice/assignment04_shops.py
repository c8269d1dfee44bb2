"""Assignment 04, six shops: what is held to be wrong, how sure that is, and by which metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.diagnosis.answers import Beliefs, as_beliefs, as_metrics, points_of_second
from caopan.errors import CaopanError
from caopan.events import merchants
from caopan.events.places import folder_of, is_own
from caopan.practice.compare import UNIT_FACTORS, UNIT_RULE, as_numbers, described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop
    from caopan.market.planted import FaultId

REL: Final = 0.005
"""Relative tolerance of a metric's value: rounding to three digits is fine."""
CITED: Final = (1, 4)
"""Fewest and most metrics that are cited for a shop."""
Sums = Mapping[str, float]
ENDS: Final = ("before", "after")


class Metric(NamedTuple):
    """A metric that hour tables give for a stretch.

    words: the sums that are divided. unit: what the quotient is in. read: it, from ``totals``.
    """

    words: str
    unit: str
    read: Callable[[Sums], float]


READ: Final[dict[str, Metric]] = {
    "T1": Metric("impressions ÷ days", "a day", lambda s: s["impressions"] / s["days"]),
    "T2": Metric("visits ÷ impressions", "share", lambda s: s["visits"] / s["impressions"]),
    "T4": Metric("visits ÷ days", "a day", lambda s: s["visits"] / s["days"]),
    "T7": Metric("watch_s ÷ viewers", "s", lambda s: s["watch_s"] / s["viewers"]),
    "F2": Metric("follows ÷ (visits − fan_visits)", "share",
                 lambda s: s["follows"] / (s["visits"] - s["fan_visits"])),
    "F3": Metric("fan_visits ÷ visits", "share", lambda s: s["fan_visits"] / s["visits"]),
    "C4": Metric("exposures ÷ visits", "share", lambda s: s["exposures"] / s["visits"]),
    "C5": Metric("clicks ÷ exposures", "share", lambda s: s["clicks"] / s["exposures"]),
    "C6": Metric("creates ÷ clicks", "share", lambda s: s["creates"] / s["clicks"]),
    "C8": Metric("buyers ÷ viewers", "share", lambda s: s["buyers"] / s["viewers"]),
    "C9": Metric("gmv_fen ÷ 100 ÷ buyers", "yuan", lambda s: s["gmv_fen"] / 100 / s["buyers"]),
    "G2": Metric("best3_fen ÷ gmv_fen", "share", lambda s: s["best3_fen"] / s["gmv_fen"]),
    "A1": Metric("ad_spend_fen ÷ 100 ÷ days", "yuan",
                 lambda s: s["ad_spend_fen"] / 100 / s["days"]),
    "A2": Metric("paid_visits ÷ visits", "share", lambda s: s["paid_visits"] / s["visits"]),
    "A3": Metric("paid_gmv_fen ÷ ad_spend_fen", "yuan",
                 lambda s: s["paid_gmv_fen"] / s["ad_spend_fen"]),
    "S2": Metric("(gmv_fen − refund_fen) ÷ 100 ÷ days", "yuan",
                 lambda s: (s["gmv_fen"] - s["refund_fen"]) / 100 / s["days"]),
    "M4": Metric("(gmv_fen − cost_fen) ÷ gmv_fen", "share",
                 lambda s: (s["gmv_fen"] - s["cost_fen"]) / s["gmv_fen"]),
}  # fmt: skip
"""Metrics that can be cited, by the board's code; counted over all days of a stretch, so that they
come near to the board's own and are not the same (times for people, all sessions for one)."""


SIGNATURE: Final[Mapping[FaultId, str]] = {
    "FG1": "C4 C8 T7", "FG2": "C6 C8 G2", "FG3": "C6 C8", "FG4": "C4 C8 G2", "FG5": "S2",
    "FG6": "C4 C5 C8", "FG7": "M4 C9", "FG8": "C5 C8", "FT1": "C8 F3 T7", "FT2": "T2 A1 A2 A3",
    "FT3": "A1 A3", "FT4": "A1 A2 A3 F3", "FT5": "T1 T4", "FT6": "T4", "FT7": "T1 T4",
    "FT8": "A1 A2 T1", "FR1": "C4 T7", "FR2": "C8 T7", "FR3": "C8 S2", "FR4": "T2 T7",
    "FR5": "C8 F2 T7", "FR6": "S2", "FU1": "F3 T4", "FU2": "C8 F3", "FU3": "A3 C8 F2",
    "FX1": "C6 C8", "FX2": "T2", "FX3": "C8 T7 S2",
}  # fmt: skip
"""What each fault moves, by the course's own proposal of faults (their signatures)."""


def totals(merchant: str) -> pd.DataFrame:
    """Sums of the hour tables of a shop, in the two stretches that a diagnosis compares.

    Args:
        merchant: its short name, or ``"mine"``, ``"mine-2"`` and so on.

    Returns:
        Two rows, ``before`` and ``after``. Columns: ``days``; the sums of ``traffic_hour`` and
        ``goods_hour``; ``paid_visits`` and ``paid_gmv_fen``, of the source ``paid`` alone;
        ``best3_fen``, GMV of the three SKUs that sold most; ``cost_fen``, of the pieces sold.

    >>> totals("liuyi").index.to_list(), totals("liuyi")["days"].to_list()
    (['before', 'after'], [28.0, 28.0])
    """
    from caopan.diagnosis import Shop

    return _sums(Shop.of(merchant))


def _sums(shop: Shop) -> pd.DataFrame:
    import pandas as pd

    came, sold = shop.traffic, shop.goods
    costs = shop.table("product").drop_duplicates("sku_id").set_index("sku_id")["unit_cost_fen"]
    rows = []
    for name, after in zip(ENDS, (False, True), strict=True):
        here, goods = came[came["after"] == after], sold[sold["after"] == after]
        paid, paid_goods = (one[one["source"] == "paid"] for one in (here, goods))
        stretch = shop.periods[after]
        best = goods.groupby("sku_id")["gmv_fen"].sum().nlargest(3).sum()
        extra = {
            "days": stretch.end - stretch.first,
            "paid_visits": paid["visits"].sum(),
            "paid_gmv_fen": paid_goods["gmv_fen"].sum(),
            "best3_fen": best,
            "cost_fen": (goods["units"] * goods["sku_id"].map(costs)).sum(),
        }
        both = pd.concat([_whole(here), _whole(goods), pd.Series(extra)])
        rows.append(both.astype(float).rename(name))
    return pd.DataFrame(rows).drop(columns=["day", "after"], errors="ignore")


def _whole(table: pd.DataFrame) -> pd.Series:
    sums = table.sum(numeric_only=True)
    return sums[[name for name in sums.index if name not in ("day", "after")]]


def readings(merchant: str) -> dict[str, tuple[float, float]]:
    """The metrics that can be cited, by code: before and after; one that has no value is left out.

    >>> before, after = readings("liuyi")["C8"]
    >>> 0.02 < after < before < 0.03
    True
    """
    return dict(_readings(merchant, folder_of(merchant)))


@lru_cache(maxsize=64)
def _readings(merchant: str, _folder: Path) -> dict[str, tuple[float, float]]:
    before, after = (
        {str(name): float(total) for name, total in row.items()}
        for _, row in totals(merchant).iterrows()
    )
    found = {}
    for code, metric in READ.items():
        with suppress(ZeroDivisionError):
            found[code] = (metric.read(before), metric.read(after))
    return found


def own_shops() -> list[str]:
    """The trainee's own shops by name: mine, mine-2 and so on."""
    return sorted(name for name in merchants() if is_own(name))


def as_diagnoses(value: object, names: list[str]) -> dict[str, dict[FaultId, float]]:
    """Give the probabilities of each shop, or say what is wrong with them.

    Raises:
        AssertionError: a shop is missing, or its probabilities are none.

    >>> as_diagnoses({"mine": {"none": 0.4}}, ["mine"])
    Traceback (most recent call last):
    ...
    AssertionError: beliefs['mine']: the probabilities sum to 0.4, not to 1: what you are not ...
    """
    given = _by_shop(value, names, "beliefs")
    found = {}
    for name in names:
        try:
            found[name] = as_beliefs(given[name])
        except CaopanError as problem:
            raise AssertionError(f"beliefs[{name!r}]: {problem}") from problem
    return found


def as_seconds(value: object, names: list[str]) -> dict[str, float]:
    """Give the probabilities of a second fault, or say what is wrong with them.

    Raises:
        AssertionError: a shop is missing, or its probability is none.

    >>> as_seconds({"mine": 1.5}, ["mine"])
    Traceback (most recent call last):
    ...
    AssertionError: second['mine']: 1.5 is no probability of a second fault: a number from 0 to 1...
    """
    given = _by_shop(value, names, "second")
    for name in names:
        try:
            points_of_second(given[name], second=False, maximum=1)
        except CaopanError as problem:
            raise AssertionError(f"second[{name!r}]: {problem}") from problem
    return {name: float(given[name]) for name in names}


def as_evidence(value: object, names: list[str]) -> dict[str, dict[str, tuple[float, float]]]:
    """Give the metrics that are cited by shop, before and after, or say what is wrong with them.

    Raises:
        AssertionError: a shop is missing, a code is unknown, or a pair of numbers is none.

    >>> as_evidence({"mine": {"C8": 0.02}}, ["mine"])
    Traceback (most recent call last):
    ...
    AssertionError: evidence['mine']['C8'] is 0.02: a pair (before, after) is asked for.
    """
    given = _by_shop(value, names, "evidence")
    return {name: _cited(given[name], f"evidence[{name!r}]") for name in names}


def _cited(value: Any, what: str) -> dict[str, tuple[float, float]]:
    assert isinstance(value, Mapping), f"{what}: a dict by code is asked for."
    assert CITED[0] <= len(value) <= CITED[1], (
        f"{what}: {len(value)} metrics are cited; {CITED[0]} to {CITED[1]} are asked for."
    )
    found = {}
    for code, pair in value.items():
        try:
            as_metrics([code])
        except CaopanError as problem:
            raise AssertionError(f"{what}: {problem}") from problem
        assert code in READ, f"{what}: {code} is not among the task's metrics: {', '.join(READ)}."
        said = f"{what}[{code!r}] is {described(pair)}: a pair (before, after) is asked for."
        assert isinstance(pair, list | tuple), said
        assert len(pair) == 2, said
        both = as_numbers(dict(zip(ENDS, pair, strict=True)), ENDS, f"{what}[{code!r}]")
        found[code] = (both["before"], both["after"])
    return found


def _by_shop(value: object, names: list[str], what: str) -> dict[str, Any]:
    assert isinstance(value, Mapping), f"{what}: a dict by shop is asked for."
    missing = [name for name in names if name not in value]
    assert not missing, f"{what}: {missing[0]!r} is missing; your shops are {', '.join(names)}."
    return dict(value)


def said_of_reading(merchant: str, code: str, pair: tuple[float, float]) -> str:
    """Say what is wrong with a metric's two values; empty where both reproduce."""
    true = readings(merchant).get(code)
    if true is None:
        return f"{merchant}, {code}: it has no value there, for its denominator is zero."
    if all(isclose(one, other, rel_tol=REL) for one, other in zip(pair, true, strict=True)):
        return ""
    shown = f"{merchant}, {code} is ({pair[0]:.6g}, {pair[1]:.6g})"
    if all(isclose(one, other, rel_tol=REL) for one, other in zip(pair, true[::-1], strict=True)):
        return f"{shown}: before and after are exchanged."
    for factor in UNIT_FACTORS:
        if all(isclose(a, b * factor, rel_tol=REL) for a, b in zip(pair, true, strict=True)):
            return f"{shown}: {UNIT_RULE}."
    return f"{shown}: this does not reproduce; divide {READ[code].words} in each stretch."


def telling(fault: FaultId) -> frozenset[str]:
    """The metrics that speak for or against an answer; all of them where nothing is wrong.

    They are those of its signature, and those of the toolkit's evidence that is there to tell it.

    >>> "T1" in telling("FT5"), telling("none") == set(READ)
    (True, True)
    """
    if fault == "none":
        return frozenset(READ)
    from caopan.diagnosis.evidence import evidence_cards

    cards = evidence_cards().values()
    told = {code for card in cards if fault in card.speaks for code in card.metrics}
    return frozenset({*SIGNATURE[fault].split(), *told} & set(READ))


def points_of_evidence(
    cited: Mapping[str, Mapping[str, tuple[float, float]]],
    beliefs: Mapping[str, Beliefs],
    maximum: float,
) -> tuple[float, list[str]]:
    """Points for evidence that reproduces and that speaks to the likeliest answer; and reasons.

    Half of a shop's points are for values that reproduce, each alike; the other half for at least
    one of these that speaks to the answer which the trainee holds likeliest.
    """
    share, why = 0.0, []
    for name, metrics in cited.items():
        wrong = {code: said_of_reading(name, code, pair) for code, pair in metrics.items()}
        right = [code for code, said in wrong.items() if not said]
        why += [said for said in wrong.values() if said]
        held: FaultId = max(beliefs[name], key=lambda fault, of=name: beliefs[of][fault])  # type: ignore[misc]
        speaks = [code for code in right if code in telling(held)]
        if right and not speaks:
            why.append(f"{name}: no metric that reproduces speaks for or against {held}.")
        share += (len(right) / len(metrics) + bool(speaks)) / 2 / len(cited)
    return maximum * share, why


@exercise(
    "04-beliefs",
    "Read FAULTS and CARDS: each fault has a look-alike, and a cut that tells them apart.",
    "findings(Shop.of('mine')) is the reference diagnosis: start from it, then ask the tables what "
    "it cannot know.",
    "Between two that you cannot tell apart share the probability; a fifth of all shops is sound.",
    praise="Probabilities for each shop; how good they are, the grade will tell.",
)
def _beliefs(value: object) -> str | None:
    return _shape(as_diagnoses, value)


@exercise(
    "04-second",
    "A third of the shops with a fault have a second one, weaker and of another family.",
    "Is something left that the main fault does not explain? Then more than a third, else less.",
    praise="A probability for each shop.",
)
def _second(value: object) -> str | None:
    return _shape(as_seconds, value)


@exercise(
    "04-evidence",
    "totals('mine') gives the sums of both stretches; divide as the table of the task says.",
    "Which metric would have stayed if your likeliest answer were wrong? Cite that one.",
    praise="These values reproduce.",
)
def _evidence(value: object) -> str | None:
    said = _shape(as_evidence, value)
    if said:
        return said
    cited = as_evidence(value, own_shops())
    wrong = (
        said_of_reading(name, code, pair) for name in cited for code, pair in cited[name].items()
    )
    return next((one for one in wrong if one), None)


def _shape(read: Callable[[object, list[str]], object], value: object) -> str | None:
    try:
        read(value, own_shops())
    except AssertionError as problem:
        return str(problem)
    return None
