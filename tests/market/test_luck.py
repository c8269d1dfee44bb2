"""Luck is uniform, independent, and there before any plan."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from caopan.market.luck import CARDS, PEOPLE, Luck, mix, short, unit, word, words
from caopan.market.scenario import SOURCES

SKUS = ["a", "b", "c", "d"]


def _luck(seeds: int, skus: list[str] = SKUS) -> Luck:
    roots = np.array([word(f"seed{seed}") for seed in range(seeds)], dtype=np.uint64)
    return Luck(roots, words(SOURCES), np.tile(words([*skus, ""]), (seeds, 1)))


def _minutes(luck: Luck, first: int, count: int, cards: int) -> tuple[np.ndarray, np.ndarray]:
    """Keys as the kernel makes them: people (B, R, S, P) and cells (B, R, S, A)."""
    clock = np.repeat(np.arange(first, first + count)[:, None], len(luck.roots), axis=1)
    key = luck.tick(5, clock)[..., None] ^ luck.source
    people = mix(key[..., None] + words(PEOPLE))
    return people, mix(key[..., None] + luck.sku[None, :, None, :cards])


def test_people_and_cells_are_uniform() -> None:
    """A Kolmogorov-Smirnov test of 100 000 draws rejects at one in ten thousand only."""
    people, cells = _minutes(_luck(20), 600, 100, 4)
    further = mix(cells ^ words(CARDS)[0])
    for keys in (people.ravel()[:100_000], cells.ravel(), further.ravel()):
        assert stats.kstest(unit(keys), "uniform").pvalue > 1e-4
        for part in range(4):
            assert stats.kstest(short(keys, part), "uniform").pvalue > 1e-4


def test_draws_are_independent_across_every_axis() -> None:
    """Neighbours in minute, replicate, source, purpose, card, part do not correlate (5 sigma)."""
    people, cells = (unit(keys) for keys in _minutes(_luck(20), 600, 100, 4))
    keys = _minutes(_luck(20), 600, 100, 4)[1]
    pairs = [
        (people[1:], people[:-1]),
        (people[:, 1:], people[:, :-1]),
        (people[:, :, 1:], people[:, :, :-1]),
        (people[..., 1:], people[..., :-1]),
        (cells[..., 1:], cells[..., :-1]),
        (cells, short(keys, 0)),
        (short(keys, 1), short(keys, 2)),
    ]
    later = [unit(mix(keys ^ purpose)) for purpose in words(CARDS)]
    pairs += [(cells, later[0]), (later[0], later[1]), (later[0][..., 1:], later[0][..., :-1])]
    for left, right in pairs:
        r = np.corrcoef(left.ravel(), right.ravel())[0, 1]
        assert abs(r) < 5 / np.sqrt(left.size)


@given(st.integers(0, 2**64 - 1))
def test_a_uniform_is_strictly_between_zero_and_one(key: int) -> None:
    """No hash value gives 0 or 1, where an inverse would be infinite."""
    value = unit(np.array([key], dtype=np.uint64))[0]
    assert 0.0 < value < 1.0


def test_another_sku_or_hour_leaves_all_other_draws_alone() -> None:
    """With a fifth SKU and an hour more, each old (minute, source, SKU) keeps its draws."""
    people, cells = _minutes(_luck(3), 600, 60, 4)
    more_people, more_cells = _minutes(_luck(3, [*SKUS, "e"]), 570, 120, 5)
    assert (more_people[30:90] == people).all()
    assert (more_cells[30:90, :, :, :4] == cells).all()


def test_a_seed_and_a_merchant_have_their_own_luck() -> None:
    """Replicates of different roots share no draw."""
    people, _ = _minutes(_luck(2), 600, 50, 4)
    assert (people[:, 0] != people[:, 1]).all()
