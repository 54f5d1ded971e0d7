"""Run by Windows' Python on the shop's PC: adds a PostScript printer that everything is printed on by default.

Wine makes such printers itself where the system has CUPS; here there is none.
Arguments: the printer's name; the file that takes what is printed, as Linux calls it; a file that says when all is
done, or why not.
"""

import ctypes
import sys
import traceback
from pathlib import Path

COPY_NEW_FILES, FROM_ANY_FOLDER = 0x8, 0x10  # AddPrinterDriverEx (winspool.h)
VERSION, LEVEL_OF_DRIVER, LEVEL_OF_PRINTER = 3, 3, 2


class Driver(ctypes.Structure):
    """DRIVER_INFO_3W (winspool.h)."""

    _fields_ = (
        ("version", ctypes.c_uint32),
        *(
            (name, ctypes.c_wchar_p)
            for name in ("name", "system", "driver", "data", "config", "help", "files", "monitor", "datatype")
        ),
    )


class Printer(ctypes.Structure):
    """PRINTER_INFO_2W (winspool.h)."""

    _fields_ = (
        *((name, ctypes.c_wchar_p) for name in ("server", "name", "share", "port", "driver", "comment", "location")),
        ("mode", ctypes.c_void_p),
        *((name, ctypes.c_wchar_p) for name in ("separator", "processor", "datatype", "parameters")),
        ("security", ctypes.c_void_p),
        *((name, ctypes.c_uint32) for name in ("attributes", "priority", "default", "start", "end", "status")),
        ("jobs", ctypes.c_uint32),
        ("pages_per_minute", ctypes.c_uint32),
    )


if sys.platform == "win32":

    def description(spooler: ctypes.WinDLL) -> bytes:
        """Return Wine's own description of a PostScript printer."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for function in (kernel.FindResourceW, kernel.LoadResource, kernel.LockResource):
            function.restype = ctypes.c_void_p
        kernel.FindResourceW.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_wchar_p)
        for function in (kernel.LoadResource, kernel.SizeofResource):
            function.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        kernel.LockResource.argtypes = (ctypes.c_void_p,)
        found = kernel.FindResourceW(spooler._handle, 1, "PPDFILE")
        address = kernel.LockResource(kernel.LoadResource(spooler._handle, found))
        return ctypes.string_at(address, kernel.SizeofResource(spooler._handle, found))

    def check(done: object, what: str) -> None:
        """Raise OSError unless a call was done."""
        if not done:
            raise ctypes.WinError(ctypes.get_last_error(), what)

    def main(name: str, port: str) -> None:
        """Add the printer. Raises OSError."""
        spooler = ctypes.WinDLL("winspool.drv", use_last_error=True)
        ppd = Path(r"C:\windows\temp\printer.ppd")
        ppd.write_bytes(description(spooler))
        driver = Driver(
            version=VERSION, name="PostScript", driver=r"C:\windows\system32\wineps.drv", data=str(ppd),
            config=r"C:\windows\system32\wineps.drv", datatype="RAW",
        )  # fmt: skip
        flags = COPY_NEW_FILES | FROM_ANY_FOLDER
        check(spooler.AddPrinterDriverExW(None, LEVEL_OF_DRIVER, ctypes.byref(driver), flags), "the driver")
        printer = Printer(name=name, port=port, driver="PostScript", processor="winprint", datatype="RAW")
        spooler.AddPrinterW.restype = ctypes.c_void_p
        check(spooler.AddPrinterW(None, LEVEL_OF_PRINTER, ctypes.byref(printer)), "the printer")
        check(spooler.SetDefaultPrinterW(name), "the printer by default")

    if __name__ == "__main__":
        said = "done"
        try:
            main(sys.argv[1], sys.argv[2])
        except Exception:  # noqa: BLE001 (it has nowhere else to say it)
            said = traceback.format_exc()
        Path(sys.argv[3]).write_text(said, encoding="utf-8")
