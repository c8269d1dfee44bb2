"""Where datasets lie: found by name, so that no notebook contains a path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from caopan.errors import CaopanError
from caopan.events.catalogue import did_you_mean

CARD = "merchant.json"
VARIABLE = "CAOPAN_DATASETS"
OWN = "mine"
"""A trainee's own merchant; further ones are mine-2, mine-3 and so on."""
IMPORTED = "imported"
"""Folder of merchants from own exports: apart from ``datasets``, which is handed out."""
PACKAGE = Path(__file__).resolve().parents[1]  # the folder of `caopan`


def roots() -> list[Path]:
    """Return the folders of datasets that exist, in the order in which they are searched.

    First $CAOPAN_DATASETS, then ``datasets`` in the working directory and each of its parents,
    then ``imported`` (own exports) in the same places, then ``datasets`` beside the package
    (inside of it in a wheel, two levels up in the sources).

    Raises CaopanError if $CAOPAN_DATASETS names no folder: falling back to other data in silence
    would be worse.
    """
    found = [path for path in _candidates() if _is_folder(path)]
    return list(dict.fromkeys(found))


def _candidates() -> Iterator[Path]:
    if named := os.environ.get(VARIABLE):
        if not _is_folder(Path(named)):
            msg = f"{VARIABLE} names {named}, which is not a folder: mend or unset the variable"
            raise CaopanError(msg)
        yield Path(named)
    yield from (folder / name for name in ("datasets", IMPORTED) for folder in _upward())
    yield PACKAGE / "datasets"
    yield PACKAGE.parents[1] / "datasets"


def _upward() -> list[Path]:
    try:
        here = Path.cwd()
    except OSError:  # the working directory was deleted, or a sandbox hides it
        return []
    return [here, *here.parents]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a parent that may not be read is no place to look
        return False


def _merchants_in(root: Path) -> list[str]:
    try:
        return sorted(path.parent.name for path in root.glob(f"*/{CARD}"))
    except OSError:
        return []


def merchants() -> list[str]:
    """Return the names of all merchants that :func:`caopan.events.load` can find, sorted.

    >>> isinstance(merchants(), list)
    True
    """
    return sorted({name for root in roots() for name in _merchants_in(root)})


def is_own(merchant: str) -> bool:
    """Say whether a name is that of a trainee's own merchant.

    >>> is_own("mine"), is_own("mine-2"), is_own("mineral")
    (True, True, False)
    """
    return merchant == OWN or merchant.startswith(f"{OWN}-")


def folder_of(merchant: str) -> Path:
    """Return the folder of a merchant: the first root that holds its card wins.

    Raises CaopanError for an unknown merchant.
    """
    places = roots()
    for root in places:
        if merchant in _merchants_in(root):
            return root / merchant
    known = sorted({name for root in places for name in _merchants_in(root)})
    raise CaopanError(_unknown(merchant, known))


def _unknown(merchant: str, known: list[str]) -> str:
    start = f"there is no merchant {merchant!r}{did_you_mean(merchant, known)}"
    if is_own(merchant):
        return f"{start}: fetch an assignment first, and work inside its folder"
    if known:
        return f"{start}: take one of {', '.join(known)}"
    return (
        f"{start}: no datasets were found; run `make build`, work inside the course's folder, "
        f"or point {VARIABLE} at the datasets"
    )
