"""Writes a report where no window is open: the unattended interface, and the self test."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from gui.model.photo import Photo
from gui.qt.export import export_report
from gui.qt.image import image_bytes
from gui.qt.photo import prepared_photo
from gui.report import Document


def sample_photo(folder: Path) -> Photo:
    """Return a photo that was written as JPEG and read again, as one from a telephone would be; for the self test.

    Raises UserError `photo.unreadable` when Qt's JPEG format is missing.
    """
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    path = folder / "photo.jpg"
    path.write_bytes(image_bytes(image, b"jpeg"))
    return prepared_photo(path)


def export_without_window(document: Document, folder: Path) -> list[Path]:
    """Write every format into `folder` and return the paths, the PDF first. Raises UserError `report.*`.

    Qt lays out text only in a GUI application; without a display its platform must be `offscreen` already.
    """
    application = QGuiApplication.instance() or QGuiApplication(["poscheckup"])
    paths = export_report(document, folder)
    del application  # kept until here: fonts belong to it
    return paths
