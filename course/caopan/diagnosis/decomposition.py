"""Step 3 of a diagnosis: which step of the funnel moved GMV, by source, SKU role or hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from caopan.diagnosis.divisia import (
    CHAIN,
    FACTORS,
    OFF_FUNNEL,
    Floats,
    Ints,
    Terms,
    by_largest_remainder,
    decompose,
    terms_of,
)
from caopan.diagnosis.funnel import TRAFFIC, By, FunnelDays, funnel_days
from caopan.diagnosis.resampling import DRAWS, LEVEL, day_weights, widening
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    from caopan.diagnosis.shop import Shop


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A shop's change of GMV of an average day, parted among groups and factors, in fen.

    table: one row per group and factor, with the factor's level on both sides (null where its
    denominator is zero), its term ``fen`` and the ends of a 90 % interval, ``low`` and ``high``
    (null without one). totals: the same by factor, over all groups. before, after: GMV of an
    average day. notes: what was left out, and why.
    """

    by: By | None
    table: pd.DataFrame
    totals: pd.DataFrame
    before: int
    after: int
    notes: tuple[str, ...]

    @property
    def change(self) -> int:
        """Change of an average day's GMV in fen: what the terms add up to."""
        return self.after - self.before


def decompose_days(
    table: pd.DataFrame, key: Sequence[str] | str, days: tuple[int, int]
) -> pd.DataFrame:
    """Decompose many shops' daily tables at once.

    table: rows of the days of both stretches, with the columns of ``key`` (a shop, a source, ...),
    the boolean ``after``, the quantities of ``CHAIN`` and, where there is GMV past the funnel,
    ``off_funnel_fen``. days: lengths of the stretches, before and after; what is compared is the
    average day, in fen half up.

    Returns one row per key with a column per factor, in fen, and ``change``, their sum.
    Raises CaopanError for a missing column, or numbers that are none, see ``decompose``.

    >>> import pandas as pd
    >>> row = dict(impressions=1000, visits=100, viewers=90, exposures=180, clicks=18, creates=9,
    ...            buyers=8, gmv_fen=80_000)
    >>> rows = [{"shop": "a", "after": False} | row, {"shop": "a", "after": True} | row]
    >>> int(decompose_days(pd.DataFrame(rows), "shop", (1, 1)).loc["a", "change"])
    0
    """
    import pandas as pd

    keys = [key] if isinstance(key, str) else list(key)
    names = [*CHAIN, *([OFF_FUNNEL] if OFF_FUNNEL in table else [])]
    missing = [name for name in [*keys, "after", *names] if name not in table]
    if missing:
        raise CaopanError(f"the daily table has no column {', '.join(missing)}; add it.")
    if min(days) < 1:
        raise CaopanError(f"days: {days} are no lengths of stretches; give one or more each.")
    late = table["after"].astype(bool)
    sides = [table[rows].groupby(keys, sort=True)[names].sum() for rows in (~late, late)]
    index = sides[0].index.union(sides[1].index)
    means = []
    for side, count in zip(sides, days, strict=True):
        full = side.reindex(index, fill_value=0)
        money = {name: half_up(full[name].to_numpy(), count) for name in names if "fen" in name}
        counts = {name: full[name].to_numpy() / count for name in names if "fen" not in name}
        means.append(counts | money)
    terms = decompose(*means)
    out = pd.DataFrame(terms.fen, index=index, columns=[factor.name for factor in FACTORS])
    return out.assign(change=terms.change)


def half_up(total: Ints, count: int) -> Ints:
    """Whole numbers divided by a count, rounded half up, never through a float.

    >>> half_up(np.array([5, 7, -5]), 2).tolist()
    [3, 4, -2]
    """
    return (2 * total + count) // (2 * count)


def decompose_shop(
    shop: Shop, by: By | None = None, *, draws: int = DRAWS, seed: int = 0
) -> Decomposition:
    """Part the change of an average day's GMV of a shop among the factors of the funnel.

    by: none, or the parts of the shop to look into: ``"source"``, ``"role"`` of the SKU as its
    shelf has it ("unknown" where no shelf tells), ``"hour"`` of the clock. Roles share the steps
    up to viewers. draws: of the bootstrap over days (weeks drawn in one piece); zero leaves the
    intervals out. They are spread for few weeks, see ``resampling.widening``.

    Sources that show no cover (share: who follows a link) have no chain: their GMV is off-funnel.
    GMV bought past the funnel is in no hour table; it is added where order lines cover all sessions
    of both stretches, and else said in the notes.

    Raises CaopanError where an hour table or a column is missing or tells nonsense.

    >>> from caopan.diagnosis import Shop
    >>> found = decompose_shop(Shop.of("liuyi"), draws=0)
    >>> found.change == int(found.table["fen"].sum())
    True
    """
    if by not in {None, "source", "role", "hour"}:
        raise CaopanError(f"by: {by!r} is not known; take None, 'source', 'role' or 'hour'.")
    names, sides, notes = funnel_days(shop, by)
    before, after = (_average(side) for side in sides)
    terms = decompose(*(_named(side) for side in (before, after)))
    ends = None
    if draws and min(len(side.gmv) for side in sides) >= 3:
        ends = _intervals(sides, draws, np.random.default_rng([seed, 3]))
    elif draws:
        notes.append("no intervals: three days are needed on each side to draw days again")
    table = _table(names, before, after, terms, ends)
    totals = _table(
        ["all"],
        _total(before, by),
        _total(after, by),
        Terms(terms.fen.sum(axis=0)[None]),
        ends and ends.of_totals(),
    )
    first, last = (int(side.gmv.sum() + side.off.sum()) for side in (before, after))
    return Decomposition(by, table, totals.drop(columns="group"), first, last, tuple(notes))


