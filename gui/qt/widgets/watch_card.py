"""The card of the network page that shows the line over time, and stops and starts watching it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from gui.qt.texts import Texts
from gui.qt.theme import present_palette
from gui.qt.watch import WatchModel, WatchState
from gui.qt.watch_chart import ChartStyle, paint_chart
from gui.qt.widgets.basics import Card, Drawing, button, horizontal, label
from gui.report.html import PICTURE_HEIGHT
from gui.report.picture import WatchPicture, seen_sentences, watch_picture


class WatchChart(Drawing):
    """Draws a picture; repainted only when it is another one."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: WatchPicture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: WatchPicture) -> None:
        """Show a picture, and say it in words to who does not see it."""
        if picture != self._picture:
            self._picture = picture
            self.setAccessibleDescription(picture.described)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the picture in the report."""
        return QSize(400, PICTURE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw in the present colours."""
        if self._picture is None:
            return
        painter = QPainter(self)
        style = ChartStyle.of(present_palette(), self.font())
        paint_chart(painter, QRectF(self.rect()), self._picture, style)
        painter.end()


class WatchCard(Card):
    """What was seen in one sentence, the picture, and the numbers. While it is hidden it does nothing."""

    def __init__(self, watch: WatchModel, texts: Texts) -> None:
        self.title = label("group", wrap=False)
        self.state = label("secondary")
        self.switch = button()
        self.seen = label()
        self.numbers = label("secondary")
        self.chart = WatchChart()
        head = horizontal(self.title, self.state, self.switch, spacing=12)
        head.setStretch(1, 1)
        super().__init__(head, self.seen, self.chart, self.numbers)
        self._watch, self._texts = watch, texts
        self.switch.clicked.connect(self._switch)
        watch.changed.connect(self._refresh_if_seen)

    def retranslate(self) -> None:
        """Write all texts in the present language."""
        self.title.setText(self._texts.text("watch.table.title"))
        self.chart.setAccessibleName(self._texts.text("ui.watch.chart"))
        self.switch.setAccessibleDescription(self.title.text())
        self.refresh()

    def refresh(self) -> None:
        """Show what the watch saw so far."""
        text, state, summary = self._texts.text, self._watch.state, self._watch.summary
        self.state.setText(text(f"ui.watch.{state}"))
        is_running = state is WatchState.RUNNING
        self.switch.setText(text("ui.watch.pause" if is_running else "ui.watch.resume"))
        self.switch.setEnabled(state in (WatchState.RUNNING, WatchState.PAUSED))
        has_seen = summary is not None and bool(summary.parts)
        self.chart.setVisible(has_seen)
        self.numbers.setVisible(has_seen)
        if summary is None or not has_seen:
            self.seen.setText(text("ui.watch.intro"))
            return
        picture = watch_picture(summary, text, is_live=is_running)
        self.seen.setText("\n".join(seen_sentences(summary, text)))
        self.numbers.setText(picture.described)
        self.chart.show_picture(picture)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was seen meanwhile."""
        super().showEvent(event)
        self.refresh()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _switch(self) -> None:
        if self._watch.state is WatchState.RUNNING:
            self._watch.pause()
        else:
            self._watch.resume()
