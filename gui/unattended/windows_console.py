"""What a Windows program without a console of its own needs from the system: inherited streams, console, message box.

A windowed exe (PyInstaller `console=False`, `pythonw.exe`) starts without standard streams unless its parent passes
pipes or files. Everything here is asked for through `WindowsApi`, so that tests can script it.
"""

import sys
from typing import Literal, Protocol, TextIO

StreamName = Literal["stdin", "stdout", "stderr"]


class WindowsApi(Protocol):
    """The calls that the console module makes."""

    def get_std_handle(self, name: StreamName) -> TextIO | None:
        """Return the inherited handle as UTF-8 text if it is a pipe or a file, else None."""

    def attach_console(self) -> bool:
        """Join the console of the program that started this one; False when that has none."""

    def open_console(self, name: StreamName) -> TextIO:
        """Open the console for reading (`stdin`) or writing. Raises OSError without one."""

    def message_box(self, title: str, text: str, *, is_error: bool) -> None:
        """Show a box with an OK button and wait for it; nothing where no desktop could show it (a service)."""


if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux; the packaged tests run this branch
    import ctypes
    import msvcrt
    import os
    from ctypes import wintypes
    from pathlib import Path

    _SEARCH_SYSTEM32 = 0x800  # LOAD_LIBRARY_SEARCH_SYSTEM32: never a DLL beside the exe, which may be in Downloads
    _STD_HANDLES: dict[StreamName, int] = {"stdin": -10, "stdout": -11, "stderr": -12}
    _FILE_TYPE_DISK, _FILE_TYPE_PIPE = 1, 3
    _ATTACH_PARENT_PROCESS = 0xFFFFFFFF
    _ERROR_ACCESS_DENIED = 5  # AttachConsole: this process has a console already
    _MB_ICON_ERROR, _MB_ICON_INFORMATION, _MB_SET_FOREGROUND = 0x10, 0x40, 0x10000
    _UOI_FLAGS, _WSF_VISIBLE = 1, 1
    _TH32CS_SNAPPROCESS = 2

    class _UserObjectFlags(ctypes.Structure):
        """USEROBJECTFLAGS of winuser.h."""

        _fields_ = (("fInherit", wintypes.BOOL), ("fReserved", wintypes.BOOL), ("dwFlags", wintypes.DWORD))

    class _ProcessEntry(ctypes.Structure):
        """PROCESSENTRY32W of tlhelp32.h."""

        _fields_ = (
            ("dwSize", wintypes.DWORD),
            ("cntUsage", wintypes.DWORD),
            ("th32ProcessID", wintypes.DWORD),
            ("th32DefaultHeapID", ctypes.c_size_t),
            ("th32ModuleID", wintypes.DWORD),
            ("cntThreads", wintypes.DWORD),
            ("th32ParentProcessID", wintypes.DWORD),
            ("pcPriClassBase", wintypes.LONG),
            ("dwFlags", wintypes.DWORD),
            ("szExeFile", wintypes.WCHAR * 260),
        )

    class _RealWindows:
        """The real calls, with DLLs from System32 only."""

        def __init__(self) -> None:
            self._kernel32 = ctypes.WinDLL("kernel32.dll", use_last_error=True, winmode=_SEARCH_SYSTEM32)
            self._kernel32.GetStdHandle.restype = wintypes.HANDLE
            self._kernel32.GetStdHandle.argtypes = (wintypes.DWORD,)
            self._kernel32.GetFileType.argtypes = (wintypes.HANDLE,)
            self._kernel32.AttachConsole.argtypes = (wintypes.DWORD,)

        def get_std_handle(self, name: StreamName) -> TextIO | None:
            handle = self._kernel32.GetStdHandle(_STD_HANDLES[name] & 0xFFFFFFFF)
            if not handle or self._kernel32.GetFileType(handle) not in (_FILE_TYPE_DISK, _FILE_TYPE_PIPE):
                return None
            reads = name == "stdin"
            try:
                number = msvcrt.open_osfhandle(handle, os.O_RDONLY if reads else os.O_WRONLY)
                return open(number, "r" if reads else "w", encoding="utf-8")  # noqa: PTH123 - a descriptor
            except OSError:
                return None

        def attach_console(self) -> bool:
            if self._attach(_ATTACH_PARENT_PROCESS):
                return True
            starter = _starter_of_onefile()
            return starter is not None and self._attach(starter)

        def _attach(self, process: int) -> bool:
            done = self._kernel32.AttachConsole(process)
            return bool(done) or ctypes.get_last_error() == _ERROR_ACCESS_DENIED

        def open_console(self, name: StreamName) -> TextIO:
            if name == "stdin":
                return open("CONIN$", encoding="utf-8")  # noqa: PTH123 - a device; stays open as sys.stdin
            return open("CONOUT$", "w", encoding="utf-8")  # noqa: PTH123 - the same

        def message_box(self, title: str, text: str, *, is_error: bool) -> None:
            user32 = ctypes.WinDLL("user32.dll", winmode=_SEARCH_SYSTEM32)
            if not _has_visible_desktop(user32):
                return
            icon = _MB_ICON_ERROR if is_error else _MB_ICON_INFORMATION
            user32.MessageBoxW.argtypes = (wintypes.HWND, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.UINT)
            user32.MessageBoxW(None, text, title, icon | _MB_SET_FOREGROUND)

    def _has_visible_desktop(user32: ctypes.WinDLL) -> bool:
        """Say whether a user could see a window: in a service or a task without a log-on, a box would wait for ever."""
        user32.GetProcessWindowStation.restype = wintypes.HANDLE
        user32.GetUserObjectInformationW.argtypes = (
            wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD, wintypes.LPVOID,
        )  # fmt: skip
        flags = _UserObjectFlags()
        station = user32.GetProcessWindowStation()
        known = user32.GetUserObjectInformationW(station, _UOI_FLAGS, ctypes.byref(flags), ctypes.sizeof(flags), None)
        return not known or bool(flags.dwFlags & _WSF_VISIBLE)

    def _starter_of_onefile() -> int | None:
        """Return who started a one-file exe: there this process is a child of the exe's own unpacking process."""
        unpacked = getattr(sys, "_MEIPASS", None)
        if unpacked is None or Path(sys.executable).parent in Path(unpacked).parents:
            return None
        parents = _parents_by_process()
        return parents.get(parents.get(os.getpid(), 0))

    def _parents_by_process() -> dict[int, int]:
        """Return who started each running process (Tool Help library); empty when Windows does not tell."""
        kernel32 = ctypes.WinDLL("kernel32.dll", winmode=_SEARCH_SYSTEM32)
        kernel32.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
        kernel32.Process32FirstW.argtypes = kernel32.Process32NextW.argtypes = (wintypes.HANDLE, wintypes.LPVOID)
        kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)
        snapshot = kernel32.CreateToolhelp32Snapshot(_TH32CS_SNAPPROCESS, 0)
        entry = _ProcessEntry(dwSize=ctypes.sizeof(_ProcessEntry))
        parents = {}
        found = kernel32.Process32FirstW(snapshot, ctypes.byref(entry))
        while found:
            parents[entry.th32ProcessID] = entry.th32ParentProcessID
            found = kernel32.Process32NextW(snapshot, ctypes.byref(entry))
        kernel32.CloseHandle(snapshot)
        return parents

    def windows_api() -> WindowsApi | None:
        """Return the system's calls; None where there is no Windows."""
        return _RealWindows()

else:

    def windows_api() -> WindowsApi | None:
        """Return the system's calls; None where there is no Windows."""
        return None
