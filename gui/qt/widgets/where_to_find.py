"""在哪里找: drawings of a slip and of a terminal, front and back, with a number at each thing that a page asks for.

The slip is in Chinese as every real one is; in English each line says what it is besides. Everything on it is made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.qt.texts import Texts
from gui.qt.theme import Palette, present_palette
from gui.qt.widgets.basics import Drawing, Fold, label, vertical

#: The lines of the slip from its top, under its title, by the field that each shows; those in between show none.
SLIP_LINES = (
    "merchant_name",
    "merchant_no",
    "terminal_no",
    "card_last4",
    "batch_no",
    "trace_no",
    "rrn",
    "trade_time",
    "amount",
)
#: What is not on the slip: the code on the screen, and the serial number on the label at the back.
ON_SCREEN, AT_THE_BACK = "code", "terminal_sn"
_GAP_PX, _MARK_PX, _TOOTH_PX = 24.0, 9.0, 6.0
_TERMINAL_WIDTH_PX = 130.0
#: Keys of the terminal: rows and columns.
_KEYS = (3, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brush:
    """What everything is painted with."""

    painter: QPainter
    colours: Palette

    def outline(self, colour: str, width_px: float = 1.5) -> None:
        self.painter.setPen(QPen(QColor(colour), width_px))

    def mark(self, at: QPointF, number: int) -> None:
        """Paint a number in a filled circle."""
        self.outline(self.colours.accent)
        self.painter.setBrush(QColor(self.colours.accent))
        self.painter.drawEllipse(at, _MARK_PX, _MARK_PX)
        self.painter.setPen(QColor(self.colours.on_accent))
        box = QRectF(at.x() - _MARK_PX, at.y() - _MARK_PX, 2 * _MARK_PX, 2 * _MARK_PX)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))

    def write(self, box: QRectF, text: str, colour: str, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        self.painter.setPen(QColor(colour))
        self.painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, text)


class WhereDrawing(Drawing):
    """Paints the three things side by side; `fields` get their numbers in this order, from 1."""

    def __init__(self, fields: Sequence[str], texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._numbers = {name: number for number, name in enumerate(fields, 1)}

    def line_text(self, name: str) -> str:
        """Return what a line of the slip says."""
        return self._texts.text(f"ui.where.{name}")

    def small_font(self) -> QFont:
        """Return the font of secondary text."""
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def sizeHint(self) -> QSize:
        """Return the room that the slip's longest line and both sides of the terminal need."""
        width_px = self._slip_width() + 2 * (_TERMINAL_WIDTH_PX + _GAP_PX) + _GAP_PX
        return QSize(round(width_px), round(self._slip_height() + self._line_height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: nothing is cut off."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint slip, front and back, with the title of each below it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.small_font())
        brush = _Brush(painter=painter, colours=present_palette())
        slip = QRectF(2 * _MARK_PX, 1.0, self._slip_width(), self._slip_height())
        self._paint_slip(brush, slip)
        height_px = min(slip.height(), 230.0)
        front = QRectF(slip.right() + _GAP_PX + _MARK_PX, slip.top(), _TERMINAL_WIDTH_PX, height_px)
        self._paint_front(brush, front)
        back = front.translated(_TERMINAL_WIDTH_PX + _GAP_PX, 0.0)
        self._paint_back(brush, back)
        for name, box in (("slip", slip), ("front", front), ("back", back)):
            below = QRectF(box.left(), slip.bottom(), box.width(), self._line_height())
            brush.write(below, self._texts.text(f"ui.where.{name}"), brush.colours.secondary, _CENTRE)
        painter.end()

    def _line_height(self) -> float:
        return QFontMetricsF(self.small_font()).height() + 5.0

    def _slip_width(self) -> float:
        metrics = QFontMetricsF(self.small_font())
        return max(metrics.horizontalAdvance(self.line_text(name)) for name in SLIP_LINES) + 28.0

    def _slip_height(self) -> float:
        return self._line_height() * (len(SLIP_LINES) + 1.6) + 2 * _TOOTH_PX

    def _paint_slip(self, brush: _Brush, box: QRectF) -> None:
        colours, line_px = brush.colours, self._line_height()
        brush.outline(colours.secondary)
        brush.painter.setBrush(QColor(colours.page))
        brush.painter.drawPolygon(_torn_paper(box))
        head = QRectF(box.left(), box.top() + 4.0, box.width(), line_px)
        brush.write(head, self.line_text("title"), colours.text, _CENTRE)
        for place, name in enumerate(SLIP_LINES, 1):
            line = QRectF(box.left() + 14.0, head.top() + place * line_px, box.width() - 18.0, line_px)
            number = self._numbers.get(name)
            brush.write(line, self.line_text(name), colours.text if number else colours.secondary)
            if number:
                brush.mark(QPointF(box.left(), line.center().y()), number)

    def _paint_front(self, brush: _Brush, box: QRectF) -> None:
        """Paint a terminal: the screen with a code, and keys."""
        colours, painter = brush.colours, brush.painter
        self._paint_body(brush, box)
        screen = QRectF(box.left() + 12.0, box.top() + 14.0, box.width() - 24.0, box.height() * 0.42)
        painter.setBrush(QColor(colours.focus))
        painter.drawRoundedRect(screen, 3.0, 3.0)
        upper, lower = screen.adjusted(0, 8, 0, -screen.height() / 2), screen.adjusted(0, screen.height() / 2, 0, -8)
        brush.write(upper, self.line_text("message"), colours.text, _CENTRE)
        brush.write(lower, self.line_text(ON_SCREEN), colours.text, _CENTRE)
        rows, columns = _KEYS
        area = QRectF(screen.left(), screen.bottom() + 14.0, screen.width(), box.bottom() - screen.bottom() - 28.0)
        brush.outline(colours.secondary, 1.0)
        painter.setBrush(QColor(colours.page))
        width_px, height_px = area.width() / columns, area.height() / rows
        for place in range(rows * columns):
            left_px, top_px = area.left() + place % columns * width_px, area.top() + place // columns * height_px
            painter.drawRoundedRect(QRectF(left_px + 3, top_px + 3, width_px - 6, height_px - 6), 3.0, 3.0)
        if number := self._numbers.get(ON_SCREEN):
            brush.mark(QPointF(screen.left(), lower.center().y()), number)

    def _paint_back(self, brush: _Brush, box: QRectF) -> None:
        """Paint the back: a label with a bar code and the serial number."""
        colours, painter = brush.colours, brush.painter
        self._paint_body(brush, box)
        sticker = QRectF(box.left() + 12.0, box.center().y() - 34.0, box.width() - 24.0, 68.0)
        painter.setBrush(QColor(colours.page))
        painter.drawRoundedRect(sticker, 2.0, 2.0)
        for bar in range(16):
            brush.outline(colours.text, 1.0 + bar * 7 % 3)
            x_px = sticker.left() + 10.0 + bar * (sticker.width() - 20.0) / 15
            painter.drawLine(QPointF(x_px, sticker.top() + 8.0), QPointF(x_px, sticker.top() + 34.0))
        brush.write(sticker.adjusted(0, 38, 0, -4), self.line_text(AT_THE_BACK), colours.text, _CENTRE)
        if number := self._numbers.get(AT_THE_BACK):
            brush.mark(QPointF(sticker.left(), sticker.bottom() - 14.0), number)

    @staticmethod
    def _paint_body(brush: _Brush, box: QRectF) -> None:
        brush.outline(brush.colours.secondary)
        brush.painter.setBrush(QColor(brush.colours.surface))
        brush.painter.drawRoundedRect(box, 12.0, 12.0)


_CENTRE = Qt.AlignmentFlag.AlignHCenter


def _torn_paper(box: QRectF) -> QPolygonF:
    """Return a sheet whose lower edge was torn off the roll."""
    teeth = round(box.width() / (2 * _TOOTH_PX))
    step_px = box.width() / teeth / 2
    lower = [
        QPointF(box.right() - place * step_px, box.bottom() - (place % 2) * _TOOTH_PX) for place in range(2 * teeth + 1)
    ]
    return QPolygonF([box.topLeft(), box.topRight(), *lower])


class WhereToFind(QWidget):
    """A link that opens the drawing, with the names of what the numbers mean below it."""

    def __init__(self, fields: Sequence[str], texts: Texts) -> None:
        super().__init__()
        self._fields, self._texts = tuple(fields), texts
        self.link = Fold(texts)
        self.drawing, self.legend = WhereDrawing(fields, texts), label("secondary")
        column = vertical(self.link, self.drawing, self.legend, spacing=4)
        column.setAlignment(self.link, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(column)
        for shown in (self.drawing, self.legend):
            shown.hide()
            self.link.opened.connect(shown.setVisible)

    def retranslate(self) -> None:
        """Write link and legend in the present language, and paint anew."""
        text = self._texts.text
        self.link.say(text("ui.where.link"))
        names = [text("ui.symptom.code" if name == ON_SCREEN else f"field.{name}.name") for name in self._fields]
        entries = [f"{number} {name}".replace(" ", "\u00a0") for number, name in enumerate(names, 1)]
        self.legend.setText("   ".join(entries))  # a line ends between two entries only
        self.drawing.setAccessibleName(self.legend.text())
        self.drawing.updateGeometry()
        self.drawing.update()
