"""Makes a photo fit for the report: upright, smaller, without what a camera writes beside the picture (EXIF, place)."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from gui.model.errors import UserError
from gui.model.photo import Photo
from gui.qt.image import image_bytes

#: The longer side. A slip is readable at this size, and four photos still go through a mailbox (own choice).
LONGEST_PX = 1280
_QUALITY = 80


def prepared_photo(path: Path) -> Photo:
    """Return the photo in a file, of no case yet. Raises UserError `photo.unreadable` for what is no picture."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # the camera's note about which side is up goes with all its other notes
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if max(size.width(), size.height()) > LONGEST_PX:
        reader.setScaledSize(size.scaled(QSize(LONGEST_PX, LONGEST_PX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise UserError("photo.unreadable", path=str(path))
    plain = _only_the_picture(image)
    jpeg = image_bytes(plain, b"jpeg", _QUALITY)
    return Photo(jpeg=jpeg, width_px=plain.width(), height_px=plain.height())


def _only_the_picture(image: QImage) -> QImage:
    """Return the pixels on white: a copy of the image would bring the texts in it along."""
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    return plain
