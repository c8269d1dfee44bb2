"""Step 3 of a diagnosis: which step of the funnel moved GMV, by source, SKU role or hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

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
from caopan.diagnosis.needs import need
from caopan.diagnosis.resampling import DRAWS, LEVEL, day_weights, widening
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    from caopan.diagnosis.shop import Shop

By = Literal["source", "role", "hour"]
TRAFFIC: Final = CHAIN[:3]
GOODS: Final = CHAIN[3:]
CLOCK: Final = np.array([f"{hour:02d}:00" for hour in range(24)])


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


class _Days(NamedTuple):
    """Sums by the day of one stretch: chain (days, groups, 8), GMV and GMV past it (days, groups).

    The last of the chain's quantities is the GMV, once more.
    """

    chain: Floats
    gmv: Ints
    off: Ints


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
    names, sides, notes = _by_day(shop, by)
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


def _by_day(shop: Shop, by: By | None) -> tuple[list[str], list[_Days], list[str]]:
    """Names of the groups, sums by the day before and after, and what was left out."""
    traffic = _hours(shop, "traffic_hour", ("session_id", "hour_ts", "source", *TRAFFIC))
    goods = _hours(shop, "goods_hour", ("session_id", "hour_ts", "source", "sku_id", *GOODS))
    notes: list[str] = []
    covers = _covers(shop, traffic, notes)
    inside = goods["source"].isin(covers)
    frames = (
        traffic[traffic["source"].isin(covers)],
        goods[inside],
        _off_funnel(shop, goods[~inside], notes),
    )
    groups = [_groups(shop, by, frame) for frame in frames]
    names = sorted(set().union(*(one.unique() for one in groups[by == "role" :]))) or ["all"]
    sides = []
    for late, stretch in zip((False, True), shop.periods, strict=True):
        chain, off = (
            np.zeros((stretch.end - stretch.first, len(names), width), dtype=np.int64)
            for width in (8, 1)
        )
        targets = (chain[..., :3], chain[..., 3:], off)
        for target, frame, group, columns in zip(
            targets, frames, groups, (TRAFFIC, GOODS, ("gmv_fen",)), strict=True
        ):
            rows = (frame["after"] == late).to_numpy(dtype=bool)
            day = (frame["day"].to_numpy(dtype=np.int64) - stretch.first)[rows]
            values = frame[list(columns)].to_numpy(dtype=np.int64)[rows]
            if by == "role" and columns is TRAFFIC:  # no cover is of a SKU: all roles share them
                np.add.at(target, day, values[:, None, :])
            else:
                place = np.searchsorted(names, group.to_numpy(dtype=str)[rows])
                np.add.at(target, (day, place), values)
        sides.append(_Days(chain.astype(np.float64), chain[..., -1], off[..., 0]))
    return names, sides, notes


def _hours(shop: Shop, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows of an hour table within the stretches, each once."""
    twice = len(need(shop, table, columns)) < len(shop.table(table))
    return shop.by_day(table).drop_duplicates() if twice else shop.by_day(table)


def _covers(shop: Shop, traffic: pd.DataFrame, notes: list[str]) -> list[str]:
    """Sources that show a cover; the others are noted."""
    if not len(traffic):
        raise CaopanError(f"{shop.name} was on air on no day of either stretch: nothing to compare")
    shown = traffic.groupby("source")["impressions"].sum()
    if linked := sorted(shown.index[shown == 0]):
        notes.append(f"{', '.join(linked)}: no cover is shown there, its GMV is off-funnel")
    return sorted(shown.index[shown > 0])


