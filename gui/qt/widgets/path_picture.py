"""The path picture: PC, router, internet provider, payment provider, and the links between them.

The state of every part stands there as a symbol and a word; its colour, and the pattern of a link, only repeat it. The
picture lies down where its words fit, and stands up where they do not: nothing is ever cut off. Room is kept for the
longest word of all states, so that nothing moves while results come in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from gui.probes.path import PathState, PathView
from gui.qt.texts import Texts
from gui.qt.theme import Palette, present_palette
from gui.qt.widgets.basics import Card, Drawing, label
from gui.report import Words, part_name, path_line, path_sentence, state_words

PADDING_PX = 8.0
LINE_PX = 4.0
CROSS_PX = 7.0
#: Room around the words of a link: at their sides, and above and below them when the picture stands up.
LINK_MARGIN_PX = 8.0
#: How far the words of a standing link are from the picture's edge.
STANDING_TEXT_PX = 40.0
#: The second line of a node, and the words on a link: 12 px where the text has 14.
SMALL = 6 / 7

_ROLES = {
    PathState.FINE: "fine",
    PathState.ATTENTION: "attention",
    PathState.BROKEN: "broken",
    PathState.MAYBE: "attention",
    PathState.HIDDEN: "not_tested",
    PathState.NOT_TESTED: "not_tested",
}
_PATTERNS = {
    PathState.HIDDEN: Qt.PenStyle.DotLine,
    PathState.NOT_TESTED: Qt.PenStyle.DotLine,
    PathState.MAYBE: Qt.PenStyle.DashLine,
    PathState.ATTENTION: Qt.PenStyle.DashLine,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One part in words. `name` is empty for a link."""

    name: str
    word: str
    state: PathState

    @property
    def is_link(self) -> bool:
        return not self.name

    @property
    def name_lines(self) -> list[str]:
        """The name over several lines, one word on each: narrow boxes leave room for the links."""
        return self.name.split()


class PathPicture(Card):
    """The picture and one sentence below it. `shown` is what it says at present, None before anything was shown."""

    def __init__(self, texts: Texts) -> None:
        self.drawing = PathDrawing()
        self.sentence = label()
        super().__init__(self.drawing, self.sentence)
        self._texts = texts
        self._running = False
        self.shown: PathView | None = None

    def show_path(self, view: PathView, *, running: bool = False) -> None:
        """Show the way; `running`: what is not tested waits for its result."""
        self.shown, self._running = view, running
        self.retranslate()

    def retranslate(self) -> None:
        """Write the picture in the present language."""
        if self.shown is None:
            return
        words = Words(self._texts.catalog)
        self.sentence.setText(path_sentence(words, self.shown, running=self._running))
        line = path_line(words, self.shown, running=self._running)
        self.setAccessibleName(f"{line} {self.sentence.text()}")
        self.drawing.setAccessibleName(line)
        waiting = state_words(words, PathState.NOT_TESTED, running=True)
        self.drawing.show_items(
            [
                _Item(
                    name="" if step.part.is_link else part_name(words, step.part),
                    word=state_words(words, step.state, running=self._running),
                    state=step.state,
                )
                for step in self.shown.steps
            ],
            (waiting, *(state_words(words, state) for state in PathState)),
        )


