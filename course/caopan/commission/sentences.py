"""A contract read back as sentences: who, what it covers, what each is due, when it is paid."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from caopan.commission.contract import Contract
from caopan.commission.phrases import Language, Voice
from caopan.commission.terms import Ads, Fee, Funder, Share, Term

GROUPS = ("who", "covers", "due", "paid", "signed")
_FUNDERS: tuple[Funder, ...] = ("platform", "channel", "anchor")


class Sentence(NamedTuple):
    """A numbered sentence, and the heading of its group.

    path: the place of the contract that it tells, such as ``terms.0``; empty for what always holds.
    """

    group: str
    number: str
    text: str
    path: str = ""


def sentences_of(contract: Contract, language: Language = "en") -> tuple[Sentence, ...]:
    """All that a contract says, in short sentences; two that differ in money differ in text.

    language: ``en`` or ``zh``.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> print(sentences_of(load_contract(EXAMPLE))[1].text)
    “shop” is Liuyi House, the merchant.
    """
    voice = Voice(language)
    told = {
        "who": _who(contract, voice),
        "covers": _covers(contract, voice),
        "due": _due(contract, voice),
        "paid": _paid(contract, voice),
        "signed": _signed(contract, voice),
    }
    return tuple(
        Sentence(voice(group), f"{at}.{number}", text, path)
        for at, group in enumerate(GROUPS, 1)
        for number, text, path in _numbered(told[group])
    )


def prose(contract: Contract, language: Language = "en") -> str:
    """The sentences of a contract as a text, a heading above each group.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> print(prose(load_contract(EXAMPLE), "zh").splitlines()[0])
    1 当事人
    """
    lines: list[str] = []
    group = ""
    for one in sentences_of(contract, language):
        if one.group != group:
            group = one.group
            lines += ["", f"{one.number.partition('.')[0]} {group}"]
        lines.append(f"  {one.number} {one.text}")
    return "\n".join(lines[1:]) + "\n"


Told = Iterator[tuple[str, str]]
"""Sentences with their paths; one that begins with a tab is a detail of the one before."""


def _numbered(told: Told) -> Iterator[tuple[str, str, str]]:
    main = detail = 0
    for text, path in told:
        if text.startswith("\t"):
            detail += 1
            yield f"{main}.{detail}", text[1:], path
        else:
            main, detail = main + 1, 0
            yield str(main), text, path


def _who(contract: Contract, voice: Voice) -> Told:
    head = {"id": contract.contract_id, "version": contract.version}
    title = contract.title
    yield voice("titled", **head, title=title) if title else voice("contract", **head), "title"
    for at, party in enumerate(contract.parties):
        role = voice(f"role_{party.role}")
        yield voice("party", id=party.id, name=party.name, role=role), f"parties.{at}"
    yield voice("residual", party=contract.merchant), ""


def _covers(contract: Contract, voice: Voice) -> Told:
    start = voice.moment(contract.effective_from)
    if contract.effective_until:
        yield (
            voice("holds", start=start, end=voice.moment(contract.effective_until)),
            "effective_until",
        )
    else:
        yield voice("holds_on", start=start), "effective_from"
    yield voice("binds"), ""
    named = [(name, value) for name, value in contract.scope if value is not None]
    for name, value in named:
        yield voice(name, names=voice.listed(value)), f"scope.{name}"
    if not named:
        yield voice("all_sales"), "scope"
    yield voice("base", base=_base(contract.base, voice)), "base"
    protection = voice(f"protection_{contract.price_protection}", merchant=contract.merchant)
    yield protection, "price_protection"


def _base(funders: Sequence[Funder], voice: Voice) -> str:
    named = [voice(one) for one in _FUNDERS if one in funders]
    return voice("with_coupons", funders=voice.joined(named)) if named else voice("buyers")


def _due(contract: Contract, voice: Voice) -> Told:
    for at, term in enumerate(contract.terms):
        main, *details = _term(term, voice)
        yield main, f"terms.{at}"
        for detail in (*details, *_ends(term, voice)):
            yield f"\t{detail}", f"terms.{at}"
    if not contract.terms:
        yield voice("no_terms"), "terms"


def _term(term: Term, voice: Voice) -> Iterator[str]:
    if isinstance(term, Share):
        return _share(term, voice)
    return _fee(term, voice) if isinstance(term, Fee) else _ads(term, voice)


def _share(term: Share, voice: Voice) -> Iterator[str]:
    head = {"name": term.name, "party": term.party, "per": voice(f"per_{term.per}")}
    if term.rate_of:
        yield voice("share_of", **head, rate=voice(term.rate_of))
    elif term.rate_bp is not None:
        yield voice("share", **head, rate=voice.rate(term.rate_bp))
    else:
        steps = [
            voice("step", rate=voice.rate(step.rate_bp), start=voice.yuan(step.from_fen))
            for step in term.steps
        ]
        yield voice("ladder", **head, steps=voice("semicolon").join(steps))
        yield voice(term.mode)
    if term.base is not None:
        yield voice("own_base", base=_base(term.base, voice))
    yield from _offset(term, voice)
    yield from _limits(term, voice)


def _offset(term: Share, voice: Voice) -> Iterator[str]:
    if term.baseline:
        kind = "indexed" if term.baseline.indexed else "baseline"
        yield voice(kind, amount=voice.yuan(term.baseline.amount_fen))
    if term.less_ads:
        yield voice("less_ads")


def _limits(term: Share, voice: Voice) -> Iterator[str]:
    per = voice(f"per_{term.per}")
    for gate in term.gates:
        yield voice(gate.measure, limit=voice.rate(gate.limit_bp), pays=voice.rate(gate.pays_bp))
    if len(term.gates) > 1:
        yield voice("gates")
    if term.cap_fen is not None:
        yield voice("cap", amount=voice.yuan(term.cap_fen), per=per)
    if term.floor_fen is not None:
        yield voice("floor", amount=voice.yuan(term.floor_fen), per=per)
    if term.reserve:
        held = voice.rate(term.reserve.share_bp)
        yield voice("reserve", share=held, days=voice.days(term.reserve.days))
    if term.keeps_after_settle:
        yield voice("keeps")


def _fee(term: Fee, voice: Voice) -> Iterator[str]:
    per = voice(f"per_{term.per}")
    yield voice(
        "fee", name=term.name, party=term.party, amount=voice.yuan(term.amount_fen), per=per
    )
    if term.guarantee:
        given = term.guarantee
        words = {"party": term.party, "days": voice.days(given.after_days)}
        if given.sales_fen is not None:
            yield voice("guarantee_sales", **words, amount=voice.yuan(given.sales_fen))
        else:
            yield voice("guarantee_roi", **words, roi=voice.rate(given.roi_bp or 0))
        yield voice(f"remedy_{given.remedy}")


def _ads(term: Ads, voice: Voice) -> Iterator[str]:
    yield voice(term.does, name=term.name, party=term.party, share=voice.rate(term.share_bp))
    if term.markup_bp:
        yield voice("markup", markup=voice.rate(term.markup_bp))


def _ends(term: Term, voice: Voice) -> Iterator[str]:
    """What all terms may say: a chain, dates of their own."""
    giver = term.party
    for hop in term.passes_on:
        yield voice("chain", giver=giver, taker=hop.to, share=voice.rate(hop.share_bp))
        giver = hop.to
    if term.starts:
        yield voice("from", start=voice.moment(term.starts))
    if term.ends:
        yield voice("until", end=voice.moment(term.ends))


def _paid(contract: Contract, voice: Voice) -> Told:
    yield voice("confirmed", days=voice.days(contract.confirm_days)), "confirm_days"
    cycle = contract.cycle
    weekday = voice("weekdays").split()[(cycle.on - 1) % 7]
    yield voice(f"cycle_{cycle.every}", on=cycle.on, weekday=weekday), "cycle"
    yield voice("offset"), ""


def _signed(contract: Contract, voice: Voice) -> Told:
    for at, one in enumerate(contract.signatures):
        key = "signature" if one.digest == contract.digest else "changed"
        yield voice(key, party=one.party, at=voice.moment(one.at)), f"signatures.{at}"
    if contract.unsigned:
        yield voice("unsigned", names=voice.listed(contract.unsigned)), "signatures"
