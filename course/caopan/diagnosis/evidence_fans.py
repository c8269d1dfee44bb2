"""Evidence of fans and strangers: who comes, who follows, who buys."""

from __future__ import annotations

from typing import Final

from caopan.diagnosis.contrasts import less, own, rate
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import ASKED, Sums, Weighed

HOURS = ("traffic_hour", "goods_hour")
BESIDE = (*HOURS, "peer_day")
COLD: Final = ("recommend", "paid")
OTHERS: Final = ("recommend", "short_video", *ASKED)


def _strangers(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", *COLD), *less(*rate(s, "pays", "visits", "follow")))


def _fans_buy(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", "follow"), *less(*rate(s, "pays", "visits", *OTHERS)))


def _fans_come(s: Sums) -> Weighed:
    came = (1.0, s.came("visits", "follow")), (-1.0, s.came("visits", "recommend", *ASKED))
    return own(s, *came)


def _cold_covers(s: Sums) -> Weighed:
    came = (1.0, s.came("impressions", "recommend", "plaza")), (-1.0, s.came("impressions", *ASKED))
    return own(s, *came)


def _follows(s: Sums) -> Weighed:
    return own(s, *rate(s, "follows", "visits", *OTHERS))


def _paid_follows(s: Sums) -> Weighed:
    paid = rate(s, "follows", "visits", "paid")
    return own(s, *paid, *less(*rate(s, "follows", "visits", *OTHERS)))


CARDS: Final = (
    Evidence("strangers", "paid lines for a visit, recommended and paid against fans",
             ("C8", "F4"), HOURS, ("FT1",), "log ratio", _strangers),
    Evidence("fans_buy", "paid lines for a visit, fans against the others",
             ("C8", "F4"), HOURS, ("FU2",), "log ratio", _fans_buy),
    Evidence("fans_come", "visits by following against recommended and asked ones",
             ("F3", "T4"), HOURS, ("FU1",), "log ratio", _fans_come),
    Evidence("cold_covers", "recommended covers against those that people looked for",
             ("T1",), HOURS, ("FT1", "FG3"), "log ratio", _cold_covers),
    Evidence("follows", "follows for a visit, unpaid",
             ("F2",), HOURS, ("FU3", "FR5"), "log ratio", _follows),
    Evidence("paid_follows", "follows for a paid visit, against unpaid ones",
             ("F2",), HOURS, ("FU3",), "log ratio", _paid_follows),
)  # fmt: skip
