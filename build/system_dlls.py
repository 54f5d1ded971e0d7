"""Runs first in the exe: loads Windows' own DLLs from System32, before anything asks for them by name.

Shops start the program from Downloads. Windows looks for a DLL beside the exe before it looks in System32, so that a
`dwmapi.dll` which somebody lured the user into downloading would be loaded with the first Qt module. A name that is
loaded already is not looked for again. `system_dlls.txt` is written by the build: what the bundle's files import.
"""

import ctypes
import os
import sys

_LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800


def _load_from_system32() -> None:
    load = ctypes.windll.kernel32.LoadLibraryExW  # type: ignore[attr-defined]
    load.argtypes = (ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_uint32)
    load.restype = ctypes.c_void_p
    path = os.path.join(sys._MEIPASS, "system_dlls.txt")  # type: ignore[attr-defined]  # noqa: PTH118, SLF001
    with open(path, encoding="ascii") as names:  # noqa: PTH123 (pathlib is not loaded yet, and the start is waited for)
        for name in names:
            load(name.strip(), None, _LOAD_LIBRARY_SEARCH_SYSTEM32)  # one that this Windows lacks is nobody's to plant


_load_from_system32()
