"""What one party sees of the earnings: its own net, and the next hop of what it passes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caopan.commission.earnings import MONEY
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.earnings import Earnings

OPEN: Final = ("place", "session_id", "day", "month", "lines", "pay_fen", "kept_fen")
"""What every party sees of a place at which it earns: what buyers paid there, and kept."""
PASSED: Final = ("contract_id", "version", "place", "term", "to", "due_fen")


@dataclass(frozen=True, eq=False)
class Seen:
    """The earnings as one party may see them.

    rows: as in ``Earnings``, its own. passed: what it passes on or, as the merchant, gives: the
    next hop (to) of each place and term, and all that goes there in fen; what the next one passes
    on further is not told. places: where it earns; only the merchant sees all flows.
    """

    party: str
    name: str
    role: str
    rows: pd.DataFrame
    passed: pd.DataFrame
    places: pd.DataFrame


def seen_by(earnings: Earnings, party: str) -> Seen:
    """Show earnings as one party may see them.

    Raises CaopanError if there is no such party.
    """
    if party not in earnings.names:
        known = ", ".join(earnings.parties)
        raise CaopanError(f"{party!r} is no party of these contracts: take one of {known}")
    own = earnings.of(party).reset_index(drop=True)
    passed = _passed(earnings, party)
    places = earnings.places
    if party != earnings.merchant:
        mine = {*own["place"], *passed["place"]}
        places = places.loc[places["place"].isin(mine), list(OPEN)]
    return Seen(
        party=party,
        name=earnings.names[party],
        role=earnings.roles[party],
        rows=own,
        passed=passed,
        places=places.reset_index(drop=True),
    )


def _passed(earnings: Earnings, party: str) -> pd.DataFrame:
    """What goes from a party to the next one: all that those behind it have of it."""
    import pandas as pd

    behind: dict[tuple[str, int, str, str], str] = {}
    for term, chain in earnings.chains.items():
        start = 0 if party == earnings.merchant else _after(chain, party)
        behind |= {(*term, one): chain[start] for one in chain[start:]}
    rows = earnings.rows
    keys = zip(rows["contract_id"], rows["version"], rows["term"], rows["party"], strict=True)
    hop = pd.Series([behind.get(key, "") for key in keys], index=rows.index, dtype=object)
    some = rows.assign(to=hop)[hop != ""]
    grain = list(PASSED[:-1])
    summed: pd.DataFrame = some.groupby(grain, sort=False)["due_fen"].sum().reset_index()
    return summed[list(PASSED)]


def _after(chain: tuple[str, ...], party: str) -> int:
    return chain.index(party) + 1 if party in chain else len(chain)


def by_period(seen: Seen, per: str) -> pd.DataFrame:
    """A party's rows summed by month, period and term.

    per: session, day or month; what is of no day (a month's retainer) stands under its month.
    Columns: month, period, term, ``MONEY`` in fen; in order of time.
    """
    return _summed(seen, seen.rows, per, ["term"], list(MONEY))


def passed_by_period(seen: Seen, per: str) -> pd.DataFrame:
    """What a party passes on by month, period, term and next hop, in fen (due_fen)."""
    return _summed(seen, seen.passed, per, ["term", "to"], ["due_fen"])


def _summed(
    seen: Seen, rows: pd.DataFrame, per: str, by: list[str], money: list[str]
) -> pd.DataFrame:
    if per not in ("session", "day", "month"):
        raise CaopanError(f"{per!r} is no period of a statement: take session, day or month")
    import pandas as pd

    columns = ["month", "period", *by, *money]
    if not len(rows):
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(money, "int64"))
    about = seen.places.set_index("place")
    days = [str(about.at[place, "day"]) for place in rows["place"]]
    months = [str(about.at[place, "month"]) for place in rows["place"]]
    spans = [day or month for day, month in zip(days, months, strict=True)]
    told = rows.assign(
        month=months,
        period={"session": rows["place"].to_list(), "day": spans, "month": months}[per],
        # a month's retainer, which has no day, comes after the days of its month
        at=[day or f"{month}~" for day, month in zip(days, months, strict=True)],
    )
    groups = told.groupby(["month", "period", *by], sort=False)
    summed = groups.agg({**dict.fromkeys(money, "sum"), "at": "min"}).reset_index()
    summed = summed.sort_values(["at", "period"], kind="stable").reset_index(drop=True)
    return summed[columns]
