"""A table of texts by rows, chosen by mouse or keyboard; as quick with hundreds of rows as with one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from gui.qt.theme import present_palette


class Table(QTreeWidget):
    """Columns that take the width of their texts or, where `stretched`, share the rest; a long text is its own tip.

    `delete_pressed`: the Delete key, while the keyboard is here.
    """

    delete_pressed = Signal()

    def __init__(self, name: str, titles: Sequence[str], stretched: Sequence[int]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHeaderLabels(list(titles))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        for column in range(len(titles)):
            mode = QHeaderView.ResizeMode.Stretch if column in stretched else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the Delete key; all others move and choose."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def add(self, texts: Sequence[str], roles: Mapping[int, str] | None = None) -> QTreeWidgetItem:
        """Add a row; `roles`: the colour role of a column (`fine`, `attention` ...)."""
        item = QTreeWidgetItem(self, list(texts))
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        for column, role in (roles or {}).items():
            item.setForeground(column, QColor(getattr(present_palette(), role)))
        return item

    def choose_first(self) -> None:
        """Choose the first row, if there is one: the arrow keys go on from there."""
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def row_texts(self) -> list[tuple[str, ...]]:
        """Return what all rows say."""
        rows = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [tuple(item.text(column) for column in range(self.columnCount())) for item in rows if item is not None]
