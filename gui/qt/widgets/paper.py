"""The report's preview: a sheet that is laid out step by step, so that the window does not stand still for it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from gui.qt.watch_chart import add_picture
from gui.report import Document
from gui.report.html import photo_url

Prepare = Callable[[QTextDocument], None]


def add_pictures(sheet: QTextDocument, document: Document) -> None:
    """Give a sheet the pictures that the report's HTML names: what watching the line saw, and the photos."""
    add_picture(sheet, document.picture)
    for number, photo in enumerate(document.photos, start=1):
        image = QImage.fromData(photo.jpeg)
        sheet.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(photo_url(number)), image)


class Paper(QTextBrowser):
    """Shows HTML a moment after it was given; the place that was scrolled to stays."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # tables are rounded up by 1 px
        self._sheet: QTextDocument | None = None
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def show_html(self, html: str, prepare: Prepare) -> None:
        """Show a document; `prepare` gives it the pictures that the HTML names.

        What is not done of a former one is left.
        """
        self._steps = self._laying_out(html, prepare)
        self._timer.start()

    def stop(self) -> None:
        """Leave what is not done."""
        self._timer.stop()

    def _go_on(self) -> None:
        for _ in self._steps:
            self._timer.start()
            return

    def _laying_out(self, html: str, prepare: Prepare) -> Iterator[None]:
        """Read, lay out, show: the window's events come in between."""
        sheet = QTextDocument(self)
        sheet.setDefaultFont(self.document().defaultFont())
        prepare(sheet)
        sheet.setHtml(html)
        yield
        sheet.setTextWidth(self.viewport().width())
        sheet.size()  # lays it out
        yield
        place, former = self.verticalScrollBar().value(), self._sheet
        self.setDocument(sheet)  # Qt deletes the empty one that it made itself
        self._sheet = sheet
        if former is not None:
            former.deleteLater()
        self.verticalScrollBar().setValue(place)
