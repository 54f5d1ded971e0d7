"""Prints a report with the dialog of the PC's own PDF program, which every Windows since 10 has.

Qt's print dialog would make the program a quarter of a megabyte larger, for what that program does as well.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from gui.model.errors import UserError
from gui.qt.pdf import write_pdf
from gui.report import Document

#: How the folders are called that hold a copy while it is printed.
PREFIX = "poscheckup-print-"


def open_for_printing(document: Document) -> None:
    """Write a copy and show it in the PC's PDF program; copies of former times are thrown away.

    Raises UserError `print.no_program` when nothing opens PDFs, and `report.*`.
    """
    forget_copies()
    path = Path(tempfile.mkdtemp(prefix=PREFIX)) / f"POSCheckup-{document.case_id}.pdf"
    write_pdf(document, path)
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        forget_copies()
        raise UserError("print.no_program")


def forget_copies() -> None:
    """Throw the copies away; one that is still open is left for the next time."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
