"""The report's sheets as pictures in greys for a printer, and where on its paper they go.

A picture is the same on every printer, whatever fonts and drivers it has; at 300 dots an inch the small print is sharp.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.qt.a4 import A4_MM, MARGIN_MM, MM_PER_INCH
from gui.qt.sheets import Sheet, Sheets
from gui.report import Document

_DPI = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The paper in a printer, in its dots, which need not be square; nothing is printed in the strip at the edge."""

    dots_per_inch: tuple[int, int]
    size: tuple[int, int]
    unprinted: tuple[int, int]


def place_on(paper: Paper) -> tuple[int, int, int, int]:
    """Return left, top, width and height of a whole A4 sheet: in the middle, as large as it is.

    In the printer's dots, counted from the first that it prints. Paper that is smaller makes the sheet smaller, so that
    nothing is cut off.
    """
    sheet = [length_mm / MM_PER_INCH * dots for length_mm, dots in zip(A4_MM, paper.dots_per_inch, strict=True)]
    scale = min(1.0, *(room / length for room, length in zip(paper.size, sheet, strict=True)))
    width, height = (round(length * scale) for length in sheet)
    left, top = (
        (room - length) // 2 - strip
        for room, length, strip in zip(paper.size, (width, height), paper.unprinted, strict=True)
    )
    return left, top, width, height


class PrintedPages:
    """Paints sheets one at a time; `provide_font` must have been called."""

    def __init__(self, document: Document) -> None:
        dots_per_mm = _DPI / MM_PER_INCH
        width, height = (round(length_mm * dots_per_mm) for length_mm in A4_MM)
        self._image = QImage(width, height, QImage.Format.Format_Grayscale8)
        self._image.setDotsPerMeterX(round(dots_per_mm * 1000))
        self._image.setDotsPerMeterY(round(dots_per_mm * 1000))
        self._margin = MARGIN_MM * dots_per_mm
        self._painter = QPainter()
        size = QSizeF(width - 2 * self._margin, height - 2 * self._margin)
        self._pages = Sheets(document, Sheet(device=self._image, size=size), self._painter).pages()

    def __len__(self) -> int:
        return len(self._pages)

    def paint(self, page: int) -> QImage:
        """Return a sheet, counted from 0, on white; it holds until the next one is painted."""
        self._image.fill(Qt.GlobalColor.white)
        self._painter.begin(self._image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.translate(self._margin, self._margin)
        try:
            self._pages[page]()
        finally:
            self._painter.end()
        return self._image
