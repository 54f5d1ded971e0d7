"""Makes the exe's icon from `resources/icons/app.svg`: `python build/make_icon.py`. The result is committed."""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

BUILD = Path(__file__).resolve().parent
SOURCE, TARGET = BUILD.parent / "resources" / "icons" / "app.svg", BUILD / "app.ico"
#: Sizes that Windows asks for: list, taskbar and desktop at 100 to 250 %, large view.
SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_HEADER, _ENTRY = struct.Struct("<HHH"), struct.Struct("<BBBBHHII")


def main() -> int:
    """Write the icon file."""
    app = QGuiApplication(["make_icon", "-platform", "offscreen"])
    TARGET.write_bytes(icon_file([_png(size) for size in SIZES_PX]))
    del app
    return 0


def icon_file(pictures: list[bytes]) -> bytes:
    """Return an ICO file of PNG pictures, one of each size in `SIZES_PX` (Windows Vista and later read PNG in it)."""
    offset = _HEADER.size + len(pictures) * _ENTRY.size
    entries = []
    for size, picture in zip(SIZES_PX, pictures, strict=True):
        entries.append(_ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(picture), offset))  # 0 means 256
        offset += len(picture)
    return _HEADER.pack(0, 1, len(pictures)) + b"".join(entries) + b"".join(pictures)


def _png(size_px: int) -> bytes:
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub names the format's type wrongly
    return bytes(data.data())


if __name__ == "__main__":
    sys.exit(main())
