"""The merchant that a trainee keeps through the whole course."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from caopan.errors import CaopanError
from caopan.events import Card, card, merchants
from caopan.events.files import write_whole
from caopan.events.places import is_own

FILE: Final = "my_merchant.json"


def adopt(merchant: str) -> Card:
    """Adopt one of the sample merchants; the choice is kept beside the notebook.

    Args:
        merchant: the merchant's short name, such as ``"liuyi"``; capitals and blanks do not matter.

    Returns:
        The merchant's card.

    Raises:
        CaopanError: there is no such merchant, or the folder cannot be written.
    """
    name = str(merchant).strip().casefold()
    if name not in adoptable():
        raise CaopanError(f"no merchant {merchant!r} to adopt; choose {_either(adoptable())}.")
    chosen = card(name)
    write_whole({Path.cwd() / FILE: f"{json.dumps({'merchant': name})}\n".encode()})
    return chosen


def my_merchant() -> str:
    """Give the adopted merchant's short name, from this folder or one above it.

    Raises:
        CaopanError: nobody was adopted yet, or the file was edited by hand.
    """
    here = Path.cwd()
    kept = next((d / FILE for d in (here, *here.parents) if (d / FILE).is_file()), None)
    if kept is None:
        raise CaopanError(
            'no merchant adopted here yet; run adopt("liuyi") or choose another '
            "(from caopan.practice import adopt)."
        )
    try:
        name = json.loads(kept.read_text(encoding="utf-8"))["merchant"]
    except (ValueError, KeyError, TypeError) as error:
        raise CaopanError(f"{kept}: cannot be read; delete it and adopt again.") from error
    if name not in adoptable():
        raise CaopanError(f"{kept}: names {name!r}; delete it and adopt {_either(adoptable())}.")
    return str(name)


def adoptable() -> list[str]:
    """List the merchants that can be adopted: the samples, never the own graded variant."""
    return [name for name in merchants() if not is_own(name)]


def _either(names: list[str]) -> str:
    return " or ".join(names) if names else "one after `make build` has made the samples"
