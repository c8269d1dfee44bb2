"""What is wrong with a STAGE sheet, and what should be questioned: all of it at once.

Errors refuse a sheet before anything is played. What the market itself refuses or questions is
asked of the market, and told at the place of the sheet, with dates in place of its day numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from caopan.documents.findings import Finding, Level, errors_of
from caopan.documents.reading import text_of
from caopan.errors import CaopanError
from caopan.market import Plan, Scenario
from caopan.market.scenario import Tier
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_acceptance import Acceptance, acceptance
from caopan.planning.sheet_compile import change_of, compile_sheet, dates_of
from caopan.planning.sheet_file import FORM, read_sheet
from caopan.planning.sheet_known import Known, conduct, known_by_name, known_of
from caopan.planning.sheet_market import questions, refusals
from caopan.planning.sheet_parts import TalkRow
from caopan.planning.sheet_places import later

Found = Iterator[tuple[str, str]]
_NO_LINE: Final = 10**9
"""What has no line in a file comes last."""
_BY_TABLES: Final = (
    "head.merchant",
    "this merchant is known by its tables only; what the market would refuse is not looked for",
)


@dataclass(frozen=True)
class Checked:
    """A sheet with all that is found in it.

    sheet: None where too little of it fits its types. scenario: None for a merchant that is known
    by its tables only. plan: None where there are errors. accepted: the acceptance checks with
    their readings; none where there are errors, or no scenario.
    """

    sheet: Sheet | None
    findings: tuple[Finding, ...]
    scenario: Scenario | None = None
    plan: Plan | None = None
    accepted: tuple[Acceptance, ...] = field(default=(), repr=False)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings for which the sheet is refused."""
        return errors_of(self.findings)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that should be questioned."""
        return tuple(one for one in self.findings if one.level == "warning")

    @property
    def questions(self) -> tuple[Finding, ...]:
        """Warnings beside the acceptance checks."""
        told = {check.said[1] for check in self.accepted}
        return tuple(one for one in self.warnings if one.says not in told)

    def line_of(self, check: Acceptance) -> int | None:
        """The line at which an acceptance check that is not met looks."""
        return next((one.line for one in self.findings if one.says == check.said[1]), None)


def check_file(path: Path | str, scenario: Scenario | None = None) -> Checked:
    """Check the sheet of a file, see ``check_sheet``; findings have their lines.

    scenario: by default the merchant that the sheet names.
    Raises CaopanError for a file that cannot be read.
    """
    return check_text(text_of(Path(path), FORM.name), scenario)


def check_text(text: str, scenario: Scenario | None = None) -> Checked:
    """Check the text of a sheet, see ``check_sheet``; findings have their lines.

    >>> checked = check_text("head: {merchant: liuyi, first_date: 2021-11-01, days: 14}")
    >>> [one.line for one in checked.errors], checked.plan
    ([1], None)
    """
    draft = read_sheet(text)
    if draft.value is None:
        return Checked(None, draft.misfits)
    checked = check_sheet(draft.value, scenario, cut=draft.cut, whole=not draft.misfits)
    told = (*draft.misfits, *map(draft.at, checked.findings))
    found = sorted(dict.fromkeys(told), key=lambda one: (one.level, one.line or _NO_LINE))
    plan = None if errors_of(found) else checked.plan
    sheet = None if draft.misfits else draft.value
    return Checked(sheet, tuple(found), checked.scenario, plan, checked.accepted)


def check_sheet(
    sheet: Sheet,
    scenario: Scenario | None = None,
    *,
    cut: Sequence[str] = (),
    whole: bool = True,
) -> Checked:
    """Find all errors of a sheet; where there are none, all that should be questioned.

    scenario: the merchant; by default the one that the sheet names: a sample as it is found; any
    other (a trainee's own, own exports) is known by its tables only, and then names, dates, prices
    and rundowns are checked, not what only the market knows. cut: lists of the sheet from which an
    entry was taken out because it did not fit. whole: whether nothing was taken out; else only
    errors are looked for.

    >>> from datetime import date
    >>> from caopan.planning.sheet import Head
    >>> sheet = Sheet(head=Head(merchant="liuyi", first_date=date(2021, 10, 31)))
    >>> print(check_sheet(sheet).errors[0])
    head.first_date: 2021-10-31 is not the first day after the history; give 2021-11-01
    """
    errors = list(_alone(sheet, cut))
    try:
        known = known_by_name(sheet.head.merchant) if scenario is None else known_of(scenario)
    except CaopanError as problem:
        return Checked(sheet, _told("error", [*errors, ("head.merchant", str(problem))]))
    errors += _of_merchant(sheet, known)
    wrong = {path for path, _ in errors}
    errors += [one for one in refusals(sheet, known) if not _covered(*one, wrong)]
    if errors or not whole:
        return Checked(sheet, _told("error", errors), known.scenario)
    plan = compile_sheet(sheet, known.lists)
    if known.scenario is None:
        return Checked(sheet, _told("warning", [_BY_TABLES]), None, plan)
    accepted = acceptance(sheet, known.scenario, plan)
    warnings = [
        *questions(sheet, conduct(known.scenario), plan),
        *(one.said for one in accepted if not one.met),
    ]
    return Checked(sheet, _told("warning", warnings), known.scenario, plan, accepted)


def _told(level: Level, found: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
    return tuple(Finding(level, path, says) for path, says in dict.fromkeys(found))


def _alone(sheet: Sheet, cut: Sequence[str]) -> Found:
    """What a sheet contradicts by itself: its dates, rows given twice, gaps in a rundown."""
    head = sheet.head
    last = later(head.first_date, head.days - 1)
    for path, day in dates_of(sheet):
        late = day > last and not path.endswith(".arrives")
        if day < head.first_date or late:
            yield path, f"{day} is outside of the plan; give {head.first_date} to {last}"
    names = [row.sku for row in sheet.stock.skus]
    for at, name in enumerate(names):
        if name in names[:at]:
            yield f"stock.skus.{at}.sku", f"{name!r} has a row already; put both into one"
    for tier, talks in sheet.timeline.rundown.items():
        if f"timeline.rundown.{tier}" not in cut:
            yield from _rundown(tier, talks)


def _rundown(tier: Tier, talks: Sequence[TalkRow]) -> Found:
    """A rundown has one SKU in each minute, from the first on."""
    end = 0
    for at, row in enumerate(talks):
        path = f"timeline.rundown.{tier}.{at}.at"
        if row.at < end:
            yield path, f"overlaps the row before by {end - row.at} min; begin at {end} min"
        elif row.at > end:
            yield path, f"nothing is explained from minute {end} to {row.at}; begin at {end} min"
        end = row.at + row.length


def _of_merchant(sheet: Sheet, known: Known) -> Found:
    """Whose sheet it is, from when on, and prices that cannot be set."""
    head = sheet.head
    if head.merchant != known.merchant:
        why = f"this is a sheet for {head.merchant!r}, and {known.merchant!r} is to be played"
        yield "head.merchant", f"{why}; name that merchant"
    if head.first_date != known.first:
        why = f"{head.first_date} is not the first day after the history"
        yield "head.first_date", f"{why}; give {known.first}"
    for at, row in enumerate(sheet.stock.skus):
        if row.sku not in known.lists:
            yield f"stock.skus.{at}.sku", known.unknown(row.sku)
        elif row.price is not None:
            try:
                change_of(row.price, row.sku, known.lists)
            except ValueError as problem:
                yield f"stock.skus.{at}.price", str(problem)


def _covered(path: str, says: str, wrong: set[str]) -> bool:
    """Whether an error of the market says no more than one that was found already."""
    row, _, field = path.rpartition(".")
    return (
        path in wrong
        or (f"{row}.sku" in wrong and "has no SKU" in says)
        or (f"{row}.ordered" in wrong and field == "arrives")
    )
