"""A merchant's card: who it is, how long its history is, how much of it is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from caopan.errors import CaopanError
from caopan.events.places import CARD, folder_of


class Card(BaseModel):
    """What stands in ``merchant.json``.

    >>> card = Card(merchant="tiny", name_zh="小店", name_en="Tiny", category="tea", place="Wuyi",
    ...             stage="start", story="Simulated.", days=3, first_day="2021-09-01")
    >>> card.panel_one_in, card.event_sessions
    (1, ())
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    merchant: str = Field(min_length=1, description="name of its folder")
    name_zh: str
    name_en: str
    category: str
    place: str
    stage: str
    story: str = Field(description="paragraphs, parted by an empty line; the first one sums it up")
    days: int = Field(ge=1, description="days of history")
    first_day: date
    panel_one_in: int = Field(default=1, ge=1, description="event tables hold 1 in k users")
    event_sessions: tuple[str, ...] = Field(default=(), description="sessions with event tables")

    @property
    def summary(self) -> str:
        """The first paragraph of the story.

        >>> Card.summary.fget(Card.model_construct(story="Simulated.\\n\\nIt began so."))
        'Simulated.'
        """
        return self.story.partition("\n\n")[0]


def card(merchant: str) -> Card:
    """Return a merchant's card.

    Raises CaopanError for an unknown merchant or a card that cannot be read.

    >>> card("nobody")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: there is no merchant 'nobody'...
    """
    return read_card(folder_of(merchant))


def read_card(folder: Path) -> Card:
    """Read the card in a merchant's folder.

    Raises CaopanError if it cannot be read or does not fit.
    """
    path = folder / CARD
    try:
        return Card.model_validate_json(path.read_bytes())
    except OSError as problem:
        msg = f"cannot read the card {path}: {problem.strerror}; mend the folder or build it anew"
        raise CaopanError(msg) from problem
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        msg = f"the card {path} does not fit at {where}: {first['msg']}; mend it or build it anew"
        raise CaopanError(msg) from problem


def card_bytes(card: Card) -> bytes:
    """Return the card as it is stored: UTF-8 JSON, the same bytes for the same card."""
    return (card.model_dump_json(indent=2) + "\n").encode()
