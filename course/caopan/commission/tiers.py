"""The provider's ladder of the table ``contract_tier``, read and paid at a glance.

What the board shows while a session runs: one rounding on the whole base. A settlement rounds each
line (``RULES.md`` 4), so before any refund the two differ by at most half a fen a line. After one
the board is higher: it goes on counting the platform's coupons on what went back, which a
settlement gives back with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caopan.commission.rounding import half_up
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Tiers:
    """One version of a contract. tiers: (from fen, basis points), rising; whole: mode of all."""

    version: int
    signed_us: int
    tiers: tuple[tuple[int, int], ...]
    whole: bool

    def commission(self, base: int) -> int:
        """The provider's commission on a base in fen, half up; nothing on less than nothing.

        >>> Tiers(1, 0, ((0, 300), (1_000, 400)), whole=False).commission(1_500)
        50
        >>> Tiers(1, 0, ((0, 300), (1_000, 400)), whole=True).commission(1_500)
        60
        """
        if base <= 0 or base < self.tiers[0][0]:
            return 0
        due, last = 0, (0, 0)
        for low, rate in self.tiers:
            if low > base:
                break
            due += (low - last[0]) * last[1]
            last = low, rate
        low, rate = last
        return half_up(base * rate if self.whole else due + (base - low) * rate, WHOLE)

    def gap(self, base: int) -> int | None:
        """Fen to the next tier; None above the last.

        >>> Tiers(1, 0, ((0, 300), (1_000, 400)), whole=False).gap(900)
        100
        """
        return next((low - base for low, _ in self.tiers if low > base), None)


def read_tiers(contract: pd.DataFrame | None) -> tuple[Tiers, ...]:
    """The versions of a contract, oldest first; the rows of ``contract_tier``.

    Raises CaopanError when there are several contracts, or two modes in one version.
    """
    if contract is None or contract.empty:
        return ()
    if contract["contract_id"].nunique() > 1:
        raise CaopanError(
            "contract_tier holds several contracts: give the board the rows of the signed one"
        )
    out = []
    for version, rows in contract.groupby("version"):
        modes = set(rows["mode"])
        if len(modes) != 1:
            raise CaopanError(f"contract_tier: version {version} has two modes; give one of them")
        signed = rows["arrive_ts"].min().as_unit("us")
        tiers = sorted(
            (int(low), int(bp)) for low, bp in zip(rows["from_fen"], rows["rate_bp"], strict=True)
        )
        out.append(Tiers(int(str(version)), _us(signed), tuple(tiers), modes == {"whole"}))
    return tuple(sorted(out, key=lambda one: one.version))


def _us(moment: pd.Timestamp) -> int:
    import pandas as pd

    return int((moment - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(microseconds=1))
