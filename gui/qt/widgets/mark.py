"""The symbol of a state: own drawing and colour, always beside words that say the same."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.qt.icons import GRID_PX, drawing
from gui.qt.theme import present_palette, text_scale


class Mark(QWidget):
    """Draws `resources/icons/state-<state>.svg` in the colour of a role of the palette, as large as the text is.

    A plain widget: screen readers pass it over and read the words.
    """

    def __init__(self, state: str, role: str | None = None) -> None:
        super().__init__()
        self._side_px = round(GRID_PX * text_scale())
        self.setFixedWidth(self._side_px)
        self.setMinimumHeight(self._side_px)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._drawn: tuple[tuple[str, str, float], QPixmap | None] | None = None
        self.show_state(state, role)

    def show_state(self, state: str, role: str | None = None) -> None:
        """Show another state from now on; its colour is that of the role, by default the one with the same name."""
        self.state, self.role = state, state if role is None else role
        self.update()

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint beside the first line of the words."""
        if (picture := self._picture()) is not None:
            painter = QPainter(self)
            painter.drawPixmap(0, 0, picture)
            painter.end()

    def _picture(self) -> QPixmap | None:
        key = (self.state, str(getattr(present_palette(), self.role)), self.devicePixelRatioF())
        if self._drawn is None or self._drawn[0] != key:
            _, colour, ratio = key
            self._drawn = (key, drawing(f"state-{self.state}", colour, self._side_px, ratio))
        return self._drawn[1]
