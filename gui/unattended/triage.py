"""Reads a folder of exported reports into one flat table, for a spreadsheet or an engine such as DuckDB or Spark.

Files are read one after another and rows written as they come: memory does not grow with their number, but for 32 bytes
a report. Nothing in a report is executed; what is no report is named and skipped.
"""

import csv
import importlib
import os
import tempfile
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from types import ModuleType
from typing import BinaryIO

from gui.kb import Catalog
from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.paths import MOST_PDF_BYTES
from gui.report import read_and_verify, write_stream
from gui.unattended.console import say, say_error
from gui.unattended.triage_rows import COLUMNS, row_of

_SUFFIXES = (".json", ".pdf")
#: Columns that are no text, by their DuckDB type.
_TYPES = {"day": "DATE", "p": "DOUBLE", "confidence": "DOUBLE", "amount_fen": "BIGINT"}


def triage(catalog: Catalog, folder: Path, out: Path) -> int:
    """Write the table of all reports below `folder` to `out` (`.csv`, or `.parquet` with DuckDB); status 0.

    A report that is there as PDF and as JSON makes one row. Raises UserError `triage.*` and `report.*`.
    """
    if not folder.is_dir():
        raise UserError("triage.no_folder", path=str(folder))
    if out.suffix.lower() not in (".csv", ".parquet"):
        raise UserError("triage.kind", path=str(out))
    engine = _duckdb() if out.suffix.lower() == ".parquet" else None
    job = _Job(catalog, folder, out)
    if engine is None:
        write_stream(out, job.write_csv)
    else:
        _write_parquet(engine, job, out)
    say(catalog.text("cli.triage.done", rows=job.rows, again=job.again, skipped=job.skipped, path=str(out)))
    return 0


class _Job:
    """One run; counts what became of the files."""

    def __init__(self, catalog: Catalog, folder: Path, out: Path) -> None:
        self._catalog = catalog
        self._folder = folder
        self._out = out.resolve()
        self._seen: set[bytes] = set()
        self.rows = self.again = self.skipped = 0

    def write_csv(self, file: BinaryIO) -> None:
        """Write the table. It begins with a byte order mark: without it Excel takes Chinese for something else."""
        text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        table = csv.DictWriter(text, COLUMNS)
        table.writeheader()
        for row in self._read():
            table.writerow(row)
            self.rows += 1
        text.detach()

    def _read(self) -> Iterator[dict[str, str]]:
        for path in _files(self._folder):
            if path.resolve() == self._out:
                continue
            try:
                content, intact = _read_one(path)
            except UserError as error:
                self.skipped += 1
                what = self._catalog.text(f"error.{error.key}.what", **error.text_args)
                say_error(self._catalog.text("cli.triage.skipped", what=what))
                continue
            mark = str(content.get("seal")).encode()[:32]
            if intact and mark in self._seen:
                self.again += 1
                continue
            self._seen.add(mark)
            name = path.relative_to(self._folder).as_posix()
            yield row_of(content, self._catalog, file=name, intact=intact)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that may be reports, in a fixed order; links to folders are not followed."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES):
                yield Path(parent, name)


def _read_one(path: Path) -> tuple[dict[str, JsonValue], bool]:
    try:
        if not path.is_file() or path.stat().st_size > MOST_PDF_BYTES:  # a pipe would be waited for
            raise UserError("report.not_ours", path=str(path))
    except OSError as error:
        raise UserError("report.unreadable", path=str(path), reason=error.strerror or "") from error
    return read_and_verify(path)


def _duckdb() -> ModuleType:
    try:
        return importlib.import_module("duckdb")
    except ImportError as error:
        raise UserError("triage.no_duckdb") from error


def _write_parquet(engine: ModuleType, job: _Job, out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="poscheckup-") as folder:
        table, columns = Path(folder, "table.csv"), Path(folder, "table.parquet")
        write_stream(table, job.write_csv)
        types = {name: _TYPES.get(name, "VARCHAR") for name in COLUMNS}
        with engine.connect() as database:
            rows = database.read_csv(str(table), header=True, dtype=types)
            rows.write_parquet(str(columns), compression="zstd")
        with columns.open("rb") as written:
            write_stream(out, lambda file: copyfileobj(written, file))
