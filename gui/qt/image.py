"""An image as the bytes of a file."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from gui.model.errors import UserError


def image_bytes(image: QImage, kind: bytes, quality: int = -1) -> bytes:
    """Return an image as `png` or `jpeg`. Raises UserError `photo.unreadable` when Qt cannot write it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(quality)
    if not writer.write(image):
        raise UserError("photo.unreadable", path="")
    return bytes(buffer.data().data())
