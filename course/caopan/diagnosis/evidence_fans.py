"""Evidence of fans and strangers: who comes, who follows, who buys."""

from __future__ import annotations

from typing import Final

from caopan.diagnosis.contrasts import beside, less, own, rate
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import ASKED, Sums, Weighed

HOURS = ("traffic_hour", "goods_hour")
BESIDE = (*HOURS, "peer_day")
COLD: Final = ("recommend", "paid")
OTHERS: Final = ("recommend", "short_video", *ASKED)


def _buys(s: Sums) -> Weighed:
    terms = rate(s, "pays", "visits")
    return beside(s, terms, [(1.0, "pays"), (-1.0, "visits")])


def _strangers(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", *COLD), *less(*rate(s, "pays", "visits", "follow")))


def _recommended(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", "recommend"), *less(*rate(s, "pays", "visits", *ASKED)))


def _paid_buys(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", "paid"), *less(*rate(s, "pays", "visits", "recommend")))


def _fans_buy(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "visits", "follow"), *less(*rate(s, "pays", "visits", *OTHERS)))


def _fans_come(s: Sums) -> Weighed:
    came = (1.0, s.came("visits", "follow")), (-1.0, s.came("visits", "recommend", *ASKED))
    return own(s, *came)


def _fan_covers(s: Sums) -> Weighed:
    return own(s, (1.0, s.came("impressions", "follow")), (-1.0, s.air))


def _cold_covers(s: Sums) -> Weighed:
    came = (1.0, s.came("impressions", "recommend", "plaza")), (-1.0, s.came("impressions", *ASKED))
    return own(s, *came)


def _follows(s: Sums) -> Weighed:
    return own(s, *rate(s, "follows", "visits", *OTHERS))


def _paid_follows(s: Sums) -> Weighed:
    paid = rate(s, "follows", "visits", "paid")
    return own(s, *paid, *less(*rate(s, "follows", "visits", *OTHERS)))


CARDS: Final = (
    Evidence("buys", "paid lines for a visit, beside the peers",
             ("C8",), BESIDE, ("FG3", "FR3", "FX1"), "log ratio", _buys),
    Evidence("strangers", "paid lines for a visit, recommended and paid against fans",
             ("C8", "F4"), HOURS, ("FT1",), "log ratio", _strangers),
    Evidence("recommended", "paid lines for a visit, recommended against those who asked",
             ("C8",), HOURS, ("FT1",), "log ratio", _recommended),
    Evidence("paid_buys", "paid lines for a visit, paid against recommended",
             ("C8", "A3"), HOURS, ("FU3", "FT4"), "log ratio", _paid_buys),
    Evidence("fans_buy", "paid lines for a visit, fans against the others",
             ("C8", "F4"), HOURS, ("FU2",), "log ratio", _fans_buy),
    Evidence("fans_come", "visits by following against recommended and asked ones",
             ("F3", "T4"), HOURS, ("FU1",), "log ratio", _fans_come),
    Evidence("fan_covers", "covers shown to fans for a minute on air",
             ("T1",), HOURS, ("FU1",), "log ratio", _fan_covers),
    Evidence("cold_covers", "recommended covers against those that people looked for",
             ("T1",), HOURS, ("FT1", "FG3"), "log ratio", _cold_covers),
    Evidence("follows", "follows for a visit, unpaid",
             ("F2",), HOURS, ("FU3", "FR5"), "log ratio", _follows),
    Evidence("paid_follows", "follows for a paid visit, against unpaid ones",
             ("F2",), HOURS, ("FU3",), "log ratio", _paid_follows),
)  # fmt: skip
