"""Reading and writing of the command line: JSON in and out, `-` for the standard streams, the user's language.

In a windowed exe `sys.stdout` and `sys.stderr` are None; a Windows console may not know Chinese. Neither is an error.
"""

import json
import locale
import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path

from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.report import write_file

#: The file name that stands for standard input or output.
STANDARD = "-"


def default_language() -> str:
    """Return `en` when the system's language is English, else `zh`."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "") or (locale.getlocale()[0] or "")
    return "en" if name.lower().startswith("en") else "zh"


def set_up_streams() -> None:
    """Write what the console's encoding lacks as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Write a line to standard output, if there is one."""
    if sys.stdout is not None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def say_error(text: str) -> None:
    """Write a line to standard error, if there is one."""
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def read_json(name: str) -> object:
    """Return the parsed JSON of a file, or of standard input for `-`.

    Raises UserError `cli.no_file`, `cli.unreadable`, `cli.not_utf8`, `cli.bad_json` (with line and column).
    """
    data = _read_bytes(name)
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise UserError("cli.not_utf8", path=name) from error
    except json.JSONDecodeError as error:
        raise UserError("cli.bad_json", path=name, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, nesting without end
        raise UserError("cli.bad_json", path=name, line=1, column=1) from error


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _read_bytes(name: str) -> bytes:
    try:
        if name == STANDARD:
            return sys.stdin.buffer.read() if sys.stdin is not None else b""
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise UserError("cli.no_file", path=name) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UserError("cli.unreadable", path=name) from error


def write_json(name: str, value: Mapping[str, JsonValue]) -> None:
    """Write JSON (UTF-8) to a file, or to standard output for `-`. Raises UserError of `gui.report.write_file`."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if name != STANDARD:
        write_file(Path(name), text.encode("utf-8"))
    elif sys.stdout is not None:
        rest = memoryview(text.encode("utf-8"))
        while rest:  # unbuffered (PYTHONUNBUFFERED) a write may be partial
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
