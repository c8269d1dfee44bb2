"""Loops that are compiled, and kept on disk where a folder may be written."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Law = TypeVar("Law", bound=Callable[..., Any])


def compiled(law: Law) -> Law:
    """Compile a function of numbers and arrays; the next start of Python finds it on disk.

    The store lies beside the source, else in the user's cache. Where neither may be written (a
    sealed room), each process compiles for itself. A change in *another* file that a kept function
    calls into is not noticed by the store: keep callees in one file, or see ``kernel``.

    >>> compiled(lambda x: x + 1)(1)
    2
    """
    try:
        return cast("Law", njit(cache=True, nogil=True, error_model="numpy")(law))
    except RuntimeError:
        return cast("Law", njit(nogil=True, error_model="numpy")(law))
