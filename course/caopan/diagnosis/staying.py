"""Retention (留存): who is still in the room how long after coming in, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.facts import FEW, facts, nullable, tuples, within
from caopan.diagnosis.quantities import label
from caopan.diagnosis.survival import Survival, log_rank, survival
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

SECONDS: Final = (0, 3, 6, 10, 15, 30, 45, *range(60, 901, 60))
"""Where curves are read: finely within the first minute, in which most leave."""
MARKS: Final = (6, 60, 300)
"""Who is gone at once, who stays a minute (the board's mark), who settles (assumed)."""


@dataclass(frozen=True, eq=False)
class Retention:
    """Retention by time since entry.

    curves: columns group, after, second, share (still there), low, high (95 %), at_risk (visits
    seen that long). marks: columns group, second, before, after, difference, low, high, few.
    unlike: by group, how unlike before and after are in standard errors (log-rank; positive where
    people leave sooner after). sessions: event sessions before and after. Shares are null where
    nobody was seen that long. Intervals know of chance among visits, not among sessions.
    """

    curves: pd.DataFrame
    marks: pd.DataFrame
    unlike: dict[str, float | None]
    sessions: tuple[int, int]

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        said = []
        for row in tuples(self.marks[self.marks["second"] == MARKS[1]]):
            if row.few:
                said.append(f"{row.group}: fewer than {FEW} visits in a stretch, too few to judge.")
            else:
                sure = "" if row.low * row.high > 0 else ", within chance"
                said.append(
                    f"{row.group}: {row.before:.1%} stayed a minute before, {row.after:.1%} after"
                    f" ({row.difference * 100:+.1f} points{sure})."
                )
        before, after = self.sessions
        said.append(
            f"Seen in {before} session(s) before and {after} after: how sessions differ by "
            "themselves is not in the intervals."
        )
        return tuple(said)


def retention(shop: Shop, by: str | None = None, seconds: npt.ArrayLike | None = None) -> Retention:
    """Estimate retention by time since entry from visits, before and after.

    A visit that lasted to the end of its session, or is still open, was cut off: it counts as
    there up to then, and as unknown beyond (right-censored). by: of source, fan, anchor, tier,
    hour, on_air. seconds: where curves are read, by default ``SECONDS``.
    Raises CaopanError where a stretch has no event session, or tables are missing.

    >>> from caopan.diagnosis import Shop
    >>> found = retention(Shop.of("liuyi"), by="fan")
    >>> found.marks.query("second == 60")["group"].to_list()
    ['fan', 'no fan']
    """
    import pandas as pd

    stays = visit_lengths(shop, by)
    asked = np.asarray(SECONDS if seconds is None else seconds, dtype=np.float64)
    curves, marks, unlike = [], [], {}
    for group, rows in stays.groupby("group", sort=True):
        sides = [rows[~rows["after"]], rows[rows["after"]]]
        both = [survival(side["seconds"], side["ended"]) for side in sides]
        for after, side, one in zip((False, True), sides, both, strict=True):
            curves.append(_curve(str(group), after, side, one, asked))
        marks += [_mark(str(group), second, sides, both) for second in MARKS]
        pairs = [(s["seconds"].to_numpy(), s["ended"].to_numpy()) for s in reversed(sides)]
        unlike[str(group)] = log_rank(*pairs) if all(len(s) for s in sides) else None
    sessions = stays.groupby("after")["session_id"].nunique()
    return Retention(
        pd.concat(curves, ignore_index=True),
        pd.DataFrame(marks).convert_dtypes(),
        unlike,
        (int(sessions[False]), int(sessions[True])),
    )


def visit_lengths(shop: Shop, by: str | None = None) -> pd.DataFrame:
    """How long each visit of the stretches lasted: session_id, group, after, seconds, ended.

    Raises CaopanError where a stretch has no event session.
    """
    visits = within(shop, facts(shop, "visit", "enter_ts", "leave_ts", "session_id"))
    if visits["after"].nunique() < 2:
        days = sorted({int(day) for day in facts(shop, "visit")["day"].dropna()})
        lacking = "after" if not visits["after"].any() else "before"
        raise CaopanError(
            f"there is no event session in the stretch {lacking}: retention is left out. Event "
            f"sessions lie on the days {', '.join(map(str, days)) or 'none'}; compare around "
            "another day."
        )
    sessions = facts(shop, "live_session", "end_ts").drop_duplicates("session_id")
    end = visits["session_id"].map(sessions.set_index("session_id")["end_ts"])
    seen_to = visits["leave_ts"].fillna(end).clip(upper=end)
    seconds = (seen_to - visits["enter_ts"]).dt.total_seconds()
    made = visits[["session_id", "after"]].assign(
        group="all" if by is None else label(shop, visits, by).astype(str),
        seconds=seconds,
        ended=visits["leave_ts"].notna() & (visits["leave_ts"] < end),
    )
    return made[made["seconds"] >= 0]


def _curve(
    group: str, after: bool, side: pd.DataFrame, one: Survival, asked: npt.NDArray[np.float64]
) -> pd.DataFrame:
    import pandas as pd

    share, low, high = one.at(asked)
    left = np.sort(side["seconds"].to_numpy())
    frame = pd.DataFrame({"group": group, "after": after, "second": asked})
    for name, value in (("share", share), ("low", low), ("high", high)):
        frame[name] = nullable(value, np.full(len(value), not len(side)))
    frame["at_risk"] = len(left) - np.searchsorted(left, asked, side="left")
    return frame


def _mark(
    group: str, second: int, sides: list[pd.DataFrame], both: list[Survival]
) -> dict[str, object]:
    import pandas as pd

    (before,), (after,) = (one.at([second])[0] for one in both)
    row: dict[str, object] = {"group": group, "second": second}
    row["few"] = min(len(side) for side in sides) < FEW
    if not (np.isfinite(before) and np.isfinite(after)):
        return row | dict.fromkeys(("before", "after", "difference", "low", "high"), pd.NA)
    error = 1.96 * float(np.hypot(*(one.deviation([second])[0] for one in both)))
    change = float(after - before)
    row |= {"before": float(before), "after": float(after), "difference": change}
    return row | {"low": change - error, "high": change + error}
