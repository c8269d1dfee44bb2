"""Our settlement against the platform's sheet: what differs, and what would explain it exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.explanation import yuan
from caopan.commission.hypotheses import Case, hypotheses
from caopan.commission.known_lines import absent
from caopan.commission.other_rounding import rounded_otherwise
from caopan.commission.settlement import SETTLED
from caopan.commission.settlement_sheet import HEADERS, order_sheet
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

CHARGES: Final = (
    "tech_fee_fen",
    "creator_fen",
    "recruiter_fen",
    "promoter_fen",
    "provider_fen",
)
COMPARED: Final = ("refund_fen", "base_fen", *CHARGES, "settled_fen")
"""Columns that are held against each other, where the platform's sheet has them."""
Figures = dict[str, dict[str, int]]
UNEXPLAINED: Final = "unexplained"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of an order that differs, and why.

    column: one of ``COMPARED``, or ``order_id`` where the order is on one side only. ours_fen,
    theirs_fen: None on the side where the order is missing. cause: ``refund_missed``,
    ``refund_unknown``, ``base``, ``version``, ``ladder``, ``other_contract``, ``rounding``,
    ``missing_here``, ``missing_there``, ``follows`` (from the order's other differences) or
    ``unexplained``. also: other hypotheses that would explain it as exactly.
    """

    order_id: str
    column: str
    ours_fen: int | None
    theirs_fen: int | None
    cause: str
    says: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        name = HEADERS[self.column].en
        ours = "nothing" if self.ours_fen is None else yuan(self.ours_fen)
        theirs = "nothing" if self.theirs_fen is None else yuan(self.theirs_fen)
        return f"{self.order_id}: {name}: ours {ours}, theirs {theirs}: {self.says}"


def reconcile(
    settlement: Settlement,
    contracts: Sequence[Contract],
    facts: Facts,
    platform_sheet: pd.DataFrame,
) -> tuple[Difference, ...]:
    """Hold a settlement against the platform's sheet, order by order.

    platform_sheet: as ``caopan import`` keeps it (``settlement_sheet``): order_id and any of
    ``COMPARED`` in whole fen; several rows of an order are summed up. An amount counts as explained
    only if one hypothesis gives it to the fen; of several, the one that explains most of the sheet
    is named first. Contracts and facts are settled anew once for each hypothesis.

    Raises CaopanError if the sheet has no order_id, or nothing to compare.
    """
    theirs = _figures(_theirs(platform_sheet))
    ours = _figures(order_sheet(settlement, contracts, facts, first_hops=True))
    found = [*_missing_there(settlement, ours, theirs), *_missing_here(ours, theirs)]
    cells = list(_cells(ours, theirs))
    if cells:
        back = {
            order: theirs[order][column] - ours[order][column]
            for order, column in cells
            if column == "refund_fen"
        }
        orders = tuple(dict.fromkeys(order for order, _ in cells))
        case = Case(settlement, tuple(contracts), facts, orders, back)
        found += _explained(case, ours, theirs, cells)
    return tuple(found)


def _figures(sheet: Any) -> Figures:
    """The compared figures of a sheet, in fen, by order and column, where they are told."""
    columns = [name for name in COMPARED if name in sheet]
    rows = zip(sheet["order_id"], *(sheet[name] for name in columns), strict=True)
    return {
        str(order): {
            name: int(cell) for name, cell in zip(columns, cells, strict=True) if not absent(cell)
        }
        for order, *cells in rows
    }


def _theirs(sheet: pd.DataFrame) -> pd.DataFrame:
    """The platform's figures by order; what it charges is positive, whatever sign it writes."""
    columns = [name for name in COMPARED if name in sheet and sheet[name].notna().any()]
    if "order_id" not in sheet or not columns:
        raise CaopanError(
            f"the platform's sheet needs order_id and one of {', '.join(COMPARED)}; "
            "read it with caopan import, or name its columns so"
        )
    for name in columns:
        if sheet[name].dtype.kind == "f":
            raise CaopanError(f"the platform's sheet: {name} is not in whole fen; give integers")
    whole = sheet[["order_id", *columns]].astype(dict.fromkeys(columns, "Int64"))
    sums: pd.DataFrame = whole.groupby("order_id", sort=False).sum(min_count=1).reset_index()
    charged = [name for name in columns if name in {*CHARGES, "refund_fen"}]
    sums[charged] = sums[charged].abs()
    return sums


def _cells(ours: Figures, theirs: Figures) -> Iterator[tuple[str, str]]:
    """Orders and columns that both have and that differ."""
    for order, figures in theirs.items():
        for column, fen in figures.items():
            if order in ours and ours[order][column] != fen:
                yield order, column


def _missing_there(settlement: Settlement, ours: Figures, theirs: Figures) -> Iterator[Difference]:
    lines = settlement.lines
    settled = set(lines.loc[lines["state"] == SETTLED, "order_id"])
    for order, figures in ours.items():
        if order in settled and order not in theirs:
            says = "settled here, but not in the platform's sheet"
            fen = figures["settled_fen"]
            yield Difference(order, "order_id", fen, None, "missing_there", says)


def _missing_here(ours: Figures, theirs: Figures) -> Iterator[Difference]:
    for order, figures in theirs.items():
        if order not in ours:
            says = "in the platform's sheet, but not settled here: not known, not paid, or outside"
            fen = figures.get("settled_fen")
            yield Difference(order, "order_id", None, fen, "missing_here", says)


def _explained(
    case: Case, ours: Figures, theirs: Figures, cells: list[tuple[str, str]]
) -> Iterator[Difference]:
    causes: dict[tuple[str, str], list[tuple[str, str]]] = {cell: [] for cell in cells}
    for one in hypotheses(case):
        given = _figures(one.sheet)
        for order, column in cells:
            if given.get(order, {}).get(column) == theirs[order][column]:
                causes[order, column].append((one.cause, one.says))
    for order, column in cells:
        if column in CHARGES and not causes[order, column]:
            ways = rounded_otherwise(case.settlement, case.contracts, case.facts, order, column)
            causes[order, column] += [
                ("rounding", says) for says, fen in ways.items() if fen == theirs[order][column]
            ]
    common = Counter(cause for some in causes.values() for cause in some)
    for order, column in cells:
        some = sorted(causes[order, column], key=lambda cause: -common[cause])
        here, there = ours[order][column], theirs[order][column]
        if not some:
            some = [_without(order, column, cells, ours, theirs)]
        (cause, says), others = some[0], tuple(says for _, says in some[1:])
        yield Difference(order, column, here, there, cause, says, others)


def _without(
    order: str,
    column: str,
    cells: list[tuple[str, str]],
    ours: Figures,
    theirs: Figures,
) -> tuple[str, str]:
    """A difference that no hypothesis explains: it follows from others, or stays open."""
    more = theirs[order][column] - ours[order][column]
    if column == "settled_fen":
        charged = [name for of, name in cells if of == order and name in {*CHARGES, "refund_fen"}]
        if charged and more == -sum(theirs[order][c] - ours[order][c] for c in charged):
            return "follows", "follows from the order's other differences"
    return UNEXPLAINED, f"unexplained: {yuan(more)} yuan more than here"


def differences_frame(differences: Sequence[Difference]) -> pd.DataFrame:
    """Differences as a table, a row each, with the fields of ``Difference``."""
    import pandas as pd

    names = list(Difference.__dataclass_fields__)
    frame = pd.DataFrame([asdict(one) for one in differences], columns=names)
    return frame.astype({"ours_fen": "Int64", "theirs_fen": "Int64"})
