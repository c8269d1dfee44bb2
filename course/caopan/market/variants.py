"""A trainee's own merchant: the sample's story and structure, own numbers, own fault."""

import hashlib
import hmac

import numpy as np

from caopan.errors import CaopanError
from caopan.market.samples import sample
from caopan.market.scenario import Fault, FaultId, Scenario, Sku, Source

FAULTS: tuple[FaultId, ...] = ("none", "FG2", "FG3", "FT1", "FT3", "FT6", "FR3", "FR4")
"""What this version can plant (domain numbers), and "none"."""

DAYS = 30
SIZE = 0.5
"""A variant is a smaller shop than its sample, so that its tables stay small."""
JITTER = 0.10
"""Log spread of a variant's numbers about the sample's (assumed)."""


def with_fault(
    scenario: Scenario, fault: FaultId, *, from_day: int | None = None, severity: float = 1.0
) -> Scenario:
    """The merchant with one fault planted, by default at two thirds of its history.

    Raises CaopanError for a fault that this version cannot plant.

    >>> with_fault(sample("liuyi"), "FG2").faults[0].from_day
    40
    """
    if fault not in FAULTS:
        raise CaopanError(f"fault: cannot plant {fault!r}; take one of {', '.join(FAULTS)}")
    day = scenario.days * 2 // 3 if from_day is None else from_day
    planted = () if fault == "none" else (Fault(fault=fault, from_day=day, severity=severity),)
    return scenario.model_copy(update={"faults": planted})


def variant(
    merchant: str,
    assignment: str,
    trainee_id: str,
    secret: bytes,
    *,
    days: int = DAYS,
    fault: FaultId | None = None,
) -> Scenario:
    """The trainee's own merchant, derived from HMAC-SHA256(secret, assignment, trainee).

    merchant: a sample. days: length of its history. fault: plant this one rather than the one
    that the secret draws (all equally likely). All variants of a merchant have one structure.
    Raises CaopanError for an unknown merchant, an empty secret or too short a history.

    >>> one = variant("liuyi", "01_operators_job", "ada", b"key")
    >>> one == variant("liuyi", "01_operators_job", "ada", b"key"), one.merchant, one.base
    (True, 'mine', 'liuyi')
    """
    if not secret:
        raise CaopanError("secret: is empty; give the course run's secret, it has no default")
    if days < 12:
        raise CaopanError(f"days: a history of {days} days shows no fault; give at least 12")
    base = sample(merchant)
    text = f"{assignment}\0{trainee_id}".encode()
    digest = hmac.new(secret, text, hashlib.sha256).digest()
    rng = np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))
    drawn = FAULTS[int(rng.integers(len(FAULTS)))]
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
    return with_fault(moved, drawn if fault is None else fault, from_day=from_day)


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
