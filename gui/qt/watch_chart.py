"""Draws what watching the line saw: the one picture of the page, of the preview and of the PDF.

Curves differ by their strokes, lost packets are crosses in a row of their own: nothing is told by colour alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTextDocument

from gui.qt.font import FONT_FAMILY
from gui.qt.theme import LIGHT, Palette
from gui.report.html import PICTURE_HEIGHT, PICTURE_URL, PICTURE_WIDTH
from gui.report.picture import WatchLine, WatchPicture

TEXT_PX = 12
_LEGEND_PX, _LANE_PX, _FOOT_PX, _GAP_PX = 22.0, 15.0, 18.0, 8.0
_SAMPLE_PX = 26.0
#: Half the size of a cross.
_CROSS_PX = 3.0
_STROKES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
#: A curve is drawn through up to so many steps in which nothing was asked: the provider is asked every third second.
_MAX_SKIPPED = 4
#: The axis ends at one of these times ten, hundred and so on; never below 10 ms.
_ROUND = (1, 2, 5)
_LEAST_MS = 10.0
#: The preview is shown at up to twice the size of a plain screen.
_PREVIEW_SCALE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartStyle:
    """Colours by role, and the font: the screen's own, or the report's."""

    text: str
    secondary: str
    grid: str
    lost: str
    lines: tuple[str, ...]
    font: QFont

    @classmethod
    def of(cls, palette: Palette, font: QFont) -> "ChartStyle":
        """Return the style of a palette."""
        lines = (palette.accent, palette.attention, palette.fine)
        return cls(
            text=palette.text,
            secondary=palette.secondary,
            grid=palette.border,
            lost=palette.broken,
            lines=lines,
            font=font,
        )


def paper_style() -> ChartStyle:
    """Return the style of the report."""
    return ChartStyle.of(LIGHT, QFont(FONT_FAMILY))


def add_picture(document: QTextDocument, picture: WatchPicture | None) -> None:
    """Give a document the picture that its HTML names."""
    if picture is None:
        return
    image = QImage(QSize(PICTURE_WIDTH, PICTURE_HEIGHT) * _PREVIEW_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PREVIEW_SCALE)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_chart(painter, QRectF(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT), picture, paper_style())
    painter.end()
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE_URL), image)


def paint_chart(painter: QPainter, area: QRectF, picture: WatchPicture, style: ChartStyle) -> None:
    """Draw the picture into an area, in its units: one is a pixel of a plain screen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(style.font)
    font.setPixelSize(TEXT_PX)
    painter.setFont(font)
    _Chart(painter, area, picture, style).paint()
    painter.restore()


def axis_top_ms(picture: WatchPicture) -> float:
    """Return the end of the axis: the next round number above the slowest answer."""
    slowest = max((ms for line in picture.lines for ms in line.ms if ms is not None), default=0.0)
    power = _LEAST_MS
    while power * _ROUND[-1] < slowest:
        power *= 10
    return next(power * factor for factor in _ROUND if power * factor >= slowest)


def strokes(line: WatchLine) -> Iterator[list[int]]:
    """Yield the steps that a curve goes through, a list for each piece: a loss or a pause interrupts it."""
    piece: list[int] = []
    for step, (ms, lost) in enumerate(zip(line.ms, line.lost, strict=True)):
        if piece and (lost or step - piece[-1] > _MAX_SKIPPED):
            yield piece
            piece = []
        if ms is not None:
            piece.append(step)
    if piece:
        yield piece


