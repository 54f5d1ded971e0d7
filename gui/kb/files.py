"""Reads the files of the knowledge base; what cannot be read becomes a problem with file and line."""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from gui.model.errors import Problem
from gui.paths import read_limited

#: More dots in a line than a host name may have, or more digits than Python makes a number of.
_ENDLESS = re.compile(r"(?:\.[^.\n]*){128}|[0-9A-Fa-f_]{1000}")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def relative_name(path: Path, root: Path) -> str:
    """Return the path below `root` with forward slashes, the same on every system."""
    return path.relative_to(root).as_posix()


def split_toml_error(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """Return `(line, message)` of a syntax error; tomllib tells the place in its message only, until Python 3.14."""
    message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return line, _AT_LINE.sub("", message)


def load_toml(text: str) -> dict[str, object]:
    """Parse TOML. Raises TOMLDecodeError for whatever is wrong with it.

    tomllib takes minutes for a key of thousands of parts, and has other errors for nesting and numbers without end.
    """
    if found := _ENDLESS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise tomllib.TOMLDecodeError(f"Too long (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deep (at end of document)") from None


def parse_toml(path: Path, root: Path, problems: list[Problem]) -> dict[str, object]:
    """Parse one TOML file; a missing or broken one is added to `problems` and reads as empty."""
    name = relative_name(path, root)
    text = read_text(path, root, problems)
    try:
        return load_toml(text)
    except tomllib.TOMLDecodeError as error:
        line, message = split_toml_error(error, text)
        problems.append(Problem(file=name, key=f"line {line}", message=message))
        return {}


def read_text(path: Path, root: Path, problems: list[Problem]) -> str:
    """Return the text of a UTF-8 file; a missing or undecodable one is added to `problems` and reads as empty."""
    name = relative_name(path, root)
    try:
        return read_limited(path).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        problems.append(Problem(file=name, key="file", message=error.strerror or "cannot be read"))
    except UnicodeDecodeError as error:
        problems.append(Problem(file=name, key=f"byte {error.start}", message="not UTF-8"))
    return ""


def csv_records(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line, cells)`; after a quote that is out of place nothing more can be read of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        problems.append(Problem(file=file, key=f"line {reader.line_num}", message=str(error)))


def digest_of(folder: Path) -> str:
    """Return the SHA-256 (hex) over the sorted relative paths and contents of the data files of a folder.

    Line ends count as one character, so that a checkout on Windows has the same digest.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).as_posix()):
        if path.suffix in {".toml", ".csv"} and path.is_file():
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
