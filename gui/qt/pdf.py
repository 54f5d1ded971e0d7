"""Writes the report as PDF 1.6: one A4 page of summary, the details after it, the sealed JSON attached.

A `QGuiApplication` (or `QApplication`) must exist; without a display start it on the platform `offscreen`. The text is
set in the font of `gui.qt.font` only: with Noto Sans CJK itself Qt would write Kangxi radicals into the text layer
(see `build/make_font.py`). Bold is drawn from the same face, which leaves the text layer as it is.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextTable,
)

from gui import __version__
from gui.qt.font import FONT_FAMILY, provide_font
from gui.qt.watch_chart import paint_chart, paper_style
from gui.report import Document, details_html, document_json, summary_html, write_file
from gui.report.html import PICTURE_HEIGHT, PICTURE_URL, PICTURE_WIDTH
from gui.report.integrity import with_mark

_MARGIN_MM = 15.0
_FOOTER_MM = 9.0
_MM_PER_INCH = 25.4
_KEEP_WITH_NEXT_MM = 16.0
_CELL_PADDING_MM = 1.6  # the 4 px of a cell with its border, a little more than 1/96 inch each
_TEXT_PT = 10.0
_PX_PER_INCH = 96.0  # in which Qt counts the lengths of HTML
_FOOTER_PT = 8.0
#: The first page is made smaller in steps until it fits one sheet; below 60 % nobody could read it.
_SCALES = tuple(percent / 100 for percent in range(100, 59, -4))


def write_pdf(document: Document, path: Path) -> None:
    """Write the report to `path` in one step; nothing half-written stays.

    Raises:
        UserError: `report.font` when the font is missing, and those of `gui.report.write_file`.
    """
    write_file(path, with_mark(pdf_bytes(document)))


def pdf_bytes(document: Document) -> bytes:
    """Return the PDF without the hash line. Raises UserError `report.font`."""
    provide_font()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(document, buffer)
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # a QR code as JPEG is large and blurred
    try:
        _Pages(document, writer, painter).paint()
    finally:
        painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _writer(document: Document, buffer: QBuffer) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_1_6)  # 1.4 and A-1b forbid attachments, X-4 drops them
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{document.title} {document.case_id}")
    writer.setCreator(f"POSCheckup {__version__}")
    writer.addFileAttachment(f"{document.case_id}.json", document_json(document), "application/json")
    return writer


def _anchors(text: QTextDocument) -> Iterator[tuple[str, QTextBlock]]:
    """Yield every named anchor, and the address of the picture, with the block it stands in."""
    block = text.begin()
    while block.isValid():
        part = block.begin()
        while not part.atEnd():
            form = part.fragment().charFormat()
            yield from ((name, block) for name in form.anchorNames())
            if form.isImageFormat():
                yield form.toImageFormat().name(), block
            part += 1
        block = block.next()


class _Pages:
    """Lays the document out on the pages of a writer and paints them with their footers. Lengths in device pixels."""

    def __init__(self, document: Document, writer: QPdfWriter, painter: QPainter) -> None:
        self._document, self._writer, self._painter = document, writer, painter
        self._width = float(writer.width())
        self._sheet_height = float(writer.height())
        self._height = self._sheet_height - self._pixels(_FOOTER_MM)

    def paint(self) -> None:
        """Paint the first page, then the details."""
        details = self._layout_details()
        pages = 1 + details.pageCount()
        self._paint_summary()
        self._paint_footer(1, pages)
        for page in range(details.pageCount()):
            self._writer.newPage()
            self._paint_part(details, page)
            self._paint_footer(page + 2, pages)

    def _pixels(self, length_mm: float) -> float:
        return length_mm / _MM_PER_INCH * self._writer.resolution()

    def _layout(self, html: str, scale: float) -> QTextDocument:
        text = QTextDocument()
        text.documentLayout().setPaintDevice(self._writer)
        text.setDocumentMargin(0)
        font = QFont(FONT_FAMILY)
        font.setPointSizeF(_TEXT_PT)
        text.setDefaultFont(font)
        nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        nothing.fill(Qt.GlobalColor.transparent)
        text.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE_URL), nothing)
        text.setHtml(html)
        text.setTextWidth(self._width / scale)
        return text

    def _layout_details(self) -> QTextDocument:
        """Lay the details out; add page breaks until no row is split and no heading stands alone."""
        breaks: frozenset[str] = frozenset()
        while True:
            text = self._layout(details_html(self._document, breaks), 1.0)
            text.setPageSize(QSizeF(self._width, self._height))
            bad = next((name for name in self._split_parts(text) if name not in breaks), None)
            if bad is None:
                return text
            breaks |= {bad}

    def _split_parts(self, text: QTextDocument) -> Iterator[str]:
        """Yield the anchors of table rows and headings that a page boundary cuts, in order."""
        keep_with_next = self._pixels(_KEEP_WITH_NEXT_MM)
        padding = self._pixels(_CELL_PADDING_MM)
        for name, block in _anchors(text):
            layout, table = text.documentLayout(), QTextCursor(block).currentFrame()
            if not isinstance(table, QTextTable):
                area = layout.blockBoundingRect(block)
                top, bottom = area.top(), area.bottom() + keep_with_next
            else:
                row = table.cellAt(block.position()).row()
                cells = [table.cellAt(row, column) for column in range(table.columns())]
                firsts = [layout.blockBoundingRect(cell.firstCursorPosition().block()).top() for cell in cells]
                lasts = [layout.blockBoundingRect(cell.lastCursorPosition().block()).bottom() for cell in cells]
                top, bottom = min(firsts) - padding, max(lasts) + padding
            if int(top // self._height) != int(bottom // self._height):
                yield name

    def _paint_summary(self) -> None:
        html = summary_html(self._document)
        for scale in _SCALES:
            text = self._layout(html, scale)
            if text.size().height() * scale <= self._height:
                break
        self._painter.save()
        self._painter.scale(scale, scale)
        text.drawContents(self._painter, QRectF(0, 0, self._width / scale, self._height / scale))
        self._painter.restore()

    def _paint_part(self, text: QTextDocument, page: int) -> None:
        top = page * self._height
        self._painter.save()
        self._painter.translate(0, -top)
        text.drawContents(self._painter, QRectF(0, top, self._width, self._height))
        self._paint_picture(text, top)
        self._painter.restore()

    def _paint_picture(self, text: QTextDocument, top: float) -> None:
        """Draw the picture in its place, as lines and text: sharp at any size, and found by a search."""
        block = next((block for name, block in _anchors(text) if name == PICTURE_URL), None)
        if self._document.picture is None or block is None:
            return
        area = text.documentLayout().blockBoundingRect(block)
        if not top <= area.top() < top + self._height:
            return
        scale = self._writer.logicalDpiX() / _PX_PER_INCH
        self._painter.translate(area.topLeft())
        self._painter.scale(scale, scale)
        place = QRectF(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT)
        paint_chart(self._painter, place, self._document.picture, paper_style())

    def _paint_footer(self, page: int, pages: int) -> None:
        font = QFont(FONT_FAMILY)
        font.setPointSizeF(_FOOTER_PT)
        self._painter.setFont(font)
        area = QRectF(0, self._height, self._width, self._sheet_height - self._height)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(area, bottom | Qt.AlignmentFlag.AlignLeft, self._document.footer)
        number = self._document.page_label.format(page=page, pages=pages)
        self._painter.drawText(area, bottom | Qt.AlignmentFlag.AlignRight, number)
