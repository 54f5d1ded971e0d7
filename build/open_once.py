"""Runs early in the exe: opens the archive with the program's modules once instead of once for each of them.

An open costs more than all the rest of an import, most of all where an antivirus program looks at every one. It also
keeps the exe from being renamed while it runs: a module that is first needed later could not be read any more.
"""

import builtins
import mmap
import sys

import pyimod01_archive  # type: ignore[import-not-found]  # PyInstaller's own; its reader calls `open` for every module


class _Reading:
    """What the reader sees as the open file. Each has its own place: two threads may import at the same time."""

    def __enter__(self) -> object:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def seek(self, place: int) -> None:
        self._place = place

    def read(self, count: int) -> bytes:
        return _content[self._place : self._place + count]


def _open(name: str, mode: str) -> object:
    return _Reading() if name == sys.executable else builtins.open(name, mode)  # noqa: PTH123


with builtins.open(sys.executable, "rb") as _file:  # noqa: PTH123 (pathlib is not loaded yet, and the start is waited for)
    _content = mmap.mmap(_file.fileno(), 0, access=mmap.ACCESS_READ)
pyimod01_archive.open = _open