class _Chart:
    """One drawing. From above: legend, curves with their axis, a row of crosses per curve, the ends of the time."""

    def __init__(self, painter: QPainter, area: QRectF, picture: WatchPicture, style: ChartStyle) -> None:
        self._painter, self._area, self._picture, self._style = painter, area, picture, style
        self._metrics = QFontMetricsF(painter.font())
        self._top_ms = axis_top_ms(picture)
        self._steps = max((len(line.ms) for line in picture.lines), default=0)
        labels = [line.name for line in picture.lines] + [self._milliseconds(self._top_ms)]
        left = max(map(self._metrics.horizontalAdvance, labels)) + _GAP_PX
        below = _LANE_PX * len(picture.lines) + _FOOT_PX + _GAP_PX
        self._plot = area.adjusted(left, _LEGEND_PX + _GAP_PX, -_GAP_PX, -below)

    def paint(self) -> None:
        self._paint_legend()
        self._paint_axis()
        for index, line in enumerate(self._picture.lines):
            pen = self._pen(index)
            self._paint_curve(line, pen)
            self._paint_lane(index, line)
        foot = QRectF(self._plot.left(), self._area.bottom() - _FOOT_PX, self._plot.width(), _FOOT_PX)
        self._write(foot, Qt.AlignmentFlag.AlignLeft, self._picture.begin)
        self._write(foot, Qt.AlignmentFlag.AlignRight, self._picture.end)

    def _pen(self, index: int) -> QPen:
        colour = QColor(self._style.lines[index % len(self._style.lines)])
        pen = QPen(colour, 1.8, _STROKES[index % len(_STROKES)])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _paint_legend(self) -> None:
        left, middle = self._plot.left(), self._area.top() + _LEGEND_PX / 2
        for index, line in enumerate(self._picture.lines):
            self._painter.setPen(self._pen(index))
            self._painter.drawLine(QLineF(left, middle, left + _SAMPLE_PX, middle))
            left = self._legend_text(left + _SAMPLE_PX + 6, line.name, self._style.text)
        self._legend_text(left, self._picture.lost, self._style.lost)

    def _legend_text(self, left: float, text: str, colour: str) -> float:
        """Write a word of the legend and return where the next one begins."""
        width = self._metrics.horizontalAdvance(text) + 1
        area = QRectF(left, self._area.top(), width, _LEGEND_PX)
        self._write(area, Qt.AlignmentFlag.AlignLeft, text, colour)
        return left + width + 18

    def _paint_axis(self) -> None:
        for share in (0.0, 0.5, 1.0):
            y = self._plot.bottom() - share * self._plot.height()
            self._painter.setPen(QPen(QColor(self._style.grid), 1.0))
            self._painter.drawLine(QLineF(self._plot.left(), y, self._plot.right(), y))
            label = QRectF(self._area.left(), y - 8, self._plot.left() - self._area.left() - 6, 16)
            self._write(label, Qt.AlignmentFlag.AlignRight, self._milliseconds(self._top_ms * share))

    def _milliseconds(self, value: float) -> str:
        return f"{value:.0f} {self._picture.unit}" if value == self._top_ms else f"{value:.0f}"

    def _paint_curve(self, line: WatchLine, pen: QPen) -> None:
        for piece in strokes(line):
            points = [self._place(step, line.ms[step] or 0.0) for step in piece]
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            self._painter.strokePath(path, pen)
            if len(points) == 1:  # a curve of one point would not be seen
                self._painter.setPen(QPen(pen.color(), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                self._painter.drawPoint(points[0])

    def _place(self, step: int, ms: float) -> QPointF:
        return QPointF(self._x(step), self._plot.bottom() - ms / self._top_ms * self._plot.height())

    def _x(self, step: int) -> float:
        return self._plot.left() + (step + 0.5) / self._steps * self._plot.width()

    def _paint_lane(self, index: int, line: WatchLine) -> None:
        top = self._plot.bottom() + _GAP_PX + index * _LANE_PX
        name = QRectF(self._area.left(), top, self._plot.left() - self._area.left() - 6, _LANE_PX)
        self._write(name, Qt.AlignmentFlag.AlignRight, line.name)
        middle = top + _LANE_PX / 2
        self._painter.setPen(QPen(QColor(self._style.grid), 1.0))
        self._painter.drawLine(QLineF(self._plot.left(), middle, self._plot.right(), middle))
        self._painter.setPen(QPen(QColor(self._style.lost), 1.6))
        for step, lost in enumerate(line.lost):
            if lost:
                self._paint_cross(self._x(step), middle)

    def _paint_cross(self, x: float, y: float) -> None:
        for slope in (1, -1):
            rise = _CROSS_PX * slope
            self._painter.drawLine(QLineF(x - _CROSS_PX, y - rise, x + _CROSS_PX, y + rise))

    def _write(self, area: QRectF, side: Qt.AlignmentFlag, text: str, colour: str = "") -> None:
        self._painter.setPen(QColor(colour or self._style.secondary))
        self._painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)
