"""Returns (退货): how soon they come, for which reasons, on which goods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.diagnosis.facts import FEW, facts, null, nullable, ratio, tuples, within
from caopan.diagnosis.mixrate import MixRate, mix_and_rate
from caopan.diagnosis.quantities import label
from caopan.diagnosis.survival import Survival, incidence, survival
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

AGES: Final = (*range(16), 20, 25, 30)
"""Days since payment at which curves are read."""
MARKS: Final = (3, 7, 15)
"""Before most parcels arrive; where returns without a reason end; where most of the rest have
(published shapes of the trade, weakly sourced)."""
DAY_S: Final = 86_400


@dataclass(frozen=True, eq=False)
class Returns:
    """Returns by days since payment; a line counts once, at its first refund.

    curves: group, after, age, at_risk (lines seen that long), returned (share by then), low, high
    (95 %), hazard (share of those at risk that go back on the next day; null where nobody is left,
    and for the last age). marks: group, age, before, after, difference, low, high, value_before,
    value_after (refunds by that age over the amount paid, of lines seen that long), few. reasons:
    after, stage, reason, age, share: the curves of all lines, split by the first refund's reason.
    orphans: refunds whose line nobody knows. early: refunds dated before payment; both are left
    out. Shares are null at ages that no line has reached.
    """

    curves: pd.DataFrame
    marks: pd.DataFrame
    reasons: pd.DataFrame
    orphans: int
    early: int

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = []
        for row in tuples(self.marks[self.marks["age"] == MARKS[1]]):
            if row.few:
                said.append(f"{row.group}: fewer than {FEW} lines in a stretch, too few to judge.")
            elif not null(row.difference):
                sure = "" if row.low * row.high > 0 else ", within chance"
                said.append(
                    f"{row.group}: {row.before:.1%} of lines had gone back by day {row.age} "
                    f"before, {row.after:.1%} after ({row.difference * 100:+.1f} points{sure})."
                )
        if self.orphans:
            said.append(f"{self.orphans} refunds belong to no known line and are left out.")
        if self.early:
            said.append(f"{self.early} refunds are dated before payment and are left out.")
        return tuple(said)


def returns_by_age(shop: Shop, by: str | None = None, as_of: pd.Timestamp | None = None) -> Returns:
    """Estimate by which age how many lines have gone back, at equal ages before and after.

    A line that was not returned by the clock is unknown beyond its age (right-censored), so young
    lines do not look better than they are. by: of sku, role, source, fan, anchor, tier. as_of: the
    clock, by default midnight after the history's last day.
    Raises CaopanError where a stretch has no paid lines, or tables are missing.

    >>> from caopan.diagnosis import Shop
    >>> found = returns_by_age(Shop.of("liuyi"))
    >>> found.marks["age"].to_list(), found.orphans
    ([3, 7, 15], 0)
    """
    import pandas as pd

    midnight = pd.Timestamp(shop.first_day, tz="Asia/Shanghai") + pd.Timedelta(days=shop.days)
    lines, orphans, early = _lines(shop, by, midnight if as_of is None else as_of)
    curves, marks = [], []
    for group, rows in lines.groupby("group", sort=True):
        sides = [rows[~rows["after"]], rows[rows["after"]]]
        both = [survival(side["age"], side["back"]) for side in sides]
        for after, one, side in zip((False, True), both, sides, strict=True):
            curves.append(_curve(str(group), after, one, side))
        marks += [_mark(str(group), age, sides, both) for age in MARKS]
    return Returns(
        pd.concat(curves, ignore_index=True),
        _numbers(pd.DataFrame(marks)),
        _reasons(lines),
        orphans,
        early,
    )


def _lines(shop: Shop, by: str | None, clock: pd.Timestamp) -> tuple[pd.DataFrame, int, int]:
    """Paid lines of the stretches with age, whether they went back, and the first reason."""
    columns = ("line_id", "pay_ts", "pay_fen", "create_ts")
    lines = facts(shop, "order_line", *columns).drop_duplicates("line_id")
    lines = lines[lines["pay_ts"].notna()]
    lines = within(shop, lines.assign(day=lines["day"].fillna(shop.day(lines["pay_ts"]))))
    if lines["after"].nunique() < 2:
        lacking = "after" if not lines["after"].any() else "before"
        raise CaopanError(
            f"there are no paid lines in the stretch {lacking}: returns by age are left out; "
            "compare around another day, or see refund_shares for the hour tables."
        )
    refunds = facts(shop, "refund", "line_id", "ts", "amount_fen")
    for column in ("stage", "reason"):  # own exports may tell neither
        if column not in refunds:
            refunds = refunds.assign(**{column: "unknown"})
    known = facts(shop, "order_line")["line_id"]
    orphans = int((~refunds["line_id"].isin(known)).sum())
    first = refunds[refunds["ts"] <= clock].sort_values("ts").drop_duplicates("line_id")
    first = first.set_index("line_id")[["ts", "stage", "reason"]]
    lines = lines.join(first.rename(columns={"ts": "back_ts"}), on="line_id")
    wrong = lines["back_ts"] < lines["pay_ts"]
    lines = lines[~wrong & (lines["pay_ts"] <= clock)]
    end = lines["back_ts"].fillna(clock)
    return (
        lines.assign(
            age=(end - lines["pay_ts"]).dt.total_seconds() / DAY_S,
            back=lines["back_ts"].notna(),
            seen=(clock - lines["pay_ts"]).dt.total_seconds() / DAY_S,
            group="all" if by is None else label(shop, lines, by).astype(str),
            **_amounts(lines, refunds),
        ),
        orphans,
        int(wrong.sum()),
    )


def _amounts(lines: pd.DataFrame, refunds: pd.DataFrame) -> dict[str, pd.Series]:
    """Refunds of each line by each mark, in fen."""
    paid = lines.set_index("line_id")["pay_ts"]
    age = (refunds["ts"] - refunds["line_id"].map(paid)).dt.total_seconds() / DAY_S
    return {
        f"fen_{mark}": lines["line_id"]
        .map(refunds[age <= mark].groupby("line_id")["amount_fen"].sum())
        .fillna(0)
        .astype("int64")
        for mark in MARKS
    }


def _curve(group: str, after: bool, one: Survival, side: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    ages = np.asarray(AGES, dtype=np.float64)
    there, low, high = one.at(ages)
    known = np.sort(side["age"].to_numpy())
    at_risk = len(known) - np.searchsorted(known, ages, side="left")
    frame = pd.DataFrame({"group": group, "after": after, "age": AGES, "at_risk": at_risk})
    for name, value in (("returned", there), ("low", high), ("high", low)):
        frame[name] = nullable(1 - value, np.full(len(ages), not len(side)))
    gone = np.append(there[:-1] - there[1:], np.nan)
    days = np.append(np.diff(ages), 1)
    frame["hazard"] = ratio(np.nan_to_num(gone) / days, np.nan_to_num(there))
    frame.loc[~np.isfinite(gone), "hazard"] = pd.NA
    return frame


def _mark(group: str, age: int, sides: list[pd.DataFrame], both: list[Survival]) -> dict[str, Any]:
    there = [
        float(one.at([age])[0][0]) if len(side) else np.nan
        for one, side in zip(both, sides, strict=False)
    ]
    error = 1.96 * float(np.hypot(*(one.deviation([age])[0] for one in both)))
    change = there[0] - there[1]
    row: dict[str, Any] = {
        "group": group,
        "age": age,
        "before": 1 - there[0],
        "after": 1 - there[1],
    }
    row |= {"difference": change, "low": change - error, "high": change + error}
    for name, side in zip(("before", "after"), sides, strict=True):
        old = side[side["seen"] >= age]
        paid = int(old["pay_fen"].sum())
        row[f"value_{name}"] = int(old[f"fen_{age}"].sum()) / paid if paid else np.nan
    return row | {"few": min(int((side["seen"] >= age).sum()) for side in sides) < FEW}


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns.difference(["group", "age", "few"]):
        frame[column] = nullable(frame[column])
    return frame


def _reasons(lines: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    why = lines["stage"].fillna("") + "/" + lines["reason"].fillna("")
    names = sorted(set(why[lines["back"]]))
    code = why.map({name: n + 1 for n, name in enumerate(names)}).where(lines["back"], 0)
    parts = []
    for after in (False, True):
        side = lines["after"] == after
        seen = lines.loc[side, "age"].to_numpy()
        known = np.asarray(AGES) <= seen.max(initial=0)
        shares = incidence(seen, code[side].to_numpy(np.int64), AGES)
        for name, row in zip(names, shares, strict=False):
            stage, reason = name.split("/")
            parts.append(
                pd.DataFrame(
                    {"after": after, "stage": stage, "reason": reason, "age": AGES}
                ).assign(share=nullable(row, ~known))
            )
    columns = ["after", "stage", "reason", "age", "share"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


@dataclass(frozen=True, eq=False)
class RefundShares:
    """The refunded share of GMV, from hour tables, and the peers' on the same days.

    split: by group, into mix and rate. peers_before, peers_after: of all peers together, null
    without peers. beyond: change of the log share beyond the peers', null where a share is zero.
    first: share of all growth within groups that the three groups with most of it make up; null
    where no group's share grew.
    """

    split: MixRate
    peers_before: float | None
    peers_after: float | None
    beyond: float | None
    first: float | None

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = list(self.split.words)
        if self.beyond is None:
            said.append("There are no peers: how far young days only wait for refunds is unknown.")
        else:
            said.append(
                f"The peers' share went from {self.peers_before:.1%} to {self.peers_after:.1%} on "
                f"the same days; the shop's moved by {np.expm1(self.beyond):+.1%} beyond that."
            )
        if self.first is not None:
            said.append(f"Three {self.split.by}s make up {self.first:.0%} of the growth within.")
        return tuple(said)


def refund_shares(shop: Shop, by: str = "sku", draws: int = 200) -> RefundShares:
    """Hold refunded shares of GMV before against after, by SKU or another grouping.

    Hour tables know refunds up to their end only: of the last days some are still to come, for the
    peers as for the shop, so a change is best read beyond the peers'.
    Raises CaopanError where goods by the hour are missing, or nothing was sold in a stretch.

    >>> from caopan.diagnosis import Shop
    >>> refund_shares(Shop.of("liuyi"), draws=0).split.by
    'sku'
    """
    split = mix_and_rate(shop, "refund_fen", "gmv_fen", by, draws)
    peers = _peer_shares(shop)
    own = (split.before / 100, split.after / 100)
    known = peers is not None and min(*own, *peers) > 0
    beyond = (
        float(np.log(own[1] / own[0]) - np.log(peers[1] / peers[0])) if known and peers else None
    )
    grown = split.groups["rate"].clip(lower=0).sort_values(ascending=False)
    first = float(grown.iloc[:3].sum() / grown.sum()) if grown.sum() > 0 else None
    before, after = peers if peers else (None, None)
    return RefundShares(split, before, after, beyond, first)


def _peer_shares(shop: Shop) -> tuple[float, float] | None:
    try:
        peers = within(shop, facts(shop, "peer_day", "refund_fen", "gmv_fen"))
    except CaopanError:
        return None
    sums = peers.groupby("after")[["refund_fen", "gmv_fen"]].sum()
    if len(sums) < 2 or not sums["gmv_fen"].min():
        return None
    before, after = (sums["refund_fen"] / sums["gmv_fen"]).reindex([False, True])
    return float(before), float(after)
