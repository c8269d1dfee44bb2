"""Assignment 03: who is of the same structure, what is beyond the peers, and where it was lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.practice.compare import Want, as_numbers, described, reasons
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Adjusted, Shop

SHOPS: Final = ("mine", "mine-2", "mine-3", "mine-4")
SIZE, PRICE = 1.5, 1.15
"""Most times by which a day's GMV, and GMV per unit, may differ either way in task 1 (assumed)."""
BEYOND: Final = ("change", "peers", "own", "unusual")
STEPS: Final = (
    "impressions",
    "views per impression",
    "exposures per viewer",
    "click rate",
    "lines paid per click",
    "GMV per buyer",
)
"""Steps that both a shop and its peers tell of."""
SOURCES: Final = (
    "recommend",
    "follow",
    "short_video",
    "plaza",
    "search",
    "mall",
    "paid",
    "share",
)
LOST_WORTH: Final = {"step": 2.0, "source": 2.0, "yuan": 1.0}


def own_shops() -> dict[str, Shop]:
    """Give the trainee's four shops, each as ``Shop.of`` gives it.

    Raises CaopanError outside of the fetched assignment.
    """
    return dict(_shops(_folder()))


def candidates() -> pd.DataFrame:
    """Give all merchants that a trainee was offered as peers, by the day, under names that tell
    nothing: the peers of all the trainee's shops, mixed.

    Columns: ``candidate``, ``category``, ``day`` of the history, ``units``, ``gmv_fen``.
    Raises CaopanError outside of the fetched assignment.
    """
    return _mixed(_folder()).copy()


def same_structure() -> set[str]:
    """Give the candidates that fit the shop ``mine`` by the rule of task 1."""
    return {name for name, one in _fit(_folder()).items() if all(one.values())}


def beyond_peers() -> dict[str, float]:
    """Give the change of the GMV of ``mine``, the peers', what is left, and how unusual it is."""
    return {name: _of_gmv(name) for name in BEYOND}


def most_lost() -> dict[str, Any]:
    """Give the step and the source of ``mine`` that lost most beyond the peers, and the whole."""
    rows = _adjusted(_folder()).table.set_index("quantity")
    missing = _missing()
    return {
        "step": str(rows.loc[list(STEPS), "own"].astype(float).idxmin()),
        "source": str(missing.idxmin()),
        "yuan": float(missing.sum()),
    }


def points_of_same(given: object, most: float = 3.0) -> tuple[float, list[str]]:
    """Give the points of task 1, and what is wrong: all less the share of wrong names.

    Raises AssertionError for what is no set of candidates.
    """
    said = as_names(given)
    fit = _fit(_folder())
    right = same_structure()
    why = []
    if right - said:
        why.append("same: a candidate that fits all three is missing.")
    for rule, word in (("category", "sells something else"), ("size", "is too large or too small")):
        if any(not fit[name][rule] for name in said):
            why.append(f"same: a candidate {word}.")
    if any(not fit[name]["price"] for name in said):
        why.append("same: a candidate has another price band: GMV ÷ units, not a day's GMV.")
    wrong = len(said ^ right) / max(len(right), 1)
    return round(most * max(0.0, 1 - wrong), 2), why


def as_names(given: object) -> set[str]:
    """Give an answer's candidates, or say what is wrong with its shape: AssertionError."""
    listed = isinstance(given, set | frozenset | list | tuple) or hasattr(given, "tolist")
    said = f"same: a set of names such as 'c01' is asked for, not {described(given)}."
    assert listed, said
    names: set[str] = set(given)  # type: ignore[call-overload]  # what is listed can be made a set
    known = set(_fit(_folder()))
    strange = [name for name in names if name not in known]
    assert not strange, f"same: {described(strange[0])} is no candidate."
    return names


def points_of_beyond(given: Mapping[str, float], most: float = 4.0) -> tuple[float, list[str]]:
    """Give the points of task 2, one number each, and which rules are broken."""
    wrong = reasons(given, _wanted(), "beyond")
    return round(most * (1 - len(wrong) / len(BEYOND)), 2), list(wrong.values())


