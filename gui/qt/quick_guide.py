"""Writes the quick guide as PDF: one A4 page, made smaller until all of it is on it, and the same bytes each time.

It lies beside the exe, whose build must be reproducible: the date and the number that Qt puts into a PDF are fixed.
"""

import re
from pathlib import Path

from PySide6.QtCore import QUuid
from PySide6.QtGui import QGuiApplication, QPainter, QTextDocument

from gui.qt.a4 import TEXT_PT, paper_font, pdf_writer
from gui.qt.font import provide_font
from gui.report.files import write_file

#: In steps; below 70 % nobody could read it from a wall.
_SCALES = tuple(percent / 100 for percent in range(100, 69, -2))
#: The time of writing, in the two forms of a PDF, and what stands there instead: as long, so that nothing moves.
_DATES = ((re.compile(rb"\(D:\d{14}"), b"(D:20000101000000"), (re.compile(rb'="[\dT:-]{19}'), b'="2000-01-01T00:00:00'))


def write_quick_guide(html: str, title: str, path: Path) -> None:
    """Write the page to `path` in one step. Raises UserError `report.font` and those of `gui.report.write_file`.

    Makes the application that Qt needs if there is none; without a display its platform must be `offscreen` already.
    """
    application = QGuiApplication.instance() or QGuiApplication(["poscheckup"])
    write_file(path, quick_guide_bytes(html, title))
    del application  # kept until here: fonts belong to it


def quick_guide_bytes(html: str, title: str) -> bytes:
    """Return the PDF. Raises UserError `report.font`."""
    provide_font()
    writer, buffer = pdf_writer(title)
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), title.encode()))
    painter = QPainter(writer)
    try:
        for scale in _SCALES:
            text = QTextDocument()
            text.documentLayout().setPaintDevice(writer)
            text.setDocumentMargin(0)
            text.setDefaultFont(paper_font(TEXT_PT))
            text.setHtml(html)
            text.setTextWidth(writer.width() / scale)
            if text.size().height() * scale <= writer.height():
                break
        painter.scale(scale, scale)
        text.drawContents(painter)
    finally:
        painter.end()
    buffer.close()
    pdf = bytes(buffer.data().data())
    for date, fixed in _DATES:
        pdf = date.sub(fixed, pdf)
    return pdf
