"""How a record of the kernel is declared: once, with unit and meaning beside each field.

One declaration makes the NumPy record that compiled rules run on and the slotted Python class that the same rules
run on when interpreted. Only int64, float64 and uint64 exist, alone, in arrays, or as arrays of further records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

I, F, U = "i8", "f8", "u8"  # noqa: E741 # the three kinds of numbers of the kernel

_FORBIDDEN = set(dir(np.ndarray)) | set(dir(np.void)) | set(dir(np.recarray))


@dataclass(frozen=True)
class Field:
    """One field: name, kind (a number or a declared record), how many (0: not an array), unit and meaning."""

    name: str
    kind: str | Declared
    many: int
    meaning: str


def _field(name: str, kind: Any, meaning: str) -> Field:
    inner, many = kind if isinstance(kind, tuple) else (kind, 0)
    return Field(name, inner, many, meaning)


class Declared:
    """A declared record: its fields, its NumPy dtype and its slotted class."""

    def __init__(self, name: str, *fields: tuple[str, Any, str]) -> None:
        """Declare a record from (name, kind, meaning); kind is I, F, U, a Declared, or (kind, how many)."""
        self.name = name
        self.fields = tuple(_field(f, k, meaning) for f, k, meaning in fields)
        for field in self.fields:
            if field.name in _FORBIDDEN:
                raise NameError(f"{name}.{field.name} shadows an attribute of arrays: choose another name")
        self.dtype: npt.DTypeLike = np.dtype([self._item(f) for f in self.fields])
        self.slotted = type(name, (_Slotted,), {"__slots__": tuple(f.name for f in self.fields), "declared": self})

    @staticmethod
    def _item(field: Field) -> Any:
        inner = field.kind.dtype if isinstance(field.kind, Declared) else field.kind
        return (field.name, inner, (field.many,)) if field.many else (field.name, inner)

    def new(self) -> Any:
        """A zeroed one-element array of this record."""
        return np.zeros(1, self.dtype)

    def objects(self, record: Any) -> Any:
        """Slotted objects with the content of a record."""
        thing = self.slotted()
        for field in self.fields:
            setattr(thing, field.name, _read(field, record[field.name]))
        return thing

    def store(self, thing: Any, record: Any) -> None:
        """Write the content of slotted objects into a record."""
        for field in self.fields:
            value = getattr(thing, field.name)
            if isinstance(field.kind, Declared):
                if field.many:
                    for i in range(field.many):
                        field.kind.store(value[i], record[field.name][i])
                else:
                    field.kind.store(value, record[field.name])
            else:
                record[field.name] = value


class _Slotted:
    """Common parent of the slotted classes."""

    __slots__ = ()
    declared: Declared

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{f.name}={getattr(self, f.name)!r}"
            for f in self.declared.fields
            if not f.many and isinstance(f.kind, str)
        )
        return f"{self.declared.name}({shown})"


def _read(field: Field, value: Any) -> Any:
    if isinstance(field.kind, Declared):
        return [field.kind.objects(v) for v in value] if field.many else field.kind.objects(value)
    if field.kind == U:
        return [np.uint64(v) for v in value] if field.many else np.uint64(value)
    return value.tolist() if field.many else value.item()
