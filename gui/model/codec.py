"""Turns the frozen types into JSON values and back, strictly: an unknown key or a wrong type is an error with its path.

One generic codec instead of one per type, so that a new field needs no second place.
"""

import dataclasses
import functools
import json
import re
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from gui.model.observation import JsonValue

T = TypeVar("T")

#: A report nests nine deep: who goes deeper wants to exhaust the stack of whoever looks at it.
_MOST_DEPTH = 64
#: Of one text. A note has a thousand at most; to look for secrets in megabytes takes minutes.
_MOST_CHARACTERS = 4000
#: No number of ours has so many digits, or is so large: such are no floats any more.
_ENDLESS_NUMBER = re.compile(r"[0-9]{30}|[eE]\+?[0-9]{3}")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
#: How other programs write what is not ASCII: six for one, or for half of one.
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
#: One half of a surrogate pair as JSON may write it: no text, and no file can hold it, unless the other half follows.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class CodecError(ValueError):
    """The JSON does not fit the type. `path` says where (`probes[3].state`)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path or '(top)'}: {message}")
        self.path = path
        self.reason = message


def parse_json(data: bytes) -> object:
    """Return what JSON of others says, UTF-8 with or without byte order mark; only what JSON of ours may hold.

    Raises ValueError, also for texts and numbers without bounds, half characters and nesting without end (RFC 8259,
    section 9, lets a reader set limits). UnicodeDecodeError and json.JSONDecodeError, which are such, tell the place.
    """
    text = data.decode("utf-8-sig")
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        return _refuse("nested too deep")
    if _SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    # To walk through the value takes five times as long: a folder may have ten thousand reports.
    pieces = _ESCAPED.sub("?", text.replace("\\\\", "?").replace('\\"', "?")).split('"')
    outside = "".join(pieces[::2])
    if _ENDLESS_NUMBER.search(outside) or max(map(len, pieces[1::2]), default=0) > _MOST_CHARACTERS:
        return _refuse("a text or number too long")
    brackets = outside.encode().translate(None, _NO_BRACKETS)
    for _ in range(_MOST_DEPTH):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return _refuse("nested too deep") if brackets else value


def _refuse(what: str) -> typing.NoReturn:
    raise ValueError(what)


def to_json(value: object) -> JsonValue:
    """Return `value` (a frozen dataclass, enum, mapping, sequence or scalar) as plain JSON types."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def from_json(kind: type[T], value: object, path: str = "") -> T:
    """Build a `kind` (a frozen dataclass) from parsed JSON. Raises `CodecError` with the path of the first misfit."""
    return typing.cast("T", _decode(kind, value, path))


def _decode(kind: Any, value: object, path: str) -> object:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _decode_optional(kind, value, path)
    if origin is tuple:
        items = _expect(list, value, path)
        return tuple(_decode(typing.get_args(kind)[0], item, f"{path}[{i}]") for i, item in enumerate(items))
    if origin is not None and issubclass(origin, Mapping):
        entries = _expect(dict, value, path)
        return {key: _decode(typing.get_args(kind)[1], item, f"{path}.{key}") for key, item in entries.items()}
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(typing.cast("type", kind), value, path)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _decode_enum(kind, value, path)
    return _decode_scalar(kind, value, path)


def _decode_optional(kind: Any, value: object, path: str) -> object:
    options = [option for option in typing.get_args(kind) if option is not type(None)]
    if len(options) > 1:  # the only wider union of the model is JsonValue: already JSON
        return value
    return None if value is None else _decode(options[0], value, path)


def _decode_dataclass(kind: Any, value: object, path: str) -> object:
    entries = _expect(dict, value, path)
    hints = _hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in entries:
        if key not in fields:
            raise CodecError(f"{path}.{key}".lstrip("."), "unknown key")
    arguments = {}
    for name, field in fields.items():
        if name in entries:
            arguments[name] = _decode(hints[name], entries[name], f"{path}.{name}".lstrip("."))
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise CodecError(f"{path}.{name}".lstrip("."), "missing")
    return kind(**arguments)


@functools.cache
def _hints(kind: type) -> Mapping[str, Any]:
    """Return the types of a dataclass' fields: every one of them is a text that has to be compiled."""
    return typing.get_type_hints(kind)


def _decode_enum(kind: type[StrEnum], value: object, path: str) -> StrEnum:
    try:
        return kind(typing.cast("str", value))
    except ValueError:
        raise CodecError(path, f"{value!r} is none of {', '.join(kind)}") from None


def _decode_scalar(kind: Any, value: object, path: str) -> object:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise CodecError(path, "too large") from None
    if kind in (int, float) and isinstance(value, bool):
        raise CodecError(path, f"expected {kind.__name__}, found true or false")
    return _expect(kind, value, path)


def _expect(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, kind):
        raise CodecError(path, f"expected {kind.__name__}, found {type(value).__name__}")
    return value
