"""Reads the tables that are only looked up: `reference/banks.csv` and `wechat_limits.csv`, `terminals/models.csv`.

The columns are those of `BankHotline`, `WechatLimit` (`shown_zh` parted by ` / `, `causes` by spaces) and
`TerminalModel` (`kind_basis`: sourced or inferred; `connections` parted by spaces).
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from gui.kb.entities import Confidence
from gui.kb.files import parse_toml, relative_name
from gui.kb.maker_rows import maker_rows
from gui.kb.schema import nearest
from gui.model.errors import KnowledgeError, Problem
from gui.model.knowledge import Owner
from gui.model.reference import (
    BankHotline,
    LimitKind,
    ModelConnection,
    ModelKind,
    Reference,
    TerminalModel,
    WechatLimit,
)

BANK_COLUMNS = ("id", "name_zh", "name_en", "phone", "confidence", "source")
LIMIT_COLUMNS = (
    "kind",
    "code",
    "name_zh",
    "name_en",
    "meaning_zh",
    "meaning_en",
    "shown_zh",
    "causes",
    "who_acts",
    "confidence",
    "source",
)
MODEL_COLUMNS = ("maker_zh", "maker_en", "model", "kind", "kind_basis", "connections", "source")

#: What may be empty; every other cell must say something.
_OPTIONAL = frozenset({"phone", "shown_zh", "connections"})
_BASES = ("sourced", "inferred")

T = TypeVar("T")
Cells = dict[str, str]
Defects = Iterator[tuple[str, str]]


def read_reference(root: Path) -> Reference:
    """Read the tables below `root`, the folder that holds `kb`.

    Raises `KnowledgeError` with every problem, each with file, line and column.
    """
    reader, causes = _Reader(root), _cause_ids(root)
    reference = Reference(
        banks=reader.rows("reference/banks.csv", BANK_COLUMNS, ("id",), _bank_defects, _bank),
        wechat_limits=reader.rows(
            "reference/wechat_limits.csv", LIMIT_COLUMNS, ("code",), lambda row: _limit_defects(row, causes), _limit
        ),
        models=reader.rows("terminals/models.csv", MODEL_COLUMNS, ("maker_en", "model"), _model_defects, _model),
    )
    if reader.problems:
        raise KnowledgeError(reader.problems)
    return reference


def _cause_ids(root: Path) -> tuple[str, ...]:
    """Return the ids that a limit may name; what is wrong with their files the loader of the knowledge says."""
    return tuple(
        name for path in sorted((root / "kb" / "causes").glob("*.toml")) for name in parse_toml(path, root, [])
    )


class _Reader:
    """Reads one table after another; what is wrong gathers in `problems`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.problems: list[Problem] = []

    def rows(
        self,
        name: str,
        columns: Sequence[str],
        key: Sequence[str],
        defects: Callable[[Cells], Defects],
        build: Callable[[Cells], T],
    ) -> tuple[T, ...]:
        """Return the sound rows of a table. `key`: the columns that together occur only once."""
        path, found, seen = self._root / "kb" / name, [], set()
        for line, cells in maker_rows(path, columns, self._root, self.problems):
            wrong = [*_empty(cells), *defects(cells)]
            identity = tuple(cells[column] for column in key)
            if identity in seen:
                wrong.append((key[-1], f"{identity[-1]!r} is listed twice"))
            seen.add(identity)
            file = relative_name(path, self._root)
            self.problems.extend(
                Problem(file=file, key=f"line {line}.{column}", message=text) for column, text in wrong
            )
            if not wrong:
                found.append(build({column: sys.intern(text) for column, text in cells.items()}))
        return tuple(found)


def _empty(cells: Cells) -> Defects:
    for column, text in cells.items():
        if not text and column not in _OPTIONAL:
            yield column, "must not be empty"


def _choices(column: str, values: Iterable[str], allowed: type[StrEnum] | Sequence[str]) -> Defects:
    names = tuple(map(str, allowed))
    for value in values:
        if value not in names:
            yield column, f"{value!r} is none of {', '.join(names)}{nearest(value, names)}"


def _bank_defects(cells: Cells) -> Defects:
    yield from _choices("confidence", [cells["confidence"]], Confidence)
    if cells["phone"] and cells["confidence"] == Confidence.LOW:
        yield "phone", "a number below medium confidence must not be shown: leave the phone empty"


def _bank(cells: Cells) -> BankHotline:
    return BankHotline(**cells)


def _limit_defects(cells: Cells, causes: tuple[str, ...]) -> Defects:
    yield from _choices("kind", [cells["kind"]], LimitKind)
    yield from _choices("who_acts", [cells["who_acts"]], Owner)
    yield from _choices("confidence", [cells["confidence"]], Confidence)
    for cause in cells["causes"].split():
        if cause not in causes:
            yield "causes", f"unknown cause {cause!r}{nearest(cause, causes)}"


def _limit(cells: Cells) -> WechatLimit:
    texts = {name: cells[name] for name in LIMIT_COLUMNS if name not in {"kind", "shown_zh", "causes"}}
    return WechatLimit(
        kind=LimitKind(cells["kind"]),
        shown=tuple(filter(None, cells["shown_zh"].split(" / "))),
        causes=tuple(cells["causes"].split()),
        **texts,
    )


def _model_defects(cells: Cells) -> Defects:
    yield from _choices("kind", [cells["kind"]], ModelKind)
    yield from _choices("kind_basis", [cells["kind_basis"]], _BASES)
    yield from _choices("connections", cells["connections"].split(), ModelConnection)


def _model(cells: Cells) -> TerminalModel:
    return TerminalModel(
        maker_zh=cells["maker_zh"],
        maker_en=cells["maker_en"],
        model=cells["model"],
        kind=ModelKind(cells["kind"]),
        is_kind_sourced=cells["kind_basis"] == "sourced",
        connections=tuple(map(ModelConnection, cells["connections"].split())),
        source=cells["source"],
    )
