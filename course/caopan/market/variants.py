"""A trainee's own merchant: the sample's story and structure, own numbers, own fault."""

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np

from caopan.errors import CaopanError
from caopan.market.faults import CARDS, FAULTS
from caopan.market.norms import balance, norm, onset_of, possible, with_look_alike
from caopan.market.planted import MOST_SEVERITY, Fault, FaultId
from caopan.market.samples import sample
from caopan.market.scenario import Scenario, Sku, Source

DAYS = 30
SIZE = 0.5
"""A variant is a smaller shop than its sample, so that its tables stay small."""
JITTER = 0.10
"""Log spread of a variant's numbers about the sample's (assumed)."""


def with_fault(
    scenario: Scenario, fault: FaultId, *, from_day: int | None = None, severity: float = 1.0
) -> Scenario:
    """The merchant with one fault planted, by default at two thirds of its history.

    severity: times the strength at which each fault costs a merchant of this kind about the same;
    where that is more than a fault can have, the fault is as strong as it can be.
    Raises CaopanError for an unknown fault, and a severity that is not above zero.

    >>> with_fault(sample("liuyi"), "FG2").faults[0].from_day
    60
    """
    if fault not in FAULTS:
        raise CaopanError(f"fault: {fault!r} is unknown; take one of {', '.join(FAULTS)}")
    if not severity > 0:
        raise CaopanError(f"severity: {severity} is no strength; give a number above zero")
    day = onset_of(scenario) if from_day is None else from_day
    planted = () if fault == "none" else (_planted(scenario, fault, day, severity),)
    return scenario.model_copy(update={"faults": planted})


def _planted(scenario: Scenario, fault: FaultId, day: int, severity: float) -> Fault:
    """The fault at ``severity`` times the usual strength, as far as a fault can have that."""
    level = min(severity * norm(scenario.base, fault), MOST_SEVERITY)
    return Fault(fault=fault, from_day=day, severity=level)


