"""A walk that is filmed: a picture of the window before and after every click, with the hand that clicks."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton

from gui.qt.window import WizardParts
from tests.qt.walk import Walker, settle

#: A mouse pointer whose tip is at the origin.
_POINTER = ((0, 0), (0, 17), (4, 13.5), (7, 20), (9.5, 19), (6.5, 12.5), (12, 12.5))
#: After this long they are there for certain.
_ICONS_MS = 2000


class FilmedWalker(Walker):
    """Saves `<number>-before.png` and `<number>-after.png` for every click and typed code into a folder."""

    def __init__(self, parts: WizardParts, folder: Path) -> None:
        super().__init__(parts)
        self._folder = folder
        self._number = 0
        self._wait_for_icons()
        self._shoot("after", None)

    def click(self, button: QAbstractButton) -> None:
        """Show where the hand is, click, and show what came of it."""
        place = button.mapTo(self.wizard, QPoint(min(button.width() // 2, 120), button.height() // 2))
        self._shoot("before", place)
        super().click(button)
        self._shoot("after", place)

    def type_code(self, text: str) -> None:
        """Show what was typed."""
        super().type_code(text)
        self._shoot("after", None)

    def wait_for_check(self) -> None:
        """Show the verdict once more when the run has ended."""
        super().wait_for_check()
        self._shoot("after", None)

    def _wait_for_icons(self) -> None:
        """Let the window come to rest: its icons are drawn a moment after its words."""
        loop = QEventLoop()
        self.wizard.first_shown.connect(loop.quit)
        QTimer.singleShot(_ICONS_MS, loop.quit)
        loop.exec()

    def _shoot(self, when: str, pointer: QPoint | None) -> None:
        settle()
        picture = self.wizard.grab()
        if pointer is not None:
            _paint_pointer(picture, pointer)
        self._number += 1
        picture.save(str(self._folder / f"{self._number:03}-{when}.png"))


def _paint_pointer(picture: QPixmap, at: QPoint) -> None:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#FFFFFF"), 1.2))
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _POINTER]).translated(QPointF(at)))
    painter.end()
