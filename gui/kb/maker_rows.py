"""Reads the tables of makers in `terminals/*.csv`: fixed columns, stripped cells, every defect with its line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gui.kb.files import csv_records, read_text, relative_name
from gui.model.errors import Problem


def maker_rows(
    path: Path, columns: Sequence[str], root: Path, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield `(line, cells by column)` of a table below `root`; what cannot be read is added to `problems`."""
    name, defects = relative_name(path, root), len(problems)
    records = csv_records(read_text(path, root, problems), name, problems)
    if len(problems) > defects:  # there is no such file
        return
    if tuple(next(records, (1, []))[1]) != tuple(columns):
        problems.append(Problem(file=name, key="line 1", message=f"the columns must be {','.join(columns)}"))
        return
    for line, cells in records:
        if len(cells) == len(columns):
            yield line, dict(zip(columns, map(str.strip, cells), strict=True))
        else:
            message = f"expected {len(columns)} columns, found {len(cells)}"
            problems.append(Problem(file=name, key=f"line {line}", message=message))


def empty_cells(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield `(column, message)` for the names and the source of a maker that are missing."""
    for column in ("maker_zh", "maker_en", "source"):
        if not cells[column]:
            yield column, "must not be empty"
