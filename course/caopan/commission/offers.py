"""Contracts to begin from: the customary one, trivial ones, and the family of the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.commission.clocks import BEGIN
from caopan.commission.contract import Contract, Cycle
from caopan.commission.terms import Ads, Baseline, Fee, Party, Reserve, Share, Term

if TYPE_CHECKING:
    from caopan.commission.playing import Outcomes

PARTIES: Final = (
    Party(id="shop", role="merchant", name="Merchant"),
    Party(id="ops", role="provider", name="Provider"),
)
CUSTOM_BP: Final = 500
"""What a provider customarily asks of all sales (5 %: a range of the trade, assumed)."""


def agreed(
    *terms: Term, name: str = "trial", confirm_days: int = 7, every: str = "month"
) -> Contract:
    """A contract of merchant ``shop`` and provider ``ops`` with these terms.

    >>> agreed(Share(name="service", party="ops", rate_bp=500)).others
    ('ops',)
    """
    return Contract(
        contract_id=name,
        version=1,
        parties=PARTIES,
        effective_from=BEGIN,
        confirm_days=confirm_days,
        cycle=Cycle.model_validate({"every": every, "on": 1}),
        terms=terms,
    )


def customary(played: Outcomes | None = None) -> Contract:
    """What is signed without thinking: 5 % of sales, kept after settlement, ads are the merchant's.

    Sales count as they stand a day after they are signed for, so that later returns cost the
    provider nothing.

    >>> customary().terms[0].rate_bp
    500
    """
    share = Share(name="share", party="ops", rate_bp=CUSTOM_BP, keeps_after_settle=True)
    return agreed(share, name="customary", confirm_days=1, every="day")


def trivial(played: Outcomes) -> dict[str, Contract]:
    """Contracts that say nothing: all to one side, none at all, pay for nothing in particular.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> sorted(trivial(outcomes("tuantuan", small)))
    ['0 %', '100 %', 'all ads borne', 'empty', 'half', 'retainer alone']
    """
    share = Share(name="share", party="ops", rate_bp=0)
    fee = Fee(name="retainer", party="ops", amount_fen=played.sales_fen // 50, per="month")
    return {
        "empty": agreed(name="empty"),
        "0 %": agreed(share, name="nothing"),
        "half": agreed(share.model_copy(update={"rate_bp": 5_000}), name="half"),
        "100 %": agreed(share.model_copy(update={"rate_bp": 10_000}), name="all"),
        "all ads borne": agreed(Ads(name="ads", party="ops", does="bears"), name="borne"),
        "retainer alone": agreed(fee, name="retainer"),
    }


class Offer(NamedTuple):
    """One of the reference's family: a share of net sales above a baseline, and what goes with it.

    rate_bp: of what is sold net of returns above the baseline (a marginal ladder whose first step
    pays nothing). baseline_bp: of what the merchant sells net by itself. less_ads: ads are taken
    off before the share. bears_bp: ads that the provider pays. retainer_fen: a month. reserve_bp:
    held back for 30 days.
    """

    rate_bp: int
    baseline_bp: int
    less_ads: bool = False
    bears_bp: int = 0
    retainer_fen: int = 0
    reserve_bp: int = 2_000


def offered(offer: Offer, played: Outcomes) -> Contract:
    """The contract of an offer.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> made = offered(Offer(2_000, 8_000, bears_bp=5_000), outcomes("tuantuan", small))
    >>> [term.name for term in made.terms]
    ['share', 'ads']
    """
    baseline = Baseline(amount_fen=played.net_fen * offer.baseline_bp // 10_000)
    share = Share(
        name="share",
        party="ops",
        rate_bp=offer.rate_bp,
        baseline=baseline if baseline.amount_fen else None,
        less_ads=offer.less_ads,
        reserve=Reserve(share_bp=offer.reserve_bp, days=30) if offer.reserve_bp else None,
    )
    terms: list[Term] = [share]
    if offer.bears_bp:
        terms.append(Ads(name="ads", party="ops", does="bears", share_bp=offer.bears_bp))
    if offer.retainer_fen:
        fee = Fee(name="retainer", party="ops", amount_fen=offer.retainer_fen, per="month")
        terms.append(fee)
    return agreed(*terms, name="offer", confirm_days=15)
