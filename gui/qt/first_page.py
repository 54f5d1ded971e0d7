"""The first page as a picture, for a chat: what a clerk reads in a minute, without opening a file."""

from PySide6.QtGui import QImage

from gui.qt.font import provide_font
from gui.qt.image import image_bytes
from gui.qt.sheets import SheetPicture
from gui.report import Document

#: Small print stays readable on a telephone; a chat makes larger pictures smaller by itself (own choice).
_DPI = 144


def first_page_image(document: Document) -> QImage:
    """Return the first page on white, in greys. Raises UserError `report.font`."""
    provide_font()
    picture = SheetPicture(document, _DPI)
    return picture.painted(picture.sheets.paint_first)


def first_page_png(document: Document) -> bytes:
    """Return the first page as PNG, without any text beside the picture. Raises UserError `report.font`."""
    return image_bytes(first_page_image(document), b"png")
