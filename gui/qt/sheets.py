"""Lays a report out on sheets and paints them: the same for the PDF and for the picture of the first page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QPagedPaintDevice,
    QPainter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextTable,
)

from gui.model.photo import Photo
from gui.qt.a4 import A4_MM, FOOTER_MM, FOOTER_PT, MARGIN_MM, MM_PER_INCH, TEXT_PT, paper_font
from gui.qt.watch_chart import paint_chart, paper_style
from gui.report import Document, details_html, summary_html
from gui.report.html import PICTURE_HEIGHT, PICTURE_URL, PICTURE_WIDTH
from gui.report.pdf_outline import Heading

_KEEP_WITH_NEXT_MM = 16.0
_CELL_PADDING_MM = 1.6  # the 4 px of a cell with its border, a little more than 1/96 inch each
_PX_PER_INCH = 96.0  # in which Qt counts the lengths of HTML
_PHOTO_TITLE_MM = 7.0
#: The first page is made smaller in steps until it fits one sheet; below 60 % nobody could read it.
_SCALES = tuple(percent / 100 for percent in range(100, 59, -4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is painted on: a device, and the size inside the margins in its pixels."""

    device: QPagedPaintDevice | QImage
    size: QSizeF

    def pixels(self, length_mm: float) -> float:
        """Return a length in pixels of the device."""
        return length_mm / MM_PER_INCH * self.device.logicalDpiY()


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


class Sheets:
    """Paints a document sheet by sheet with a painter that stands at the corner inside the margins."""

    def __init__(self, document: Document, sheet: Sheet, painter: QPainter) -> None:
        self._document, self._sheet, self._painter = document, sheet, painter
        self._width = sheet.size.width()
        self._height = sheet.size.height() - sheet.pixels(FOOTER_MM)

    def paint_all(self, new_page: Callable[[], object]) -> tuple[Heading, ...]:
        """Paint the first page, then the details; return the headings with their pages, counted from 0."""
        pages, headings = self._lay_out()
        for number, paint in enumerate(pages):
            if number:
                new_page()
            paint()
        return headings

    def pages(self) -> tuple[Callable[[], None], ...]:
        """Return what paints each page."""
        return self._lay_out()[0]

    def _lay_out(self) -> tuple[tuple[Callable[[], None], ...], tuple[Heading, ...]]:
        """Return what paints each page with its footer, and the headings with their pages."""
        details = self._layout_details()
        paint: list[Callable[[], None]] = [
            self._paint_summary,
            *(partial(self._paint_part, details, page) for page in range(details.pageCount())),
        ]
        headings = [Heading(title=self._document.title, page=0), *self._headings(details)]
        for number, photo in enumerate(self._document.photos, start=1):
            title = self._document.photos_title.format(number=number)
            headings.append(Heading(title=title, page=len(paint)))
            paint.append(partial(self._paint_photo, title, photo))
        numbered = enumerate(paint, start=1)
        pages = tuple(partial(self._paint_numbered, one, number, len(paint)) for number, one in numbered)
        return pages, tuple(headings)

    def _paint_numbered(self, paint: Callable[[], None], page: int, pages: int) -> None:
        paint()
        self._paint_footer()
        self._paint_page_number(page, pages)

    def paint_first(self) -> None:
        """Paint the first page with its footer, but without a number."""
        self._paint_summary()
        self._paint_footer()

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

    def _headings(self, details: QTextDocument) -> Iterator[Heading]:
        """Yield the titles of the detail sections with their pages."""
        titles = {f"s{index}": section.title for index, section in enumerate(self._document.details)}
        for name, block in _anchors(details):
            if name in titles:
                top = details.documentLayout().blockBoundingRect(block).top()
                yield Heading(title=titles[name], page=1 + int(top // self._height))

    def _layout(self, html: str, scale: float) -> QTextDocument:
        text = QTextDocument()
        text.documentLayout().setPaintDevice(self._sheet.device)
        text.setDocumentMargin(0)
        text.setDefaultFont(paper_font(TEXT_PT))
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
        keep_with_next = self._sheet.pixels(_KEEP_WITH_NEXT_MM)
        padding = self._sheet.pixels(_CELL_PADDING_MM)
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
        scale = self._sheet.device.logicalDpiX() / _PX_PER_INCH
        self._painter.translate(area.topLeft())
        self._painter.scale(scale, scale)
        place = QRectF(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT)
        paint_chart(self._painter, place, self._document.picture, paper_style())

    def _paint_photo(self, title: str, photo: Photo) -> None:
        """Paint a photo below its title, as large as the sheet allows, as JPEG again: without loss it is ten times."""
        self._painter.setFont(paper_font(TEXT_PT))
        line = self._sheet.pixels(_PHOTO_TITLE_MM)
        self._painter.drawText(QRectF(0, 0, self._width, line), Qt.AlignmentFlag.AlignLeft, title)
        image = QImage.fromData(photo.jpeg)
        room = QSizeF(self._width, self._height - line)
        size = QSizeF(image.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        lossless = QPainter.RenderHint.LosslessImageRendering
        self._painter.setRenderHint(lossless, on=False)
        self._painter.drawImage(QRectF(QPointF(0, line), size), image)
        self._painter.setRenderHint(lossless)

    def _paint_footer(self) -> None:
        self._write_below(self._document.footer, Qt.AlignmentFlag.AlignLeft)

    def _paint_page_number(self, page: int, pages: int) -> None:
        self._write_below(self._document.page_label.format(page=page, pages=pages), Qt.AlignmentFlag.AlignRight)

    def _write_below(self, text: str, side: Qt.AlignmentFlag) -> None:
        self._painter.setFont(paper_font(FOOTER_PT))
        area = QRectF(0, self._height, self._width, self._sheet.size.height() - self._height)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignBottom | side, text)


class SheetPicture:
    """A whole A4 sheet with its margins, in greys: paints parts of a document on it, one after the other.

    `gui.qt.font.provide_font` must have been called.
    """

    def __init__(self, document: Document, dpi: int) -> None:
        width, height = (round(length_mm / MM_PER_INCH * dpi) for length_mm in A4_MM)
        self._image = QImage(width, height, QImage.Format.Format_Grayscale8)
        self._image.setDotsPerMeterX(round(dpi * 1000 / MM_PER_INCH))
        self._image.setDotsPerMeterY(round(dpi * 1000 / MM_PER_INCH))
        self._margin = MARGIN_MM / MM_PER_INCH * dpi
        self._painter = QPainter()
        size = QSizeF(width - 2 * self._margin, height - 2 * self._margin)
        self.sheets = Sheets(document, Sheet(device=self._image, size=size), self._painter)

    def painted(self, paint: Callable[[], None]) -> QImage:
        """Return what one of the sheets' ways of painting makes of white paper."""
        self._image.fill(Qt.GlobalColor.white)
        self._painter.begin(self._image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.translate(self._margin, self._margin)
        try:
            paint()
        finally:
            self._painter.end()
        return self._image.copy()