class _Ends(NamedTuple):
    """Terms in each draw, less those seen, and spread: (draws, groups, 9)."""

    off: Floats

    def of_totals(self) -> _Ends:
        return _Ends(self.off.sum(axis=1, keepdims=True))

    def about(self, fen: Ints) -> Ints:
        """Ends of the intervals about the terms: (2, groups, 9)."""
        return fen + np.rint(np.quantile(self.off, LEVEL, axis=0)).astype(np.int64)


def _average(side: FunnelDays) -> FunnelDays:
    """The average day: sums of GMV divided half up, groups by largest remainder."""
    days, groups = side.gmv.shape
    money = np.concatenate([side.gmv.sum(axis=0), side.off.sum(axis=0)])
    mean = by_largest_remainder(money / days, half_up(money.sum(), days))
    return FunnelDays(side.chain.sum(axis=0) / days, mean[:groups], mean[groups:])


def _total(side: FunnelDays, by: By | None) -> FunnelDays:
    """All groups as one; roles share their traffic, so it is counted once."""
    chain = side.chain.sum(axis=0, keepdims=True)
    if by == "role":
        chain[..., : len(TRAFFIC)] = side.chain[:1, : len(TRAFFIC)]
    return FunnelDays(chain, side.gmv.sum(keepdims=True), side.off.sum(keepdims=True))


def _named(side: FunnelDays) -> dict[str, Floats | Ints]:
    chain = {name: side.chain[..., at] for at, name in enumerate(CHAIN[:-1])}
    return chain | {"gmv_fen": side.gmv, OFF_FUNNEL: side.off}


def _intervals(sides: list[FunnelDays], draws: int, rng: np.random.Generator) -> _Ends:
    """Terms of the average day in each draw of days, about those of all days alike."""
    chains, offs = [], []
    for side in sides:
        days = len(side.gmv)
        # the first row is no draw: it is the days as they were
        weights = np.vstack([np.ones(days), day_weights(days, draws, rng)]) / days
        chains.append(np.einsum("wd,dgq->wgq", weights, side.chain))
        offs.append(weights @ side.off.astype(np.float64))
    terms, gap = terms_of(*chains)
    rest = np.where(gap, chains[1][..., -1] - chains[0][..., -1], 0.0)
    drawn = np.concatenate([terms, (offs[1] - offs[0] + rest)[..., None]], axis=-1)
    return _Ends((drawn[1:] - drawn[0]) * widening(*(len(side.gmv) for side in sides)))


def _table(
    names: list[str], before: FunnelDays, after: FunnelDays, terms: Terms, ends: _Ends | None
) -> pd.DataFrame:
    """One row per group and factor."""
    import pandas as pd

    many = len(names)
    levels = [_levels(side) for side in (before, after)]
    out = pd.DataFrame(
        {
            "group": np.repeat(names, len(FACTORS)),
            "factor": [factor.name for factor in FACTORS] * many,
            "codes": [", ".join(factor.codes) for factor in FACTORS] * many,
            "before": levels[0],
            "after": levels[1],
            "fen": terms.fen.reshape(-1),
        }
    )
    for at, name in enumerate(("low", "high")):
        known = pd.NA if ends is None else ends.about(terms.fen)[at].reshape(-1)
        out[name] = pd.Series(known, out.index)
    return out.astype({"low": "Int64", "high": "Int64"})


def _levels(side: FunnelDays) -> ExtensionArray:
    """Level of each factor of each group, null where its denominator is zero."""
    import pandas as pd

    above, under = side.chain, np.roll(side.chain, 1, axis=-1)
    under[..., 0] = 1.0
    some = under > 0
    ratio = np.divide(above, under, out=np.zeros_like(above), where=some)
    whole = np.concatenate([ratio, side.off[..., None]], axis=-1).reshape(-1)
    known = np.concatenate([some, np.ones_like(some[..., :1])], axis=-1).reshape(-1)
    return pd.Series(whole).where(known).astype("Float64").array
