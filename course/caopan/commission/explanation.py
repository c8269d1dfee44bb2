"""How a fen was computed (这一分钱怎么来的): steps that a person can follow, and that add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what it says, and the amount after it (fen, None where none results).

    upstream: it tells what those before the party in the chain receive.
    """

    name: str
    says: str
    fen: int | None = None
    upstream: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one rule's due on one line comes about.

    due_fen: what the party is due, net of what it passes on; held_fen: what of it is held.
    """

    line_id: str
    contract_id: str
    version: int
    term: str
    party: str
    steps: tuple[Step, ...]
    due_fen: int
    held_fen: int

    def for_party(self) -> Explanation:
        """What the party itself may see: nothing of what those before it in the chain receive."""
        return replace(self, steps=tuple(step for step in self.steps if not step.upstream))

    def text(self) -> str:
        """The steps, numbered, one a line.

        >>> step = Step("base (分账基数)", "paid 10.00 yuan", 1_000)
        >>> print(Explanation("l1", "c", 1, "service", "ops", (step,), 50, 0).text())
        Line l1: service for ops, contract c version 1: 0.50 yuan
        1. base (分账基数): paid 10.00 yuan = 10.00
        """
        head = (
            f"Line {self.line_id}: {self.term} for {self.party}, contract {self.contract_id} "
            f"version {self.version}: {yuan(self.due_fen)} yuan"
        )
        rows = [
            f"{number}. {step.name}: {step.says}"
            + (f" = {yuan(step.fen)}" if step.fen is not None else "")
            for number, step in enumerate(self.steps, start=1)
        ]
        return "\n".join([head, *rows])

    def frame(self) -> pd.DataFrame:
        """The steps as a table: step, says, fen (null where a step gives no amount)."""
        import pandas as pd

        rows = [(step.name, step.says, step.fen) for step in self.steps]
        return pd.DataFrame(rows, columns=["step", "says", "fen"]).astype({"fen": "Int64"})


def yuan(fen: int, digits: int = 2) -> str:
    """Fen, or with more digits their exact fractions, as yuan.

    >>> yuan(-1_234), yuan(16_670_000, 6)
    ('-12.34', '16.670000')
    """
    sign = "-" if fen < 0 else ""
    one, part = divmod(abs(fen), 10**digits)
    return f"{sign}{one:,}.{part:0{digits}d}"


def percent(bp: int) -> str:
    """Basis points as per cent.

    >>> percent(500), percent(1_250)
    ('5 %', '12.5 %')
    """
    one, part = divmod(bp, 100)
    return f"{one}" + (f".{part:02d}".rstrip("0") if part else "") + " %"
