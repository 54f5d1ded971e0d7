"""Makes equal parts of a content one object, so that the exe holds each of them in memory once.

Answers like `yes`, and whole tables like `{yes: 0.01, no: 0.99}`, stand in the data hundreds of times. A pickle keeps
what is one object one object, and writes what is merely equal again and again. Nobody changes what was loaded, so that
sharing is safe.
"""

import dataclasses
from enum import Enum
from typing import TypeVar, cast

Content = TypeVar("Content")


def shared(content: Content) -> Content:
    """Return an equal content in which equal texts, numbers, tuples and tables are the same objects."""
    return cast("Content", _Sharing().of(content))


class _Sharing:
    """What was met so far, by type and by the identities of its parts. It is kept, so that no identity comes twice."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], object] = {}

    def of(self, value: object) -> object:
        """Return the one object for a value, its parts shared as well."""
        if isinstance(value, str | int | float) and not isinstance(value, Enum | bool):
            return self._known.setdefault((type(value), value), value)
        if isinstance(value, tuple | dict):
            return self._collection(value)
        if isinstance(value, list):
            return list(map(self.of, value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = [field.name for field in dataclasses.fields(value) if field.init]
            return dataclasses.replace(value, **{name: self.of(getattr(value, name)) for name in fields})
        return value

    def _collection(self, value: tuple[object, ...] | dict[object, object]) -> object:
        if isinstance(value, tuple):
            parts = tuple(map(self.of, value))
            return self._known.setdefault((tuple, *map(id, parts)), parts)
        table = {self.of(key): self.of(part) for key, part in value.items()}
        return self._known.setdefault((dict, *((id(key), id(part)) for key, part in table.items())), table)
