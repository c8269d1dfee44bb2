"""Arrays that grow: what the kernels keep, as named tuples of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

AnyArray = NDArray[Any]
Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Field:
    """How one array grows: along which count, of which type, what stands in new places.

    dtype: NumPy's name, or the columns of a record as (name, type, fill).
    """

    along: str
    dtype: str | tuple[tuple[str, str, int], ...]
    fill: int = 0
    wide: int = 0  # columns of a row; 0 for none

    @property
    def kind(self) -> np.dtype[Any]:
        """The type of a place."""
        if isinstance(self.dtype, str):
            return np.dtype(self.dtype)
        return np.dtype([(name, type_) for name, type_, _ in self.dtype], align=True)

    def empty(self, n: int) -> AnyArray:
        """A new array of ``n`` places."""
        if isinstance(self.dtype, str):
            shape = (n, self.wide) if self.wide else (n,)
            return np.full(shape, self.fill, dtype=self.dtype)
        out = np.zeros(n, dtype=self.kind)
        for name, _, fill in self.dtype:
            if fill:
                out[name] = fill
        return out


def record(along: str, columns: str, **fills: int) -> Field:
    """A record's field, from ``"name:type name:type"``.

    >>> record("row", "worth:i8 next:i4", next=-1).empty(1).tolist()
    [(0, -1)]
    """
    pairs = [column.split(":") for column in columns.split()]
    return Field(along, tuple((name, kind, fills.get(name, 0)) for name, kind in pairs))


class Store(Generic[Arrays]):
    """A named tuple of arrays which grow by doubling, each along one of several counts.

    >>> from typing import NamedTuple
    >>> class Two(NamedTuple):
    ...     worth: AnyArray
    ...     head: AnyArray
    >>> store = Store(Two, {"worth": Field("row", "i8"), "head": Field("second", "i4", -1)})
    >>> store.fit(row=100, second=2000)
    >>> len(store.arrays.worth), len(store.arrays.head), int(store.arrays.head[-1])
    (1024, 2048, -1)
    """

    def __init__(self, kind: type[Arrays], fields: Mapping[str, Field]) -> None:
        self.kind, self.fields = kind, fields
        self.size = dict.fromkeys((field.along for field in fields.values()), 1024)
        self.arrays: Arrays = kind(*(field.empty(1024) for field in fields.values()))

    def fit(self, **need: int) -> None:
        """Make room for so many rows, seconds, people, ..."""
        small = {along: n for along, n in need.items() if n > self.size[along]}
        if not small:
            return
        for along, n in small.items():
            self.size[along] = 1 << (n - 1).bit_length()
        grown = []
        for (_, field), old in zip(self.fields.items(), self.arrays, strict=True):
            if field.along in small:
                new = field.empty(self.size[field.along])
                new[: len(old)] = old
                grown.append(new)
            else:
                grown.append(old)
        self.arrays = self.kind(*grown)

    def bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays)

    def saved(self, head: str) -> dict[str, AnyArray]:
        """The arrays by name, for a file."""
        return {
            f"{head}.{name}": array for name, array in zip(self.fields, self.arrays, strict=True)
        }

    def restore(self, head: str, found: Mapping[str, AnyArray]) -> None:
        """Take the arrays from a file.

        Raises ValueError or KeyError if one is missing or of another kind.
        """
        arrays = [found[f"{head}.{name}"] for name in self.fields]
        for field, array in zip(self.fields.values(), arrays, strict=True):
            like = field.empty(0)
            if array.dtype != like.dtype or array.shape[1:] != like.shape[1:]:
                raise ValueError(f"{head}: an array of another kind")
            self.size[field.along] = len(array)
        for field, array in zip(self.fields.values(), arrays, strict=True):
            if len(array) != self.size[field.along]:
                raise ValueError(f"{head}: arrays of different lengths")
        # of the same type to the compiler, too: a file does not tell that a record is aligned
        kinds = (field.kind for field in self.fields.values())
        self.arrays = self.kind(
            *(np.ascontiguousarray(one).view(kind) for one, kind in zip(arrays, kinds, strict=True))
        )
