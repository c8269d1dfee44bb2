"""Step 1 of a diagnosis: which identities of the data are broken, by how much, what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from caopan.board.registry import METRICS
from caopan.diagnosis.identities_crossed import crossed_identities
from caopan.diagnosis.identities_declared import declared_identities
from caopan.diagnosis.identities_hours import hour_identities
from caopan.diagnosis.identity import Found, Identity, Reader, within
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

State = Literal["holds", "explained", "violated", "not checked"]

IDENTITIES: Final = (*declared_identities(), *crossed_identities(), *hour_identities())
"""All that is looked at, in order."""
STEPS: Final = {
    "peers": (
        *within("peer_day", "day_ts impressions visits viewers exposures clicks pays gmv_fen"),
        *within("live_session", "session_id start_ts tier"),
    ),
    "decomposition": (
        *within("traffic_hour", "session_id hour_ts source impressions visits viewers"),
        *within("goods_hour", "session_id hour_ts source exposures clicks creates buyers gmv_fen"),
    ),
    "mix and rate": (
        *within("traffic_hour", "source visits fan_visits"),
        *within("goods_hour", "source exposures clicks creates pays"),
    ),
    "returns": (
        *within("refund", "ts line_id amount_fen stage reason"),
        *within("goods_hour", "refund_fen"),
    ),
    "retention": within("visit", "enter_ts leave_ts"),
    "cohorts": within("order_line", "user_id pay_ts"),
    "paid response": within("traffic_hour", "source ad_spend_fen visits"),
    "change points": (*within("ops_log", "ts kind"), *within("traffic_hour", "hour_ts")),
}
"""What later steps of a diagnosis stand on."""


@dataclass(frozen=True, eq=False)
class Check:
    """What became of one identity: its state, rows broken of how many, what it switches off.

    first: the first row that breaks it, in words. where: what they have in common. metrics, steps:
    not to be trusted until it is mended. rows: all of them.
    """

    identity: Identity
    state: State
    broken: int
    of: int
    first: str
    where: str
    metrics: tuple[str, ...]
    steps: tuple[str, ...]
    rows: pd.DataFrame | None

    @property
    def share(self) -> float | None:
        """Share of broken rows; None where there is no row."""
        return self.broken / self.of if self.of else None


@dataclass(frozen=True, eq=False)
class Quality:
    """What the identities tell of a shop's tables."""

    checks: tuple[Check, ...]

    def __getitem__(self, name: str) -> Check:
        """The check of an identity, by its name; raises CaopanError for an unknown one."""
        for check in self.checks:
            if check.identity.name == name:
                return check
        raise CaopanError(f"there is no identity {name!r}: see quality.frame()")

    @property
    def violated(self) -> tuple[Check, ...]:
        """Those that collection (rows late, lost or twice) does not explain."""
        return tuple(check for check in self.checks if check.state == "violated")

    @property
    def off(self) -> dict[str, str]:
        """Metrics of the board and later steps not to be trusted, and the identity that is why."""
        out: dict[str, str] = {}
        for check in self.violated:
            for name in (*check.metrics, *check.steps):
                out.setdefault(name, check.identity.name)
        return out

    def frame(self) -> pd.DataFrame:
        """Tell all as one tidy table, worst first."""
        import pandas as pd

        order = {"violated": 0, "explained": 1, "not checked": 2, "holds": 3}
        rows = [
            {
                "identity": check.identity.name,
                "table": check.identity.table,
                "state": check.state,
                "rows": check.broken,
                "of": check.of,
                "share": check.share,
                "first": check.first,
                "where": check.where,
                "off": ", ".join((*check.metrics, *check.steps)),
                "sentence": check.identity.sentence,
                "cure": check.identity.cure,
            }
            for check in sorted(self.checks, key=lambda check: order[check.state])
        ]
        return pd.DataFrame(rows).astype({"share": "Float64"})

    def sentence(self) -> str:
        """Say it in one line."""
        told = sum(check.state not in {"not checked"} for check in self.checks)
        if not self.violated:
            return f"{told} identities were checked, none is violated"
        names = "; ".join(
            f"{check.identity.name} ({check.broken} of {check.of})" for check in self.violated
        )
        return f"{len(self.violated)} of {told} identities are violated: {names}"


def identities(shop: Shop) -> Quality:
    """Check the identities of a shop's data.

    What collection does to sound data (a few rows late, lost or twice) is *explained*; what goes
    beyond is *violated* and switches off the metrics that read the spoiled columns. Identities
    whose tables or columns are missing, or whose times have no zone, are *not checked*, and why.
    Never raises: bad data is what it is about.

    >>> from caopan.diagnosis import Shop
    >>> found = identities(Shop.of("yunshi"))
    >>> found.violated, found["stock on hand"].state
    ((), 'holds')
    """
    reader = Reader(shop)
    return Quality(tuple(_check(reader, one) for one in IDENTITIES))


def _check(reader: Reader, one: Identity) -> Check:
    missing = reader.lacks((*one.needs, *_whole(one)))
    if missing:
        return Check(one, "not checked", 0, 0, "", missing, (), (), None)
    found = one.find(reader)
    state = _state(one, found)
    spoiled = one.spoils if found.spoiled is None else found.spoiled
    bad = state == "violated"
    return Check(
        one,
        state,
        len(found.rows),
        found.of,
        _first(found.rows, one),
        found.where,
        _metrics(spoiled) if bad else (),
        tuple(name for name, needs in STEPS.items() if bad and set(needs) & set(spoiled)),
        found.rows,
    )


def _whole(one: Identity) -> tuple[str, ...]:
    """At least the table itself, of which no column may be needed by name."""
    return () if one.needs else (f"{one.table}.",)


def _state(one: Identity, found: Found) -> State:
    broken = len(found.rows)
    if found.beyond is not None:
        return "violated" if found.beyond else ("explained" if broken else "holds")
    if not broken:
        return "holds"
    return "violated" if broken > one.allowed * found.of else "explained"


def _metrics(spoiled: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the board's metrics that read one of these columns."""
    bad = set(spoiled)
    return tuple(code for code, one in METRICS.items() if bad & {*one.needs, *one.hourly})


def _first(rows: pd.DataFrame, one: Identity) -> str:
    """The first broken row, by its key and the columns that matter."""
    if not len(rows):
        return ""
    row = {str(name): value for name, value in rows.iloc[0].items()}
    asked = [name.partition(".")[2] for name in one.needs if name.startswith(f"{one.table}.")]
    names = dict.fromkeys(["event_id", *asked])
    told = [name for name in names if name in row] or list(row)[:4]
    return ", ".join(f"{name} {_word(row[name])}" for name in told)


def _word(value: object) -> str:
    """A cell in words.

    >>> _word(3), _word(float("nan"))
    ('3', 'unknown')
    """
    import pandas as pd

    return "unknown" if pd.isna(value) else str(value)  # type: ignore[call-overload]
