"""A wished GMV held against the funnel: what each factor would have to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caopan.errors import CaopanError
from caopan.planning.funnel import FACTORS, WORDS, shown

if TYPE_CHECKING:
    import pandas as pd

    from caopan.planning.targets import Targets


@dataclass(frozen=True, eq=False)
class Wish:
    """A wished GMV held against the funnel.

    month_yuan: what is wished; most_yuan: what the funnel carries. times: one over the other.
    table: by factor what it is now, its ceiling, what it would have to be if it alone carried the
    rest while all others reach their ceilings, the best peer's, and needed ÷ best.
    """

    month_yuan: float
    most_yuan: float
    table: pd.DataFrame

    @property
    def times(self) -> float:
        """How many times what the funnel carries is wished."""
        return self.month_yuan / self.most_yuan

    @property
    def carried(self) -> bool:
        """Whether the funnel can carry it."""
        return self.times <= 1

    @property
    def words(self) -> str:
        """What to say to the owner."""
        wish, most = (f"¥{one / 1e6:.1f}m" for one in (self.month_yuan, self.most_yuan))
        if self.carried:
            return f"{wish} a month can be carried: at its ceilings the funnel gives {most}."
        table = self.table.dropna(subset="over_best")
        said = f"The funnel cannot carry {wish} a month: at its ceilings it gives {most}."
        if table.empty:
            return said
        over = table["over_best"].to_dict()
        name = min(over, key=lambda one: float(over[one]))
        needed, best = (float(table[column].to_dict()[name]) for column in ("needed", "best_peer"))
        return (
            f"{said} Even the nearest way asks for {getattr(WORDS, str(name))} of {shown(needed)}; "
            f"the best peer has {shown(best)}."
        )


def hold_wish(targets: Targets, month_yuan: float) -> Wish:
    """Hold a wished GMV a month against what the funnel carries in the last four weeks.

    Raises CaopanError for a wish that is no positive number.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning.targets import weekly_targets
    >>> hold_wish(weekly_targets(Shop.of("liuyi")), 20_000_000).carried
    False
    """
    import pandas as pd

    if not (np.isfinite(month_yuan) and month_yuan > 0):
        raise CaopanError(f"month_yuan: {month_yuan!r} is no GMV; give yuan a month above zero.")
    times = month_yuan / targets.most_yuan
    rows = []
    for name in FACTORS:
        own, most = getattr(targets.start, name), getattr(targets.ceiling, name)
        best = None if targets.peers is None else float(targets.peers.table[name].max())
        needed = most * times
        over = needed / best if best else None
        rows.append((own, most, needed, best, over))
    columns = ["now", "ceiling", "needed", "best_peer", "over_best"]
    table = pd.DataFrame(rows, index=list(FACTORS), columns=columns)
    return Wish(float(month_yuan), targets.most_yuan, table.astype("Float64"))
