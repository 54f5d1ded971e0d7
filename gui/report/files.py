"""Writes a report so that the file is either complete or not there, with a clear message for what can go wrong."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from gui.model.errors import UserError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one step: a temporary file beside it, flushed to the disk, then renamed over it.

    A device or a named pipe (`/dev/null`) is written to as it is.

    Raises:
        UserError: `report.no_folder` (the folder is missing), `report.disk_full`, `report.unwritable` (no permission,
            read-only medium, a folder of that name, the file is open in another program), each with `path`.
            Nothing half-written stays.
    """
    write_stream(path, lambda file: file.write(data))


def write_stream(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write what `fill` writes into the open file, in the same way and with the same errors as `write_file`.

    An OSError of `fill` itself counts as one of the file.
    """
    try:
        _write(path, fill)
    except OSError as error:
        raise UserError(_error_key(error, path), path=str(path)) from error


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    if path.exists() and not path.is_file():  # a device or a pipe: a rename would put a file in its place
        with path.open("wb") as device:
            fill(device)
        return
    handle, name = tempfile.mkstemp(prefix=".poscheckup-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - wraps the descriptor that mkstemp opened
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _error_key(error: OSError, path: Path) -> str:
    if error.errno in _FULL:
        return "report.disk_full"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)) and not path.parent.is_dir():
        return "report.no_folder"
    return "report.unwritable"
