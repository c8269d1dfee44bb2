"""The table of the answers of a diagnosis, made from the market's cards."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from caopan.market import CARDS, FaultCard

HEAD: Final = ("", "fault", "what goes wrong", "taken for", "what tells them apart")


@dataclass(frozen=True)
class FaultsTable:
    """Faults by family; shows itself in a notebook and prints itself in a terminal.

    >>> len(faults_table().cards)
    28
    """

    cards: tuple[FaultCard, ...]

    def __repr__(self) -> str:
        return "\n".join(
            f"{c.fault} {c.name} {c.zh}: taken for {_words(c)}; {c.cut}" for c in self.cards
        )

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in HEAD)
        body = "".join(
            f'<tr><th scope="rowgroup" colspan="{len(HEAD)}" style="{_CELL}">{family}</th></tr>'
            + "".join(_row(one) for one in members)
            for family, members in groupby(self.cards, key=lambda one: one.family)
        )
        return (
            '<div tabindex="0" role="region" aria-label="The faults and their look-alikes" '
            'style="max-height:420px;overflow:auto;border:1px solid #bbbbbb">'
            f'<table style="margin:0;line-height:1.35"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


_CELL: Final = "text-align:left;vertical-align:top;white-space:normal;min-width:2em;"


def _row(card: FaultCard) -> str:
    name = f"{escape(card.name)}<br>{escape(card.zh)}"
    cells = (name, escape(card.knob), escape(_words(card)), escape(card.cut))
    return (
        f'<tr><th scope="row" style="{_CELL}font-weight:normal">{card.fault}</th>'
        + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _words(card: FaultCard) -> str:
    """What a fault is taken for: another fault by its code and name, or what is innocent."""
    if card.look_alike in CARDS:
        other = CARDS[card.look_alike]
        return f"{other.fault} {other.name}"
    return f"{card.look_alike.replace('_', ' ')} (innocent)"


def faults_table(*faults: str) -> FaultsTable:
    """Give the table of the faults with their look-alikes: all 28, or those that are named.

    >>> str(faults_table("FR1"))
    'FR1 weak pacing 节奏拖沓: taken for FG4 assortment too thin; minutes of an explanation'
    """
    return FaultsTable(tuple(card for card in CARDS.values() if not faults or card.fault in faults))
