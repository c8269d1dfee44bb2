"""The kinds of files that a statement can be written as."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from caopan.commission.statement_csv import csv_bytes
from caopan.commission.statement_pdf import pdf_bytes
from caopan.commission.statement_xlsx import xlsx_bytes

if TYPE_CHECKING:
    from caopan.commission.statement import Statement

WRITERS: Final[dict[str, Callable[[Statement], bytes]]] = {
    "csv": csv_bytes,
    "xlsx": xlsx_bytes,
    "pdf": pdf_bytes,
}
"""How a statement becomes the content of a file, by the file's ending."""
