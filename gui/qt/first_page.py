"""The first page as a picture, for a chat: what a clerk reads in a minute, without opening a file."""

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.qt.a4 import A4_MM, MARGIN_MM, MM_PER_INCH
from gui.qt.font import provide_font
from gui.qt.image import image_bytes
from gui.qt.sheets import Sheet, Sheets
from gui.report import Document

#: Small print stays readable on a telephone; a chat makes larger pictures smaller by itself (own choice).
_DPI = 144


def first_page_image(document: Document) -> QImage:
    """Return the first page on white, in greys. Raises UserError `report.font`."""
    provide_font()
    width, height = (round(length / MM_PER_INCH * _DPI) for length in A4_MM)
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.setDotsPerMeterX(round(_DPI * 1000 / MM_PER_INCH))
    image.setDotsPerMeterY(round(_DPI * 1000 / MM_PER_INCH))
    image.fill(Qt.GlobalColor.white)
    margin = MARGIN_MM / MM_PER_INCH * _DPI
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(margin, margin)
    sheet = Sheet(device=image, size=QSizeF(width - 2 * margin, height - 2 * margin))
    try:
        Sheets(document, sheet, painter).paint_first()
    finally:
        painter.end()
    return image


def first_page_png(document: Document) -> bytes:
    """Return the first page as PNG, without any text beside the picture. Raises UserError `report.font`."""
    return image_bytes(first_page_image(document), b"png")
