"""Reads one table strictly: a missing key, a wrong type or a key nobody knows is a problem with file and key.

Reading never stops at a problem: a neutral placeholder stands in, so that one run lists every defect of all files.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from gui.model.errors import Problem

E = TypeVar("E", bound=StrEnum)

_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}

#: The largest number that makes sense anywhere: minutes of some years.
LARGEST = 1e6


class Defect(StrEnum):
    """What kind of misfit a problem is, for those who word it anew in the user's language."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    WRONG = "wrong"


#: A name with more slips than this share of its characters looks like another one (own choice).
MOST_SLIPS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaProblem(Problem):
    """A problem found while reading a table."""

    defect: Defect


def closest(name: str, valid: Iterable[str], *, most_slips: float = MOST_SLIPS) -> str | None:
    """Return the valid name that looks most like `name`, None when none does within that share of its characters."""
    from gui.kb.spelling import own_spelling  # noqa: PLC0415 (only who mistypes needs it)

    spelling = own_spelling()
    costs = {one: spelling.distance(name, one, most_slips * max(len(name), len(one))) for one in sorted(valid)}
    found = min(costs, key=costs.__getitem__, default=None)
    return None if found is None or costs[found] == math.inf else found


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ` (nearest: x)` for the end of a message, nothing when no valid name looks like `name`."""
    found = closest(name, valid)
    return f" (nearest: {found})" if found else ""


class TableReader:
    """Takes typed values out of one table and remembers which keys were asked for; `finish` reports the others."""

    def __init__(self, table: object, *, file: str, key: str, problems: list[Problem]) -> None:
        self.file = file
        self.key = key
        self.problems = problems
        self._asked: set[str] = set()
        self._table: Mapping[str, object] = table if isinstance(table, Mapping) else {}
        if not isinstance(table, Mapping):
            self._report(key, f"expected a table, found {type(table).__name__}", Defect.WRONG)

    def problem(self, name: str, message: str, defect: Defect = Defect.WRONG) -> None:
        """Report a defect of the value `name` of this table."""
        self._report(self.path(name), message, defect)

    def path(self, name: str) -> str:
        """Return the dotted key of the value `name`."""
        return f"{self.key}.{name}" if self.key else name

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without `default` it is required and must not be blank."""
        value = self._take(name, str, default)
        if not isinstance(value, str):
            return ""
        if default is None and not value.strip():
            self.problem(name, "must not be empty")
        return value

    def number(self, name: str, *, default: float | None = None, high: float = LARGEST, zero: bool = False) -> float:
        """Return a number in 0 < value <= `high` (`zero`: 0 is allowed as well); NaN stands in for a wrong one."""
        return self._in_range(name, self._take(name, float, default), high=high, zero=zero)

    def integer(self, name: str, *, default: int | None = None, low: int = 0, high: int) -> int:
        """Return a whole number in `low` <= value <= `high`; `low` stands in for a wrong one."""
        value = self._take(name, int, default)
        if not isinstance(value, int):
            return low
        if not low <= value <= high:
            self.problem(name, f"{value} is out of range: it must be {low} to {high}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        return self._take(name, bool, default) is True

    def choice(self, name: str, kind: type[E], default: E | None = None) -> E:
        """Return a member of a closed enum; the first member stands in for a wrong one."""
        value = self._take(name, str, default)
        members = tuple(kind)
        if isinstance(value, str) and value in members:
            return kind(value)
        if isinstance(value, str):
            self.problem(name, f"{value!r} is none of {', '.join(members)}{nearest(value, members)}")
        return members[0]

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts as a tuple, empty when missing (a problem if `required`)."""
        items = self._take(name, list, None if required else [])
        if not isinstance(items, list):
            return ()
        if required and not items:
            self.problem(name, "must not be empty")
        for index, item in enumerate(items):
            if not isinstance(item, str) or not item.strip():
                self.problem(f"{name}[{index}]", "expected a text that is not empty")
        return tuple(item for item in items if isinstance(item, str) and item.strip())

    def tables(self, name: str) -> "tuple[TableReader, ...]":
        """Return a reader for every table of a list of tables, none when missing."""
        items = self._take(name, list, [])
        return tuple(self._sub(item, f"{name}[{i}]") for i, item in enumerate(items if isinstance(items, list) else ()))

    def table(self, name: str, *, required: bool = True) -> "TableReader":
        """Return a reader for a table inside this one, an empty one when missing."""
        return self._sub(self._take(name, dict, None if required else {}) or {}, name)

    def numbers(self, *, high: float = 1.0, zero: bool = False) -> dict[str, float]:
        """Return this whole table as name to number, each in the range of `number`."""
        return {name: self.number(name, high=high, zero=zero) for name in self._table}

    def raw(self, name: str) -> object | None:
        """Return the untyped value, None when missing."""
        self._asked.add(name)
        return self._table.get(name)

    def names(self) -> tuple[str, ...]:
        """Return the keys that are there."""
        return tuple(self._table)

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for name in self._table:
            if name not in self._asked:
                self.problem(name, f"unknown key{nearest(name, self._asked)}", Defect.UNKNOWN)

    def _sub(self, table: object, name: str) -> "TableReader":
        return TableReader(table, file=self.file, key=self.path(name), problems=self.problems)

    def _report(self, key: str, message: str, defect: Defect) -> None:
        self.problems.append(SchemaProblem(file=self.file, key=key or "(top)", message=message, defect=defect))

    def _take(self, name: str, kind: type, default: object) -> object:
        """Return the value if it has the type, else None after reporting it; `default` None: the key is required."""
        self._asked.add(name)
        if name not in self._table:
            if default is None:
                self.problem(name, "missing", Defect.MISSING)
            return default
        value = self._table[name]
        if _fits(value, kind):
            return value
        self.problem(name, f"expected {_NAMES[kind]}, found {type(value).__name__}")
        return None

    def _in_range(self, name: str, value: object, *, high: float, zero: bool) -> float:
        if not isinstance(value, int | float):
            return math.nan
        is_low = value < 0 or (value == 0 and not zero)
        if is_low or not value <= high:
            least = "0 or more" if zero else "more than 0"
            self.problem(name, f"{value} is out of range: it must be {least} and at most {high:g}")
            return math.nan
        return float(value)


def _fits(value: object, kind: type) -> bool:
    """A boolean is an `int` in Python, but no number in a data file."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float if kind is float else kind)
