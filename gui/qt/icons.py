"""The program's own icons: line drawings on a grid of 20, in any colour of the theme.

An icon is found by its place: `resources/icons/<question>-<answer>.svg` for an answer, `owner-<owner>.svg` for who has
to act. What has none is shown without.
"""

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap

from gui.kb.drawings import load_drawings

GRID_PX = 20


def drawing(name: str, colour: str, px: int = GRID_PX, ratio: float = 1.0) -> QPixmap | None:
    """Return an icon in a colour (`#RRGGBB`), `px` wide on a screen with `ratio` dots for each; None: there is none."""
    svg = load_drawings().get(name)
    if svg is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(svg.replace("currentColor", colour).encode()))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(round(px * ratio), round(px * ratio)))
    pixmap = QPixmap.fromImage(reader.read())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def room(px: int = GRID_PX) -> QPixmap:
    """Return a picture of nothing: it keeps the place of an icon that is drawn later."""
    pixmap = QPixmap(px, px)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
