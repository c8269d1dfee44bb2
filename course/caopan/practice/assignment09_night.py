"""Assignment 09, the trainee's own night: its contract, and what it leaves at two clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.events.places import OWN, folder_of
from caopan.practice.compare import described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.commission import Contract, Settlement
    from caopan.commission.terms import Mode

KEYS: Final = ("told", "left", "whole_told", "whole_left", "cliff")
RATES: Final = (400, 600, 900)
"""The provider's ladder, in basis points."""
RUNGS: Final = (0, 35, 65)
"""Where its steps begin: per cent of what the night sold, to whole thousands of yuan."""
PROVIDER: Final = "ops"


def own_contract(mode: Mode = "marginal") -> Contract:
    """The signed contract of the trainee's own night; the draft has a ``whole`` ladder.

    mode: of the provider's ladder. Raises CaopanError where no own tables are mounted.
    """
    from caopan.commission import Contract, Party, Scope, Share, Step, signed
    from caopan.commission.moments import moment
    from caopan.events import card

    steps = tuple(Step(from_fen=fen, rate_bp=bp) for fen, bp in own_steps())
    names = {"shop": "merchant", "square": "platform", "host": "anchor", PROVIDER: "provider"}
    night = card(OWN).event_sessions[-1]
    terms = (
        Share(name="technical", party="square", rate_bp=500, per="session", base=()),
        Share(name="hosting", party="host", rate_bp=1_800, per="session"),
        Share(name="service", party=PROVIDER, steps=steps, mode=mode, per="session"),
    )
    return signed(
        Contract(
            contract_id="own-night",
            version=1,
            parties=tuple(
                Party.model_validate({"id": one, "role": role, "name": one.title()})
                for one, role in names.items()
            ),
            scope=Scope(sessions=(night,)),
            base=("platform",),
            terms=terms,
            effective_from=moment("2021-09-01"),
        )
    )


def own_steps() -> tuple[tuple[int, int], ...]:
    """The provider's ladder: from this base of a session on (fen), this rate (basis points).

    Raises CaopanError where no own tables are mounted.
    """
    return _steps(folder_of(OWN))


@lru_cache(maxsize=4)
def _steps(_folder: Path) -> tuple[tuple[int, int], ...]:
    from caopan.events import card, load

    lines = load("order_line", merchant=OWN)
    night = lines["session_id"].eq(card(OWN).event_sessions[-1]) & lines["pay_ts"].notna()
    sold = int(lines.loc[night, "list_fen"].sum())
    starts = [sold * part // 100 // 100_000 * 100_000 for part in RUNGS]
    return tuple(zip(starts, RATES, strict=True))


def night_clocks() -> tuple[datetime, datetime]:
    """When the own night ended, and when the history did: four weeks later.

    Raises CaopanError where no own tables are mounted.
    """
    from caopan.events import card, load

    shows = load("live_session", merchant=OWN)
    ends = shows.loc[shows["session_id"] == card(OWN).event_sessions[-1], "end_ts"]
    night, last = ends.iloc[0].to_pydatetime(), shows["end_ts"].max().to_pydatetime()
    return night, last


@lru_cache(maxsize=8)
def _settled(mode: Mode, at: int, _folder: Path) -> Settlement:
    from caopan.commission import facts_of, settle

    return settle([own_contract(mode)], facts_of(OWN), night_clocks()[at])


def settled(mode: Mode, at: int) -> Settlement:
    """The own night settled at its end (at 0), or at the end of the history (at 1)."""
    return _settled(mode, at, folder_of(OWN))


def true_night() -> dict[str, int]:
    """What is right, by the engine, in fen."""
    modes: tuple[tuple[str, Mode], ...] = (("", "marginal"), ("whole_", "whole"))
    dues = {
        f"{name}{when}": settled(mode, at).due(PROVIDER)
        for name, mode in modes
        for at, when in enumerate(("told", "left"))
    }
    (_, below), (rung, rate) = own_steps()[-2:]
    return {**dues, "cliff": _part(rung, rate) - _part(rung - 1, below)}


def _part(fen: int, bp: int) -> int:
    return (2 * fen * bp + 10_000) // 20_000


def as_night(value: object) -> dict[str, int]:
    """Give the five numbers, or say what is wrong with their shape.

    Raises AssertionError: a key is missing, or a number is not in whole fen.

    >>> as_night({"told": 1, "left": 2, "whole_told": 3, "whole_left": 4, "cliff": 5})["left"]
    2
    """
    assert isinstance(value, Mapping), "night: a dict with five numbers is asked for."
    missing = [name for name in KEYS if name not in value]
    assert not missing, f"night: the key {missing[0]!r} is missing."
    return {name: _whole(value[name], name) for name in KEYS}


def _whole(fen: Any, name: str) -> int:
    whole = hasattr(fen, "__index__") and not isinstance(fen, bool)
    assert whole, f"night[{name!r}] is {described(fen)}: whole fen are asked for, no float."
    return int(fen)


def said_of_night(given: Mapping[str, int]) -> dict[str, str]:
    """Say what is wrong with each number; right ones are left out."""
    true = true_night()
    return {
        name: f"night[{name!r}]: {_why(name, fen, true)}."
        for name, fen in given.items()
        if fen != true[name]
    }


def _why(name: str, fen: int, true: Mapping[str, int]) -> str:
    if name == "cliff":
        return _why_cliff(fen)
    mode: Mode = "whole" if name.startswith("whole") else "marginal"
    here = settled(mode, int("left" in name))
    if fen == true[_turned(name)]:
        return "marginal and whole have changed places"
    if fen == true[_other_clock(name)]:
        return "this is due at the other clock"
    if fen in {here.due(other) for other in ("shop", "host", "square")}:
        return "this is due to another party"
    if abs(fen - true[name]) <= len(here.lines):
        return "some fen are off: round line by line, a half going up, not the sum"
    return "this does not follow from contract and clock; look at base, refunds and lines again"


def _why_cliff(fen: int) -> str:
    rung, rate = own_steps()[-1]
    if fen == _part(rung, rate):
        return "this is all that is due at the rung; take off what was due a fen below it"
    return "what is due at the top rung, less what is due one fen below it, under the draft"


def _turned(name: str) -> str:
    return name.removeprefix("whole_") if name.startswith("whole_") else f"whole_{name}"


def _other_clock(name: str) -> str:
    return name.replace("told", "left") if "told" in name else name.replace("left", "told")


@exercise(
    "09-night",
    'settle([own_contract()], facts_of("mine"), clock).due("ops") is one of the five numbers.',
    'own_contract("whole") is the draft; night_clocks() gives both moments.',
    "cliff needs no table: it is a jump at the top rung, of all fen below it at once.",
    praise="Both ladders, both clocks, and the jump between them.",
)
def _night(value: object) -> str | None:
    try:
        given = as_night(value)
    except AssertionError as problem:
        return str(problem)
    return next(iter(said_of_night(given).values()), None)
