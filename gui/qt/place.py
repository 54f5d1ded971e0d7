"""Where the window is and how large: as it was left the last time, and never larger than the screen."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

from gui.paths import read_limited
from gui.qt.theme import text_scale

PLACE_NAME = "window.place"
#: What the system draws around a window; how much that is, it tells only of a window that is on the screen.
FRAME = QSize(16, 40)
#: Qt's own description of a place has 66 bytes.
_MOST_BYTES = 1024


def fit_to_screen(window: QWidget, wanted: QSize, smallest: QSize) -> None:
    """Give a window its size and its least size: more for larger text, but no more than the screen has room for."""
    room, scale = window.screen().availableGeometry().size() - FRAME, text_scale()
    window.setMinimumSize((smallest * scale).boundedTo(room))
    window.resize((wanted * scale).boundedTo(room))


def restore_place(window: QWidget, folder: Path) -> None:
    """Put a window where it was left; Qt moves it to a screen that is there. Without a whole file nothing changes."""
    with suppress(OSError):
        place = QByteArray(read_limited(folder / PLACE_NAME, _MOST_BYTES))
        if place.size() == window.saveGeometry().size():  # Qt takes a part of one, and nought for the rest
            window.restoreGeometry(place)


def remember_place(window: QWidget, folder: Path) -> None:
    """Write down where a window is. What cannot be written costs no more than that."""
    with suppress(OSError):
        (folder / PLACE_NAME).write_bytes(window.saveGeometry().data())


def forget_place(folder: Path) -> None:
    """Delete what `remember_place` wrote."""
    with suppress(OSError):
        (folder / PLACE_NAME).unlink(missing_ok=True)