def as_lost(given: object) -> dict[str, Any]:
    """Give the three parts of task 4's answer, or say what is wrong: AssertionError."""
    assert isinstance(given, Mapping), f"lost: a dict is asked for, not {described(given)}."
    missing = [key for key in LOST_WORTH if key not in given]
    assert not missing, f"lost: the key {missing[0]!r} is missing."
    for key, known in (("step", STEPS), ("source", SOURCES)):
        value = given[key]
        good = isinstance(value, str) and value in known
        assert good, f"lost[{key!r}] is {described(value)}; take one of {', '.join(known)}."
    return {**dict(given), **as_numbers(given, ("yuan",), "lost")}


def points_of_lost(given: Mapping[str, Any]) -> tuple[float, list[str]]:
    """Give the points of task 4, at most 5, and what is wrong."""
    right, why = most_lost(), []
    points = 0.0
    for key, hint in (
        ("step", "another step lies lower beyond the peers; the longest bar is no measure"),
        ("source", "another source misses more of what the peers' change would have left it"),
    ):
        if given[key] == right[key]:
            points += LOST_WORTH[key]
        else:
            why.append(f"lost[{key!r}] is {given[key]!r}: {hint}.")
    sold = _sold(_folder())
    whole = float(sold["after"].sum() - sold["before"].sum())
    traps = {
        "this is the whole change: the peers' is still in it": whole,
        "what is missing is negative": -right["yuan"],
        "only one source is in it": float(_missing().min()),
    }
    want = {"yuan": Want(right["yuan"], traps=traps)}
    wrong = reasons({"yuan": given["yuan"]}, want, "lost")
    return points + LOST_WORTH["yuan"] * (not wrong), why + list(wrong.values())


def _folder() -> Path:
    """Where the trainee's tables are: what is kept below is kept for them only."""
    from caopan.events.places import folder_of

    return folder_of("mine")


@lru_cache(maxsize=2)
def _shops(_: Path) -> dict[str, Shop]:
    from caopan.diagnosis import Shop

    return {name: Shop.of(name) for name in SHOPS}


def _shop(folder: Path) -> Shop:
    return _shops(folder)["mine"]


@lru_cache(maxsize=4)
def _adjusted(folder: Path) -> Adjusted:
    from caopan.diagnosis import adjust

    return adjust(_shop(folder))


@lru_cache(maxsize=4)
def _mixed(_: Path) -> pd.DataFrame:
    import pandas as pd

    from caopan.events import card, load

    parts = []
    for shop in SHOPS:
        table, of = load("peer_day", merchant=shop), card(shop)
        start = pd.Timestamp(of.first_day, tz="Asia/Shanghai")
        day = (table["day_ts"] - start).dt.days
        parts.append(table.assign(category=of.category, day=day))
    whole = pd.concat(parts, ignore_index=True)
    # an order that tells nothing: by the last digits of what each has sold
    digits = whole.groupby("peer_id")["gmv_fen"].sum() % 9_973
    names = {peer: f"c{at:02}" for at, peer in enumerate(digits.sort_values().index, start=1)}
    whole = whole.assign(candidate=whole["peer_id"].map(names))
    columns = ["candidate", "category", "day", "units", "gmv_fen"]
    return whole[columns].sort_values(["candidate", "day"], ignore_index=True)


@lru_cache(maxsize=4)
def _fit(folder: Path) -> dict[str, dict[str, bool]]:
    """Which parts of the rule each candidate keeps."""
    shop, others = _shop(folder), _mixed(folder)
    first = shop.periods.before
    mine = shop.goods[~shop.goods["after"]][["gmv_fen", "units"]].sum()
    theirs = others[others["day"].between(first.first, first.end - 1)].groupby("candidate")
    sums = theirs[["gmv_fen", "units"]].sum()
    kind = others.groupby("candidate")["category"].first()

    def near(times: float, most: float) -> bool:
        return 1 / most <= times <= most

    return {
        str(name): {
            "category": kind[name] == shop.category,
            "size": near(gmv / mine["gmv_fen"], SIZE),
            "price": near((gmv / units) / (mine["gmv_fen"] / mine["units"]), PRICE),
        }
        for name, gmv, units in sums.itertuples()
    }


