"""The contract that a merchant's tables describe: fees of the goods, the provider's ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from caopan.commission.contract import Contract, signed
from caopan.commission.moments import moment_of
from caopan.commission.terms import Party, Share, Step
from caopan.commission.tiers import Tiers, read_tiers
from caopan.errors import CaopanError
from caopan.market.part import said

if TYPE_CHECKING:
    from caopan.commission.terms import Term

GOODS_RATES: Final[tuple[Term, ...]] = (
    Share(name="technical-fee", party="platform", per="session", rate_of="fee_bp"),
    Share(name="commission", party="host", per="session", rate_of="comm_bp"),
)
"""What the goods' own rates give: the platform its technical fee, those who sell their commission.
"""


def standing_contracts(merchant: str) -> tuple[Contract, ...]:
    """The versions of the contract that a merchant's tables describe, signed by all, oldest first.

    The platform gets each line's ``fee_bp`` and the anchors its ``comm_bp``; the provider gets the
    ladder of ``contract_tier``, counted per session. All count coupons of the platform and the
    payment channel as paid (base B); when a line is confirmed the tables do not say: 7 days after
    delivery (assumed). A version holds from the moment at which its rows arrived.

    merchant: a sample's name, or ``mine``. Raises CaopanError as ``caopan.events.load`` does, where
    there is no contract, and for several at once.

    >>> [one] = standing_contracts("liuyi")
    >>> one.contract_id, [term.name for term in one.terms], one.unsigned
    ('liuyi-c1', ['technical-fee', 'commission', 'service'], ())
    """
    from caopan.events import card, load

    table = load("contract_tier", merchant=merchant)
    versions = read_tiers(table)
    if not versions:
        raise CaopanError(
            f"{merchant} has no contract: its table contract_tier is empty; write one with "
            f"caopan contract new {merchant}"
        )
    parties = (
        Party(id="shop", role="merchant", name=card(merchant).name_en),
        Party(id="platform", role="platform", name="the platform"),
        Party(id="host", role="anchor", name="those who sell"),
        Party(id="ops", role="provider", name="the service provider"),
    )
    name = str(table["contract_id"].iloc[0])
    return tuple(_contract(name, parties, version) for version in versions)


def _contract(name: str, parties: tuple[Party, ...], version: Tiers) -> Contract:
    steps = tuple(Step(from_fen=low, rate_bp=bp) for low, bp in version.tiers)
    mode = "whole" if version.whole else "marginal"
    ladder = Share(name="service", party="ops", per="session", steps=steps, mode=mode)
    try:
        made = Contract(
            contract_id=name,
            version=version.version,
            title="as the tables describe it",
            parties=parties,
            base=("platform", "channel"),
            terms=(*GOODS_RATES, ladder),
            effective_from=moment_of(version.signed_us),
        )
    except ValidationError as problem:
        raise said(problem, f"contract_tier: {name!r} is no contract that settles") from problem
    return signed(made)
