"""The STAGE sheet of the adopted merchant: a further sheet of its case file.

The own sheet is kept beside the choice of lesson 01, as the YAML that ``caopan plan`` and the
planner read. Later lessons ask for it by ``my_sheet`` and get the own one, or the reference's
where the trainee prefers that one or has none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from caopan.errors import CaopanError
from caopan.events.files import write_whole
from caopan.practice.adoption import my_merchant
from caopan.practice.casefile import folder

FILE: Final = "my_sheet.yaml"
_WHY: Final = "# why: "


class KeptSheet(NamedTuple):
    """A STAGE sheet that is kept.

    merchant: its short name. text: the sheet's YAML. why: in words. own: whether the trainee wrote
    it; otherwise it is the reference's.
    """

    merchant: str
    text: str
    why: str
    own: bool

    def __repr__(self) -> str:
        whose = "your sheet" if self.own else "the reference sheet"
        lines = len(self.text.splitlines())
        return f"{self.merchant}, {whose}, {lines} lines. {self.why}".rstrip()


def keep_sheet(text: str, *, why: str = "") -> KeptSheet:
    """Keep the own sheet of the adopted merchant; a later one replaces it.

    Args:
        text: the sheet as YAML; it must be one that can be carried out.
        why: what was decided and why, in words.

    Raises:
        CaopanError: nobody was adopted, the sheet has errors (all are told, with their lines), or
            the folder cannot be written.
    """
    merchant = my_merchant()
    if not isinstance(text, str) or not isinstance(why, str):
        raise CaopanError("text: a sheet's YAML is asked for, and why in words.")
    _sound(merchant, text)
    said = " ".join(why.split())
    head = f"{_WHY}{said}\n" if said else ""
    write_whole({folder() / FILE: f"{head}{text}".encode()})
    return KeptSheet(merchant, text, said, own=True)


def my_sheet(*, reference: bool = False) -> KeptSheet:
    """Give the adopted merchant's sheet: the own one, or the reference's.

    Args:
        reference: take the reference's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand and has errors now.
    """
    merchant, file = my_merchant(), folder() / FILE
    if reference or not file.is_file():
        return _reference(merchant)
    text, why = file.read_text(encoding="utf-8"), ""
    if text.startswith(_WHY):
        first, _, text = text.partition("\n")
        why = first.removeprefix(_WHY)
    if _merchant_in(text) not in {merchant, None}:
        return _reference(merchant)  # a sheet for another merchant is not this one's
    _sound(merchant, text)
    return KeptSheet(merchant, text, why, own=True)


def _merchant_in(text: str) -> str | None:
    from caopan.planning import read_sheet

    sheet = read_sheet(text).value
    return sheet.head.merchant if sheet is not None else None


def _sound(merchant: str, text: str) -> None:
    from caopan.documents.findings import refuse
    from caopan.market import SAMPLES, as_found
    from caopan.planning.sheet_checks import check_text

    scenario = as_found(merchant) if merchant in SAMPLES else None
    refuse(check_text(text, scenario).findings, "the sheet")


def _reference(merchant: str) -> KeptSheet:
    """The own conduct with minutes by their worth, and two voices that relieve each other."""
    from caopan.market import SAMPLES, as_found
    from caopan.planning import sheet_of, sheet_text
    from caopan.planning.room_plan import room_plan

    if merchant not in SAMPLES:
        raise CaopanError(
            f"{merchant}: what a minute is worth is known for sample merchants only; keep an own "
            "sheet"
        )
    scenario = as_found(merchant)
    sheet = sheet_of(room_plan(scenario), scenario)
    return KeptSheet(merchant, sheet_text(sheet), "", own=False)
