"""The event tables: their schemas, the data dictionary, loading and writing.

Facts only: the board, a diagnosis, a settlement and a score are derived from them. pandas,
pandera and pydantic are imported when first needed, so that importing this package is quick.
"""

from typing import TYPE_CHECKING, Any

from caopan.events.catalogue import (
    EVENT_TABLES,
    HOUR_TABLES,
    PANEL_TABLES,
    PEER_TABLES,
    SMALL_TABLES,
)
from caopan.events.dictionary import write_dictionary
from caopan.events.frames import conform
from caopan.events.loading import load, scaled_up
from caopan.events.places import merchants
from caopan.events.room import SOURCES
from caopan.events.schemas import TABLES, validate
from caopan.events.writing import write_tables

if TYPE_CHECKING:
    from caopan.events.cards import Card, card

__all__ = [
    "EVENT_TABLES",
    "HOUR_TABLES",
    "PANEL_TABLES",
    "PEER_TABLES",
    "SMALL_TABLES",
    "SOURCES",
    "TABLES",
    "Card",
    "card",
    "conform",
    "load",
    "merchants",
    "scaled_up",
    "validate",
    "write_dictionary",
    "write_tables",
]


def __getattr__(name: str) -> Any:
    """Import the card (and pydantic with it) when it is first asked for."""
    if name in {"Card", "card"}:
        from caopan.events import cards

        return getattr(cards, name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