def _off_funnel(shop: Shop, linked: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """GMV without a chain: of sources without a cover, and lines bought past the funnel."""
    import pandas as pd

    columns = ["source", "sku_id", "hour_ts", "day", "after", "gmv_fen"]
    past = _past(shop, notes)
    return pd.concat([linked[columns], past[columns]], ignore_index=True) if len(past) else linked


def _past(shop: Shop, notes: list[str]) -> pd.DataFrame:
    """Paid lines of the stretches that were bought past the funnel, if all of them are known."""
    import pandas as pd

    if "order_line" not in shop.frames:
        notes.append("no table order_line: what was bought past the funnel is not known")
        return pd.DataFrame()
    asked = ("event_id", "session_id", "sku_id", "create_ts", "pay_ts", "pay_fen", "source", "path")
    lines = need(shop, "order_line", asked)
    first, end = shop.periods.before, shop.periods.after
    day = shop.day(lines["create_ts"])
    lines = lines.assign(day=day, after=day >= end.first)
    here = day.between(first.first, first.end - 1) | day.between(end.first, end.end - 1)
    lines = lines[here & lines["pay_ts"].notna()]
    past = lines[lines["path"] == "off_funnel"]
    sessions = shop.traffic["session_id"].unique()
    known = len(set(sessions) & set(lines["session_id"].dropna()))
    if known < len(sessions) or shop.panel_one_in > 1:
        share = int(past["pay_fen"].sum()) / max(int(lines["pay_fen"].sum()), 1)
        notes.append(
            f"GMV past the funnel is not in it: order lines cover {known} of {len(sessions)} "
            f"sessions ({share:.0%} of what was paid there)"
        )
        return pd.DataFrame()
    return past.assign(
        source=past["source"].fillna("unknown"),
        hour_ts=past["create_ts"],
        gmv_fen=past["pay_fen"],
    )


def _groups(shop: Shop, by: By | None, frame: pd.DataFrame) -> pd.Series:
    """The group of each row, as text."""
    import pandas as pd

    if by == "source":
        return frame["source"].astype(str)
    if by == "hour":
        hours = frame["hour_ts"].dt.tz_convert("Asia/Shanghai").dt.hour
        return pd.Series(CLOCK[hours.to_numpy()], frame.index)
    if by == "role" and "sku_id" in frame:
        roles = _roles(shop)
        return pd.Series([roles.get(sku, "unknown") for sku in frame["sku_id"]], frame.index)
    return pd.Series("all", index=frame.index)


def _roles(shop: Shop) -> dict[str, str]:
    """The role of each SKU, as the last shelf that shows it has it."""
    if "shelf" not in shop.frames:
        return {}
    shelf = need(shop, "shelf", ("event_id", "sku_id", "listed_ts", "role"))
    shelf = shelf.sort_values("listed_ts", kind="stable")
    return dict(zip(shelf["sku_id"], shelf["role"], strict=True))


def _average(side: _Days) -> _Days:
    """The average day: sums of GMV divided half up, groups by largest remainder."""
    days, groups = side.gmv.shape
    money = np.concatenate([side.gmv.sum(axis=0), side.off.sum(axis=0)])
    mean = by_largest_remainder(money / days, half_up(money.sum(), days))
    return _Days(side.chain.sum(axis=0) / days, mean[:groups], mean[groups:])


def _total(side: _Days, by: By | None) -> _Days:
    """All groups as one; roles share their traffic, so it is counted once."""
    chain = side.chain.sum(axis=0, keepdims=True)
    if by == "role":
        chain[..., : len(TRAFFIC)] = side.chain[:1, : len(TRAFFIC)]
    return _Days(chain, side.gmv.sum(keepdims=True), side.off.sum(keepdims=True))


def _named(side: _Days) -> dict[str, Floats | Ints]:
    chain = {name: side.chain[..., at] for at, name in enumerate(CHAIN[:-1])}
    return chain | {"gmv_fen": side.gmv, OFF_FUNNEL: side.off}


def _intervals(sides: list[_Days], draws: int, rng: np.random.Generator) -> _Ends:
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
    names: list[str], before: _Days, after: _Days, terms: Terms, ends: _Ends | None
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


def _levels(side: _Days) -> ExtensionArray:
    """Level of each factor of each group, null where its denominator is zero."""
    import pandas as pd

    above, under = side.chain, np.roll(side.chain, 1, axis=-1)
    under[..., 0] = 1.0
    some = under > 0
    ratio = np.divide(above, under, out=np.zeros_like(above), where=some)
    whole = np.concatenate([ratio, side.off[..., None]], axis=-1).reshape(-1)
    known = np.concatenate([some, np.ones_like(some[..., :1])], axis=-1).reshape(-1)
    return pd.Series(whole).where(known).astype("Float64").array
