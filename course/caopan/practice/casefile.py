"""The case file of the adopted merchant: what each lesson leaves for the next ones.

The diagnosis of lesson 04 is kept beside the choice of lesson 01. Later lessons ask for it by
``my_diagnosis`` and get the own result, or the reference's where the trainee prefers that one or
has none, so that one poor step does not spoil the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from caopan.errors import CaopanError
from caopan.events.files import write_whole
from caopan.practice.adoption import FILE as ADOPTED
from caopan.practice.adoption import my_merchant

if TYPE_CHECKING:
    from caopan.market.planted import FaultId

Kept = TypeVar("Kept")
FILE: Final = "my_diagnosis.json"
LEAST: Final = 0.005
"""Probabilities below this are not shown (assumed); all are kept."""


class Diagnosis(NamedTuple):
    """What is held to be wrong with a merchant.

    merchant: its short name. beliefs: probability of each of the 29 answers, as the main fault.
    second: probability that a second fault is there; None where nobody said. metrics: codes of the
    board's registry that are cited. test: what would be tried first, in words. own: whether the
    trainee wrote it; otherwise it is the reference diagnosis.
    """

    merchant: str
    beliefs: dict[FaultId, float]
    second: float | None
    metrics: tuple[str, ...]
    test: str
    own: bool

    @property
    def main(self) -> FaultId:
        """The likeliest answer."""
        return max(self.beliefs, key=lambda fault: self.beliefs[fault])

    def __repr__(self) -> str:
        from caopan.market.faults import CARDS

        shown = sorted(self.beliefs.items(), key=lambda one: -one[1])
        said = [
            f"{share:5.0%}  {name}  {CARDS[name].name if name in CARDS else 'nothing is wrong'}"
            for name, share in shown
            if share >= LEAST
        ]
        whose = "your diagnosis" if self.own else "the reference diagnosis"
        cited = f"; by {', '.join(self.metrics)}" if self.metrics else ""
        test = f"\nTest first: {self.test}" if self.test else ""
        return "\n".join([f"{self.merchant}, {whose}{cited}:", *said]) + test


def keep_diagnosis(
    beliefs: Mapping[FaultId, float],
    *,
    metrics: tuple[str, ...] | list[str] = (),
    second: float | None = None,
    test: str = "",
) -> Diagnosis:
    """Keep the own diagnosis of the adopted merchant; a later one replaces it.

    Args:
        beliefs: probabilities by class; they sum to 1, and classes not named have none.
        metrics: codes of the board's metrics that speak for it.
        second: probability that a second fault is there.
        test: the test that comes first, in words.

    Raises:
        CaopanError: nobody was adopted, a part is wrong (it says which), or the folder cannot be
            written.
    """
    kept = _diagnosis(my_merchant(), beliefs, second, metrics, test)
    whole = {**kept._asdict(), "metrics": list(kept.metrics)}
    write_part(FILE, {name: whole[name] for name in whole if name != "own"})
    return kept


def my_diagnosis(*, reference: bool = False) -> Diagnosis:
    """Give the adopted merchant's diagnosis: the own one, or the reference's.

    Args:
        reference: take the reference's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand.
    """
    merchant = my_merchant()
    kept = None if reference else read_part(FILE, _read, "keep_diagnosis")
    # a diagnosis of another merchant is not this one's: who adopts anew starts from the reference
    return kept if kept and kept.merchant == merchant else _reference(merchant)


def _read(told: Mapping[str, Any]) -> Diagnosis:
    of, *rest = (told[name] for name in ("merchant", "beliefs", "second", "metrics", "test"))
    return _diagnosis(str(of), *rest)


def _diagnosis(merchant: str, beliefs: Any, second: Any, metrics: Any, test: Any) -> Diagnosis:
    from caopan.diagnosis.answers import as_beliefs, as_metrics, points_of_second

    if second is not None:
        points_of_second(second, second=False, maximum=1)  # says what is wrong with it
    if not isinstance(test, str):
        raise CaopanError(f"test: words are asked for, not {type(test).__name__}.")
    share = None if second is None else float(second)
    return Diagnosis(merchant, as_beliefs(beliefs), share, as_metrics(metrics), test, own=True)


def _reference(merchant: str) -> Diagnosis:
    from caopan.diagnosis import Shop
    from caopan.diagnosis.model import findings

    found = findings(Shop.of(merchant))
    moved = found[0].moved
    codes = tuple(dict.fromkeys(code for one in moved for code in one.metrics))
    beliefs = {one.fault: one.probability for one in found}
    return Diagnosis(merchant, beliefs, None, codes, "", own=False)


def write_part(file: str, told: Mapping[str, Any]) -> None:
    """Write one part of the case file, whole or not at all, in place of an earlier one."""
    text = json.dumps(told, ensure_ascii=False)
    write_whole({folder() / file: f"{text}\n".encode()})


def read_part(file: str, read: Callable[[Mapping[str, Any]], Kept], again: str) -> Kept | None:
    """Read one part of the case file; None where none was kept.

    read: makes the value of what was written, with the checks of writing. again: the function that
    keeps such a part.
    Raises CaopanError for a file that was edited by hand and does not hold any more.
    """
    path = folder() / file
    if not path.is_file():
        return None
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, CaopanError) as error:
        raise CaopanError(
            f"{path}: cannot be read ({error}); delete it, and run {again} again."
        ) from error


def folder() -> Path:
    """Where the adopted merchant's name is kept; ``my_merchant`` has made sure that it is."""
    here = Path.cwd()
    return next(d for d in (here, *here.parents) if (d / ADOPTED).is_file())
