"""Reading and writing of the command line: JSON in and out, `-` for the standard streams, the user's language.

In a windowed exe `sys.stdin`, `sys.stdout` and `sys.stderr` are None unless the parent passed pipes or files; a Windows
console may not know Chinese. Neither is an error.
"""

import contextlib
import errno
import json
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from gui.model.codec import parse_json
from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.paths import MOST_BYTES, read_limited
from gui.unattended.windows_console import StreamName, windows_api

_STREAMS: tuple[StreamName, ...] = ("stdin", "stdout", "stderr")

#: The file name that stands for standard input or output.
STANDARD = "-"


def default_language() -> str:
    """Return `en` when the system's language is English, else `zh`."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "") or (locale.getlocale()[0] or "")
    return "en" if name.lower().startswith("en") else "zh"


def set_up_streams() -> None:
    """Use what the parent program passed on. What an encoding lacks is written as an escape instead of failing.

    On Windows a pipe or a file gets UTF-8: the reader is a program, and the system's code page cannot say everything.
    """
    api = windows_api()
    if api is not None:
        for name in _missing_streams():
            setattr(sys, name, api.get_std_handle(name))
    for stream in (sys.stdout, sys.stderr):
        _escape_unknown(stream, encoding=None if api is None else "utf-8")


def connect_console() -> None:
    """Put the console of the program that started this one, if there is one, in place of missing streams."""
    api = windows_api()
    missing = _missing_streams()
    if api is None or not missing or not api.attach_console():
        return
    for name in missing:
        with contextlib.suppress(OSError):  # a console that allows only writing, or none after all
            stream = api.open_console(name)
            _escape_unknown(stream, encoding=None)
            setattr(sys, name, stream)


def _missing_streams() -> list[StreamName]:
    return [name for name in _STREAMS if getattr(sys, name) is None]


def _escape_unknown(stream: TextIO | None, *, encoding: str | None) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str) -> bool:
    """Write a line to standard output; False when there is none. Raises BrokenPipeError when its reader went away."""
    with _reader_may_leave():
        return _write_line(sys.stdout, text)


def say_error(text: str) -> bool:
    """Write a line to standard error; False when there is none that takes it."""
    try:
        return _write_line(sys.stderr, text)
    except OSError:
        return False


def _write_line(stream: TextIO | None, text: str) -> bool:
    if stream is None:
        return False
    stream.write(text + "\n")
    stream.flush()
    return True


def show_box(title: str, text: str, *, is_error: bool) -> None:
    """Show a native message box, only in a windowed exe without any stream: else a program waits, not a person."""
    api = windows_api()
    if api is not None and len(_missing_streams()) == len(_STREAMS):
        api.message_box(title, text, is_error=is_error)


@contextlib.contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Name the end of a pipe alike everywhere: Windows' C library calls it an invalid argument."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EINVAL and windows_api() is not None:
            raise BrokenPipeError from error
        raise


def read_json(name: str) -> object:
    """Return the parsed JSON of a file, or of standard input for `-`.

    Raises UserError `cli.no_file`, `cli.unreadable`, `cli.not_utf8`, `cli.bad_json` (with line and column).
    """
    data = _read_bytes(name)
    try:
        return parse_json(data)
    except UnicodeDecodeError as error:
        raise UserError("cli.not_utf8", path=name) from error
    except json.JSONDecodeError as error:
        raise UserError("cli.bad_json", path=name, line=error.lineno, column=error.colno) from error
    except ValueError as error:  # NaN, a number of thousands of digits, nesting without end
        raise UserError("cli.bad_json", path=name, line=1, column=1) from error


def _read_bytes(name: str) -> bytes:
    try:
        if name == STANDARD:
            return sys.stdin.buffer.read(MOST_BYTES) if sys.stdin is not None else b""  # cut off it is no JSON
        return read_limited(Path(name))
    except FileNotFoundError as error:
        raise UserError("cli.no_file", path=name) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UserError("cli.unreadable", path=name) from error


def write_json(name: str, value: Mapping[str, JsonValue]) -> None:
    """Write JSON (UTF-8) to a file, or to standard output for `-`. Raises UserError of `gui.report.write_file`."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if name != STANDARD:
        from gui.report import write_file  # noqa: PLC0415 - the wizard does without

        write_file(Path(name), text.encode("utf-8"))
    elif sys.stdout is not None:
        with _reader_may_leave():
            rest = memoryview(text.encode("utf-8"))
            while rest:  # unbuffered (PYTHONUNBUFFERED) a write may be partial
                rest = rest[sys.stdout.buffer.write(rest) :]
            sys.stdout.buffer.flush()
