"""Finds functions of Windows' own libraries, and reads the memory they answer in.

Structures are written with fixed sizes and texts are read as UTF-16, so that they mean the same wherever a test runs.
"""

import ctypes
import functools
import sys
from collections.abc import Callable
from typing import Any

Pointer = ctypes.c_void_p
U8, U16, U32, U64, I32 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int32

#: LOAD_LIBRARY_SEARCH_SYSTEM32 (libloaderapi.h): never a library that lies beside the program in a download folder.
_SYSTEM32_ONLY = 0x800
ERROR_BUFFER_OVERFLOW, ERROR_NO_DATA, ERROR_PROC_NOT_FOUND = 111, 232, 127


class Guid(ctypes.Structure):
    """GUID (guiddef.h)."""

    _fields_ = (("head", U32), ("second", U16), ("third", U16), ("tail", U8 * 8))

    def __str__(self) -> str:
        tail = bytes(self.tail).hex().upper()
        return f"{{{self.head:08X}-{self.second:04X}-{self.third:04X}-{tail[:4]}-{tail[4:]}}}"


if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux; the packaged tests run this branch

    @functools.cache
    def _library(name: str) -> ctypes.WinDLL:
        """Return a library, loaded once. Raises OSError when this Windows lacks it."""
        return ctypes.WinDLL(name if "." in name else f"{name}.dll", use_last_error=True, winmode=_SYSTEM32_ONLY)


def function(library: str, name: str, result: object, *arguments: object) -> Callable[..., Any]:
    """Return a function of a library in System32. Raises OSError when this Windows lacks either."""
    if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux; the packaged tests run this branch
        found = getattr(_library(library), name, None)
        if found is not None:
            found.restype, found.argtypes = result, arguments
            return found  # type: ignore[no-any-return]
    raise OSError(ERROR_PROC_NOT_FOUND, f"{library}.{name} is missing")


def last_error() -> int:
    """Return the error of this thread's last call of a `function`."""
    if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux
        return ctypes.get_last_error()
    return 0


def refuse_errors(call: str, status: int) -> None:
    """Raise OSError unless `status` is 0 (ERROR_SUCCESS)."""
    if status:
        raise OSError(status, f"{call} failed with {status}")


def give_back(*memory: int | None) -> None:
    """Free what a call allocated for its caller, where it did. Raises OSError."""
    free = function("kernel32", "GlobalFree", Pointer, Pointer)
    for handle in memory:
        if handle:
            free(handle)


def wide_text(address: int | None) -> str:
    """Return the UTF-16 text at an address up to its end; empty without one."""
    if not address:
        return ""
    length = 0
    while U16.from_address(address + 2 * length).value:
        length += 1
    return ctypes.string_at(address, 2 * length).decode("utf-16-le", "replace")
