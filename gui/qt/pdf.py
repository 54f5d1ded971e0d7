"""Writes the report as PDF 1.6: one A4 page of summary, the details after it, bookmarks, the sealed JSON attached.

A `QGuiApplication` (or `QApplication`) must exist; without a display start it on the platform `offscreen`.
"""

from pathlib import Path

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from gui.qt.a4 import pdf_writer
from gui.qt.font import provide_font
from gui.qt.sheets import Sheet, Sheets
from gui.report import Document, document_json, write_file
from gui.report.integrity import with_mark
from gui.report.pdf_outline import with_outline


def write_pdf(document: Document, path: Path) -> None:
    """Write the report to `path` in one step; nothing half-written stays.

    Raises:
        UserError: `report.font` when the font is missing, and those of `gui.report.write_file`.
    """
    write_file(path, report_pdf(document))


def report_pdf(document: Document) -> bytes:
    """Return the PDF as it is written, with the hash line. Raises UserError `report.font`."""
    return with_mark(pdf_bytes(document))


def pdf_bytes(document: Document) -> bytes:
    """Return the PDF without the hash line. Raises UserError `report.font`."""
    provide_font()
    writer, buffer = pdf_writer(f"{document.title} {document.case_id}")
    writer.addFileAttachment(f"{document.case_id}.json", document_json(document), "application/json")
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # a QR code as JPEG is large and blurred
    sheet = Sheet(device=writer, size=QSizeF(writer.width(), writer.height()))
    try:
        headings = Sheets(document, sheet, painter).paint_all(writer.newPage)
    finally:
        painter.end()
    buffer.close()
    return with_outline(bytes(buffer.data().data()), headings)
