"""Evidence: what can be read from a shop's tables for and against each fault, one card a feature.

Each feature compares the two stretches of a ``Shop`` and gives an effect with its standard error,
from how the days spread or from counts; nothing is resampled. What cannot be computed is None and
says why; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from caopan.diagnosis.sums import Sums, Weighed
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop
    from caopan.market.planted import FaultId

Unit = Literal["log ratio", "share", "hours", "pieces"]


@dataclass(frozen=True)
class Evidence:
    """One feature.

    key: its name. says: what is compared, in words. metrics: codes of the board's registry from
    which it can be recomputed. tables: what it needs. speaks: the faults that it is there to tell
    (what it really weighs is fitted, see ``MODEL.md``). unit: of its effect. read: how it is read.
    """

    key: str
    says: str
    metrics: tuple[str, ...]
    tables: tuple[str, ...]
    speaks: tuple[FaultId, ...]
    unit: Unit
    read: Callable[[Sums], Weighed]


def read_all(shop: Shop, sums: Sums | None = None) -> dict[str, Weighed]:
    """Read every feature of a shop, in the order of ``EVIDENCE``.

    A feature whose tables are missing, or whose sums are zero, is None and says why. sums: those of
    the shop, where they are made already.

    >>> from caopan.diagnosis import Shop
    >>> seen = read_all(Shop.of("yunshi"))
    >>> len(seen) == len(evidence_cards()), seen["enter"].z is None
    (True, False)
    """
    sums, found = sums or Sums(shop), {}
    for key, card in evidence_cards().items():
        try:
            found[key] = card.read(sums)
        except CaopanError as problem:
            found[key] = Weighed(None, None, str(problem))
        except (KeyError, TypeError, ValueError):  # own tables may lack, or garble, a column
            needed = " or ".join(card.tables)
            found[key] = Weighed(None, None, f"a column of {needed} is missing or garbled")
    return found


def evidence_cards() -> dict[str, Evidence]:
    """All features by key, in a fixed order.

    >>> evidence_cards()["enter"].metrics
    ('T2',)
    """
    from caopan.diagnosis import (
        evidence_events,
        evidence_fans,
        evidence_goods,
        evidence_room,
        evidence_traffic,
    )

    rooms = (evidence_traffic, evidence_fans, evidence_goods, evidence_room, evidence_events)
    return {card.key: card for room in rooms for card in room.CARDS}


def evidence_table(shop: Shop) -> pd.DataFrame:
    """The evidence of a shop as a table: key, says, unit, value, z, metrics, why.

    >>> from caopan.diagnosis import Shop
    >>> evidence_table(Shop.of("yunshi")).columns.tolist()
    ['key', 'says', 'unit', 'value', 'z', 'metrics', 'why']
    """
    import pandas as pd

    cards = evidence_cards()
    rows = [
        (key, cards[key].says, cards[key].unit, one.value, one.z, cards[key].metrics, one.why)
        for key, one in read_all(shop).items()
    ]
    names = ["key", "says", "unit", "value", "z", "metrics", "why"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"value": "Float64", "z": "Float64"})
