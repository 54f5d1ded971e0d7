"""The order of the Tab key: the one in which things are seen, whenever they were made."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget


def set_tab_order(window: QWidget, *regions: Iterable[QWidget]) -> None:
    """Let Tab go through the regions one after another, through each row by row; the last leads to the first."""
    stops = [stop for region in regions for stop in in_reading_order(window, region)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def in_reading_order(window: QWidget, widgets: Iterable[QWidget]) -> list[QWidget]:
    """Return those of the widgets that show and can have the keyboard: rows from the top, each from the left."""
    placed = [
        (QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()), widget)
        for widget in widgets
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]
    placed.sort(key=lambda item: item[0].center().y())
    rows: list[list[tuple[QRect, QWidget]]] = []
    for item in placed:
        if rows and item[0].center().y() <= rows[-1][0][0].bottom():
            rows[-1].append(item)
        else:
            rows.append([item])
    return [widget for row in rows for _, widget in sorted(row, key=lambda item: item[0].left())]
