"""Small pieces that every page is made of."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.qt.theme import set_role

COLUMN_GAP_PX = 8
#: What a page's column holds in the smallest window (900 px less the side list, margins and scroll bar).
COLUMN_PX = 600


def label(name: str = "", *, wrap: bool = True) -> QLabel:
    """Return an empty label with a style-sheet name; plain text, never interpreted as HTML, selectable by mouse."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def button(name: str = "", *, primary: bool = False, link: bool = False) -> QPushButton:
    """Return an empty push button with a style-sheet name; at most one primary button per page."""
    made = QPushButton()
    made.setObjectName(name)
    made.setAutoDefault(False)  # Enter belongs to the wizard's Next unless the button has the focus
    if link:
        made.setObjectName("link")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if primary:
        set_role(made, "primary", "true")
    return made


def vertical(*items: QWidget | QLayout, spacing: int = 8, margin: int = 0) -> QVBoxLayout:
    """Return a vertical layout of the items."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def horizontal(*items: QWidget | QLayout, spacing: int = 8, margin: int = 0) -> QHBoxLayout:
    """Return a horizontal layout of the items."""
    layout = QHBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout, ...]) -> None:
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


def scrolling(inner: QWidget) -> QScrollArea:
    """Return an area without a frame in which a widget scrolls up and down."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


class Columns(QWidget):
    """Widgets side by side in columns: as many as there is room for, fewer in a narrow window or with large text.

    `even`: all columns get the same width. Call `arrange` when the widgets' texts have changed, or one was hidden.
    """

    def __init__(self, items: Iterable[QWidget], columns: int, *, even: bool = True) -> None:
        super().__init__()
        self._items = tuple(items)
        self._most_columns, self._columns, self._even = columns, 0, even
        self._shown: list[QWidget] = []
        self._room = COLUMN_PX
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(COLUMN_GAP_PX)

    def arrange(self) -> None:
        """Put the widgets into as many columns as they allow."""
        fitting = (number for number in range(self._most_columns, 1, -1) if self._needs(number) <= self._room)
        columns, shown = next(fitting, 1), [item for item in self._items if not _is_left_out(item)]
        if (columns, shown) == (self._columns, self._shown):
            return
        self._columns, self._shown = columns, shown
        for i, item in enumerate(shown):
            self._grid.addWidget(item, i // columns, i % columns)
        for column in range(self._most_columns):
            self._grid.setColumnStretch(column, 1 if self._even and column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the present width, up to what every window has: a wide one keeps its cards in their places."""
        super().resizeEvent(event)
        self._room = min(event.size().width(), COLUMN_PX)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the least width: that of one column."""
        return QSize(self._needs(1), super().minimumSizeHint().height())

    def _needs(self, columns: int) -> int:
        """Return the width that the widgets need in so many columns."""
        widths = [max(item.minimumSizeHint().width(), item.minimumWidth()) for item in self._items]
        widest = [max(widths)] * columns if self._even else [max(widths[i::columns]) for i in range(columns)]
        return sum(widest) + COLUMN_GAP_PX * (columns - 1)


def _is_left_out(widget: QWidget) -> bool:
    """Say whether a widget was hidden: before the first show all are."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


class Card(QFrame):
    """A bordered surface; `name` is `card` or `notice` (a coloured left edge)."""

    def __init__(self, *items: QWidget | QLayout, name: str = "card", spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName(name)
        self.column = vertical(*items, spacing=spacing, margin=16)
        self.setLayout(self.column)


class Notice(Card):
    """One sentence that matters, with a coloured edge; hidden while it has nothing to say."""

    def __init__(self, role: str = "attention") -> None:
        self._label = label()
        super().__init__(self._label, name="notice")
        set_role(self, "role", role)
        self.hide()

    def say(self, text: str, role: str | None = None) -> None:
        """Show a text, or hide when it is empty."""
        if role is not None:
            set_role(self, "role", role)
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return what it says."""
        return self._label.text()


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()
