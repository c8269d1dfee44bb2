"""What can be changed in a contract on screen: a knob for each value, pieces to add."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from caopan.commission.contract_file import read_contract
from caopan.commission.contract_writing import plain
from caopan.commission.terms import RATE, Ads, Fee, Funder, Gate, Mode, Period
from caopan.documents.writing import part_text
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.contract import Contract

Data = dict[str, Any]
YES_NO: Final = ("yes", "no")
_NAMED: Final = frozenset({"name", "kind", "party", "from", "until", "to"})
"""What a term is called and whom it is for: changed in the file, not by a knob."""
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "mode": get_args(Mode),
    "per": get_args(Period),
    "measure": get_args(Gate.model_fields["measure"].annotation),
    "does": get_args(Ads.model_fields["does"].annotation),
    "remedy": ("refund", "session"),
    "rate_of": ("fee_bp", "comm_bp"),
}
_FEE_PERS: Final[tuple[str, ...]] = get_args(Fee.model_fields["per"].annotation)
_BASES: Final[dict[str, tuple[Funder, ...]]] = {
    "A: paid": (),
    "B: paid and platform's coupons": ("platform", "channel"),
    "C: list less the merchant's coupon": ("platform", "channel", "anchor"),
}
"""The three bases of the trade, and the funders whose coupons count as paid in each."""


class Knob(NamedTuple):
    """A value of a contract. group: its term. path: its place in the file. value: as it is written.

    options: what there is to choose from; empty for a value that is typed. gone: whether the piece
    that ends here can be taken out.
    """

    path: str
    group: str
    label: str
    value: str
    options: tuple[str, ...] = ()
    gone: str = ""


def knobs_of(contract: Contract) -> tuple[Knob, ...]:
    """All knobs of a contract, in reading order.

    >>> from caopan.commission.offers import customary
    >>> [(one.path, one.value) for one in knobs_of(customary())][2:4]
    [('terms.0.rate', '5 %'), ('terms.0.keeps_after_settle', 'yes')]
    """
    data = plain(contract)
    named = next((name for name, funders in _BASES.items() if funders == contract.base), "")
    whole = Knob("base", "all terms", "base", named, tuple(_BASES))
    terms = (knob for at, term in enumerate(data["terms"]) for knob in _term(at, term))
    late = Knob("confirm_days", "all terms", "confirmed after delivery", data["confirm_days"])
    return (whole, *terms, late)


def _term(at: int, term: Data) -> Iterator[Knob]:
    group = f"{term['name']} ({term['party']})"
    yield from _below(f"terms.{at}", group, "", term, term["kind"])


def _below(path: str, group: str, label: str, value: Any, kind: str) -> Iterator[Knob]:
    """The knobs at a place and below it."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in _NAMED or (key == "from" and label.startswith("step")):
                yield from _below(f"{path}.{key}", group, _joined(label, key), each, kind)
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        for at, each in enumerate(value):
            name = path.rsplit(".", 1)[-1].removesuffix("s")
            yield from _below(f"{path}.{at}", group, f"{name} {at + 1}", each, kind)
    elif isinstance(value, bool):
        yield Knob(path, group, label, YES_NO[not value], YES_NO, _piece(path))
    elif isinstance(value, str):
        yield Knob(path, group, label, value, _options(path, kind), _piece(path))


def _options(path: str, kind: str) -> tuple[str, ...]:
    name = path.rsplit(".", 1)[-1]
    return _FEE_PERS if (kind, name) == ("fee", "per") else _CHOICES.get(name, ())


def _piece(path: str) -> str:
    """The piece that can be taken out as a whole, told once, at its first value."""
    steps = path.split(".")
    firsts = {"amount", "share", "measure", "from"}
    if len(steps) >= 4 and steps[-1] in firsts:
        return ".".join(steps[:-1])
    return path if steps[-1] in {"cap", "floor"} else ""


def _joined(label: str, key: str) -> str:
    said = key.replace("_", " ")
    return f"{label}: {said}" if label else said


def turned(contract: Contract, path: str, value: str) -> Contract:
    """The contract with one value set.

    Raises CaopanError for a place that is not there, and with what does not fit.

    >>> from caopan.commission.offers import customary
    >>> turned(customary(), "terms.0.rate", "8 %").terms[0].rate_bp
    800
    """
    data = plain(contract)
    if path == "base":
        if value not in _BASES:
            raise CaopanError(f"base: {value!r} is not known; give one of {', '.join(_BASES)}")
        data["base"] = list(_BASES[value])
        return _read(data)
    *way, last = path.split(".")
    place = _at(data, way)
    key = _key(place, last)
    place[key] = value == "yes" if isinstance(place[key], bool) else value
    return _read(data)


def without(contract: Contract, path: str) -> Contract:
    """The contract with one piece, or one term, taken out.

    Raises CaopanError for a place that is not there, and where too little would be left.

    >>> from caopan.commission.offers import customary
    >>> without(customary(), "terms.0").terms
    ()
    """
    data = plain(contract)
    *way, last = path.split(".")
    place = _at(data, way)
    del place[_key(place, last)]
    if not place and way and way[-1] in {"gates", "steps"}:
        del _at(data, way[:-1])[way[-1]]
    return _read(data)


