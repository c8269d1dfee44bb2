"""Loops that are compiled, and kept on disk where a folder may be written."""

import contextlib
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import FunctionCache

Law = TypeVar("Law", bound=Callable[..., Any])


class _Store(FunctionCache):
    """Numba's store, whose keys know the whole folder of a function.

    Numba itself looks at the function's own file only, though what is compiled holds the constants
    and functions that it takes from its neighbours.
    """

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        folder = Path(self._py_func.__code__.co_filename).parent
        return (*super()._index_key(sig, codegen), _digest(folder))  # type: ignore[no-untyped-call]

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled; a folder that was sealed since then keeps nothing."""
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


@cache
def _digest(folder: Path) -> str:
    """Fingerprint of a folder's sources."""
    text = b"".join(source.read_bytes() for source in sorted(folder.glob("*.py")))
    return blake2b(text, digest_size=16).hexdigest()


def compiled(law: Law) -> Law:
    """Compile a function of numbers and arrays; the next start of Python finds it on disk.

    The store lies beside the source, else in the user's cache. Where neither may be written (a
    sealed room), each process compiles for itself. A change of any source in the function's folder
    compiles it anew, so constants and functions may be taken from there and from nowhere else.

    >>> compiled(lambda x: x + 1)(1)
    2
    """
    return _made(law)


def in_place(law: Law) -> Law:
    """Compile as ``compiled`` does a function which makes no array and gives none back.

    Such a one need not count who holds the arrays that it is given, which costs more than much of
    what it does with them: a count, up and down, at each call of one compiled function by another.

    >>> import numpy as np
    >>> filled = np.zeros(2)
    >>> @in_place
    ... def fill(array):
    ...     array[:] = 7
    >>> fill(filled)
    >>> filled.tolist()
    [7.0, 7.0]
    """
    return _made(law, _nrt=False)  # numba's name for its counting, which it does not document


def _made(law: Law, **options: Any) -> Law:
    made: Any = njit(nogil=True, error_model="numpy", **options)(law)
    with contextlib.suppress(RuntimeError):  # no folder may be written
        made._cache = _Store(law)  # type: ignore[no-untyped-call]
    return cast("Law", made)
