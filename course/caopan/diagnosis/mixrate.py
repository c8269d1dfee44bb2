"""Mix against rate (结构与比率): did each group change, or only how much of each there is?

A rate of the whole is the groups' rates weighted by their shares of what stands under the line.
It moves when shares move though no group does: then nobody got worse, other people came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.facts import FEW, null, nullable, ratio, within
from caopan.diagnosis.quantities import QUANTITIES, counts
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

Floats = npt.NDArray[np.float64]


class Rate(NamedTuple):
    """A rate worth looking at.

    words: what it is. codes: the board's metrics that it comes near to. over, under: quantities
    above and under the line. times, unit: how it is shown. events: what is counted to see whether
    there is enough under the line. trap: how it differs from the metric, or misleads.
    """

    words: str
    codes: tuple[str, ...]
    over: str
    under: str
    times: float = 100
    unit: str = "%"
    events: str = ""
    trap: str = ""


RATES: Final = {
    rate.words: rate
    for rate in (
        Rate("enter rate", ("T2",), "visits", "impressions", trap="visits past a cover are in it"),
        Rate("watch time per viewer", ("T7",), "watch_s", "viewers", 1, "s"),
        Rate("fan share of visits", ("F3",), "fan_visits", "visits", trap="visits, not people"),
        Rate("follow conversion", ("F2",), "follows", "other_visits", trap="visits, not people"),
        Rate("clicks for an exposure", ("C5",), "clicks", "exposures", trap="times, not people"),
        Rate("orders for a click", ("C6",), "creates", "clicks", trap="lines and times"),
        Rate("pay success rate", ("C7",), "pays", "creates", trap="lines, not orders"),
        Rate("view-to-buy rate", ("C8",), "buyers", "viewers"),
        Rate("GMV per buyer", ("C9",), "gmv_fen", "buyers", 0.01, "¥"),
        Rate("GMV per 1,000 views", ("C10",), "gmv_fen", "visits", 10, "¥"),
        Rate(
            "refunded share of GMV",
            ("S2", "C1"),
            "refund_fen",
            "gmv_fen",
            events="pays",
            trap="refunds of the last days are still to come: see returns_by_age",
        ),
        Rate("60-s retention", ("T8",), "stayed", "judged"),
        Rate("bounce below 6 s", ("T8",), "bounced", "entries", trap="not on the board: its root"),
        Rate("view-to-buy rate, event sessions", ("C8",), "purchasers", "people"),
        Rate("GMV per 1,000 views, event sessions", ("C10",), "paid_fen", "entries", 10, "¥"),
    )
}
"""The rates worth looking at, by name; the last four are from event tables and known by fan, too.

