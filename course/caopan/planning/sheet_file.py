"""A sheet and its file: read with all that does not fit, written whole or not at all."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from caopan.documents.reading import Draft, Form, load_document, read_draft
from caopan.planning.sheet import Sheet

SCHEMA: Final = Path(__file__).with_name("stage_sheet.schema.json")
"""The published JSON Schema: an editor that knows it completes and checks a sheet.

Made anew by ``caopan plan schema --to FILE`` when the types of a sheet change.
"""
FORM: Final = Form(Sheet, "a sheet", "caopan plan new MERCHANT", ("head",))
"""How a sheet is read: without its head nothing of it can be judged."""


def read_sheet(text: str) -> Draft[Sheet]:
    """Read a sheet's text with everything in it that does not fit, each with its line.

    >>> draft = read_sheet("head: {merchant: liuyi, first_date: 2021-11-01, days: 14}")
    >>> print(draft.misfits[0])
    line 1: head.days: '14' has no unit; give days, such as 14 days
    """
    return read_draft(text, FORM)


def load_sheet(path: Path | str) -> Sheet:
    """Load a sheet from its file.

    Raises CaopanError if there is no such file, and with all that does not fit, line by line.
    """
    return load_document(path, FORM)


def write_sheet(sheet: Sheet, path: Path | str) -> None:
    """Write a sheet to its file, whole or not at all; ``load_sheet`` gives an equal one back.

    Raises CaopanError if the disk refuses.

    >>> import tempfile
    >>> sheet = read_sheet("head: {merchant: liuyi, first_date: 2021-11-01}").value
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sheet(sheet, Path(folder) / "plan.yaml")
    ...     load_sheet(Path(folder) / "plan.yaml") == sheet
    True
    """
    from caopan.events.files import write_whole
    from caopan.planning.sheet_yaml import sheet_text

    write_whole({Path(path): sheet_text(sheet).encode()})


@cache
def sheet_schema() -> dict[str, Any]:
    """The JSON Schema of a sheet, fresh from its types.

    >>> sheet_schema()["title"]
    'STAGE sheet'
    """
    made = Sheet.model_json_schema()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "STAGE sheet",
        "description": "A plan for a live-commerce merchant: stock, timeline, ads, gifts, events.",
    }
    return head | {key: value for key, value in made.items() if key not in head}


def schema_text() -> str:
    """The published schema as it stands in its file."""
    return json.dumps(sheet_schema(), ensure_ascii=False, indent=1) + "\n"