def _at(data: Any, way: list[str]) -> Any:
    for step in way:
        data = data[_key(data, step)]
    return data


def _key(place: Any, step: str) -> Any:
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return int(step)
    if isinstance(place, dict) and step in place:
        return step
    raise CaopanError(f"{step}: there is no such place in the contract; look at its file")


def _read(data: Data) -> Contract:
    """Read plain data as a file would be; signatures of another content go."""
    data.pop("signatures", None)
    draft = read_contract("".join(part_text({key: part}) for key, part in data.items()))
    if draft.value is None or draft.misfits:
        raise CaopanError("; ".join(f"{one.path}: {one.says}" for one in draft.misfits[:3]))
    return draft.value


Piece = Callable[[Data, int], None]
"""Adds a piece to a contract's data, for a merchant that sells so many fen a month."""


def _to_share(name: str, value: Callable[[int], Any]) -> Piece:
    def add(data: Data, sales_fen: int) -> None:
        share = _first_share(data)
        if name in share:
            raise CaopanError(f"{share['name']} has its {name} already; change it there")
        share[name] = value(sales_fen)

    return add


def _first_share(data: Data) -> Data:
    for term in data["terms"]:
        if term["kind"] == "share":
            share: Data = term
            return share
    raise CaopanError("there is no share to add this to; add a share first")


def _step(data: Data, sales_fen: int) -> None:
    """One more rung; a single rate becomes a ladder of two."""
    share = _first_share(data)
    if "rate_of" in share:
        raise CaopanError(f"{share['name']} takes the goods' own rate; it has no ladder")
    rate = share.pop("rate", None)
    steps = share.setdefault("steps", [{"from": "0.00 yuan", "rate": rate}] if rate else [])
    share.setdefault("mode", "marginal")
    beyond = max((_number(one["from"]) for one in steps), default=0)
    more = min(_number(steps[-1]["rate"]) + 200, 10_000) if steps else 500
    steps.append({"from": _yuan(beyond + sales_fen // 2), "rate": RATE.write(more)})


def _gate(data: Data, _: int) -> None:
    share = _first_share(data)
    gates = share.setdefault("gates", [])
    gates.append({"measure": "refund_rate", "limit": "40 %", "pays": "50 %"})


def _term_of(name: str, kind: str, value: Callable[[int], Data]) -> Piece:
    def add(data: Data, sales_fen: int) -> None:
        taken = {term["name"] for term in data["terms"]}
        free = next(
            one for at in range(1, 99) if (one := f"{name}{at if at > 1 else ''}") not in taken
        )
        party = next((one["id"] for one in data["parties"] if one["role"] == "provider"), None)
        if party is None:
            raise CaopanError("there is no provider among the parties; add it in the file")
        data["terms"].append({"name": free, "kind": kind, "party": party, **value(sales_fen)})

    return add


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d} yuan"


def _number(said: str) -> int:
    """Hundredths of a written amount."""
    whole, _, part = said.split(" ", maxsplit=1)[0].partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


PIECES: Final[dict[str, Piece]] = {
    "share of sales 佣金": _term_of("share", "share", lambda _: {"per": "month", "rate": "5 %"}),
    "step of the ladder 阶梯": _step,
    "baseline 增量基线": _to_share(
        "baseline", lambda sales: {"amount": _yuan(sales // 2), "indexed": False}
    ),
    "ads taken off the base 扣投放": _to_share("less_ads", lambda _: True),
    "ads borne 承担投放": _term_of("ads", "ads", lambda _: {"does": "bears", "share": "50 %"}),
    "retainer 服务月费": _term_of(
        "retainer", "fee", lambda sales: {"per": "month", "amount": _yuan(sales // 50)}
    ),
    "reserve 保证金": _to_share("reserve", lambda _: {"share": "20 %", "days": "30 days"}),
    "quality gate 质量门槛": _gate,
    "cap 封顶": _to_share("cap", lambda sales: _yuan(sales // 10)),
    "floor 保底": _to_share("floor", lambda sales: _yuan(sales // 100)),
}
"""Pieces to add, in sizes that suit the merchant (to begin from; assumed)."""


def with_piece(contract: Contract, name: str, sales_fen: int) -> Contract:
    """The contract with a piece of ``PIECES`` added; sales_fen: what the merchant sells a month.

    Raises CaopanError for an unknown piece, or where it cannot be added.

    >>> from caopan.commission.offers import customary
    >>> with_piece(customary(), "reserve 保证金", 1_000_000).terms[0].reserve.share_bp
    2000
    """
    if name not in PIECES:
        raise CaopanError(f"{name!r} is no piece of a contract; take one of {', '.join(PIECES)}")
    data = deepcopy(plain(contract))
    PIECES[name](data, sales_fen)
    return _read(data)
