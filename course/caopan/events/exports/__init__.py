"""A merchant's own exports: read, checked row by row, and written as event tables.

Order, settlement and after-sales sheets, live reports and product lists come as text files or
workbooks, in whatever state spreadsheets left them. What is wrong is refused with its place and
its reason; what is missing switches off only the metrics that need it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caopan.events.exports.importing import Imported, read_exports
    from caopan.events.exports.placing import target

__all__ = ["Imported", "read_exports", "target"]


def __getattr__(name: str) -> Any:
    """Import the reading of exports (and pydantic with it) when it is first asked for."""
    if name in {"Imported", "read_exports"}:
        from caopan.events.exports import importing

        return getattr(importing, name)
    if name == "target":
        from caopan.events.exports.placing import target

        return target
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
