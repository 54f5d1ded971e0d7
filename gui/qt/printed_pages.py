"""The report's sheets as pictures in greys for a printer, and where on its paper they go.

A picture is the same on every printer, whatever fonts and drivers it has; at 300 dots an inch the small print is sharp.
"""

from dataclasses import dataclass

from PySide6.QtGui import QImage

from gui.qt.a4 import A4_MM, MM_PER_INCH
from gui.qt.sheets import SheetPicture
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
    """Paints a document's sheets for a printer; `provide_font` must have been called."""

    def __init__(self, document: Document) -> None:
        self._picture = SheetPicture(document, _DPI)
        self._pages = self._picture.sheets.pages()

    def __len__(self) -> int:
        return len(self._pages)

    def paint(self, page: int) -> QImage:
        """Return a sheet, counted from 0."""
        return self._picture.painted(self._pages[page])
