"""The paper that the report and the handbook are written on: A4 sheets with margins, in the report's font.

A `QGuiApplication` must exist. The text is set in the font of `gui.qt.font` only: with Noto Sans CJK itself Qt would
write Kangxi radicals into the text layer (see `build/make_font.py`). Bold is drawn from the same face, which leaves the
text layer as it is.
"""

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter

from gui import __version__
from gui.qt.font import FONT_FAMILY

#: An A4 sheet (ISO 216), and its margin on every side.
A4_MM = (210.0, 297.0)
MARGIN_MM = 15.0
FOOTER_MM = 9.0
MM_PER_INCH = 25.4
TEXT_PT, FOOTER_PT = 10.0, 8.0


def paper_font(size_pt: float) -> QFont:
    """Return the font of a size; `gui.qt.font.provide_font` must have been called."""
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(size_pt)
    return font


def pdf_writer(title: str) -> tuple[QPdfWriter, QBuffer]:
    """Return a writer of PDF 1.6 with this title, and the open buffer that it writes into."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_1_6)  # 1.4 and A-1b forbid attachments, X-4 drops them
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator(f"POSCheckup {__version__}")
    return writer, buffer
