"""Windows' own print dialog, and the way of a picture to the printer: GDI, through ctypes.

Qt's module for printing would make the program a quarter of a megabyte larger, and would make these same calls.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import I32, U8, U16, U32, Pointer
from gui.qt.printed_pages import Paper, place_on

#: PRINTDLGW.Flags (commdlg.h): a range of pages is chosen; no selection can be; no message where there is no printer
#: (the report is opened as a file then); a device context is wanted; the driver makes the copies; no files.
_PAGES_CHOSEN, _NO_SELECTION, _NO_WARNING, _WITH_CONTEXT, _DRIVER_COPIES = 0x2, 0x4, 0x80, 0x100, 0x40000
_NO_FILE = 0x100000
_FLAGS = _NO_SELECTION | _NO_WARNING | _WITH_CONTEXT | _DRIVER_COPIES | _NO_FILE
#: GetDeviceCaps (wingdi.h).
_DPI_X, _DPI_Y, _PAPER_WIDTH, _PAPER_HEIGHT, _UNPRINTED_LEFT, _UNPRINTED_TOP = 88, 90, 110, 111, 112, 113
#: SetStretchBltMode and StretchDIBits (wingdi.h).
_SMOOTH, _COPY_SOURCE, _COLOURS_ARE_RGB = 4, 0x00CC0020, 0
_GREYS = 256
#: ERROR_PRINT_CANCELLED and ERROR_CANCELLED (winerror.h).
_CANCELLED = (63, 1223)


class Dialog(ctypes.Structure):
    """PRINTDLGW (commdlg.h)."""

    _fields_ = (
        ("size", U32), ("owner", Pointer), ("mode", Pointer), ("names", Pointer), ("context", Pointer), ("flags", U32),
        ("first", U16), ("last", U16), ("least", U16), ("most", U16), ("copies", U16), ("instance", Pointer),
        ("data", Pointer), ("print_hook", Pointer), ("setup_hook", Pointer), ("print_template_name", Pointer),
        ("setup_template_name", Pointer), ("print_template", Pointer), ("setup_template", Pointer),
    )  # fmt: skip


class Job(ctypes.Structure):
    """DOCINFOW (wingdi.h)."""

    _fields_ = (
        ("size", I32), ("name", ctypes.c_wchar_p), ("output", Pointer), ("datatype", Pointer), ("kind", U32),
    )  # fmt: skip


class GreyBitmap(ctypes.Structure):
    """BITMAPINFO (wingdi.h) with its table of colours: 256 greys."""

    _fields_ = (
        ("size", U32), ("width", I32), ("height", I32), ("planes", U16), ("bits", U16), ("compression", U32),
        ("bytes", U32), ("x_per_m", I32), ("y_per_m", I32), ("used", U32), ("important", U32),
        ("colours", U8 * (4 * _GREYS)),
    )  # fmt: skip


class NoDialogError(Exception):
    """This PC has no printer, or no dialog for one."""


class NotPrintedError(Exception):
    """The user stopped the job: in the printer's own window, or in the one that asks where to save a PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user ordered: a printer, and pages counted from 0. `print_pages` must follow: it closes the printer."""

    context: int
    pages: range


def ask_for_printer(window: int, page_count: int) -> Order | None:
    """Show the dialog above a window (its number) until it is answered; None: the user thought better of it.

    Raises NoDialogError.
    """
    asked = Dialog(size=ctypes.sizeof(Dialog), owner=window, flags=_FLAGS)
    asked.first = asked.least = asked.copies = 1
    asked.last = asked.most = page_count
    try:
        has_printer = _has_printer()
        show = dll.function("comdlg32", "PrintDlgW", I32, Pointer)
        error = dll.function("comdlg32", "CommDlgExtendedError", U32)
    except OSError as missing:
        raise NoDialogError from missing
    if not has_printer:
        raise NoDialogError("no printer")
    is_ordered = show(ctypes.addressof(asked))
    status = 0 if is_ordered else error()
    dll.give_back(asked.mode, asked.names)
    if status or (is_ordered and not asked.context):
        raise NoDialogError(f"PrintDlgW failed with {status:#x}")
    if not is_ordered:
        return None
    is_part = asked.flags & _PAGES_CHOSEN
    return Order(context=asked.context, pages=range(asked.first - 1, asked.last) if is_part else range(page_count))


def _has_printer() -> bool:
    """Ask for the name of the printer that is used by default."""
    get_name = dll.function("winspool.drv", "GetDefaultPrinterW", I32, Pointer, Pointer)
    length = U32(0)
    get_name(None, ctypes.addressof(length))
    return length.value > 0


def print_pages(order: Order, title: str, paint: Callable[[int], QImage]) -> None:
    """Hand the ordered pages to the printer and close it. Nothing of the job is left when it ends early.

    Raises NotPrintedError when the user stopped it, OSError when the printer did.
    """
    job = Job(size=ctypes.sizeof(Job), name=title)
    try:
        _call("StartDocW", order.context, ctypes.addressof(job))
        try:
            place = place_on(_paper(order.context))
            for page in order.pages:
                _call("StartPage", order.context)
                _print_picture(order.context, paint(page), place)
                _call("EndPage", order.context)
        except BaseException:
            _gdi("AbortDoc", Pointer)(order.context)
            raise
        _call("EndDoc", order.context)
    finally:
        _gdi("DeleteDC", Pointer)(order.context)


def _gdi(name: str, *arguments: object) -> Callable[..., int]:
    return dll.function("gdi32", name, I32, *arguments)


def _call(name: str, *arguments: int) -> None:
    """Call what answers with a positive number when it worked. Raises NotPrintedError and OSError."""
    if _gdi(name, *[Pointer] * len(arguments))(*arguments) <= 0:
        error = dll.last_error()
        if error in _CANCELLED:
            raise NotPrintedError
        raise OSError(error, f"{name} failed")


def _paper(context: int) -> Paper:
    ask = _gdi("GetDeviceCaps", Pointer, I32)
    return Paper(
        dots_per_inch=(ask(context, _DPI_X), ask(context, _DPI_Y)),
        size=(ask(context, _PAPER_WIDTH), ask(context, _PAPER_HEIGHT)),
        unprinted=(ask(context, _UNPRINTED_LEFT), ask(context, _UNPRINTED_TOP)),
    )


def _print_picture(context: int, image: QImage, place: tuple[int, int, int, int]) -> None:
    """Print a picture in greys; its rows are filled up to four bytes, by Qt as GDI has it."""
    size = image.width(), image.height()
    colours = (U8 * (4 * _GREYS))(*(part for grey in range(_GREYS) for part in (grey, grey, grey, 0)))
    layout = GreyBitmap(size=40, width=size[0], height=-size[1], planes=1, bits=8, used=_GREYS, colours=colours)
    _gdi("SetStretchBltMode", Pointer, I32)(context, _SMOOTH)
    draw = _gdi("StretchDIBits", Pointer, *[I32] * 8, ctypes.c_char_p, Pointer, U32, U32)
    pixels = bytes(image.constBits())
    if not draw(context, *place, 0, 0, *size, pixels, ctypes.addressof(layout), _COLOURS_ARE_RGB, _COPY_SOURCE):
        raise OSError(dll.last_error(), "StretchDIBits failed")
