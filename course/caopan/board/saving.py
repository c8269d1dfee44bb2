"""A board in one file: saved in mid-session, restored after a restart."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from caopan.board.encoding import Coder
from caopan.board.engine import Board
from caopan.board.hashing import Names
from caopan.board.peers import PeerCurves
from caopan.board.rows import FORMS, REASONS, Batch
from caopan.board.stores import AnyArray
from caopan.commission.tiers import Tiers
from caopan.errors import CaopanError
from caopan.events.files import write_whole

FORMAT = "caopan board 3"
STORES = ("crowd", "deeds", "flows", "till")


def save_board(board: Board, path: Path) -> None:
    """Write a board to a file, by another name first; rows that wait for their time included.

    The peers' curves are not in it: give them to ``load_board``.
    Raises CaopanError when the disk refuses.
    """
    arrays: dict[str, AnyArray] = {"sums": board.sums, "counts": board.counts}
    for name in STORES:
        arrays |= board.stores[name].saved(name)
    for name, names in _names(board.coder).items():
        arrays |= {f"{name}.keys": names.keys, f"{name}.codes": names.codes}
    figures = board.figures
    arrays |= {
        "told": board.coder.told,
        "terms": figures.terms,
        "rank": figures.rank,
        "segments": figures.segments,
        "product_names": figures.names,
    }
    if board.bounded:
        arrays |= board.bounded.saved()
    for at, batch in enumerate(board.waiting):
        arrays[f"wait{at}"] = batch.rows
    head = np.frombuffer(json.dumps(_head(board)).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, head=head, **arrays)
    write_whole({path: out.getvalue()})


def _names(coder: Coder) -> dict[str, Names]:
    shared = ("users", "lines", "orders", "skus", "products")
    found: dict[str, Names] = {name: getattr(coder, name) for name in shared}
    return found | {f"event.{table}": names for table, names in coder.events.items()}


def _head(board: Board) -> dict[str, Any]:
    figures, names = board.figures, _names(board.coder)
    return {
        "format": FORMAT,
        "reasons": list(REASONS),
        "session": board.session,
        "sessions": sorted(board.coder.sessions),
        "opening_us": board.opening_us,
        "origin": board.coder.origin,
        "watermark_s": board.watermark_s,
        "now": board.now,
        "bounded": board.bounded is not None,
        "unread": board.unread,
        "backward": board.backward,
        "examples": board.examples,
        "names": {name: [one.count, one.texts] for name, one in names.items()},
        "terms_of": figures.terms_of,
        "known_skus": figures.skus,
        "contract": [
            [one.version, one.signed_us, one.tiers, one.whole] for one in figures.contract
        ],
        "waiting": [
            [batch.table, batch.at, list(batch.examples.items())] for batch in board.waiting
        ],
    }


def load_board(path: Path, *, curves: PeerCurves | None = None) -> Board:
    """Restore what ``save_board`` wrote: the board goes on as if nothing had happened.

    Raises CaopanError for a file that is not there, damaged, or something else.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
            head = json.loads(found["head"].tobytes())
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise ValueError("of another version")
            return _restored(head, dict(found.items()), curves)
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadZipFile, EOFError) as problem:
        raise CaopanError(
            f"{path} holds no saved board ({problem}): start the board anew and feed it from the "
            "beginning of the session"
        ) from problem


def _restored(head: dict[str, Any], found: dict[str, AnyArray], curves: PeerCurves | None) -> Board:
    board = Board.__new__(Board)
    board.session, board.opening_us = head["session"], head["opening_us"]
    board.watermark_s, board.curves, board.now = head["watermark_s"], curves, head["now"]
    board.coder = Coder(
        head["session"],
        frozenset(head["sessions"]),
        head["origin"],
        head["watermark_s"] * 1_000_000,
    )
    for name, names in _names(board.coder).items():
        names.keys, names.codes = found[f"{name}.keys"], found[f"{name}.codes"]
        names.count, names.texts = head["names"][name]
    board.coder.told = found["told"]
    board.make_stores()
    for name in STORES:
        board.stores[name].restore(name, found)
    board.bounded = None
    if head["bounded"]:
        from caopan.board.bounded import Bounded

        board.bounded = Bounded.restored(found)
    contract = tuple(
        Tiers(version, signed, tuple((low, bp) for low, bp in tiers), whole)
        for version, signed, tiers, whole in head["contract"]
    )
    board.make_figures(contract, None)
    figures = board.figures
    figures.terms_of = {sku: tuple(terms) for sku, terms in head["terms_of"].items()}
    figures.terms, figures.rank = found["terms"], found["rank"]
    figures.skus = head["known_skus"]
    figures.segments, figures.names = found["segments"], found["product_names"]
    board.sums, board.counts = found["sums"], found["counts"]
    board.examples, board.unread = dict(head["examples"]), head["unread"]
    board.backward = head["backward"]
    board.told = ((), {}, {})
    board.waiting = []
    for at, (table, used, told) in enumerate(head["waiting"]):
        rows = found[f"wait{at}"]
        if rows.dtype != FORMS.get(table):
            raise ValueError(f"rows of {table} in another form")
        examples = {reason: (row, said) for reason, (row, said) in told}
        board.waiting.append(Batch(table, rows.view(FORMS[table]), examples, used))
    return board
