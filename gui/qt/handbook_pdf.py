"""Writes the handbook as PDF: its blocks flow down A4 pages, none is cut, no heading stands alone at a foot.

A `QGuiApplication` must exist, as for `gui.qt.pdf`; the font is that of `gui.qt.font` only.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from gui.qt.a4 import FOOTER_MM, FOOTER_PT, MM_PER_INCH, TEXT_PT, paper_font, pdf_writer
from gui.qt.font import provide_font
from gui.report.files import write_file
from gui.report.handbook import Handbook
from gui.report.handbook_paper import Block, handbook_blocks

_RULE_PX = 4  # of 1/1200 inch


def write_handbook_pdf(handbook: Handbook, path: Path) -> None:
    """Write the handbook to `path` in one step. Raises UserError `report.font` and those of `gui.report.write_file`.

    Makes the application that Qt needs if there is none; without a display its platform must be `offscreen` already.
    """
    application = QGuiApplication.instance() or QGuiApplication(["poscheckup"])
    write_file(path, handbook_pdf_bytes(handbook))
    del application  # kept until here: fonts belong to it


def handbook_pdf_bytes(handbook: Handbook) -> bytes:
    """Return the PDF. Raises UserError `report.font`."""
    provide_font()
    writer, buffer = pdf_writer(handbook.title)
    painter = QPainter(writer)
    try:
        _Flow(handbook, writer, painter).paint()
    finally:
        painter.end()
    buffer.close()
    return bytes(buffer.data().data())


class _Flow:
    """Puts one block below the other. Lengths in device pixels."""

    def __init__(self, handbook: Handbook, writer: QPdfWriter, painter: QPainter) -> None:
        self._handbook, self._writer, self._painter = handbook, writer, painter
        self._height = writer.height() - self._pixels(FOOTER_MM)
        self._top, self._page = 0.0, 1

    def paint(self) -> None:
        """Paint every block and the foot of every page."""
        for run in _runs(handbook_blocks(self._handbook)):
            texts = [self._layout(block.html) for block in run]
            height = sum(
                text.size().height() + self._pixels(block.gap_mm) for block, text in zip(run, texts, strict=True)
            )
            is_full = self._top + height > self._height
            if self._top and (run[0].starts_page or is_full):
                self._next_page()
            for block, text in zip(run, texts, strict=True):
                self._paint_block(block, text)
        self._paint_footer()

    def _pixels(self, length_mm: float) -> float:
        return length_mm / MM_PER_INCH * self._writer.resolution()

    def _layout(self, html: str) -> QTextDocument:
        text = QTextDocument()
        text.documentLayout().setPaintDevice(self._writer)
        text.setDocumentMargin(0)
        text.setDefaultFont(paper_font(TEXT_PT))
        text.setHtml(html)
        text.setTextWidth(self._writer.width())
        return text

    def _paint_block(self, block: Block, text: QTextDocument) -> None:
        if self._top:
            gap = self._pixels(block.gap_mm)
            if block.has_rule:
                height = round(self._top + gap / 2)
                self._painter.fillRect(0, height, self._writer.width(), _RULE_PX, QColor("#C8CCD0"))
            self._top += gap
        self._painter.save()
        self._painter.translate(0, self._top)
        text.drawContents(self._painter)
        self._painter.restore()
        self._top += text.size().height()

    def _next_page(self) -> None:
        self._paint_footer()
        self._writer.newPage()
        self._page += 1
        self._top = 0.0

    def _paint_footer(self) -> None:
        self._painter.setFont(paper_font(FOOTER_PT))
        area = QRectF(0, self._height, self._writer.width(), self._writer.height() - self._height)
        bottom = Qt.AlignmentFlag.AlignBottom
        label = f"{self._handbook.title} · {self._handbook.edition}"
        self._painter.drawText(area, bottom | Qt.AlignmentFlag.AlignLeft, label)
        self._painter.drawText(area, bottom | Qt.AlignmentFlag.AlignRight, str(self._page))


def _runs(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Yield the blocks in lists that must stand on one page; the first of a list decides whether a page begins."""
    run: list[Block] = []
    for block in blocks:
        run.append(block)
        if not block.keeps_next:
            yield run
            run = []
    if run:
        yield run
