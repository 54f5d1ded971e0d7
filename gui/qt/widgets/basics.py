"""Small pieces that every page is made of."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
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

from gui.qt.announce import announce
from gui.qt.texts import Texts
from gui.qt.theme import set_role
from gui.qt.widgets.mark import Mark

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


class PageButton(QPushButton):
    """Enter presses it while it has the keyboard; else Enter belongs to the wizard's Next."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Qt takes the space bar, but once however long it is held."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def button(name: str = "", *, primary: bool = False, link: bool = False) -> QPushButton:
    """Return an empty push button with a style-sheet name; at most one primary button per page."""
    made = PageButton()
    made.setObjectName(name)
    if link:
        made.setObjectName("link")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if primary:
        set_role(made, "primary", "true")
    return made


class Fold(PageButton):
    """A link that shows and hides more; its name says to screen readers which of the two it did. `opened` carries it.

    A checkable button would be read as a check box, which is something to decide.
    """

    opened = Signal(bool)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._what = ""
        self.is_open = False
        self.setObjectName("link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._turn)

    def say(self, text: str, of_what: str = "") -> None:
        """Write the link; `of_what` tells it from others with the same words."""
        self.setText(text)
        self._what = f"{text} {of_what}".rstrip()
        self._name()

    def close_up(self) -> None:
        """Hide what it shows."""
        if self.is_open:
            self._turn()

    def _turn(self) -> None:
        self.is_open = not self.is_open
        self._name()
        self.opened.emit(self.is_open)

    def _name(self) -> None:
        state = self._texts.text("ui.app.unfolded" if self.is_open else "ui.app.folded")
        self.setAccessibleName(f"{self._what} {state}")


class Drawing(QLabel):
    """Base of what paints itself: only a label that holds a picture is a picture to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.setPixmap(QPixmap(1, 1))


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
    """One sentence that matters, with symbol and coloured edge; hidden while it has nothing to say."""

    def __init__(self, role: str = "attention") -> None:
        self.mark, self._label = Mark(role), label()
        row = horizontal(self.mark, self._label)
        row.setStretch(1, 1)
        super().__init__(row, name="notice")
        set_role(self, "role", role)
        self.hide()

    def say(self, text: str, role: str | None = None) -> None:
        """Show a text, or hide when it is empty."""
        if role is not None:
            set_role(self, "role", role)
            self.mark.show_state(role)
        is_news = text != self.text()
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if is_news:
            announce(self, text)

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