class PathDrawing(Drawing):
    """Draws nodes as boxes and links as thick lines, lying or standing, in the colours of the theme."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[_Item] = []
        self._words: tuple[str, ...] = ()
        self._known_lying_width: float | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_items(self, items: list[_Item], words: tuple[str, ...]) -> None:
        """Show these parts from now on; `words` are all that a part may come to say."""
        if (items, words) != (self._items, self._words):
            self._items, self._words = items, words
            self._known_lying_width = None
            self.updateGeometry()
            self.update()

    def is_lying(self, width: float) -> bool:
        """Tell whether all words fit side by side into a width in pixels."""
        return self._lying_width() <= width

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew with another font."""
        self._known_lying_width = None
        super().changeEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow picture is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the picture needs at a width."""
        if self.is_lying(width):
            return round(self._node_height(lying=True)) + 2
        nodes = sum(not item.is_link for item in self._items)
        links = len(self._items) - nodes
        return round(nodes * self._node_height(lying=False) + links * self._link_height()) + 2

    def sizeHint(self) -> QSize:
        """Return the lying picture's size."""
        width = round(self._lying_width() + 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width: that of the widest part of the standing picture."""
        width = round(self._standing_node_width() + STANDING_TEXT_PX)
        return QSize(width, self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every part in its place."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = present_palette()
        for item, area in zip(self._items, self.areas(), strict=True):
            if item.is_link:
                self._paint_link(painter, palette, item, area)
            else:
                self._paint_node(painter, palette, item, area)
        painter.end()

    def areas(self) -> list[QRectF]:
        """Return the place of every part at the present width."""
        return self._lying_areas() if self.is_lying(self.width()) else self._standing_areas()

    def _lying_areas(self) -> list[QRectF]:
        links = sum(item.is_link for item in self._items)
        spare = (self.width() - self._lying_width()) / max(links, 1)
        x, areas = 1.0, []
        for item in self._items:
            width = self._width(item) + (spare if item.is_link else 0.0)
            areas.append(QRectF(x, 1.0, width, self._node_height(lying=True)))
            x += width
        return areas

    def _standing_areas(self) -> list[QRectF]:
        width = self._standing_node_width()
        y, areas = 1.0, []
        for item in self._items:
            height = self._link_height() if item.is_link else self._node_height(lying=False)
            areas.append(QRectF(1.0, y, self.width() - 2.0 if item.is_link else width, height))
            y += height
        return areas

    def _paint_node(self, painter: QPainter, palette: Palette, item: _Item, area: QRectF) -> None:
        colour = QColor(getattr(palette, _ROLES[item.state]))
        painter.setPen(QPen(colour, 2.0, _PATTERNS.get(item.state, Qt.PenStyle.SolidLine)))
        painter.setBrush(QColor(palette.surface))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6.0, 6.0)
        text = area.adjusted(0, PADDING_PX, 0, -PADDING_PX)
        painter.setFont(self.font())
        painter.setPen(QColor(palette.text))
        name = "\n".join(item.name_lines) if self.is_lying(self.width()) else item.name
        painter.drawText(text, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)
        painter.setFont(self._small_font())
        painter.setPen(colour)
        painter.drawText(text, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, item.word)

    def _paint_link(self, painter: QPainter, palette: Palette, item: _Item, area: QRectF) -> None:
        colour = QColor(getattr(palette, _ROLES[item.state]))
        lying = self.is_lying(self.width())
        if lying:
            line = QLineF(area.left(), area.center().y(), area.right(), area.center().y())
            text = QRectF(area.left(), area.top(), area.width(), area.height() / 2 - CROSS_PX)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        else:
            x = area.left() + 3 * PADDING_PX
            line = QLineF(x, area.top(), x, area.bottom())
            text = area.adjusted(STANDING_TEXT_PX, 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        pen = QPen(colour, LINE_PX, _PATTERNS.get(item.state, Qt.PenStyle.SolidLine))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        if item.state is PathState.BROKEN:
            _draw_broken(painter, line)
        else:
            painter.drawLine(line)
        painter.setFont(self._small_font())
        painter.setPen(colour)
        painter.drawText(text, flags, item.word)

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(QFontInfo(self.font()).pixelSize() * SMALL))
        return font

    def _word_width(self) -> float:
        """Return the width of the longest word of all states."""
        return max(map(QFontMetricsF(self._small_font()).horizontalAdvance, self._words), default=0.0)

    def _name_width(self, lines: Iterable[str]) -> float:
        return max(map(QFontMetricsF(self.font()).horizontalAdvance, lines), default=0.0)

    def _width(self, item: _Item) -> float:
        """Return the width that the words of a part need in the lying picture."""
        if item.is_link:
            return self._word_width() + 2 * LINK_MARGIN_PX
        return max(self._name_width(item.name_lines), self._word_width()) + 2 * PADDING_PX + 2.0

    def _standing_node_width(self) -> float:
        names = self._name_width(item.name for item in self._items)
        return max(names, self._word_width()) + 2 * PADDING_PX + 2.0

    def _link_height(self) -> float:
        """Return what a link takes when the picture stands up."""
        return QFontMetricsF(self._small_font()).height() + LINK_MARGIN_PX

    def _lying_width(self) -> float:
        if self._known_lying_width is None:  # asked for many times in one drawing
            self._known_lying_width = sum(map(self._width, self._items)) + 2.0
        return self._known_lying_width

    def _node_height(self, *, lying: bool) -> float:
        names = max((len(item.name_lines) for item in self._items), default=1) if lying else 1
        lines = names * QFontMetricsF(self.font()).height() + QFontMetricsF(self._small_font()).height()
        return lines + 2 * PADDING_PX + 2.0


def _draw_broken(painter: QPainter, line: QLineF) -> None:
    """Draw a line that is interrupted by a cross."""
    middle, whole = line.center(), line.length()
    gap = min(2 * CROSS_PX, whole / 3) / whole
    painter.drawLine(QLineF(line.p1(), line.pointAt(0.5 - gap)))
    painter.drawLine(QLineF(line.pointAt(0.5 + gap), line.p2()))
    for sign in (1, -1):
        reach = QPointF(CROSS_PX, sign * CROSS_PX) / 2 * 1.2
        painter.drawLine(QLineF(middle - reach, middle + reach))
