"""Cards seen, clicked, ordered and paid: nested binomial counts in (minute, source, SKU) cells."""

from dataclasses import dataclass

import numpy as np

from caopan.market.inverse import Floats, Ints, binomial, systematic
from caopan.market.luck import CLICK, CREATE, EXTRA, PAY, Keys, cell_luck, unit
from caopan.market.sheet import Sheet
from caopan.market.world import PHASES, World

TOP = 0.95
"""No chance is larger than this."""


@dataclass(frozen=True)
class Orders:
    """Counts in cells (B, R, S, A) of the cards ``active`` (B, R, A), and sums by SKU (R, K+1)."""

    active: Ints
    exposures: Ints
    clicks: Ints
    creates: Ints
    pays: Ints
    extra: Ints  # paid lines with a second piece
    sold: Ints  # (R, K+1) pieces paid
    held: Ints  # (R, K+1) pieces of unpaid orders
    wanted: Ints  # (R, K+1) pieces asked for, stock or not
    gmv_fen: Ints  # (B, R)


@dataclass(frozen=True)
class Hits:
    """Cells with a count, in order of minute, replicate, source, card: flat places and counts."""

    at: Ints
    n: Ints

    def spread(self, shape: tuple[int, ...]) -> Ints:
        """The counts in a full array."""
        out = np.zeros(shape, dtype=np.int64)
        out.reshape(-1)[self.at] = self.n
        return out


def _thin(hits: Hits, cells: Keys, purpose: np.uint64, chance: Floats) -> Hits:
    """Binomial thinning of each cell, with the cell's own luck; empty cells are dropped."""
    n = binomial(cell_luck(cells[hits.at], purpose), hits.n, chance)
    some = n.nonzero()[0]
    return Hits(hits.at[some], n[some])


def _ways(sheet: Sheet, present: Ints) -> tuple[Floats, Floats]:
    """Click and create of each source's people, by their share of fans: (B, R, S) each."""
    there = np.maximum(present.sum(axis=-1), 1)
    fan = present[..., 1] / there
    click = sheet.click_way[..., 0] + (sheet.click_way[..., 1] - sheet.click_way[..., 0]) * fan
    create = sheet.create_way[..., 0] + (sheet.create_way[..., 1] - sheet.create_way[..., 0]) * fan
    return click, create


def sell(
    world: World, stock: Ints, sheet: Sheet, present: Ints, active: Ints, gain: Floats, cells: Keys
) -> Orders:
    """Orders of a run of minutes: present (B, R, S, 2), active (B, R, A), cells (B, R, S, A)."""
    rows, shape, keys = world.rows, cells.shape, cells.reshape(-1)
    see = sheet.see[rows, active]
    see[..., 0] = see[..., 0] / PHASES + sheet.see_explained  # the explained card is always there
    see = np.where(active == world.skus, 0.0, np.minimum(see, 0.9))
    exposures = systematic(unit(cells), present.sum(axis=-1)[..., None], see[..., None, :])
    at = exposures.reshape(-1).nonzero()[0]
    seen = Hits(at, exposures.reshape(-1)[at])
    ways = _ways(sheet, present)
    cards = shape[-1]

    def chance(hits: Hits, table: Floats, way: Floats, lift: str) -> Floats:
        base = table[rows, active]
        base[..., 0] *= world.one("room", lift) * gain
        pair, card = hits.at // cards, hits.at % cards
        whole = base.reshape(-1)[pair // shape[2] * cards + card] * way.reshape(-1)[pair]
        capped: Floats = np.minimum(whole, TOP)
        return capped

    clicks = _thin(seen, keys, CLICK, chance(seen, sheet.click, ways[0], "explain_click"))
    wish = _thin(clicks, keys, CREATE, chance(clicks, sheet.create, ways[1], "explain_create"))
    return _checkout(world, stock, sheet, active, keys, shape, exposures, clicks, wish)


def _checkout(
    world: World,
    stock: Ints,
    sheet: Sheet,
    active: Ints,
    keys: Keys,
    shape: tuple[int, ...],
    exposures: Ints,
    clicks: Hits,
    wish: Hits,
) -> Orders:
    """From wishes to orders (as far as stock goes) and payments."""
    minutes, count, sources, cards = shape
    pair, card = wish.at // cards, wish.at % cards
    group = pair // sources  # minute and replicate
    replicate = group % count
    sku = active.reshape(-1)[group * cards + card]
    shelf = replicate * (world.skus + 1) + sku
    width = count * (world.skus + 1)

    def by_sku(values: Ints) -> Ints:
        sums = np.bincount(shelf, weights=values, minlength=width)
        return sums.astype(np.int64).reshape(count, -1)

    two = sheet.two[replicate, sku]
    double = systematic(cell_luck(keys[wish.at], EXTRA), wish.n, two)
    wanted = by_sku(wish.n + double)
    lines, double = _as_stock_allows(stock, wanted, shelf, wish.n, double)
    paid = binomial(cell_luck(keys[wish.at], PAY), lines, sheet.pay[replicate, sku])
    extra = np.minimum(
        systematic(cell_luck(keys[wish.at], EXTRA ^ PAY), paid, double / np.maximum(lines, 1)),
        double,
    )
    sold = by_sku(paid + extra)
    fen = (paid + extra) * sheet.price[replicate, sku]
    gmv = np.zeros(minutes * count, dtype=np.int64)
    np.add.at(gmv, group, fen)
    return Orders(
        active,
        exposures,
        clicks.spread(shape),
        Hits(wish.at, lines).spread(shape),
        Hits(wish.at, paid).spread(shape),
        Hits(wish.at, extra).spread(shape),
        sold,
        by_sku(lines + double) - sold,
        wanted,
        gmv.reshape(minutes, count),
    )


def _as_stock_allows(
    stock: Ints, wanted: Ints, shelf: Ints, lines: Ints, double: Ints
) -> tuple[Ints, Ints]:
    """Serve wishes in order of minute and source until the shelf is empty."""
    if (wanted <= stock).all():
        return lines, double
    order = np.argsort(shelf, kind="stable")
    pieces = (lines + double)[order]
    ends = np.cumsum(pieces)
    key = shelf[order]
    first = np.searchsorted(key, key)  # where each shelf's wishes begin
    before = ends - pieces - (ends - pieces)[first]
    served = np.empty_like(pieces)
    served[order] = np.clip(stock.reshape(-1)[key] - before, 0, pieces)
    got = np.minimum(lines, served)
    return got, np.minimum(double, served - got)
