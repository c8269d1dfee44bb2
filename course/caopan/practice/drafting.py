"""Contracts as plain data: a few terms by name, in shares of what the shop sells by itself."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from caopan.practice.compare import described

if TYPE_CHECKING:
    from caopan.commission import Outcomes
    from caopan.commission.contract import Contract
    from caopan.commission.terms import Share, Term

SHARES: Final[dict[str, tuple[int, int]]] = {
    "rate_bp": (0, 10_000),
    "baseline_bp": (0, 20_000),
    "rung_bp": (1, 30_000),
    "rung_rate_bp": (0, 10_000),
    "bears_bp": (0, 10_000),
    "retainer_bp": (0, 10_000),
    "reserve_bp": (0, 10_000),
}
"""Terms that are a share in basis points, the least and the most that they may be."""
CHOICES: Final[dict[str, tuple[object, ...]]] = {
    "counts": ("kept", "night"),
    "mode": ("marginal", "whole"),
    "less_ads": (False, True),
}
"""Terms with two readings; the first one holds where nothing is said."""


def drafted(shop: Outcomes, **terms: object) -> Contract:
    """A contract between a merchant and a provider, from a few terms; what is left out is none.

    shop: the merchant's months as ``outcomes`` plays them. Shares are in basis points.

    Args:
        shop: whose sales the shares below refer to.
        **terms: ``rate_bp`` of sales. ``counts``: ``"kept"``, what is not sent back, however late;
            or ``"night"``, sales as they stand a day after delivery. ``less_ads``: ads are taken
            off before the share. ``baseline_bp``: of what the shop keeps in a month by itself;
            below it nothing is earned. ``rung_bp``: of what it sells in a month by itself; from
            there on the rate is ``rung_rate_bp``, by ``mode``: ``"marginal"``, on what is above, or
            ``"whole"``, on all. ``bears_bp``: of the ads, paid by the provider. ``retainer_bp``: of
            what the shop sells in a month by itself, paid in any case. ``reserve_bp``: of the
            share, held back for 30 days.

    Raises:
        CaopanError: a term that is none, or a value that is none of its kind.

    >>> from caopan.commission import Grid, outcomes
    >>> small = Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> drafted(outcomes("tuantuan", small), rate_bp=1_000, less_ads=True).terms[0].rate_bp
    1000
    """
    from caopan.commission import agreed
    from caopan.commission.terms import Ads, Fee

    said = read_terms(terms)
    made: list[Term] = [_share(shop, said)]
    if said["bears_bp"]:
        made.append(Ads(name="ads", party="ops", does="bears", share_bp=said["bears_bp"]))
    if said["retainer_bp"]:
        fen = shop.sales_fen * said["retainer_bp"] // 10_000
        made.append(Fee(name="retainer", party="ops", amount_fen=fen, per="month"))
    night = said["counts"] == "night"
    return agreed(
        *made, name="draft", confirm_days=1 if night else 15, every="day" if night else "month"
    )


def _share(shop: Outcomes, said: Mapping[str, Any]) -> Share:
    from caopan.commission.terms import Baseline, Reserve, Share, Step

    baseline = shop.net_fen * said["baseline_bp"] // 10_000
    rung = shop.sales_fen * said["rung_bp"] // 10_000
    steps = (
        Step(from_fen=0, rate_bp=said["rate_bp"]),
        Step(from_fen=rung, rate_bp=said["rung_rate_bp"]),
    )
    reserve = said["reserve_bp"]
    return Share(
        name="share",
        party="ops",
        rate_bp=None if rung else said["rate_bp"],
        steps=steps if rung else (),
        mode=said["mode"],
        baseline=Baseline(amount_fen=baseline) if baseline else None,
        less_ads=said["less_ads"],
        reserve=Reserve(share_bp=reserve, days=30) if reserve else None,
        keeps_after_settle=said["counts"] == "night",
    )


def read_terms(terms: Mapping[str, object]) -> dict[str, Any]:
    """Give all terms by name, those that were left out too.

    Raises:
        CaopanError: a term that is none, or a value that is none of its kind; a rung without its
            rate.

    >>> read_terms({"rate_bp": 500})["counts"]
    'kept'
    >>> read_terms({"rate": 0.05})
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: 'rate' is no term; take rate_bp, baseline_bp, rung_bp, ...
    """
    known = [*SHARES, *CHOICES]
    unknown = [name for name in terms if name not in known]
    if unknown:
        raise CaopanError(f"{unknown[0]!r} is no term; take {', '.join(known)}.")
    if ("rung_bp" in terms) != ("rung_rate_bp" in terms):
        raise CaopanError("rung_bp, rung_rate_bp: a rung has both; give both or neither.")
    said: dict[str, Any] = dict.fromkeys(SHARES, 0) | {k: two[0] for k, two in CHOICES.items()}
    for name, value in terms.items():
        said[name] = _share_of(name, value) if name in SHARES else _choice(name, value)
    return said


def _share_of(name: str, value: object) -> int:
    low, high = SHARES[name]
    if isinstance(value, Integral) and not isinstance(value, bool) and low <= int(value) <= high:
        return int(value)
    raise CaopanError(
        f"{name} is {described(value)}: whole basis points are asked for, {low} to {high}."
    )


def _choice(name: str, value: object) -> object:
    for one in CHOICES[name]:
        if type(one) is type(value) and one == value:
            return one
    first, second = CHOICES[name]
    raise CaopanError(f"{name} is {described(value)}: {first!r} or {second!r} is asked for.")