>>> RATES["GMV per 1,000 views"].codes
('C10',)
"""


class Terms(NamedTuple):
    """By group: what its share, its own rate, and what has nothing under the line moved."""

    mix: Floats
    rate: Floats
    off: Floats


def mix_terms(
    over0: npt.ArrayLike, under0: npt.ArrayLike, over1: npt.ArrayLike, under1: npt.ArrayLike
) -> Terms:
    """Split the change of a rate, exactly: all terms together are the change.

    over, under: counts above and under the line before (0) and after (1), shape (..., groups).
    With shares w and rates r: rate = mean(w) x change of r; mix = change of w x (mean(r) - middle
    of the whole); both stretches count alike (midpoint weights). A group that is there on one side
    only is all mix. What is counted where nothing is under the line (people who follow a link
    passed no cover) is ``off``. Nan where all of it has nothing under the line.

    >>> t = mix_terms([80, 2], [800, 100], [44, 12], [400, 500])
    >>> [round(float(term.sum()), 4) for term in t]
    [-0.0369, 0.008, 0.0]
    """
    n0, d0, n1, d1 = (np.asarray(x, dtype=np.float64) for x in (over0, under0, over1, under1))
    with np.errstate(invalid="ignore", divide="ignore"):
        all0, all1 = d0.sum(axis=-1, keepdims=True), d1.sum(axis=-1, keepdims=True)
        w0, w1 = d0 / all0, d1 / all1
        r0, r1 = n0 / d0, n1 / d1
        off = np.where(d1 > 0, 0.0, n1 / all1) - np.where(d0 > 0, 0.0, n0 / all0)
    r0, r1 = np.where(d0 > 0, r0, r1), np.where(d1 > 0, r1, r0)
    r0, r1 = (np.where((d0 > 0) | (d1 > 0), r, 0.0) for r in (r0, r1))
    middle = ((w0 * r0).sum(axis=-1, keepdims=True) + (w1 * r1).sum(axis=-1, keepdims=True)) / 2
    return Terms((w1 - w0) * ((r0 + r1) / 2 - middle), (w0 + w1) / 2 * (r1 - r0), off)


@dataclass(frozen=True, eq=False)
class MixRate:
    """Change of a rate between the stretches, split by group.

    rate: which one. by: the grouping. before, after: the rate of the whole, in its unit. terms:
    index mix, rate, off, change; columns value, low, high (95 %, days resampled; null where a
    stretch has fewer than three days with data). groups: by group its counts, rate, share of what
    is under the line, terms, and ``few``. reversal: a Simpson reversal in words, else None.
    """

    rate: Rate
    by: str
    before: float
    after: float
    terms: pd.DataFrame
    groups: pd.DataFrame
    reversal: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        value, rate = self.terms["value"], self.rate
        said = [
            (
                f"{rate.words} {_moved(value['change'])} from {_shown(self.before, rate)} to "
                f"{_shown(self.after, rate)}: mix by {self.by} {_signed(value['mix'], rate)}, rate "
                f"within {_signed(value['rate'], rate)}."
            )
        ]
        if abs(value["off"]) > 1e-12:
            said.append(f"{_signed(value['off'], rate)} is of groups with nothing under the line.")
        if self.reversal:
            said.append(self.reversal)
        if few := [str(name) for name in self.groups.index[self.groups["few"]]]:
            said.append(f"Too few to judge (below {FEW} a stretch): {', '.join(few)}.")
        return tuple([*said, f"Mind: {rate.trap}."] if rate.trap else said)


def mix_and_rate(
    shop: Shop,
    numerator: str,
    denominator: str,
    by: str | Sequence[str] = "source",
    draws: int = 200,
    seed: int = 7,
) -> MixRate:
    """Split the change of a rate between the stretches into mix and rate, by group.

    numerator, denominator: of ``QUANTITIES``, see ``RATES`` for those worth looking at. by: of
    ``GROUPINGS``, or several. draws: of days with replacement, for the intervals.
    Raises CaopanError for unknown words, missing tables, or a denominator of zero in a stretch.

    >>> from caopan.diagnosis import Shop
    >>> found = mix_and_rate(Shop.of("liuyi"), "buyers", "viewers", by="source")
    >>> found.rate.codes, bool(abs(found.terms["value"]["change"]) > 0)
    (('C8',), True)
    """
    key = by if isinstance(by, str) else " x ".join(by)
    pair = (numerator, denominator)
    known = next((r for r in RATES.values() if (r.over, r.under) == pair), None)
    table = counts(shop, _columns(known) if known else list(dict.fromkeys(pair)), by)
    rate = known or Rate(f"{QUANTITIES[numerator]} by {QUANTITIES[denominator]}", (), *pair, 1, "")
    return split(within(shop, table), rate, key, draws, seed)


def split(table: pd.DataFrame, rate: Rate, by: str, draws: int = 200, seed: int = 7) -> MixRate:
    """Split the change of a rate, from a table of counts by day and group.

    table: columns day, group, the boolean after, and the quantities of the rate.
    Raises CaopanError where nothing stands under the line in a stretch.
    """
    sides = [table[~table["after"]], table[table["after"]]]
    for side, name in zip(sides, ("before", "after"), strict=True):
        if side[rate.under].sum() <= 0:
            raise CaopanError(
                f"{rate.words}: there are no {QUANTITIES.get(rate.under, rate.under)} in the "
                f"stretch {name}; compare around another day, or take another rate."
            )
    cells = [_cells(side, rate, _in_order(set(table["group"]))) for side in sides]
    groups = _groups(cells, rate)
    terms = _intervals(cells, rate, draws, seed)
    n0, d0, n1, d1 = (c.sum(axis=0) for pair in cells for c in pair[:2])
    whole = [float(n.sum() / d.sum() * rate.times) for n, d in ((n0, d0), (n1, d1))]
    return MixRate(rate, by, whole[0], whole[1], terms, groups, _reversal(groups, terms, rate))


class _Cells(NamedTuple):
    over: Floats
    under: Floats
    events: Floats
    names: list[object]


def _cells(side: pd.DataFrame, rate: Rate, names: list[object]) -> _Cells:
    """Counts as arrays (days, groups)."""
    days, row = np.unique(side["day"].to_numpy(), return_inverse=True)
    column = side["group"].map({name: n for n, name in enumerate(names)}).to_numpy(np.int64)

    def grid(value: str) -> Floats:
        cells = np.zeros((len(days), len(names)))
        np.add.at(cells, (row, column), side[value].to_numpy(np.float64))
        return cells

    return _Cells(grid(rate.over), grid(rate.under), grid(rate.events or rate.under), names)


def _in_order(names: set[Any]) -> list[object]:
    return sorted(names, key=lambda name: (isinstance(name, str), name))


def _groups(cells: list[_Cells], rate: Rate) -> pd.DataFrame:
    import pandas as pd

    (n0, d0, e0), (n1, d1, e1) = ([x.sum(axis=0) for x in c[:3]] for c in cells)
    terms = mix_terms(n0, d0, n1, d1)
    frame = pd.DataFrame(index=pd.Index(cells[0].names, name="group"))
    for name, over, under in (("before", n0, d0), ("after", n1, d1)):
        frame[f"{rate.over}_{name}"] = over.astype("int64")
        frame[f"{rate.under}_{name}"] = under.astype("int64")
        frame[f"rate_{name}"] = ratio(over * rate.times, under)
        frame[f"share_{name}"] = under / under.sum()
    for name, term in terms._asdict().items():
        frame[name] = term * rate.times
    frame["few"] = np.minimum(e0, e1) < FEW
    return frame


def _intervals(cells: list[_Cells], rate: Rate, draws: int, seed: int) -> pd.DataFrame:
    import pandas as pd

    def sums(*arrays: Floats) -> Floats:
        terms = [t.sum(axis=-1) * rate.times for t in mix_terms(*arrays)]
        return np.array([*terms, sum(terms)])

    whole = sums(*(c.sum(axis=0) for pair in cells for c in pair[:2]))
    frame = pd.DataFrame({"value": whole}, index=["mix", "rate", "off", "change"])
    frame["low"] = frame["high"] = nullable(np.full(4, np.nan))
    if draws and min(len(c.over) for c in cells) >= 3:
        rng = np.random.default_rng(seed)
        drawn: list[Floats] = []
        for over, under, *_ in cells:
            days = len(over)
            weight = rng.multinomial(days, np.full(days, 1 / days), size=draws)
            drawn += [weight @ over, weight @ under]
        some = sums(*drawn)
        some = some[:, np.isfinite(some).all(axis=0)]
        for name, part in zip(("low", "high"), (0.025, 0.975), strict=True):
            frame[name] = nullable(np.quantile(some, part, axis=1))
    return frame


def _reversal(groups: pd.DataFrame, terms: pd.DataFrame, rate: Rate) -> str | None:
    """Say where every group with enough under the line moves one way, the whole the other."""
    large = groups[~groups["few"]]
    moves = np.sign((large["rate_after"] - large["rate_before"]).to_numpy(np.float64))
    whole = np.sign(terms["value"]["change"])
    if len(large) < 2 or not whole or not (moves == -whole).all():
        return None
    low, high = (terms[end]["rate"] for end in ("low", "high"))
    sure = not null(low) and float(low) * float(high) > 0
    doubt = "" if sure else ", though by no more than chance"
    return (
        f"Reversal: {rate.words} {_moved(-whole)} in each of the {len(large)} groups with enough "
        f"to judge{doubt}, and {_moved(whole)} in the whole, for their shares moved."
    )


def _moved(change: float) -> str:
    return "rose" if change > 0 else "fell" if change < 0 else "stayed"


def _shown(value: float, rate: Rate) -> str:
    return f"¥{value:,.2f}" if rate.unit == "¥" else f"{value:,.2f} {rate.unit}".rstrip()


def _signed(value: float, rate: Rate) -> str:
    sign = "+" if value >= 0 else "-"
    return (
        f"{sign}{abs(value):,.2f} points" if rate.unit == "%" else sign + _shown(abs(value), rate)
    )


_EVENTS: Final = tuple(RATES.values())[-4:]


def _columns(rate: Rate) -> list[str]:
    return list(dict.fromkeys([rate.over, rate.under, rate.events or rate.under]))


def _counted(shop: Shop, by: str, events: bool) -> pd.DataFrame | None:
    """All that rates of hour tables, or of event tables, count; None where some of it is missing:
    then each rate has to try for itself."""
    rates = [rate for rate in RATES.values() if (rate in _EVENTS) == events]
    try:
        return counts(shop, list(dict.fromkeys(c for rate in rates for c in _columns(rate))), by)
    except CaopanError:
        return None


def rate_changes(shop: Shop, by: str = "source", draws: int = 200) -> pd.DataFrame:
    """All ``RATES`` as far as they are known by a grouping, a row each.

    Columns: codes, before, after, change, mix and rate with low_ and high_ (95 %), reversal,
    reason (why a rate could not be told; else null).

    >>> from caopan.diagnosis import Shop
    >>> "60-s retention" in rate_changes(Shop.of("liuyi"), "fan", draws=0).index
    True
    """
    import pandas as pd

    tables = {events: _counted(shop, by, events) for events in (False, True)}
    rows = []
    for name, rate in RATES.items():
        row: dict[str, object] = {"name": name, "codes": " ".join(rate.codes), "reason": None}
        try:
            table = tables[rate in _EVENTS]
            table = counts(shop, _columns(rate), by) if table is None else table
            found = split(within(shop, table), rate, by, draws)
        except CaopanError as problem:
            rows.append({**row, "reason": str(problem)})
            continue
        row |= {"before": found.before, "after": found.after, "reversal": found.reversal}
        row["change"] = found.terms["value"]["change"]
        for term in ("mix", "rate"):
            value, low, high = found.terms.loc[term]
            row |= {term: value, f"low_{term}": low, f"high_{term}": high}
        rows.append(row)
    numbers = ["before", "after", "change"]
    numbers += [f"{end}{term}" for term in ("mix", "rate") for end in ("", "low_", "high_")]
    frame = pd.DataFrame(rows).set_index("name")
    frame = frame.reindex(columns=["codes", *numbers, "reversal", "reason"])
    for column in numbers:
        frame[column] = nullable(pd.to_numeric(frame[column]).to_numpy(np.float64, na_value=np.nan))
    return frame
