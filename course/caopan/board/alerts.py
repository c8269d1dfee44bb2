"""Alerts: which metrics have turned for the worse, and are low among the peers' as well.

A metric is alerted when its last ten minutes are far below (or, where down is good, above) the ten
minutes before, beyond chance, and stand badly in the peer curve; never on few events; and it
stays alerted until it has recovered for some minutes (hysteresis). ``ALERTS.md`` says how often
that is right (``make prove-alerts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.board.registry import METRICS

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.reading import Figure, Reading

SHARES: Final = ("T2", "T8", "I1", "I2", "I3", "F2", "C4", "C5", "C6", "C7", "C8", "S1", "S3")
"""Watched: shares of people, visits, orders or lines."""
FLOWS: Final = ("T1", "T4", "C2", "C3")
"""Watched: counts of a window."""
SALES: Final = ("C1", "C10")
"""Watched: money of a window, whose chance is that of its paid orders."""
GOODS: Final = ("C5", "C6", "C8", "C2", "C3", *SALES)
"""Of them, what people do with the goods."""
WATCHED: Final = (*SHARES, *FLOWS, *SALES, "T7")
"""Metrics that are alerted: those of which more, or less, is good, and that a window can turn."""
BURSTS: Final = 2.0
"""Variance of counts over that of independent ones: visitors come in bursts (assumed)."""
FULL: Final = 20
"""Minute since the opening from which both windows are full."""
STAY_SPREAD: Final = 1.5
"""Standard deviation of watch times over their mean (assumed: a lognormal law, see the market)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a metric is alerted; the shape is the board's, the sizes are assumed (see ``RULES``).

    change: relative change of the last ten minutes against the ten before. place: percentile among
    the peers, counted from the bad end. fewest: events in each window's denominator. sigmas:
    standard errors by which the change exceeds chance; sigmas_alone: the same where no peers are
    known and the change alone decides. after: minutes in a row before an alert is raised. calm:
    minutes in a row of half the change and of ``place_calm`` or better before it is lowered.

    >>> Rule().change, Rule().fewest
    (0.3, 30)
    """

    change: float = 0.30
    place: float = 25.0
    fewest: int = 30
    sigmas: float = 3.0
    sigmas_alone: float = 3.0
    after: int = 2
    calm: int = 3
    place_calm: float = 35.0


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {code: Rule() for code in WATCHED}
    # an audience that goes is lost for good: a quarter of it is enough
    | {code: Rule(change=0.25) for code in ("T1", "T4")}
    # what people do with the goods swings with the item that is explained: it must last, and be
    # rare among the peers, whose rundowns swing as well
    | {code: Rule(sigmas=2.5, sigmas_alone=4.5, place=6, after=5) for code in GOODS}
)
"""The rule of each watched metric; tuned on simulated sessions that are not those of the proof."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One metric that has turned for the worse.

    since: clock at which it was raised. change: of the last ten minutes against the ten before,
    -0.4 for 40 % less. place: last percentile among peers, None without peers.
    """

    code: str
    since: pd.Timestamp
    change: float
    place: float | None

    @property
    def sentence(self) -> str:
        """What the board says.

        >>> import pandas as pd
        >>> Alert("C5", pd.Timestamp("2021-09-02 20:31", tz="Asia/Shanghai"), -0.4, 12.0).sentence
        'product CTR 40 % lower than ten minutes before, percentile 12 among peers (since 20:31)'
        """
        way = "lower" if self.change < 0 else "higher"
        peers = "" if self.place is None else f", percentile {self.place:.0f} among peers"
        return (
            f"{METRICS[self.code].en} {abs(self.change):.0%} ".replace("%", " %")
            + f"{way} than ten minutes before{peers} (since {self.since:%H:%M})"
        )


class Alerts:
    """The alerts of one session: give it the readings as they come, at least one a minute.

    Only the first reading of a minute is judged, so the pace of the clock changes nothing; nothing
    is judged before minute 20, when both windows are full. rules: by code, of all that is watched.
    """

    def __init__(self, rules: Mapping[str, Rule] = RULES) -> None:
        self.rules = rules
        self._minute = -1
        self._bad = dict.fromkeys(WATCHED, 0)
        self._calm = dict.fromkeys(WATCHED, 0)
        self._active: dict[str, Alert] = {}

    @property
    def active(self) -> tuple[Alert, ...]:
        """Alerts that stand now, the oldest first."""
        return tuple(sorted(self._active.values(), key=lambda one: one.since))

    def see(self, reading: Reading) -> tuple[Alert, ...]:
        """Judge a reading; returns the alerts that stand now, the oldest first."""
        if reading.minute > self._minute and reading.minute >= FULL:
            self._minute = reading.minute
            orders = reading["C2"].numerator[1:]
            for code in WATCHED:
                self._judge(reading[code], orders, reading.clock)
        return self.active

    def _judge(self, figure: Figure, orders: tuple[int, ...], clock: pd.Timestamp) -> None:
        code = figure.code
        rule = self.rules[code]
        change = worsening(figure, orders, rule)
        place = _from_bad_end(figure)
        bad = change is not None and change[0] and (place is None or place < rule.place)
        self._bad[code] = self._bad[code] + 1 if bad else 0
        standing = self._active.get(code)
        if standing is None:
            if self._bad[code] >= rule.after and change is not None:
                self._active[code] = Alert(code, clock, change[1], figure.last_percentile)
                self._calm[code] = 0
            return
        eased = change is None or not _worse(code, change[1], rule.change / 2)
        calm = eased and (place is None or place >= rule.place_calm)
        self._calm[code] = self._calm[code] + 1 if calm else 0
        if self._calm[code] >= rule.calm:
            del self._active[code]


def worsening(figure: Figure, orders: tuple[int, ...], rule: Rule) -> tuple[bool, float] | None:
    """Whether a metric has turned for the worse beyond chance, and its relative change.

    orders: paid orders of the last and the previous ten minutes, for the chance of money. None
    where a window has no value or too few events, and where what was good was nothing before; bad
    signs that were none before are taken for half a one.

    >>> from caopan.board import Figure
    >>> ctr = Figure("C5", 0.2, 0.1, 0.2, None, 12.0, (90, 10, 20), (450, 100, 100))
    >>> worsening(ctr, (0, 0), Rule(sigmas=1.5))
    (True, -0.5)
    >>> worsening(ctr, (0, 0), Rule())
    (False, -0.5)
    >>> worsening(ctr, (0, 0), Rule(fewest=101)) is None
    True
    """
    last, before = figure.last, figure.before
    up, down = figure.numerator[1:], figure.denominator[1:]
    code = figure.code
    if before == 0 and code in SHARES and METRICS[code].good == "down":
        before = 0.5 / (down[1] + 1)
    if last is None or before is None or before <= 0:
        return None
    # a flow or sales that have run dry are the worst case: the events before must be enough
    enough = up[1:] if code in FLOWS else orders[1:] if code in SALES else down
    if min(enough) < rule.fewest:
        return None
    change = last / before - 1
    sigmas = rule.sigmas_alone if figure.last_percentile is None else rule.sigmas
    return _worse(code, change, rule.change) and _beyond(code, up, down, orders, sigmas), change


def _worse(code: str, change: float, size: float) -> bool:
    """Whether a change is a bad one of a size; a rise is as large as the fall that undoes it."""
    return change < -size if METRICS[code].good == "up" else change > 1 / (1 - size) - 1


def _beyond(
    code: str,
    up: tuple[int, ...],
    down: tuple[int, ...],
    orders: tuple[int, ...],
    sigmas: float,
) -> bool:
    """Whether two windows differ by more than chance gives, on the scale of logarithms."""
    if code in SHARES:
        # half an event each way keeps a share of nothing finite
        parts = [((n + 0.5) / (of + 1), of + 1) for n, of in zip(up, down, strict=True)]
        variance = sum((1 - min(p, 1.0)) / (p * n) for p, n in parts)
        far = np.log(parts[0][0] / parts[1][0])
    else:
        counts = orders if code in SALES else down if code == "T7" else up
        each = STAY_SPREAD**2 if code == "T7" else BURSTS
        variance = sum(each / (n + 0.5) for n in counts)
        half = sum(up) / sum(counts) / 2  # half an event, in what the metric sums
        rates = [(n + half) / of for n, of in zip(up, down, strict=True)]
        far = np.log(rates[0] / rates[1])
    return bool(abs(far) > sigmas * np.sqrt(variance))


def _from_bad_end(figure: Figure) -> float | None:
    """Percentile of the last ten minutes counted from the bad end; None without peers."""
    place = figure.last_percentile
    if place is None:
        return None
    return place if METRICS[figure.code].good == "up" else 100 - place
