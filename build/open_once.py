"""Runs early in the exe: opens the archive with the program's modules once instead of once for each of them.

An open costs more than all the rest of an import, most of all where an antivirus program looks at every one. It also
keeps the exe from being renamed while it runs: a module that is first needed later could not be read any more.
"""

import _thread
import builtins
import sys

import pyimod01_archive  # type: ignore[import-not-found]  # PyInstaller's own; its reader calls `open` for every module

_archive = builtins.open(sys.executable, "rb")  # noqa: PTH123, SIM115 (open to the end; pathlib is not loaded yet)
_lock = _thread.allocate_lock()


class _Reading:
    """The open file, for one thread at a time: two may import at once, and it has only one position."""

    def __enter__(self) -> object:
        _lock.acquire()
        return _archive

    def __exit__(self, *_: object) -> None:
        _lock.release()


def _open(name: str, mode: str) -> object:
    return _Reading() if name == sys.executable else builtins.open(name, mode)  # noqa: PTH123


pyimod01_archive.open = _open
