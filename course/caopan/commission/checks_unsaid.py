"""What a contract leaves unsaid: where a default decides about money, and what says nothing."""

from collections.abc import Iterator
from typing import Final

from caopan.commission.contract import Contract
from caopan.commission.phrases import Voice
from caopan.commission.rounding import half_up
from caopan.commission.terms import Fee, Share, Step
from caopan.documents.findings import Finding

SAY: Final = Voice("en")
WHOLE: Final = 10_000


def unsaid(contract: Contract) -> Iterator[Finding]:
    """Findings about what the file does not say, so that a default decides.

    Of a contract made in Python, what was not given is unsaid as well.

    >>> from caopan.commission.contract_file import read_contract
    >>> text = "{contract_id: c, version: 1, effective_from: 2021-11-01, confirm_days: 7 days, "
    >>> text += "parties: [{id: shop, role: merchant, name: Liuyi}]}"
    >>> [found.path for found in unsaid(read_contract(text).value)]
    ['cycle', 'terms']
    """
    yield from _base(contract)
    yield from _times(contract)
    for at, term in enumerate(contract.terms):
        path = f"terms.{at}"
        if isinstance(term, Share):
            yield from _share(path, term)
            yield from _idle(path, term)
        elif isinstance(term, Fee):
            yield from _fee(path, term)
        elif "share_bp" not in term.model_fields_set:
            does = "borne" if term.does == "bears" else "fronted"
            says = f"it is not said which part of the ad spend is {does}: all of it is meant"
            yield Finding("warning", f"{path}.share", f"{says}; say share: 100 %")
    yield from _without_a_term(contract)


def _base(contract: Contract) -> Iterator[Finding]:
    silent = [one for one in contract.terms if isinstance(one, Share) and one.base is None]
    if silent and "base" not in contract.model_fields_set:
        says = "it is not said whose coupons count as paid, and funders differ: platform and "
        says += "payment channel are meant (B). On an order of ¥378 after the merchant's coupon, "
        says += "with ¥15 of the platform and ¥5 of the anchor and 30 % of shares, the merchant "
        says += "keeps ¥270.60 if none counts, ¥266.10 with B, ¥264.60 if all count"
        yield Finding("warning", "base", f"{says}; say base: [platform, channel]")
    if silent and "price_protection" not in contract.model_fields_set:
        says = "it is not said who bears price protection: the merchant alone is meant"
        yield Finding("warning", "price_protection", f"{says}; say merchant or reduces_base")


def _times(contract: Contract) -> Iterator[Finding]:
    if "confirm_days" not in contract.model_fields_set:
        says = "it is not said when a sale is payable: 7 days after delivery are meant"
        yield Finding("warning", "confirm_days", f"{says}; say confirm_days: 7 days, or more")
    if "cycle" not in contract.model_fields_set:
        says = "it is not said when accounts are paid up: on day 1 of each month is meant"
        yield Finding("warning", "cycle", f"{says}; say cycle: {{every: month, on: 1}}")


def _share(path: str, term: Share) -> Iterator[Finding]:
    said = term.model_fields_set
    if len(term.steps) > 1 and "mode" not in said:
        top, rungs = term.steps[-1], term.steps
        whole = half_up(top.from_fen * top.rate_bp, WHOLE)
        parts = half_up(_marginal(rungs, top.from_fen), WHOLE)
        says = "a ladder without a mode: marginal is meant, each rate for the part within its step"
        says += f". At {SAY.yuan(top.from_fen)} that is {SAY.yuan(parts)}, the rate of the step on "
        says += f"the whole {SAY.yuan(whole)}"
        yield Finding("warning", f"{path}.mode", f"{says}; say mode: marginal")
    counted = len(term.steps) > 1 or bool(term.gates) or term.baseline is not None
    counted = counted or term.cap_fen is not None or term.floor_fen is not None or term.less_ads
    if counted and "per" not in said:
        says = "it is not said what is counted together: all sales of a month are meant"
        yield Finding("warning", f"{path}.per", f"{says}; say per: month, session, day or contract")


def _marginal(steps: tuple[Step, ...], base: int) -> int:
    """Fen times basis points of a marginal ladder on a base."""
    ends = [*(step.from_fen for step in steps[1:]), base]
    return sum(
        (max(0, min(end, base) - step.from_fen)) * step.rate_bp
        for step, end in zip(steps, ends, strict=True)
    )


def _idle(path: str, term: Share) -> Iterator[Finding]:
    """Parts that do nothing: what was meant by them?"""
    idle = []
    if not term.rate_of and not any(step.rate_bp for step in term.ladder):
        idle.append((path, "its rate is 0 %, so it gives nothing"))
    if term.baseline and not term.baseline.amount_fen:
        idle.append((f"{path}.baseline", "a baseline of nothing changes nothing"))
    if term.reserve and 0 in (term.reserve.share_bp, term.reserve.days):
        idle.append((f"{path}.reserve", "a reserve of 0 % or for 0 days holds nothing"))
    for number, gate in enumerate(term.gates):
        never = WHOLE if gate.measure == "refund_rate" else 0
        if gate.pays_bp == WHOLE or gate.limit_bp == never:
            idle.append((f"{path}.gates.{number}", "this gate never takes anything away"))
    for place, says in idle:
        yield Finding("warning", place, f"{says}; say what is meant, or drop it")


def _fee(path: str, term: Fee) -> Iterator[Finding]:
    if "per" not in term.model_fields_set:
        says = "it is not said how often the fee is due: for each session is meant"
        yield Finding("warning", f"{path}.per", f"{says}; say per: session, month or once")
    if term.guarantee and "after_days" not in term.guarantee.model_fields_set:
        says = "it is not said when the guarantee is measured: 30 days after the session are meant"
        yield Finding("warning", f"{path}.guarantee.after_days", f"{says}; say after_days: 30 days")
    if term.guarantee and "remedy" not in term.guarantee.model_fields_set:
        says = "it is not said what happens when it is missed: a part of the fee goes back is meant"
        yield Finding("warning", f"{path}.guarantee.remedy", f"{says}; say refund or session")


def _without_a_term(contract: Contract) -> Iterator[Finding]:
    named = {term.party for term in contract.terms}
    named |= {hop.to for term in contract.terms for hop in term.passes_on}
    for at, party in enumerate(contract.parties):
        if party.id not in named and party.role != "merchant":
            says = f"{party.id} takes part and is due nothing"
            yield Finding("warning", f"parties.{at}", f"{says}; give it a term, or drop it")
    if not contract.terms:
        says = f"there is no term: all goes to {contract.merchant}"
        yield Finding("warning", "terms", f"{says}; say what each is due")
