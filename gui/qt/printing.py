"""Prints a report: with Windows' print dialog, elsewhere and without a printer by the PC's own PDF program."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QWidget

from gui.model.errors import UserError
from gui.qt.background import Background
from gui.qt.dialogs import busy
from gui.qt.font import provide_font
from gui.qt.pdf import write_pdf
from gui.qt.printed_pages import PrintedPages
from gui.qt.windows_printer import NoDialogError, NotPrintedError, Order, ask_for_printer, print_pages
from gui.report import Document

HAS_DIALOG = sys.platform == "win32"
#: How the folders are called that hold a copy while it is printed.
PREFIX = "poscheckup-print-"


class Printing(QObject):
    """Hands pages to the printer in the background: it may take its time, or hang.

    `said` carries the key of what to tell the user, and whether the report was taken; `failed` a UserError.
    """

    said = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent.window()
        self._printer = Background(self)
        self._printer.finished.connect(self._tell)

    def start(self, document: Document) -> None:
        """Begin. Raises UserError `report.*`, and `print.no_program` when nothing here prints or opens PDFs."""
        try:
            self._print(document)
        except NoDialogError:
            open_for_printing(document)
            self.said.emit("ui.report.opened_pdf", True)  # noqa: FBT003 (a signal has no names)

    def stop(self) -> None:
        """Tell nothing more; what is being printed has a moment to end."""
        self._printer.stop()

    def _print(self, document: Document) -> None:
        """Ask for a printer and have the pages printed, if the user wants that. Raises NoDialogError."""
        if not HAS_DIALOG:
            raise NoDialogError
        with busy():
            provide_font()
            pages = PrintedPages(document)
        order = ask_for_printer(int(self._window.winId()), len(pages))
        if order is not None:
            self.said.emit("ui.report.printing", False)  # noqa: FBT003
            with busy():
                pictures = {page: pages.paint(page) for page in order.pages}
            self._printer.start(partial(_hand_over, order, f"POSCheckup {document.case_id}", pictures.__getitem__))

    def _tell(self, outcome: object) -> None:
        if isinstance(outcome, UserError):
            self.failed.emit(outcome)
        else:
            self.said.emit("ui.report.printed" if outcome else "ui.report.not_printed", outcome)


def _hand_over(order: Order, title: str, picture_of: Callable[[int], QImage]) -> UserError | bool:
    """Print, and return whether the user let it come to its end, or what went wrong."""
    try:
        print_pages(order, title, picture_of)
    except NotPrintedError:
        return False
    except OSError:
        return UserError("print.failed")
    return True


def open_for_printing(document: Document) -> None:
    """Write a copy and show it in the PC's PDF program; copies of former times are thrown away.

    Raises UserError `print.no_program` when nothing opens PDFs, and `report.*`.
    """
    forget_copies()
    path = Path(tempfile.mkdtemp(prefix=PREFIX)) / f"POSCheckup-{document.case_id}.pdf"
    with busy():
        write_pdf(document, path)
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        forget_copies()
        raise UserError("print.no_program")


def forget_copies() -> None:
    """Throw the copies away; one that is still open is left for the next time."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
