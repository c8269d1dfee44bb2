"""The most people in the room at once: a tree over seconds.

Each leaf knows by how much the room grew within its second, how high it stood at most above where
the second began, and how many visits ended in it; a node above knows the same of all its leaves.
"""

from typing import Any

from caopan.board.stores import AnyArray
from caopan.compiled import in_place

GREW, TOP, LEFT = range(3)  # columns of the tree


@in_place
def _join(tree: Any, node: Any) -> Any:
    """Make a node of the tree out of the two below it."""
    one, two = 2 * node, 2 * node + 1
    tree[node, GREW] = tree[one, GREW] + tree[two, GREW]
    tree[node, TOP] = max(tree[one, TOP], tree[one, GREW] + tree[two, TOP])
    tree[node, LEFT] = tree[one, LEFT] + tree[two, LEFT]


@in_place
def set_leaf(tree: Any, s: Any, grew: Any, top: Any, left: Any) -> Any:
    """Set a second's leaf, and make the nodes above it anew."""
    node = len(tree) // 2 + s
    tree[node, GREW], tree[node, TOP], tree[node, LEFT] = grew, top, left
    node >>= 1
    while node:
        _join(tree, node)
        node >>= 1


@in_place
def amend(tree: Any, s: Any) -> Any:
    """Add an entrance to a leaf that stands, as if at the end of its second."""
    node = len(tree) // 2 + s
    grew = tree[node, GREW] + 1
    set_leaf(tree, s, grew, max(tree[node, TOP], grew), tree[node, LEFT])


@in_place
def _sort(numbers: Any, count: Any) -> Any:
    """Put the first ``count`` numbers in order: Shell's way, Gonnet and Baeza-Yates' gaps."""
    gap = count
    while gap > 1:
        gap = 1 if gap < 5 else (5 * gap - 1) // 11
        for at in range(gap, count):
            number, to = numbers[at], at
            while to >= gap and numbers[to - gap] > number:
                numbers[to] = numbers[to - gap]
                to -= gap
            numbers[to] = number


@in_place
def height(moments: Any, count: Any) -> Any:
    """How high the room stands at most, of the first ``count`` moments, which are put in order.

    An entrance is twice its moment plus one, so that it comes after the leaves of its moment, which
    are twice theirs.
    """
    _sort(moments, count)
    here, most = 0, 0
    for n in range(count):
        here += 1 if moments[n] & 1 else -1
        most = max(most, here)
    return most


@in_place
def upto(tree: Any, s: Any) -> Any:
    """Growth, height and leaves of the seconds 0 to ``s``."""
    half = len(tree) // 2
    if s < 0:
        return 0, 0, 0
    node = half + min(s, half - 1)
    grew, top, left = tree[node, GREW], tree[node, TOP], tree[node, LEFT]
    while node > 1:
        if node & 1:
            one = node - 1
            top = max(tree[one, TOP], tree[one, GREW] + top)
            grew += tree[one, GREW]
            left += tree[one, LEFT]
        node >>= 1
    return grew, top, left


@in_place
def highest(tree: Any, low: Any, high: Any) -> Any:
    """Most visits open at a moment from the end of second ``low`` to second ``high``."""
    half = len(tree) // 2
    if low < 0:
        return max(upto(tree, high)[1], 0)
    base = upto(tree, low)[0]
    best, run = 0, 0
    low, high = low + 1, min(high, half - 1)
    while low <= high:  # whole blocks from the left
        block = 0
        while not (low >> block) & 1 and low + (2 << block) - 1 <= high:
            block += 1
        node = (half + low) >> block
        best = max(best, run + tree[node, TOP])
        run += tree[node, GREW]
        low += 1 << block
    return base + best


def regrow(tree: AnyArray, leaves: AnyArray) -> None:
    """Put the leaves of a smaller tree into one that has grown."""
    half = len(tree) // 2
    tree[:] = 0
    tree[half : half + len(leaves)] = leaves
    _join_all(tree)


@in_place
def _join_all(tree: Any) -> Any:
    """Make all nodes anew."""
    for node in range(len(tree) // 2 - 1, 0, -1):
        _join(tree, node)