@lru_cache(maxsize=4)
def _sold(folder: Path) -> pd.DataFrame:
    """GMV of an average day by source, before and after, in yuan."""
    import pandas as pd

    shop = _shop(folder)
    sums = shop.goods.groupby(["source", "after"])["gmv_fen"].sum().unstack(fill_value=0)
    before, after = (one.end - one.first for one in shop.periods)
    return pd.DataFrame({"before": sums[False] / before / 100, "after": sums[True] / after / 100})


def _missing() -> pd.Series:
    """What each source sold a day beyond what the peers' change would have left it, in yuan."""
    sold = _sold(_folder())
    missing: pd.Series = sold["after"] - sold["before"] * exp(_of_gmv("peers"))
    return missing


def _of_gmv(name: str) -> float:
    """A column of the adjusted change of GMV."""
    table = _adjusted(_folder()).table
    return float(table.loc[table["quantity"] == "gmv_fen", name].iloc[0])


def _wanted() -> dict[str, Want]:
    """The four numbers of task 2, and where the usual wrong ones come from."""
    folder, right = _folder(), beyond_peers()
    before, after = (one.end - one.first for one in _shop(folder).periods)
    match = _adjusted(folder).match
    assert match is not None, "variants have peers"
    spread, count = _of_gmv("spread"), len(match.kept)
    scale = (1 + 1 / count) ** 0.5
    sums = log(after / before)  # what sums instead of averages add
    linear = {name: exp(right[name]) - 1 for name in BEYOND[:3]}
    per_cent = "this is a share; the logarithm is asked for"
    return {
        "change": Want(
            right["change"],
            traps={
                per_cent: linear["change"],
                "sums of days stand in it; the stretches differ in length": right["change"] + sums,
                "after ÷ before, not the other way": -right["change"],
            },
        ),
        "peers": Want(
            right["peers"],
            traps={
                per_cent: linear["peers"],
                "sums of days stand in it; the stretches differ in length": right["peers"] + sums,
            },
            otherwise="the mean of each kept peer's own logarithm is asked for",
        ),
        "own": Want(
            right["own"],
            traps={
                per_cent: linear["own"],
                "per cents do not subtract": linear["change"] - linear["peers"],
                "shop less peers, not the other way": -right["own"],
            },
        ),
        "unusual": Want(
            right["unusual"],
            traps={
                "the mean of the peers is uncertain, too: √(1 + 1 ÷ n) is missing": (
                    right["unusual"] * scale
                ),
                "the whole change stands above the line": right["change"] / (spread * scale),
                "the spread divides by n - 1 (ddof=1)": (
                    right["unusual"] * (count / (count - 1)) ** 0.5
                ),
            },
        ),
    }


@exercise(
    "03-same",
    "candidates[candidates['day'] < 21].groupby('candidate')[['gmv_fen', 'units']].sum()",
    "Your own sums are in shops['mine'].goods, where `after` is False.",
    "near = lambda times, most: 1 / most <= times <= most",
    praise="The shape is right. Hidden tests compare name by name.",
)
def _same(value: object) -> str | None:
    try:
        names = as_names(value)
    except AssertionError as broken:
        return str(broken)
    if len(names) == len(_fit(_folder())):
        return "same holds every candidate: then nothing was compared."
    return None


@exercise(
    "03-beyond",
    "adjust(shops['mine']).table holds a row gmv_fen; by hand: the mean of days, then np.log.",
    "own = change - peers; unusual = own ÷ (spread × √(1 + 1 ÷ n)), n the number of kept peers.",
    praise="The shape is right, and the parts fit together. Hidden tests know the numbers.",
)
def _beyond(value: object) -> str | None:
    try:
        given = as_numbers(value, BEYOND, "beyond")
    except AssertionError as broken:
        return str(broken)
    if abs(given["change"] - given["peers"] - given["own"]) > 1e-6:
        return "beyond: own must be change less peers."
    if given["own"] * given["unusual"] < 0:
        return "beyond: unusual has the sign of own."
    return None


@exercise(
    "03-lost",
    "rows = adjust(shops['mine']).table.set_index('quantity'); look at `own` of the six steps.",
    "What a source would have sold with the peers: its day before × exp(the peers' change of GMV).",
    praise="The shape is right. Hidden tests know step, source and yuan.",
)
def _lost(value: object) -> str | None:
    try:
        as_lost(value)
    except AssertionError as broken:
        return str(broken)
    return None
