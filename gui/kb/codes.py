"""Reads the code tables `codes/*.csv`: response codes of terminals and wallets, and fixed texts on the screen.

Columns: namespace, code, meaning_zh, meaning_en, display_zh (variants parted by ` / `), who_acts (Owner values in the
order of acting, parted by spaces), retry, causes (`cause-id:weight ...`, weight 1 when left out), confidence, sources
(keys of `codes/sources.toml`, parted by spaces). P(code | cause) = p_listed of the confidence * weight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from gui.kb.entities import CodeNumbers, Confidence
from gui.kb.files import csv_records, parse_toml, read_text, relative_name
from gui.kb.folding import fold_code, fold_text
from gui.kb.schema import TableReader, nearest
from gui.model.errors import Problem
from gui.model.knowledge import SCREEN_TEXT, Code, Owner, RetrySafety

COLUMNS = (
    "namespace",
    "code",
    "meaning_zh",
    "meaning_en",
    "display_zh",
    "who_acts",
    "retry",
    "causes",
    "confidence",
    "sources",
)

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTables:
    """What reading codes needs besides the rows: the numbers per confidence and the texts of the source keys."""

    numbers: Mapping[Confidence, CodeNumbers]
    sources: Mapping[str, str]


class _Row:
    """One row with its place, for problems."""

    def __init__(self, cells: dict[str, str], file: str, line: int, problems: list[Problem]) -> None:
        self.cells = cells
        self.file = file
        self.line = line
        self.problems = problems

    def report(self, column: str, message: str) -> None:
        key = f"line {self.line}.{self.cells['code']}.{column}"
        self.problems.append(Problem(file=self.file, key=key, message=message))

    def filled(self, column: str) -> str:
        if not self.cells[column]:
            self.report(column, "must not be empty")
        return self.cells[column]

    def choice(self, column: str, kind: type[E]) -> E:
        members = tuple(kind)
        value = self.cells[column]
        if value in members:
            return kind(value)
        self.report(column, f"{value!r} is none of {', '.join(members)}{nearest(value, members)}")
        return members[0]


def read_codes(
    folder: Path, root: Path, numbers: Mapping[Confidence, CodeNumbers], problems: list[Problem]
) -> list[tuple[Code, str]]:
    """Read every table of the folder: each code with its file. Every defect is added to `problems`."""
    tables = CodeTables(numbers=numbers, sources=_read_sources(folder / "sources.toml", root, problems))
    codes: list[tuple[Code, str]] = []
    folded: dict[tuple[str, str], str] = {}
    for row in _rows(folder, root, problems):
        code = _read_code(row, tables)
        key = (code.namespace, fold_text(code.code) if code.namespace == SCREEN_TEXT else fold_code(code.code))
        if key in folded:
            row.report("code", f"cannot be told from {folded[key]!r} of the same namespace")
            continue
        folded[key] = code.code
        codes.append((code, row.file))
    return codes


def _read_sources(path: Path, root: Path, problems: list[Problem]) -> dict[str, str]:
    parsed = parse_toml(path, root, problems)
    reader = TableReader(parsed, file=relative_name(path, root), key="", problems=problems)
    return {name: reader.text(name) for name in reader.names()}


def _rows(folder: Path, root: Path, problems: list[Problem]) -> Iterator[_Row]:
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        problems.append(Problem(file="kb/codes", key="*.csv", message="no data file found"))
    for path in paths:
        name = relative_name(path, root)
        records = csv_records(read_text(path, root, problems), name, problems)
        header = next(records, (1, []))[1]
        if tuple(header) != COLUMNS:
            problems.append(Problem(file=name, key="line 1", message=f"the columns must be {','.join(COLUMNS)}"))
            continue
        for line, cells in records:
            if len(cells) == len(COLUMNS):
                yield _Row(dict(zip(COLUMNS, map(str.strip, cells), strict=True)), name, line, problems)
            else:
                message = f"expected {len(COLUMNS)} columns, found {len(cells)}"
                problems.append(Problem(file=name, key=f"line {line}", message=message))


def _read_code(row: _Row, tables: CodeTables) -> Code:
    namespace, code = row.filled("namespace"), row.filled("code")
    confidence = row.choice("confidence", Confidence)
    numbers = tables.numbers[confidence]
    return Code(
        id=f"{namespace}:{code}",
        namespace=namespace,
        code=code,
        meaning_zh=row.filled("meaning_zh"),
        meaning_en=row.filled("meaning_en"),
        display_zh=row.cells["display_zh"],
        who_acts=_who_acts(row),
        retry=row.choice("retry", RetrySafety),
        likelihood={cause: numbers.p_listed * weight for cause, weight in _weights(row, numbers)},
        p_other=numbers.p_other,
        confidence=confidence.value,  # a plain text: who unpacks the codes needs none of this module
        sources=_sources(row, tables.sources),
    )


def _who_acts(row: _Row) -> str:
    owners = tuple(Owner)
    for name in row.cells["who_acts"].split():
        if name not in owners:
            row.report("who_acts", f"{name!r} is none of {', '.join(owners)}{nearest(name, owners)}")
    return row.cells["who_acts"]


def _weights(row: _Row, numbers: CodeNumbers) -> Iterator[tuple[str, float]]:
    seen: set[str] = set()
    for item in row.cells["causes"].split():
        cause, _, weight_text = item.partition(":")
        weight = _weight(weight_text)
        if weight is None:
            row.report("causes", f"{item!r}: the weight must be a number above 0 and at most 1")
        elif numbers.p_listed * weight <= numbers.p_other:
            row.report("causes", f"{item!r}: with this weight the code would speak against the cause")
        elif cause in seen:
            row.report("causes", f"{cause!r} is listed twice")
        else:
            yield cause, weight
        seen.add(cause)


def _weight(text: str) -> float | None:
    try:
        weight = float(text or "1")
    except ValueError:
        return None
    return weight if 0 < weight <= 1 else None


def _sources(row: _Row, known: Mapping[str, str]) -> tuple[str, ...]:
    keys = row.filled("sources").split()
    for key in keys:
        if key not in known:
            row.report("sources", f"{key!r} is not in codes/sources.toml{nearest(key, known)}")
    return tuple(known[key] for key in keys if key in known)