def variant(
    merchant: str,
    assignment: str,
    trainee_id: str,
    secret: bytes,
    *,
    days: int = DAYS,
    fault: FaultId | None = None,
    faults: Sequence[FaultId] | None = None,
    severity: float = 1.0,
    sound: float | None = None,
) -> Scenario:
    """The trainee's own merchant, derived from HMAC-SHA256(secret, assignment, trainee).

    merchant: a sample. days: length of its history. By default any fault may be drawn, all equally
    likely, with a second one now and then, among innocent circumstances that look like faults.
    faults: plant one of these and nothing else, for a first round. fault: plant this one as the
    main fault rather than the one that the secret draws. severity: times the usual strength,
    as far as a fault can have that.
    sound: chance that nothing is wrong, by default the same as that of each fault.
    All variants of a merchant have one structure.
    Raises CaopanError for an unknown merchant, an empty secret, too short a history, a chance
    that is none, or a severity that is not above zero.

    >>> one = variant("liuyi", "01_operators_job", "ada", b"key")
    >>> one == variant("liuyi", "01_operators_job", "ada", b"key"), one.merchant, one.base
    (True, 'mine', 'liuyi')
    """
    if not secret:
        raise CaopanError("secret: is empty; give the course run's secret, it has no default")
    if days < 12:
        raise CaopanError(f"days: a history of {days} days shows no fault; give at least 12")
    if sound is not None and not 0 <= sound <= 1:
        raise CaopanError(f"sound: {sound} is no chance; give a number from 0 to 1")
    base = sample(merchant)
    text = f"{assignment}\0{trainee_id}".encode()
    digest = hmac.new(secret, text, hashlib.sha256).digest()
    rng = np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))
    open_to = tuple(f for f in FAULTS if possible(merchant, f)) if faults is None else tuple(faults)
    drawn = open_to[int(rng.integers(len(open_to)))]
    from_day = int(rng.integers(days // 2, days * 2 // 3 + 1))
    moved = _renumbered(base, rng).model_copy(
        update={
            "merchant": "mine",
            "days": days,
            "luck_key": int.from_bytes(digest[:8], "little"),
            "event_days": _event_days(days),
            "calendar": base.calendar.model_copy(
                update={
                    "start": max(base.calendar.start, 0.55),
                    "middle": days / 3,
                    "width": days / 8,
                }
            ),
            "fans": base.fans.model_copy(
                update={
                    "opening": int(base.fans.now * 0.8 * SIZE),
                    "now": int(base.fans.now * SIZE),
                }
            ),
            "panel_one_in": max(base.panel_one_in // 2, 1),
            "fees": base.fees.model_copy(
                update={
                    "scene_fen": round(base.fees.scene_fen * SIZE),
                    "video_fen": round(base.fees.video_fen * SIZE),
                    "air_fen_per_h": round(base.fees.air_fen_per_h * SIZE),
                }
            ),
        }
    )
    moved = _late(moved, base, days)
    if sound is not None:  # of its own digits, so that the other draws are those without it
        drawn = _sound_or(open_to, sound, digest)
    main = drawn if fault is None else fault
    planted = with_fault(moved, main, from_day=from_day, severity=severity)
    return planted if faults is not None else _among_others(planted, from_day, rng)


def _sound_or(open_to: Sequence[FaultId], sound: float, digest: bytes) -> FaultId:
    """None with this chance, else one of the faults, all equally likely."""
    rng = np.random.default_rng([1, *digest])
    ill = [fault for fault in open_to if fault != "none"]
    if rng.random() < sound or not ill:
        return "none"
    return ill[int(rng.integers(len(ill)))]


SECOND, SECOND_SEVERITY = 1 / 3, 0.5
"""Chance of a second fault beside the first, and how strong it is."""


def _among_others(one: Scenario, day: int, rng: np.random.Generator) -> Scenario:
    """With a second fault now and then, an innocent look-alike or two, a day without budget."""
    main = one.fault
    pool = [
        fault
        for fault, card in CARDS.items()
        if possible(one.base, fault) and (main == "none" or card.family != CARDS[main].family)
    ]
    second, other, twice = (int(rng.integers(len(pool))) for _ in range(3))
    luck = rng.random(3)
    if main != "none" and luck[0] < SECOND:
        one = with_second(one, pool[second], day)
    innocent = [f for f in CARDS if CARDS[f].look_alike not in CARDS]
    # as a rule the main fault's own look-alike is elsewhere: there is not always a twin at hand
    first = main if main in innocent and luck[1] < 1 / 2 else innocent[other % len(innocent)]
    one = with_look_alike(one, first, day, balance(one.base, first))
    if luck[2] < 1 / 3:
        one = with_look_alike(one, innocent[twice % len(innocent)], day, 0.0)
    off = min(day + 9, one.days - 3)
    return one.model_copy(update={"unfunded_days": (off,)})


def with_second(one: Scenario, fault: FaultId, day: int) -> Scenario:
    """The merchant with a further, weaker fault."""
    more = _planted(one, fault, day, SECOND_SEVERITY)
    return one.model_copy(update={"faults": (*one.faults, more)})


def _event_days(days: int) -> tuple[int, ...]:
    """Three sessions: early, just past the middle, late."""
    return (days // 5, days // 2 + 1, days - 2)


def _late(moved: Scenario, base: Scenario, days: int) -> Scenario:
    """Let the variant end on the sample's last day, and have sessions on its event days."""
    from datetime import timedelta

    start = base.first_day + timedelta(days=base.days - days)
    air = {slot.weekday for slot in base.slots}
    fitted = []
    for wish in moved.event_days:
        back = next(n for n in range(7) if (start + timedelta(days=wish - n)).weekday() in air)
        fitted.append(wish - back)
    return moved.model_copy(update={"first_day": start, "event_days": tuple(sorted(set(fitted)))})


def _jitter(rng: np.random.Generator, spread: float = JITTER) -> float:
    return float(np.exp(spread * np.clip(rng.standard_normal(), -2, 2)))


def _sku(sku: Sku, rng: np.random.Generator) -> Sku:
    price = _jitter(rng, 0.06)
    return sku.model_copy(
        update={
            "list_fen": max(round(sku.list_fen * price / 10) * 10, 10),
            "cost_fen": round(sku.cost_fen * price),
            "appeal": sku.appeal * _jitter(rng),
            "click": min(sku.click * _jitter(rng), 0.5),
            "create": min(sku.create * _jitter(rng), 0.5),
            "refund": min(sku.refund * _jitter(rng, 0.08), 0.9),
        }
    )


def _source(source: Source, rng: np.random.Generator) -> Source:
    return source.model_copy(
        update={
            "impressions_per_h": source.impressions_per_h * _jitter(rng),
            "enter": source.enter
            if source.enter == 1
            else min(source.enter * _jitter(rng, 0.08), 0.9),
            "bounce": min(source.bounce * _jitter(rng, 0.05), 0.8),
            "stay_s": source.stay_s * _jitter(rng, 0.08),
            "quality": source.quality * _jitter(rng, 0.08),
        }
    )


def _renumbered(base: Scenario, rng: np.random.Generator) -> Scenario:
    size = SIZE * _jitter(rng, 0.15)
    sources = tuple(_source(source, rng) for source in base.sources)
    return base.model_copy(
        update={
            "sources": tuple(
                one.model_copy(update={"impressions_per_h": one.impressions_per_h * size})
                for one in sources
            ),
            "skus": tuple(_sku(sku, rng) for sku in base.skus),
            "paid": base.paid.model_copy(
                update={
                    "fen_per_h": round(base.paid.fen_per_h * size / 100) * 100,
                    "k": base.paid.k * SIZE ** (1 - base.paid.beta) * _jitter(rng, 0.06),
                    "beta": float(rng.uniform(0.6, 0.74)),
                }
            ),
        }
    )
