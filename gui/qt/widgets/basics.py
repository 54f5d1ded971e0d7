"""Small pieces that every page is made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from gui.qt.theme import set_role


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
